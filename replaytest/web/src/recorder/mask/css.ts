// Style sheets at level 2: strings, custom properties and addresses can hold anything.

import { isName, isStructure } from "./names";
import { maskUrl } from "./url";
import { keepWords } from "./words";

// In this order: comments, addresses, strings, ends of declarations and rules.
const TOKENS = /\/\*[\s\S]*?(?:\*\/|$)|url\(\s*(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^)]*)\s*\)?|"(?:\\.|[^"\\])*(?:"|$)|'(?:\\.|[^'\\])*(?:'|$)|[;{}]/gi;
// rrweb marks where the text nodes of a style element meet.
const SPLIT = /^\/\* ?rr_split/;
const NAMED = /^\s*(?:font|font-family|src|grid-area|grid-template|grid-template-areas|format|@charset|@layer|@font-face)\b/i;
const SELECTED = /\[\s*([\w-]+)\s*[~|^$*]?=\s*$/;
const CUSTOM = /^\s*(--[\w-]+\s*:)([\s\S]*)$/;

export function maskCss(css: string, mask: (text: string) => string): string {
  let out = "";
  let piece = ""; // since the last ; { or }
  let end = 0;
  const close = (): void => {
    const custom = CUSTOM.exec(piece);
    out += custom ? custom[1] + keepWords(custom[2]!, mask) : piece;
    piece = "";
  };
  for (const { 0: token, index } of css.matchAll(TOKENS)) {
    piece += css.slice(end, index);
    end = index + token.length;
    if (token.startsWith("/*")) piece += SPLIT.test(token) ? token : "";
    else if (/^url\(/i.test(token)) piece += maskAddress(token, mask);
    else if (/^["']/.test(token)) piece += maskString(token, piece, mask);
    else {
      close();
      out += token;
    }
  }
  piece += css.slice(end);
  close();
  return out;
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

function maskAddress(token: string, mask: (text: string) => string): string {
  const address = token.slice(4).replace(/\)$/, "").trim().replace(/^["']|["']$/g, "");
  return address.startsWith("#") ? token : `url("${maskUrl(address, mask, { path: true })}")`;
}
