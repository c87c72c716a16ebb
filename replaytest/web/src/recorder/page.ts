// One window's recorder: runs rrweb, hands its events to the transport, and starts it again
// when the window gets another document or loses its listeners.

import { record } from "@rrweb/record";
import { type Config, type Custom, KEY, type Recorded } from "../recorder";
import { Actions } from "./actions";
import { maskWith } from "./added";
import { Annotations } from "./analytics";
import { Documents } from "./documents";
import { ACTION, ANNOTATION, CUSTOM, FULL_SNAPSHOT, isIdle, isMutation, LEFT_OUT, LOAD, META, type RrwebEvent, STORAGE } from "./events";
import { catchFrames, Frames, Parent } from "./frames";
import { distance } from "./history";
import { type Event as MaskedEvent, Mask } from "./mask";
import type { Rules } from "./mask/rules";
import { later, listen, NativeMutationObserver, now, soon } from "./natives";
import { forget, postpone, settle } from "./postponed";
import { nameSheets } from "./sheets";
import { enter, leave } from "./spent";
import { State } from "./state";
import { Transport } from "./transport";
import { Surroundings } from "./vitals";

// A document that is still loading after this long, or once something is done in it, is
// recorded as it grows.
const LOADING_MS = 500;
// rrweb shall neither mask nor block: mask.ts does, for more places.
const NO_CLASS = "replaytest-no-such-class";

// What rrweb_patches.mjs adds to rrweb's `record`.
const rrweb = record as typeof record & {
  receiveFrameMessage: (message: { data: unknown; source: MessageEventSource | null }) => void;
  frameElementOf: (source: Window) => Element | undefined;
  sendToParent: (message: { event: object }) => void;
  idInFrame: (frame: Element, id: number) => number;
};

export class PageRecorder {
  private readonly frames = new Frames();
  private readonly transport: Transport;
  private stop?: () => void;
  private begun = false;
  private held: RrwebEvent[] | undefined;
  private asked = false;
  private parent?: Parent;
  private stateOf?: Document;
  private readonly state = new State(
    (payload) => this.begun && record.addCustomEvent(STORAGE, payload),
    () => (this.begun && !this.shut && !this.held ? this.mask.stored : undefined),
    (error) => this.problem(error),
  );
  private readonly notes = new Annotations(
    (payload) => record.addCustomEvent(ANNOTATION, payload),
    () => (this.shut || this.transport.optedOut ? undefined : this.mask),
    (error) => this.problem(error),
  );
  private readonly surroundings = new Surroundings((tag, payload) => {
    try {
      if (this.begun) record.addCustomEvent(tag, payload());
    } catch (error) {
      this.problem(error);
    }
  });
  private readonly documents = new Documents({
    restart: () => this.restart(),
    newRoot: () => this.begun && this.takeSnapshot(),
  });
  private readonly actions = new Actions({
    mask: () => this.mask,
    idOf: (node) => {
      settle();
      return record.mirror.getId(node);
    },
    begin: () => this.startNow(),
    tell: (payload) => this.begun && record.addCustomEvent(ACTION, payload),
    problem: (error) => this.problem(error),
  });
  private mask!: Mask;
  /** The window of another origin whose event is being passed on. */
  private foreign?: Window;
  private shut = false;
  private stopped = false;
  /** The document was begun with before all of it was there. */
  private early = false;
  private content?: MutationObserver;

  constructor(
    private readonly config: Config,
    private readonly custom: Custom,
  ) {
    const scope = window as unknown as Record<string, unknown>;
    const send = scope[config.binding];
    delete scope[config.binding]; // the page must not find it
    const nowhere = () => undefined;
    this.transport = new Transport(typeof send === "function" ? (send as never) : nowhere, this.quit, this.lend);
    this.follow(config.rules, config.nonce);
    this.know(config.sheets, config.nonce);
    const problem = (error: unknown) => this.problem(error);
    const learn = () => this.mask.learn();
    maskWith(() => {
      const { nodes, scopes, short } = this.mask;
      return { nodes, scopes, problem, learn, short: short && window === window.parent };
    });
  }

  /** Follow other rules from the next event on. */
  follow(rules: Rules, nonce: string): void {
    if (nonce !== this.config.nonce) return;
    this.mask = new Mask(rules, this.custom, (id) => record.mirror.getNode(id));
    for (const problem of this.mask.problems) this.transport.problem(problem);
    this.notes.follow(rules.analytics);
  }

  /** These style sheets need not be sent any more. */
  know(sheets: readonly string[], nonce: string): void {
    if (nonce === this.config.nonce && window === window.parent) nameSheets(nonce, sheets);
  }

  begin(): void {
    if (this.transport.optedOut) return;
    this.stopped = this.early = false;
    if (window !== window.parent) {
      const parent = (this.parent ??= new Parent(this));
      rrweb.sendToParent = ({ event }) => event !== LEFT_OUT && parent.send({ event });
    }
    // An empty about:blank is where every page starts; it is sent only if something
    // happens in it.
    this.held = ["about:blank", ""].includes(location.href) ? [] : undefined; // "" in Firefox
    if (this.held && !hasContent()) this.awaitContent();
    else this.startRrweb();
    this.documents.watch();
    if (document.readyState === "loading") later(this.startNow, LOADING_MS);
  }

  /** End recording here and in the documents that follow, because the page asks for it. */
  optOut(): void {
    this.end();
    this.transport.optOut();
  }

  /** Note what the page says of itself; its words are masked as its texts are. */
  annotate(name: unknown, properties: unknown): void {
    this.notes.add(name, properties);
  }

  private isUnwelcome(): boolean {
    if (!this.mask.honoursDoNotTrack) return false;
    const { doNotTrack, globalPrivacyControl } = navigator as Navigator & { globalPrivacyControl?: boolean };
    return doNotTrack === "1" || globalPrivacyControl === true;
  }

  /** Begin again in this window: its document is new (popups, `document.open()`), or
   * another recording wants a full snapshot of what is there. */
  restart = (): void => {
    this.transport.newDocument();
    this.begin();
  };

  /** Send what a popup of ours could not be sure to have sent when it went. */
  borrow(batches: string[]): void {
    // The first thing heard of a document may come this way: whose it is must be told.
    this.transport.sendAll(batches.map((batch) => batch.replace("{", '{"lent":true,')));
  }

  private lend = (batches: string[]): void => {
    try {
      (window.opener as Recorded | null)?.[KEY]?.borrow(batches);
    } catch {
      // An opener of another origin.
    }
  };

  /** Nobody wants to hear more, for now: nothing begins by itself until `restart`. */
  private quit = (): void => {
    this.stopped = true;
    this.end();
  };

  private end = (): void => {
    forget();
    settle();
    this.content?.disconnect();
    this.stop?.();
    this.documents.close();
    this.surroundings.close();
    this.notes.close();
    this.begun = false;
  };

  /** Return what was not sent yet, that of foreign frames included, as a batch or "".
   * `ends`: a recording ends with it. */
  async flush(ends = false): Promise<string> {
    this.startNow();
    if (ends) await this.state.end();
    await this.frames.flush();
    return this.transport.take();
  }

  /** Return the same as soon as there is something, "" if there is nothing for so many
   * ms. A document that is still being read is waited for, and not begun with. */
  async next(ms: number): Promise<string> {
    settle();
    const reads = !this.begun && this.documents.stays && document.readyState === "loading";
    if (reads) await this.transport.filled(LOADING_MS + ms);
    await this.frames.flush();
    if (ms) await this.transport.filled(ms);
    return this.transport.take();
  }

  /** The same before the page is closed: what still happens is sent at once. */
  async last(): Promise<string> {
    const batch = await this.flush(true);
    this.transport.leave();
    return batch;
  }

  /** Start a new part of the recording: everything after a full snapshot stands alone. */
  snapshot = (): void => {
    if (!this.begun || this.held) return;
    this.asked = true;
    this.takeSnapshot();
    this.asked = false;
  };

  private takeSnapshot(): void {
    const entered = enter();
    try {
      record.takeFullSnapshot(true);
    } catch (error) {
      this.problem(error);
    } finally {
      leave(entered);
    }
  }

  /** Take a frame of another origin that announced itself in a frame of ours. */
  addFrame = this.frames.add;

  /** Note what is done in a frame of the same origin; rrweb records its document by itself. */
  observeFrame(frame: Window): void {
    this.actions.observe(frame);
  }

  /** Return the live node with this id, null for one that is not there (any more) or is
   * in a frame of another origin. */
  node(id: number): Node | null {
    return record.mirror.getNode(id);
  }

  /** Return the frame of another origin that has the node with this id, and the id that
   * the node has for the recorder in there; null for a node of no such frame. */
  frameNode(id: number): { frame: Element; id: number } | null {
    for (const frame of this.frames.windows().map((each) => rrweb.frameElementOf(each))) {
      const inside = frame ? rrweb.idInFrame(frame, id) : -1;
      if (frame && inside !== -1) return { frame, id: inside };
    }
    return null;
  }

  private listen(): void {
    this.transport.listen();
    catchFrames(this.frames.add);
    listen(window, "pageshow", this.shown);
    listen(window, "beforeunload", this.state.leave);
    this.actions.observe(window);
  }

  private shown = (event: Event): void => {
    // Back from the back/forward cache: the tab's stream holds other documents since.
    if (!(event as PageTransitionEvent).persisted) return;
    this.snapshot();
    this.actions.note("history", null, distance());
  };

  /** Most pages leave their about:blank as it is: it need not be looked at, nor listened
   * to (with a listener for `beforeunload` each way out begins by asking the renderer). */
  private awaitContent(): void {
    this.content = new NativeMutationObserver(() => this.startNow());
    this.content.observe(document, { childList: true, subtree: true });
  }

  private startRrweb(): void {
    this.listen();
    forget();
    settle();
    this.content?.disconnect();
    this.stop?.();
    this.begun = false;
    this.frames.close();
    this.notes.close();
    try {
      this.stop = record({
        emit: this.emit as never,
        plugins: [{ name: ACTION, options: {}, eventProcessor: this.see as never }],
        recordAfter: "DOMContentLoaded",
        recordCrossOriginIframes: true,
        userTriggeredOnInput: true,
        maskInputOptions: { password: false },
        maskTextClass: NO_CLASS,
        blockClass: NO_CLASS,
        ignoreClass: NO_CLASS,
        sampling: { mousemove: 50, mousemoveCallback: 250, scroll: 100 },
        errorHandler: (error: unknown) => {
          this.problem(error);
          return true;
        },
      });
    } catch (error) {
      this.problem(error);
    }
  }

  private startNow = (): void => {
    settle();
    if (this.begun || this.stopped || !this.documents.stays || !document.documentElement) return;
    // Of a document that is "interactive" scripts may still wait for their turn.
    this.early = document.readyState !== "complete";
    // rrweb starts by itself at DOMContentLoaded; for the length of this call the
    // document says that it is there.
    Object.defineProperty(document, "readyState", { value: "interactive", configurable: true });
    try {
      this.startRrweb();
    } finally {
      delete (document as { readyState?: unknown }).readyState;
    }
    // Nor does rrweb then tell when all of it is there; frames are told of by the page.
    if (this.early && window === window.parent) listen(window, "load", this.loaded);
  };

  private loaded = (): void => {
    if (this.begun) this.emit({ type: LOAD, data: {}, timestamp: now() });
  };

  /** See every event on its way, also where it goes to a parent window instead of `emit`. */
  private see = (event: RrwebEvent): RrwebEvent => {
    if (event.type === FULL_SNAPSHOT) this.opened();
    try {
      if (this.isShut()) return LEFT_OUT;
      const masked = this.foreign
        ? this.mask.foreign(event as MaskedEvent, rrweb.frameElementOf(this.foreign) ?? null)
        : this.masked(event);
      return (masked as RrwebEvent | undefined) ?? LEFT_OUT;
    } catch (error) {
      this.problem(error); // what cannot be masked does not leave
      return LEFT_OUT;
    }
  };

  private masked(event: RrwebEvent): MaskedEvent | undefined {
    // What is told of the pointer then stands before the change it may have caused.
    if (isMutation(event)) this.actions.changed();
    return this.mask.event(event as MaskedEvent);
  }

  private opened(): void {
    this.begun = true;
    this.documents.opened();
    const anew = this.asked;
    // Frames can be passed on only now that they have ids, and ours holds nothing of them.
    soon(() => {
      this.frames.open(this.receive);
      this.notes.open();
      // Whoever waits for the page need not wait for this.
      postpone(() => this.tellAround(anew));
    });
  }

  /** Say what the document is shown in, and what is stored: that once for each document
   * and once for each recording. */
  private tellAround(anew: boolean): void {
    if (this.held || window !== window.parent) return;
    this.surroundings.open(this.early);
    if (this.stateOf === document && !anew) return;
    this.stateOf = document;
    this.state.start();
  }

  private receive = (message: { data: unknown; source: MessageEventSource }): void => {
    this.foreign = message.source as Window;
    try {
      rrweb.receiveFrameMessage(message);
    } finally {
      this.foreign = undefined;
    }
  };

  /** Say whether this address is not to be recorded; what comes after it begins anew. */
  private isShut(): boolean {
    const shut = this.isUnwelcome() || !this.mask.allows(location);
    if (this.shut && !shut) soon(this.snapshot);
    this.shut = shut;
    return shut;
  }

  private emit = (event: RrwebEvent): void => {
    if (event === LEFT_OUT) return;
    if (!this.held) return this.transport.push(event, !this.asked && !isIdle(event));
    if (isMutation(event) || event.type === CUSTOM || (event.type === FULL_SNAPSHOT && hasContent())) {
      const held = this.held;
      this.held = undefined;
      for (const early of [...held, event]) this.transport.push(early, true);
      return;
    }
    if (event.type === META) this.held = [];
    this.held.push(event);
  };

  private problem(error: unknown): void {
    // Not its message: a page's own functions may have put anything into it.
    this.transport.problem(error instanceof Error ? error.name : typeof error);
  }
}

function hasContent(): boolean {
  return Boolean(document.body?.firstChild ?? document.head?.firstChild);
}
