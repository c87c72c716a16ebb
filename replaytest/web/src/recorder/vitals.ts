// What a page is shown in, and what keeps it from answering: custom events of numbers
// and of words of the browser's own, `replaytest/settings@1` and `replaytest/vitals@1`.

import { NativePerformanceObserver } from "./natives";

// Smaller shifts nobody sees. Source: a CLS of 0.1 is "good" (web.dev/articles/cls).
const SMALLEST_SHIFT = 0.01;

type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean };

/** Tell of tasks of 50 ms and more, and of layout shifts that nobody caused. */
export function observeVitals(note: (payload: object) => void): () => void {
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
export function settings(): object {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  return {
    viewport: { width: innerWidth, height: innerHeight },
    locale: navigator.language,
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    userAgent: navigator.userAgent,
    deviceScaleFactor: devicePixelRatio,
    colorScheme: dark ? "dark" : "light",
    reducedMotion: matchMedia("(prefers-reduced-motion: reduce)").matches,
    touch: navigator.maxTouchPoints > 0,
  };
}
