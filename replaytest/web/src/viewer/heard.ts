// What a tab told beside its page: requests, sockets, console, errors, calls and state.
// A reader of events in order. Nothing it reads is certain, so every field is made what
// it has to be here, once, and the panels show values.

import type { Event } from "./data";
import { TYPE } from "./rrweb";

export interface Told {
  at: number; // ms since 1970 while it is collected, since the start afterwards
  tab: string;
}

export interface Request extends Told {
  duration: number | undefined; // ms; none while it was pending at the end
  method: string;
  url: string;
  type: string; // Playwright's resource type
  status: number;
  failure: string;
  size: number | undefined; // bytes of the body as it was sent
  requestHeaders: [string, string][];
  responseHeaders: [string, string][];
  requestBody: string | undefined;
  responseBody: string | undefined;
  bodyOmitted: string;
  redirectedFrom: string;
  timing: [string, number][]; // its phases in order, ms
  initiator: string;
}

export interface Message extends Told {
  level: string;
  text: string;
  place: string;
}

export interface Frame {
  function: string;
  url: string;
  line: number;
  column: number;
  original: { source: string; line: number; column: number; name: string } | undefined;
  ignored: boolean; // by its source map: of a library
}

export interface Trouble extends Told {
  kind: string; // exception, rejection, csp, crash
  name: string;
  message: string;
  stack: Frame[];
}

export interface Call extends Told {
  duration: number;
  api: string;
  args: [string, string][];
  file: string;
  line: number;
  error: string;
}

/** A step of a re-drive: how its element was found, or why not. */
export interface Done extends Told {
  number: number;
  words: string;
  minor: boolean; // it prepares the next one
  rule: string; // "" where no element was looked for
  score: number;
  margin: number;
  waited: number; // ms, before `at`
  took: number; // ms, with the waiting
  settled: boolean;
  note: string;
  blocked: string; // why it could not be done
  nearest: string[];
}

export interface Piece extends Told {
  channel: string; // of one socket or stream
  kind: string; // open, sent, received, message, error, close
  url: string;
  data: string | undefined;
  bytes: number;
}

export interface State extends Told {
  when: string; // start or end
  origin: string;
  groups: { title: string; held: Map<string, string>; changed: string[] }[]; // names and values; names with another value
}

export interface Phase extends Told {
  duration: number;
  phase: string;
  name: string;
  outcome: string;
}

export interface Output extends Told {
  title: string; // "Captured stdout call"
  text: string;
}

/** A file that lies beside the recording. */
export interface Attached extends Told {
  name: string;
  path: string; // relative to the folder of the replay
  size: number | undefined; // bytes
}

/** A file that went from or to a page; what is known of it. */
export interface Exchanged extends Told {
  kind: "download" | "upload";
  name: string;
  size: number | undefined;
}

export class Heard {
  readonly requests: Request[] = [];
  readonly messages: Message[] = [];
  readonly troubles: Trouble[] = [];
  readonly calls: Call[] = [];
  readonly steps: Done[] = [];
  readonly pieces: Piece[] = [];
  readonly states: State[] = [];
  readonly phases: Phase[] = [];
  readonly outputs: Output[] = [];
  readonly attached: Attached[] = [];
  readonly exchanged: Exchanged[] = [];
  readonly sources = new Map<string, Map<number, string>>(); // by file, by line
  settings: [string, string][] = [];

  /** One after the other of those of all tabs, on the clock that `since` gives. */
  static joined(all: Heard[], since: (at: number) => number): Heard {
    const whole = new Heard();
    for (const name of ["requests", "messages", "troubles", "calls", "steps", "pieces", "states", "phases", "outputs", "attached", "exchanged"] as const) {
      const told: Told[] = whole[name];
      told.push(...all.flatMap((heard): Told[] => heard[name]).map((each) => ({ ...each, at: since(each.at) })));
      told.sort((one, other) => one.at - other.at);
    }
    for (const { sources } of all) for (const [file, lines] of sources) whole.sources.set(file, lines);
    whole.settings = all.find(({ settings }) => settings.length)?.settings ?? [];
    return whole;
  }

  read({ type, data, timestamp }: Event, tab: string): void {
    const told = { at: timestamp, tab };
    const payload: Data = data?.payload ?? {};
    if (type === TYPE.PLUGIN) PLUGINS[String(data?.plugin)]?.(this, payload, told);
    else if (type === TYPE.CUSTOM) TAGS[String(data?.tag)]?.(this, payload, told);
  }
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Data = any;
type Reader = (heard: Heard, payload: Data, told: Told) => void;

const PLUGINS: Record<string, Reader> = {
  "rrweb/console@1": (heard, { level, payload, trace }, told) =>
    heard.messages.push({ ...told, level: text(level) || "log", text: list(payload).map(unquoted).join(" "), place: text(list(trace)[0]) }),
  "rrweb/network@1": (heard, { requests }, told) => {
    for (const each of list(requests)) if (each && typeof each === "object") heard.requests.push(requestOf(each as Data, told));
  },
};

const TAGS: Record<string, Reader> = {
  "replaytest/error@1": (heard, { kind, name, message, stack }, told) =>
    heard.troubles.push({ ...told, kind: text(kind), name: text(name), message: text(message), stack: list(stack).map(frameOf) }),
  "replaytest/call@1": (heard, { api, args, at, duration, file, line, error }, told) =>
    heard.calls.push({
      tab: told.tab,
      at: number(at) ?? told.at,
      duration: number(duration) ?? 0,
      api: text(api),
      args: pairs(args),
      file: text(file),
      line: number(line) ?? 0,
      error: text(error),
    }),
  "replaytest/step@1": (heard, payload, told) => heard.steps.push(stepOf(payload, told)),
  "replaytest/phase@1": (heard, { phase, name, at, duration, outcome }, told) =>
    heard.phases.push({
      tab: told.tab,
      at: number(at) ?? told.at,
      duration: number(duration) ?? 0,
      phase: text(phase),
      name: text(name),
      outcome: text(outcome),
    }),
  "replaytest/output@1": (heard, { title, text: said }, told) => heard.outputs.push({ ...told, title: text(title), text: text(said) }),
  "replaytest/attachments@1": (heard, { files }, told) => heard.attached.push(...filesIn(files, told)),
  "replaytest/download@1": (heard, { name }, told) => heard.exchanged.push({ ...told, kind: "download", name: text(name), size: undefined }),
  "replaytest/action@1": (heard, { kind, files }, told) => {
    if (kind === "files") heard.exchanged.push(...filesIn(files, told).map(({ name, size }): Exchanged => ({ ...told, kind: "upload", name, size })));
  },
  "replaytest/source@1": (heard, { file, lines }) =>
    heard.sources.set(text(file), new Map(pairs(lines).map(([line, said]): [number, string] => [Number(line), said]))),
  "replaytest/websocket@1": piece,
  "replaytest/stream@1": piece,
  "replaytest/storage@1": (heard, payload, told) => heard.states.push(stateOf(payload, told)),
  "replaytest/settings@1": (heard, payload) => (heard.settings = pairs(payload)),
};

function piece(heard: Heard, { id, kind, url, data, bytes }: Data, told: Told): void {
  const shown = typeof data === "string" ? data : undefined;
  heard.pieces.push({ ...told, channel: text(id), kind: text(kind), url: text(url), data: shown, bytes: number(bytes) ?? 0 });
}

function stepOf(payload: Data, told: Told): Done {
  return {
    ...told,
    number: number(payload.number) ?? 0,
    words: text(payload.words),
    minor: payload.minor === true,
    rule: text(payload.rule),
    score: number(payload.score) ?? 0,
    margin: number(payload.margin) ?? 0,
    waited: number(payload.waited_ms) ?? 0,
    took: number(payload.took_ms) ?? 0,
    settled: payload.settled !== false,
    note: text(payload.note),
    blocked: text(payload.blocked),
    nearest: list(payload.nearest).map(text),
  };
}

function filesIn(files: unknown, told: Told): Attached[] {
  return list(files).map((file): Attached => {
    const { name, path, size }: Data = file ?? {};
    return { ...told, name: text(name), path: text(path), size: number(size) };
  });
}

/** A body as text; of bytes that are none, how many they are. */
function bodyOf(body: unknown, encoding: unknown): string | undefined {
  if (typeof body !== "string" || encoding !== "base64") return typeof body === "string" ? body : undefined;
  const padding = /=*$/.exec(body)?.[0].length ?? 0;
  return `(${(body.length * 3) / 4 - padding} bytes)`;
}

function requestOf(told: Data, { at, tab }: Told): Request {
  return {
    tab,
    at: number(told.timestamp) ?? at,
    duration: told.pending ? undefined : (number(told.duration) ?? 0),
    method: text(told.method) || "GET",
    url: text(told.name),
    type: text(told.initiatorType) || "other",
    status: number(told.status) ?? number(told.responseStatus) ?? 0,
    failure: text(told.failure),
    size: number(told.transferSize) ?? number(told.decodedBodySize),
    requestHeaders: pairs(told.requestHeaders),
    responseHeaders: pairs(told.responseHeaders),
    requestBody: bodyOf(told.requestBody, told.requestBodyEncoding),
    responseBody: bodyOf(told.responseBody, told.responseBodyEncoding),
    bodyOmitted: text(told.bodyOmitted),
    redirectedFrom: text(told.redirectedFrom),
    timing: Object.entries(told.timing ?? {}).flatMap(([name, ms]) => (number(ms) !== undefined && number(ms)! >= 0 ? [[name, number(ms)!]] : [])),
    initiator: text(told.initiator),
  };
}

function frameOf(frame: unknown): Frame {
  const { function: name, url, line, column, original, ignored }: Data = frame ?? {};
  return {
    function: text(name),
    url: text(url),
    line: number(line) ?? 0,
    column: number(column) ?? 0,
    original: original && {
      source: text(original.source),
      line: number(original.line) ?? 0,
      column: number(original.column) ?? 0,
      name: text(original.name),
    },
    ignored: Boolean(ignored ?? original?.ignored),
  };
}

/** What an event names is told in full; what it leaves out is as it was. */
function stateOf(payload: Data, told: Told): State {
  const cookies = list(payload.cookies).map((cookie: Data): [string, string] => [text(cookie?.name), cookieText(cookie ?? {})]);
  const databases = list(payload.indexedDB).map((name): [string, string] => [text(name), ""]);
  const all: [string, string, [string, string][]][] = [
    ["local", "Local storage", pairs(payload.local)],
    ["session", "Session storage", pairs(payload.session)],
    ["cookies", "Cookies", cookies],
    ["indexedDB", "IndexedDB", databases],
  ];
  const groups = all.filter(([name]) => payload[name]).map(([name, title, held]) => ({ title, held: new Map(held), changed: list(payload.changed?.[name]).map(text) }));
  return { ...told, when: text(payload.when), origin: text(payload.origin), groups };
}

function cookieText({ value, domain, path, httpOnly, secure, sameSite }: Data): string {
  const marks = [domain && `${text(domain)}${text(path)}`, httpOnly && "HttpOnly", secure && "Secure", sameSite && `SameSite=${text(sameSite)}`];
  return [text(value), ...marks.filter(Boolean)].join("  ·  ");
}

function text(value: unknown): string {
  if (typeof value === "string") return value;
  return value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
}

function number(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function pairs(value: unknown): [string, string][] {
  return value && typeof value === "object" ? Object.entries(value).map(([name, each]) => [name, text(each)]) : [];
}

function unquoted(value: unknown): string {
  return text(value).replace(/^"([^]*)"$/, "$1");
}
