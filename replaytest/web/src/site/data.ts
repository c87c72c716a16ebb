// What `replaytest/report/site.py` puts into the page, and quick ways to ask it.

export interface Field {
  name: string;
  about: string;
  sort: "text" | "number" | "duration" | "moment";
  place: "session" | "event" | "screen" | "property" | "collection";
  column: string;
  kinds: string[];
  words: string[];
  here: boolean;
}

export interface Collection {
  name: string;
  file: string;
  sessions: Record<string, string>; // why, by session id
}

export interface Raw {
  version: number;
  title: string;
  live: boolean;
  fields: Field[];
  columns: Record<string, (number | null)[]>; // texts as their numbers
  texts: string[]; // the columns that are texts
  eventsOf: number[][]; // of each session: event, count, event, count
  events: [kind: number, name: number, text: number, fingerprint: number | null, status: number | null][];
  properties: [name: number, text: number, value: number | null][][];
  replays: string[];
  encrypted: number[];
  collections: Collection[];
  searches: [name: string, where: string][];
  strings: string[];
}

export interface Happened {
  kind: string;
  name: string;
  text: string;
  fingerprint: string;
  status: number | null;
  count: number;
}

/** Sessions are numbers from 0 on, newest first. */
export class Data {
  readonly count: number;
  private readonly isText: Set<string>;
  private readonly hidden: Set<number>;

  constructor(readonly raw: Raw) {
    this.count = raw.replays.length;
    this.isText = new Set(raw.texts);
    this.hidden = new Set(raw.encrypted);
  }

  text(session: number, column: string): string {
    const at = this.raw.columns[column]?.[session];
    return at === null || at === undefined ? "" : (this.raw.strings[at] ?? "");
  }

  number(session: number, column: string): number {
    return this.raw.columns[column]?.[session] ?? 0;
  }

  isTextColumn(column: string): boolean {
    return this.isText.has(column);
  }

  isEncrypted(session: number): boolean {
    return this.hidden.has(session);
  }

  /** What happened in a session, of the kinds that are asked for. */
  happened(session: number, ...kinds: string[]): Happened[] {
    const { eventsOf, events, strings } = this.raw;
    const found: Happened[] = [];
    const row = eventsOf[session] ?? [];
    for (let at = 0; at < row.length; at += 2) {
      const [kind, name, text, print, status] = events[row[at]!]!;
      if (!kinds.includes(strings[kind]!)) continue;
      found.push({ kind: strings[kind]!, name: strings[name]!, text: strings[text]!, fingerprint: print === null ? "" : strings[print]!, status, count: row[at + 1]! });
    }
    return found;
  }

  /** The values of a property, such as the names of tags. */
  property(session: number, name: string): string[] {
    const { properties, strings } = this.raw;
    return (properties[session] ?? []).filter(([at]) => strings[at] === name).map(([, text]) => strings[text]!);
  }

  /** The collections a session is in, and why. */
  collectionsOf(session: number): { name: string; note: string }[] {
    const id = this.text(session, "session");
    return this.raw.collections.filter(({ sessions }) => Object.hasOwn(sessions, id)).map(({ name, sessions }) => ({ name, note: sessions[id]! }));
  }
}
