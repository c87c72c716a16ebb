// A long style sheet goes beside the events that show it, and only to a Python that does
// not have it: most documents of a suite have the same ones. What stands in the event is
// its name, which Python replaces by the text (capture/sheets.py).

const LEAST_CHARS = 20_000;
const MARK = "replaytest-sheet:";

const { imul } = Math;
const charCodeAt = String.prototype.charCodeAt;

/** "" while sheets go as they are: in a frame whose events its parent passes on. */
let word = "";
const known = new Set<string>();
let waiting: string[] = [];

/** From now on send sheets by name. No page can know the `secret`. */
export function nameSheets(secret: string, names: readonly string[]): void {
  word = secret;
  for (const name of names) known.add(name);
}

/** Return what is to stand in an event in the place of a style sheet. */
export function refer(css: string): string {
  if (!word || css.length < LEAST_CHARS) return css;
  const name = nameOf(css);
  if (!known.has(name)) waiting.push(name, css);
  return `${MARK}${word}:${name}`;
}

/** Return the names and texts that are to be sent, in turns. */
export function takeSheets(): string[] {
  const taken = waiting;
  waiting = [];
  return taken;
}

/** A hash of 64 bits and the length (cyrb53 by bryc, which leaves eleven bits out). */
function nameOf(css: string): string {
  let one = 0xdeadbeef;
  let other = 0x41c6ce57;
  for (let at = 0; at < css.length; at++) {
    const code = charCodeAt.call(css, at);
    one = imul(one ^ code, 0x9e3779b1);
    other = imul(other ^ code, 0x5f356495);
  }
  one = imul(one ^ (one >>> 16), 0x85ebca6b) ^ imul(other ^ (other >>> 13), 0xc2b2ae35);
  other = imul(other ^ (other >>> 16), 0x85ebca6b) ^ imul(one ^ (one >>> 13), 0xc2b2ae35);
  return [one >>> 0, other >>> 0, css.length].map((part) => part.toString(36)).join("-");
}
