// The where language: which sessions are meant; the same as `replaytest/search/where.py`,
// which has its grammar.

import type { Field } from "./data";
import { type Token, tokens, WhereError } from "./lexer";
import { durationOf, momentOf, numberOf, type Span } from "./values";

export type Operator = "=" | "~" | "<" | "<=" | ">" | ">=";
export type Value = string | number | Span;
export type Condition =
  | { is: "has"; field: Field }
  | { is: "test"; field: Field; operator: Operator; values: Value[] }
  | { is: "not"; part: Condition }
  | { is: "and" | "or"; parts: Condition[] };

const DEEPEST = 50;
const MOST = 200;
const PROPERTY = "property.";
const ORDERING = ["<", "<=", ">", ">="];
const NEGATED: Record<string, Operator> = { "!=": "=", "!~": "~" };
const EXPECTED: Record<string, string> = { number: "a number", duration: "a duration such as 30s or 2m", moment: "a date such as 2026-11-21, '2026-11-21 10:30' or -2d" };

/** What a text means. `now` is ms since 1970. Throws WhereError. */
export function parse(text: string, fields: readonly Field[], now: number): Condition {
  return new Parser(tokens(text), new Map(fields.map((each) => [each.name, each])), now).condition();
}

class Parser {
  private place = 0;
  private depth = 0;
  private tests = 0;

  constructor(
    private readonly words: Token[],
    private readonly fields: Map<string, Field>,
    private readonly now: number,
  ) {}

  condition(): Condition {
    const found = this.several("or");
    if (this.next.kind !== "end") throw this.unexpected("'and', 'or' or the end");
    return found;
  }

  private get next(): Token {
    return this.words[this.place]!;
  }

  private take(): Token {
    return this.words[this.place++]!;
  }

  private is(word: string): boolean {
    return this.next.kind === "word" && this.next.text.toLowerCase() === word;
  }

  private skip(word: string): boolean {
    const found = this.is(word);
    this.place += Number(found);
    return found;
  }

  private isMark(text: string): boolean {
    return this.next.kind === "mark" && this.next.text === text;
  }

  private several(joined: "and" | "or"): Condition {
    const part = (): Condition => (joined === "or" ? this.several("and") : this.one());
    const parts = [part()];
    while (this.skip(joined)) parts.push(part());
    return parts.length === 1 ? parts[0]! : { is: joined, parts };
  }

  private one(): Condition {
    this.depth += 1;
    if (this.depth > DEEPEST) throw new WhereError("this is nested too deeply", this.next.at, "say it flatter");
    let found: Condition;
    if (this.skip("not")) {
      found = { is: "not", part: this.one() };
    } else if (this.isMark("(")) {
      this.take();
      found = this.several("or");
      this.mark(")");
    } else {
      found = this.test();
    }
    this.depth -= 1;
    return found;
  }

  private test(): Condition {
    const field = this.field();
    this.tests += 1;
    if (this.tests > MOST) throw new WhereError("too many conditions", this.next.at, `at most ${MOST}`);
    if (this.next.kind === "operator") return this.compared(field);
    if (this.is("in") || this.is("not")) {
      const negated = this.skip("not");
      if (!this.skip("in")) throw this.unexpected("'in'");
      const part: Condition = { is: "test", field, operator: "=", values: this.list(field) };
      return negated ? { is: "not", part } : part;
    }
    if (this.next.kind === "end" || this.next.kind === "mark" || this.is("and") || this.is("or")) return { is: "has", field };
    throw this.unexpected(`an operator (= != ~ < > in) after '${field.name}'`);
  }

  private field(): Field {
    const word = this.next;
    if (word.kind !== "word") throw this.unexpected("a field");
    const field = this.fieldOf(word.text);
    if (!field) throw new WhereError(`there is no field '${word.text}'`, word.at, nearest(word.text, [...this.fields.keys(), `${PROPERTY}NAME`]));
    if (!field.here) throw new WhereError(`this page does not hold '${field.name}'`, word.at, `replaytest ls --where "${field.name} …"`);
    this.take();
    return field;
  }

  private fieldOf(name: string): Field | undefined {
    if (name.startsWith(PROPERTY) && name.length > PROPERTY.length) {
      return { name, about: "", sort: "text", place: "property", column: name.slice(PROPERTY.length), kinds: [], words: [], here: true };
    }
    return this.fields.get(name.toLowerCase().replaceAll("-", "_"));
  }

  private compared(field: Field): Condition {
    const word = this.take();
    const operator = NEGATED[word.text] ?? (word.text as Operator);
    check(field, operator, word);
    const part: Condition = { is: "test", field, operator, values: [this.value(field, operator)] };
    return NEGATED[word.text] ? { is: "not", part } : part;
  }

  private list(field: Field): Value[] {
    this.mark("(");
    const found = [this.value(field, "=")];
    while (this.isMark(",")) {
      this.take();
      found.push(this.value(field, "="));
    }
    if (found.length > MOST) throw new WhereError("too many values", this.next.at, `at most ${MOST}`);
    this.mark(")");
    return found;
  }

  private value(field: Field, operator: Operator): Value {
    const word = this.next;
    if (word.kind !== "word" && word.kind !== "text") throw this.unexpected(`a value of '${field.name}'`);
    this.take();
    if (field.sort === "text") return textOf(field, operator, word);
    const value = field.sort === "moment" ? momentOf(word.text, this.now) : (field.sort === "number" ? numberOf : durationOf)(word.text);
    if (value === undefined) throw new WhereError(`'${word.text}' is no value of '${field.name}'`, word.at, `give ${EXPECTED[field.sort]}`);
    return value;
  }

  private mark(text: string): void {
    if (!this.isMark(text)) throw this.unexpected(`'${text}'`);
    this.take();
  }

  private unexpected(expected: string): WhereError {
    const found = this.next.kind === "end" ? "the end" : `'${this.next.text}'`;
    return new WhereError(`expected ${expected}, found ${found}`, this.next.at, 'such as: outcome = failed and url ~ "/cart"');
  }
}

function check(field: Field, operator: Operator, word: Token): void {
  const isText = field.sort === "text";
  if (operator === "~" && !isText) throw new WhereError(`'${field.name}' is no text`, word.at, "use = != < <= > >= in");
  if (ORDERING.includes(operator) && isText && field.place !== "property") throw new WhereError(`'${field.name}' is a text`, word.at, "use = != ~ !~ in");
  if (operator === "~" && field.place === "collection") throw new WhereError("a collection has one name", word.at, "use = != in");
}

function textOf(field: Field, operator: Operator, word: Token): Value {
  if (ORDERING.includes(operator)) {
    const value = numberOf(word.text);
    if (value === undefined) throw new WhereError(`'${word.text}' is no number`, word.at, "use = or ~ for texts");
    return value;
  }
  if (!word.text) throw new WhereError("the value is empty", word.at, `\`not ${field.name}\`?`);
  if (!field.words.length) return word.text;
  if (operator !== "=") return word.text.trim().replaceAll(" ", "-");
  const known = word.text.trim().toLowerCase().replace(/[\s_]+/g, "-");
  if (!field.words.includes(known)) throw new WhereError(`there is no ${field.name} '${word.text}'`, word.at, nearest(known, field.words));
  return known;
}

/** What an error says of a name that is none. */
function nearest(name: string, known: readonly string[]): string {
  const near = known.map((each) => ({ each, far: distance(name.toLowerCase(), each) / Math.max(name.length, each.length) })).sort((a, b) => a.far - b.far)[0];
  return near && near.far <= 0.5 ? `did you mean '${near.each}'?` : `there are ${known.join(", ")}`;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const above = row;
    row = [i];
    for (let j = 1; j <= b.length; j++) row.push(Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + Number(a[i - 1] !== b[j - 1])));
  }
  return row[b.length]!;
}
