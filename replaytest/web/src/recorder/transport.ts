// Events leave the page in batches of text, through one binding.
//
// A batch is a header line and one JSON event a line:
//   {"doc":"k3v9…","seq":4,"count":12,"live":10,"problems":["TypeError: …"]}
// `sheets` more lines follow, a name and a style sheet in turns (sheets.ts).
// `live` leaves out the events of a full snapshot that was asked for; `ms` is how long the
// recorder has kept the page waiting since the batch before; `problems` is there when the
// recorder met any, `optedOut` when the page asked to be left alone, `lent` when an opener
// sends what its popup could not. `seq` counts the batches of one document from 0, so that
// the receiver can tell order and loss; text, because objects cost 20 to 50 times as much
// to pass.

import { cancel, hasOrigin, later, listen, now, random, soon, toJson } from "./natives";
import { hurry, settle } from "./postponed";
import { takeSheets } from "./sheets";
import { spent } from "./spent";

const BATCH_MS = 250;
const BATCH_CHARS = 256 * 1024;
// What is sent in pagehide or unload never arrives; in beforeunload it does, and after it
// single messages still do until the document dies. A download or an answer 204 leaves the
// document alive: then batches come back.
const LEAVING_MS = 10_000;
const MOST_PROBLEMS = 20;
// What was sent last may still die with the document. The next document of the same origin
// in this tab finds it here, takes it away before any script of the page runs, and sends
// it; the receiver drops what it has already. A popup lends it to its opener as well.
const CARRY = "__replaytest_carry";
const CARRY_CHARS = 200_000;

// Where a page that opted out is remembered, as long as its tab lives.
const OPTED_OUT = "__replaytest_opted_out";

export type Send = (text: string) => Promise<unknown> | undefined;

function newName(): string {
  return now().toString(36) + random().toString(36).slice(2, 10);
}

// There is no storage in documents without an origin, and it can be switched off.
function stored(name: string): string | null {
  if (!hasOrigin) return null;
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

function store(name: string, value: string): void {
  if (!hasOrigin) return;
  try {
    sessionStorage.setItem(name, value);
  } catch {
    // Then it is not kept.
  }
}

export class Transport {
  private lines: string[] = [];
  private problems: string[] = [];
  private told = new Set<string>();
  private chars = 0;
  private live = 0;
  private seq = 0;
  private timer = 0;
  private waits = 0;
  private leavingUntil = 0;
  private leftOut = false;
  private toldLeft = false;
  private queued = false;
  private doc = "";
  private unanswered = new Map<number, string>();
  private wake = (): void => {};

  constructor(
    private readonly send: Send,
    private readonly unwanted: () => void,
    private readonly lend: (batches: string[]) => void,
  ) {
    this.doc = newName();
    this.sendCarried();
  }

  /** (Re-)add the listeners: `document.open()` takes all of them away. */
  listen(): void {
    listen(window, "beforeunload", this.leave);
    listen(window, "pagehide", this.carry);
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
    this.wake();
    if (this.leavingUntil) return this.sendThisTurn();
    // Not at once: it would keep the page waiting for longer in one go.
    const ms = this.chars >= BATCH_CHARS ? 0 : BATCH_MS;
    if (this.timer && this.waits <= ms) return;
    if (this.timer) cancel(this.timer);
    this.waits = ms;
    this.timer = later(this.flush, ms);
  }

  get optedOut(): boolean {
    return this.leftOut || stored(OPTED_OUT) !== null;
  }

  /** Send nothing more, not even what waits; tell the receiver. */
  optOut(): void {
    this.leftOut = true;
    store(OPTED_OUT, "1");
    takeSheets();
    this.lines = [];
    this.chars = this.live = 0;
    this.flush();
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
    const seq = this.seq - 1;
    if (this.leavingUntil) this.unanswered.set(seq, batch);
    this.send(batch)?.then(
      (answer) => {
        this.unanswered.delete(seq);
        if (answer === "stop") this.unwanted(); // nobody records this context any more
      },
      () => {},
    );
  };

  /** Return what is waiting as one batch ("" for nothing); the caller delivers it. */
  take(): string {
    settle();
    if (this.timer) cancel(this.timer);
    this.timer = 0;
    const leaves = this.leftOut && !this.toldLeft;
    if (!this.lines.length && !this.problems.length && !leaves) return "";
    this.toldLeft = this.leftOut;
    const ms = spent();
    const sheets = takeSheets();
    const header = toJson({
      doc: this.doc,
      seq: this.seq++,
      count: this.lines.length,
      live: this.live,
      ...(ms && { ms }),
      ...(sheets.length && { sheets: sheets.length }),
      ...(this.problems.length && { problems: this.problems }),
      ...(leaves && { optedOut: true }),
    });
    const batch = [header, ...this.lines, ...sheets.map(toJson), ""].join("\n");
    this.lines = [];
    this.problems = [];
    this.chars = 0;
    this.live = 0;
    return batch;
  }

  /** Wait until something is there to be taken, at the end of its turn, or for `ms`. */
  filled(ms: number): Promise<void> {
    if (this.lines.length) return Promise.resolve();
    return new Promise((done) => {
      const late = later(done, ms);
      this.wake = () => {
        this.wake = () => {};
        cancel(late);
        soon(done);
      };
    });
  }

  /** Send batches of another document. */
  sendAll(batches: string[]): void {
    for (const batch of batches) this.send(batch);
  }

  /** From now on send each turn's events at once: the document is about to go. */
  leave = (): void => {
    this.leavingUntil = now() + LEAVING_MS;
    hurry(this.leavingUntil);
    this.flush();
  };

  private carry = (): void => {
    const rest = [...this.unanswered.values(), this.take()].filter(Boolean);
    if (!rest.length) return;
    this.lend(rest);
    const parcel = toJson({ at: now(), rest });
    if (parcel.length < CARRY_CHARS) store(CARRY, parcel);
  };

  private sendCarried(): void {
    const parcel = stored(CARRY);
    if (!parcel) return;
    try {
      sessionStorage.removeItem(CARRY);
      const { at, rest } = JSON.parse(parcel) as { at: number; rest: string[] };
      if (now() - at < LEAVING_MS) this.sendAll(rest);
    } catch {
      // Somebody else wrote there.
    }
  }

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
