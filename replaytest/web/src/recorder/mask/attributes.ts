// Attributes: at level 1 those that hold what was typed, at level 2 all that are not known
// to be structure. An attribute nobody has heard of is masked.

import { maskAddresses, maskCss, maskValue } from "./css";
import { closest } from "../natives";
import { isSecretName, sensitivityOf } from "./fields";
import { isName, isStructure } from "./names";
import { isPath, keepWords } from "./words";
import { clearUrl, maskUrl } from "./url";

export type Value = string | number | boolean | null | object;
export type Attributes = Record<string, Value>;

/** What covers an attribute, decided by who asks. */
export interface Cover {
  text: boolean; // the level or a rule masks the text of this place
  clear: boolean; // not even what was entered is masked, but for secrets
  mask: (text: string) => string;
  token: (text: string) => string;
  hide: (text: string) => string;
  /** Hides less, in style sheets: they are long, and what looks like a secret is none. */
  hideInCss: (text: string) => string;
}

const URLS = new Set(
  "href src action formaction cite ping poster background longdesc data xlink:href rr_src manifest profile codebase".split(" "),
);
const SETS = new Set(["srcset", "imagesrcset"]);
// Code, and what is recorded by other means.
const DROPPED = /^(?:on\w+|srcdoc|nonce|integrity|rr_dataurl)$/;
const OWN = /^rr_(?:width|height|scrollLeft|scrollTop|open_mode|media\w+)$/;
const XMLNS = /^http:\/\/www\.w3\.org\/[\w/.-]+$/;
const LANGUAGE = /^[a-z]{2,3}(?:-[a-z]{2}|-[0-9]{3}|-[A-Z][a-z]{3})?$/i;

export function maskAttributes(
  tag: string,
  attributes: Attributes,
  element: Element | null,
  cover: Cover,
  always: (name: string) => boolean,
  kept: (name: string) => boolean,
): Attributes {
  const masked: Attributes = {};
  const masksAlways = (name: string) => always(name) || isEntered(tag, name, attributes, element, cover.clear);
  for (const [name, value] of Object.entries(attributes)) {
    const lower = name.toLowerCase();
    if (DROPPED.test(lower)) continue;
    if (typeof value === "object" && value) masked[name] = lower === "style" ? maskDeclarations(value, cover) : null;
    else if (typeof value !== "string" || !value) masked[name] = value;
    else if (masksAlways(lower)) masked[name] = cover.mask(value);
    else if (kept(lower)) masked[name] = cover.hide(value);
    else masked[name] = cover.text ? maskText(tag, lower, value, attributes, cover) : maskLightly(lower, value, cover);
  }
  return masked;
}

/** How an attribute is masked that only its name says it of: `hide` secrets in it, or those
 * that style sheets can have, `drop` it; `long` for all others. */
export type Way = "hide" | "css" | "drop" | "long";

/** Return that way, for elements that are neither fields nor `meta`. */
export function wayOf(name: string, cover: Pick<Cover, "text" | "clear">, always: boolean, kept: boolean): Way {
  const lower = name.toLowerCase();
  if (DROPPED.test(lower)) return "drop";
  if (always || lower === "value") return "long";
  if (kept) return "hide";
  if (URLS.has(lower) || SETS.has(lower)) return "long";
  if (lower === "style" && !cover.text) return "css";
  if (cover.text) return isName(lower) ? "hide" : "long";
  return isSecretName(lower, cover.clear) && !isStructure(lower) ? "long" : "hide";
}

function maskLightly(name: string, value: string, cover: Cover): string {
  const address = (url: string) => (cover.clear ? clearUrl(url) : maskUrl(url, cover.mask, {}));
  if (URLS.has(name)) return cover.hide(address(value));
  if (SETS.has(name)) return cover.hide(eachOfSet(value, address));
  if (name === "_csstext" || name === "style") return cover.hideInCss(maskAddresses(value, cover.mask, cover.clear));
  return isSecretName(name, cover.clear) && !isStructure(name) ? cover.mask(value) : cover.hide(value);
}

function maskText(tag: string, name: string, value: string, attributes: Attributes, cover: Cover): string {
  const { mask, token } = cover;
  if (name === "_csstext" || name === "style") return maskCss(value, mask);
  if (isName(name)) return cover.hide(value);
  if (URLS.has(name)) return isFragment(tag, value) ? value : maskUrl(value, mask, { path: true });
  if (SETS.has(name)) return eachOfSet(value, (url) => maskUrl(url, mask, { path: true }));
  if (OWN.test(name)) return value;
  if (name === "name" && tag === "slot") return cover.hide(value);
  if (name === "name") return token(value); // radio buttons of one name belong together
  if (name === "d") return isPath(value) ? value : "";
  if (name.startsWith("xmlns") && XMLNS.test(value)) return value;
  if (name === "lang" || name === "hreflang" || name === "xml:lang") return LANGUAGE.test(value) ? value : mask(value);
  const viewport = tag === "meta" && name === "content" && attributes.name === "viewport";
  return viewport || isStructure(name) ? keepWords(value, mask) : mask(value);
}

/** Say whether an attribute is masked at every level, as what is entered is. */
function isEntered(tag: string, name: string, attributes: Attributes, element: Element | null, clear: boolean): boolean {
  if (name === "label") return (tag === "option" || tag === "optgroup") && !(clear && !isOfSecret(element));
  if (tag !== "meta" || name !== "content") return false;
  // Only what has changed is in `attributes`.
  const read = (attribute: string) => String(attributes[attribute] ?? element?.getAttribute(attribute) ?? "");
  return isSecretName(read("name"), clear) || isSecretName(read("property"), clear);
}

function isOfSecret(option: Element | null): boolean {
  const list = option && closest(option, "select,datalist");
  return !list || sensitivityOf(list) === "secret";
}

/** rrweb gives changed declarations as property → value, [value, priority] or false. */
function maskDeclarations(style: object, cover: Cover): Value {
  const masked: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(style)) {
    const one = (text: unknown) =>
      typeof text !== "string"
        ? text
        : cover.text
          ? maskValue(name, text, cover.mask)
          : cover.hideInCss(maskAddresses(text, cover.mask, cover.clear));
    masked[name] = Array.isArray(value) ? [one(value[0]), value[1]] : one(value);
  }
  return masked;
}

/** Part of the same document, which svg's <use> needs. */
function isFragment(tag: string, value: string): boolean {
  return tag !== "a" && tag !== "area" && value.startsWith("#");
}

function eachOfSet(value: string, change: (url: string) => string): string {
  return value.replace(/(^|,\s+)([^\s,]\S*[^\s,])/g, (_, before: string, url: string) => before + change(url));
}
