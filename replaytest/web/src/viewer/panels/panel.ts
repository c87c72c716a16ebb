// What every panel of the dock is, and the pieces they are made of.

import type { Clock } from "../clock";
import { clockText, el } from "../dom";
import { lastBefore } from "../model";

export interface Panel {
  readonly id: string; // in the address: #panel=network
  readonly label: string;
  readonly count: number; // beside the label; 0 shows none
  readonly alarms: number; // how many of them are bad
  /** What is shown; made when the panel is first opened. */
  readonly root: HTMLElement;
  /** The clock is at another time. Called only while the panel is open. */
  update(now: number): void;
}

export interface Row<T> {
  item: T;
  at: number;
  element: HTMLElement;
  words: string; // what a filter looks in
}

/** A list on the clock beside the details of what is chosen in it. */
export class ListPanel<T> {
  readonly root = el("div", { class: "list-panel" });
  readonly tools = el("div", { class: "tools" });
  readonly rows: Row<T>[] = [];
  private readonly list: HTMLElement;
  private readonly detail = el("div", { class: "detail-pane", hidden: "", tabindex: "0", role: "region" });
  private readonly nothing = el("p", { class: "none", hidden: "" });
  private chosen: Row<T> | undefined;
  private filter: (row: Row<T>) => boolean = () => true;

  constructor(
    label: string,
    items: readonly T[],
    private readonly clock: Clock,
    private readonly draw: {
      at: (item: T) => number;
      row: (item: T) => { class?: string; cells: (HTMLElement | string)[]; words: string };
      detail?: (item: T) => HTMLElement;
      empty: string;
    },
  ) {
    this.list = el("div", { class: "rows", role: "listbox", "aria-label": label, tabindex: "0" });
    this.detail.setAttribute("aria-label", `${label}: details`);
    for (const item of items) this.add(item);
    this.nothing.textContent = draw.empty;
    this.list.addEventListener("keydown", this.key);
    this.root.append(this.tools, el("div", { class: "split" }, el("div", { class: "split-list" }, this.list, this.nothing), this.detail));
    this.refilter(() => true);
  }

  /** Rows after the moment are dimmed; the last one before it is marked. */
  update(now: number): void {
    const current = lastBefore(this.rows, now, ({ at }) => at);
    this.rows.forEach(({ element }, at) => {
      element.classList.toggle("later", at > current);
      element.classList.toggle("now", at === current);
    });
    if (this.chosen === undefined) this.rows[current]?.element.scrollIntoView?.({ block: "nearest" });
  }

  refilter(filter: (row: Row<T>) => boolean): void {
    this.filter = filter;
    let shown = 0;
    for (const row of this.rows) {
      const fits = filter(row);
      row.element.hidden = !fits;
      shown += Number(fits);
    }
    this.nothing.hidden = shown > 0;
    this.nothing.textContent = this.rows.length ? "Nothing fits the filter." : this.draw.empty;
  }

  choose(row: Row<T> | undefined): void {
    this.chosen?.element.setAttribute("aria-selected", "false");
    this.chosen = row;
    this.detail.hidden = !row || !this.draw.detail;
    this.root.classList.toggle("has-detail", !this.detail.hidden);
    if (!row) return;
    row.element.setAttribute("aria-selected", "true");
    this.list.setAttribute("aria-activedescendant", row.element.id);
    row.element.scrollIntoView({ block: "nearest" });
    if (this.draw.detail) this.detail.replaceChildren(this.draw.detail(row.item));
    this.clock.pause();
    this.clock.seek(row.at);
  }

  private add(item: T): void {
    const { cells, words, class: name = "" } = this.draw.row(item);
    const at = this.draw.at(item);
    const id = `row-${rowNumber++}`;
    const element = el("div", { class: `row ${name}`.trim(), role: "option", id, "aria-selected": "false" });
    element.append(el("time", {}, clockText(at)), ...cells);
    const row = { item, at, element, words: words.toLowerCase() };
    element.addEventListener("click", () => this.choose(this.chosen === row ? undefined : row));
    this.rows.push(row);
    this.list.append(element);
  }

  private key = (event: KeyboardEvent): void => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };
    const step = steps[event.key];
    if (event.key === "Escape" && this.chosen) this.choose(undefined);
    else if (step !== undefined) {
      const shown = this.rows.filter(this.filter);
      const from = this.chosen ? shown.indexOf(this.chosen) : step > 0 ? -1 : shown.length;
      this.choose(shown[Math.min(Math.max(from + step, 0), shown.length - 1)]);
    } else return;
    event.preventDefault();
  };
}

let rowNumber = 0;

/** A field that filters by words, and buttons that filter by kind. */
export function filterTools<T>(panel: ListPanel<T>, kinds: [string, (item: T) => boolean][]): void {
  let [word, kind] = ["", kinds[0]?.[1] ?? ((): boolean => true)];
  const apply = (): void => panel.refilter(({ item, words }) => kind(item) && words.includes(word));
  const field = el("input", { type: "search", placeholder: "Filter", "aria-label": "Filter" });
  field.addEventListener("input", () => {
    word = field.value.trim().toLowerCase();
    apply();
  });
  const buttons = kinds.map(([label, fits]) => {
    const made = el("button", { type: "button", class: "kind-filter", "aria-pressed": String(fits === kind) }, label);
    made.addEventListener("click", () => {
      kind = fits;
      for (const each of buttons) each.setAttribute("aria-pressed", String(each === made));
      apply();
    });
    return made;
  });
  panel.tools.append(field, ...(kinds.length > 1 ? buttons : []));
}

/** A heading over names and their values; nothing where there are none. */
export function table(title: string, pairs: [string, string][]): HTMLElement[] {
  if (!pairs.length) return [];
  const rows = pairs.map(([name, value]) => el("tr", {}, el("th", { scope: "row" }, name), el("td", {}, value)));
  return [el("h3", {}, title), el("table", { class: "pairs" }, el("tbody", {}, ...rows))];
}

export function code(title: string, text: string): HTMLElement[] {
  return text ? [el("h3", {}, title), el("pre", { class: "code", tabindex: "0", "aria-label": title }, text)] : [];
}

export function bytesText(bytes: number | undefined): string {
  if (bytes === undefined) return "";
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

export function msText(ms: number | undefined): string {
  if (ms === undefined) return "pending";
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}
