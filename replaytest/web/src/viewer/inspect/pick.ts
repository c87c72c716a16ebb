// Choosing an element by pointing at it. The recorded frame is inert, so a pane of ours
// above it has the pointer, and the frame's document says what is below.

import { el } from "../dom";
import type { Stage } from "../stage";
import type { Highlighter } from "./highlight";
import { boxOf, clientLeft, clientTop, isShadow, pageInside, shadowRoot, tagOf } from "./natives";
import { nameOf, roleOf } from "./roles";

export class Picker {
  private readonly pane = el("div", { class: "pick-pane", hidden: "" });
  private under: Element | undefined;

  constructor(
    private readonly stage: Stage,
    private readonly marks: Highlighter,
    private readonly picked: (element: Element) => void,
    private readonly changed: (on: boolean) => void,
  ) {
    stage.overlay.append(this.pane);
    this.pane.addEventListener("pointermove", (event) => this.point(event));
    this.pane.addEventListener("pointerleave", () => this.leave());
    this.pane.addEventListener("click", (event) => this.choose(event));
    document.addEventListener("keydown", this.key, true);
  }

  get on(): boolean {
    return !this.pane.hidden;
  }

  toggle(on = !this.on): void {
    this.pane.hidden = !on;
    if (!on) this.leave();
    this.changed(on);
  }

  private point({ clientX, clientY }: MouseEvent): void {
    const { left, top } = this.pane.getBoundingClientRect();
    const page = this.stage.document;
    const { scale } = this.stage;
    const found = page ? elementAt(page, (clientX - left) / scale, (clientY - top) / scale) : undefined;
    if (found === this.under) return;
    this.under = found;
    if (found) this.marks.show("under", [found], labelOf(found));
    else this.marks.clear("under");
  }

  private leave(): void {
    this.under = undefined;
    this.marks.clear("under");
  }

  private choose(event: MouseEvent): void {
    this.point(event);
    const found = this.under;
    this.toggle(false);
    if (found) this.picked(found);
  }

  private key = (event: KeyboardEvent): void => {
    if (!this.on || event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.toggle(false);
  };
}

/** The innermost element at a place, through frames and shadow roots. */
export function elementAt(root: Document | ShadowRoot, x: number, y: number): Element | undefined {
  const prototype = isShadow(root) ? ShadowRoot.prototype : Document.prototype;
  const found = prototype.elementFromPoint.call(root, x, y);
  if (!found || found === (root as ShadowRoot).host) return found ?? undefined;
  const shadow = shadowRoot(found);
  if (shadow) return elementAt(shadow, x, y) ?? found;
  const page = pageInside(found);
  if (!page) return found;
  const { left, top } = boxOf(found);
  return elementAt(page, x - left - clientLeft(found), y - top - clientTop(found)) ?? found;
}

/** `button “Pay”  120 × 32`. */
export function labelOf(element: Element): string {
  const [role, name] = [roleOf(element), nameOf(element)];
  const { width, height } = boxOf(element);
  const short = name.length > 40 ? `${name.slice(0, 39)}…` : name;
  const what = [tagOf(element), role && role !== tagOf(element) ? role : "", short && `“${short}”`].filter(Boolean).join(" ");
  return `${what}  ${Math.round(width)} × ${Math.round(height)}`;
}
