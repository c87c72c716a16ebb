// What happened in one tab, in plain words: a reader of events in order.

import type { Event } from "./data";
import { type NodeIndex, shorten } from "./nodes";
import { MOUSE, SOURCE, TYPE } from "./rrweb";

export type Kind = "open" | "click" | "input" | "key" | "note" | "error" | "failure" | "signal" | "gap" | "tab";

export interface Moment {
  at: number; // ms since 1970 while it is collected, since the start afterwards
  kind: Kind;
  text: string;
  detail?: string;
  tab: string;
}

const OURS = "replaytest/";
const ACTION = "replaytest/action@1";
const CONSOLE = "rrweb/console@1";
const NETWORK = "rrweb/network@1";
const ERROR = "replaytest/error@1";
const ANNOTATION = "replaytest/annotation@1";
const DIALOG = "replaytest/dialog@1";
const DOWNLOAD = "replaytest/download@1";
// What browsers ask for by themselves; nobody misses it.
const UNASKED = /\/favicon\.ico$/;
const CLICKS: Record<number, string> = {
  [MOUSE.CLICK]: "Clicked",
  [MOUSE.CONTEXT_MENU]: "Right-clicked",
  [MOUSE.DOUBLE_CLICK]: "Double-clicked",
};
const KEYS = /^(Enter|Escape|Tab|Arrow\w+|Page\w+|Home|End|Delete|F\d+)$/;
const SAME_FIELD_MS = 8000;
const ONE_CLICK_MS = 100;

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Data = any;

export class Story {
  readonly moments: Moment[] = [];
  url = "";
  private lastInput?: { id: number; moment: Moment };
  private lastKey?: { text: string; moment: Moment; times: number };
  private checkout?: number;

  constructor(
    private readonly tab: string,
    private readonly index: NodeIndex,
  ) {}

  /** `index` has to be as it is after the event. */
  read({ type, data, timestamp: at }: Event): void {
    if (!data) return;
    if (type === TYPE.META) this.opened(String(data.href ?? ""), at);
    else if (type === TYPE.LOAD) this.loaded();
    else if (type === TYPE.CUSTOM) this.custom(data, at);
    else if (type === TYPE.PLUGIN && data.plugin === CONSOLE) this.console(data.payload, at);
    else if (type === TYPE.PLUGIN && data.plugin === NETWORK) this.requested(data.payload, at);
    else if (type === TYPE.INCREMENTAL && data.source === SOURCE.MOUSE_INTERACTION) this.clicked(data, at);
    else if (type === TYPE.INCREMENTAL && data.source === SOURCE.INPUT) this.typed(data, at);
  }

  private say(kind: Kind, text: string, at: number, detail?: string): Moment {
    const moment: Moment = { at, kind, text, tab: this.tab, ...(detail ? { detail } : {}) };
    this.moments.push(moment);
    this.lastInput = undefined;
    this.lastKey = undefined;
    return moment;
  }

  private opened(url: string, at: number): void {
    // The same address again is a checkout of rrweb's, or, if it loads, a reload.
    this.checkout = url === this.url ? at : undefined;
    if (url === this.url || !url) return;
    this.say("open", this.url ? "Went to" : "Opened", at, url);
    this.url = url;
  }

  private loaded(): void {
    if (this.checkout !== undefined) this.say("open", "Reloaded", this.checkout, this.url);
    this.checkout = undefined;
  }

  private clicked({ type, id }: Data, at: number): void {
    const verb = CLICKS[type as number];
    if (!verb) return;
    const before = this.moments.at(-1);
    const what = `${verb} ${this.index.describe(id)}`;
    if (before?.kind === "click" && at - before.at < ONE_CLICK_MS) {
      if (before.text === what) return;
      // A click on a label is a click on its field too.
      if (before.text.startsWith("Clicked label")) this.moments.pop();
    }
    this.say("click", what, at);
  }

  private typed({ id, text, isChecked }: Data, at: number): void {
    const node = this.index.get(id);
    if (!node) return;
    const type = String(node.attributes["type"] ?? "").toLowerCase();
    const what = this.index.describe(id);
    if (type === "radio" || type === "checkbox") {
      if (!isChecked && type === "radio") return; // another one of its group was chosen
      const before = this.moments.at(-1);
      if (before?.text === `Clicked ${what}` && at - before.at < ONE_CLICK_MS) this.moments.pop();
      this.say("input", `${type === "radio" ? "Chose" : isChecked ? "Checked" : "Unchecked"} ${what}`, at);
      return;
    }
    const value = shorten(String(text ?? ""), 60);
    const last = this.lastInput;
    if (last && last.id === id && at - last.moment.at < SAME_FIELD_MS) {
      last.moment.detail = value;
      return;
    }
    const verb = node.tag === "select" ? "Chose in" : value ? "Typed in" : "Emptied";
    const moment = this.say("input", `${verb} ${what}`, at, value);
    this.lastInput = { id, moment };
  }

  private custom({ tag, payload }: Data, at: number): void {
    const name = String(tag ?? "");
    if (name === ACTION) this.acted(payload ?? {}, at);
    else if (name === ERROR) this.broke(payload ?? {}, at);
    else if (name === ANNOTATION) this.say("note", annotated(payload ?? {}), at, propertiesOf(payload?.properties));
    else if (name === DIALOG) this.say("note", `The page showed a dialog (${payload?.type})`, at, shorten(String(payload?.message ?? ""), 200));
    else if (name === DOWNLOAD) this.say("note", "The page offered a file", at, shorten(String(payload?.name ?? ""), 120));
    else if (!name.startsWith(OURS)) this.say("note", shorten(name, 120), at, propertiesOf(payload));
  }

  private broke({ kind, name, message, stack }: Data, at: number): void {
    if (kind === "csp") return; // the console has said so
    const text = kind === "crash" ? "The page crashed" : `Uncaught ${name || "error"}`;
    const said = [shorten(String(message ?? ""), 200), writtenAt(stack)];
    this.say("error", shorten(text, 120), at, said.filter(Boolean).join(", at "));
  }

  private requested(payload: Data, at: number): void {
    for (const request of Array.isArray(payload?.requests) ? payload.requests : []) {
      const { name, method, status, failure, duration }: Data = request ?? {};
      const failed = failure ? !/ERR_ABORTED|NS_BINDING_ABORTED/.test(String(failure)) : Number(status) >= 400;
      if (!failed || UNASKED.test(String(name))) continue;
      const ended = at + (Number(duration) || 0);
      this.say("error", `${method ?? "GET"} ${failure ? "failed" : `was answered ${status}`}`, ended, shorten(String(name), 200));
    }
  }

  private acted(payload: Data, at: number): void {
    const { kind, key, id, type } = payload;
    if (kind === "key" && KEYS.test(String(key))) this.pressed([...(payload.modifiers ?? []), key].join("+"), at);
    else if (kind === "files") this.say("input", `Chose ${countOf(payload.files?.length ?? 0, "file")} in ${this.index.describe(id)}`, at);
    else if (kind === "drag" && type === "drop") this.say("click", `Dropped on ${this.index.describe(id)}`, at);
    else if (kind === "history") this.say("open", "Went back or forward", at);
  }

  private pressed(keys: string, at: number): void {
    const text = `Pressed ${keys.replace(/Arrow(\w+)/, "$1 arrow")}`;
    const last = this.lastKey;
    if (last && last.text === text && at - last.moment.at < SAME_FIELD_MS) {
      last.times += 1;
      last.moment.text = `${text} ${last.times} times`;
      return;
    }
    this.lastKey = { text, moment: this.say("key", text, at), times: 1 };
  }

  private console(payload: Data, at: number): void {
    if (payload?.level !== "error") return;
    const said = Array.isArray(payload.payload) ? payload.payload.map(unquoted).join(" ") : "";
    this.say("error", "The page logged an error", at, shorten(said, 200));
  }
}

export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Where the code was written that threw, if a source map told it: "cart.ts:41 in pay". */
function writtenAt(stack: unknown): string {
  const frames: Data[] = Array.isArray(stack) ? stack : [];
  const own = frames.find((frame) => frame?.original?.source && !frame.ignored);
  if (!own) return "";
  const { source, line, name }: Data = own.original;
  const file = String(source).split("?")[0]?.split("/").at(-1);
  const inside = name || own.function;
  return shorten(`${file}:${line}${inside ? ` in ${inside}` : ""}`, 120);
}

/** `paid`, or `paid (posthog)` if the page told that one. */
function annotated({ name, from }: Data): string {
  return shorten(String(name ?? ""), 120) + (from ? ` (${shorten(String(from), 20)})` : "");
}

function propertiesOf(payload: unknown): string {
  if (payload === null || payload === undefined) return "";
  if (typeof payload !== "object") return shorten(String(payload), 160);
  const pairs = Object.entries(payload).map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`);
  return shorten(pairs.join(", "), 160);
}

function unquoted(text: unknown): string {
  return String(text).replace(/^"([^]*)"$/, "$1");
}
