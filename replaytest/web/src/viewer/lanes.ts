// What went on at the same time, a lane each: calls, requests, console, signals, notes.
// One canvas, because a session can have ten thousand of them; the panels have them as
// text for those who cannot see it.

import { callText } from "./calls";
import type { Clock } from "./clock";
import { clockText, el } from "./dom";
import type { Model } from "./model";
import { isBad } from "./panels/network";

export interface Bar {
  from: number;
  to: number;
  tone: "plain" | "good" | "warn" | "fail" | "note" | "accent";
  text: string;
}

interface Lane {
  name: string;
  panel: string; // where it is told at length, "" for none
  bars: Bar[];
}

const ROW = 12; // px
const BAR = 7;
const NEAR = 4; // px from the pointer

export class Lanes {
  readonly root = el("div", { class: "lanes", "aria-hidden": "true" });
  private readonly canvas = el("canvas");
  private readonly hint = el("div", { class: "lane-hint", hidden: "" });
  private readonly lanes: Lane[];

  constructor(
    private readonly model: Model,
    private readonly clock: Clock,
    private readonly open: (panel: string) => void,
  ) {
    this.lanes = lanesOf(model).filter(({ bars }) => bars.length);
    const names = el("div", { class: "lane-names" }, ...this.lanes.map(({ name }) => el("span", {}, name)));
    this.root.append(names, el("div", { class: "lane-area" }, this.canvas, this.hint));
    this.root.hidden = !this.lanes.length;
    this.root.style.setProperty("--rows", String(this.lanes.length));
    new ResizeObserver(() => this.draw()).observe(this.canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
    this.canvas.addEventListener("pointermove", this.hover);
    this.canvas.addEventListener("pointerleave", () => (this.hint.hidden = true));
    this.canvas.addEventListener("click", this.click);
  }

  private draw(): void {
    const { clientWidth, clientHeight } = this.canvas;
    const scale = devicePixelRatio || 1;
    this.canvas.width = clientWidth * scale;
    this.canvas.height = clientHeight * scale;
    const context = this.canvas.getContext("2d");
    if (!context) return;
    context.scale(scale, scale);
    const tones = tonesOf(this.root);
    this.lanes.forEach(({ bars }, row) => {
      const top = row * ROW + (ROW - BAR) / 2;
      for (const { from, to, tone } of bars) {
        const left = this.place(from, clientWidth);
        context.fillStyle = tones[tone];
        context.fillRect(left, top, Math.max(this.place(to, clientWidth) - left, 2), BAR);
      }
    });
  }

  private place(at: number, width: number): number {
    return (at / (this.model.duration || 1)) * width;
  }

  /** The bar under the pointer, or else the nearest one. */
  private under(event: MouseEvent): { bar: Bar; lane: Lane } | undefined {
    const box = this.canvas.getBoundingClientRect();
    const lane = this.lanes[Math.floor((event.clientY - box.top) / ROW)];
    const x = event.clientX - box.left;
    let best: { bar: Bar; lane: Lane } | undefined;
    let least = NEAR;
    for (const bar of lane?.bars ?? []) {
      const [left, right] = [this.place(bar.from, box.width), this.place(bar.to, box.width)];
      const far = x < left ? left - x : x > right ? x - right : 0;
      // Of those that lie over each other the last begun is on top.
      if (far <= least) [best, least] = [{ bar, lane: lane! }, far];
    }
    return best;
  }

  private hover = (event: PointerEvent): void => {
    const found = this.under(event);
    this.hint.hidden = !found;
    this.canvas.style.cursor = found ? "pointer" : "";
    if (!found) return;
    const { left, width } = this.canvas.getBoundingClientRect();
    this.hint.textContent = `${clockText(found.bar.from)} ${found.bar.text}`;
    const x = event.clientX - left;
    this.hint.style.cssText = x > width / 2 ? `right:${width - x}px` : `left:${x}px`;
  };

  private click = (event: MouseEvent): void => {
    const found = this.under(event);
    if (!found) return;
    this.clock.pause();
    this.clock.seek(found.bar.from);
    if (found.lane.panel) this.open(found.lane.panel);
  };
}

function tonesOf(root: HTMLElement): Record<Bar["tone"], string> {
  const style = getComputedStyle(root);
  const tone = (name: string): string => style.getPropertyValue(name).trim() || "gray";
  return {
    plain: tone("--faint"),
    good: tone("--pass"),
    warn: tone("--warn"),
    fail: tone("--fail"),
    note: tone("--note"),
    accent: tone("--accent"),
  };
}

function lanesOf({ heard, moments, signals, gaps, duration }: Model): Lane[] {
  const calls = heard.calls.map((call): Bar => {
    return { from: call.at, to: call.at + call.duration, tone: call.error ? "fail" : "accent", text: callText(call) };
  });
  const steps = heard.steps.flatMap(({ at, waited, took, number, words, blocked }): Bar[] => [
    { from: Math.max(at - waited, 0), to: at, tone: "plain", text: `waiting for the page before ${number}. ${words}` },
    { from: at, to: Math.max(at - waited + took, at), tone: blocked ? "fail" : "accent", text: `${number}. ${words}` },
  ]);
  const requests = heard.requests.map((request): Bar => {
    const { at, method, url, status, failure, duration: took } = request;
    const text = `${method} ${url} ${failure || status || "pending"}`;
    return { from: at, to: took === undefined ? duration : at + took, tone: isBad(request) ? "fail" : "plain", text };
  });
  const said = heard.messages
    .filter(({ level }) => level === "error" || level === "warn")
    .map(({ at, level, text }): Bar => ({ from: at, to: at, tone: level === "error" ? "fail" : "warn", text }));
  const thrown = heard.troubles.map(({ at, name, message }): Bar => ({ from: at, to: at, tone: "fail", text: `Uncaught ${name}: ${message}` }));
  const found = signals.map(({ at, text, severity }): Bar => ({ from: at, to: at, tone: severity === "high" ? "fail" : "warn", text }));
  const notes = moments
    .filter(({ kind }) => kind === "note")
    .map(({ at, text, detail }): Bar => ({ from: at, to: at, tone: "note", text: [text, detail].filter(Boolean).join(": ") }));
  const missing = gaps.map(({ from, to }): Bar => ({ from, to, tone: "warn", text: "events are missing here" }));
  return [
    { name: "Calls", panel: "calls", bars: calls },
    { name: "Steps", panel: "steps", bars: steps },
    { name: "Network", panel: "network", bars: requests },
    { name: "Console", panel: "console", bars: [...said, ...thrown] },
    { name: "Signals", panel: "", bars: [...found, ...missing] },
    { name: "Notes", panel: "", bars: notes },
  ];
}
