// What a page has stored when its document comes and when it goes: custom events
// `replaytest/storage@1`. There is no polling, and nothing is written or set.
//
// An event states in full each area that it names; at the end only those that changed are
// named. `changed` has the keys whose values are other ones: masked they may look alike.

import { hasOrigin, later } from "./natives";
import type { Stored } from "./mask/stored";

const MOST_KEYS = 1000;
const MOST_CHARS = 64 * 1024;
// Longer values are whole application states; their length is enough, unless values are told.
const LONGEST = 4096;
const MOST_TOLD = 1024 * 1024;
const EDGE = 64;
const ANSWER_MS = 100;
// What the recorder keeps there for itself (transport.ts).
const OWN = /^__replaytest_/;

type Area = "local" | "session";
type Values = Map<string, string>;
type Names = () => Promise<IDBDatabaseInfo[]>;

// As they were before any script of the page; a page replaces these in its tests.
const prototype = globalThis.Storage?.prototype;
const nativeGet = prototype?.getItem;
const nativeKey = prototype?.key;
const nativeLength = prototype && Object.getOwnPropertyDescriptor(prototype, "length")?.get;
const GETTERS: Record<Area, (() => Storage) | undefined> = {
  local: getter("localStorage") as (() => Storage) | undefined,
  session: getter("sessionStorage") as (() => Storage) | undefined,
};
const AREAS: Area[] = ["local", "session"];
const databases: Names | undefined = globalThis.IDBFactory?.prototype.databases;
const factory = getter("indexedDB") as (() => IDBFactory) | undefined;

export class State {
  /** What was there when it was told last; it never leaves the page. */
  private before: Partial<Record<Area, Values>> = {};
  private names = "";

  constructor(
    private readonly tell: (payload: object) => void,
    private readonly stored: () => Stored | undefined,
    private readonly problem: (error: unknown) => void,
  ) {}

  /** Tell what is there as a document opens, or as another recording begins. */
  start(): void {
    this.before = {};
    this.names = "";
    this.quietly((stored) => {
      const found = AREAS.filter((area) => this.look(area, stored).size);
      if (found.length) this.say("start", stored, found, {});
    });
    void this.tellDatabases("start");
  }

  /** Tell what has changed, all but the names of databases. */
  leave = (): void =>
    this.quietly((stored) => {
      const changed: Partial<Record<Area, string[]>> = {};
      for (const area of AREAS) {
        const before = this.before[area] ?? new Map<string, string>();
        const keys = differing(before, this.look(area, stored));
        if (keys.length) changed[area] = keys;
      }
      const areas = Object.keys(changed) as Area[];
      if (areas.length) this.say("end", stored, areas, changed);
    });

  /** Tell what has changed; there is little to wait for. */
  async end(): Promise<void> {
    this.leave();
    await Promise.race([this.tellDatabases("end"), new Promise<void>((done) => later(done, ANSWER_MS))]);
  }

  private quietly(work: (stored: Stored) => void): void {
    try {
      const stored = this.stored();
      if (stored) work(stored);
    } catch (error) {
      this.problem(error); // what fails here must not reach the page, nor keep a batch
    }
  }

  private look(area: Area, stored: Stored): Values {
    return (this.before[area] = valuesOf(area, stored.clear));
  }

  private say(when: string, stored: Stored, areas: Area[], changed: Partial<Record<Area, string[]>>): void {
    const payload: Record<string, unknown> = { when, origin: location.origin };
    const other: Record<string, string[]> = {};
    const hidden: Record<string, string[]> = {};
    let left = stored.clear ? MOST_TOLD : MOST_CHARS;
    let leftOut = 0;
    for (const area of areas) {
      const told: [string, string][] = [];
      for (const [key, value, name] of stored.named([...(this.before[area] ?? [])])) {
        // A page waits for this while it is left: what has no place is not masked either.
        const masked = left < 0 ? "" : value.length > LONGEST && !stored.clear ? `(${lengthOf(value)} characters)` : stored.value(key, value);
        left -= name.length + masked.length;
        if (left < 0) leftOut++;
        else told.push([name, masked]);
        // Such a value is not the one that was there: a known secret stood in it.
        if (left >= 0 && stored.clear && masked !== value) (hidden[area] ??= []).push(name);
        if (left >= 0 && changed[area]?.includes(key)) (other[area] ??= []).push(name);
      }
      payload[area] = Object.fromEntries(told);
    }
    if (Object.keys(other).length) payload.changed = other;
    if (Object.keys(hidden).length) payload.masked = hidden;
    if (leftOut) payload.leftOut = leftOut;
    this.tell(payload);
  }

  private async tellDatabases(when: string): Promise<void> {
    try {
      const stored = this.stored();
      if (!stored || !databases || !factory || !canStore()) return;
      const found = await databases.call(factory.call(window));
      const names = found.map(({ name }) => name ?? "").slice(0, MOST_KEYS);
      if (names.join("\n") === this.names) return;
      this.names = names.join("\n");
      this.tell({ when, origin: location.origin, indexedDB: stored.named(names.map((name) => [name, 0])).map(([, , told]) => told) });
    } catch {
      // There is none in opaque origins, and private windows.
    }
  }
}

/** Return the getter of a property of the window; the window itself has it, or a prototype. */
function getter(name: string): (() => unknown) | undefined {
  for (let at: object | null = globalThis; at; at = Object.getPrototypeOf(at) as object | null) {
    const found = Object.getOwnPropertyDescriptor(at, name)?.get;
    if (found) return found;
  }
  return undefined;
}

/** Whether this document has any storage. Asked before `databases()`, whose rejection in an
 * opaque origin reaches the page as an error of its own (Chromium 156). */
function canStore(): boolean {
  if (!hasOrigin) return false;
  try {
    return Boolean(GETTERS.local?.call(window));
  } catch {
    return false;
  }
}

/** Return what is stored, long values by their edges unless `whole`; nothing where there is no storage. */
function valuesOf(area: Area, whole: boolean): Values {
  const found: Values = new Map();
  if (!hasOrigin) return found;
  try {
    const storage = GETTERS[area]?.call(window);
    const length = storage ? Number(nativeLength?.call(storage)) : 0;
    for (let at = 0; at < length && found.size < MOST_KEYS; at++) {
      const key: string | null = nativeKey.call(storage, at);
      if (key === null || OWN.test(key)) continue;
      const value: string = nativeGet.call(storage, key) ?? "";
      found.set(key, value.length > LONGEST && !whole ? edges(value) : value);
    }
  } catch {
    // Sandboxed frames and data: URLs have none, and it can be switched off.
  }
  return found;
}

/** A stand-in for a long value, longer than LONGEST as well: its length, then its edges. */
function edges(value: string): string {
  return `${value.length} ${value.slice(0, EDGE)}${value.slice(-EDGE)}`.padEnd(LONGEST + 1);
}

function lengthOf(edged: string): string {
  return edged.slice(0, edged.indexOf(" "));
}

function differing(before: Values, now: Values): string[] {
  const other = [...now.keys()].filter((key) => before.get(key) !== now.get(key));
  return [...other, ...[...before.keys()].filter((key) => !now.has(key))];
}
