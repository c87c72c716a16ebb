// Role, name and state of an element, for people and for `get_by_role`. Roles as
// Playwright has them (packages/injected/src/roleUtils.ts, 1.65); names are computed by
// dom-accessibility-api, which reads properties by name: what a page shadows there makes
// it throw, and the element has no name.

import { computeAccessibleName } from "dom-accessibility-api";
import { attributeOf, attributesOf, closest, elementsIn, isChecked, isElement, isVisible, matches, named, nextSibling, parentElement, styleOf, tagOf, textContent, typeOf } from "./natives";

const BY_TAG: Record<string, string> = Object.fromEntries(
  (
    "article=article aside=complementary blockquote=blockquote button=button caption=caption code=code datalist=listbox dd=definition " +
    "del=deletion details=group dfn=term dialog=dialog dt=term em=emphasis fieldset=group figure=figure h1=heading h2=heading h3=heading " +
    "h4=heading h5=heading h6=heading hr=separator html=document ins=insertion li=listitem main=main mark=mark math=math menu=list " +
    "meter=meter nav=navigation ol=list optgroup=group option=option output=status p=paragraph progress=progressbar search=search " +
    "strong=strong sub=subscript sup=superscript svg=img table=table tbody=rowgroup textarea=textbox tfoot=rowgroup thead=rowgroup " +
    "time=time tr=row ul=list"
  )
    .split(" ")
    .map((pair) => pair.split("=") as [string, string]),
);
const BY_TYPE: Record<string, string> = {
  button: "button",
  checkbox: "checkbox",
  file: "button",
  hidden: "",
  image: "button",
  number: "spinbutton",
  radio: "radio",
  range: "slider",
  reset: "button",
  search: "searchbox",
  submit: "button",
};
const SECTIONS = /^(article|aside|main|nav|section)$/;

/** "" where it has none. */
export function roleOf(element: Element): string {
  const written = attributeOf(element, "role")?.trim().toLowerCase().split(/\s+/)[0];
  if (written && /^[a-z-]+$/.test(written)) return written;
  const tag = tagOf(element);
  return (BY_CONTEXT[tag] ?? ((): string => BY_TAG[tag] ?? ""))(element);
}

const landmark =
  (role: string) =>
  (element: Element): string =>
    closest(parentElement(element) ?? element, (each) => each !== element && SECTIONS.test(tagOf(each))) ? "" : role;
const link = (element: Element): string => (attributeOf(element, "href") === null ? "" : "link");
const whenNamed =
  (role: string) =>
  (element: Element): string =>
    ["aria-label", "aria-labelledby"].some((name) => attributeOf(element, name)?.trim()) ? role : "";

const BY_CONTEXT: Record<string, (element: Element) => string> = {
  a: link,
  area: link,
  footer: landmark("contentinfo"),
  header: landmark("banner"),
  form: whenNamed("form"),
  section: whenNamed("region"),
  img: (element) => (attributeOf(element, "alt") === "" && !attributeOf(element, "title") ? "presentation" : "img"),
  input: (element) => {
    const type = typeOf(element);
    if (/^(email|search|tel|text|url)$/.test(type) && named(element, "list").length) return "combobox";
    return BY_TYPE[type] ?? "textbox";
  },
  select: (element) => (attributeOf(element, "multiple") !== null || Number(attributeOf(element, "size")) > 1 ? "listbox" : "combobox"),
  td: (element) => {
    const table = closest(element, (each) => tagOf(each) === "table");
    return /^(tree)?grid$/.test((table && attributeOf(table, "role")) ?? "") ? "gridcell" : "cell";
  },
  th: (element) => {
    const scope = attributeOf(element, "scope") ?? "";
    if (/^(row|col)/.test(scope)) return scope.startsWith("row") ? "rowheader" : "columnheader";
    for (let next = nextSibling(element); next; next = nextSibling(next)) if (isElement(next) && tagOf(next) === "td") return "rowheader";
    return "columnheader";
  },
};

export function nameOf(element: Element): string {
  try {
    return computeAccessibleName(element).replace(/\s+/g, " ").trim();
  } catch {
    return "";
  }
}

/** Whether the name could contain this; computing names is slow, and tables are long. */
export function mayBeNamed(element: Element, part: string): boolean {
  const word = part.toLowerCase().split(/\s+/).sort((one, other) => other.length - one.length)[0] ?? "";
  if (!word || attributeOf(element, "aria-labelledby") !== null || /^(input|select|textarea|table|fieldset|figure)$/.test(tagOf(element))) return true;
  const said = [element, ...elementsIn(element, "[aria-label],[aria-labelledby],[alt],[title],input,select,textarea")];
  if (said.length > 1 && said.some((each) => attributeOf(each, "aria-labelledby") !== null || /^(input|select|textarea)$/.test(tagOf(each)))) return true;
  const words = [textContent(element) ?? "", ...said.flatMap((each) => attributesOf(each).map(([, value]) => value))];
  return words.some((text) => text.toLowerCase().includes(word));
}

/** Hidden from assistive technology, as `get_by_role` passes over. */
export function isHidden(element: Element): boolean {
  for (let each: Element | null = element; each; each = parentElement(each)) {
    if (attributeOf(each, "aria-hidden") === "true" || styleOf(each).display === "none") return true;
  }
  return styleOf(element).visibility !== "visible";
}

const STATES = ["checked", "pressed", "selected", "expanded", "disabled", "required", "readonly", "invalid", "current"];

/** The value of one state, as `get_by_role(checked=…)` compares it; undefined for none. */
export function stateOf(element: Element, name: string): string | undefined {
  const aria = attributeOf(element, `aria-${name}`);
  if (name === "level") return aria ?? /^h([1-6])$/.exec(tagOf(element))?.[1];
  if (name === "checked" && tagOf(element) === "input" && /^(checkbox|radio)$/.test(typeOf(element))) return String(isChecked(element));
  if (name === "selected" && tagOf(element) === "option") return String(matches(element, ":checked"));
  if (name === "disabled" && matches(element, ":disabled")) return "true";
  if (name === "required" && matches(element, ":required")) return "true";
  if (name === "readonly" && attributeOf(element, "readonly") !== null) return "true";
  if (name === "expanded" && tagOf(element) === "details") return String(attributeOf(element, "open") !== null);
  return aria ?? undefined;
}

export function statesOf(element: Element): [string, string][] {
  const found = [...STATES, "level"].flatMap((name): [string, string][] => {
    const value = stateOf(element, name);
    return value === undefined || value === "" ? [] : [[name, value]];
  });
  const seen = isVisible(element) ? [] : [["visible", "false"] as [string, string]];
  return isHidden(element) ? [...found, ...seen, ["hidden", "true"]] : [...found, ...seen];
}
