// What a failure says, taken apart: what was expected, what was there, of which element,
// and the lines of the test. Reads Playwright's messages and pytest's tracebacks.

import type { FailureAbout } from "./data";
import type { Excerpt } from "./excerpt";

export interface Explained {
  title: string;
  expected: string | undefined;
  received: string | undefined;
  locator: string;
  hint: string; // "element(s) not found"
  log: string; // Playwright's own account of what it tried
  rest: string; // of the message, where it is none of Playwright's
  excerpt: Excerpt | undefined;
}

// Playwright for Python, _assertions.py: "Locator expected to have text 'X'\nActual value:
// Y\nError: …\nCall log:…\nAria snapshot:\n…".
const ASSERTION = /^(.*? expected (?:not )?to [^']*?)(?: '([^]*)')?$/;
const PARTS = /\n(Actual value|Error|Call log|Aria snapshot):/;
const EXCERPT_LINES = 3;

export function explain(failure: FailureAbout): Explained {
  const [head = "", ...parts] = failure.message.trim().split(PARTS);
  const said: Record<string, string> = {};
  for (let at = 0; at + 1 < parts.length; at += 2) said[parts[at]!] ??= parts[at + 1]!;
  const plain = head.replace(/^(?:[\w.]*\.)?AssertionError: /, "");
  const assertion = said["Actual value"] === undefined ? null : ASSERTION.exec(plain);
  const [first = "", ...more] = plain.split("\n");
  return {
    title: assertion?.[1]?.trim() ?? (first || "The test failed"),
    expected: assertion?.[2],
    received: assertion ? said["Actual value"]!.trim() : undefined,
    locator: /waiting for (.+)/.exec(said["Call log"] ?? "")?.[1]?.trim() ?? "",
    hint: said["Error"]?.trim() ?? "",
    log: (said["Call log"] ?? "").replace(/^\n+|\s+$/g, ""),
    rest: assertion ? "" : more.join("\n").trim(),
    excerpt: excerptOf(failure.traceback),
  };
}

/** The lines around the innermost one of the test that pytest points at. */
function excerptOf(traceback: string): Excerpt | undefined {
  const lines = traceback.split("\n");
  const here = lines.map((line) => /^>\s/.test(line)).lastIndexOf(true);
  if (here < 0) return undefined;
  let [from, to] = [here, here + 1];
  while (from > here - EXCERPT_LINES && isSource(lines[from - 1])) from--;
  while (to < here + EXCERPT_LINES && isSource(lines[to])) to++;
  const place = lines.slice(here).find((line) => /^\S+:\d+: /.test(line)) ?? "";
  const shown = lines.slice(from, to).map((line) => line.replace(/^>/, " "));
  const indent = Math.min(...shown.map((line) => /^\s*/.exec(line)![0].length));
  return { place: place.replace(/: .*/, ""), lines: shown.map((line) => line.slice(indent)), here: here - from };
}

function isSource(line: string | undefined): boolean {
  return line !== undefined && /^\s{2,}\S/.test(line);
}

/** Two texts cut into what they have in common at both ends, and what differs between. */
export function differing(one: string, other: string): [[string, string, string], [string, string, string]] {
  const [a, b] = [Array.from(one), Array.from(other)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const cut = (chars: string[]): [string, string, string] => [
    chars.slice(0, start).join(""),
    chars.slice(start, chars.length - end).join(""),
    chars.slice(chars.length - end).join(""),
  ];
  return [cut(a), cut(b)];
}
