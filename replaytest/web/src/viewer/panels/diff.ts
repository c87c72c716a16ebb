// What differs from the last pass (of a run: from the recording), in the order in which it came about, and beside it
// all that differs in the page.

import type { Clock } from "../clock";
import { sentenceOf } from "../compare/card";
import { ChangesList, type ChangesMoves } from "../compare/changes";
import type { Looking } from "../compare/looking";
import type { Difference } from "../compare/passed";
import { clockText, el } from "../dom";
import { ListPanel, type Panel } from "./panel";

const KINDS: Record<string, string> = { call: "Call", navigation: "Address", request: "Request", error: "Error", page: "Page", step: "Step" };

export function diffPanel(looking: Looking, clock: Clock, moves: ChangesMoves): Panel {
  const { differences, name } = looking.passed;
  // The clock needs them by time; which one explains the others the number tells.
  const byTime = differences.map((difference, at) => ({ ...difference, number: at + 1 })).sort((one, other) => one.at - other.at);
  let made: { root: HTMLElement; list: ListPanel<Difference & { number: number }>; changes: ChangesList } | undefined;
  const make = (): typeof made => {
    const list = new ListPanel(`Differences from the ${name}`, byTime, clock, {
      at: ({ at }) => at,
      row: (each) => ({
        class: each.number === 1 ? "first" : "",
        cells: [el("span", { class: "level" }, KINDS[each.kind] ?? each.kind), saidOf(each, name)],
        words: `${each.kind} ${sentenceOf(each)}`,
      }),
      empty: `Nothing that was recorded differs from the ${name}.`,
    });
    const changes = new ChangesList(looking, moves);
    return { root: el("div", { class: "diff" }, list.root, changes.root), list, changes };
  };
  return {
    id: "diff",
    label: "Diff",
    count: differences.length,
    alarms: 0,
    get root() {
      made ??= make();
      return made!.root;
    },
    update: (now) => {
      made?.list.update(now);
      made?.changes.update();
    },
  };
}

function saidOf(each: Difference, name: string): HTMLElement {
  const after = each.after ? [el("span", { class: "where" }, `after ${each.after}`)] : [];
  return el("span", { class: "said", title: `In the ${name} at ${clockText(each.passedAt)}` }, each.text, ...after);
}
