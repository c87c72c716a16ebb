// Ways to find an element again, best first: the candidates and scores of Playwright's
// own generator (packages/injected/src/selectorGenerator.ts, 1.65), without its regular
// expressions and without parents.

import { attributeOf, childrenOf, isDocument, isElement, isShadow, ownerDocument, parentNode, tagOf } from "./natives";
import { locatorText } from "./python";
import { Look, resolve } from "./resolve";
import { roleOf } from "./roles";
import { labelTexts, wordsOf } from "./words";

export interface Suggestion {
  selector: string;
  text: string; // in Python
  count: number; // how many elements it finds now, or at least
}

interface Candidate {
  selector: string;
  score: number; // lower is better
}

const SCORES = { testId: 1, otherTestId: 2, role: 100, placeholder: 120, label: 140, alt: 160, text: 180, title: 200, id: 500, bareRole: 510, name: 520 };
const EXACT = 5; // more, than for part of a text
const NTH = 10_000;
const LONGEST = 80; // letters of a text that names something
const MOST = 7;

/** At most 7, the last one certain to find the element and nothing else. */
export function suggest(element: Element, testId: string): Suggestion[] {
  const page = ownerDocument(element)!;
  const look = new Look();
  const found = candidates(element, testId, look).flatMap(({ selector, score }) => {
    const all = resolve(selector, page, look);
    const at = all.indexOf(element);
    if (at < 0) return [];
    return [{ selector, score: all.length > 1 ? score + NTH : score, count: all.length, at }];
  });
  found.sort((one, other) => one.score - other.score);
  const best = withoutNeedlessExact(found).slice(0, MOST - 2);
  const sure = best.some(({ count }) => count === 1) ? [] : best.slice(0, 1).map(({ selector, at }) => `${selector} >> nth=${at}`);
  const all = [...sure.map((selector) => ({ selector, count: 1 })), ...best, { selector: pathOf(element), count: 1 }];
  return all.map(({ selector, count }) => ({ selector, count, text: locatorText(selector) }));
}

/** `exact=True` only where without it more would be found. */
function withoutNeedlessExact<T extends { selector: string; count: number }>(found: T[]): T[] {
  const loose = (selector: string): string => selector.replace(/"s(\]?)$/, '"i$1');
  const unique = new Set(found.filter(({ count }) => count === 1).map(({ selector }) => selector));
  return found.filter(({ selector, count }) => loose(selector) === selector || selector.startsWith("internal:testid") || (count === 1 && !unique.has(loose(selector))));
}

function candidates(element: Element, testId: string, look: Look): Candidate[] {
  const [tag, role] = [tagOf(element), roleOf(element)];
  const found: Candidate[] = [];
  const add = (selector: string, score: number): unknown => found.push({ selector, score });
  const attribute = (name: string): string => attributeOf(element, name) ?? "";
  const both = (start: string, text: string, end: string, score: number): void => {
    if (!text || text.length > LONGEST) return;
    add(`${start}${JSON.stringify(text)}i${end}`, score + Math.min(9, Math.floor(text.length / 10)));
    add(`${start}${JSON.stringify(text)}s${end}`, score + EXACT + Math.min(9, Math.floor(text.length / 10)));
  };
  if (attribute(testId)) add(`internal:testid=[${testId}=${JSON.stringify(attribute(testId))}s]`, SCORES.testId);
  for (const name of ["data-testid", "data-test-id", "data-test"]) {
    if (name !== testId && attribute(name)) add(`[${name}=${JSON.stringify(attribute(name))}]`, SCORES.otherTestId);
  }
  if (role && !/^(none|presentation)$/.test(role)) {
    both(`internal:role=${role}[name=`, look.nameOf(element), "]", SCORES.role);
    add(`internal:role=${role}`, SCORES.bareRole);
  }
  if (/^(input|textarea)$/.test(tag)) both("internal:attr=[placeholder=", attribute("placeholder"), "]", SCORES.placeholder);
  for (const { normal } of labelTexts(element, look.texts)) both("internal:label=", normal, "", SCORES.label);
  if (/^(area|img|input)$/.test(tag)) both("internal:attr=[alt=", attribute("alt"), "]", SCORES.alt);
  if (tag !== "select") both("internal:text=", wordsOf(element, look.texts).normal, "", SCORES.text);
  both("internal:attr=[title=", attribute("title"), "]", SCORES.title);
  if (attribute("id") && !isMade(attribute("id"))) add(idSelector(attribute("id")), SCORES.id);
  if (attribute("name")) add(`${tag}[name=${JSON.stringify(attribute("name"))}]`, SCORES.name);
  return found;
}

/** Ids such as `r:1k:` or `el-8f3a0c`: made anew each time. */
function isMade(id: string): boolean {
  const kinds = id.replace(/[-_]/g, "").replace(/[a-z]+/gi, "a").replace(/\d+/g, "0");
  return kinds.length - 1 >= id.length / 4;
}

function idSelector(id: string): string {
  return /^[a-zA-Z][\w-]*$/.test(id) ? `#${id}` : `[id=${JSON.stringify(id)}]`;
}

/** The way down from the root, as short as it can be: `#cart > tr:nth-child(2)`. */
export function pathOf(element: Element): string {
  const steps: string[] = [];
  for (let each: Node | null = element; each && isElement(each); each = parentNode(each)) {
    steps.unshift(stepOf(each));
    const path = steps.join(" > ");
    const all = resolve(path, ownerDocument(element)!);
    if (all.length === 1 && all[0] === element) return path;
  }
  return steps.join(" > ");
}

function stepOf(element: Element): string {
  const id = attributeOf(element, "id");
  if (id && !isMade(id)) return idSelector(id);
  const parent = parentNode(element);
  const tag = CSS.escape(tagOf(element));
  if (!parent || isDocument(parent)) return tag;
  const siblings = childrenOf(parent).filter(isElement);
  if (siblings.filter((each) => tagOf(each) === tagOf(element)).length < 2) return tag;
  return isShadow(parent) && siblings.length < 2 ? tag : `${tag}:nth-child(${siblings.indexOf(element) + 1})`;
}
