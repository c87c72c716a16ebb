// The page's own functions as they were before any script of the page ran. Fake clocks,
// zone.js and polyfills replace them later; the recorder must not notice.

const scope = globalThis as typeof globalThis & Window;

export const now = scope.Date.now;
export const random = Math.random;
export const later: (run: () => void, ms: number) => number = scope.setTimeout.bind(scope);
export const cancel: (id: number) => void = scope.clearTimeout.bind(scope);
export const nextFrame: (run: FrameRequestCallback) => number = scope.requestAnimationFrame.bind(scope);
export const soon: (run: () => void) => void = scope.queueMicrotask.bind(scope);
export const NativeMutationObserver = scope.MutationObserver;
export const NativePerformanceObserver = scope.PerformanceObserver;

const { DateTimeFormat } = Intl;

/** The time zone's name in the IANA database. */
export function timeZone(): string {
  // The first format of a process takes Chromium some 20 ms, all of a small page's start.
  // Temporal takes 1 ms to be there: it is not asked for before somebody wants to know.
  const { Temporal } = scope as { Temporal?: { Now: { timeZoneId(): string } } };
  return Temporal?.Now.timeZoneId() ?? DateTimeFormat().resolvedOptions().timeZone;
}

const nativeListen = EventTarget.prototype.addEventListener;
const nativeDispatch = EventTarget.prototype.dispatchEvent;
const stringify = JSON.stringify;
const has = Object.prototype.hasOwnProperty;
const nativeClosest = Element.prototype.closest;
const nativeMatches = Element.prototype.matches;

export const closest = (element: Element, selector: string): Element | null => nativeClosest.call(element, selector);
export const matches = (element: Element, selector: string): boolean => nativeMatches.call(element, selector);

const nativeQuery = Element.prototype.querySelector;
const nativeQueryRoot = DocumentFragment.prototype.querySelector;

/** Say whether anything in this tree, its root included, matches. */
export function anyMatches(root: Node, selector: string): boolean {
  if (root.nodeType === Node.DOCUMENT_FRAGMENT_NODE) return nativeQueryRoot.call(root, selector) !== null;
  if (root.nodeType !== Node.ELEMENT_NODE) return false;
  return matches(root as Element, selector) || nativeQuery.call(root, selector) !== null;
}

function getter<T extends object, K extends keyof T>(prototype: T, name: K): (of: T) => T[K] {
  const get = Object.getOwnPropertyDescriptor(prototype, name)!.get!;
  return (of) => get.call(of) as T[K];
}

const { hasAttributes, getAttributeNames, getAttribute, getElementsByTagName } = Element.prototype;

/** Steps in the tree that neither a page's wrappers nor a form's fields can lead astray. */
export const tree = {
  nodeType: getter(Node.prototype, "nodeType"),
  nodeName: getter(Node.prototype, "nodeName"),
  parentNode: getter(Node.prototype, "parentNode"),
  firstChild: getter(Node.prototype, "firstChild"),
  nextSibling: getter(Node.prototype, "nextSibling"),
  data: getter(CharacterData.prototype, "data"),
  shadowRoot: getter(Element.prototype, "shadowRoot"),
  scrollLeft: getter(Element.prototype, "scrollLeft"),
  scrollTop: getter(Element.prototype, "scrollTop"),
  hasAttributes: (of: Element): boolean => hasAttributes.call(of),
  getAttributeNames: (of: Element): string[] => getAttributeNames.call(of),
  getAttribute: (of: Element, name: string): string | null => getAttribute.call(of, name),
};

/** Return how many elements are below this one. */
export const below = (element: Element): number => getElementsByTagName.call(element, "*").length;

/** Call `visit` with a node and all that are below it, but for shadow trees. */
export function eachBelow(root: Node, visit: (node: Node) => void): void {
  visit(root);
  for (let child = tree.firstChild(root); child; child = tree.nextSibling(child)) eachBelow(child, visit);
}

/** Whether this document has an origin, and so storage: sandboxed frames, data: URLs and the
 * about:blank where a tab begins have none. To try costs an exception, for whose trace V8
 * parses all of the recorder again: 20 ms of a page's start. */
export const hasOrigin = scope.origin !== "null" || location.protocol === "file:";

const OBSERVE = { capture: true, passive: true };

/** Observe an event of `target` before any listener of the page. */
export function listen(target: EventTarget, type: string, run: (event: Event) => void): void {
  // A listener counts once however often it is added, so re-adding is always safe.
  nativeListen.call(target, type, run, OBSERVE);
}

/** Return what an event has come to; only of a shadow host may it be something inside,
 * and paths are made anew each time they are asked for. */
export function innermost(event: Event): EventTarget | null {
  const { target } = event;
  return target && !(target as Element).shadowRoot ? target : (event.composedPath()[0] ?? target);
}

export function dispatch(type: string): void {
  nativeDispatch.call(window, new Event(type));
}

const WITH_TO_JSON = [Array.prototype, Object.prototype, String.prototype, Number.prototype];

/** Serialise plain data, whatever a library has put on the prototypes. */
export function toJson(value: unknown): string {
  // Prototype.js and friends define toJSON on built-ins and change what JSON.stringify
  // gives. Nothing else runs in between, so taking it away for a moment is not seen.
  const taken: [object, PropertyDescriptor][] = [];
  for (const prototype of WITH_TO_JSON) {
    if (!has.call(prototype, "toJSON")) continue;
    const found = Object.getOwnPropertyDescriptor(prototype, "toJSON");
    if (found?.configurable) {
      taken.push([prototype, found]);
      delete (prototype as { toJSON?: unknown }).toJSON;
    }
  }
  try {
    return stringify(value);
  } finally {
    for (const [prototype, found] of taken) Object.defineProperty(prototype, "toJSON", found);
  }
}
