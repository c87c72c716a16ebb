// The recorder that runs in every page, before any script of the page.
//
// script.py appends `replaytestRecorder.start({...})`. Nothing here may throw into the
// page, print to its console, or change what it sees.

import { PageRecorder } from "./recorder/page";
import type { Rules } from "./recorder/mask/rules";
import { catchFrames } from "./recorder/frames";

export interface Config {
  /** Name of the binding that takes batches. */
  binding: string;
  rules: Rules;
  /** Known to Python and to us: a page must not lower its own mask. */
  nonce: string;
  /** Names of style sheets that Python has. */
  sheets: readonly string[];
}

/** A team's own mask function, if their script gave one. */
export type Custom = ((text: string, element: Element | null) => unknown) | undefined;

export const KEY = Symbol.for("replaytest");
const CUSTOM = Symbol.for("replaytest:mask"); // set by a script of its own, see script.py
export type Recorded = Window & { [KEY]?: Face };
/** What Python and the other windows may ask for; the page's scripts can reach no more. */
type Face = Readonly<
  Pick<
    PageRecorder,
    "flush" | "next" | "last" | "snapshot" | "follow" | "know" | "restart" | "borrow" | "observeFrame" | "addFrame" | "node" | "frameNode"
  >
>;

export function start(config: Config): void {
  try {
    const owner = ownerOf(window);
    if (owner === window) startHere(config);
    else startInside(config, (owner as Recorded)[KEY]);
  } catch {
    // The page goes on unrecorded; the missing batches tell.
  }
}

function startHere(config: Config): void {
  const existing = (window as Recorded)[KEY];
  if (existing) {
    existing.restart();
    return;
  }
  const scope = window as unknown as Record<symbol, Custom>;
  const recorder = new PageRecorder(config, scope[CUSTOM]);
  delete scope[CUSTOM];
  Object.defineProperty(window, KEY, { value: faceOf(recorder), configurable: true });
  offerToPage(recorder);
  recorder.begin();
}

function faceOf(recorder: PageRecorder): Face {
  return Object.freeze({
    flush: (ends) => recorder.flush(ends),
    next: (ms) => recorder.next(ms),
    last: () => recorder.last(),
    snapshot: recorder.snapshot,
    follow: (rules, nonce) => recorder.follow(rules, nonce),
    know: (sheets, nonce) => recorder.know(sheets, nonce),
    restart: recorder.restart,
    borrow: (batches) => recorder.borrow(batches),
    observeFrame: (frame) => recorder.observeFrame(frame),
    addFrame: recorder.addFrame,
    node: (id) => recorder.node(id),
    frameNode: (id) => recorder.frameNode(id),
  } satisfies Face);
}

/** `replaytest.optOut()` for pages that let their visitors choose, and
 * `replaytest.annotate(name, properties)` for those that say what happens in them. */
function offerToPage(recorder: PageRecorder): void {
  if ("replaytest" in window) return;
  const annotate = (name: unknown, properties?: unknown): void => recorder.annotate(name, properties);
  const value = Object.freeze({ optOut: () => recorder.optOut(), annotate });
  Object.defineProperty(window, "replaytest", { value, configurable: true, writable: true });
}

/** A frame of the same origin is recorded by its owner; what foreign frames inside it
 * say arrives here and goes on to the owner. */
function startInside(config: Config, owner?: Face): void {
  delete (window as unknown as Record<string, unknown>)[config.binding];
  if (!owner) return;
  catchFrames(owner.addFrame);
  owner.observeFrame(window);
}

/** The outermost window that can see this one's document: there the recorder runs. */
function ownerOf(frame: Window): Window {
  let owner = frame;
  // A window has no `frameElement` whose parent is foreign. Asked for its document such a
  // parent would throw, and V8 parses all of the recorder again for the trace.
  while (owner !== owner.parent && owner.frameElement) owner = owner.parent;
  return owner;
}
