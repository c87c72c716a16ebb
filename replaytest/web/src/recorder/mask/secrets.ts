// Secrets that stand in texts which are otherwise left in clear: what was typed into secret
// fields, and what looks like a secret by its form. The same forms as mask/patterns.py.

import { SECRET } from "./rules";
import { shape, shapeEscaped } from "./text";

const LONG_ENOUGH = 4;
const MOST = 50;

// One quick look decides for most texts that there is nothing to find.
const SUSPECT = /@|%40|\d[\d ().-]{5,}\d|eyJ|Bearer |Basic |PRIVATE KEY|A[KS]IA|gh[pousr]_|github_pat_|glpat-|xox[a-z]|[sr]k_|sk-|AIza|npm_/i;

interface Form {
  /** The pattern of mask/patterns.py that says the same. */
  name: string;
  find: RegExp;
  /** Without one of these there is none: a few of the patterns take long to get ready. */
  needs?: RegExp;
  check?: (match: string) => boolean;
  keepsShape?: boolean;
}

/** Made when the first text needs them: to read them all takes 0.5 ms of a page's start. */
const forms = (): Form[] => [
  {
    name: "private-key",
    find: /-----BEGIN[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[\s\S]{0,20000}?-----END[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|[A-Za-z0-9+/=\s\\]*)/g,
  },
  { name: "jwt", find: /(?<![\w-])eyJ[\w-]{5,}(?:\.[\w-]*){2,4}/g },
  {
    name: "bearer",
    find: /\b(?:bearer|basic)\s{1,4}[\w.~+/-]{6,}=*/gi,
    // Not "bearer authentication", nor "Basic Information".
    check: (match) => /\d/.test(match) || /\s\S{16,}/.test(match) && /[a-z][A-Z]/.test(match),
  },
  { name: "aws-key", find: /(?<![\w-])A[KS]IA[A-Z0-9]{16}(?![A-Za-z0-9])/g },
  { name: "github-token", find: /(?<![\w-])(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,})/g },
  { name: "gitlab-token", find: /(?<![\w-])glpat-[\w-]{20,}/g },
  { name: "slack-token", find: /(?<![\w-])xox[abeprs](?:\.xox[bp])?-[A-Za-z0-9-]{10,}/g },
  { name: "stripe-key", find: /(?<![\w-])[sr]k_(?:live|test)_[A-Za-z0-9]{10,}/g },
  { name: "google-key", find: /(?<![\w-])AIza[\w-]{35}(?![\w-])/g },
  { name: "npm-token", find: /(?<![\w-])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/g },
  { name: "model-key", find: /(?<![\w-])sk-(?:proj|ant|svcacct)-[\w-]{20,}/g },
  {
    name: "card",
    find: /(?<![\w.%-])[2-6](?:\d{12,18}|\d{3}([ -])(?:\d{4}\1\d{4}\1\d{1,4}(?:\1\d{1,3})?|\d{6}\1\d{4,5}))(?![\w-]|\.\d)/g,
    check: passesLuhn,
  },
  {
    name: "email",
    needs: /@|%40/,
    find: /(?<![\p{L}\p{N}_.+%-])[\p{L}\p{N}_.+%-]{1,64}?(?:@|%40)(?:[\p{L}\p{N}_-]{1,63}\.){1,8}(?!(?:png|jpe?g|gif|svg|webp|avif|ico|css|m?js|cjs|tsx?|jsx|json|html?|woff2?|ttf|map|mp4|webm|pdf|md|txt|xml|py)\b)\p{L}{2,24}(?![\p{L}\p{N}_-])/giu,
    keepsShape: true,
  },
  {
    name: "phone",
    find: /(?<![\w.+/)%-])(?:\+[1-9](?:[ ().-]{0,2}\d){7,14}|(?:1[ -])?(?:\([2-9]\d\d\) ?\d{3}[ -]|[2-9]\d\d-\d{3}-)\d{4})(?![\w-]|\.\d)/g,
    keepsShape: true,
  },
];

export class Secrets {
  private typed = new Map<object, string>();
  private values: string[] = [];
  private forms?: Form[];

  /** `off` names forms that a team does not want masked. */
  constructor(private readonly off: string[]) {}

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

  /** Return `text` without what was typed into secret fields. */
  hideTyped(text: string): string {
    let found = text;
    for (const value of this.values) if (found.includes(value)) found = found.split(value).join(SECRET);
    return found;
  }

  /** Return `text` without any secret. */
  hide(text: string): string {
    if (text.length < LONG_ENOUGH) return text;
    let found = this.hideTyped(text);
    if (!SUSPECT.test(found)) return found;
    this.forms ??= forms().filter(({ name }) => !this.off.includes(name));
    for (const { find, needs, check, keepsShape } of this.forms) {
      if (needs && !needs.test(found)) continue;
      found = found.replace(find, (match) => {
        if (check && !check(match)) return match;
        return keepsShape ? shapeEscaped(match) : "*".repeat(match.length);
      });
    }
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
