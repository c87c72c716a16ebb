// The recorded page as a tree of rows. Only what is opened is walked, and only what is in
// sight has elements: a page of 100,000 nodes costs what its open rows do.

import { el } from "../dom";
import { LEFT_OUT } from "./details";
import { attributesOf, childrenOf, isDocument, isElement, isShadow, isText, nodeType, nodeValue, pageInside, shadowRoot, tagOf, treeParent } from "./natives";

const ROW = 22; // px, as in viewer.css
const SPARE = 12; // rows made above and below those in sight
const INLINE = 120; // letters of a text that stands in its element's own row
const LONGEST_VALUE = 60;

interface Row {
  node: Node;
  key: string;
  depth: number;
  place: number; // among its siblings, from 1
  of: number;
}

export class Tree {
  readonly root = el("div", { class: "dom-tree", role: "tree", tabindex: "0", "aria-label": "The recorded page" });
  private readonly sizer = el("div", { class: "dom-rows", role: "presentation" });
  private readonly open = new Set<string>();
  private rows: Row[] = [];
  private page: Document | null = null;
  private active: string | undefined; // the key of the row that is chosen
  private hits = new Set<string>();
  private drawn = "";

  constructor(
    private readonly idOf: (node: Node) => number,
    private readonly chosen: (node: Node) => void,
    private readonly pointed: (node: Node | undefined) => void,
  ) {
    this.root.append(this.sizer);
    this.root.addEventListener("scroll", () => this.draw());
    this.root.addEventListener("click", (event) => this.click(event));
    this.root.addEventListener("dblclick", (event) => this.toggle(this.rowAt(event)));
    this.root.addEventListener("pointermove", (event) => this.pointed(this.rowAt(event)?.node));
    this.root.addEventListener("pointerleave", () => this.pointed(undefined));
    this.root.addEventListener("keydown", this.key);
    new ResizeObserver(() => this.draw()).observe(this.root);
  }

  /** What is in the page now, in the rows that were open before. */
  show(page: Document | null): void {
    if (page && !this.open.size) this.openFirst(page);
    this.page = page;
    this.rows = [];
    if (page) this.walk(page, 0);
    this.draw();
  }

  /** Open what is around a node, and bring it into sight. */
  select(node: Node | undefined, reveal = true): void {
    this.active = node && this.keyOf(node);
    if (node && reveal) {
      for (let up = treeParent(node); up; up = treeParent(up)) this.open.add(this.keyOf(up));
      this.show(this.page);
      this.reveal();
    } else this.draw();
  }

  mark(nodes: Node[]): void {
    this.hits = new Set(nodes.map((node) => this.keyOf(node)));
    this.draw();
  }

  /** Ids belong to one page; another one begins closed. */
  forget(): void {
    this.open.clear();
    this.active = undefined;
    this.root.scrollTop = 0;
  }

  private openFirst(page: Document): void {
    this.open.add(this.keyOf(page));
    for (const html of this.inside(page)) {
      this.open.add(this.keyOf(html));
      for (const body of this.inside(html)) if (isElement(body) && tagOf(body) === "body") this.open.add(this.keyOf(body));
    }
  }

  private keyOf(node: Node): string {
    return isShadow(node) ? `shadow-${this.idOf(treeParent(node)!)}` : String(this.idOf(node));
  }

  private walk(parent: Node, depth: number): void {
    const inside = this.inside(parent);
    inside.forEach((node, at) => {
      const key = this.keyOf(node);
      this.rows.push({ node, key, depth, place: at + 1, of: inside.length });
      if (this.open.has(key)) this.walk(node, depth + 1);
    });
  }

  /** What a node holds, without what the replayer put in and empty lines. */
  private inside(node: Node): Node[] {
    if (isElement(node)) {
      const page = pageInside(node);
      if (page) return [page];
    }
    const shadow = isElement(node) ? shadowRoot(node) : null;
    const children = childrenOf(node).filter((child) => this.idOf(child) !== -1 && nodeType(child) !== 10 && (!isText(child) || /\S/.test(nodeValue(child) ?? "")));
    if (shadow) return [shadow, ...children];
    return inlineText(children) === undefined ? children : [];
  }

  private draw(): void {
    const { scrollTop, clientHeight } = this.root;
    const from = Math.max(0, Math.floor(scrollTop / ROW) - SPARE);
    const shown = this.rows.slice(from, Math.ceil((scrollTop + clientHeight) / ROW) + SPARE);
    const made = shown.map((row, at) => this.element(row, from + at));
    const drawn = `${this.rows.length} ${made.map(({ outerHTML }) => outerHTML).join("")}`;
    if (drawn === this.drawn) return; // what the reader points at shall stay there
    this.drawn = drawn;
    this.sizer.style.height = `${this.rows.length * ROW}px`;
    this.sizer.replaceChildren(...made);
    const there = shown.some(({ key }) => key === this.active);
    if (there) this.root.setAttribute("aria-activedescendant", `dom-${this.active}`);
    else this.root.removeAttribute("aria-activedescendant");
  }

  private element({ node, key, depth, place, of }: Row, at: number): HTMLElement {
    const holds = this.inside(node).length > 0;
    const made = el("div", {
      class: this.hits.has(key) ? "dom-row hit" : "dom-row",
      role: "treeitem",
      id: `dom-${key}`,
      style: `top: ${at * ROW}px; --depth: ${depth}`,
      "aria-level": String(depth + 1),
      "aria-posinset": String(place),
      "aria-setsize": String(of),
      "aria-selected": String(key === this.active),
    });
    if (holds) made.setAttribute("aria-expanded", String(this.open.has(key)));
    made.append(el("span", { class: "twist", "aria-hidden": "true" }, holds ? (this.open.has(key) ? "▾" : "▸") : ""), ...labelParts(node));
    return made;
  }

  private rowAt({ clientY }: MouseEvent): Row | undefined {
    return this.rows[Math.floor((clientY - this.root.getBoundingClientRect().top + this.root.scrollTop) / ROW)];
  }

  private click(event: MouseEvent): void {
    const row = this.rowAt(event);
    if (!row) return;
    const twist = (event.target as Element).closest(".twist");
    if (twist) this.toggle(row);
    else this.choose(row);
  }

  private toggle(row: Row | undefined, on = row && !this.open.has(row.key)): void {
    if (!row) return;
    if (on) this.open.add(row.key);
    else this.open.delete(row.key);
    this.show(this.page);
  }

  private choose(row: Row | undefined): void {
    if (!row) return;
    this.active = row.key;
    this.reveal();
    this.chosen(row.node);
  }

  private reveal(): void {
    const at = this.rows.findIndex(({ key }) => key === this.active);
    const { scrollTop, clientHeight } = this.root;
    if (at >= 0 && (at * ROW < scrollTop || (at + 1) * ROW > scrollTop + clientHeight)) {
      this.root.scrollTop = Math.max(0, at * ROW - clientHeight / 3);
    }
    this.draw();
  }

  private key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = this.rows.findIndex(({ key }) => key === this.active);
    const row = this.rows[at];
    const holds = row && this.inside(row.node).length > 0;
    const isOpen = row && this.open.has(row.key);
    const page = Math.max(1, Math.floor(this.root.clientHeight / ROW) - 1);
    const last = this.rows.length - 1;
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: last, PageDown: at + page, PageUp: at - page };
    const to = steps[event.key];
    if (to !== undefined) this.choose(this.rows[Math.min(Math.max(to, 0), last)]);
    else if (event.key === "ArrowRight" && holds && !isOpen) this.toggle(row, true);
    else if (event.key === "ArrowRight") this.choose(holds ? this.rows[at + 1] : row);
    else if (event.key === "ArrowLeft" && isOpen && holds) this.toggle(row, false);
    else if (event.key === "ArrowLeft") this.choose(this.rows.slice(0, at).reverse().find(({ depth }) => depth < (row?.depth ?? 0)));
    else return;
    event.preventDefault();
  };
}

/** The text of an element that has nothing else and little of it. */
function inlineText(children: Node[]): string | undefined {
  const text = children.length === 1 && isText(children[0]!) ? (nodeValue(children[0]!) ?? "").trim() : undefined;
  return text !== undefined && text.length <= INLINE ? text : undefined;
}

function labelParts(node: Node): (HTMLElement | string)[] {
  if (isShadow(node)) return [el("span", { class: "dom-mark" }, "#shadow-root")];
  if (isDocument(node)) return [el("span", { class: "dom-mark" }, "#document")];
  if (!isElement(node)) {
    const text = (nodeValue(node) ?? "").trim().replace(/\s+/g, " ").slice(0, 500);
    return [el("span", { class: isText(node) ? "dom-text" : "dom-comment" }, isText(node) ? text : `<!-- ${text} -->`)];
  }
  const text = shadowRoot(node) || pageInside(node) ? undefined : inlineText(childrenOf(node));
  return [
    el("span", { class: "dom-tag" }, tagOf(node)),
    ...attributesOf(node).flatMap(([name, value]) => [" ", el("span", { class: "dom-name" }, name), ...(value ? [el("span", { class: "dom-value" }, `="${short(value)}"`)] : [])]),
    ...(text ? [" ", el("span", { class: "dom-text" }, text)] : []),
  ];
}

function short(value: string): string {
  if (value === LEFT_OUT) return "…";
  return value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE - 1)}…` : value;
}
