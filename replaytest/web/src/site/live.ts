// Served by `replaytest serve`: the page is told when there is something new.

import type { Raw } from "./data";

const AGAIN = 2000;

export function follow(took: (raw: Raw) => void): void {
  const source = new EventSource("events");
  let asking = false;
  source.addEventListener("changed", async () => {
    if (asking) return;
    asking = true;
    try {
      const answer = await fetch("data.json");
      if (answer.ok) took((await answer.json()) as Raw);
    } catch {
      // It ended; the browser tries to reach it again by itself.
    } finally {
      asking = false;
    }
  });
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(() => follow(took), AGAIN);
  });
}
