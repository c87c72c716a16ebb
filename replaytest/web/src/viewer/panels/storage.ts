// What the pages had stored at the start and at the end, and what changed in between.

import { el } from "../dom";
import type { State } from "../heard";
import type { Model } from "../model";
import type { Panel } from "./panel";

type Names = Map<string, string>;

export function storagePanel(model: Model): Panel {
  const { states } = model.heard;
  const count = new Set(states.flatMap(({ origin, groups }) => groups.flatMap(([group, pairs]) => pairs.map(([name]) => `${origin} ${group} ${name}`)))).size;
  let root: HTMLElement | undefined;
  return {
    id: "storage",
    label: "Storage",
    count,
    alarms: 0,
    get root() {
      root ??= el("div", { class: "sheet", tabindex: "0", role: "group", "aria-label": "Storage" }, ...sheetsOf(states));
      return root;
    },
    update: () => undefined,
  };
}

function sheetsOf(states: State[]): HTMLElement[] {
  const found = [...new Set(states.map(({ origin }) => origin))].flatMap((origin) => {
    const own = states.filter((state) => state.origin === origin);
    const groups = [...new Set(own.flatMap(({ groups }) => groups.map(([name]) => name)))];
    return groups.map((group) => {
      const first = namesOf(own.find(({ when }) => when === "start") ?? own[0], group);
      const last = namesOf(own.filter(({ when }) => when !== "start").at(-1), group);
      return el("section", {}, el("h3", {}, `${group} `, el("span", { class: "where" }, origin)), changes(first, last));
    });
  });
  return found.length ? found : [el("p", { class: "none" }, "Nothing was stored, or it was not recorded.")];
}

function namesOf(state: State | undefined, group: string): Names {
  return new Map(state?.groups.find(([name]) => name === group)?.[1] ?? []);
}

function changes(first: Names, last: Names): HTMLElement {
  const names = [...new Set([...first.keys(), ...last.keys()])].sort();
  const rows = names.map((name) => {
    const [before, after] = [first.get(name), last.get(name)];
    const kind = before === undefined ? "added" : after === undefined ? "removed" : before === after ? "" : "changed";
    return el("tr", kind ? { class: kind } : {}, el("th", { scope: "row" }, name), el("td", {}, before ?? ""), el("td", {}, after ?? ""), el("td", {}, kind));
  });
  const heads = ["Name", "At the start", "At the end", "Change"].map((head) => el("th", { scope: "col" }, head));
  return el("table", { class: "pairs" }, el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...rows));
}
