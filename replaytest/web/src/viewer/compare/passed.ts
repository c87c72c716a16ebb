// The last attempt that passed, as the page holds it: what differs, and which of its
// moments is which of the failure's.

import { type About, type ChangeAbout, type DifferenceAbout, type PagesAbout, type PassAbout, readEventsOfPass } from "../data";
import { lastBefore, makeModel, type Model } from "../model";

export interface Difference extends Omit<DifferenceAbout, "failed_at" | "passed_at" | "session" | "tab"> {
  at: number; // on the failure's clock
  passedAt: number; // since the start of the pass
  tab: string;
}

/** Two pages that were compared; they are what they are from `from` to about `at`. */
export interface Pages {
  number: number;
  from: number; // on the failure's clock
  at: number;
  passedTime: number; // ms since 1970
  tab: string;
  passedTab: string;
  difference: PagesAbout["difference"];
}

export type Change = ChangeAbout;

const NEAR = 300; // ms around a moment that was compared in which it is the one looked at

/** A piece of the failure's time, and how fast the pass goes by in it. */
export interface Piece {
  at: number; // in the pass, ms since its start
  pace: number; // ms of the pass for each ms of the failure
  number: number;
  tab?: string; // of the pass, where it is known
}

export class Passed {
  readonly differences: Difference[];
  readonly pages: Pages[];
  readonly name: string; // "last pass", or "recording"
  readonly ago: string;
  private made: Model | undefined;
  private readonly startedAt: number;

  constructor(
    private readonly about: PassAbout,
    private readonly failed: Model,
  ) {
    this.startedAt = about.started_at;
    this.name = about.name ?? "last pass";
    this.ago = agoText(failed.startedAt - about.started_at);
    this.differences = about.differences.map(({ failed_at, passed_at, session, tab, ...rest }) => ({
      ...rest,
      at: this.within(failed_at),
      passedAt: Math.max(passed_at - about.started_at, 0),
      tab: `${session}/${tab}`,
    }));
    this.pages = about.pages.map((pages, number) => this.pagesOf(pages, number));
  }

  private pagesOf({ passed_at, failed_at, passed_tab, failed_tab, difference }: PagesAbout, number: number): Pages {
    const at = this.within(failed_at);
    const from = Math.min(at, ...this.differences.filter(({ page }) => page === number).map((each) => each.at));
    return { number, from, at, passedTime: passed_at, tab: failed_tab.join("/"), passedTab: passed_tab.join("/"), difference };
  }

  /** The pages that were compared at about `now`. */
  pagesAt(now: number): Pages | undefined {
    return this.comparedAt(now) ?? this.pages.find(({ from, at }) => from - 1 <= now && now <= at);
  }

  /** Those that are to be seen at `now` as they were compared. */
  comparedAt(now: number): Pages | undefined {
    const away = ({ at }: Pages): number => Math.abs(at - now);
    return this.pages.filter((pages) => away(pages) <= NEAR).sort((one, other) => away(one) - away(other))[0];
  }

  private within(time: number): number {
    return Math.min(Math.max(time - this.failed.startedAt, 0), this.failed.duration);
  }

  /** Whether it can be looked at: a very long one is left out of the file. */
  get shown(): boolean {
    return this.about.sessions.length > 0;
  }

  /** Everything of it; made when first asked for. */
  get model(): Model {
    if (!this.made) {
      const about: About = { title: `The ${this.name}`, test: null, outcome: "passed", failures: [], details: {}, sessions: this.about.sessions };
      this.made = makeModel(about, readEventsOfPass());
    }
    return this.made;
  }

  /** Where the pass is when the failure is at `now`; at rest, at what was compared. */
  at(now: number, playing: boolean): Piece {
    const pages = playing ? undefined : this.comparedAt(now);
    if (pages) return { at: this.since(pages.passedTime), pace: 1, number: -3 - pages.number, tab: pages.passedTab };
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
