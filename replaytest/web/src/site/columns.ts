// The three tables: sessions, tests, errors.

import { el } from "../viewer/dom";
import type { Data } from "./data";
import type { Column } from "./grid";
import { type ErrorGroup, type Groups, SEVERITY, type TestGroup, troublesOf } from "./groups";
import { badge, flakyMark, meter, number, playMark, seconds, signals, testName, trend, when } from "./words";

const WEIGHT = { high: 10_000, medium: 100, low: 1 };
const KINDS: Record<string, string> = { failure: "Failure", error: "Error", console: "Console" };

export function sessionColumns(data: Data, groups: Groups): Column<number>[] {
  const text = (column: string) => (session: number) => data.text(session, column);
  const value = (column: string) => (session: number) => data.number(session, column);
  return [
    { id: "outcome", label: "Outcome", draw: (session) => badge(data.text(session, "outcome")), by: text("outcome") },
    { id: "test", label: "Test", draw: (session) => nameCell(data, groups, session), by: text("test") },
    { id: "trend", label: "Runs", draw: (session) => trend(groups.of(session)) },
    { id: "started", label: "Started", draw: (session) => when(data.number(session, "started_at")), by: value("started_at"), greatestFirst: true },
    { id: "duration", label: "Duration", draw: (session) => number(seconds(data.number(session, "duration_s"))), by: value("duration_s"), greatestFirst: true, class: "right" },
    { id: "activity", label: "Activity", draw: (session) => meter(data.number(session, "activity")), by: value("activity"), greatestFirst: true },
    { id: "signals", label: "Signals", draw: (session) => signals(data, session), by: (session) => gravity(data, session), greatestFirst: true },
    { id: "errors", label: "Errors", draw: (session) => errorCell(data, session), by: (session) => troublesOf(data, session).length, greatestFirst: true },
    { id: "attempt", label: "Try", draw: (session) => number(data.text(session, "test") ? data.number(session, "attempt") : ""), by: value("attempt"), greatestFirst: true, class: "right" },
    { id: "worker", label: "Worker", draw: (session) => number(data.text(session, "worker")), by: text("worker") },
    { id: "browser", label: "Browser", draw: (session) => browserCell(data.text(session, "browser")), by: text("browser") },
    { id: "replay", label: "Replay", draw: (session) => replayCell(data, session), mute: true },
  ];
}

export function testColumns(data: Data): Column<TestGroup>[] {
  const newest = ({ runs }: TestGroup): number => runs[0]!.session;
  const rate = ({ runs, failed }: TestGroup): number => failed / runs.length;
  return [
    { id: "outcome", label: "Latest", draw: ({ runs }) => badge(runs[0]!.outcome), by: ({ runs }) => runs[0]!.outcome },
    { id: "test", label: "Test", draw: (group) => el("span", { class: "name-cell" }, testName(group.key, ""), ...flakyMark(group)), by: ({ key }) => key },
    { id: "trend", label: "Last runs", draw: trend },
    { id: "runs", label: "Runs", draw: ({ runs }) => number(runs.length), by: ({ runs }) => runs.length, greatestFirst: true, class: "right" },
    { id: "failed", label: "Failed", draw: (group) => number(group.failed ? `${Math.round(rate(group) * 100)} %` : ""), by: rate, greatestFirst: true, class: "right" },
    { id: "duration", label: "Usually", draw: ({ duration }) => number(seconds(duration)), by: ({ duration }) => duration, greatestFirst: true, class: "right" },
    { id: "started", label: "Newest", draw: (group) => when(data.number(newest(group), "started_at")), by: (group) => data.number(newest(group), "started_at"), greatestFirst: true },
  ];
}

export function errorColumns(data: Data): Column<ErrorGroup>[] {
  const at = (session: number | undefined): number => data.number(session ?? -1, "started_at");
  return [
    { id: "kind", label: "Kind", draw: ({ kind }) => el("span", { class: `kind ${kind}` }, KINDS[kind] ?? kind), by: ({ kind }) => kind },
    { id: "error", label: "Error", draw: ({ text, key }) => el("span", { class: "said", title: `${text}\n${key}` }, text || key), by: ({ text }) => text },
    { id: "sessions", label: "Sessions", draw: ({ sessions }) => number(sessions.length), by: ({ sessions }) => sessions.length, greatestFirst: true, class: "right" },
    { id: "tests", label: "Tests", draw: ({ tests }) => number(tests), by: ({ tests }) => tests, greatestFirst: true, class: "right" },
    { id: "count", label: "Times", draw: ({ count }) => number(count), by: ({ count }) => count, greatestFirst: true, class: "right" },
    { id: "first", label: "First seen", draw: ({ sessions }) => when(at(sessions[sessions.length - 1])), by: ({ sessions }) => at(sessions[sessions.length - 1]), greatestFirst: true },
    { id: "started", label: "Last seen", draw: ({ sessions }) => when(at(sessions[0])), by: ({ sessions }) => at(sessions[0]), greatestFirst: true },
  ];
}

function nameCell(data: Data, groups: Groups, session: number): HTMLElement {
  const tags = data.property(session, "names").slice(0, 3).map((tag) => el("span", { class: "tag" }, tag));
  const notes = data.collectionsOf(session).map(({ name, note }) => el("span", { class: "tag in-collection", title: note || `In the collection ${name}` }, name));
  return el("span", { class: "name-cell" }, testName(data.text(session, "test"), data.text(session, "session")), ...flakyMark(groups.of(session)), ...tags, ...notes);
}

function errorCell(data: Data, session: number): HTMLElement {
  const troubles = troublesOf(data, session);
  const made = el("span", { class: "errors", title: troubles.map(({ text, fingerprint }) => `${text}  ${fingerprint}`).join("\n") });
  if (data.text(session, "damaged")) made.append(el("span", { class: "said" }, data.text(session, "damaged")));
  if (troubles.length > 1) made.append(el("span", { class: "pill high" }, String(troubles.length)));
  if (troubles.length) made.append(el("span", { class: "said" }, troubles[0]!.text || troubles[0]!.name));
  return made;
}

/** `chromium 156.0.8078.79`: the first number is enough. */
function browserCell(whole: string): HTMLElement {
  return el("span", { class: "number", title: whole }, whole.replace(/^(\S+ \d+)\S*$/, "$1"));
}

function replayCell(data: Data, session: number): Node | string {
  const address = data.raw.replays[session];
  return address ? playMark(address) : "";
}

function gravity(data: Data, session: number): number {
  return data.happened(session, "signal").reduce((sum, { name, count }) => sum + WEIGHT[SEVERITY[name] ?? "low"] * count, 0);
}
