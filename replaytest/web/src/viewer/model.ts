// Everything the viewer shows, on one clock: ms since the start of the earliest session.

import type { About, Event, SessionAbout, TabAbout } from "./data";
import { Heard } from "./heard";
import { NodeIndex } from "./nodes";
import { forReplayer } from "./normal";
import { SOURCE, TYPE } from "./rrweb";
import { sanitize } from "./sanitize";
import { type Moment, Story, countOf } from "./story";
import { verdictOf } from "./verdict";

export interface Span {
  from: number;
  to: number;
}

export interface Page {
  at: number;
  url: string;
  title: string;
}

export interface TabModel {
  key: string; // "0/1": the session's place in the file, and the tab's number
  session: number;
  number: number;
  about: TabAbout;
  events: Event[]; // for the Replayer; empty if the page cannot be shown
  firstAt: number | undefined; // when there is something to see
  pages: Page[];
  title: string;
  url: string;
  openedAt: number;
  closedAt: number | undefined;
  goneAt: number | undefined; // when it was closed, if the others went on
}

/** Something that went wrong, found by the signals of replaytest. */
export interface Signal {
  at: number;
  tab: string;
  kind: string;
  severity: string;
  text: string;
}

/** A step as `replaytest steps` numbers it. */
export interface Step {
  number: number;
  at: number;
  tab: string;
}

export interface Model {
  about: About;
  startedAt: number;
  duration: number;
  tabs: TabModel[];
  moments: Moment[];
  heard: Heard;
  signals: Signal[];
  steps: Step[];
  times: number[]; // of all events, ascending
  idle: Span[];
  gaps: Span[];
  follow: { at: number; tab: string }[];
  failedAt: number[];
  problems: string[];
}

// By the story itself, from the events.
const TOLD_ANYWAY = /^(exception|console-error|failed-request|error-after-action)$/;
const AT_ONCE_MS = 100; // between the tabs of a context that is closed
const AT_THE_END_MS = 1000; // between the contexts of a test that ends
const IDLE_MS = 2000;
const IDLE_LEAD_MS = 400; // what is left of a stretch at both its ends when it is jumped

interface Draft {
  tab: TabModel;
  moments: Moment[];
  heard: Heard;
  times: number[];
  active: number[];
}

export function makeModel(about: About, events: [number, Event][][]): Model {
  const drafts = about.sessions.flatMap((session, at) => draftSession(session, at, events[at] ?? []));
  const times = drafts.flatMap(({ times }) => times).sort(ascending);
  const startedAt = earliest(about, times);
  const duration = Math.max(0, latest(about, times) - startedAt);
  const since = (at: number): number => Math.min(Math.max(at - startedAt, 0), duration);
  const decided = about.run?.at ?? undefined; // what the verdict of a run is by
  const failedAt = [...about.failures.map(({ failed_at }) => failed_at), ...(decided === undefined ? [] : [decided])].map(since).sort(ascending);
  const tabs = drafts.map(({ tab }) => tab);
  for (const tab of tabs) toOneClock(tab, since);
  for (const tab of tabs) tab.goneAt = goneAt(tab, tabs);
  const signals = about.sessions.flatMap((session, place) =>
    (session.signals ?? []).map((signal): Signal => ({ ...signal, at: since(signal.at), tab: `${place}/${signal.tab}` })),
  );
  const told = signals.filter(({ kind }) => !TOLD_ANYWAY.test(kind)).map(({ at, tab, text }): Moment => ({ at: at + startedAt, kind: "signal", text, tab }));
  const moments = [...momentsOf(about, drafts), ...told, ...drafts.flatMap((draft) => draft.moments)]
    .map((moment) => ({ ...moment, at: since(moment.at) }))
    .sort((one, other) => one.at - other.at);
  const relative = times.map(since);
  return {
    about,
    startedAt,
    duration,
    tabs,
    moments,
    heard: Heard.joined(
      drafts.map(({ heard }) => heard),
      since,
    ),
    signals,
    steps: about.sessions.flatMap((session, place) =>
      (session.steps ?? []).map(({ number, at, tab }): Step => ({ number, at: since(at), tab: `${place}/${tab}` })),
    ),
    times: relative,
    idle: idleSpans(relative, failedAt, duration),
    gaps: about.sessions.flatMap(({ gaps }) => gaps.map((gap) => ({ from: since(gap.from_at), to: since(gap.to_at) }))),
    follow: followed(drafts, since),
    failedAt,
    problems: about.sessions.flatMap(({ problems, label }) =>
      problems.map((problem) => (about.sessions.length > 1 ? `${label}: ${problem}` : problem)),
    ),
  };
}

function draftSession(session: SessionAbout, at: number, events: [number, Event][]): Draft[] {
  const byTab = new Map<number, Event[]>(session.tabs.map(({ number }) => [number, []]));
  for (const [number, event] of events) {
    const found = byTab.get(number);
    if (found) found.push(event);
    else byTab.set(number, [event]);
  }
  return [...byTab].map(([number, own]) => draftTab(session, at, number, own));
}

function draftTab(session: SessionAbout, at: number, number: number, events: Event[]): Draft {
  events.sort((one, other) => one.timestamp - other.timestamp);
  const key = `${at}/${number}`;
  const about = session.tabs.find((tab) => tab.number === number) ?? unknownTab(number, events);
  const index = new NodeIndex();
  const story = new Story(key, index);
  const heard = new Heard();
  const kept: Event[] = [];
  const pages: Page[] = [];
  const active: number[] = [];
  for (const event of events) {
    try {
      if (!sanitize(event, index)) continue;
      index.apply(event);
      story.read(event);
      heard.read(event, key);
    } catch {
      continue; // whatever it was, it was no event of rrweb's
    }
    kept.push(event);
    if (isActivity(event)) active.push(event.timestamp);
    if (event.type === TYPE.FULL_SNAPSHOT) pages.push({ at: event.timestamp, url: story.url, title: index.title() });
  }
  const last = pages.at(-1);
  if (last) last.title = index.title() || last.title;
  const tab: TabModel = {
    key,
    session: at,
    number,
    about,
    events: forReplayer(kept),
    firstAt: undefined,
    pages,
    title: last?.title ?? "",
    url: story.url,
    openedAt: about.opened_at,
    closedAt: about.closed_at ?? undefined,
    goneAt: undefined,
  };
  return { tab, moments: story.moments, heard, times: events.map(({ timestamp }) => timestamp), active };
}

function unknownTab(number: number, events: Event[]): TabAbout {
  return { number, opened_at: events[0]?.timestamp ?? 0, opener: null, closed_at: null, ended: null };
}

/** Something a person would look up for; timers of a page in the background are not. */
function isActivity({ type, data }: Event): boolean {
  if (type === TYPE.FULL_SNAPSHOT) return true;
  return type === TYPE.INCREMENTAL && [SOURCE.MOUSE_INTERACTION, SOURCE.INPUT, SOURCE.MOUSE_MOVE].includes(data.source);
}

function toOneClock(tab: TabModel, since: (at: number) => number): void {
  const first = tab.events[0]?.timestamp;
  tab.firstAt = first === undefined ? undefined : since(first);
  tab.openedAt = Math.min(since(tab.openedAt), tab.firstAt ?? Infinity);
  tab.closedAt = tab.closedAt === undefined ? undefined : since(tab.closedAt);
  for (const page of tab.pages) page.at = since(page.at);
}

/** Those that a context or the test takes along at its end stay in sight. */
function goneAt({ closedAt, session }: TabModel, tabs: TabModel[]): number | undefined {
  if (closedAt === undefined) return undefined;
  const ended = (among: TabModel[]): number => Math.max(...among.map((tab) => tab.closedAt ?? Infinity));
  const own = ended(tabs.filter((tab) => tab.session === session));
  return closedAt < own - AT_ONCE_MS || own < ended(tabs) - AT_THE_END_MS ? closedAt : undefined;
}

/** The page that a tab showed then, or else its first. */
export function pageAt({ pages }: TabModel, now: number): Page | undefined {
  return pages[lastBefore(pages, now, ({ at }) => at)] ?? pages[0];
}

function followed(drafts: Draft[], since: (at: number) => number): Model["follow"] {
  const seen = drafts
    .flatMap(({ tab, active }) => active.map((at) => ({ at: since(at), tab: tab.key, closed: false })))
    .concat(drafts.flatMap(({ tab }) => (tab.closedAt === undefined ? [] : [{ at: tab.closedAt, tab: tab.key, closed: true }])))
    .sort((one, other) => one.at - other.at);
  const path: Model["follow"] = [];
  let stack: string[] = [];
  for (const { at, tab, closed } of seen) {
    const before = stack.at(-1);
    const rest = stack.filter((key) => key !== tab);
    // The last page stays in sight when all are closed.
    stack = closed ? (rest.length ? rest : stack) : [...rest, tab];
    const now = stack.at(-1);
    if (now && now !== before) path.push({ at, tab: now });
  }
  return path;
}

function momentsOf(about: About, drafts: Draft[]): Moment[] {
  const tabs = about.sessions.flatMap((session, at) =>
    session.tabs.flatMap((tab) => {
      const key = `${at}/${tab.number}`;
      const many = session.tabs.length > 1 || about.sessions.length > 1;
      const found: Moment[] = [];
      // Playwright tells of a page after the page itself has begun.
      const opened = Math.min(tab.opened_at, drafts.find((draft) => draft.tab.key === key)?.times[0] ?? Infinity);
      if (many && tab.number > 1) found.push({ at: opened, kind: "tab", text: tab.opener ? "A popup opened" : "A tab opened", tab: key });
      if (tab.closed_at !== null && (many || tab.ended === "crashed")) {
        found.push({ at: tab.closed_at, kind: "tab", text: tab.ended === "crashed" ? "The tab crashed" : "The tab was closed", tab: key });
      }
      return found;
    }),
  );
  const gaps = about.sessions.flatMap((session, at) =>
    session.gaps.map((gap): Moment => {
      const what = gap.events === null ? "Events are missing" : `${countOf(gap.events, "event")} missing`;
      return { at: gap.from_at, kind: "gap", text: what, detail: gap.why, tab: `${at}/${gap.tab}` };
    }),
  );
  const failures = about.failures.map(
    (failure): Moment => ({
      at: failure.failed_at,
      kind: "failure",
      text: failure.phase === "call" ? "The test failed" : `The test failed in ${failure.phase}`,
      detail: failure.message.split("\n", 1)[0] ?? "",
      tab: "",
    }),
  );
  const { run } = about;
  const verdict: Moment[] = run && run.at !== null ? [{ at: run.at, kind: "failure", text: verdictOf(run).name, detail: run.title, tab: "" }] : [];
  return [...tabs, ...gaps, ...failures, ...verdict];
}

function idleSpans(times: number[], failedAt: number[], duration: number): Span[] {
  const stops = [0, ...times, ...failedAt, duration].sort(ascending);
  const spans: Span[] = [];
  for (let at = 1; at < stops.length; at++) {
    const [from, to] = [stops[at - 1]!, stops[at]!];
    if (to - from > IDLE_MS) spans.push({ from: from + IDLE_LEAD_MS, to: to - IDLE_LEAD_MS });
  }
  return spans;
}

function earliest(about: About, times: number[]): number {
  const opened = about.sessions.flatMap(({ tabs }) => tabs.map((tab) => tab.opened_at)).filter((at) => at > 0);
  return Math.min(...opened.slice(0, 1000), times[0] ?? Infinity, opened.length || times.length ? Infinity : 0);
}

function latest(about: About, times: number[]): number {
  const closed = about.sessions.flatMap(({ tabs, gaps }) => [
    ...tabs.map((tab) => tab.closed_at ?? tab.opened_at),
    ...gaps.map((gap) => gap.to_at),
  ]);
  return Math.max(times.at(-1) ?? 0, ...closed.slice(0, 1000));
}

export function ascending(one: number, other: number): number {
  return one - other;
}

/** The last of `list` that is not after `at`, by `time`; -1 if there is none. */
export function lastBefore<T>(list: readonly T[], at: number, time: (item: T) => number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (time(list[middle]!) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
