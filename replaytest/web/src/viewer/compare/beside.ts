// The stage, and beside it that of the last pass, at the moment that is the same.

import type { Clock } from "../clock";
import { el } from "../dom";
import { lastBefore } from "../model";
import { Panes } from "../panes";
import { Stage } from "../stage";
import type { Looking } from "./looking";
import { Marks } from "./marks";
import type { Change, Pages, Passed } from "./passed";

const SLOWEST = 0.05; // below this the pass waits for the failure

export class Beside {
  readonly root = el("div", { class: "stages" });
  open = false;
  private readonly label = el("p", { class: "pane-bar" });
  private readonly side = el("section", { class: "pane side passed is-away" }, this.label);
  private readonly own: HTMLElement;
  private readonly panes = new Panes(this.root);
  private readonly clock = { now: 0, playing: false, speed: 1 };
  private stage: Stage | undefined;
  private piece = -2;
  private marks: Marks[] = [];

  constructor(
    private readonly main: Stage,
    private readonly mainClock: Clock,
    private readonly looking: Looking | undefined,
    private readonly changed: () => void,
  ) {
    const own = looking?.passed.name === "recording" ? "run" : "failure";
    this.side.setAttribute("aria-label", `The ${looking?.passed.name ?? "last pass"}`);
    this.own = el("section", { class: "pane side failed", "aria-label": `The ${own}` }, el("p", { class: "pane-bar" }, `This ${own}`), main.root);
    this.root.append(this.side, this.own);
    this.panes.show([this.own]);
    mainClock.listen(() => this.marks.forEach((marks) => marks.back())); // before all others
  }

  private get passed(): Passed | undefined {
    return this.looking?.passed;
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

  /** Outline a change on both sides; where they lie below each other, show the one it is on. */
  point(pages: Pages, change: Change): void {
    this.looking?.choose(pages, change);
    const { scrollHeight, clientHeight } = document.documentElement;
    if (scrollHeight > clientHeight) (change.node_after === null ? this.side : this.own).scrollIntoView({ block: "start" });
  }

  /** Bring the pass to the moment that is like the one of the failure. */
  update(exactly: boolean, tab: string | undefined): void {
    const { passed, stage, clock, mainClock } = this;
    if (!this.open || !passed || !stage) return;
    const { at, pace, number, tab: known } = passed.at(mainClock.now, mainClock.playing);
    const before = clock.playing;
    clock.now = at;
    clock.speed = mainClock.speed * pace;
    clock.playing = mainClock.playing && pace >= SLOWEST && at < passed.model.duration;
    const anew = exactly || number !== this.piece || before !== clock.playing;
    this.piece = number;
    if (anew || clock.playing) stage.show(this.tabOf(passed, known ?? tab, at), anew);
  }

  private begin(passed: Passed): void {
    if (this.stage) return;
    this.stage = new Stage(this.clock, passed.model.tabs, undefined, `The page in the ${passed.name}`);
    this.side.append(this.stage.root);
    this.label.textContent = `${passed.name[0]!.toUpperCase()}${passed.name.slice(1)}, ${passed.ago}`;
    const wanted = (): boolean => this.open;
    const { looking } = this;
    if (looking) this.marks = [new Marks(this.stage, "node_before", looking, wanted), new Marks(this.main, "node_after", looking, wanted)];
  }

  /** The tab of the same name, or else the one in which something happened last. */
  private tabOf(passed: Passed, tab: string | undefined, at: number): string | undefined {
    const { tabs, follow } = passed.model;
    if (tabs.some(({ key }) => key === tab)) return tab;
    return (follow[lastBefore(follow, at, (each) => each.at)] ?? follow[0])?.tab ?? tabs[0]?.key;
  }
}
