// What the test printed and logged, as pytest captured it.

import { el } from "../dom";
import type { Model } from "../model";
import { code, type Panel } from "./panel";

export function outputPanel(model: Model): Panel {
  // Each of several contexts of a test holds them all.
  const outputs = new Map(model.heard.outputs.map(({ title, text }) => [title, text]));
  let root: HTMLElement | undefined;
  return {
    id: "output",
    label: "Output",
    count: outputs.size,
    alarms: 0,
    get root() {
      const shown = [...outputs].flatMap(([title, text]) => code(title, text));
      const none = el("p", { class: "none" }, "The test printed and logged nothing.");
      root ??= el("div", { class: "sheet", tabindex: "0", role: "group", "aria-label": "Output" }, ...(shown.length ? shown : [none]));
      return root;
    },
    update: () => undefined,
  };
}
