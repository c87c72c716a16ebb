// What the file holds, as values: who was tested, why it failed, and all events.

import { decompress } from "fzstd";

export type Attributes = Record<string, unknown>;

export interface SerializedNode {
  type: number;
  id: number;
  rootId?: number;
  tagName?: string;
  name?: string;
  publicId?: string;
  systemId?: string;
  attributes?: Attributes;
  textContent?: string;
  childNodes?: SerializedNode[];
  compatMode?: string;
  isCustom?: boolean;
  isStyle?: boolean;
}

/** One rrweb event. Its data is what the recording says, so nothing is certain. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Event = { type: number; data: any; timestamp: number };

export interface TabAbout {
  number: number;
  opened_at: number;
  opener: number | null;
  closed_at: number | null;
  ended: "closed" | "crashed" | null;
}

export interface GapAbout {
  tab: number;
  from_at: number;
  to_at: number;
  events: number | null;
  why: string;
}

export interface FailureAbout {
  phase: string;
  message: string;
  traceback: string;
  failed_at: number;
}

export interface SessionAbout {
  session: string;
  label: string;
  tabs: TabAbout[];
  gaps: GapAbout[];
  problems: string[];
  signals?: { at: number; tab: number; kind: string; severity: string; text: string }[];
  steps?: { number: number; at: number; tab: number }[];
}

export interface DifferenceAbout {
  kind: string;
  text: string;
  after: string;
  failed_at: number;
  passed_at: number;
  before: string | null;
  now: string | null;
  session: number;
  tab: number;
  page: number | null; // the place of its pages in those of the pass
  changes: number[]; // places in the changes of these
}

/** One change of a page, as `replaytest diff --json` tells it (diff/data.py). */
export interface ChangeAbout {
  kind: string; // insert, delete, move, rename, text, attribute, state or style
  severity: string; // structure, text, state or style
  words: string;
  what: string;
  anchor: string;
  name: string;
  before: string | null;
  after: string | null;
  node_before: number | null;
  node_after: number | null;
  group: number;
}

/** Two pages, of the pass and of the failure, at moments that are compared. */
export interface PagesAbout {
  passed_at: number;
  failed_at: number;
  passed_tab: [session: number, tab: number];
  failed_tab: [session: number, tab: number];
  difference: {
    counts: Record<string, number>; // of all, by severity
    changes: ChangeAbout[];
    groups: { words: string; count: number; alike: boolean }[];
    left_off: number; // how many changes are not among these
  };
}

/** The last attempt that passed, or what was re-driven; without sessions where they are too large. */
export interface PassAbout {
  name?: string; // "last pass", "recording"
  started_at: number;
  sessions: SessionAbout[];
  differences: DifferenceAbout[];
  times: [number, number][]; // ms since 1970 in the pass and in the failure, ascending
  pages: PagesAbout[]; // that differ, by time
}

/** What became of a re-drive. */
export interface RunAbout {
  verdict: string;
  title: string;
  at: number | null;
  after: string;
  expected: string | null;
  received: string | null;
  nearest: string[];
  facts: [name: string, value: string][];
}

export interface About {
  title: string;
  test: { nodeid: string; attempt: number; worker: string } | null;
  outcome: string | null;
  failures: FailureAbout[];
  details: Record<string, string>;
  sessions: SessionAbout[];
  passed?: PassAbout;
  run?: RunAbout | null;
}

export function readAbout(): About {
  return JSON.parse(document.getElementById("about")?.textContent ?? "null") as About;
}

/** The events of each session: lists of [tab number, event], in the order of the file. */
export function readEvents(): [number, Event][][] {
  return eventsIn("script.events");
}

/** Those of the last pass, if the file has it. They can be read once. */
export function readEventsOfPass(): [number, Event][][] {
  return eventsIn("script.events-of-pass");
}

function eventsIn(selector: string): [number, Event][][] {
  return [...document.querySelectorAll(selector)].map((element) => {
    const events = parse(unpack(element.textContent ?? ""));
    element.remove(); // it is a second copy of all that follows
    return events;
  });
}

function unpack(base64: string): string {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return new TextDecoder().decode(decompress(bytes));
}

function parse(lines: string): [number, Event][] {
  const found: [number, Event][] = [];
  for (const line of lines.split("\n")) {
    if (!line) continue;
    const [tab, event] = JSON.parse(line) as [number, Event];
    if (event && typeof event.type === "number" && Number.isFinite(event.timestamp)) found.push([tab, event]);
  }
  return found;
}
