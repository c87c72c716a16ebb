// Words of the where language; the same as `replaytest/search/lexer.py`.

const LONGEST = 10_000;
const TOKEN = /\s*(?:(!=|!~|<=|>=|=|~|<|>)|([(),])|"((?:[^"\\]|\\[^])*)"|'((?:[^'\\]|\\[^])*)'|([^\s()=!<>~,"']+)|($))/y;

export interface Token {
  kind: "operator" | "mark" | "text" | "word" | "end";
  text: string;
  at: number; // in characters from 1
}

/** What cannot be understood, where, and what to do instead. */
export class WhereError extends Error {
  constructor(
    problem: string,
    readonly at: number,
    readonly fix: string,
  ) {
    super(problem);
  }
}

export function tokens(text: string): Token[] {
  if (text.length > LONGEST) throw new WhereError("the condition is too long", LONGEST, `at most ${LONGEST}`);
  const found: Token[] = [];
  let place = 0;
  while (found[found.length - 1]?.kind !== "end") {
    TOKEN.lastIndex = place;
    const match = TOKEN.exec(text);
    if (!match) throw unreadable(text, place);
    place += match[0].length;
    found.push(tokenOf(match, place));
  }
  return found;
}

function tokenOf([, operator, mark, double, single, word]: RegExpExecArray, end: number): Token {
  const quoted = double ?? single;
  if (quoted !== undefined) return { kind: "text", text: quoted.replace(/\\([^])/g, "$1"), at: end - quoted.length - 1 };
  const text = operator ?? mark ?? word ?? "";
  const kind = operator !== undefined ? "operator" : mark !== undefined ? "mark" : word !== undefined ? "word" : "end";
  return { kind, text, at: end - text.length + 1 };
}

function unreadable(text: string, place: number): WhereError {
  const at = place + text.slice(place).search(/\S/);
  const found = text[at]!;
  if (found === '"' || found === "'") return new WhereError("this quote is never closed", at + 1, "close it");
  return new WhereError(`'${found}' is no operator`, at + 1, "use = != ~ !~ < <= > >=");
}
