// Under the failure: what differs first from the last pass (of a run: from the recording),
// and the way to see it.

import { button, clockText, el } from "../dom";
import { countOf } from "../story";
import type { Difference, Passed } from "./passed";

export interface CardMoves {
  seek: (difference: Difference) => void;
  beside: () => void;
  list: () => void;
}

export class CompareCard {
  readonly root: HTMLElement;
  private readonly split: HTMLButtonElement;

  constructor(passed: Passed, moves: CardMoves) {
    const { differences, shown, ago, name } = passed;
    const [first] = differences;
    this.split = button("Show side by side (d)", { class: "action", "aria-pressed": "false" }, moves.beside, "Show side by side");
    this.split.hidden = !shown;
    const count = countOf(differences.length, "difference");
    const all = button(`All differences: ${count}`, { class: "link" }, moves.list, count);
    const head = el("h2", {}, `Compared with the ${name}`, el("span", { class: "ago" }, ago));
    const said = first ? firstOf(first, () => moves.seek(first)) : el("p", { class: "same" }, "Nothing that was recorded differs.");
    this.root = el("section", { class: "against", "aria-label": `Compared with the ${name}` }, head, said);
    this.root.append(el("p", { class: "actions" }, this.split, ...(differences.length > 1 ? [all] : [])));
  }

  update(open: boolean): void {
    this.split.setAttribute("aria-pressed", String(open));
  }
}

function firstOf(first: Difference, run: () => void): HTMLElement {
  const after = first.after ? [el("span", { class: "after" }, "After ", el("code", {}, first.after), el("span", { class: "unseen" }, ": "))] : [];
  const made = el("button", { type: "button", class: "first-difference" }, el("span", { class: "unseen" }, "Jump to the first difference: "), ...after);
  made.append(el("span", { class: "differs" }, first.text), " ", el("time", {}, clockText(first.at)));
  made.addEventListener("click", run);
  return made;
}

export function sentenceOf({ after, text }: Difference): string {
  return after ? `After ${after}: ${text}` : text;
}
