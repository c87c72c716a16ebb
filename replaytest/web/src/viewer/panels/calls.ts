// What the test did: Playwright's calls with their arguments, and pytest's own phases.

import type { Clock } from "../clock";
import { argumentsOf, callText, sourceText } from "../calls";
import { el } from "../dom";
import { excerpt, type Excerpt } from "../excerpt";
import type { Call, Phase } from "../heard";
import type { Model } from "../model";
import { code, filterTools, ListPanel, msText, type Panel, table } from "./panel";

type Sources = Model["heard"]["sources"];
const AROUND = 3; // lines of source

interface Line {
  at: number;
  duration: number;
  call?: Call;
  phase?: Phase;
}

/** `chosen` is told of the call that is looked at, undefined when it is left. */
export function callsPanel(model: Model, clock: Clock, chosen: (call: Call | undefined) => void): Panel {
  const { calls, phases } = model.heard;
  const lines: Line[] = [...calls.map((call) => ({ ...call, call })), ...phases.map((phase) => ({ ...phase, phase }))];
  // What contains another begins with it: the longer one first.
  lines.sort((one, other) => one.at - other.at || other.duration - one.duration);
  let made: ListPanel<Line> | undefined;
  return {
    id: "calls",
    label: "Calls",
    count: calls.length,
    alarms: calls.filter(({ error }) => error).length,
    get root() {
      made ??= listOf(lines, model.heard.sources, clock, chosen);
      return made.root;
    },
    update: (now) => made?.update(now),
  };
}

function listOf(lines: Line[], sources: Sources, clock: Clock, chosen: (call: Call | undefined) => void): ListPanel<Line> {
  const panel = new ListPanel<Line>("Calls", lines, clock, {
    at: ({ at }) => at,
    row: (line) => (line.call ? callRow(line.call) : phaseRow(line.phase!)),
    detail: (line) => {
      chosen(line.call);
      return line.call ? callDetail(line.call, sources) : el("div", {}, ...table("Phase", phasePairs(line.phase!)));
    },
    empty: "No calls were recorded.",
  });
  filterTools<Line>(panel, [
    ["All", () => true],
    ["Calls", ({ call }) => Boolean(call)],
    ["Assertions", ({ call }) => Boolean(call && /Assertions\./.test(call.api))],
    ["Failed", ({ call, phase }) => Boolean(call?.error) || phase?.outcome === "failed"],
  ]);
  panel.root.classList.add("calls");
  for (const left of ["click", "keydown"]) {
    panel.root.addEventListener(left, () => panel.root.classList.contains("has-detail") || chosen(undefined));
  }
  return panel;
}

function callRow(call: Call): { class: string; cells: HTMLElement[]; words: string } {
  const shown = callText(call);
  return {
    class: call.error ? "bad" : "",
    cells: [
      el("span", { class: "said", title: shown }, shown),
      el("span", { class: "where", title: sourceText(call) }, sourceText(call).replace(/^.*\//, "")),
      el("span", { class: "number" }, msText(call.duration)),
    ],
    words: `${shown} ${call.api} ${sourceText(call)} ${call.error}`,
  };
}

function phaseRow(phase: Phase): { class: string; cells: HTMLElement[]; words: string } {
  const name = phase.phase === "fixture" ? `fixture ${phase.name}` : phase.phase;
  return {
    class: phase.outcome === "failed" ? "phase bad" : "phase",
    cells: [el("span", { class: "said" }, name), el("span", { class: "where" }, phase.outcome), el("span", { class: "number" }, msText(phase.duration))],
    words: `${name} ${phase.outcome}`,
  };
}

function callDetail(call: Call, sources: Sources): HTMLElement {
  const source = excerptOf(call, sources.get(call.file));
  return el(
    "div",
    {},
    el("p", { class: "detail-title code-line" }, callText(call)),
    ...code("Error", call.error),
    ...(source ? [excerpt(source)] : []),
    ...table("Arguments", argumentsOf(call)),
    ...table("Call", [["Source", sourceText(call)], ["Took", msText(call.duration)]].filter(([, value]) => value) as [string, string][]),
  );
}

function excerptOf(call: Call, lines: Map<number, string> | undefined): Excerpt | undefined {
  const near = [...(lines ?? [])].filter(([at]) => Math.abs(at - call.line) <= AROUND);
  const here = near.findIndex(([at]) => at === call.line);
  return here < 0 ? undefined : { place: sourceText(call), lines: near.map(([, text]) => text), here };
}

function phasePairs({ phase, name, outcome, duration }: Phase): [string, string][] {
  return ([["Phase", phase], ["Name", name], ["Outcome", outcome], ["Took", msText(duration)]] as [string, string][]).filter(([, value]) => value);
}
