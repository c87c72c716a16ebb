// Outlines of recorded elements, drawn in our own document above the frame.

import { el } from "../dom";
import type { Stage } from "../stage";
import { boxOf, clientLeft, clientTop, frameOf, isConnected } from "./natives";

export type Layer = "failing" | "call" | "chosen" | "under"; // later ones lie above

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

const LAYERS: Layer[] = ["failing", "call", "chosen", "under"];
const MOST = 30; // outlines of one layer

/** Where an element is in the outermost page's view, in its CSS pixels. */
export function placeOf(element: Element): Box {
  const { left, top, width, height } = boxOf(element);
  const place = { left, top, width, height };
  for (let frame = frameOf(element); frame; frame = frameOf(frame)) {
    const around = boxOf(frame);
    place.left += around.left + clientLeft(frame);
    place.top += around.top + clientTop(frame);
  }
  return place;
}

export class Highlighter {
  private readonly shown = new Map<Layer, { elements: Element[]; label: string }>();
  private readonly layers = new Map(LAYERS.map((layer) => [layer, el("div", { class: `outlines ${layer}` })]));

  constructor(private readonly stage: Stage) {
    stage.overlay.append(...this.layers.values());
    stage.listen(() => this.draw());
  }

  show(layer: Layer, elements: Element[], label: string): void {
    this.shown.set(layer, { elements: elements.slice(0, MOST), label });
    this.drawLayer(layer);
  }

  clear(layer: Layer): void {
    this.shown.delete(layer);
    this.layers.get(layer)!.replaceChildren();
  }

  private draw(): void {
    for (const layer of this.shown.keys()) this.drawLayer(layer);
  }

  private drawLayer(layer: Layer): void {
    const { elements, label } = this.shown.get(layer)!;
    const { scale, overlay } = this.stage;
    const [width, height] = [overlay.clientWidth, overlay.clientHeight];
    const boxes = elements.filter(isConnected).map((element) => scaled(placeOf(element), scale));
    const outlines = boxes.map((box) => el("div", { class: "outline", style: styleText(box) }));
    const first = boxes[0];
    const said = boxes.length > 1 ? `${label} (${boxes.length})` : label;
    const tag = first && label ? [tagFor(first, said, { width, height }, this.isTaken(layer, elements[0]!))] : [];
    this.layers.get(layer)!.replaceChildren(...outlines, ...tag);
  }

  /** Whether the place above an element has a label of a layer below. */
  private isTaken(layer: Layer, element: Element): boolean {
    return LAYERS.slice(0, LAYERS.indexOf(layer)).some((each) => this.shown.get(each)?.elements[0] === element);
  }
}

function scaled({ left, top, width, height }: Box, scale: number): Box {
  return { left: left * scale, top: top * scale, width: width * scale, height: height * scale };
}

function styleText({ left, top, width, height }: Box): string {
  return `left: ${left}px; top: ${top}px; width: ${width}px; height: ${height}px`;
}

const TAG_HEIGHT = 22; // px

/** The label: over the box if there is room, else below it; always inside the stage. */
function tagFor(box: Box, text: string, { width, height }: { width: number; height: number }, under: boolean): HTMLElement {
  const away = box.top > height ? "↓ " : box.top + box.height < 0 ? "↑ " : "";
  const above = box.top - TAG_HEIGHT;
  const wanted = above >= 0 && !under ? above : box.top + box.height;
  const top = Math.min(Math.max(wanted, 0), Math.max(0, height - TAG_HEIGHT));
  const half = box.left > width / 2;
  const side = half ? `right: ${Math.max(0, width - box.left - box.width)}px` : `left: ${Math.max(0, box.left)}px`;
  const most = Math.max(80, half ? box.left + box.width : width - Math.max(0, box.left));
  const cut = text.lastIndexOf(" → "); // what follows stays when there is little room
  const [what, rest] = cut < 0 ? [text, ""] : [text.slice(0, cut), text.slice(cut)];
  return el("div", { class: "outline-label", style: `top: ${top}px; ${side}; max-width: ${most}px` }, el("span", {}, away + what), rest);
}
