// What a page has stored, as it may be told: names stay where they can be names, values
// keep their shape at most. mask/said.py (`name`, `storage`) says the same of Python's.

import { isSecretName, isSecretParameter } from "./fields";
import { SECRET } from "./rules";

type Kind = "" | "secret" | "keep";

// As `is_name` of mask/sensitive.py: addresses, identifiers and texts are used as keys too.
const NAME = /^[@$]?[A-Za-z_$][\w$.:[\]-]{0,63}$/;
const DATA = /\d{4}|(?:\d\D{0,2}){7}|[0-9a-f]{8}-[0-9a-f]{4}-/;
const JSON_TEXT = /^\s*[{[]/;
const DEEPEST = 20;
// One digit counts or chooses; more can be an age, a year, a code.
const HARMLESS = /^(?:|true|false|null|undefined|\d)$/;
const LOOKS = /theme|colou?r-?scheme|dark-?mode|\blang|locale|\blng\b|i18next/i;
const LOOK = /^"?(?:dark|light|auto|system|[a-z]{2}(?:[-_][A-Z]{2})?)"?$/;
const parse = JSON.parse;
const stringify = JSON.stringify;

/** Whether what stands under this name is nobody's business. */
export function isPrivate(name: string): boolean {
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1-$2").replace(/[_.\s:]+/g, "-");
  return isSecretName(words) || isSecretParameter(words);
}

export class Stored {
  private readonly keep: Set<string>;

  /** `mask` gives the shape of a text, `hide` the text without secrets in it. `clear`: values are told. */
  constructor(
    readonly clear: boolean,
    keep: string[],
    private readonly mask: (text: string) => string,
    private readonly hide: (text: string) => string,
  ) {
    this.keep = new Set(keep);
  }

  name(text: string): string {
    if (this.clear) return this.hide(text);
    return NAME.test(text) && !DATA.test(text) ? this.hide(text) : this.mask(text);
  }

  value(name: string, text: string): string {
    if (this.clear) return this.hide(text);
    const kind = this.kind(name);
    if (kind === "secret") return text && SECRET;
    if (kind === "keep") return this.hide(text);
    if (HARMLESS.test(text) || (LOOKS.test(name) && LOOK.test(text))) return text;
    if (!JSON_TEXT.test(text)) return this.mask(text);
    try {
      return this.json(parse(text), "", 0);
    } catch {
      return this.mask(text); // no JSON, or a deep one
    }
  }

  private kind(name: string): Kind {
    if (isPrivate(name)) return "secret";
    return this.keep.has(name.toLowerCase()) ? "keep" : "";
  }

  private json(value: unknown, kind: Kind, depth: number): string {
    if (depth > DEEPEST) throw new RangeError();
    if (typeof value === "string") return stringify(kind === "secret" ? value && SECRET : kind ? this.hide(value) : this.mask(value));
    if (typeof value === "number") return kind === "keep" ? stringify(value) : "0";
    if (Array.isArray(value)) return `[${value.map((each) => this.json(each, kind, depth + 1)).join(",")}]`;
    if (typeof value !== "object" || value === null) return String(value);
    const members = this.named(Object.entries(value)).map(([name, each, told]) => {
      const own = this.kind(name);
      return `${stringify(told)}:${this.json(each, kind === "secret" ? kind : own || kind, depth + 1)}`;
    });
    return `{${members.join(",")}}`;
  }

  /** Add to each pair the name to tell, which no other pair has. */
  named<T>(pairs: [string, T][]): [string, T, string][] {
    const taken = new Map<string, number>();
    return pairs.map(([name, value]) => {
      const told = this.name(name);
      const count = taken.get(told) ?? 0;
      taken.set(told, count + 1);
      // In letters that a mask leaves alone.
      const mark = count.toString(2).replace(/0/g, "x").replace(/1/g, "X");
      return [name, value, count ? `${told}-${mark}` : told];
    });
  }
}
