// Which elements the pointer was shown to: menus open and hints appear under it, and rrweb
// tells only of where it was now and then.
//
// An element is told once the pointer that had come to it rests there, leaves it in one
// jump (as drivers do), or something changes while it is there. Not where a page moved
// below a pointer that stays, nor while a button is down. Nothing here reads a layout.

import { now } from "./natives";

const RESTED_MS = 80;
const JUMP_PX = 40;

export class Hover {
  /** What the pointer has come to by moving. */
  private on?: Element;
  /** What was told last, by us or by a press. */
  private told?: Element;
  private last?: { x: number; y: number; at: number };
  private rested = false;

  constructor(private readonly tell: (element: Element) => void) {}

  readonly observers: Record<string, (event: PointerEvent, target: Element) => void> = {
    pointerover: (event, target) => this.enter(event, target),
    pointerout: (event) => this.leave(event),
    pointermove: (event) => this.move(event),
    pointerdown: (_, target) => (this.told = target),
  };

  /** Something on the page has changed. */
  changed(): void {
    if (this.on) this.say(this.on);
  }

  private enter(event: PointerEvent, target: Element): void {
    // Chromium says of a pointer that was never moved that it comes to 0, 0.
    const comes = !this.isStill(event) && Boolean(event.clientX || event.clientY);
    const hovers = comes && !event.buttons && event.pointerType !== "touch";
    // What is below the pointer in a frame, the frame tells.
    this.on = hovers && !["iframe", "frame"].includes(target.localName) ? target : undefined;
    this.rested = false;
  }

  private leave(event: PointerEvent): void {
    const { on, last } = this;
    this.on = undefined;
    if (!on || !last || this.isStill(event)) return;
    const jumped = Math.hypot(event.screenX - last.x, event.screenY - last.y) > JUMP_PX;
    if (jumped || this.rested || now() - last.at >= RESTED_MS) this.say(on);
  }

  private move(event: PointerEvent): void {
    if (this.isStill(event)) return;
    const at = now();
    if (this.last && at - this.last.at >= RESTED_MS) this.rested = true;
    // Of the screen: frames have coordinates of their own.
    this.last = { x: event.screenX, y: event.screenY, at };
  }

  private isStill(event: PointerEvent): boolean {
    return event.screenX === this.last?.x && event.screenY === this.last.y;
  }

  private say(element: Element): void {
    if (element === this.told) return;
    this.told = element;
    this.tell(element);
  }
}
