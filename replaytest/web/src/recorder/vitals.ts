// What a page is shown in, and what keeps it from answering: custom events of numbers
// and of words of the browser's own, `replaytest/settings@1` and `replaytest/vitals@1`.

import { SETTINGS, VITALS } from "./events";
import { arrival } from "./history";
import { NativePerformanceObserver, timeZone } from "./natives";

// Smaller shifts nobody sees. Source: a CLS of 0.1 is "good" (web.dev/articles/cls).
const SMALLEST_SHIFT = 0.01;

type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean };

/** Tells both of one main frame; `tell` never raises. */
export class Surroundings {
  private settled?: Document;
  private stop?: () => void;

  constructor(private readonly tell: (tag: string, payload: () => object) => void) {}

  /** Say once for each document what it is shown in, if it is `loading`, and from now on
   * what keeps it busy. */
  open(loading: boolean): void {
    if (this.settled === document) return;
    this.settled = document;
    this.tell(SETTINGS, () => ({ ...settings(), ...arrival(), ...(loading && { loading }) }));
    this.stop?.();
    this.stop = observeVitals((payload) => this.tell(VITALS, () => payload));
  }

  close(): void {
    this.stop?.();
  }
}

/** Tell of tasks of 50 ms and more, and of layout shifts that nobody caused. */
function observeVitals(note: (payload: object) => void): () => void {
  try {
    const observer = new NativePerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (entry.entryType === "longtask") note({ longtask: Math.round(entry.duration) });
        const { value, hadRecentInput } = entry as Shift;
        if (entry.entryType === "layout-shift" && value >= SMALLEST_SHIFT && !hadRecentInput) note({ shift: Math.round(value * 1e4) / 1e4 });
      }
    });
    // One by one: an engine without one of them throws, or says so in its console.
    const known = NativePerformanceObserver.supportedEntryTypes ?? [];
    for (const type of ["longtask", "layout-shift"]) if (known.includes(type)) observer.observe({ type });
    return () => observer.disconnect();
  } catch {
    return () => undefined;
  }
}

/** What tells one browser and one screen from another. */
function settings(): object {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  return {
    viewport: { width: innerWidth, height: innerHeight },
    locale: navigator.language,
    timezone: timeZone(),
    userAgent: navigator.userAgent,
    deviceScaleFactor: devicePixelRatio,
    colorScheme: dark ? "dark" : "light",
    reducedMotion: matchMedia("(prefers-reduced-motion: reduce)").matches,
    touch: navigator.maxTouchPoints > 0,
  };
}
