// What differs from the last pass, in the order in which it came about.

import type { Clock } from "../clock";
import { sentenceOf } from "../compare/card";
import type { Difference, Passed } from "../compare/passed";
import { clockText, el } from "../dom";
import { code, ListPanel, type Panel, table } from "./panel";

const KINDS: Record<string, string> = { call: "Call", navigation: "Address", request: "Request", error: "Error", page: "Page" };

export function diffPanel(passed: Passed, clock: Clock): Panel {
  const { differences } = passed;
  // The clock needs them by time; which one explains the others the number tells.
  const byTime = differences.map((difference, at) => ({ ...difference, number: at + 1 })).sort((one, other) => one.at - other.at);
  let made: ListPanel<Difference & { number: number }> | undefined;
  return {
    id: "diff",
    label: "Diff",
    count: differences.length,
    alarms: 0,
    get root() {
      if (!made) {
        made = new ListPanel("Differences from the last pass", byTime, clock, {
          at: ({ at }) => at,
          row: (each) => ({
            class: each.number === 1 ? "first" : "",
            cells: [
              el("span", { class: "level" }, KINDS[each.kind] ?? each.kind),
              el("span", { class: "said" }, each.text),
              el("span", { class: "where", title: each.after }, each.after && `after ${each.after}`),
            ],
            words: `${each.kind} ${sentenceOf(each)}`,
          }),
          detail: detailOf,
          empty: "Nothing that was recorded differs from the last pass.",
        });
        made.root.classList.add("diff");
      }
      return made.root;
    },
    update: (now) => made?.update(now),
  };
}

function detailOf(each: Difference): HTMLElement {
  const times: [string, string][] = [
    ["In the last pass", clockText(each.passedAt)],
    ["In this failure", clockText(each.at)],
  ];
  const made = el("div", {}, el("p", { class: "detail-title" }, each.text));
  if (each.before !== null || each.now !== null) {
    const value = (text: string | null): HTMLElement[] => (text === null ? [el("i", {}, "not there")] : [el("span", {}, text)]);
    made.append(
      el("dl", { class: "compared" }, el("dt", {}, "Last pass"), el("dd", { class: "expected" }, ...value(each.before)), el("dt", {}, "Now"), el("dd", { class: "received" }, ...value(each.now))),
    );
  }
  made.append(...code("After", each.after), ...table("When", times));
  return made;
}
