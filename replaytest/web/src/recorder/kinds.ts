// Which nodes are alike, and what they stand in.

import { tree } from "./natives";

export const [ELEMENT, TEXT, CDATA, COMMENT, DOCTYPE, FRAGMENT] = [1, 3, 4, 8, 10, 11];

// Of these rrweb tells more than their attributes, or the mask asks more of them.
const SPECIAL = new Set(
  ("HTML HEAD BODY BASE META LINK SCRIPT STYLE TITLE INPUT TEXTAREA SELECT DATALIST OPTGROUP OPTION DIALOG CANVAS " +
    "AUDIO VIDEO IFRAME FRAME OBJECT EMBED SLOT TEMPLATE").split(" "),
);
// An HTML element in an HTML document, and no custom one.
const ORDINARY = /^[A-Z][A-Z0-9]*$/;
// These have children of their own kind, or none that are told; see added.ts. SVG writes
// its names in small letters.
export const STYLES = ["STYLE", "style"];
export const WHOLE = new Set(["TEXTAREA", ...STYLES]);
export const CHOICES = ["SELECT", "DATALIST"];

export function isSpecial(name: string): boolean {
  return SPECIAL.has(name) || !ORDINARY.test(name);
}

/** Whether its texts are no texts. */
export function isCode(element: Element): boolean {
  return [...STYLES, "SCRIPT", "script"].includes(tree.nodeName(element));
}

function above(node: Node): Node | null {
  const parent = tree.parentNode(node);
  return parent && tree.nodeType(parent) === FRAGMENT && "host" in parent ? (parent as ShadowRoot).host : parent;
}

/** The element that a parent is, or the host of the shadow root that it is. */
export function elementOf(parent: Node): Element | null {
  if (tree.nodeType(parent) === ELEMENT) return parent as Element;
  return "host" in parent && tree.nodeType(parent) === FRAGMENT ? (parent as ShadowRoot).host : null;
}

/** Keep of `nodes` those that stand in no other of them. */
export function outermost(nodes: Set<Node>): void {
  const free = new Set<Node>();
  const inner: Node[] = [];
  for (const node of nodes) {
    const path: Node[] = [];
    let at = above(node);
    while (at && !free.has(at) && !nodes.has(at)) {
      path.push(at);
      at = above(at);
    }
    if (at && !free.has(at)) inner.push(node);
    else for (const each of path) free.add(each);
  }
  for (const node of inner) nodes.delete(node);
}
