// The recorded pages at the time of the clock: one of them, or several in panes.

import type { Clock } from "./clock";
import { el } from "./dom";
import type { TabModel } from "./model";
import { Panes } from "./panes";
import { keepFocus } from "./player";
import { View } from "./view";

export interface StageMoves {
  resized: (width: number, height: number) => void;
  choose: (key: string) => void; // whoever pressed the bar of a pane
}

export class Stage {
  readonly root = el("div", { class: "stage-grid" });
  /** Over the recorded page, of its size on the screen; ours. */
  readonly overlay = el("div", { class: "stage-overlay", "aria-hidden": "true" });
  private readonly listeners: (() => void)[] = [];
  private readonly views = new Map<string | undefined, View>();
  private readonly panes = new Panes(this.root, () => this.current?.ratio ?? 1);
  private current: View | undefined;

  constructor(
    private readonly clock: Pick<Clock, "now" | "playing" | "speed">,
    private readonly tabs: TabModel[],
    private readonly moves: StageMoves = { resized: () => undefined, choose: () => undefined },
    private readonly label = "The recorded page",
  ) {}

  get document(): Document | null {
    return this.current?.player?.document ?? null;
  }

  /** The page of another tab that is shown, or was. */
  documentOf(key: string): Document | null {
    return this.views.get(key)?.player?.document ?? null;
  }

  /** Of the recorded page. */
  get scale(): number {
    return this.current?.scale ?? 1;
  }

  /** The tab that is shown, while there is something of it to see. */
  get seen(): View["player"] {
    return this.current?.seen;
  }

  /** Be told when another page, moment or size is shown. */
  listen(heard: () => void): void {
    this.listeners.push(heard);
  }

  private tell(): void {
    for (const heard of this.listeners) heard();
  }

  /** Show the tab `key`, beside it the others of `keys`. */
  show(key: string | undefined, exactly: boolean, keys: readonly string[] = []): void {
    const next = this.viewOf(key);
    const changed = next !== this.current;
    this.current = next;
    if (changed) next.take(this.overlay);
    const split = keys.length > 1;
    const shown = split ? keys.map((each) => this.viewOf(each)) : [next];
    this.panes.show(shown.map(({ root }) => root));
    for (const view of this.views.values()) view.update(shown.includes(view), exactly, split);
    if (split) for (const view of shown) view.mark(view === next);
    keepFocus();
    if (changed) next.fit();
    else this.tell();
  }

  /** The view of a tab; made when it is first looked at. */
  private viewOf(key: string | undefined): View {
    const found = this.views.get(key);
    if (found) return found;
    const tab = this.tabs.find((each) => each.key === key);
    const view = new View(tab, this.clock, this.label, {
      resized: () => {
        if (view !== this.current) return;
        this.moves.resized(view.width, view.height);
        this.tell();
      },
      rebuilt: () => view === this.current && this.tell(),
      choose: this.moves.choose,
    });
    this.views.set(key, view);
    // Frames that are moved load anew: each comes to its place at once, and stays.
    const later = this.tabs.slice(this.tabs.findIndex((each) => each.key === key) + 1);
    const after = later.map((each) => this.views.get(each.key)).find(Boolean);
    this.root.insertBefore(view.root, after?.root ?? null);
    return view;
  }
}
