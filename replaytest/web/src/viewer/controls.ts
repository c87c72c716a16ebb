// The buttons below the stage.

import { type Clock, SPEEDS } from "./clock";
import { button, clockText, el, icon, ICONS } from "./dom";
import type { Model } from "./model";

export class Controls {
  readonly root = el("div", { class: "controls" });
  private readonly play: HTMLButtonElement;
  private readonly time = el("span", { class: "now" });
  private readonly speeds: HTMLButtonElement[];
  private readonly skip = el("input", { type: "checkbox", id: "skip-idle" });

  constructor(
    private readonly model: Model,
    private readonly clock: Clock,
    moves: { previous: () => void; next: () => void; failure: () => void; help: () => void },
  ) {
    this.play = button("Play", { class: "play" }, () => clock.toggle());
    this.speeds = SPEEDS.map((speed) => button(`Speed ${speed}×`, { class: "speed" }, () => clock.setSpeed(speed), `${speed}×`));
    this.skip.addEventListener("change", () => clock.setSkipIdle(this.skip.checked));
    const total = el("span", { class: "total" }, ` / ${clockText(model.duration)}`);
    this.root.append(
      this.play,
      button("Previous event (,)", { class: "quiet" }, moves.previous, icon(ICONS.previous)),
      button("Next event (.)", { class: "quiet" }, moves.next, icon(ICONS.next)),
      el("span", { class: "time" }, this.time, total),
      el("span", { class: "spacer" }),
      ...this.failureButton(moves.failure),
      el("label", { class: "skip", title: "Jump over stretches in which nothing happens" }, this.skip, "Skip idle"),
      el("span", { class: "speeds", role: "group", "aria-label": "Speed" }, ...this.speeds),
      button("Keyboard shortcuts (?)", { class: "quiet help-button" }, moves.help, "?"),
    );
    this.update();
    this.tick();
  }

  update(): void {
    const { playing, speed, skipIdle } = this.clock;
    const label = playing ? "Pause" : "Play";
    this.play.setAttribute("aria-label", label);
    this.play.title = `${label} (space)`;
    this.play.replaceChildren(icon(playing ? ICONS.pause : ICONS.play, true));
    this.speeds.forEach((each, at) => each.setAttribute("aria-pressed", String(SPEEDS[at] === speed)));
    this.skip.checked = skipIdle;
  }

  tick(): void {
    this.time.textContent = clockText(this.clock.now);
  }

  private failureButton(run: () => void): HTMLElement[] {
    if (!this.model.failedAt.length) return [];
    const label = this.model.about.run ? "Jump to verdict" : "Jump to failure";
    return [button(`${label} (f)`, { class: "to-failure" }, run, icon(ICONS.failure), el("span", {}, label))];
  }
}
