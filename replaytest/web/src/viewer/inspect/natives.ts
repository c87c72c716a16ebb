// Reading the recorded document. A page can shadow what a form or a document has by a
// name (`<input name="attributes">`, `<img name="querySelectorAll">`), so everything is
// asked of the prototypes. Those of our window work on the nodes of any other.

export type Scope = Document | DocumentFragment | Element;

function getter<O extends object, K extends keyof O>(prototype: O, name: K): (of: O) => O[K] {
  const read = Object.getOwnPropertyDescriptor(prototype, name)!.get!;
  return (of) => read.call(of) as O[K];
}

export const parentNode = getter(Node.prototype, "parentNode");
export const firstChild = getter(Node.prototype, "firstChild");
export const nextSibling = getter(Node.prototype, "nextSibling");
export const nodeType = getter(Node.prototype, "nodeType");
export const nodeValue = getter(Node.prototype, "nodeValue");
export const textContent = getter(Node.prototype, "textContent");
export const isConnected = getter(Node.prototype, "isConnected");
export const ownerDocument = getter(Node.prototype, "ownerDocument");
export const shadowRoot = getter(Element.prototype, "shadowRoot");
export const clientLeft = getter(Element.prototype, "clientLeft");
export const clientTop = getter(Element.prototype, "clientTop");
export const documentElement = getter(Document.prototype, "documentElement");
export const defaultView = getter(Document.prototype, "defaultView");
const localName = getter(Element.prototype, "localName");
const attributes = getter(Element.prototype, "attributes");
const host = getter(ShadowRoot.prototype, "host");
const frameDocument = getter(HTMLIFrameElement.prototype, "contentDocument");
const inputType = getter(HTMLInputElement.prototype, "type");
const inputValue = getter(HTMLInputElement.prototype, "value");
const inputChecked = getter(HTMLInputElement.prototype, "checked");
const inputLabels = getter(HTMLInputElement.prototype, "labels");
const areaValue = getter(HTMLTextAreaElement.prototype, "value");
const areaLabels = getter(HTMLTextAreaElement.prototype, "labels");
const selectValue = getter(HTMLSelectElement.prototype, "value");
const selectLabels = getter(HTMLSelectElement.prototype, "labels");
const labelControl = getter(HTMLLabelElement.prototype, "control");
const buttonLabels = getter(HTMLButtonElement.prototype, "labels");

const REPLAYED = /^(:hover|rrweb-paused)$/; // classes that the replayer sets

export const isElement = (node: Node | null | undefined): node is Element => Boolean(node && nodeType(node) === 1);
export const isText = (node: Node): node is Text => nodeType(node) === 3;
export const isDocument = (node: Node): node is Document => nodeType(node) === 9;
export const isShadow = (node: Node): node is ShadowRoot => nodeType(node) === 11 && node instanceof shadowOf(node);

/** The class of shadow roots in the window that `node` is in. */
function shadowOf(node: Node): typeof ShadowRoot {
  const view = defaultView(ownerDocument(node) as Document) as (Window & typeof globalThis) | null;
  return view?.ShadowRoot ?? ShadowRoot;
}

/** Its name in lower case; `linearGradient` becomes `lineargradient`. */
export function tagOf(element: Element): string {
  return localName(element).toLowerCase();
}

export function attributeOf(element: Element, name: string): string | null {
  return Element.prototype.getAttribute.call(element, name);
}

/** Names and values, without what the replayer itself leaves in them. */
export function attributesOf(element: Element): [string, string][] {
  const found = [...attributes(element)].map(({ name, value }): [string, string] => [name, value]);
  return found.flatMap(([name, value]): [string, string][] => {
    if (name !== "class") return [[name, value]];
    const words = value.split(/\s+/).filter(Boolean);
    const own = words.filter((word) => !REPLAYED.test(word));
    return own.length === words.length ? [[name, value]] : own.length ? [[name, own.join(" ")]] : [];
  });
}

export function childrenOf(node: Node): Node[] {
  const found: Node[] = [];
  for (let child = firstChild(node); child; child = nextSibling(child)) found.push(child);
  return found;
}

/** All elements that fit, in shadow roots too; in frames not. Throws for bad CSS. */
export function elementsIn(scope: Scope, css = "*"): Element[] {
  const found = queryAll(scope, css);
  const hosts = (css === "*" ? found : queryAll(scope, "*")).filter((each) => shadowRoot(each));
  const own = isElement(scope) && shadowRoot(scope) ? [scope, ...hosts] : hosts;
  if (!own.length) return found;
  return [...found, ...own.flatMap((each) => elementsIn(shadowRoot(each)!, css))];
}

function queryAll(scope: Scope, css: string): Element[] {
  const prototype = isDocument(scope) ? Document.prototype : isElement(scope) ? Element.prototype : DocumentFragment.prototype;
  return [...(prototype.querySelectorAll.call(scope, css) as NodeListOf<Element>)];
}

export function matches(element: Element, css: string): boolean {
  return Element.prototype.matches.call(element, css);
}

/** The element around a node, out of shadow roots; none above a document. */
export function parentElement(node: Node): Element | null {
  const parent = parentNode(node);
  if (parent && isElement(parent)) return parent;
  return parent && isShadow(parent) ? host(parent) : null;
}

/** The frame that a recorded page is in; that of the replayer is none. */
function frameElement(page: Document): Element | null {
  const frame = defaultView(page)?.frameElement ?? null;
  return frame && ownerDocument(frame) !== document ? frame : null;
}

/** What is around a node in the tree of all frames and shadow roots. */
export function treeParent(node: Node): Node | null {
  if (isDocument(node)) return frameElement(node);
  return isShadow(node) ? host(node) : parentNode(node);
}

export function closest(node: Node, fits: (element: Element) => boolean): Element | null {
  for (let each = isElement(node) ? node : parentElement(node); each; each = parentElement(each)) if (fits(each)) return each;
  return null;
}

/** The page inside a frame, null for all else and where it cannot be read. */
export function pageInside(element: Element): Document | null {
  return tagOf(element) === "iframe" ? frameDocument(element as HTMLIFrameElement) : null;
}

export function frameOf(node: Node): Element | null {
  const page = isDocument(node) ? node : ownerDocument(node);
  return page ? frameElement(page) : null;
}

export function typeOf(input: Element): string {
  return inputType(input as HTMLInputElement).toLowerCase();
}

export function isChecked(input: Element): boolean {
  return inputChecked(input as HTMLInputElement);
}

/** What stands in a field; undefined for what is no field. */
export function valueOf(element: Element): string | undefined {
  if (tagOf(element) === "input") return inputValue(element as HTMLInputElement);
  if (tagOf(element) === "textarea") return areaValue(element as HTMLTextAreaElement);
  return tagOf(element) === "select" ? selectValue(element as HTMLSelectElement) : undefined;
}

export function labelsOf(element: Element): Element[] {
  const read: Record<string, (of: never) => NodeList | null> = {
    input: inputLabels,
    textarea: areaLabels,
    select: selectLabels,
    button: buttonLabels,
  };
  return [...((read[tagOf(element)]?.(element as never) ?? []) as Iterable<Element>)];
}

/** The field that a label element is of. */
export function controlOf(label: Element): Element | null {
  return labelControl(label as HTMLLabelElement);
}

/** The elements that an attribute such as aria-labelledby names by id. */
export function named(element: Element, attribute: string): Element[] {
  const ids = attributeOf(element, attribute)?.trim().split(/\s+/).filter(Boolean) ?? [];
  let root: Node = element;
  for (let up = parentNode(root); up; up = parentNode(root)) root = up;
  if (!isDocument(root) && !isShadow(root)) return [];
  return ids.flatMap((id) => queryAll(root as Scope, `#${CSS.escape(id)}`).slice(0, 1));
}

export function styleOf(element: Element): CSSStyleDeclaration {
  return (defaultView(ownerDocument(element)!) ?? window).getComputedStyle(element);
}

export function boxOf(element: Element): DOMRect {
  return Element.prototype.getBoundingClientRect.call(element);
}

/** As Playwright calls visible: it has a box, and its style does not hide it. */
export function isVisible(element: Element): boolean {
  const { visibility, display } = styleOf(element);
  if (display === "contents") return childrenOf(element).some((child) => isElement(child) && isVisible(child));
  const { width, height } = boxOf(element);
  return visibility === "visible" && width > 0 && height > 0;
}
