// Style sheets at level 2: strings, custom properties and addresses can hold anything.

import { isName, isStructure } from "./names";
import { clearUrl, maskUrl } from "./url";
import { keepWords } from "./words";

// In this order: comments, addresses, strings, ends of declarations and rules.
const TOKENS = /\/\*[\s\S]*?(?:\*\/|$)|url\(\s*(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^)]*)\s*\)?|"(?:\\.|[^"\\])*(?:"|$)|'(?:\\.|[^'\\])*(?:'|$)|[;{}]/gi;
// rrweb marks where the text nodes of a style element meet.
const SPLIT = /^\/\* ?rr_split/;
const NAMED = /^\s*(?:font|font-family|src|grid-area|grid-template|grid-template-areas|format|@charset|@layer|@font-face)\b/i;
const SELECTED = /\[\s*([\w-]+)\s*[~|^$*]?=\s*$/;
const CUSTOM = /^(\s*(?:--[\w-]+|initial-value)\s*:)([\s\S]*)$/;
const DECLARED = /^(\s*([a-z-]+)\s*:)([\s\S]*)$/i;
const QUERIED = /url\(([^()]*\?[^()]*)\)/gi;

const known = new Map<string, boolean>();

export function maskCss(css: string, mask: (text: string) => string): string {
  let out = "";
  let piece = ""; // since the last ; { or }
  let end = 0;
  const close = (end: string): void => {
    // What comes before a { is a selector, and a:hover no declaration.
    out += end === "{" ? piece : maskDeclaration(piece, mask);
    out += end;
    piece = "";
  };
  for (const { 0: token, index } of css.matchAll(TOKENS)) {
    piece += css.slice(end, index);
    end = index + token.length;
    if (token.startsWith("/*")) piece += SPLIT.test(token) ? token : "";
    else if (/^url\(/i.test(token)) piece += maskAddress(token, mask);
    else if (/^["']/.test(token)) piece += maskString(token, piece, mask);
    else close(token);
  }
  piece += css.slice(end);
  close("");
  return out;
}

/** Return a style sheet in which addresses have no secrets; all else stays. `clear`: see `clearUrl`. */
export function maskAddresses(css: string, mask: (text: string) => string, clear: boolean): string {
  if (!css.includes("url(")) return css;
  return css.replace(QUERIED, (_, address: string) => {
    const [, quote = "", url = ""] = /^\s*(["']?)([\s\S]*?)\1\s*$/.exec(address) ?? [];
    return `url(${quote}${clear ? clearUrl(url) : maskUrl(url, mask, {})}${quote})`;
  });
}

/** Return one value of the property `name`. */
export function maskValue(name: string, value: string, mask: (text: string) => string): string {
  return maskCss(`${name}:${value}`, mask).slice(name.length + 1);
}

/** Values in selectors must go on matching what attributes.ts leaves of them. */
function maskString(token: string, before: string, mask: (text: string) => string): string {
  const selected = SELECTED.exec(before)?.[1]?.toLowerCase();
  if (selected) return isName(selected) ? token : isStructure(selected) ? keepWords(token, mask) : mask(token);
  return NAMED.test(before) ? token : mask(token);
}

/** A custom property can hold anything, and so can one that the browser does not know. */
function maskDeclaration(piece: string, mask: (text: string) => string): string {
  const [, head = "", value = ""] = CUSTOM.exec(piece) ?? unknownDeclaration(piece) ?? [];
  return head ? head + keepWords(value, mask) : piece;
}

function unknownDeclaration(piece: string): [string, string, string] | undefined {
  const [, head = "", name = "", value = ""] = DECLARED.exec(piece) ?? [];
  if (!name) return undefined;
  if (!known.has(name)) known.set(name, CSS.supports(name, "initial"));
  return known.get(name) ? undefined : ["", head, value];
}

function maskAddress(token: string, mask: (text: string) => string): string {
  const address = token.slice(4).replace(/\)$/, "").trim().replace(/^["']|["']$/g, "");
  return address.startsWith("#") ? token : `url("${maskUrl(address, mask, { path: true })}")`;
}
