// One tab's events as the Replayer needs them, such that seeking to a moment and playing
// up to it show the same.
//
// - rrweb seeks by starting at the last Meta: one that has no full snapshot, or has it
//   later, would show the page before it. Each Meta gets the time of its snapshot.
// - Pointer moves come in bundles with times in the past; each becomes its own event.

import type { Event, SerializedNode } from "./data";
import { SOURCE, TYPE } from "./rrweb";

const MOVES = [SOURCE.MOUSE_MOVE, SOURCE.TOUCH_MOVE, SOURCE.DRAG];
// Mouse up, down, click; touch start, end: rrweb moves the pointer there.
const PRESSES = [0, 1, 2, 7, 9];
const UNKNOWN_SIZE = { href: "", width: 1280, height: 720 };

/** In order of time; empty if there is no full snapshot. */
export function forReplayer(events: Event[]): Event[] {
  const out: Event[] = [];
  let meta: Event | undefined;
  let size = UNKNOWN_SIZE;
  for (const event of events) {
    if (event.type === TYPE.META) meta = event;
    else if (event.type === TYPE.FULL_SNAPSHOT) {
      size = sizeOf(meta ?? { type: TYPE.META, data: size, timestamp: 0 });
      out.push({ type: TYPE.META, data: size, timestamp: event.timestamp }, event);
      meta = undefined;
    } else if (event.type === TYPE.INCREMENTAL && out.length) out.push(...withMovesApart(event, out[0]!.timestamp));
  }
  return out.sort((one, other) => one.timestamp - other.timestamp);
}

export interface Pointer {
  at: number; // ms since the first event
  id: number; // of the node below it
  x: number;
  y: number;
}

/** Where the pointer was, and when pages began; of what `forReplayer` gave. */
export function pointerPath(events: Event[]): { path: Pointer[]; pages: number[] } {
  const first = events[0]?.timestamp ?? 0;
  const path: Pointer[] = [];
  for (const { type, data, timestamp } of events) {
    if (type !== TYPE.INCREMENTAL) continue;
    const place = MOVES.includes(data.source) ? data.positions[0] : isPress(data) ? data : undefined;
    if (place) path.push({ at: timestamp - first, id: place.id, x: Number(place.x) || 0, y: Number(place.y) || 0 });
  }
  return { path, pages: events.filter(({ type }) => type === TYPE.META).map(({ timestamp }) => timestamp - first) };
}

function isPress(data: Event["data"]): boolean {
  return data.source === SOURCE.MOUSE_INTERACTION && PRESSES.includes(data.type) && data.id !== -1;
}

function sizeOf({ data }: Event): typeof UNKNOWN_SIZE {
  const side = (value: unknown, other: number): number => (Number(value) > 0 ? Math.min(Number(value), 20000) : other);
  return {
    href: String(data?.href ?? ""),
    width: side(data?.width, UNKNOWN_SIZE.width),
    height: side(data?.height, UNKNOWN_SIZE.height),
  };
}

function withMovesApart(event: Event, since: number): Event[] {
  const { source, positions } = event.data;
  if (!MOVES.includes(source)) return [event];
  if (!Array.isArray(positions)) return [];
  return positions.map((position: { timeOffset?: number }) => ({
    type: TYPE.INCREMENTAL,
    data: { ...event.data, positions: [{ ...position, timeOffset: 0 }] },
    timestamp: Math.max(since, event.timestamp + Math.min(0, Number(position.timeOffset) || 0)),
  }));
}

/** rrweb writes into the nodes it is given (a style sheet that came late, the children of
 * a text area), and would rebuild from that after seeking back: it gets copies. It asks
 * each event for its data at each seek, so that nodes are copied only if they are used. */
export function unspoiled(event: Event): Event {
  const { data } = event;
  if (event.type === TYPE.FULL_SNAPSHOT) {
    return lazily({ ...event }, "data", () => lazily({ ...data }, "node", () => copyOf(data.node)));
  }
  if (event.type !== TYPE.INCREMENTAL || data.source !== SOURCE.MUTATION) return event;
  const { adds } = data as { adds: { node: SerializedNode }[] };
  const added = (): object[] => adds.map((add) => ({ ...add, node: copyOf(add.node) }));
  return lazily({ ...event }, "data", () => (adds.length ? lazily({ ...data }, "adds", added) : { ...data }));
}

function lazily<T extends object>(object: T, name: string, get: () => unknown): T {
  return Object.defineProperty(object, name, { get, enumerable: true });
}

/** Many times as fast as `structuredClone`. */
function copyOf(node: SerializedNode): SerializedNode {
  const { attributes, childNodes } = node;
  return {
    ...node,
    ...(attributes && { attributes: { ...attributes } }),
    ...(childNodes && { childNodes: childNodes.map(copyOf) }),
  };
}
