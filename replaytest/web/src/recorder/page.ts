// One window's recorder: runs rrweb, hands its events to the transport, and starts it again
// when the window gets another document or loses its listeners.

import { record } from "@rrweb/record";
import { type Config, type Custom, KEY, type Recorded } from "../recorder";
import { type Manners, observeActions } from "./actions";
import { Annotations } from "./analytics";
import { catchFrames, Frames, Parent } from "./frames";
import { type Event as MaskedEvent, Mask } from "./mask";
import { makeSecret } from "./mask/fields";
import type { Rules } from "./mask/rules";
import { dispatch, later, listen, NativeMutationObserver, soon } from "./natives";
import { State } from "./state";
import { Transport } from "./transport";
import { observeVitals, settings } from "./vitals";

const META = 4;
const FULL_SNAPSHOT = 2;
const INCREMENTAL = 3;
const MUTATION = 0;
// Pointer moves and selections may come late, and by themselves change nothing; nor do
// settings and vitals.
const IDLE_SOURCES = [1, 6, 14];
const CUSTOM = 5;
// A document that is still loading after this long is recorded as it grows.
const LOADING_MS = 500;
const ACTION = "replaytest/action@1";
const SETTINGS = "replaytest/settings@1";
const VITALS = "replaytest/vitals@1";
const ANNOTATION = "replaytest/annotation@1";
const STORAGE = "replaytest/storage@1";
const PROBE = "replaytest:alive";

// rrweb's way of leaving an event out is to be given another; this one goes nowhere.
const LEFT_OUT = { type: CUSTOM, data: { tag: "replaytest:left-out", payload: {} } };
// rrweb shall neither mask nor block: mask.ts does, for more places.
const NO_CLASS = "replaytest-no-such-class";

type RrwebEvent = { type: number; data: { source?: number; tag?: string } };
// What rrweb_patches.mjs adds to rrweb's `record`.
const rrweb = record as typeof record & {
  receiveFrameMessage: (message: { data: unknown; source: MessageEventSource | null }) => void;
  frameElementOf: (source: Window) => Element | undefined;
  sendToParent: (message: { event: object }) => void;
};

export class PageRecorder {
  private readonly frames = new Frames();
  private readonly transport: Transport;
  private document?: Document;
  private root?: Element | null;
  private stop?: () => void;
  private begun = false;
  private held: RrwebEvent[] | undefined;
  private alive = false;
  private asked = false;
  private parent?: Parent;
  private treeObserver?: MutationObserver;
  private typeObserver?: MutationObserver;
  private stopVitals?: () => void;
  private settled?: Document;
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
  private mask!: Mask;
  /** The window of another origin whose event is being passed on. */
  private foreign?: Window;
  private shut = false;

  constructor(
    private readonly config: Config,
    private readonly custom: Custom,
  ) {
    const scope = window as unknown as Record<string, unknown>;
    const send = scope[config.binding];
    delete scope[config.binding]; // the page must not find it
    const nowhere = () => undefined;
    this.transport = new Transport(typeof send === "function" ? (send as never) : nowhere, this.end, this.lend);
    this.follow(config.rules, config.nonce);
  }

  /** Follow other rules from the next event on. */
  follow(rules: Rules, nonce: string): void {
    if (nonce !== this.config.nonce) return;
    this.mask = new Mask(rules, this.custom, (id) => record.mirror.getNode(id));
    for (const problem of this.mask.problems) this.transport.problem(problem);
    this.notes.follow(rules.analytics);
  }

  begin(): void {
    if (this.transport.optedOut) return;
    this.document = document;
    if (window !== window.parent) {
      const parent = (this.parent ??= new Parent(this));
      rrweb.sendToParent = ({ event }) => event !== LEFT_OUT && parent.send({ event });
    }
    // An empty about:blank is where every page starts; it is sent only if something
    // happens in it.
    this.held = ["about:blank", ""].includes(location.href) ? [] : undefined; // "" in Firefox
    this.listen();
    this.startRrweb();
    this.watchForNewRoot();
    this.watchForNewDocument();
    this.watchPasswords();
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
    const { doNotTrack, globalPrivacyControl } = navigator as Navigator & { globalPrivacyControl?: boolean };
    const signalled = doNotTrack === "1" || globalPrivacyControl === true;
    return this.mask.honoursDoNotTrack && signalled;
  }

  /** Begin again in this window: its document is new (popups, `document.open()`), or
   * another recording wants a full snapshot of what is there. */
  restart = (): void => {
    this.transport.newDocument();
    this.begin();
  };

  /** Send what a popup of ours could not be sure to have sent when it went. */
  borrow(batches: string[]): void {
    this.transport.sendAll(batches);
  }

  private lend = (batches: string[]): void => {
    try {
      (window.opener as Recorded | null)?.[KEY]?.borrow(batches);
    } catch {
      // An opener of another origin.
    }
  };

  private end = (): void => {
    this.stop?.();
    this.treeObserver?.disconnect();
    this.typeObserver?.disconnect();
    this.stopVitals?.();
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
    try {
      record.takeFullSnapshot(true);
    } catch (error) {
      this.problem(error);
    }
  }

  /** Take a frame of another origin that announced itself in a frame of ours. */
  addFrame = this.frames.add;

  /** Note what is done in a frame of the same origin; rrweb records its document by itself. */
  observeFrame(frame: Window): void {
    observeActions(frame, this.action, this.manners);
  }

  private readonly manners: Manners = {
    hidesKeys: (target) => this.mask.hidesKeys(target),
    namesFiles: () => this.mask.fileNames,
  };

  private action = (kind: string, target: EventTarget | null, details: object): void => {
    if (!this.begun) return; // no node has an id yet
    try {
      if (this.mask.ignores(elementOf(target))) return;
      const id = target instanceof Object && "nodeType" in target ? record.mirror.getId(target as Node) : -1;
      record.addCustomEvent(ACTION, { kind, id, ...details });
    } catch (error) {
      this.problem(error);
    }
  };

  private listen(): void {
    this.transport.listen();
    catchFrames(this.frames.add);
    listen(window, PROBE, this.hear);
    listen(window, "pageshow", this.shown);
    listen(window, "beforeunload", this.state.leave);
    observeActions(window, this.action, this.manners);
  }

  private hear = (): void => {
    this.alive = true;
  };

  private shown = (event: Event): void => {
    // Back from the back/forward cache: the tab's stream holds other documents since.
    if ((event as PageTransitionEvent).persisted) this.snapshot();
  };

  private startRrweb(): void {
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
    if (this.begun || document !== this.document) return;
    // rrweb starts by itself at DOMContentLoaded; for the length of this call the
    // document says that it is there.
    Object.defineProperty(document, "readyState", { value: "interactive", configurable: true });
    try {
      this.startRrweb();
    } finally {
      delete (document as { readyState?: unknown }).readyState;
    }
  };

  /** See every event on its way, also where it goes to a parent window instead of `emit`. */
  private see = (event: RrwebEvent): RrwebEvent => {
    if (event.type === FULL_SNAPSHOT) this.opened();
    try {
      if (this.isShut()) return LEFT_OUT;
      const masked = this.foreign
        ? this.mask.foreign(event as MaskedEvent, rrweb.frameElementOf(this.foreign) ?? null)
        : this.mask.event(event as MaskedEvent);
      return (masked as RrwebEvent | undefined) ?? LEFT_OUT;
    } catch (error) {
      this.problem(error); // what cannot be masked does not leave
      return LEFT_OUT;
    }
  };

  private opened(): void {
    this.begun = true;
    this.root = document.documentElement;
    const anew = this.asked;
    // Frames can be passed on only now that they have ids, and ours holds nothing of them.
    soon(() => {
      this.frames.open(this.receive);
      this.tellSettings();
      this.tellState(anew);
      this.notes.open();
    });
  }

  /** Say once for each document what it is shown in. */
  private tellSettings(): void {
    if (this.held || this.settled === document || window !== window.parent) return;
    this.settled = document;
    try {
      record.addCustomEvent(SETTINGS, settings());
    } catch (error) {
      this.problem(error);
    }
    this.stopVitals?.();
    this.stopVitals = observeVitals((payload) => this.begun && record.addCustomEvent(VITALS, payload));
  }

  /** Say what is stored, once for each document and once for each recording. */
  private tellState(anew: boolean): void {
    if (this.held || window !== window.parent || (this.stateOf === document && !anew)) return;
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
    const shut = this.isUnwelcome() || !this.mask.allows(location.href);
    if (this.shut && !shut) soon(this.snapshot);
    this.shut = shut;
    return shut;
  }

  private emit = (event: RrwebEvent): void => {
    if (event === LEFT_OUT) return;
    if (!this.held) return this.transport.push(event, !this.asked && !isIdle(event));
    const changes = event.type === INCREMENTAL && event.data.source === MUTATION;
    if (changes || event.type === CUSTOM || this.hasContent(event)) {
      const held = this.held;
      this.held = undefined;
      for (const early of [...held, event]) this.transport.push(early, true);
      return;
    }
    if (event.type === META) this.held = [];
    this.held.push(event);
  };

  private hasContent(event: RrwebEvent): boolean {
    return event.type === FULL_SNAPSHOT && Boolean(document.body?.firstChild ?? document.head?.firstChild);
  }

  private problem(error: unknown): void {
    // Not its message: a page's own functions may have put anything into it.
    this.transport.problem(error instanceof Error ? error.name : typeof error);
  }

  /** `document.open()` takes every listener away, and its caller may be out of our sight. */
  private watchForNewRoot(): void {
    this.treeObserver?.disconnect();
    this.treeObserver = new NativeMutationObserver(() => later(this.checkListeners, 0));
    this.treeObserver.observe(document, { childList: true });
  }

  /** A password field can become a text field before there is anything to mask. */
  private watchPasswords(): void {
    this.typeObserver?.disconnect();
    this.typeObserver = new NativeMutationObserver((changes) => {
      for (const { target, oldValue } of changes) if (oldValue?.toLowerCase() === "password") makeSecret(target as Element);
    });
    this.typeObserver.observe(document, { subtree: true, attributeFilter: ["type"], attributeOldValue: true });
  }

  private checkListeners = (): void => {
    this.alive = false;
    dispatch(PROBE); // only ours hear it
    if (!this.alive) this.restart();
    // rrweb does not see the root element go or come.
    else if (this.begun && document.documentElement !== this.root) this.takeSnapshot();
  };

  /** `window.open(url)` gives about:blank first; Chromium keeps that window, and runs no
   * init script, when the document of `url` comes. */
  private watchForNewDocument(): void {
    if (location.href !== "about:blank" || !window.opener) return;
    const started = performance.now();
    const look = (): void => {
      if (document !== this.document) return this.restart();
      const age = performance.now() - started;
      if (age < 60_000) later(look, age < 5_000 ? 4 : 100);
    };
    later(look, 4);
    for (const type of ["DOMContentLoaded", "load", "pageshow"]) {
      listen(window, type, () => document !== this.document && this.restart());
    }
  }
}

function elementOf(target: EventTarget | null): Element | null {
  return target instanceof Object && "closest" in target ? (target as Element) : null;
}

function isIdle(event: RrwebEvent): boolean {
  if (event.type === CUSTOM) return [SETTINGS, VITALS, STORAGE].includes(event.data.tag ?? "");
  return event.type === INCREMENTAL && IDLE_SOURCES.includes(event.data.source ?? -1);
}
