// Beside the table: one session in full.

import { button, el, icon, ICONS } from "../viewer/dom";
import type { Data } from "./data";
import { type Groups, SEVERITY, troublesOf } from "./groups";
import { badge, seconds, testName, trend } from "./words";

export interface Ways {
  close: () => void;
  test: (nodeid: string) => void;
  error: (fingerprint: string) => void;
  collection: (name: string) => void;
  where: (condition: string) => void;
}

export function detail(data: Data, groups: Groups, session: number, ways: Ways): HTMLElement[] {
  const nodeid = data.text(session, "test");
  const close = button("Close the details", { class: "dock-close" }, ways.close, icon("M4 4l8 8M12 4l-8 8"));
  const head = el("div", { class: "detail-head" }, badge(data.text(session, "outcome")), close);
  return [
    head,
    el("h2", {}, testName(nodeid, data.text(session, "session"))),
    replay(data, session),
    ...troubles(data, session, ways),
    ...signalList(data, session, ways),
    ...comments(data, session),
    ...marks(data, session, ways),
    ...history(groups, session, nodeid, ways),
    ...facts(data, session),
  ];
}

function replay(data: Data, session: number): HTMLElement {
  const address = data.raw.replays[session];
  if (address) return el("a", { class: "open-replay", href: address }, icon(ICONS.play, true), "Open the replay");
  const said = data.text(session, "damaged") || "This report has no page for it. ";
  const command = `replaytest show ${data.text(session, "session").slice(0, 12)}`;
  return el("p", { class: "no-replay" }, said, ...(data.text(session, "damaged") ? [] : [el("code", {}, command)]));
}

function troubles(data: Data, session: number, ways: Ways): HTMLElement[] {
  const items = troublesOf(data, session).slice(0, 20).map(({ text, name, fingerprint, count }) => {
    const said = el("span", { class: "said" }, text || name);
    const times = count > 1 ? [el("span", { class: "where" }, `${count} times`)] : [];
    if (!fingerprint) return el("li", {}, said, ...times);
    return el("li", {}, row("All sessions with this error", () => ways.error(fingerprint), said, el("span", { class: "where" }, fingerprint.slice(0, 8)), ...times));
  });
  return section("Errors", items);
}

function signalList(data: Data, session: number, ways: Ways): HTMLElement[] {
  const items = data.happened(session, "signal").slice(0, 30).map(({ name, text }) => {
    const severity = SEVERITY[name] ?? "low";
    const kind = row("All sessions with such a signal", () => ways.where(`signal = ${name}`), el("span", { class: `pill ${severity}` }, name.replaceAll("-", " ")), el("span", {}, text));
    return el("li", {}, kind);
  });
  return section("Signals", items);
}

/** What people said of it: comments of the test, notes of collections. */
function comments(data: Data, session: number): HTMLElement[] {
  const said = data.happened(session, "annotation").filter(({ name }) => name === "comment").map(({ text }) => commentOf(text));
  const notes = data.collectionsOf(session).filter(({ note }) => note).map(({ name, note }) => el("li", {}, note, el("span", { class: "where" }, ` in ${name}`)));
  return section("Comments", [...said.map((text) => el("li", {}, text)), ...notes]);
}

/** The index has what an annotation says as JSON, cut where it is long. */
function commentOf(payload: string): string {
  try {
    return String((JSON.parse(payload) as { text?: unknown }).text ?? payload);
  } catch {
    return payload.replace(/^\{"text":"/, "");
  }
}

function marks(data: Data, session: number, ways: Ways): HTMLElement[] {
  const tags = data.property(session, "names").map((tag) => button(tag, { class: "tag", title: "All sessions with this tag" }, () => ways.where(`tag = "${tag.replace(/["\\]/g, "\\$&")}"`), tag));
  const names = data.collectionsOf(session).map(({ name }) => button(name, { class: "tag in-collection", title: "All sessions of this collection" }, () => ways.collection(name), name));
  const all = [...tags, ...names];
  return all.length ? [el("h3", {}, "Tags and collections"), el("p", { class: "tags" }, ...all)] : [];
}

function history(groups: Groups, session: number, nodeid: string, ways: Ways): HTMLElement[] {
  const group = groups.of(session);
  if (!group) return [];
  const all = button("All sessions of this test", { class: "link", "aria-label": group.runs.length === 1 ? "1 run" : `${group.runs.length} runs` }, () => ways.test(nodeid), group.runs.length === 1 ? "1 run" : `${group.runs.length} runs`);
  return [el("h3", {}, "Runs of this test"), el("p", { class: "history" }, trend(group), all)];
}

function facts(data: Data, session: number): HTMLElement[] {
  const at = data.number(session, "started_at");
  const text = (name: string, column: string): [string, string] => [name, data.text(session, column)];
  const count = (name: string, column: string): [string, string] => [name, String(data.number(session, column) || "")];
  const pairs: [string, string][] = [
    ["Started", at ? new Date(at).toLocaleString() : ""],
    ["Duration", seconds(data.number(session, "duration_s"))],
    ["Active", seconds(data.number(session, "active_s"))],
    count("Severity", "score"),
    count("Attempt", "attempt"),
    text("Worker", "worker"),
    text("Browser", "browser"),
    text("Viewport", "viewport"),
    text("Locale", "locale"),
    text("Person", "person"),
    count("Tabs", "tabs"),
    count("Requests", "requests"),
    count("Failed requests", "failed_requests"),
    count("Clicks", "clicks"),
    count("Gaps", "gaps"),
    text("Session", "session"),
    text("Recording", "path"),
  ];
  const rows = pairs.filter(([, value]) => value).map(([name, value]) => el("tr", {}, el("th", { scope: "row" }, name), el("td", {}, value)));
  const pages = [...new Set(data.happened(session, "page").map((each) => each.text))].slice(0, 12).map((url) => el("li", {}, url));
  return [el("h3", {}, "Session"), el("table", { class: "pairs" }, el("tbody", {}, ...rows)), ...section("Pages", pages)];
}

/** A line that leads to others like it; what it says is its name. */
function row(does: string, run: () => void, ...children: Node[]): HTMLElement {
  const made = el("button", { type: "button", class: "link-row", title: does }, ...children);
  made.addEventListener("click", run);
  return made;
}

function section(title: string, items: HTMLElement[]): HTMLElement[] {
  return items.length ? [el("h3", {}, title), el("ul", {}, ...items)] : [];
}
