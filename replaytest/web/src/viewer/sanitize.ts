// A recording is what some page said; replaying it must neither run nor load anything.
// rrweb rebuilds into a frame without scripts, and the policy of the file blocks every
// load. Here all that would try is taken out first, event by event, in place.

import { harmlessCss, isHarmless } from "./css";
import type { Attributes, Event, SerializedNode } from "./data";
import type { NodeIndex } from "./nodes";
import { NODE, SOURCE, TYPE } from "./rrweb";

const URLS =
  /^(src|href|xlink:href|srcset|imagesrcset|poster|data|background|action|formaction|ping|cite|longdesc|manifest|profile|archive|classid|codebase|code|dynsrc|lowsrc|icon|attributionsrc|usemap|xml:base)$/;
const DROPPED =
  /^(on.*|srcdoc|nonce|integrity|autofocus|autoplay|sandbox|csp|allow|is|http-equiv|formtarget|target|rr_media.*|rr_src|xmlns:.*|_on.*)$/;
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
const SMIL = /^(animate|set|animatetransform|animatemotion)$/;
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

function sanitizeMutation(data: Data, index: NodeIndex): boolean {
  const added = new Map<number, string>();
  for (const name of ["adds", "removes", "texts", "attributes"]) {
    if (!Array.isArray(data[name])) data[name] = [];
  }
  data.adds = data.adds.filter((add: Data) => {
    const inside = added.get(add.parentId) ?? index.get(add.parentId)?.tag ?? "";
    const kept = sanitizeNode(add.node, inside);
    if (kept) noteTags(add.node, added);
    return kept;
  });
  for (const text of data.texts) {
    if (index.get(text.id)?.parent?.tag === "style" && text.value) text.value = harmlessCss(String(text.value));
  }
  for (const change of data.attributes) {
    const node = index.get(change.id);
    const tag = added.get(change.id) ?? node?.tag ?? "";
    sanitizeAttributes(INERT[tag] ?? tag, change.attributes ?? {}, true, node?.attributes);
  }
  return true;
}

function noteTags(node: SerializedNode, tags: Map<number, string>): void {
  tags.set(node.id, node.tagName ?? "");
  node.childNodes?.forEach((child) => noteTags(child, tags));
}

function sanitizeNode(node: SerializedNode, inside: string): boolean {
  if (!node || typeof node !== "object" || typeof node.id !== "number") return false;
  const children = Array.isArray(node.childNodes) ? node.childNodes : [];
  let tag = "";
  if (node.type === NODE.ELEMENT) tag = sanitizeElement(node);
  else if (node.type === NODE.TEXT) sanitizeText(node, inside);
  else if (node.type === NODE.DOCTYPE) sanitizeDoctype(node);
  else if (node.type === NODE.CDATA) return false; // HTML documents cannot have them
  if (node.type === NODE.DOCUMENT || node.type === NODE.ELEMENT) {
    node.childNodes = children.filter((child) => sanitizeNode(child, tag));
    if (!node.childNodes.length) delete node.compatMode;
  }
  return true;
}

function sanitizeElement(node: SerializedNode): string {
  const written = String(node.tagName ?? "div");
  // SVG has names like linearGradient; HTML's are of one case, or slip through a check.
  const lower = (VALID_TAG.test(written) ? written : "div").toLowerCase();
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
  if (SMIL.test(tag) && /href|src|style/i.test(String(has["attributeName"] ?? before["attributeName"] ?? ""))) {
    keepOnly(has, /^(id|class)$/);
  }
  for (const [name, value] of Object.entries(has)) {
    const plain = name.toLowerCase();
    if (DROPPED.test(plain) || (tag === "link" && /^(rel|href|as)$/.test(plain))) delete has[name];
    else if (plain === "style" && value && typeof value === "object") sanitizeStyles(value as Attributes);
    else if (typeof value === "string") sanitizeValue(tag, has, name, value);
    else if (!isPlain(value)) delete has[name];
  }
}

function sanitizeValue(tag: string, has: Attributes, name: string, value: string): void {
  const plain = name.toLowerCase();
  if (plain === "_csstext" || plain === "style") has[name] = harmlessCss(value);
  else if (plain === "rr_dataurl") {
    if (!/^data:image\//i.test(value)) delete has[name];
  } else if (URLS.test(plain)) sanitizeUrl(tag, has, name, value);
  else if (!TEXTS.test(plain) && /\(/.test(value)) has[name] = harmlessCss(value);
}

function sanitizeUrl(tag: string, has: Attributes, name: string, value: string): void {
  const plain = name.toLowerCase();
  if (/^(a|area)$/.test(tag) && plain === "href") has[name] = value.startsWith("#") ? value : "about:invalid";
  else if (tag === "img" && plain === "src" && !isHarmless(value)) has[name] = MISSING_IMAGE;
  else if (tag === "iframe" || !isHarmless(value) || /srcset/.test(plain)) delete has[name];
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
