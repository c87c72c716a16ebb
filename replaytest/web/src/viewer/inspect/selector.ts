// Playwright's selectors, taken apart: `internal:role=button[name="Pay"i] >> nth=0`.
// After packages/isomorphic/selectorParser.ts of Playwright 1.65. Throws SyntaxError.

export interface Part {
  engine: string;
  body: string;
}

export type Wanted = { text: string; exact: boolean } | RegExp;

export interface Attribute {
  name: string;
  value: string | boolean | RegExp; // true where there is none
  exact: boolean;
}

const ENGINE = /^([\w+:*-]+)\s*=/;
const NESTED = /^internal:(has|has-not|and|or|chain)$/;

export function parseSelector(selector: string): Part[] {
  const parts = splitParts(selector).map(partOf);
  if (!parts.length || NESTED.test(parts[0]!.engine)) throw new SyntaxError(`no selector: ${selector}`);
  return parts;
}

/** At `>>`, though not inside quotes. */
function splitParts(selector: string): string[] {
  const found: string[] = [];
  let [from, quote] = [0, ""];
  for (let at = 0; at < selector.length; at++) {
    const letter = selector[at]!;
    if (letter === "\\") at++;
    else if (letter === quote) quote = "";
    else if (!quote && /["'`]/.test(letter) && !/^\s*text\s*=./.test(selector.slice(from, at))) quote = letter;
    else if (!quote && letter === ">" && selector[at + 1] === ">") {
      found.push(selector.slice(from, at).trim());
      from = ++at + 1;
    }
  }
  return [...found, selector.slice(from).trim()];
}

function partOf(text: string): Part {
  const engine = ENGINE.exec(text);
  if (engine) {
    if (engine[1]!.startsWith("*")) throw new SyntaxError("captures are not known here");
    return { engine: engine[1]!, body: text.slice(engine[0].length) };
  }
  if (/^(["']).*\1$/s.test(text) && text.length > 1) return { engine: "text", body: text };
  if (/^\(*\/\/|^\.\./.test(text)) return { engine: "xpath", body: text };
  if (!text) throw new SyntaxError("an empty part");
  return { engine: "css", body: text };
}

/** The selector inside `internal:has="…"` and its like. */
export function nestedIn({ body }: Part): string {
  const found = JSON.parse(`[${body}]`) as unknown[];
  if (typeof found[0] !== "string") throw new SyntaxError(`no selector inside ${body}`);
  return found[0];
}

/** `"Pay"i`, `"Pay"s`, `"Pay"` or `/pay/i`. */
export function parseText(body: string): Wanted {
  const regexp = /^\/(.*)\/([a-z]*)$/s.exec(body);
  if (regexp) return new RegExp(regexp[1]!, regexp[2]!.replace(/[gy]/g, ""));
  const quoted = /^(".*")([is]?)$/s.exec(body);
  return quoted ? { text: String(JSON.parse(quoted[1]!)), exact: quoted[2] !== "i" } : { text: body, exact: false };
}

const ATTRIBUTE =
  /\s*\[\s*([\w,-]+)\s*(?:=\s*(?:"((?:[^"\\]|\\[^])*)"|'((?:[^'\\]|\\[^])*)'|\/((?:[^/\\[]|\\[^]|\[(?:[^\]\\]|\\[^])*\])+)\/([a-z]*)|([^\]\s"'/]+))\s*([is])?)?\s*\]/y;

/** `button[name="Pay"i][checked=true]`. */
export function parseAttributes(body: string): { name: string; attributes: Attribute[] } {
  const name = /^\s*([\w-]*)/.exec(body)!;
  const attributes: Attribute[] = [];
  ATTRIBUTE.lastIndex = name[0].length;
  while (ATTRIBUTE.lastIndex < body.trimEnd().length) {
    const found = ATTRIBUTE.exec(body);
    if (!found) throw new SyntaxError(`no attributes: ${body}`);
    const [, attribute, double, single, source, flags, bare, how] = found;
    const quoted = double ?? single;
    const plain = bare === undefined || bare === "true" ? true : bare === "false" ? false : bare;
    const value = quoted !== undefined ? quoted.replace(/\\([^])/g, "$1") : source !== undefined ? new RegExp(source, flags!.replace(/[gy]/g, "")) : plain;
    attributes.push({ name: attribute!, value, exact: how !== "i" });
  }
  return { name: name[1]!, attributes };
}
