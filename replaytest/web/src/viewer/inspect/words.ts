// Text as Playwright compares it: an element's own and that of all inside it.
// After packages/injected/src/selectorUtils.ts of Playwright 1.65.

import { attributeOf, childrenOf, isElement, isText, labelsOf, named, nodeType, nodeValue, parentElement, shadowRoot, tagOf, typeOf, valueOf } from "./natives";
import { parseText, type Wanted } from "./selector";

export interface Words {
  full: string;
  normal: string; // white space as one space
  own: string[]; // runs of text directly inside
}

export type Texts = Map<Node, Words>;

export function normalized(text: string): string {
  return text.replace(/[\u200b\u00ad]/g, "").trim().replace(/\s+/g, " ");
}

/** `texts` keeps what was read, as long as the page stands still. */
export function wordsOf(node: Node, texts: Texts): Words {
  const known = texts.get(node);
  if (known) return known;
  const words = isElement(node) && isSkipped(node) ? plain("") : isElement(node) && isPushed(node) ? plain(valueOf(node)!) : read(node, texts);
  texts.set(node, words);
  return words;
}

function read(node: Node, texts: Texts): Words {
  let [full, run] = ["", ""];
  const own: string[] = [];
  for (const child of childrenOf(node)) {
    if (isText(child)) {
      full += nodeValue(child) ?? "";
      run += nodeValue(child) ?? "";
    } else if (nodeType(child) !== 8) {
      if (run) own.push(run);
      run = "";
      if (isElement(child)) full += wordsOf(child, texts).full;
    }
  }
  if (run) own.push(run);
  const shadow = isElement(node) && shadowRoot(node);
  if (shadow) full += wordsOf(shadow, texts).full;
  return { full, normal: normalized(full), own };
}

function plain(text: string): Words {
  return { full: text, normal: normalized(text), own: text ? [text] : [] };
}

const NO_TEXT = new Set(["script", "noscript", "style", "head", "meta", "link", "base"]);

function isSkipped(element: Element): boolean {
  const tag = tagOf(element);
  if (tag === "title") return tagOf(parentElement(element) ?? element) === "head"; // others are of drawings
  return NO_TEXT.has(tag);
}

function isPushed(element: Element): boolean {
  return tagOf(element) === "input" && /^(submit|button|reset)$/.test(typeOf(element));
}

export type Matcher = (words: Words) => boolean;

/** How `get_by_text` and its like compare; those of the old `text=` engine on `runs`. */
export function matcherOf(wanted: Wanted, runs = false): Matcher {
  if (wanted instanceof RegExp) return ({ full }) => wanted.test(full);
  const text = normalized(wanted.text);
  if (wanted.exact && runs) return ({ own }) => own.some((run) => normalized(run) === text);
  if (wanted.exact) return ({ normal }) => normal === text;
  const lower = text.toLowerCase();
  return ({ normal }) => normal.toLowerCase().includes(lower);
}

/** Of `text=…`, where no quotes mean part of a text and quotes all of it. */
export function oldMatcher(body: string): Matcher {
  const quoted = /^\s*(["'])([^]*)\1\s*$/.exec(body);
  if (quoted) return matcherOf({ text: quoted[2]!.replace(/\\([^])/g, "$1"), exact: true }, true);
  const wanted = /^\s*\//.test(body) ? parseText(body.trim()) : { text: body, exact: false };
  return matcherOf(wanted);
}

export function matchesOf(element: Element, fits: Matcher, texts: Texts): "none" | "self" | "inside" {
  if (isSkipped(element) || !fits(wordsOf(element, texts))) return "none";
  const shadow = shadowRoot(element);
  const inside = [...childrenOf(element).filter(isElement), ...(shadow ? [shadow] : [])];
  return inside.some((child) => fits(wordsOf(child, texts))) ? "inside" : "self";
}

/** What labels an element: by ids, by itself, by label elements. */
export function labelTexts(element: Element, texts: Texts): Words[] {
  const by = named(element, "aria-labelledby");
  if (by.length) return by.map((each) => wordsOf(each, texts));
  const label = attributeOf(element, "aria-label");
  if (label?.trim()) return [plain(label)];
  return labelsOf(element).map((each) => wordsOf(each, texts));
}
