// A pane with the page of one tab, fitted into it, under a bar with its name.

import type { Clock } from "./clock";
import { clockText, el } from "./dom";
import { pageAt, type TabModel } from "./model";
import { Player } from "./player";

export interface ViewMoves {
  resized: () => void;
  rebuilt: () => void;
  choose: (key: string) => void;
}

export class View {
  readonly root: HTMLElement;
  readonly player: Player | undefined;
  scale = 1; // of the recorded page
  private readonly sizer = el("div", { class: "stage-sizer" });
  private readonly stage = el("div", { class: "stage", role: "img" }, this.sizer);
  private readonly empty = el("p", { class: "stage-empty" });
  private readonly kind = el("span", { class: "pane-kind" });
  private readonly title = el("b");
  private readonly address = el("span", { class: "pane-url" });
  private readonly bar = el("button", { type: "button", class: "pane-bar" }, this.kind, " ", this.title, " ", this.address);

  constructor(
    private readonly tab: TabModel | undefined,
    private readonly clock: Pick<Clock, "now" | "playing" | "speed">,
    label: string,
    private readonly moves: ViewMoves,
  ) {
    this.stage.setAttribute("aria-label", label);
    this.root = el("div", { class: "pane is-away" }, this.bar, this.stage);
    this.bar.addEventListener("click", () => tab && moves.choose(tab.key));
    if (tab) {
      this.player = new Player(tab, clock, () => this.fit());
      this.player.rebuilt = () => moves.rebuilt();
      this.sizer.append(this.player.root);
    }
    new ResizeObserver(() => this.fit()).observe(this.stage);
  }

  get width(): number {
    return this.player?.width ?? 1280;
  }

  get height(): number {
    return this.player?.height ?? 720;
  }

  get ratio(): number {
    return this.width / this.height;
  }

  get seen(): Player | undefined {
    return this.player?.visible ? this.player : undefined;
  }

  /** Hold what is drawn over the page. */
  take(overlay: HTMLElement): void {
    this.sizer.append(overlay);
  }

  /** Be at the time of the clock, or away. */
  update(shown: boolean, exactly: boolean, split: boolean): void {
    const { player } = this;
    const gone = split && this.isGone;
    if (!shown || gone) player?.halt();
    else player?.sync(exactly);
    if (!shown) return this.say("", true);
    this.say(this.missing(gone, split), gone);
    if (split) this.name();
  }

  /** Whether it is the one of the panes that the rest of the viewer is about. */
  mark(current: boolean): void {
    this.bar.setAttribute("aria-current", String(current));
  }

  fit(): void {
    const { width, height, sizer } = this;
    const { clientWidth, clientHeight } = this.stage;
    this.stage.style.setProperty("--ratio", `${width} / ${height}`);
    this.scale = Math.min(clientWidth / width, clientHeight / height, 1) || 1;
    sizer.style.width = `${width * this.scale}px`;
    sizer.style.height = `${height * this.scale}px`;
    sizer.style.setProperty("--scale", String(this.scale));
    this.moves.resized();
  }

  private get isGone(): boolean {
    const { goneAt } = this.tab ?? {};
    return goneAt !== undefined && this.clock.now > goneAt;
  }

  /** Why there is nothing to see, "" if there is something. */
  private missing(gone: boolean, split: boolean): string {
    const { tab, player } = this;
    if (!tab?.events.length) return "Nothing was recorded here: JavaScript was off, or the page was closed before it loaded.";
    if (player?.broken) return "This page cannot be shown: its recording is damaged.";
    if (gone) return `This tab ${tab.about.ended === "crashed" ? "crashed" : "was closed"} at ${clockText(tab.goneAt!)}.`;
    if (player?.visible) return "";
    return split && this.clock.now < tab.openedAt ? "This tab is not open yet at this moment." : "The page has not loaded yet at this moment.";
  }

  private say(text: string, hidden: boolean): void {
    const { player, sizer, empty } = this;
    if (player) player.root.hidden = hidden || text !== "";
    if (empty.textContent !== text) empty.textContent = text;
    if (!text) empty.remove();
    else if (!empty.isConnected) this.stage.append(empty);
    sizer.classList.toggle("is-empty", text !== "");
  }

  private name(): void {
    const { tab } = this;
    if (!tab) return;
    const page = pageAt(tab, this.clock.now);
    const kind = `${tab.about.opener ? "popup" : "page"} ${tab.number}`;
    const title = page?.title || "";
    const url = page?.url ?? "";
    const said = [kind, title, url].filter(Boolean).join("\n");
    if (this.bar.title === said) return;
    this.bar.title = said;
    this.kind.textContent = kind;
    this.title.textContent = title;
    this.address.textContent = url;
  }
}
