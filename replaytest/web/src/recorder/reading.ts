// Long style sheets are read before the first look at their document, a slice in each of
// several tasks: all in one would keep the page from answering (1 MB takes 80 ms).
//
// A sheet that is changed meanwhile, by a call that rrweb would tell of if it were there
// already, is read anew with the look; of other changes it does not tell later either.

import { watchDeclarations, watchSheets } from "./calls";
import { now } from "./natives";

// Rules, of all sheets together: to read so many takes some 10 ms.
const MANY = 2000;
const SLICE_MS = 8;
const AT_ONCE = 20;

type TextOf = (rule: CSSRule, base: string | null | undefined) => string;

const read = new Map<CSSStyleSheet, string[]>();
let reading = false;
let stops: (() => void)[] = [];

/** Return what reads a slice and says whether there is more; undefined if there is little. */
export function readAhead(textOf: TextOf): (() => boolean) | undefined {
  const sheets = Array.from(document.styleSheets);
  if (sheets.reduce((sum, sheet) => sum + rulesOf(sheet).length, 0) < MANY) return undefined;
  const slices = slicesOf(sheets, textOf);
  return () => {
    const until = now() + SLICE_MS;
    while (now() < until) if (slices.next().done) return false;
    return true;
  };
}

/** Return the text of a rule that was read ahead. */
export function textRead(sheet: CSSStyleSheet, at: number): string | undefined {
  return read.get(sheet)?.[at];
}

/** What was read is of no use any more. */
export function stopReading(): void {
  reading = false;
  read.clear();
  for (const stop of stops) stop();
  stops = [];
}

function* slicesOf(sheets: CSSStyleSheet[], textOf: TextOf): Iterator<void> {
  stopReading();
  watch();
  reading = true;
  for (const sheet of sheets) {
    const base = sheet.href || sheet.ownerNode?.baseURI;
    const rules = rulesOf(sheet);
    const texts: string[] = [];
    read.set(sheet, texts);
    while (read.get(sheet) === texts && texts.length < rules.length) {
      texts.push(textOf(rules[texts.length]!, base));
      if (texts.length % AT_ONCE) continue;
      yield;
      if (!reading) return;
    }
  }
}

function rulesOf(sheet: CSSStyleSheet): ArrayLike<CSSRule> {
  try {
    return sheet.cssRules;
  } catch {
    return []; // of another origin
  }
}

function watch(): void {
  const idsOf = (sheet: CSSStyleSheet | null | undefined): object => {
    forget(sheet);
    return {}; // it has none before the first look: nothing is told
  };
  const sheets = { guard: quietly, idsOf, placeOf: () => [], tell: () => undefined };
  stops = [watchSheets(globalThis, sheets), watchDeclarations(globalThis, sheets)];
}

function quietly<A extends unknown[]>(run: (...args: A) => void): (...args: A) => void {
  return (...args) => {
    try {
      run(...args);
    } catch {
      read.clear(); // it is not known what has changed
    }
  };
}

function forget(sheet: CSSStyleSheet | null | undefined): void {
  if (!sheet) return;
  if (sheet.ownerRule) read.clear(); // it stands in the text of the one that imports it
  else read.delete(sheet);
}
