// Small pictures of the session over the line of time, drawn while nothing else is to do.
//
// Each is the recorded page as an SVG image: a picture runs nothing and loads nothing,
// and ten of them weigh less than ten more pages.

import type { Clock } from "./clock";
import { button, clockText, el } from "./dom";
import { lastBefore, type Model } from "./model";
import { Player } from "./player";

const WIDTH = 112; // px, of one picture
const MOST_EVENTS = 20_000;
const MOST_NODES = 6_000;
const SLOW_MS = 250; // a picture that took longer is the last one

export class Filmstrip {
  readonly root = el("div", { class: "filmstrip", "aria-hidden": "true" });
  private readonly workshop = el("div", { class: "workshop", "aria-hidden": "true" });
  private readonly clock = { now: 0, playing: false, speed: 1 };
  private readonly players = new Map<string, Player>();
  private drawn = false;

  constructor(
    private readonly model: Model,
    private readonly main: Clock,
  ) {
    const events = model.tabs.reduce((sum, { events }) => sum + events.length, 0);
    this.root.hidden = events > MOST_EVENTS || !events || model.duration === 0;
  }

  /** Begin to draw; `document.body` has to be there. */
  start(): void {
    const count = Math.floor(this.root.clientWidth / WIDTH);
    if (this.root.hidden || count < 2) return;
    const frames = Array.from({ length: count }, (_, at) => {
      const time = ((at + 0.5) / count) * this.model.duration;
      const made = button(clockText(time), { class: "frame", tabindex: "-1" }, () => this.main.seek(time));
      this.root.append(made);
      return { time, made };
    });
    document.body.append(this.workshop);
    const next = (): void => {
      const frame = frames.shift();
      const began = performance.now();
      if (frame) this.draw(frame.time, frame.made);
      const slow = performance.now() - began > SLOW_MS;
      if (frame && frames.length && !slow) whenIdle(next);
      else {
        this.workshop.remove();
        this.root.hidden = !this.drawn;
      }
    };
    whenIdle(next);
  }

  private draw(time: number, frame: HTMLElement): void {
    const { follow, tabs } = this.model;
    const key = follow[lastBefore(follow, time, ({ at }) => at)]?.tab ?? follow[0]?.tab;
    const tab = tabs.find((each) => each.key === key) ?? tabs[0];
    if (!tab?.events.length) return;
    let player = this.players.get(tab.key);
    if (!player) {
      player = new Player(tab, this.clock, () => undefined, false);
      this.players.set(tab.key, player);
      this.workshop.append(player.root);
    }
    this.clock.now = time;
    if (!player.visible) return;
    player.sync(true);
    const picture = player.document && pictureOf(player.document, player.width, player.height);
    if (!picture) return;
    this.drawn = true;
    void paint(picture, frame);
  }
}

/** On a canvas: an image in the page would be laid out for its own small width. */
async function paint(picture: string, frame: HTMLElement): Promise<void> {
  const image = new Image();
  image.src = picture;
  await image.decode().catch(() => undefined);
  const width = frame.clientWidth * (devicePixelRatio || 1);
  const height = (width * image.naturalHeight) / (image.naturalWidth || 1);
  if (!height) return;
  const canvas = el("canvas", { width: String(Math.round(width)), height: String(Math.round(height)) });
  canvas.getContext("2d")?.drawImage(image, 0, 0, width, height);
  frame.append(canvas);
}

function whenIdle(run: () => void): void {
  if ("requestIdleCallback" in window) requestIdleCallback(run, { timeout: 2000 });
  else setTimeout(run, 50);
}

/** The document as an SVG image, "" if it is too large for a small picture. */
function pictureOf(page: Document, width: number, height: number): string {
  const all = page.getElementsByTagName("*").length;
  if (!page.documentElement || all > MOST_NODES) return "";
  const copy = page.documentElement.cloneNode(true) as HTMLElement;
  for (const each of copy.querySelectorAll("script, noscript, iframe, link, style")) each.remove();
  const style = page.createElement("style");
  style.textContent = rulesOf(page);
  copy.append(style);
  // SVG has no place for a page that is scrolled.
  const { scrollX = 0, scrollY = 0 } = page.defaultView ?? {};
  const shift = scrollX || scrollY ? `transform:translate(${-scrollX}px,${-scrollY}px);` : "";
  const html = new XMLSerializer().serializeToString(copy);
  const body = `<foreignObject width="${width}" height="${height + scrollY}" style="${shift}">${html}</foreignObject>`;
  const size = `viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${size} style="background:${groundOf(page)}">${body}</svg>`;
  // Through bytes: half a surrogate pair cannot be encoded.
  const text = new TextDecoder().decode(new TextEncoder().encode(svg));
  return `data:image/svg+xml,${encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\ufffd"))}`;
}

/** The colour that a browser spreads from the page over all of its window. */
function groundOf(page: Document): string {
  const elements = [page.documentElement, page.querySelector("body")];
  const colours = elements.map((each) => (each ? getComputedStyle(each).backgroundColor : ""));
  return colours.find((colour) => /^rgb\([\d, ]+\)$/.test(colour)) ?? "#fff";
}

function rulesOf(page: Document): string {
  const sheets = [...page.styleSheets, ...(page.adoptedStyleSheets ?? [])];
  return sheets.map((sheet) => Array.from(readable(sheet), ({ cssText }) => cssText).join("\n")).join("\n");
}

function readable(sheet: CSSStyleSheet): ArrayLike<CSSRule> {
  try {
    return sheet.cssRules;
  } catch {
    return [];
  }
}
