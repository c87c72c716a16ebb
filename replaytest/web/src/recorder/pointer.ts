// Where in an element the pointer is, with which keys, and drags that the page makes of presses and moves.

const DRAGGED_PX = 5;

interface Press {
  id: number;
  x: number;
  y: number;
  from: object;
}

/** A press that has gone somewhere else; clicks, and HTML's own drags, are told as such. */
export class Presses {
  private press?: Press;

  begin(event: PointerEvent, target: Element): void {
    this.press = { id: event.pointerId, x: event.clientX, y: event.clientY, from: { ...within(event, target), modifiers: modifiers(event) } };
  }

  /** Return where a drag ends, and where in its element and with which keys it began. */
  end(event: PointerEvent, target: Element): { target: Element; from: object } | undefined {
    const { press } = this;
    this.press = undefined;
    if (press?.id !== event.pointerId) return undefined;
    if (Math.hypot(event.clientX - press.x, event.clientY - press.y) <= DRAGGED_PX) return undefined;
    // A pointer that is captured has the same target wherever it is.
    const below = target.hasPointerCapture?.(event.pointerId) ? deepest(target.ownerDocument, event) : target;
    return { target: below ?? target, from: press.from };
  }
}

/** Where in the target, as fractions of its size: layouts move, proportions stay. */
export function within(event: MouseEvent, target: Element): object {
  const box = target.getBoundingClientRect?.();
  if (!box?.width || !box.height) return {};
  const share = (value: number) => Math.round(value * 1e4) / 1e4;
  return { fx: share((event.clientX - box.left) / box.width), fy: share((event.clientY - box.top) / box.height) };
}

function deepest(root: DocumentOrShadowRoot, event: PointerEvent): Element | null {
  const found = root.elementFromPoint(event.clientX, event.clientY);
  const inside = found?.shadowRoot && deepest(found.shadowRoot, event);
  // A shadow root with nothing there answers with its host.
  return inside && inside !== found ? inside : found;
}

export function modifiers(event: KeyboardEvent | MouseEvent): string[] {
  const held: string[] = [];
  if (event.altKey) held.push("Alt");
  if (event.ctrlKey) held.push("Control");
  if (event.metaKey) held.push("Meta");
  if (event.shiftKey) held.push("Shift");
  return held;
}
