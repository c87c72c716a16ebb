// Playwright's selectors in the recorded page, well enough to point at what a call meant.
// What is not known here finds nothing.

import { attributeOf, controlOf, elementsIn, isDocument, isElement, isVisible, ownerDocument, pageInside, type Scope } from "./natives";
import { isHidden, mayBeNamed, nameOf, roleOf, stateOf } from "./roles";
import { type Attribute, nestedIn, parseAttributes, parseSelector, parseText, type Part, type Wanted } from "./selector";
import { labelTexts, matcherOf, matchesOf, type Matcher, normalized, oldMatcher, type Texts, wordsOf } from "./words";

const MOST_MS = 400; // then the names of thousands of rows are left

/** What was read of a page while it stands still; a new one for each moment. */
export class Look {
  readonly texts: Texts = new Map();
  readonly names = new Map<Element, string>();
  late = false; // something was left, so there may be more
  private readonly until = performance.now() + MOST_MS;
  private readonly all = new Map<Scope, Element[]>();

  elementsIn(scope: Scope): Element[] {
    const known = this.all.get(scope) ?? elementsIn(scope);
    this.all.set(scope, known);
    return known;
  }

  /** Whether there is time to look at one more. */
  get hasTime(): boolean {
    this.late ||= performance.now() > this.until;
    return !this.late;
  }

  nameOf(element: Element): string {
    const known = this.names.get(element) ?? nameOf(element);
    this.names.set(element, known);
    return known;
  }
}

/** In the order of the document; empty for a selector that is not understood. */
export function resolve(selector: string, page: Document, look = new Look()): Element[] {
  try {
    return found(parseSelector(selector), page, look);
  } catch {
    return [];
  }
}

function found(parts: Part[], scope: Scope, look: Look): Element[] {
  let scopes: Scope[] = [scope];
  for (const part of parts) {
    const whole = WHOLE[part.engine];
    if (whole) scopes = whole(scopes, part, scope, look);
    else {
      const engine = ENGINES[part.engine];
      if (!engine) return [];
      scopes = [...new Set(scopes.flatMap((each) => engine(each, part, look)))];
    }
  }
  return scopes.filter((each): each is Element => isElement(each));
}

/** Engines that look at all that was found so far. */
const WHOLE: Record<string, (scopes: Scope[], part: Part, root: Scope, look: Look) => Scope[]> = {
  nth: (scopes, { body }) => scopes.slice(Number(body), Number(body) === -1 ? undefined : Number(body) + 1),
  "internal:and": (scopes, part, root, look) => {
    const both = found(parseSelector(nestedIn(part)), root, look);
    return scopes.filter((each) => both.includes(each as Element));
  },
  "internal:or": (scopes, part, root, look) => {
    const either = new Set([...scopes, ...found(parseSelector(nestedIn(part)), root, look)]);
    return [...either].sort((one, other) => (Node.prototype.compareDocumentPosition.call(one, other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  },
};

type Engine = (scope: Scope, part: Part, look: Look) => Scope[];

/** Keeps the scope itself, or not. */
const filter =
  (fits: (element: Element, part: Part, look: Look) => boolean): Engine =>
  (scope, part, look) =>
    isElement(scope) && fits(scope, part, look) ? [scope] : [];

const ENGINES: Record<string, Engine> = {
  css: (scope, { body }, look) => cssIn(scope, body, look),
  "css:light": (scope, { body }, look) => cssIn(scope, body, look),
  xpath: (scope, { body }) => xpathIn(scope, body),
  text: (scope, { body }, look) => textsIn(scope, oldMatcher(body), look, /^\s*["']/.test(body) ? "all" : "innermost"),
  id: (scope, { body }) => elementsIn(scope, `[id=${JSON.stringify(body)}]`),
  "data-testid": (scope, { body }) => elementsIn(scope, `[data-testid=${JSON.stringify(body)}]`),
  "data-test-id": (scope, { body }) => elementsIn(scope, `[data-test-id=${JSON.stringify(body)}]`),
  "data-test": (scope, { body }) => elementsIn(scope, `[data-test=${JSON.stringify(body)}]`),
  visible: filter((element, { body }) => isVisible(element) === (body === "true")),
  "internal:role": rolesIn,
  "internal:text": (scope, { body }, look) => textsIn(scope, matcherOf(parseText(body)), look),
  "internal:label": (scope, { body }, look) => {
    const fits = matcherOf(parseText(body));
    // Browsers look through the whole page for the labels of each field.
    const labels = elementsIn(isElement(scope) ? ownerDocument(scope)! : scope, "label").map(controlOf);
    const labelled = new Set([...elementsIn(scope, "[aria-label],[aria-labelledby]"), ...labels]);
    return look.elementsIn(scope).filter((each) => labelled.has(each) && labelTexts(each, look.texts).some(fits));
  },
  "internal:attr": attributesIn,
  "internal:testid": attributesIn,
  "internal:has-text": filter((element, { body }, look) => matcherOf(parseText(body))(wordsOf(element, look.texts))),
  "internal:has-not-text": filter((element, { body }, look) => !matcherOf(parseText(body))(wordsOf(element, look.texts))),
  "internal:has": filter((element, part, look) => found(parseSelector(nestedIn(part)), element, look).length > 0),
  "internal:has-not": filter((element, part, look) => found(parseSelector(nestedIn(part)), element, look).length === 0),
  "internal:chain": (scope, part, look) => found(parseSelector(nestedIn(part)), scope, look),
  "internal:describe": (scope) => [scope],
  "internal:control": (scope, { body }) => {
    const page = body === "enter-frame" && isElement(scope) ? pageInside(scope) : null;
    return page ? [page] : [];
  },
};

/** Elements whose text fits: each, or without those that hold another. */
function textsIn(scope: Scope, fits: Matcher, look: Look, which: "all" | "innermost" = "innermost"): Element[] {
  const all = isElement(scope) ? [scope, ...look.elementsIn(scope)] : look.elementsIn(scope);
  return all.filter((each) => {
    const how = matchesOf(each, fits, look.texts);
    return how === "self" || (which === "all" && how === "inside");
  });
}

function attributesIn(scope: Scope, { body }: Part): Element[] {
  const { attributes } = parseAttributes(body);
  const { name, value, exact } = attributes[0]!;
  const fits = stringMatcher(value, exact);
  return name.split(",").flatMap((each) => elementsIn(scope, `[${CSS.escape(each)}]`).filter((element) => fits(attributeOf(element, each) ?? "")));
}

function stringMatcher(value: Attribute["value"], exact: boolean): (text: string) => boolean {
  if (value instanceof RegExp) return (text) => value.test(text);
  const wanted = String(value);
  return exact ? (text) => text === wanted : (text) => text.toLowerCase().includes(wanted.toLowerCase());
}

function rolesIn(scope: Scope, { body }: Part, look: Look): Element[] {
  const { name: role, attributes } = parseAttributes(body);
  const hidden = attributes.some(({ name, value }) => name === "include-hidden" && value === true);
  const wanted = attributes.filter(({ name }) => name !== "include-hidden");
  return look.elementsIn(scope).filter((each) => {
    if (roleOf(each) !== role || !look.hasTime) return false;
    return wanted.every((attribute) => hasState(each, attribute, look)) && (hidden || !isHidden(each));
  });
}

function hasState(element: Element, { name, value, exact }: Attribute, look: Look): boolean {
  if (name !== "name") return (stateOf(element, name) ?? "false") === String(value);
  const text = typeof value === "string" ? normalized(value) : value;
  if (typeof text === "string" && !mayBeNamed(element, text)) return false;
  return stringMatcher(text, exact)(look.nameOf(element));
}

const OWN_PSEUDO = /^(.*):(has-text|text|text-is|visible)(?:\(\s*(["'])((?:(?!\3)[^\\]|\\[^])*)\3\s*\))?$/s;

/** CSS as browsers know it, and Playwright's own pseudo-classes at its end. */
function cssIn(scope: Scope, css: string, look: Look): Element[] {
  const own = OWN_PSEUDO.exec(css.trim());
  if (!own) return elementsIn(scope, css).filter((each) => each !== scope);
  const [, before = "", pseudo, , quoted = ""] = own;
  const text: Wanted = { text: quoted.replace(/\\([^])/g, "$1"), exact: pseudo === "text-is" };
  const fits = matcherOf(text);
  return cssIn(scope, before.replace(/(^|[\s>+~])$/, "$1*"), look).filter((each) => {
    if (pseudo === "visible") return isVisible(each);
    return pseudo === "has-text" ? fits(wordsOf(each, look.texts)) : matchesOf(each, fits, look.texts) === "self";
  });
}

function xpathIn(scope: Scope, path: string): Element[] {
  const page = isDocument(scope) ? scope : ownerDocument(scope)!;
  const relative = path.startsWith("/") && !isDocument(scope) ? `.${path}` : path;
  const result = Document.prototype.evaluate.call(page, relative, scope, null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE, null);
  const nodes = Array.from({ length: result.snapshotLength }, (_, at) => result.snapshotItem(at));
  return nodes.filter((node): node is Element => isElement(node));
}
