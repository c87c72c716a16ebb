// From a condition to a test of sessions; what it means, `replaytest/search/compile.py`
// says. A text is looked at once, however many sessions have it.

import type { Data, Field } from "./data";
import { type Condition, type Operator, parse, type Value } from "./parser";
import { WhereError } from "./lexer";
import { pseudonym } from "./sha256";

export type Meant = (session: number) => boolean;
type TestOf = Extract<Condition, { is: "test" }>;

const TRIGRAM = 3;

/** Which sessions a text means. Throws WhereError. */
export function meant(text: string, data: Data, now: number): Meant {
  return text.trim() ? compiled(parse(text, data.raw.fields, now), data) : () => true;
}

function compiled(condition: Condition, data: Data): Meant {
  switch (condition.is) {
    case "not": {
      const part = compiled(condition.part, data);
      return (session) => !part(session);
    }
    case "and": {
      const parts = condition.parts.map((each) => compiled(each, data));
      return (session) => parts.every((part) => part(session));
    }
    case "or": {
      const parts = condition.parts.map((each) => compiled(each, data));
      return (session) => parts.some((part) => part(session));
    }
    case "has":
      return has(condition.field, data);
    case "test":
      return tested(condition, data);
  }
}

function has({ place, column, kinds }: Field, data: Data): Meant {
  if (place === "session") {
    // Texts are "" and numbers 0 where there is none; SQLite takes "0" for 0.
    if (data.isTextColumn(column)) return (session) => !["", "0"].includes(data.text(session, column));
    return (session) => data.number(session, column) !== 0;
  }
  if (place === "event") {
    const at = { fingerprint: 3, status: 4 }[column];
    return someEvent(data, kinds, (event) => at === undefined || event[at] !== null);
  }
  if (place === "property") return (session) => data.property(session, column).length > 0;
  return () => false;
}

function tested(test: TestOf, data: Data): Meant {
  const { field, operator, values } = test;
  const { strings } = data.raw;
  switch (field.place) {
    case "session":
      return sessionTest(test, data);
    case "event":
      return eventTest(test, data);
    case "property": {
      if (typeof values[0] === "number") {
        const fits = numberTest(operator, values);
        return (session) => data.raw.properties[session]!.some(([name, , value]) => strings[name] === field.column && value !== null && fits(value));
      }
      const fits = textTest(operator, values, strings, like);
      return (session) => data.raw.properties[session]!.some(([name, text]) => strings[name] === field.column && fits(text));
    }
    default: {
      const ids = new Set(values.flatMap((name) => Object.keys(collectionOf(String(name), data).sessions)));
      return (session) => ids.has(data.text(session, "session"));
    }
  }
}

function sessionTest({ field, operator, values }: TestOf, data: Data): Meant {
  const { column } = field;
  if (field.sort === "moment") {
    const fits = spanTest(operator, values);
    return (session) => fits(data.number(session, column));
  }
  const numbers = data.raw.columns[column] ?? [];
  if (field.sort !== "text") {
    const fits = numberTest(operator, values);
    return (session) => fits(numbers[session] ?? 0);
  }
  // A recording has a pseudonym, who asks has the name.
  const asked = column === "person" && operator === "=" ? values.concat(values.map((each) => pseudonym(String(each)))) : values;
  const fits = textTest(operator, asked, data.raw.strings, like);
  return (session) => fits(numbers[session] ?? -1);
}

function eventTest({ field, operator, values }: TestOf, data: Data): Meant {
  const { column, kinds } = field;
  const { strings } = data.raw;
  if (column === "status") {
    const fits = numberTest(operator, values);
    return someEvent(data, kinds, (event) => event[4] !== null && fits(event[4]));
  }
  const at = { name: 1, text: 2, fingerprint: 3 }[column] as 1 | 2 | 3;
  const fits = textTest(operator, values, strings, column === "text" ? found : like);
  return someEvent(data, kinds, (event) => event[at] !== null && fits(event[at]));
}

type Event = Data["raw"]["events"][number];

/** Whether an event of these kinds is so; each sort of event is asked once. */
function someEvent(data: Data, kinds: string[], fits: (event: Event) => boolean): Meant {
  const { events, eventsOf, strings } = data.raw;
  const fitting = Uint8Array.from(events, (event) => Number(kinds.includes(strings[event[0]]!) && fits(event)));
  return (session) => {
    const row = eventsOf[session]!;
    for (let at = 0; at < row.length; at += 2) if (fitting[row[at]!]) return true;
    return false;
  };
}

/** A test of texts by their numbers, which remembers. */
function textTest(operator: Operator, values: Value[], strings: string[], likeness: (pattern: string) => (text: string) => boolean): (at: number) => boolean {
  const wanted = new Set(values.map(String));
  const fits = operator === "~" ? likeness(String(values[0])) : (text: string) => wanted.has(text);
  const known = new Int8Array(strings.length);
  return (at) => {
    if (at < 0) return fits("");
    if (!known[at]) known[at] = fits(strings[at]!) ? 1 : -1;
    return known[at] === 1;
  };
}

function numberTest(operator: Operator, values: Value[]): (value: number) => boolean {
  const wanted = values as number[];
  const first = wanted[0]!;
  switch (operator) {
    case "<":
      return (value) => value < first;
    case "<=":
      return (value) => value <= first;
    case ">":
      return (value) => value > first;
    case ">=":
      return (value) => value >= first;
    default:
      return (value) => wanted.includes(value);
  }
}

/** Compare with stretches of time: `<=` a day is up to its end, `>` after it. */
function spanTest(operator: Operator, values: Value[]): (value: number) => boolean {
  const spans = (values as [number, number][]).map(([start, end]) => [start, Math.max(end - 1, start)] as const);
  if (operator === "=") return (value) => spans.some(([start, last]) => value >= start && value <= last);
  const [start, last] = spans[0]!;
  return numberTest(operator, [operator === "<=" || operator === ">" ? last : start]);
}

/** Whether a text contains another, in any case; with `*`, whether it is it. */
export function like(pattern: string): (text: string) => boolean {
  const folded = fold(pattern);
  if (!pattern.includes("*")) return (text) => fold(text).includes(folded);
  const [first, ...rest] = folded.replace(/\*+/g, "*").split("*");
  const last = rest.pop()!;
  return (text) => glob(first!, rest, last, fold(text));
}

// Not a regular expression: `*a*a*a*` would take one for ever.
function glob(first: string, middle: string[], last: string, text: string): boolean {
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let place = first.length;
  const end = text.length - last.length;
  for (const part of middle) {
    const at = text.indexOf(part, place);
    if (at < 0 || at + part.length > end) return false;
    place = at + part.length;
  }
  return place <= end;
}

/** As the index finds texts, whose folding of case is a simpler one. */
function found(pattern: string): (text: string) => boolean {
  if (pattern.includes("*") || [...pattern].length < TRIGRAM) return like(pattern);
  const folded = pattern.toLowerCase();
  return (text) => text.toLowerCase().includes(folded);
}

/** As Python's casefold, to all intents: ß is ss, both sigmas are one. */
function fold(text: string): string {
  return text.toUpperCase().toLowerCase().replaceAll("ς", "σ");
}

function collectionOf(name: string, data: Data): { sessions: Record<string, string> } {
  const file = name.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  const known = data.raw.collections.find((each) => each.name === name || each.file === file);
  if (known) return known;
  const names = data.raw.collections.map((each) => `'${each.name}'`).join(", ");
  throw new WhereError(`there is no '${name}' among the collections`, 1, names ? `there are ${names}` : "none was saved yet");
}
