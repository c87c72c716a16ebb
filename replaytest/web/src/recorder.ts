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
}

/** A team's own mask function, if their script gave one. */
export type Custom = ((text: string, element: Element | null) => unknown) | undefined;

export const KEY = Symbol.for("replaytest");
const CUSTOM = Symbol.for("replaytest:mask"); // set by a script of its own, see script.py
export type Recorded = Window & { [KEY]?: PageRecorder };

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
  Object.defineProperty(window, KEY, { value: recorder, configurable: true });
  offerOptOut(recorder);
  recorder.begin();
}

/** `replaytest.optOut()` for pages that let their visitors choose. */
function offerOptOut(recorder: PageRecorder): void {
  if ("replaytest" in window) return;
  const value = Object.freeze({ optOut: () => recorder.optOut() });
  Object.defineProperty(window, "replaytest", { value, configurable: true, writable: true });
}

/** A frame of the same origin is recorded by its owner; what foreign frames inside it
 * say arrives here and goes on to the owner. */
function startInside(config: Config, owner?: PageRecorder): void {
  delete (window as unknown as Record<string, unknown>)[config.binding];
  if (!owner) return;
  catchFrames(owner.frames.add);
  owner.observeFrame(window);
}

/** The outermost window that can see this one's document: there the recorder runs. */
function ownerOf(frame: Window): Window {
  let owner = frame;
  while (owner !== owner.parent) {
    try {
      if (!owner.parent.document) return owner;
    } catch {
      return owner; // a foreign parent
    }
    owner = owner.parent;
  }
  return owner;
}
