// The site over a store: what `replaytest/report/site.py` puts the sessions into.

import "./theme.css";
import "./site.css";
import { App } from "./site/app";
import type { Raw } from "./site/data";
import { WhereError } from "./site/lexer";
import { follow } from "./site/live";

export interface SiteWindow {
  /** The paths of the sessions that a condition means, or what is wrong with it. */
  find(where: string, now: number): string[] | { problem: string; at: number; fix: string };
}

const raw = JSON.parse(document.getElementById("data")!.textContent!) as Raw;
const app = new App(raw);
if (raw.live) follow((newer) => app.take(newer));

(window as unknown as { replaytestSite: SiteWindow }).replaytestSite = {
  find(where, now) {
    try {
      return app.find(where, now).map((session) => app.data.text(session, "path"));
    } catch (error) {
      if (error instanceof WhereError) return { problem: error.message, at: error.at, fix: error.fix };
      throw error;
    }
  },
};
