// Frames of other origins record themselves and hand their events up, window by window,
// until a window that can see its parent's document; rrweb rewrites the node ids on the way.
//
// The messages pass the page's own listeners by: ours is the first on every window, and
// what carries our mark stops there.

import { later, listen } from "./natives";

const MARK = "__replaytest";
const ANSWER_MS = 150;

type Message = { [MARK]: "event" | "flush" | "flushed" | "snapshot"; type?: string };
type Receive = (message: { data: unknown; source: MessageEventSource | null }) => void;

export interface FrameHost {
  flush(): Promise<unknown>;
  snapshot(): void;
}

/** Catch our messages in `window` and give them to `take`; the page never sees them. */
export function catchMessages(take: (event: MessageEvent) => void): void {
  catcher ??= (event) => {
    const data = (event as MessageEvent).data as Message | null;
    if (typeof data !== "object" || !data || !(MARK in data)) return;
    event.stopImmediatePropagation();
    take(event as MessageEvent);
  };
  listen(window, "message", catcher);
}

// Kept, so that adding it again after `document.open()` does not take a message twice.
let catcher: ((event: Event) => void) | undefined;

export function sendToParent(message: object): void {
  window.parent.postMessage({ ...message, [MARK]: "event" }, "*");
}

export class Frames {
  private readonly children = new Set<Window>();
  private early: MessageEvent[] = [];
  private waiting: (() => void)[] = [];
  private receive?: Receive;

  constructor(private readonly host: FrameHost) {}

  /** Keep events until the next full snapshot: before it no frame has a node id. */
  close(): void {
    this.receive = undefined;
  }

  /** Pass events on; whoever spoke before that full snapshot is asked for one of its own. */
  open(receive: Receive): void {
    const early = this.early.splice(0);
    const told = new Set(early.map((event) => event.source));
    this.receive = receive;
    for (const event of early) receive(event);
    for (const child of this.living()) {
      if (!told.has(child)) child.postMessage({ [MARK]: "snapshot" }, "*");
    }
  }

  take = (event: MessageEvent): void => {
    const source = event.source as Window | null;
    const kind = (event.data as Message)[MARK];
    if (source === window.parent && kind === "snapshot") this.host.snapshot();
    else if (source === window.parent && kind === "flush") this.answer(source);
    else if (kind === "flushed") this.waiting.splice(0, 1).forEach((done) => done());
    else if (kind === "event" && source) this.pass(source, event);
  };

  /** Wait until the frames below have handed up what they had, or for 150 ms. */
  async flush(): Promise<void> {
    const children = this.living();
    if (!children.length) return;
    const answers = children.map((child) => {
      child.postMessage({ [MARK]: "flush" }, "*");
      return new Promise<void>((done) => this.waiting.push(done));
    });
    const late = new Promise<void>((done) => later(done, ANSWER_MS));
    await Promise.race([Promise.all(answers), late]);
    this.waiting = [];
  }

  private pass(source: Window, event: MessageEvent): void {
    this.children.add(source);
    if (this.receive) this.receive(event);
    else this.early.push(event);
  }

  private answer(parent: Window): void {
    const answer = () => parent.postMessage({ [MARK]: "flushed" }, "*");
    this.host.flush().then(answer, answer);
  }

  private living(): Window[] {
    for (const child of this.children) if (child.closed) this.children.delete(child);
    return [...this.children];
  }
}
