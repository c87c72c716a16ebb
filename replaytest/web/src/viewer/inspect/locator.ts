// The other way: a locator as written in Python, as Playwright's selector. Reads only
// calls of locators with constants; runs nothing. Throws SyntaxError.

type Value = string | number | boolean | RegExp | { selector: string };

const TOKEN =
  /\s*(?:(re\.compile)|(r?)("(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*')|(-?\d+)|([A-Za-z_]\w*)|([().,=|]))/y;
const FLAGS: Record<string, string> = { IGNORECASE: "i", I: "i", MULTILINE: "m", M: "m", DOTALL: "s", S: "s" };

/** Whether it looks like a locator rather than like a word of the page. */
export function isLocator(text: string): boolean {
  return /^\s*(page\.)?(get_by_\w+|locator|frame_locator)\s*\(/.test(text) || /^\s*((internal:[\w-]+|text|xpath|css|id)=|\/\/)|>>/.test(text);
}

/** The selector of a locator; what is written as a selector already stays. */
export function selectorOf(text: string, testId = "data-testid"): string {
  if (!/^\s*(page\.)?(get_by_\w+|locator|frame_locator)\s*\(/.test(text)) return text.trim();
  const reader = new Reader(text, testId);
  const found = reader.chain();
  reader.end();
  return found;
}

class Reader {
  private at = 0;
  private token: RegExpExecArray | null = null;

  constructor(
    private readonly text: string,
    private readonly testId: string,
  ) {
    this.next();
  }

  end(): void {
    if (this.token || this.text.slice(this.at).trim()) throw new SyntaxError(`not a locator: ${this.text}`);
  }

  chain(): string {
    const parts: string[] = [];
    if (this.word() === "page") {
      this.next();
      this.expect(".");
    }
    do {
      const name = this.word();
      if (!name) throw new SyntaxError(`a name is missing: ${this.text}`);
      this.next();
      const property = PROPERTIES[name];
      if (property) parts.push(property);
      else parts.push(...this.calls(name));
    } while (this.take("."));
    return parts.join(" >> ");
  }

  private calls(name: string): string[] {
    const { given, named } = this.args();
    const way = METHODS[name];
    if (!way) throw new SyntaxError(`no method of a locator: ${name}`);
    return way(given[0] as Value, named, this.testId);
  }

  private args(): { given: Value[]; named: Map<string, Value> } {
    const [given, named]: [Value[], Map<string, Value>] = [[], new Map()];
    this.expect("(");
    while (!this.take(")")) {
      const keyword = /^\s*=(?!=)/.test(this.text.slice(this.at)) ? this.word() : "";
      if (keyword) {
        this.next();
        this.expect("=");
        named.set(keyword, this.value());
      } else given.push(this.value());
      if (!this.take(",") && this.mark() !== ")") throw new SyntaxError(`a bracket is open: ${this.text}`);
    }
    return { given, named };
  }

  private value(): Value {
    const [, compile, raw, quoted, number, word] = this.token ?? [];
    if (compile) return this.regexp();
    if (quoted !== undefined) {
      this.next();
      return raw ? quoted.slice(1, -1) : unquoted(quoted);
    }
    if (number !== undefined) {
      this.next();
      return Number(number);
    }
    if (word === "True" || word === "False") {
      this.next();
      return word === "True";
    }
    return { selector: this.chain() };
  }

  private regexp(): RegExp {
    this.next();
    this.expect("(");
    const source = this.value();
    let flags = "";
    while (this.token && !this.take(")")) {
      flags += FLAGS[this.word()] ?? "";
      this.next();
    }
    return new RegExp(String(source), [...new Set(flags)].join(""));
  }

  private word(): string {
    return this.token?.[5] ?? "";
  }

  private mark(): string {
    return this.token?.[6] ?? "";
  }

  private take(mark: string): boolean {
    const there = this.mark() === mark;
    if (there) this.next();
    return there;
  }

  private expect(mark: string): void {
    if (!this.take(mark)) throw new SyntaxError(`${mark} is missing: ${this.text}`);
  }

  private next(): void {
    TOKEN.lastIndex = this.at;
    this.token = TOKEN.exec(this.text);
    if (this.token) this.at = TOKEN.lastIndex;
  }
}

function unquoted(text: string): string {
  return text.slice(1, -1).replace(/\\([^])/g, (_, letter: string) => ({ n: "\n", t: "\t" })[letter] ?? letter);
}

const PROPERTIES: Record<string, string> = { first: "nth=0", last: "nth=-1", content_frame: "internal:control=enter-frame" };

type Method = (first: Value, named: Map<string, Value>, testId: string) => string[];

const METHODS: Record<string, Method> = {
  get_by_role: (role, named) => [`internal:role=${String(role)}${[...named].map(([name, has]) => roleAttribute(name, has, named)).join("")}`],
  get_by_text: (text, named) => [`internal:text=${textBody(text, named)}`],
  get_by_label: (text, named) => [`internal:label=${textBody(text, named)}`],
  get_by_placeholder: (text, named) => [`internal:attr=[placeholder=${attributeBody(text, exactly(named))}]`],
  get_by_alt_text: (text, named) => [`internal:attr=[alt=${attributeBody(text, exactly(named))}]`],
  get_by_title: (text, named) => [`internal:attr=[title=${attributeBody(text, exactly(named))}]`],
  get_by_test_id: (text, _, testId) => [`internal:testid=[${testId}=${attributeBody(text, true)}]`],
  frame_locator: (css) => [String(css), "internal:control=enter-frame"],
  nth: (number) => [`nth=${String(number)}`],
  locator: (inner, named) => [isNested(inner) ? `internal:chain=${JSON.stringify(inner.selector)}` : String(inner), ...filters(named)],
  filter: (_, named) => filters(named),
  and_: (inner) => [`internal:and=${nested(inner)}`],
  or_: (inner) => [`internal:or=${nested(inner)}`],
};

function filters(named: Map<string, Value>): string[] {
  return [...named].map(([name, has]) => {
    if (name === "visible") return `visible=${String(has)}`;
    if (name === "has" || name === "has_not") return `internal:${name.replace("_", "-")}=${nested(has)}`;
    if (name === "has_text" || name === "has_not_text") return `internal:${name.replace(/_/g, "-")}=${textBody(has, new Map())}`;
    throw new SyntaxError(`no filter: ${name}`);
  });
}

function roleAttribute(name: string, has: Value, named: Map<string, Value>): string {
  if (name === "exact") return "";
  if (typeof has === "boolean" || typeof has === "number") return `[${name.replace(/_/g, "-")}=${has}]`;
  return `[${name.replace(/_/g, "-")}=${attributeBody(has, exactly(named))}]`;
}

function exactly(named: Map<string, Value>): boolean {
  return named.get("exact") === true;
}

function textBody(text: Value, named: Map<string, Value>): string {
  return text instanceof RegExp ? String(text) : `${JSON.stringify(String(text))}${exactly(named) ? "s" : "i"}`;
}

function attributeBody(text: Value, exact: boolean): string {
  return text instanceof RegExp ? String(text) : `"${String(text).replace(/["\\]/g, "\\$&")}"${exact ? "s" : "i"}`;
}

function isNested(value: Value): value is { selector: string } {
  return typeof value === "object" && !(value instanceof RegExp);
}

function nested(value: Value): string {
  if (!isNested(value)) throw new SyntaxError("a locator is missing");
  return JSON.stringify(value.selector);
}
