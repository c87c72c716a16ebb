// Secrets that stand in texts which are otherwise left in clear: what was typed into secret
// fields, and what looks like a secret by its form. The same forms as mask/patterns.py.

import { SECRET } from "./rules";
import { shape } from "./text";

const LONG_ENOUGH = 4;
const MOST = 50;

// One quick look decides for most texts that there is nothing to find.
const SUSPECT = /@|\d[\d ().-]{5,}\d|eyJ|Bearer |Basic |-----BEGIN|\b(?:AKIA|ghp_|github_pat_|xox|sk_live_|AIza|npm_)/i;
const CARD = /(?<![\d.-])[3-6]\d{3}(?:[ -]?\d){9,15}(?![\d.-]*\d)/g;
const OPAQUE = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\beyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*)?/g,
  /\b(?:Bearer|Basic)\s+[\w.~+/=-]{8,}/gi,
  /\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_\w{20,}|github_pat_\w{20,}|xox[abprs]-[\w-]{10,}|[sr]k_live_\w{10,}|AIza[\w-]{30,}|npm_\w{30,})/g,
];
const SHAPED = [
  /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu,
  /(?<![\d.\w+-])(?:\+\d{1,3}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d(?:[ .-]?\d){5,12}|\(\d{3}\) ?\d{3}[ .-]\d{4}|\d{3}-\d{3}-\d{4})(?![\d-]|\.\d)/g,
];

export class Secrets {
  private typed = new Map<object, string>();
  private values: string[] = [];

  /** Keep what a secret field holds, to find it where the page shows it elsewhere. */
  remember(field: object, value: string): void {
    if (value.length < LONG_ENOUGH || this.typed.get(field) === value) return;
    if (this.typed.size >= MOST) this.typed.delete(this.typed.keys().next().value as object);
    this.typed.set(field, value);
    this.values = [...this.typed.values()].sort((a, b) => b.length - a.length);
  }

  knows(value: string): boolean {
    return this.values.includes(value);
  }

  /** Return `text` without any secret. */
  hide(text: string): string {
    let found = text;
    for (const value of this.values) if (found.includes(value)) found = found.split(value).join(SECRET);
    if (!SUSPECT.test(found)) return found;
    for (const form of OPAQUE) found = found.replace(form, (match) => "*".repeat(match.length));
    found = found.replace(CARD, (match) => (passesLuhn(match) ? match.replace(/\d/g, "*") : match));
    for (const form of SHAPED) found = found.replace(form, shape);
    return found;
  }
}

function passesLuhn(text: string): boolean {
  const digits = text.replace(/\D/g, "");
  if (digits.length < 13 || digits.length > 19) return false;
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at]) * (at % 2 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
}
