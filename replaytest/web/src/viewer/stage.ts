// The recorded pages: one rrweb Replayer per tab, made when its tab is first looked at,
// each in a frame without scripts. Shows one of them, at the time of the clock.

import { Replayer } from "@rrweb/replay";
import { Clock } from "./clock";
import { el } from "./dom";
import { lastBefore, type TabModel } from "./model";
import { pointerPath, unspoiled } from "./normal";

const RULES = [
  ".rr-block { background: repeating-linear-gradient(45deg, #d9dde3 0 6px, #e8ebef 6px 12px) !important }",
  // What hostile pages and lost pictures would otherwise do to the view.
  "img:not([alt]) { min-width: 1px }",
  // A scroll position must be there at once: rrweb's "auto" means what the page says.
  "* { scroll-behavior: auto !important; overflow-anchor: none !important }",
];
const QUIET = { log: () => undefined, warn: () => undefined };

let focused: HTMLElement | undefined; // last, of what is ours

/** A recorded modal dialog takes the focus, inert or not, and with it our keyboard. */
function keepFocus(): void {
  const taker = document.activeElement;
  if (!(taker instanceof HTMLIFrameElement)) return;
  taker.blur();
  if (focused?.isConnected && focused !== taker) focused.focus({ preventScroll: true });
}

export class Player {
  readonly root = el("div", { class: "tab-stage", hidden: "" });
  width = 1280;
  height = 720;
  broken = false;
  rebuilt: () => void = () => undefined; // a page came, perhaps after `sync` returned
  private replayer: Replayer | undefined;
  private running = false;
  private pointer: ReturnType<typeof pointerPath> | undefined;
  private readonly hovered = new Map<Element, boolean>(); // and whether it had a class

  constructor(
    readonly tab: TabModel,
    private readonly clock: Pick<Clock, "now" | "playing" | "speed">,
    private readonly resized: () => void,
    private readonly modal = true, // false: dialogs are there, and take no focus
  ) {}

  get document(): Document | null {
    return this.replayer?.iframe.contentDocument ?? null;
  }

  /** rrweb's id of a recorded node, -1 for what it has not recorded. */
  idOf(node: Node): number {
    return this.replayer?.getMirror().getId(node) ?? -1;
  }

  nodeOf(id: number): Node | null {
    return this.replayer?.getMirror().getNode(id) ?? null;
  }

  /** Whether there is something to see now. */
  get visible(): boolean {
    return !this.broken && this.tab.firstAt !== undefined && this.clock.now >= this.tab.firstAt;
  }

  /** Bring the frame to the time of the clock; `exactly` unless it runs by itself. */
  sync(exactly: boolean): void {
    if (!this.visible) return this.halt();
    const run = this.clock.playing;
    if (!exactly && run && this.running) return;
    const replayer = this.make();
    if (!replayer) return;
    // rrweb's seek leaves out what happens at that very moment.
    const offset = this.clock.now - (this.tab.firstAt ?? 0) + 0.5;
    try {
      this.hover(null); // a class that changes would take it along
      if (run) {
        replayer.setConfig({ speed: this.clock.speed });
        replayer.play(offset);
      } else replayer.pause(offset);
      this.placePointer(replayer, offset);
      if (!run) this.settle();
      this.running = run;
    } catch {
      this.broken = true;
    }
    keepFocus(); // the filmstrip's page has the same dialogs
  }

  halt(): void {
    if (this.running) this.replayer?.pause();
    this.running = false;
  }

  private make(): Replayer | undefined {
    if (this.replayer || this.broken) return this.replayer;
    try {
      this.replayer = new Replayer(this.tab.events.map(unspoiled) as never, {
        root: this.root,
        triggerFocus: false,
        showWarning: false,
        mouseTail: false,
        // Slower, and right: through its virtual DOM rrweb loses style sheets.
        useVirtualDom: false,
        pauseAnimation: false,
        insertStyleRules: RULES,
        logger: QUIET as never,
      });
    } catch {
      this.broken = true;
      return undefined;
    }
    // Its own leaves empty class attributes where the pointer was.
    Object.assign(this.replayer, { hoverElements: (target: Node) => this.hover(target) });
    const { iframe } = this.replayer;
    const dialog = (iframe.contentWindow as (Window & typeof globalThis) | null)?.HTMLDialogElement.prototype;
    if (dialog && !this.modal) dialog.showModal = dialog.show;
    iframe.title = "The recorded page";
    iframe.tabIndex = -1;
    iframe.inert = true; // it is a picture: no link, field or button of it works
    // rrweb rebuilds into the same document, which keeps the adopted sheets of pages that
    // were left, and after seeking back of moments that have not come yet.
    this.replayer.on("fullsnapshot-rebuilded", () => {
      iframe.contentDocument!.adoptedStyleSheets = [];
      setTimeout(() => this.rebuilt());
    });
    this.replayer.on("resize", (size) => {
      const { width, height } = size as { width: number; height: number };
      this.width = width || this.width;
      this.height = height || this.height;
      this.resized();
    });
    return this.replayer;
  }

  /** rrweb's seek begins at the last page, forgets where the pointer came from, and loses
   * it with a target that is gone. */
  private placePointer(replayer: Replayer, offset: number): void {
    const { path, pages } = (this.pointer ??= pointerPath(this.tab.events));
    const place = path[lastBefore(path, offset, ({ at }) => at)];
    const page = pages[lastBefore(pages, offset, (at) => at)] ?? 0;
    const target = place && place.at >= page ? replayer.getMirror().getNode(place.id) : null;
    this.hover(target);
    if (target) return;
    const mouse = this.root.querySelector<HTMLElement>(".replayer-mouse");
    if (!mouse) return;
    mouse.style.left = place ? `${place.x}px` : "";
    mouse.style.top = place ? `${place.y}px` : "";
  }

  /** What is hovered has the class ":hover", and so have its parents. */
  private hover(target: Node | null): void {
    for (const [element, classed] of this.hovered) {
      element.classList.remove(":hover");
      if (!classed && !element.classList.length) element.removeAttribute("class");
    }
    this.hovered.clear();
    for (let node = target; node; node = node.parentElement) {
      if (!("classList" in node)) continue;
      const element = node as Element;
      this.hovered.set(element, element.hasAttribute("class"));
      element.classList.add(":hover");
    }
  }

  /** At rest, what was moving has arrived: a dialog that fades in is there. */
  private settle(): void {
    for (const animation of this.document?.getAnimations?.() ?? []) {
      const end = animation.effect?.getComputedTiming().endTime;
      try {
        if (typeof end === "number" && Number.isFinite(end)) animation.finish();
        else animation.pause();
      } catch {
        // one of no length, or already gone
      }
    }
  }
}

export class Stage {
  readonly root = el("div", { class: "stage", role: "img", "aria-label": "The recorded page" });
  readonly empty = el("p", { class: "stage-empty" });
  /** Over the recorded page, of its size on the screen; ours. */
  readonly overlay = el("div", { class: "stage-overlay", "aria-hidden": "true" });
  scale = 1; // of the recorded page
  private readonly listeners: (() => void)[] = [];
  private readonly sizer = el("div", { class: "stage-sizer" });
  private readonly players = new Map<string, Player>();
  private current: Player | undefined;

  constructor(
    clock: Pick<Clock, "now" | "playing" | "speed">,
    tabs: TabModel[],
    private readonly resized: (width: number, height: number) => void,
  ) {
    for (const tab of tabs) {
      const player = new Player(tab, clock, () => this.fit());
      player.rebuilt = () => player === this.current && this.tell();
      this.players.set(tab.key, player);
      this.sizer.append(player.root);
    }
    this.sizer.append(this.overlay);
    this.root.append(this.sizer, this.empty);
    new ResizeObserver(() => this.fit()).observe(this.root);
    document.addEventListener("focusin", ({ target }) => {
      if (!(target instanceof HTMLIFrameElement)) focused = target as HTMLElement;
    });
  }

  get document(): Document | null {
    return this.current?.document ?? null;
  }

  /** The tab that is shown, while there is something of it to see. */
  get seen(): Player | undefined {
    return this.current?.visible ? this.current : undefined;
  }

  /** Be told when another page, moment or size is shown. */
  listen(heard: () => void): void {
    this.listeners.push(heard);
  }

  private tell(): void {
    for (const heard of this.listeners) heard();
  }

  show(key: string | undefined, exactly: boolean): void {
    const next = key === undefined ? undefined : this.players.get(key);
    const changed = next !== this.current;
    if (changed) this.current?.halt();
    if (changed && this.current) this.current.root.hidden = true;
    this.current = next;
    if (next) {
      next.root.hidden = !next.visible;
      next.sync(exactly || changed);
      if (next.broken) next.root.hidden = true;
    }
    keepFocus();
    this.say();
    if (changed) this.fit();
    else this.tell();
  }

  private say(): void {
    const tab = this.current?.tab;
    let text = "";
    if (!tab || !tab.events.length) {
      text = "Nothing was recorded here: JavaScript was off, or the page was closed before it loaded.";
    } else if (this.current?.broken) text = "This page cannot be shown: its recording is damaged.";
    else if (!this.current?.visible) text = "The page has not loaded yet at this moment.";
    if (this.empty.textContent !== text) this.empty.textContent = text;
    this.sizer.classList.toggle("is-empty", text !== "");
  }

  private fit(): void {
    const { width, height } = this.current ?? { width: 1280, height: 720 };
    const { clientWidth, clientHeight } = this.root;
    this.root.style.setProperty("--ratio", `${width} / ${height}`);
    const scale = Math.min(clientWidth / width, clientHeight / height, 1) || 1;
    this.sizer.style.width = `${width * scale}px`;
    this.sizer.style.height = `${height * scale}px`;
    this.sizer.style.setProperty("--scale", String(scale));
    this.scale = scale;
    this.resized(width, height);
    this.tell();
  }
}
