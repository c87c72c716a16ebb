// The last attempt that passed, as the page holds it: what differs, and which of its
// moments is which of the failure's.

import { type About, type DifferenceAbout, type PassAbout, readEventsOfPass } from "../data";
import { lastBefore, makeModel, type Model } from "../model";

export interface Difference extends Omit<DifferenceAbout, "failed_at" | "passed_at" | "session" | "tab"> {
  at: number; // on the failure's clock
  passedAt: number; // since the start of the pass
  tab: string;
}

/** A piece of the failure's time, and how fast the pass goes by in it. */
export interface Piece {
  at: number; // in the pass, ms since its start
  pace: number; // ms of the pass for each ms of the failure
  number: number;
}

export class Passed {
  readonly differences: Difference[];
  readonly ago: string;
  private made: Model | undefined;
  private readonly startedAt: number;

  constructor(
    private readonly about: PassAbout,
    private readonly failed: Model,
  ) {
    this.startedAt = about.started_at;
    this.ago = agoText(failed.startedAt - about.started_at);
    this.differences = about.differences.map(({ failed_at, passed_at, session, tab, ...rest }) => ({
      ...rest,
      at: Math.min(Math.max(failed_at - failed.startedAt, 0), failed.duration),
      passedAt: Math.max(passed_at - about.started_at, 0),
      tab: `${session}/${tab}`,
    }));
  }

  /** Whether it can be looked at: a very long one is left out of the file. */
  get shown(): boolean {
    return this.about.sessions.length > 0;
  }

  /** Everything of it; made when first asked for. */
  get model(): Model {
    if (!this.made) {
      const about: About = { title: "The last pass", test: null, outcome: "passed", failures: [], details: {}, sessions: this.about.sessions };
      this.made = makeModel(about, readEventsOfPass());
    }
    return this.made;
  }

  /** Where the pass is when the failure is at `now`. */
  at(now: number): Piece {
    const { times } = this.about;
    const time = now + this.failed.startedAt;
    const number = lastBefore(times, time, ([, failed]) => failed);
    const [before, after] = [times[number], times[number + 1]];
    if (before && after) {
      const pace = (after[0] - before[0]) / (after[1] - before[1]);
      return { at: this.since(before[0] + (time - before[1]) * pace), pace, number };
    }
    const [passed, failed] = before ?? after ?? [this.startedAt, this.failed.startedAt];
    return { at: this.since(passed + time - failed), pace: 1, number };
  }

  private since(at: number): number {
    return Math.min(Math.max(at - this.model.startedAt, 0), this.model.duration);
  }
}

export function passedOf(model: Model): Passed | undefined {
  return model.about.passed && new Passed(model.about.passed, model);
}

const UNITS: [number, string][] = [
  [86_400_000, "day"],
  [3_600_000, "hour"],
  [60_000, "minute"],
  [1000, "second"],
];

function agoText(ms: number): string {
  const [unit, name] = UNITS.find(([each]) => ms >= each) ?? UNITS.at(-1)!;
  const count = Math.max(1, Math.round(ms / unit));
  return `${count} ${name}${count === 1 ? "" : "s"} before`;
}
