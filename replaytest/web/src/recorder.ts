// The recorder that runs in every page, before any script of the page.
//
// script.py appends `replaytestRecorder.start({...})`. Nothing here may throw into the
// page, print to its console, or change what it sees.

import { PageRecorder } from "./recorder/page";
import { catchFrames } from "./recorder/frames";

export interface Config {
  /** Name of the binding that takes batches. */
  binding: string;
}

export const KEY = Symbol.for("replaytest");
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
  const recorder = new PageRecorder(config);
  Object.defineProperty(window, KEY, { value: recorder, configurable: true });
  recorder.begin();
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
