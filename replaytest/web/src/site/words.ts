// Pieces of the table that several places show.

import { el, icon, ICONS } from "../viewer/dom";
import type { Data } from "./data";
import { isBad, RECENT, SEVERITY, type TestGroup } from "./groups";

const OUTCOMES: Record<string, string> = { passed: "Passed", failed: "Failed", skipped: "Skipped", interrupted: "Interrupted", unfinished: "Unfinished", damaged: "Damaged", encrypted: "No key" };

export function badge(outcome: string): HTMLElement {
  return el("span", { class: `outcome ${isBad(outcome) && outcome !== "failed" ? "interrupted" : outcome}` }, OUTCOMES[outcome] ?? (outcome || "–"));
}

/** `tests/test_shop.py::TestPay::test_card[eu]`: what, and where. */
export function testName(nodeid: string, session: string): HTMLElement {
  const cut = nodeid.split("[", 1)[0]!.lastIndexOf("::");
  const [path, name] = nodeid ? (cut < 0 ? ["", nodeid] : [nodeid.slice(0, cut).replaceAll("::", " › "), nodeid.slice(cut + 2)]) : ["no test", `session ${session.slice(0, 8)}`];
  return el("span", { class: "test", title: nodeid }, el("b", {}, name), el("span", { class: "path" }, path));
}

/** A square for each of the last runs, the newest at the right. */
export function trend(group: TestGroup | undefined): HTMLElement {
  const runs = group?.runs.slice(0, RECENT).reverse() ?? [];
  const failed = runs.filter(({ outcome }) => isBad(outcome)).length;
  const said = runs.length ? `Last ${runs.length === 1 ? "run" : `${runs.length} runs`}: ${failed} failed${group!.flaky ? ", flaky" : ""}` : "No runs";
  const made = el("span", { class: "trend", role: "img", "aria-label": said, title: said });
  for (const { outcome } of runs) made.append(el("i", { class: outcome }));
  return made;
}

export function flakyMark(group: TestGroup | undefined): HTMLElement[] {
  return group?.flaky ? [el("span", { class: "flag", title: "Passed and failed in its last runs" }, "flaky")] : [];
}

/** How many signals of each severity; which ones, in the title. */
export function signals(data: Data, session: number): HTMLElement {
  const found = data.happened(session, "signal");
  const kinds = new Map<string, number>();
  for (const { name, count } of found) kinds.set(name, (kinds.get(name) ?? 0) + count);
  const made = el("span", { class: "signals", title: [...kinds].map(([kind, count]) => `${count} × ${kind.replaceAll("-", " ")}`).join("\n") });
  for (const severity of ["high", "medium", "low"] as const) {
    let count = 0;
    for (const [kind, each] of kinds) if ((SEVERITY[kind] ?? "low") === severity) count += each;
    if (count) made.append(el("span", { class: `pill ${severity}` }, el("span", { class: "unseen" }, `${severity}: `), String(count)));
  }
  return made;
}

/** A score from 0 to 100, as a bar and a number. */
export function meter(score: number): HTMLElement {
  const made = el("span", { class: "meter" }, el("span", { class: "meter-number" }, score ? String(Math.round(score)) : ""));
  if (score) {
    const bar = el("i", {});
    bar.style.width = `${Math.min(100, Math.max(4, score)) * 0.4}px`;
    made.prepend(bar);
  }
  return made;
}

export function seconds(value: number): string {
  if (!value) return "";
  if (value < 59.95) return `${value.toFixed(1)} s`;
  const whole = Math.round(value);
  return whole < 3600 ? `${Math.floor(whole / 60)} min ${whole % 60} s` : `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

const DAY = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric" });
const TIME = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const WHOLE = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });

export function when(at: number): HTMLElement {
  const moment = new Date(at);
  if (!at || Number.isNaN(moment.getTime())) return el("span", { class: "when" }, "–");
  return el("time", { class: "when", datetime: moment.toISOString(), title: WHOLE.format(moment) }, `${DAY.format(moment)}, ${TIME.format(moment)}`);
}

export function number(value: number | string): HTMLElement {
  return el("span", { class: "number" }, String(value));
}

export function playMark(address: string): HTMLElement {
  return el("a", { class: "play-mark", href: address, tabindex: "-1", "aria-label": "Open the replay", title: "Open the replay" }, icon(ICONS.play, true));
}
