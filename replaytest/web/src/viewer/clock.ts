// The one clock of all tabs: knows the time, and whether it runs.

import type { Span } from "./model";

export const SPEEDS = [0.5, 1, 2, 4, 8];

export class Clock {
  now = 0;
  speed = 1;
  playing = false;
  skipIdle = true;
  private lastFrame = 0;
  private readonly listeners: ((why: "tick" | "seek" | "state") => void)[] = [];

  constructor(
    readonly duration: number,
    private readonly idle: Span[],
  ) {
    // Frames stop in a hidden window; time must not pass unseen.
    document.addEventListener("visibilitychange", () => document.hidden && this.pause());
  }

  listen(heard: (why: "tick" | "seek" | "state") => void): void {
    this.listeners.push(heard);
  }

  seek(to: number): void {
    this.now = Math.min(Math.max(Number.isFinite(to) ? to : 0, 0), this.duration);
    this.tell("seek");
  }

  play(): void {
    if (this.playing) return;
    if (this.now >= this.duration) this.seek(0);
    this.playing = true;
    this.lastFrame = performance.now();
    this.tell("state");
    requestAnimationFrame(this.frame);
  }

  pause(): void {
    if (!this.playing) return;
    this.playing = false;
    this.tell("state");
  }

  toggle(): void {
    if (this.playing) this.pause();
    else this.play();
  }

  setSpeed(speed: number): void {
    this.speed = speed;
    this.tell("state");
  }

  setSkipIdle(on: boolean): void {
    this.skipIdle = on;
    this.tell("state");
  }

  private frame = (at: number): void => {
    if (!this.playing) return;
    this.now = Math.min(this.now + Math.max(0, at - this.lastFrame) * this.speed, this.duration);
    this.lastFrame = at;
    const idle = this.skipIdle && this.idle.find(({ from, to }) => from <= this.now && this.now < to);
    if (idle) this.seek(idle.to);
    else this.tell("tick");
    if (this.now >= this.duration) this.pause();
    requestAnimationFrame(this.frame);
  };

  private tell(why: "tick" | "seek" | "state"): void {
    for (const heard of this.listeners) heard(why);
  }
}
