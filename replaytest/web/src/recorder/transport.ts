// Events leave the page in batches of text, through one binding.
//
// A batch is a header line and one JSON event a line:
//   {"doc":"k3v9…","seq":4,"count":12,"live":10,"problems":["TypeError: …"]}
// `live` leaves out the events of a full snapshot that was asked for; `problems` is there
// when the recorder met any. `seq` counts the batches of one document from 0, so that the receiver can tell order
// and loss; text, because objects cost 20 to 50 times as much to pass.

import { cancel, later, listen, now, random, soon, toJson } from "./natives";

const BATCH_MS = 250;
const BATCH_CHARS = 256 * 1024;
// What is sent in pagehide or unload never arrives; in beforeunload it does, and after it
// single messages still do until the document dies. A download or an answer 204 leaves the
// document alive: then batches come back.
const LEAVING_MS = 10_000;
const MOST_PROBLEMS = 20;

export type Send = (text: string) => Promise<unknown> | undefined;

function newName(): string {
  return now().toString(36) + random().toString(36).slice(2, 10);
}

export class Transport {
  private lines: string[] = [];
  private problems: string[] = [];
  private told = new Set<string>();
  private chars = 0;
  private live = 0;
  private seq = 0;
  private timer = 0;
  private leavingUntil = 0;
  private queued = false;
  private doc = "";

  constructor(private readonly send: Send, private readonly unwanted: () => void) {
    this.doc = newName();
    this.listen();
  }

  /** (Re-)add the listener: `document.open()` takes all listeners away. */
  listen(): void {
    listen(window, "beforeunload", this.leave);
  }

  /** Begin to count anew; what waits belongs to what was before. */
  newDocument(): void {
    this.flush();
    this.doc = newName();
    this.seq = 0;
  }

  push(event: unknown, live: boolean): void {
    const line = toJson(event);
    this.lines.push(line);
    if (live) this.live += 1;
    this.chars += line.length;
    if (this.leavingUntil) this.sendThisTurn();
    else if (this.chars >= BATCH_CHARS) this.flush();
    else if (!this.timer) this.timer = later(this.flush, BATCH_MS);
  }

  /** Note what went wrong in the recorder itself, each thing once. */
  problem(text: string): void {
    if (this.told.has(text) || this.told.size >= MOST_PROBLEMS) return;
    this.told.add(text);
    this.problems.push(text);
  }

  /** Send what is waiting. */
  flush = (): void => {
    const batch = this.take();
    if (!batch) return;
    // Nobody records this context any more when the answer is "stop".
    this.send(batch)?.then((answer) => answer === "stop" && this.unwanted(), () => {});
  };

  /** Return what is waiting as one batch ("" for nothing); the caller delivers it. */
  take(): string {
    if (this.timer) cancel(this.timer);
    this.timer = 0;
    if (!this.lines.length && !this.problems.length) return "";
    const header = toJson({
      doc: this.doc,
      seq: this.seq++,
      count: this.lines.length,
      live: this.live,
      ...(this.problems.length && { problems: this.problems }),
    });
    const batch = [header, ...this.lines, ""].join("\n");
    this.lines = [];
    this.problems = [];
    this.chars = 0;
    this.live = 0;
    return batch;
  }

  private leave = (): void => {
    this.leavingUntil = now() + LEAVING_MS;
    this.flush();
  };

  private sendThisTurn(): void {
    if (now() > this.leavingUntil) this.leavingUntil = 0;
    if (this.queued) return;
    this.queued = true;
    soon(() => {
      this.queued = false;
      this.flush();
    });
  }
}
