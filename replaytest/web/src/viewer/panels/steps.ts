// What a re-drive did: each step, how its element was found, and how long it took.

import type { Clock } from "../clock";
import { el } from "../dom";
import type { Done } from "../heard";
import type { Model } from "../model";
import { nearestList } from "../verdict";
import { filterTools, ListPanel, msText, type Panel, table } from "./panel";

export function stepsPanel({ heard: { steps } }: Model, clock: Clock): Panel {
  let made: ListPanel<Done> | undefined;
  return {
    id: "steps",
    label: "Steps",
    count: steps.filter(({ minor }) => !minor).length,
    alarms: steps.filter(({ blocked }) => blocked).length,
    get root() {
      made ??= listOf(steps, clock);
      return made.root;
    },
    update: (now) => made?.update(now),
  };
}

function listOf(steps: Done[], clock: Clock): ListPanel<Done> {
  const panel = new ListPanel<Done>("Steps", steps, clock, { at: ({ at }) => at, row: rowOf, detail: detailOf, empty: "No step was done." });
  filterTools<Done>(panel, [
    ["All", () => true],
    ["Not settled", ({ settled, minor }) => !settled && !minor],
    ["By similarity", ({ rule }) => rule === "similarity"],
    ["Blocked", ({ blocked }) => Boolean(blocked)],
  ]);
  panel.root.classList.add("steps");
  return panel;
}

function rowOf(step: Done): { class: string; cells: HTMLElement[]; words: string } {
  const { number, words, minor, blocked, rule, score, margin, took } = step;
  const found = rule ? `${rule} ${score.toFixed(2)}, margin ${margin.toFixed(2)}` : "";
  return {
    class: [minor ? "minor" : "", blocked ? "bad" : ""].join(" "),
    cells: [
      el("span", { class: "number" }, minor ? "" : String(number)),
      el("span", { class: "said", title: words }, words),
      el("span", { class: "where" }, blocked ? "blocked" : found),
      el("span", { class: "number" }, blocked ? "" : msText(took)),
    ],
    words: `${number} ${words} ${rule} ${step.note} ${blocked}`,
  };
}

function detailOf(step: Done): HTMLElement {
  const { number, words, blocked, nearest, rule, score, margin, waited, took, settled, note } = step;
  const how: [string, string][] = rule ? [["Rule", rule], ["Score", score.toFixed(3)], ["Margin", margin.toFixed(3)]] : [];
  const time: [string, string][] = [["Took", msText(took)], ["of it waiting", msText(waited)], ["Page before it", settled ? "as recorded" : "not as recorded"], ["Note", note]];
  return el(
    "div",
    {},
    el("p", { class: "detail-title" }, `${number}. ${words}`),
    ...(blocked ? [el("h3", {}, "Blocked"), el("p", { class: "hint" }, blocked)] : []),
    ...(nearest.length ? [el("h3", {}, "Nearest on the page"), nearestList(nearest)] : []),
    ...table("Element", how),
    ...table("Step", blocked ? [] : time.filter(([, value]) => value)),
  );
}
