// A recording is what some page said; replaying it must neither run nor load anything.
// rrweb rebuilds into a frame without scripts, and the policy of the file blocks every
// load. Here all that would try is taken out first, event by event, in place.

import { harmlessCss, isHarmless, isWhole } from "./css";
import type { Attributes, Event, SerializedNode } from "./data";
import type { NodeIndex } from "./nodes";
import { NODE, SOURCE, TYPE } from "./rrweb";

const URLS =
  /^(src|href|xlink:href|srcset|imagesrcset|poster|data|background|action|formaction|cite|longdesc|manifest|profile|archive|classid|codebase|code|dynsrc|lowsrc|icon|attributionsrc|usemap|xml:base)$/;
const DROPPED =
  /^(on.*|srcdoc|nonce|integrity|autofocus|autoplay|sandbox|csp|allow|is|http-equiv|formtarget|target|ping|rr_media.*|rr_src|xmlns:.*|_on.*)$/;
const TEXTS = /^(alt|title|value|placeholder|aria-.*|content|class|id|name|for|label)$/;
const INERT: Record<string, string> = {
  script: "noscript",
  base: "meta",
  object: "div",
  embed: "div",
  applet: "div",
  portal: "div",
  fencedframe: "div",
  webview: "div",
  frameset: "div",
  frame: "iframe",
};
const SMIL = /^(animate|set|animatetransform|animatemotion|animatecolor)$/;
const SMIL_VALUE = /^(to|from|by|values)$/;
const ADDRESS = /(^|;)\s*([a-z][a-z0-9+.-]*:|\/\/)/i;
const RUNS = /^(javascript:|vbscript:|livescript:|data:text)/i;
// A name that hides what rrweb and we ask a form or a document for.
const HIDES =
  /^(attributes|childNodes|children|parentNode|parentElement|nodeType|nodeName|tagName|localName|namespaceURI|ownerDocument|firstChild|lastChild|nextSibling|previousSibling|childElementCount|textContent|innerHTML|outerHTML|style|classList|contains|isConnected|shadowRoot|attachShadow|(append|remove|replace|insert|clone|get|set|has|query|add|dispatch)[A-Z]\w*|append|prepend|remove|before|after|matches|closest|normalize|scrollTo|sheet)$/;
const NAMED_BY_DOCUMENT = /^(img|form|embed|object|iframe)$/;
const VALID_TAG = /^[a-z][\w.:-]*$/i;
const CUSTOM_TAG = /^[a-z][a-z0-9._]*-[a-z0-9._-]*$/;
const NOT_CUSTOM = /^(annotation-xml|color-profile|font-face.*|missing-glyph)$/;
export const MISSING_IMAGE = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="60" viewBox="0 0 80 60"><rect width="80" height="60" fill="#8884"/><path d="M22 42l12-14 9 10 6-6 10 10z" fill="#888a"/><circle cx="52" cy="21" r="4" fill="#888a"/></svg>',
)}`;

/** Make one event harmless; false if it has to be left out. `index` is as it was before. */
export function sanitize(event: Event, index: NodeIndex): boolean {
  const { type, data } = event;
  if (data === null || typeof data !== "object") return false;
  if (type === TYPE.FULL_SNAPSHOT) return sanitizeNode(data.node, "");
  if (type !== TYPE.INCREMENTAL) return true;
  return INCREMENTAL[data.source as number]?.(data, index) ?? true;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Data = any;

const INCREMENTAL: Record<number, (data: Data, index: NodeIndex) => boolean> = {
  [SOURCE.MUTATION]: sanitizeMutation,
  [SOURCE.MEDIA]: () => false,
  [SOURCE.CANVAS]: () => false,
  [SOURCE.FONT]: (data) => data.buffer === true,
  [SOURCE.CUSTOM_ELEMENT]: (data) => isCustomTag(data.define?.name),
  [SOURCE.STYLE_SHEET_RULE]: (data) => {
    for (const name of ["replace", "replaceSync"]) {
      if (typeof data[name] === "string") data[name] = harmlessCss(data[name]);
    }
    return sanitizeRules(data.adds);
  },
  [SOURCE.STYLE_DECLARATION]: (data) => {
    if (typeof data.set?.value === "string") data.set.value = harmlessCss(data.set.value);
    return true;
  },
  [SOURCE.ADOPTED_STYLE_SHEET]: (data) => {
    for (const style of data.styles ?? []) sanitizeRules(style.rules);
    return true;
  },
};

function sanitizeRules(rules: { rule: unknown }[] | undefined): boolean {
  for (const each of rules ?? []) each.rule = typeof each.rule === "string" ? harmlessCss(each.rule) : "";
  return true;
}

/** What is known of a node: from the index, or of one that came with the same event. */
interface Known {
  tag: string;
  text: string;
  attributes: Attributes;
  parent: Known | undefined;
  children: Known[];
}

function sanitizeMutation(data: Data, index: NodeIndex): boolean {
  const added = new Map<number, Known>();
  const known = (id: number): Known | undefined => added.get(id) ?? index.get(id);
  for (const name of ["adds", "removes", "texts", "attributes"]) {
    if (!Array.isArray(data[name])) data[name] = [];
  }
  data.adds = data.adds.filter((add: Data) => {
    const parent = known(add.parentId);
    const framed = parent?.tag === "iframe" && add.node?.type === NODE.DOCUMENT;
    const kept = sanitizeNode(add.node, framed ? "" : parent?.tag || "#document");
    if (kept) noteAdded(add.node, parent, added);
    return kept;
  });
  for (const text of data.texts) {
    const node = known(text.id);
    if (node?.parent?.tag !== "style" || !text.value) continue;
    node.text = text.value = besideOthers(harmlessCss(String(text.value)), node, node.parent);
  }
  for (const change of data.attributes) {
    const node = known(change.id);
    const tag = node?.tag ?? "";
    sanitizeAttributes(INERT[tag] ?? tag, change.attributes ?? {}, true, node?.attributes);
  }
  return true;
}

function noteAdded(node: SerializedNode, parent: Known | undefined, added: Map<number, Known>): void {
  const tag = String(node.tagName ?? "").toLowerCase();
  const made: Known = { tag, text: "", attributes: node.attributes ?? {}, parent, children: [] };
  if (node.type === NODE.TEXT) {
    if (parent?.tag === "style") node.textContent = besideOthers(node.textContent ?? "", made, parent);
    made.text = node.textContent ?? "";
  }
  added.set(node.id, made);
  // The index's own nodes get their children from the index.
  if (parent && !("id" in parent)) parent.children.push(made);
  node.childNodes?.forEach((child) => noteAdded(child, made, added));
}

/** A style sheet in pieces could say together what none of them says. */
function besideOthers(css: string, piece: Known, style: Known): string {
  const others = style.children.filter((each) => each !== piece && each.text.trim());
  return !others.length || (isWhole(css) && others.every(({ text }) => isWhole(text))) ? css : "";
}

function sanitizeNode(node: SerializedNode, inside: string): boolean {
  if (!node || typeof node !== "object" || typeof node.id !== "number") return false;
  const children = Array.isArray(node.childNodes) ? node.childNodes : [];
  let tag = "#document";
  if (node.type === NODE.DOCTYPE && inside && inside !== "#document") return false;
  if (node.type === NODE.ELEMENT) tag = sanitizeElement(node);
  else if (node.type === NODE.TEXT) sanitizeText(node, inside);
  else if (node.type === NODE.DOCTYPE) sanitizeDoctype(node);
  else if (node.type === NODE.CDATA) return false; // HTML documents cannot have them
  else if (node.type === NODE.DOCUMENT && inside) return false; // it would replace the page
  if (node.type === NODE.DOCUMENT || node.type === NODE.ELEMENT) {
    node.childNodes = children.filter((child) => sanitizeNode(child, tag));
    if (tag === "style") joinPieces(node.childNodes);
    if (!node.childNodes.length) delete node.compatMode;
  }
  return true;
}

function joinPieces(pieces: SerializedNode[]): void {
  const texts = pieces.map(({ textContent }) => textContent ?? "");
  if (texts.slice(0, -1).every(isWhole)) return;
  for (const piece of pieces) piece.textContent = "";
  pieces[0]!.textContent = harmlessCss(texts.join(""));
}

function sanitizeElement(node: SerializedNode): string {
  const written = typeof node.tagName === "string" ? node.tagName : "div";
  // SVG has names like linearGradient; HTML's are of one case, or slip through a check.
  // rrweb looks names up in plain objects, which have a "constructor" and more.
  const lower = (VALID_TAG.test(written) && !(written in {}) ? written : "div").toLowerCase();
  const tag = INERT[lower] ?? lower;
  node.tagName = tag === written.toLowerCase() && CASED.test(written) ? written : tag;
  if (node.isCustom && !isCustomTag(node.tagName)) delete node.isCustom;
  if (lower !== tag && tag !== "div" && tag !== "iframe") node.attributes = {};
  if (tag === "noscript") node.childNodes = [];
  node.attributes = { ...(node.attributes ?? {}) };
  sanitizeAttributes(tag, node.attributes, false);
  return tag;
}

const CASED = /^([a-z]+[A-Z][A-Za-z]*)$/;

function sanitizeText(node: SerializedNode, inside: string): void {
  node.textContent = String(node.textContent ?? "");
  if (inside === "style" || node.isStyle) node.textContent = harmlessCss(node.textContent);
}

function sanitizeDoctype(node: SerializedNode): void {
  if (!/^[a-z]+$/i.test(String(node.name ?? ""))) node.name = "html";
  node.publicId = String(node.publicId ?? "");
  node.systemId = String(node.systemId ?? "");
}

function isCustomTag(tag: unknown): boolean {
  return typeof tag === "string" && CUSTOM_TAG.test(tag) && !NOT_CUSTOM.test(tag);
}

function sanitizeAttributes(tag: string, has: Attributes, changed: boolean, before: Attributes = {}): void {
  if (tag === "link" && typeof has["_cssText"] !== "string") keepOnly(has, /^(id|class|media)$/);
  if (tag === "meta") keepOnly(has, changed ? /^(name|charset)$/ : /^(name|charset|content)$/);
  if (tag === "meta" && has["name"] === undefined) delete has["content"];
  if (SMIL.test(tag)) sanitizeAnimation(has, before);
  for (const [name, value] of Object.entries(has)) {
    const plain = name.toLowerCase();
    if (DROPPED.test(plain) || hides(tag, plain, value) || (tag === "link" && /^(rel|href|as)$/.test(plain))) delete has[name];
    else if (plain === "style" && value && typeof value === "object") sanitizeStyles(value as Attributes);
    else if (typeof value === "string") sanitizeValue(tag, has, name, value);
    else if (!isPlain(value)) delete has[name];
  }
}

function sanitizeAnimation(has: Attributes, before: Attributes): void {
  const named = Object.entries({ ...before, ...has }).filter(([name]) => name.toLowerCase() === "attributename");
  if (named.some(([, value]) => /href|src|style/i.test(String(value)))) keepOnly(has, /^(id|class)$/);
  for (const [name, value] of Object.entries(has)) {
    if (SMIL_VALUE.test(name.toLowerCase()) && ADDRESS.test(String(value))) delete has[name];
  }
}

function hides(tag: string, name: string, value: unknown): boolean {
  if (name !== "name" && name !== "id") return false;
  if (HIDES.test(String(value))) return true;
  return NAMED_BY_DOCUMENT.test(tag) && String(value) in document;
}

function sanitizeValue(tag: string, has: Attributes, name: string, value: string): void {
  const plain = name.toLowerCase();
  if (plain === "_csstext" || plain === "style") has[name] = harmlessCss(value);
  else if (plain === "rr_dataurl") {
    if (!/^data:image\//i.test(value)) delete has[name];
  } else if (URLS.test(plain)) sanitizeUrl(tag, has, name, value);
  else if (!TEXTS.test(plain) && !plain.startsWith("data-") && runs(value)) delete has[name];
  else if (!TEXTS.test(plain) && /\(/.test(value)) has[name] = harmlessCss(value);
}

function runs(value: string): boolean {
  // eslint-disable-next-line no-control-regex
  return RUNS.test(value.slice(0, 200).replace(/[\x00-\x20]/g, ""));
}

function sanitizeUrl(tag: string, has: Attributes, name: string, value: string): void {
  const plain = name.toLowerCase();
  if (/^(a|area)$/.test(tag) && plain === "href") has[name] = value.startsWith("#") ? value : "about:invalid";
  else if (tag === "img" && plain === "src" && !isHarmless(value)) has[name] = MISSING_IMAGE;
  else if (tag === "iframe" || !isHarmless(value) || /srcset/.test(plain)) delete has[name];
  else if (tag === "use" && !value.startsWith("#")) delete has[name];
}

function sanitizeStyles(styles: Attributes): void {
  for (const [name, value] of Object.entries(styles)) {
    if (typeof value === "string") styles[name] = harmlessCss(value);
    else if (Array.isArray(value)) styles[name] = value.map((each) => (typeof each === "string" ? harmlessCss(each) : each));
  }
}

function keepOnly(has: Attributes, kept: RegExp): void {
  for (const name of Object.keys(has)) if (!kept.test(name.toLowerCase())) delete has[name];
}

function isPlain(value: unknown): boolean {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}
