// How far back or forward in its history a window has gone. The Navigation API knows
// (Chromium 102, Safari 26.2, Firefox 147); without it only that something happened.

import { listen } from "./natives";

interface Entry {
  index: number;
}
/** https://html.spec.whatwg.org/multipage/nav-history-apis.html#navigation-interface */
interface Navigation extends EventTarget {
  currentEntry: Entry | null;
  activation?: { entry: Entry; from: Entry | null; navigationType: string } | null;
}
type Moved = (details: { delta?: number }) => void;

const of = (frame: Window): Navigation | undefined => (frame as Window & { navigation?: Navigation }).navigation;

/** Return what listens to a window, again for each document that it gets. */
export function historyOf(frame: Window, moved: Moved): () => void {
  let index = -1;
  const look = (): number => of(frame)?.currentEntry?.index ?? -1;
  const changed = (event: Event): void => {
    const before = index;
    index = look();
    // Links to a part of the page change the entry too.
    if (event.isTrusted && (event as Event & { navigationType?: string }).navigationType === "traverse") moved(step(before, index));
  };
  const popped = (event: Event): void => void (event.isTrusted && moved({}));
  return () => {
    const navigation = of(frame);
    index = look();
    if (navigation) listen(navigation, "currententrychange", changed);
    else listen(frame, "popstate", popped);
  };
}

/** How far the move went that has shown this document, as far as it is known. */
export function distance(): { delta?: number } {
  const activation = of(window)?.activation;
  return activation?.navigationType === "traverse" && activation.from ? step(activation.from.index, activation.entry.index) : {};
}

/** How the document of this window was come by, in the browser's own words. */
export function arrival(): { navigation?: string; delta?: number } {
  const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return entry ? { navigation: entry.type, ...(entry.type === "back_forward" && distance()) } : {};
}

function step(from: number, to: number): { delta?: number } {
  return from >= 0 && to >= 0 && from !== to ? { delta: to - from } : {};
}
