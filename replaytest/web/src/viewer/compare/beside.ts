// The stage, and beside it that of the last pass, at the moment that is the same.

import type { Clock } from "../clock";
import { el } from "../dom";
import { lastBefore } from "../model";
import { Panes } from "../panes";
import { Stage } from "../stage";
import { markTexts, type Said } from "./marks";
import type { Passed } from "./passed";

const SLOWEST = 0.05; // below this the pass waits for the failure

export class Beside {
  readonly root = el("div", { class: "stages" });
  open = false;
  private readonly label = el("p", { class: "pane-bar" }, "Last pass");
  private readonly side = el("section", { class: "pane side passed is-away", "aria-label": "The last pass" }, this.label);
  private readonly own: HTMLElement;
  private readonly panes = new Panes(this.root);
  private readonly clock = { now: 0, playing: false, speed: 1 };
  private stage: Stage | undefined;
  private piece = -2;

  constructor(
    private readonly main: Stage,
    private readonly mainClock: Clock,
    private readonly passed: Passed | undefined,
    private readonly changed: () => void,
  ) {
    this.own = el("section", { class: "pane side failed", "aria-label": "The failure" }, el("p", { class: "pane-bar" }, "This failure"), main.root);
    this.root.append(this.side, this.own);
    this.panes.show([this.own]);
  }

  get document(): Document | null {
    return this.stage?.document ?? null;
  }

  toggle(): void {
    if (!this.passed?.shown) return;
    this.open = !this.open;
    this.panes.show(this.open ? [this.side, this.own] : [this.own]);
    if (this.open) this.begin(this.passed);
    this.piece = -2;
    this.changed();
  }

  /** Bring the pass to the moment that is like the one of the failure. */
  update(exactly: boolean, tab: string | undefined): void {
    const { passed, stage, clock, mainClock } = this;
    if (!this.open || !passed || !stage) return;
    const { at, pace, number } = passed.at(mainClock.now);
    const before = clock.playing;
    clock.now = at;
    clock.speed = mainClock.speed * pace;
    clock.playing = mainClock.playing && pace >= SLOWEST && at < passed.model.duration;
    const anew = exactly || number !== this.piece || before !== clock.playing;
    this.piece = number;
    if (anew || clock.playing) stage.show(this.tabOf(passed, tab, at), anew);
  }

  private begin(passed: Passed): void {
    if (this.stage) return;
    this.stage = new Stage(this.clock, passed.model.tabs, undefined, "The page in the last pass");
    this.side.append(this.stage.root);
    this.label.textContent = `Last pass, ${passed.ago}`;
    const wanted = (): boolean => this.open;
    const pages = passed.differences.filter(({ kind }) => kind === "page");
    markTexts(this.main, this.mainClock, said(pages.map(({ now, now_node }) => [now, now_node])), wanted);
    markTexts(this.stage, this.mainClock, said(pages.map(({ before, before_node }) => [before, before_node])), wanted);
  }

  /** The tab of the same name, or else the one in which something happened last. */
  private tabOf(passed: Passed, tab: string | undefined, at: number): string | undefined {
    const { tabs, follow } = passed.model;
    if (tabs.some(({ key }) => key === tab)) return tab;
    return (follow[lastBefore(follow, at, (each) => each.at)] ?? follow[0])?.tab ?? tabs[0]?.key;
  }
}

function said(pairs: [string | null, number][]): Said[] {
  return pairs.flatMap(([text, node]) => (text !== null && node ? [{ text, node }] : []));
}
