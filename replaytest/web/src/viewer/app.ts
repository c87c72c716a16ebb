// The viewer, composed: one clock, and the parts that follow it.

import { Clock } from "./clock";
import { Beside } from "./compare/beside";
import { CompareCard } from "./compare/card";
import { Looking } from "./compare/looking";
import { type Change, type Pages, passedOf } from "./compare/passed";
import { Controls } from "./controls";
import { Filmstrip } from "./filmstrip";
import { Lanes } from "./lanes";
import { readAbout, readEvents } from "./data";
import { el } from "./dom";
import { Chips, header } from "./header";
import { helpCard, listenToKeys, type Moves } from "./keys";
import { lastBefore, makeModel, type Model, pageAt } from "./model";
import { Scrubber } from "./scrubber";
import { attachmentsPanel } from "./panels/attachments";
import { callsPanel } from "./panels/calls";
import { consolePanel } from "./panels/console";
import { diffPanel } from "./panels/diff";
import { Dock } from "./panels/dock";
import { type DomPanel, domPanel } from "./panels/dom";
import { errorsPanel } from "./panels/errors";
import { infoPanel } from "./panels/info";
import { networkPanel } from "./panels/network";
import { outputPanel } from "./panels/output";
import { stepsPanel } from "./panels/steps";
import { storagePanel } from "./panels/storage";
import { failurePanel, MomentList, problemNotice } from "./sidebar";
import { Shown, tabsInAddress } from "./shown";
import { Stage } from "./stage";

const EVENT_STEP_MS = 1; // events of one moment count as one

export class App {
  readonly model: Model;
  readonly clock: Clock;
  readonly stage: Stage;
  readonly beside: Beside;
  private readonly chips: Chips;
  private readonly scrubber: Scrubber;
  private readonly controls: Controls;
  private readonly list: MomentList;
  readonly dock: Dock;
  private readonly inspector: DomPanel;
  private readonly address = el("span", { class: "address" });
  private readonly size = el("span", { class: "size" });
  private readonly help = helpCard();
  private readonly card: CompareCard | undefined;
  private readonly shown: Shown;
  private pinned: string | undefined;
  private last: string | undefined; // that was the current one

  constructor() {
    this.model = makeModel(readAbout(), readEvents());
    this.clock = new Clock(this.model.duration, this.model.idle);
    this.shown = new Shown(this.model.tabs);
    this.shown.keys = tabsInAddress(location.hash);
    this.stage = new Stage(this.clock, this.model.tabs, {
      resized: (width, height) => (this.size.textContent = this.current?.events.length ? `${width} × ${height}` : ""),
      choose: (key) => this.choose(key),
    });
    const passed = passedOf(this.model);
    const looking = passed && new Looking(passed, this.clock);
    this.beside = new Beside(this.stage, this.clock, looking, () => this.show(true));
    this.card =
      passed &&
      new CompareCard(passed, {
        seek: ({ at }) => this.seekTo(at),
        beside: () => this.compare(),
        list: () => this.dock.show("diff"),
      });
    this.chips = new Chips(this.model, { choose: (key) => this.choose(key), beside: (key) => this.addTab(key), split: () => this.splitTabs() });
    this.scrubber = new Scrubber(this.model, this.clock);
    this.controls = new Controls(this.model, this.clock, this.moves);
    this.list = new MomentList(this.model.moments, this.clock, ({ at, tab }) => {
      if (this.pinned !== undefined && tab) this.pinned = tab;
      this.clock.seek(at);
    });
    const { model, clock } = this;
    this.inspector = domPanel(model, clock, this.stage, () => this.dock.show("dom"));
    const panels = [
      ...(model.heard.steps.length ? [stepsPanel(model, clock)] : []),
      // A run calls nothing of its own: its steps are there instead.
      ...(model.heard.steps.length && !model.heard.calls.length ? [] : [callsPanel(model, clock, this.inspector.showCall)]),
      this.inspector,
      networkPanel(model, clock),
      consolePanel(model, clock),
      errorsPanel(model, clock),
      storagePanel(model),
      outputPanel(model),
      ...(looking ? [diffPanel(looking, clock, { see: (pages, change) => this.see(pages, change) })] : []),
      ...attachmentsPanel(model, clock),
      infoPanel(model),
    ];
    this.dock = new Dock(
      panels,
      () => clock.now,
      () => this.remember(),
    );
    this.build();
    this.clock.listen(this.heard);
    listenToKeys(this.clock, this.moves);
    addEventListener("hashchange", () => this.follow());
    const panel = linkedPanel();
    this.seekTo(this.linked() ?? this.model.failedAt[0] ?? this.opening());
    this.dock.show(panel);
  }

  get current(): Model["tabs"][number] | undefined {
    const { tabs, follow } = this.model;
    const { keys, split } = this.shown;
    const followed = follow[lastBefore(follow, this.clock.now, ({ at }) => at)]?.tab ?? follow[0]?.tab;
    const wanted = this.pinned ?? followed;
    if (!split || (wanted !== undefined && keys.includes(wanted))) return tabs.find(({ key }) => key === wanted) ?? tabs[0];
    return tabs.find(({ key }) => key === (this.last !== undefined && keys.includes(this.last) ? this.last : keys[0]));
  }

  pin(key: string | undefined): void {
    this.pinned = key;
    this.show(true);
  }

  /** Stay with this tab, or follow what happens again. */
  private choose(key: string): void {
    if (this.shown.split && !this.shown.keys.includes(key)) this.shown.keys = [];
    this.pin(key === this.pinned ? undefined : key);
    this.remember();
  }

  private addTab(key: string): void {
    const before = this.shown.keys;
    this.shown.change(key, this.current?.key);
    const { keys, split } = this.shown;
    // What is left of two is looked at; a pinned tab that was taken away is not.
    if (!split) this.pinned = before.find((each) => each !== key) ?? this.pinned;
    else if (this.pinned !== undefined && !keys.includes(this.pinned)) this.pinned = undefined;
    this.splitChanged();
  }

  private splitTabs(): void {
    this.shown.toggle(this.current?.key, this.clock.now);
    this.splitChanged();
  }

  private splitChanged(): void {
    if (this.shown.split && this.beside.open) this.beside.toggle();
    this.show(true);
    this.remember();
  }

  private compare(): void {
    this.shown.keys = [];
    this.beside.toggle();
    this.show(true);
    this.remember();
  }

  /** Both pages at the moments that were compared, and of them a change. */
  private see(pages: Pages, change?: Change): void {
    if (this.model.tabs.length > 1) this.pinned = pages.tab;
    if (!this.beside.open) this.compare();
    this.seekTo(pages.at);
    if (change) this.beside.point(pages, change);
  }

  private readonly moves: Moves = {
    previous: () => this.step(-1),
    next: () => this.step(1),
    failure: () => this.seekTo(this.model.failedAt.find((at) => at > this.clock.now) ?? this.model.failedAt[0]),
    inspect: () => this.inspector.pick(),
    compare: () => this.compare(),
    split: () => this.splitTabs(),
    help: () => (this.help.open ? this.help.close() : this.help.showModal()),
  };

  private build(): void {
    const bar = el("div", { class: "bar" }, this.address, this.size);
    const film = new Filmstrip(this.model, this.clock);
    const lanes = new Lanes(this.model, this.clock, (panel) => this.dock.show(panel));
    const timeline = el("div", { class: "timeline" }, film.root, this.scrubber.root, lanes.root);
    const player = el("section", { class: "player", "aria-label": "Player" }, timeline, this.controls.root);
    const main = el("main", {}, el("div", { class: "window" }, bar, this.beside.root), player);
    const failures = failurePanel(this.model, (at) => this.seekTo(at));
    this.inspector.noteIn(failures);
    const side = el("aside", {}, failures, ...(this.card ? [this.card.root] : []), this.list.root, problemNotice(this.model.problems));
    document.body.append(header(this.model, this.chips.root), main, side, this.dock.root, this.help);
    document.title = this.model.about.title;
    film.start();
  }

  /** A passed test opens where its first page is there to be seen. */
  private opening(): number {
    if (this.model.about.outcome === "failed" || this.model.about.outcome === "interrupted") return this.model.duration;
    return Math.min(...this.model.tabs.map(({ firstAt }) => firstAt ?? Infinity), this.model.duration);
  }

  private linked(): number | undefined {
    const number = /[#&]step=(\d+)/.exec(location.hash)?.[1];
    const step = number && this.model.steps.find((each) => each.number === Number(number));
    if (step) return step.at;
    const found = /[#&]t=([\d.]+)(ms|s)?/.exec(location.hash);
    if (!found) return undefined;
    const value = Number.parseFloat(found[1]!);
    return Number.isFinite(value) ? value * (found[2] === "ms" ? 1 : 1000) : undefined;
  }

  private follow(): void {
    const panel = linkedPanel(); // seeking writes another address
    const tabs = tabsInAddress(location.hash);
    const at = this.linked();
    if (tabs.length) this.shown.keys = tabs;
    this.splitChanged();
    this.seekTo(at);
    if (panel) this.dock.show(panel);
  }

  private seekTo(at: number | undefined): void {
    if (at === undefined) return;
    this.clock.pause();
    this.clock.seek(at);
  }

  private step(by: 1 | -1): void {
    this.clock.pause();
    const { times } = this.model;
    const { now } = this.clock;
    const at = by > 0 ? lastBefore(times, now + EVENT_STEP_MS / 2, (time) => time) + 1 : lastBefore(times, now - EVENT_STEP_MS / 2, (time) => time);
    const to = times[at];
    if (to !== undefined) this.clock.seek(to);
  }

  private heard = (why: "tick" | "seek" | "state"): void => {
    if (why === "state") this.controls.update();
    this.show(why !== "tick");
    if (why !== "tick" && !this.clock.playing) this.remember();
  };

  private show(exactly: boolean): void {
    const { current, clock } = this;
    this.last = current?.key;
    this.stage.show(current?.key, exactly, this.shown.keys);
    this.beside.update(exactly, current?.key);
    this.card?.update(this.beside.open);
    this.chips.update({ current: current?.key, pinned: this.pinned, shown: this.shown.keys }, clock.now);
    const url = (current && pageAt(current, clock.now)?.url) ?? "";
    if (this.address.textContent !== url) this.address.textContent = url;
    this.scrubber.update();
    this.controls.tick();
    this.list.update();
    this.dock.update(clock.now);
  }

  /** The address names the moment, so that it can be sent. */
  private remember(): void {
    try {
      const panel = this.dock.shown ? `&panel=${this.dock.shown}` : "";
      history.replaceState(null, "", `#t=${(this.clock.now / 1000).toFixed(2)}s${this.shown.address}${panel}`);
    } catch {
      // some browsers refuse for file:// or when asked too often
    }
  }
}

function linkedPanel(): string | undefined {
  return /[#&]panel=([a-z]+)/.exec(location.hash)?.[1];
}
