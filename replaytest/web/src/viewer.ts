// The replay page: what `replaytest/report/viewer.py` puts the recording into.

import "@rrweb/replay/dist/style.css";
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
  ready: Promise<void>;
}

function start(): ReplaytestWindow {
  const app = new App();
  const frame = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30));
  return {
    seek: (ms) => app.clock.seek(ms),
    time: () => app.clock.now,
    duration: () => app.clock.duration,
    tabs: () => app.model.tabs.map(({ key, session, number, title, url }) => ({ key, session, number, title, url })),
    currentTab: () => app.current?.key,
    pin: (tab) => app.pin(tab),
    frameDocument: () => app.stage.document,
    // rrweb finishes its first rebuild in a timer of its own.
    ready: frame(),
  };
}

(window as unknown as { replaytest: ReplaytestWindow }).replaytest = start();
