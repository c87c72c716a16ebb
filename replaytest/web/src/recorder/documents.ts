// A window gets other documents, and documents lose their listeners, without telling.

import { makeSecret } from "./mask/fields";
import { dispatch, later, listen, NativeMutationObserver } from "./natives";

const PROBE = "replaytest:alive";
const SOON_MS = 4;
const LATER_MS = 100;
const PATIENT_MS = 5_000;
const LONGEST_MS = 60_000;

export interface Watcher {
  /** The window has another document, or lost its listeners. */
  restart: () => void;
  /** The root element of the document was replaced, which rrweb does not see. */
  newRoot: () => void;
}

/** Watches the document of this window for one recorder. */
export class Documents {
  private document?: Document;
  private root?: Element | null;
  private alive = false;
  private treeObserver?: MutationObserver;
  private typeObserver?: MutationObserver;

  constructor(private readonly watcher: Watcher) {}

  /** Whether the window still has the document that was watched last. */
  get stays(): boolean {
    return document === this.document;
  }

  watch(): void {
    this.document = document;
    listen(window, PROBE, this.hear);
    this.watchForNewRoot();
    this.watchForNewDocument();
    this.watchPasswords();
  }

  /** A full snapshot tells the root element that is there now. */
  opened(): void {
    this.root = document.documentElement;
  }

  close(): void {
    this.treeObserver?.disconnect();
    this.typeObserver?.disconnect();
  }

  private hear = (): void => {
    this.alive = true;
  };

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
    if (!this.alive) this.watcher.restart();
    else if (document.documentElement !== this.root) this.watcher.newRoot();
  };

  /** `window.open(url)` gives about:blank first; Chromium keeps that window, and runs no
   * init script, when the document of `url` comes. */
  private watchForNewDocument(): void {
    if (location.href !== "about:blank" || !window.opener) return;
    const started = performance.now();
    const look = (): void => {
      if (!this.stays) return this.watcher.restart();
      const age = performance.now() - started;
      if (age < LONGEST_MS) later(look, age < PATIENT_MS ? SOON_MS : LATER_MS);
    };
    later(look, SOON_MS);
    for (const type of ["DOMContentLoaded", "load", "pageshow"]) {
      listen(window, type, () => !this.stays && this.watcher.restart());
    }
  }
}
