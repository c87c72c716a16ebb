// The line of time: a slider, with marks of what happened and hatching where nothing did.

import type { Clock } from "./clock";
import { clockText, el } from "./dom";
import type { Model } from "./model";
import type { Kind } from "./story";

const STEP_MS = 1000;
const LEAP_MS = 5000;
const NAMES: Partial<Record<Kind, string>> = {
  open: "navigation",
  click: "click",
  input: "input",
  key: "key",
  note: "annotation",
  error: "error",
  failure: "failure",
  signal: "signal",
  gap: "gap",
  tab: "tab",
};

export class Scrubber {
  readonly root = el("div", { class: "scrubber" });
  private readonly track: HTMLElement;
  private readonly hint = el("div", { class: "scrub-hint", "aria-hidden": "true" });
  private wanted: number | undefined;

  constructor(
    private readonly model: Model,
    private readonly clock: Clock,
  ) {
    this.track = el("div", {
      class: "track",
      role: "slider",
      tabindex: "0",
      "aria-label": "Time",
      "aria-valuemin": "0",
      "aria-valuemax": String(Math.round(model.duration)),
    });
    this.track.append(el("div", { class: "rail" }), ...this.spans(), el("div", { class: "played" }), el("div", { class: "thumb" }), this.hint);
    this.root.append(this.track, this.marks());
    this.track.addEventListener("pointerdown", this.grab);
    this.track.addEventListener("pointermove", this.hover);
    this.track.addEventListener("keydown", this.key);
    this.update();
  }

  update(): void {
    const { now, duration } = this.clock;
    this.track.style.setProperty("--at", this.share(now));
    this.track.setAttribute("aria-valuenow", String(Math.round(now)));
    this.track.setAttribute("aria-valuetext", `${clockText(now)} of ${clockText(duration)}`);
  }

  private share(at: number): string {
    return `${((at / (this.model.duration || 1)) * 100).toFixed(3)}%`;
  }

  private spans(): HTMLElement[] {
    const span = (kind: string, title: string) => (each: { from: number; to: number }) => {
      const made = el("div", { class: `span ${kind}`, title });
      made.style.left = this.share(each.from);
      made.style.width = this.share(each.to - each.from);
      return made;
    };
    return [
      ...this.model.idle.map(span("idle", "Nothing happened here")),
      ...this.model.gaps.map(span("missing", "Events are missing here")),
    ];
  }

  private marks(): HTMLElement {
    const row = el("div", { class: "marks", "aria-hidden": "true" });
    for (const moment of this.model.moments) {
      const mark = el("span", {
        class: `mark ${moment.kind}`,
        title: `${clockText(moment.at)} ${NAMES[moment.kind] ?? ""}: ${moment.text}`,
      });
      mark.style.left = this.share(moment.at);
      mark.addEventListener("click", () => this.clock.seek(moment.at));
      row.append(mark);
    }
    return row;
  }

  private timeAt(event: PointerEvent): number {
    const box = this.track.getBoundingClientRect();
    const share = Math.min(Math.max((event.clientX - box.left) / (box.width || 1), 0), 1);
    return share * this.model.duration;
  }

  private grab = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    this.track.setPointerCapture(event.pointerId);
    this.drag(event);
    const resume = this.clock.playing;
    this.clock.pause();
    const end = (): void => {
      this.track.removeEventListener("pointermove", this.drag);
      this.track.removeEventListener("lostpointercapture", end);
      if (resume) this.clock.play();
    };
    this.track.addEventListener("pointermove", this.drag);
    this.track.addEventListener("lostpointercapture", end);
  };

  private drag = (event: PointerEvent): void => {
    // A seek may take longer than a frame; only the last place counts.
    if (this.wanted === undefined) {
      requestAnimationFrame(() => {
        if (this.wanted !== undefined) this.clock.seek(this.wanted);
        this.wanted = undefined;
      });
    }
    this.wanted = this.timeAt(event);
  };

  private hover = (event: PointerEvent): void => {
    const at = this.timeAt(event);
    this.hint.style.left = this.share(at);
    this.hint.textContent = clockText(at);
  };

  private key = (event: KeyboardEvent): void => {
    const steps: Record<string, number> = { ArrowUp: STEP_MS, ArrowDown: -STEP_MS, PageUp: LEAP_MS, PageDown: -LEAP_MS };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    this.clock.seek(this.clock.now + step);
  };
}
