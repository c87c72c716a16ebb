// A few lines of source, one of which is meant.

import { el } from "./dom";

export interface Excerpt {
  place: string; // file:line
  lines: string[];
  here: number; // which of them
}

export function excerpt({ place, lines, here }: Excerpt): HTMLElement {
  const pre = el("pre", { tabindex: "0", "aria-label": "Source of the test" });
  lines.forEach((line, at) => pre.append(at === here ? el("span", { class: "here-line" }, `${line}\n`) : `${line}\n`));
  return el("figure", { class: "excerpt" }, el("figcaption", { class: "where", title: place }, place), pre);
}
