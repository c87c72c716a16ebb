// Which changes of which pages are looked at: what the panel and both stages share.

import type { Clock } from "../clock";
import type { Change, Pages, Passed } from "./passed";

export const SEVERITIES = ["structure", "text", "state", "style"];

/** How a change is marked: by a sign, and by a look of its own in the style sheet. */
export interface Mark {
  sign: string;
  look: string;
  said: string;
}

const [ADDED, REMOVED, CHANGED, MOVED, STYLED]: [Mark, Mark, Mark, Mark, Mark] = [
  { sign: "+", look: "added", said: "added" },
  { sign: "−", look: "removed", said: "removed" },
  { sign: "~", look: "changed", said: "text, attribute or state" },
  { sign: "↕", look: "moved", said: "moved" },
  { sign: "◇", look: "styled", said: "style" },
];
export const LEGEND = [ADDED, REMOVED, CHANGED, MOVED, STYLED];
const MARKS: Record<string, Mark> = { insert: ADDED, delete: REMOVED, move: MOVED, style: STYLED };

export function markOf({ kind }: Change): Mark {
  return MARKS[kind] ?? CHANGED;
}

export class Looking {
  readonly hidden = new Set<string>(); // severities
  private picked: { pages: Pages; change: Change } | undefined;
  private readonly listeners: (() => void)[] = [];

  constructor(
    readonly passed: Passed,
    private readonly clock: Clock,
  ) {}

  /** The pages of this moment, if they were compared. */
  get pages(): Pages | undefined {
    return this.passed.pagesAt(this.clock.now);
  }

  /** What is marked on the stages: nothing while they play. */
  get marked(): Change[] {
    const { pages, clock } = this;
    return pages && !clock.playing ? pages.difference.changes.filter((change) => this.shows(change)) : [];
  }

  /** The one that was asked for, while the clock stays where it is to be seen. */
  get chosen(): Change | undefined {
    return this.picked?.pages === this.passed.comparedAt(this.clock.now) ? this.picked?.change : undefined;
  }

  shows({ severity }: Change): boolean {
    return !this.hidden.has(severity);
  }

  choose(pages: Pages, change: Change): void {
    this.picked = { pages, change };
    this.tell();
  }

  toggle(severity: string): void {
    if (!this.hidden.delete(severity)) this.hidden.add(severity);
    this.tell();
  }

  listen(heard: () => void): void {
    this.listeners.push(heard);
  }

  private tell(): void {
    for (const heard of this.listeners) heard();
  }
}
