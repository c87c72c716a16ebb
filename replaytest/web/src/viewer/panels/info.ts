// Where and with what the session was recorded.

import { durationText, el } from "../dom";
import type { Model } from "../model";
import { type Panel, table } from "./panel";

export function infoPanel(model: Model): Panel {
  let root: HTMLElement | undefined;
  return {
    id: "info",
    label: "Info",
    count: 0,
    alarms: 0,
    get root() {
      root ??= el("div", { class: "sheet", tabindex: "0", role: "group", "aria-label": "Info" }, ...tables(model));
      return root;
    },
    update: () => undefined,
  };
}

function tables(model: Model): HTMLElement[] {
  const { about, heard, tabs } = model;
  const test: [string, string][] = about.test
    ? [
        ["Test", about.test.nodeid],
        ["Outcome", about.outcome ?? ""],
        ["Attempt", String(about.test.attempt)],
        ["Worker", about.test.worker],
      ]
    : [];
  const time: [string, string][] = [
    ["Started", new Date(model.startedAt).toISOString()],
    ["Took", durationText(model.duration)],
    ["Pages", tabs.flatMap(({ pages }) => pages.map(({ url }) => url)).slice(0, 50).join("\n")],
  ];
  return [
    ...table("Re-drive", about.run?.facts ?? []),
    ...table("Test", test.filter(([, value]) => value)),
    ...table("Session", time.filter(([, value]) => value)),
    ...table("Recorded with", Object.entries(about.details)),
    ...table("Page settings", heard.settings),
  ];
}
