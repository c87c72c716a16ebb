// Boxes around all that differs, on either stage; the chosen one is scrolled into view.

import { el } from "../dom";
import type { Box } from "../inspect/highlight";
import { boxOf, clientLeft, clientTop, frameOf, isConnected, isElement, isText, ownerDocument } from "../inspect/natives";
import type { Stage } from "../stage";
import { type Looking, markOf } from "./looking";
import type { Change } from "./passed";
import { reveal, type Undo } from "./reveal";

const SIGN = 14; // px, of the sign beside a box
const LARGE = 0.6; // of the view: what only has another attribute is no news in all of it

export class Marks {
  private readonly layer = el("div", { class: "changes" });
  private revealed: Node | undefined;
  private undo: Undo | undefined;

  constructor(
    private readonly stage: Stage,
    private readonly side: "node_before" | "node_after",
    private readonly looking: Looking,
    private readonly wanted: () => boolean,
  ) {
    stage.overlay.append(this.layer);
    stage.listen(() => this.draw());
    looking.listen(() => this.follow());
  }

  /** Scroll back, before the page moves on: where it is scrolled to is the recording's to say. */
  back(): void {
    this.undo?.();
    this.undo = this.revealed = undefined;
  }

  private follow(): void {
    this.back();
    this.draw();
  }

  private draw(): void {
    const { looking, stage } = this;
    const { seen } = stage;
    if (!this.wanted() || !seen) return this.layer.replaceChildren();
    const { chosen, marked } = looking;
    const node = chosen && this.nodeOf(chosen);
    if (node && node !== this.revealed) {
      this.undo = reveal(node, this.undo);
      this.revealed = node;
    }
    const boxes = marked.flatMap((change) => this.boxFor(change, change === chosen));
    this.layer.replaceChildren(...boxes);
  }

  private nodeOf(change: Change): Node | null {
    const id = change[this.side];
    return id === null ? null : (this.stage.seen?.nodeOf(id) ?? null);
  }

  private boxFor(change: Change, chosen: boolean): HTMLElement[] {
    const node = this.nodeOf(change);
    const place = node && placeOf(node);
    if (!place || place.width + place.height === 0) return [];
    const { scale, overlay } = this.stage;
    const [left, top, width, height] = [place.left, place.top, place.width, place.height].map((each) => each * scale) as [number, number, number, number];
    const { sign, look } = markOf(change);
    const large = width * height > LARGE * overlay.clientWidth * overlay.clientHeight;
    if (large && !chosen && look === "changed") return [];
    const style = `left: ${left}px; top: ${top}px; width: ${width}px; height: ${height}px`;
    const name = `change-box ${look}${chosen ? " chosen" : ""}${large ? " large" : ""}`;
    return [el("div", { class: name, style }, el("span", { class: left < SIGN ? "sign inside" : "sign" }, sign))];
  }
}

/** Where an element or a text is in the outermost page's view, in its CSS pixels. */
function placeOf(node: Node): Box | undefined {
  if (!isConnected(node)) return undefined;
  const rect = isElement(node) ? boxOf(node) : isText(node) ? boxOfText(node) : undefined;
  if (!rect) return undefined;
  const place = { left: rect.left, top: rect.top, width: rect.width, height: rect.height };
  for (let frame = frameOf(node); frame; frame = frameOf(frame)) {
    const around = boxOf(frame);
    place.left += around.left + clientLeft(frame);
    place.top += around.top + clientTop(frame);
  }
  return place;
}

function boxOfText(text: Text): DOMRect {
  const range = Document.prototype.createRange.call(ownerDocument(text));
  range.selectNodeContents(text);
  return range.getBoundingClientRect();
}
