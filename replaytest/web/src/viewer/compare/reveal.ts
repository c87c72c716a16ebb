// Scrolling a recorded page to one of its elements, and back. `scrollIntoView` would
// scroll our own page along.

import { boxOf, isDocument, isElement, parentElement, parentNode, treeParent } from "../inspect/natives";

export type Undo = () => void;

interface Scroller {
  element: Element;
  left: number;
  top: number;
}

function accessor(name: "scrollLeft" | "scrollTop"): { get: (of: Element) => number; set: (of: Element, value: number) => void } {
  const { get, set } = Object.getOwnPropertyDescriptor(Element.prototype, name)!;
  return { get: (of) => get!.call(of) as number, set: (of, value) => set!.call(of, value) };
}

function reader(name: "clientWidth" | "clientHeight" | "scrollWidth" | "scrollHeight"): (of: Element) => number {
  const { get } = Object.getOwnPropertyDescriptor(Element.prototype, name)!;
  return (of) => get!.call(of) as number;
}

const left = accessor("scrollLeft");
const top = accessor("scrollTop");
const clientWidth = reader("clientWidth");
const clientHeight = reader("clientHeight");
const scrollWidth = reader("scrollWidth");
const scrollHeight = reader("scrollHeight");

/** Scroll what is around a node so that it can be seen; `before` is taken along. */
export function reveal(node: Node, before: Undo | undefined): Undo {
  const moved: Scroller[] = [];
  const target = isElement(node) ? node : parentElement(node);
  for (let around: Node | null = target && treeParent(target); target && around; around = treeParent(around)) {
    if (isElement(around) && scrolls(around)) moved.push(...centre(around, target));
  }
  return () => {
    for (const { element, left: x, top: y } of moved.reverse()) {
      left.set(element, x);
      top.set(element, y);
    }
    before?.();
  };
}

function scrolls(element: Element): boolean {
  return scrollHeight(element) > clientHeight(element) || scrollWidth(element) > clientWidth(element);
}

/** Bring `target` to the middle of a scroller that does not show it. */
function centre(around: Element, target: Element): Scroller[] {
  const [box, frame] = [boxOf(target), viewOf(around)];
  const inside = box.top >= frame.top && box.bottom <= frame.bottom && box.left >= frame.left && box.right <= frame.right;
  if (inside) return [];
  const old = { element: around, left: left.get(around), top: top.get(around) };
  top.set(around, old.top + middle(box.top, box.height, frame.top, frame.bottom - frame.top));
  left.set(around, old.left + middle(box.left, box.width, frame.left, frame.right - frame.left));
  return [old];
}

/** How far to scroll for a stretch to lie in the middle of a view, or to begin in it. */
function middle(start: number, length: number, view: number, room: number): number {
  if (start >= view && start + length <= view + room) return 0;
  return start - view - Math.max(0, (room - length) / 2);
}

/** What an element shows of its content; the root element shows the whole window. */
function viewOf(element: Element): { top: number; bottom: number; left: number; right: number } {
  const parent = parentNode(element);
  if (parent && isDocument(parent)) {
    return { top: 0, left: 0, bottom: clientHeight(element), right: clientWidth(element) };
  }
  const box = boxOf(element);
  return { top: box.top, left: box.left, bottom: box.bottom, right: box.right };
}
