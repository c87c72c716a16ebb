// Frames of other origins record themselves and hand their events up, window by window,
// until a window that can see its parent's document; rrweb rewrites the node ids on the way.
//
// A frame sends its parent one end of a message channel, once; all else goes through that,
// where the page's own listeners do not hear it. The one message passes them by as well:
// our listener is the first of the window and stops it. (Only a page that has called
// `document.open()` in the same turn could hear it.)

import { later, listen } from "./natives";

const MARK = "__replaytest";
const ANSWER_MS = 150;

type Order = "snapshot" | "flush";
type FrameMessage = { event: object } | { flushed: true };
type Receive = (message: { data: unknown; source: MessageEventSource }) => void;

export interface FrameHost {
  flush(): Promise<unknown>;
  snapshot(): void;
}

interface Child {
  window: Window;
  port: MessagePort;
  /** What came before the frame had a node id here. */
  early: object[];
  flushed?: () => void;
}

let catcher: ((event: Event) => void) | undefined;

/** Catch what frames of other origins send to this window; the page never sees it. */
export function catchFrames(add: (frame: Window, port: MessagePort) => void): void {
  // Kept, so that adding it again after `document.open()` does not take a frame twice.
  catcher ??= (event) => {
    const { data, source, ports } = event as MessageEvent;
    if (data !== MARK) return;
    event.stopImmediatePropagation();
    // In Firefox a window that has gone on to another document is no source any more.
    if (source && ports[0]) add(source as Window, ports[0]);
  };
  listen(window, "message", catcher);
}

/** The way up from a frame of another origin. */
export class Parent {
  private readonly port: MessagePort;

  constructor(host: FrameHost) {
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    this.port.onmessage = ({ data }: MessageEvent<Order>) => {
      const flushed = () => this.port.postMessage({ flushed: true });
      if (data === "snapshot") host.snapshot();
      else host.flush().then(flushed, flushed);
    };
    window.parent.postMessage(MARK, "*", [port2]);
  }

  send = (event: object): void => this.port.postMessage({ event });
}

/** The frames of other origins right below this window (and its same-origin frames). */
export class Frames {
  private readonly children = new Set<Child>();
  private receive?: Receive;

  add = (frame: Window, port: MessagePort): void => {
    const child: Child = { window: frame, port, early: [] };
    this.children.add(child);
    port.onmessage = ({ data }: MessageEvent<FrameMessage>) => {
      if ("flushed" in data) child.flushed?.();
      else if (this.receive) this.receive({ data: data.event, source: frame });
      else child.early.push(data.event);
    };
  };

  /** Keep events until the next full snapshot: before it no frame has a node id. */
  close(): void {
    this.receive = undefined;
  }

  /** Pass events on; whoever spoke before that full snapshot is asked for one of its own. */
  open(receive: Receive): void {
    this.receive = receive;
    for (const child of this.living()) {
      const early = child.early.splice(0);
      if (!early.length) this.order(child, "snapshot");
      for (const data of early) receive({ data, source: child.window });
    }
  }

  /** Wait until the frames below have handed up what they had, or for 150 ms. */
  async flush(): Promise<void> {
    const children = this.living();
    if (!children.length) return;
    const answers = children.map(
      (child) =>
        new Promise<void>((done) => {
          child.flushed = done;
          this.order(child, "flush");
        }),
    );
    const late = new Promise<void>((done) => later(done, ANSWER_MS));
    await Promise.race([Promise.all(answers), late]);
  }

  /** The windows of these frames. */
  windows(): Window[] {
    return this.living().map((child) => child.window);
  }

  private order(child: Child, order: Order): void {
    child.port.postMessage(order);
  }

  private living(): Child[] {
    for (const child of this.children) if (child.window.closed) this.children.delete(child);
    return [...this.children];
  }
}
