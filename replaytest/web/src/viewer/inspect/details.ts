// What is known of the chosen element at this moment, and all that ever happened to it.

import { button, clockText, el, icon } from "../dom";
import { table } from "../panels/panel";
import { placeOf } from "./highlight";
import type { Change } from "./history";
import { attributesOf, isElement, textContent, valueOf } from "./natives";
import { nameOf, roleOf, statesOf } from "./roles";
import { ownStyles } from "./styles";
import { suggest } from "./suggest";

const COPY = "M5.5 5.500v-3h8v8h-3M2.5 5.500h8v8h-8z";
export const LEFT_OUT = "about:invalid"; // what the viewer makes of addresses
const LONGEST = 4000;

export class Details {
  readonly root = el("div", { class: "detail-pane dom-details", role: "region", tabindex: "0", "aria-label": "The chosen element" });
  private readonly now = el("div");
  private readonly past = el("div");
  private readonly filter = el("input", { type: "search", placeholder: "Filter styles", "aria-label": "Filter styles" });
  private styles: [string, string][] = [];
  private readonly styleTable = el("div", { class: "dom-styles" });
  private drawn = "";

  constructor(
    private readonly testId: string,
    private readonly jump: (at: number) => void,
  ) {
    this.filter.addEventListener("input", () => this.filterStyles());
    this.root.append(this.now, this.past);
    this.show(undefined, "Choose an element in the tree, or pick it on the page.");
  }

  /** `reason` stands there where there is no element. */
  show(node: Node | undefined, reason: string): void {
    if (!node) {
      this.drawn = "";
      this.now.replaceChildren(el("p", { class: "where" }, reason));
      return;
    }
    const sections = isElement(node) ? this.sections(node) : [textSection(textContent(node) ?? "")];
    const drawn = sections.map(({ outerHTML }) => outerHTML).join("");
    if (drawn === this.drawn) return; // keeps the focus of a button, and what is marked
    this.drawn = drawn;
    this.now.replaceChildren(...sections);
  }

  showHistory(changes: Change[], since: (at: number) => number): void {
    const rows = changes.map((change) => {
      const at = since(change.at);
      const time = button(`Go to ${clockText(at)}`, { class: "dom-when" }, () => this.jump(at), clockText(at));
      return el("li", {}, time, el("span", { class: "dom-change" }, el("b", {}, change.what), ...valuesOf(change)));
    });
    const list = rows.length ? el("ol", { class: "dom-history" }, ...rows) : el("p", { class: "where" }, "Nothing was recorded of it.");
    this.past.replaceChildren(el("h3", {}, "History"), list);
  }

  clearHistory(): void {
    this.past.replaceChildren();
  }

  private sections(element: Element): HTMLElement[] {
    const shown = attributesOf(element).map(([name, value]): [string, string] => [name, value === LEFT_OUT ? "(left out of the replay)" : value.slice(0, LONGEST)]);
    const said = valueOf(element);
    this.styles = ownStyles(element);
    this.filterStyles();
    const styles = el("details", {}, el("summary", {}, `Styles of its own (${this.styles.length})`), this.filter, this.styleTable);
    styles.open = this.now.querySelector("details")?.open ?? false;
    return [
      ...locators(element, this.testId),
      ...table("Accessibility", filled([["Role", roleOf(element) || "none"], ["Name", nameOf(element)], ...statesOf(element)])),
      ...table("Attributes", shown),
      ...table("Box", boxPairs(element)),
      ...(said === undefined ? [] : table("Field", [["Value", said]])),
      textSection((textContent(element) ?? "").trim().replace(/[ \t]+/g, " ").replace(/\n\s*\n+/g, "\n")),
      styles,
    ].filter((section) => section.childNodes.length > 0);
  }

  private filterStyles(): void {
    const word = this.filter.value.trim().toLowerCase();
    const fitting = this.styles.filter((pair) => pair.join(": ").toLowerCase().includes(word));
    const none = this.styles.length ? "No style fits." : "All as the browser has it.";
    const [, made] = table("Styles", fitting);
    this.styleTable.replaceChildren(made ?? el("p", { class: "where" }, none));
  }
}

function locators(element: Element, testId: string): HTMLElement[] {
  const rows = suggest(element, testId).map(({ text, count }) => {
    const copy = button(`Copy ${text}`, { class: "quiet dom-copy" }, () => copied(copy, text), icon(COPY));
    const many = el("span", { class: count === 1 ? "count" : "count bad", title: count === 1 ? "finds this element only" : `finds ${count} elements now` }, String(count));
    return el("li", {}, many, el("code", {}, text), copy);
  });
  return [el("h3", {}, "Locators"), el("ol", { class: "dom-locators" }, ...rows)];
}

function copied(copy: HTMLButtonElement, text: string): void {
  const done = (): void => {
    copy.classList.add("done");
    setTimeout(() => copy.classList.remove("done"), 1200);
  };
  // Pages from files have no clipboard in some browsers: they have the old way.
  const old = (): void => {
    const field = el("textarea", { "aria-hidden": "true", style: "position: fixed; opacity: 0" });
    field.value = text;
    document.body.append(field);
    field.select();
    if (document.execCommand("copy")) done();
    field.remove();
    copy.focus();
  };
  if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, old);
  else old();
}

function boxPairs(element: Element): [string, string][] {
  const { left, top, width, height } = placeOf(element);
  const read = (name: "scrollLeft" | "scrollTop" | "scrollWidth" | "scrollHeight" | "clientWidth" | "clientHeight"): number =>
    Object.getOwnPropertyDescriptor(Element.prototype, name)!.get!.call(element) as number;
  const scrolls = read("scrollWidth") > read("clientWidth") || read("scrollHeight") > read("clientHeight");
  return [
    ["Position", `${round(left)}, ${round(top)}`],
    ["Size", `${round(width)} × ${round(height)}`],
    ...(scrolls ? [["Scrolled", `${round(read("scrollLeft"))}, ${round(read("scrollTop"))} of ${read("scrollWidth")} × ${read("scrollHeight")}`] as [string, string]] : []),
  ];
}

function round(px: number): string {
  return String(Math.round(px * 10) / 10);
}

function textSection(text: string): HTMLElement {
  const shown = text.slice(0, LONGEST);
  return shown ? el("div", {}, el("h3", {}, "Text"), el("pre", { class: "code", tabindex: "0", "aria-label": "Text" }, shown)) : el("div");
}

function filled(pairs: [string, string][]): [string, string][] {
  return pairs.filter(([, value]) => value);
}

function valuesOf({ from, to }: Change): (HTMLElement | string)[] {
  const old = from ? [" ", el("del", {}, shortened(from))] : [];
  const made = to ? [" ", el("ins", {}, shortened(to))] : from ? [" ", el("span", { class: "where" }, "→ nothing")] : [];
  return [...old, ...made];
}

function shortened(text: string): string {
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
