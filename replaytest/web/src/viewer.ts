// The replay page: what `replaytest/report/viewer.py` puts the recording into.

import "@rrweb/replay/dist/style.css";
import "./theme.css";
import "./viewer.css";
import { App } from "./viewer/app";

export interface ReplaytestWindow {
  seek(ms: number): void;
  time(): number;
  duration(): number;
  tabs(): { key: string; session: number; number: number; title: string; url: string }[];
  currentTab(): string | undefined;
  pin(tab: string | undefined): void;
  frameDocument(): Document | null;
  tabDocument(tab: string): Document | null;
  passDocument(): Document | null;
  ready: Promise<void>;
}

const scope = window as unknown as { replaytest: ReplaytestWindow };

// rrweb leaves the document of its frame open; made earlier, it would hold up the page's
// own load for ever. It finishes its first rebuild in a timer.
const ready = new Promise<void>((resolve) => {
  const loaded = (): void => {
    scope.replaytest = apiOf(new App());
    setTimeout(resolve, 30);
  };
  if (document.readyState === "complete") loaded();
  else addEventListener("load", loaded);
});

function apiOf(app: App): ReplaytestWindow {
  return {
    seek: (ms) => app.clock.seek(ms),
    time: () => app.clock.now,
    duration: () => app.clock.duration,
    tabs: () => app.model.tabs.map(({ key, session, number, title, url }) => ({ key, session, number, title, url })),
    currentTab: () => app.current?.key,
    pin: (tab) => app.pin(tab),
    frameDocument: () => app.stage.document,
    tabDocument: (tab) => app.stage.documentOf(tab),
    passDocument: () => app.beside.document,
    ready,
  };
}
