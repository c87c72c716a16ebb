// Every change of one node, from the events of its tab.

import type { Event } from "../data";
import { type IndexNode, NodeIndex } from "../nodes";
import { SOURCE, TYPE } from "../rrweb";

export interface Change {
  at: number; // the event's own time
  what: string; // "class", "text", "Clicked"
  from?: string | undefined;
  to?: string | undefined;
}

const PRESSES: Record<number, string> = { 2: "Clicked", 3: "Context menu", 4: "Double-clicked", 5: "Focused", 6: "Left", 7: "Touched" };
const MOST = 2000;

/** `isSame` says whether a page loaded later is the one the node is of: ids start over. */
export function historyOf(events: Event[], id: number, isSame: (node: { tag: string; url: string }) => boolean): Change[] {
  const index = new NodeIndex();
  const changes: Change[] = [];
  let [url, here] = ["", false];
  for (const event of events) {
    if (changes.length >= MOST) break;
    const { type, data, timestamp: at } = event;
    if (type === TYPE.META) url = String(data?.href ?? "");
    const before = here ? stateOf(index.get(id)) : undefined;
    index.apply(event);
    const node = index.get(id);
    if (type === TYPE.FULL_SNAPSHOT) here = node !== undefined && isSame({ tag: node.tag, url });
    else if (before === undefined && node && data?.source === SOURCE.MUTATION) here = isSame({ tag: node.tag, url });
    const after = here ? stateOf(node) : undefined;
    if (type === TYPE.FULL_SNAPSHOT || data?.source === SOURCE.MUTATION) {
      const told = type === TYPE.FULL_SNAPSHOT ? "There when the page was recorded" : "Added";
      changes.push(...differences(before, after, told).map((change) => ({ at, ...change })));
    } else if (here && data?.id === id) changes.push(...interaction(event));
  }
  return changes;
}

interface State {
  attributes: Map<string, string>;
  text: string;
}

function stateOf(node: IndexNode | undefined): State | undefined {
  if (!node) return undefined;
  const attributes = Object.entries(node.attributes).flatMap(([name, value]): [string, string][] => {
    return value === null || value === undefined || value === false || name.startsWith("rr_") ? [] : [[name, valueText(value)]];
  });
  const text = node.tag ? node.children.map((child) => child.text).join("") : node.text;
  return { attributes: new Map(attributes), text: text.replace(/\s+/g, " ").trim() };
}

/** rrweb tells of a changed style as { name: value or [value, priority] or false }. */
function valueText(value: unknown): string {
  if (typeof value !== "object") return String(value);
  const styles = Object.entries(value as Record<string, unknown>);
  return styles.map(([name, each]) => `${name}: ${each === false ? "none" : String(Array.isArray(each) ? each[0] : each)}`).join("; ");
}

function differences(before: State | undefined, after: State | undefined, added: string): Omit<Change, "at">[] {
  if (!before && !after) return [];
  if (!before || !after) return [{ what: after ? added : "Removed" }];
  const names = new Set([...before.attributes.keys(), ...after.attributes.keys()]);
  const changed = [...names].filter((name) => before.attributes.get(name) !== after.attributes.get(name));
  const found: Omit<Change, "at">[] = changed.map((name) => ({ what: name, from: before.attributes.get(name) ?? "", to: after.attributes.get(name) ?? "" }));
  if (before.text !== after.text) found.push({ what: "Text", from: before.text, to: after.text });
  return found;
}

function interaction({ data, timestamp: at }: Event): Change[] {
  if (data.source === SOURCE.SCROLL) return [{ at, what: "Scrolled", to: `${Math.round(Number(data.x))}, ${Math.round(Number(data.y))}` }];
  if (data.source === SOURCE.INPUT) {
    const ticked = data.isChecked === true ? "ticked" : "";
    return [{ at, what: "Input", to: [String(data.text ?? ""), ticked].filter(Boolean).join(", ") }];
  }
  const press = data.source === SOURCE.MOUSE_INTERACTION ? PRESSES[data.type as number] : undefined;
  return press ? [{ at, what: press }] : [];
}
