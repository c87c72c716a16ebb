// All that differs between two pages: in groups, by severity, each a way to see it.

import { clockText, el } from "../dom";
import { countOf } from "../story";
import { LEGEND, type Looking, markOf, SEVERITIES } from "./looking";
import type { Change, Pages } from "./passed";

export interface ChangesMoves {
  /** Show both pages at the moments that were compared, and of them a change. */
  see: (pages: Pages, change?: Change) => void;
}

export class ChangesList {
  readonly root = el("section", { class: "page-changes", "aria-label": "What differs in the page" });
  private readonly list = el("ul", { class: "change-list" });
  private readonly filters = new Map<string, HTMLButtonElement>();
  private readonly moments = new Map<Pages, HTMLButtonElement>();
  private readonly none = el("p", { class: "none", hidden: "" }, "Nothing of these severities differs.");
  private rows: { change: Change; button: HTMLButtonElement }[] = [];
  private shown: Pages | undefined;

  constructor(
    private readonly looking: Looking,
    private readonly moves: ChangesMoves,
  ) {
    const { pages } = looking.passed;
    if (!pages.length) {
      this.root.append(el("p", { class: "none" }, "The pages were the same wherever both were compared."));
      return;
    }
    this.root.append(this.head(pages), this.legend(), this.list, this.none);
    this.list.addEventListener("keydown", this.key);
    looking.listen(() => this.mark());
    this.update();
  }

  /** The pages of this moment, or else those that were shown, at first the last ones. */
  update(): void {
    const pages = this.looking.pages ?? this.shown ?? this.looking.passed.pages.at(-1);
    if (!pages || pages === this.shown) return;
    this.shown = pages;
    const { groups, changes, counts, left_off } = pages.difference;
    this.rows = [];
    const items = groups.map(({ words, count }, number) => this.group(words, count, changes.filter(({ group }) => group === number)));
    const rest = left_off ? [el("li", { class: "none" }, `… and ${countOf(left_off, "more change")}, left out of this file`)] : [];
    this.list.replaceChildren(...items, ...rest);
    for (const [severity, made] of this.filters) {
      made.textContent = `${severity[0]!.toUpperCase()}${severity.slice(1)} ${counts[severity] ?? 0}`;
      made.disabled = !counts[severity];
    }
    for (const [each, made] of this.moments) made.setAttribute("aria-pressed", String(each === pages));
    this.mark();
  }

  private head(pages: Pages[]): HTMLElement {
    const moments = pages.map((each) => {
      const count = each.difference.changes.length + each.difference.left_off;
      const made = el("button", { type: "button", class: "kind-filter", "aria-label": `Pages at ${clockText(each.at)}: ${countOf(count, "change")}` }, clockText(each.at));
      made.addEventListener("click", () => this.moves.see(each));
      this.moments.set(each, made);
      return made;
    });
    const filters = SEVERITIES.map((severity) => {
      const made = el("button", { type: "button", class: "kind-filter" });
      made.addEventListener("click", () => this.looking.toggle(severity));
      this.filters.set(severity, made);
      return made;
    });
    const at = el("div", { class: "choices", role: "group", "aria-label": "Moment" }, el("span", { class: "where" }, "Page at"), ...moments);
    return el("div", { class: "tools" }, at, el("div", { class: "choices", role: "group", "aria-label": "Severity" }, ...filters));
  }

  private legend(): HTMLElement {
    const keys = LEGEND.map(({ sign, look, said }) => el("li", {}, el("span", { class: `sign ${look}`, "aria-hidden": "true" }, sign), said));
    return el("ul", { class: "legend", "aria-label": "Legend" }, ...keys);
  }

  private group(words: string, count: number, changes: Change[]): HTMLElement {
    const [first] = changes;
    const item = el("li", { "data-severity": first?.severity ?? "" });
    if (!first) return item;
    const line = el("div", { class: "change-line" }, this.row(first, words, first.anchor));
    item.append(line);
    if (changes.length > 1) {
      const inner = el("ul", { class: "change-list", hidden: "" }, ...changes.map((each) => el("li", {}, this.row(each, each.words, ""))));
      const fold = el("button", { type: "button", class: "fold", "aria-expanded": "false", "aria-label": `All ${count}: ${words}` }, `${count}`);
      fold.addEventListener("click", () => {
        inner.hidden = !inner.hidden;
        fold.setAttribute("aria-expanded", String(!inner.hidden));
      });
      line.append(fold);
      item.append(inner);
    }
    return item;
  }

  private row(change: Change, words: string, anchor: string): HTMLButtonElement {
    const { sign, look, said } = markOf(change);
    const suffix = `  (in ${anchor})`;
    const text = anchor && words.endsWith(suffix) ? words.slice(0, -suffix.length) : words;
    const where = anchor && text !== words ? [el("span", { class: "where" }, "in ", anchor)] : [];
    const button = el("button", { type: "button", class: "change", "aria-pressed": "false" });
    button.append(el("span", { class: `sign ${look}`, role: "img", "aria-label": said }, sign), el("span", { class: "said" }, text), ...where);
    button.addEventListener("click", () => this.choose(change));
    this.rows.push({ change, button });
    return button;
  }

  private choose(change: Change): void {
    const pages = this.shown;
    if (!pages) return;
    this.moves.see(pages, change);
  }

  private mark(): void {
    const { looking } = this;
    for (const { change, button } of this.rows) button.setAttribute("aria-pressed", String(change === looking.chosen));
    for (const [severity, made] of this.filters) made.setAttribute("aria-pressed", String(!looking.hidden.has(severity)));
    let left = 0;
    for (const item of this.list.children) {
      const severity = (item as HTMLElement).dataset.severity;
      (item as HTMLElement).hidden = severity !== undefined && looking.hidden.has(severity);
      left += Number(!(item as HTMLElement).hidden);
    }
    this.none.hidden = left > 0;
  }

  private key = (event: KeyboardEvent): void => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (!by) return;
    const buttons = [...this.list.querySelectorAll<HTMLButtonElement>("button.change")].filter((each) => each.offsetParent);
    const at = buttons.indexOf(event.target as HTMLButtonElement);
    buttons[Math.min(Math.max(at + by, 0), buttons.length - 1)]?.focus();
    event.preventDefault();
  };
}
