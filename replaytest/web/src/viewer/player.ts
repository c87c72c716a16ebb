// One recorded tab: an rrweb Replayer, made when the tab is first looked at, in a frame
// without scripts. It follows the time of a clock.

import { Replayer } from "@rrweb/replay";
import type { Clock } from "./clock";
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

document.addEventListener("focusin", ({ target }) => {
  if (!(target instanceof HTMLIFrameElement)) focused = target as HTMLElement;
});

/** A recorded modal dialog takes the focus, inert or not, and with it our keyboard. */
export function keepFocus(): void {
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
