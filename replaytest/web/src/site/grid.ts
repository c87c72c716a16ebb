// A table of any length: only the rows that can be seen are there.

import { button, el } from "../viewer/dom";

export interface Column<T> {
  id: string;
  label: string;
  draw: (item: T) => Node | string;
  /** What the rows are sorted by; without it they cannot be. */
  by?: (item: T) => number | string;
  /** Whether the greatest is what one wants to see first. */
  greatestFirst?: boolean;
  class?: string;
  /** Its label is for screen readers only. */
  mute?: boolean;
}

export interface Source<T> {
  label: string;
  class: string;
  columns: Column<T>[];
  open: (item: T) => void; // Enter, double click
  choose: (item: T) => void;
  empty: string;
}

const SPARE = 8;
let grids = 0;

export class Grid<T> {
  readonly root: HTMLElement;
  private readonly head = el("div", { class: "grid-head", role: "row", "aria-rowindex": "1" });
  private readonly body = el("div", { class: "grid-body", role: "rowgroup" });
  private readonly nothing = el("p", { class: "none", hidden: "" });
  private readonly headers = new Map<string, HTMLElement>();
  private readonly rows = new Map<number, HTMLElement>();
  private readonly id = `grid-${++grids}`;
  private items: readonly T[] = [];
  private chosen = -1;
  private height = 44;

  constructor(
    private readonly source: Source<T>,
    sort: (column: string, greatestFirst: boolean) => void,
  ) {
    const { label, columns } = source;
    this.root = el("div", { class: `grid ${source.class}`, role: "grid", tabindex: "0", "aria-label": label, "aria-colcount": String(columns.length) });
    for (const column of columns) {
      const header = el("div", { role: "columnheader", class: `c-${column.id} ${column.class ?? ""}` });
      if (column.by) header.append(button(`Sort by ${column.label}`, { class: "sort", "aria-label": column.label }, () => sort(column.id, Boolean(column.greatestFirst)), column.label));
      else header.append(el("span", column.mute ? { class: "unseen" } : {}, column.label));
      this.headers.set(column.id, header);
      this.head.append(header);
    }
    this.root.append(el("div", { role: "rowgroup", class: "grid-top" }, this.head), this.body);
    this.root.addEventListener("scroll", () => this.draw(), { passive: true });
    this.root.addEventListener("keydown", this.key);
    this.body.addEventListener("click", ({ target }) => {
      if (!(target as Element).closest("a")) this.chooseAt(this.placeOf(target as Element));
    });
    this.body.addEventListener("dblclick", ({ target }) => {
      const item = this.items[this.placeOf(target as Element)];
      if (item !== undefined) source.open(item);
    });
    new ResizeObserver(() => this.redraw()).observe(this.root);
  }

  /** Show these items; `sort` is a column, with - for the greatest first. */
  show(items: readonly T[], sort: string, chosen: (item: T) => boolean): void {
    this.items = this.sorted(items, sort);
    this.chosen = this.items.findIndex(chosen);
    this.root.setAttribute("aria-rowcount", String(items.length + 1));
    this.nothing.textContent = items.length ? "" : this.source.empty;
    this.nothing.hidden = items.length > 0;
    if (!items.length) this.root.append(this.nothing);
    else this.nothing.remove();
    for (const [id, header] of this.headers) {
      const way = sort === id ? "ascending" : sort === `-${id}` ? "descending" : "none";
      header.setAttribute("aria-sort", way);
    }
    this.redraw();
  }

  /** Bring the chosen row, or the first one, into view. */
  reveal(): void {
    const at = Math.max(this.chosen, 0) * this.height;
    const top = this.body.offsetTop;
    if (at < this.root.scrollTop) this.root.scrollTop = at;
    else if (at + this.height + top > this.root.scrollTop + this.root.clientHeight) this.root.scrollTop = at + this.height + top - this.root.clientHeight;
    this.draw();
  }

  private sorted(items: readonly T[], sort: string): readonly T[] {
    const column = this.source.columns.find(({ id }) => id === sort.replace(/^-/, ""));
    if (!column?.by) return items;
    const way = sort.startsWith("-") ? -1 : 1;
    const keyed = items.map((item) => [column.by!(item), item] as const);
    return keyed.sort(([a], [b]) => (a < b ? -way : a > b ? way : 0)).map(([, item]) => item);
  }

  private redraw(): void {
    this.height = parseFloat(getComputedStyle(this.root).getPropertyValue("--row")) || 44;
    this.body.style.height = `${this.items.length * this.height}px`;
    for (const row of this.rows.values()) row.remove();
    this.rows.clear();
    this.draw();
  }

  private draw(): void {
    const { scrollTop, clientHeight } = this.root;
    const first = Math.max(0, Math.floor(scrollTop / this.height) - SPARE);
    const last = Math.min(this.items.length, Math.ceil((scrollTop + clientHeight) / this.height) + SPARE);
    for (const [at, row] of this.rows) {
      if (at >= first && at < last) continue;
      row.remove();
      this.rows.delete(at);
    }
    for (let at = first; at < last; at++) if (!this.rows.has(at)) this.rows.set(at, this.row(at));
    // In the order in which they are read out.
    const inOrder = [...this.rows].sort(([a], [b]) => a - b).map(([, row]) => row);
    inOrder.forEach((row, at) => {
      if (this.body.children[at] !== row) this.body.insertBefore(row, this.body.children[at] ?? null);
    });
    this.mark();
  }

  private row(at: number): HTMLElement {
    const item = this.items[at]!;
    const made = el("div", { class: "grid-row", role: "row", id: `${this.id}-${at}`, "aria-rowindex": String(at + 2) });
    made.style.transform = `translateY(${at * this.height}px)`;
    for (const { id, draw, class: name } of this.source.columns) made.append(el("div", { role: "gridcell", class: `c-${id} ${name ?? ""}` }, draw(item)));
    return made;
  }

  private mark(): void {
    for (const [at, row] of this.rows) row.setAttribute("aria-selected", String(at === this.chosen));
    if (this.rows.has(this.chosen)) this.root.setAttribute("aria-activedescendant", `${this.id}-${this.chosen}`);
    else this.root.removeAttribute("aria-activedescendant");
  }

  private placeOf(target: Element): number {
    return Number(target.closest(".grid-row")?.id.replace(`${this.id}-`, "") ?? -1);
  }

  private chooseAt(at: number): void {
    const item = this.items[at];
    if (item === undefined) return;
    this.chosen = at;
    this.reveal();
    this.source.choose(item);
  }

  private key = (event: KeyboardEvent): void => {
    if (event.target === this.root) this.press(event);
  };

  /** Move, or open what is chosen, if that is what the key is for. */
  press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(this.root.clientHeight / this.height) - 2);
    const last = this.items.length - 1;
    const moves: Record<string, number> = { ArrowDown: this.chosen + 1, j: this.chosen + 1, ArrowUp: this.chosen - 1, k: this.chosen - 1, PageDown: this.chosen + page, PageUp: this.chosen - page, Home: 0, End: last };
    const to = moves[event.key];
    const item = this.items[this.chosen];
    if (to !== undefined) this.chooseAt(Math.min(Math.max(to, 0), last));
    else if (event.key === "Enter" && item !== undefined) this.source.open(item);
    else return;
    event.preventDefault();
  }
}
