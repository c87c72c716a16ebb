// What the pages had stored at the start and at the end, and what changed in between.

import { el } from "../dom";
import type { State } from "../heard";
import type { Model } from "../model";
import type { Panel } from "./panel";

interface Area {
  origin: string;
  title: string;
  first: Map<string, string>;
  last: Map<string, string>;
  changed: Set<string>;
}

export function storagePanel(model: Model): Panel {
  const areas = areasOf(model.heard.states);
  let root: HTMLElement | undefined;
  return {
    id: "storage",
    label: "Storage",
    count: areas.reduce((sum, area) => sum + namesOf(area).length, 0),
    alarms: 0,
    get root() {
      const none = el("p", { class: "none" }, "Nothing was stored, or it was not recorded.");
      root ??= el("div", { class: "sheet", tabindex: "0", role: "group", "aria-label": "Storage" }, ...(areas.length ? areas.map(sheet) : [none]));
      return root;
    },
    update: () => undefined,
  };
}

function areasOf(states: State[]): Area[] {
  const areas = new Map<string, Area>();
  for (const { tab, when, origin, groups } of states) {
    for (const { title, held, changed } of groups) {
      // Each tab has a session storage of its own.
      const key = [origin, title, title === "Session storage" ? tab : ""].join(" ");
      // Whoever finds nothing when a page opens says nothing.
      const area = areas.get(key) ?? { origin, title, first: when === "start" ? held : new Map<string, string>(), last: held, changed: new Set<string>() };
      area.last = held;
      for (const name of changed) area.changed.add(name);
      areas.set(key, area);
    }
  }
  return [...areas.values()].filter((area) => namesOf(area).length);
}

function namesOf({ first, last }: Area): string[] {
  return [...new Set([...first.keys(), ...last.keys()])].sort();
}

function sheet(area: Area): HTMLElement {
  const rows = namesOf(area).map((name) => {
    const [before, after] = [area.first.get(name), area.last.get(name)];
    const same = before === after && !area.changed.has(name);
    const kind = before === undefined ? "added" : after === undefined ? "removed" : same ? "" : "changed";
    return el("tr", kind ? { class: kind } : {}, el("th", { scope: "row" }, name), el("td", {}, before ?? ""), el("td", {}, after ?? ""), el("td", {}, kind));
  });
  const heads = ["Name", "At the start", "At the end", "Change"].map((head) => el("th", { scope: "col" }, head));
  const table = el("table", { class: "pairs" }, el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...rows));
  return el("section", {}, el("h3", {}, `${area.title} `, el("span", { class: "where" }, area.origin)), table);
}
