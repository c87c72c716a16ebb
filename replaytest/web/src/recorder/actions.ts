// What rrweb does not say and repeating a session needs, as custom events
// `replaytest/action@1`: { kind, id: node id of the target or -1, ... }.
//
// In a field only the class of a key is said, never the key. store/FORMAT.md has every
// payload.

import { historyOf } from "./history";
import { Hover } from "./hover";
import type { Mask } from "./mask";
import { innermost, listen } from "./natives";
import { modifiers, Presses, within } from "./pointer";

type Note = (kind: string, target: EventTarget | null, details: object) => void;
type Observer = (event: never, target: Element, note: Note, mask: Mask) => void;

/** Who records, and what of an action may be told. */
interface Host {
  mask: () => Mask;
  /** Of a node of the documents that are recorded here; -1 for others. */
  idOf: (node: Node) => number;
  /** Give the nodes ids, if they have none yet: something is done to one of them. */
  begin: () => void;
  /** Nothing is told before the nodes have ids. */
  tell: (payload: object) => void;
  problem: (error: unknown) => void;
}

// Keys of this form have a name; the others type what their `key` says.
const NAMED_KEY = /^[A-Z][A-Za-z0-9]+$/;
const LETTER = /\p{L}/u;
const DIGIT = /\p{N}/u;
const DRAGGED = ["text/plain", "text/html", "text/uri-list", "Files"];
const FILE_TYPE = /^(?:application|audio|font|image|model|text|video)\/(?=[\w.+-]{1,80}$)/;

const OBSERVERS: Record<string, Observer> = {
  beforeinput: () => undefined, // nothing is written into a field that has no id yet
  pointerdown: () => undefined,
  keydown: (event: KeyboardEvent, target, note, mask) =>
    note("key", target, { ...nameOfKey(event, target, mask), modifiers: modifiers(event), repeat: event.repeat }),
  click: notePointer,
  dblclick: notePointer,
  auxclick: notePointer,
  contextmenu: notePointer,
  dragstart: noteDrag,
  drop: noteDrag,
  dragend: noteDrag,
  copy: noteClipboard,
  cut: noteClipboard,
  paste: noteClipboard,
  input: (event: InputEvent, target, note) =>
    event.isTrusted ? note("input", target, { inputType: event.inputType ?? "" }) : note("set", target, {}),
  change: (_: Event, target, note, { fileNames }) => {
    const files = (target as HTMLInputElement).files;
    const told = ({ name, type, size }: File) => ({ ...(fileNames && { name }), type: FILE_TYPE.test(type) ? type : "", size });
    if (files) note("files", target, { files: [...files].map(told) });
  },
};

/** Observes the windows of one recorder: its own, and its frames of the same origin. */
export class Actions {
  private readonly hover = new Hover((element) => this.note("over", element, {}));
  private readonly presses = new Presses();
  private readonly observed = new WeakMap<Window, () => void>();

  constructor(private readonly host: Host) {}

  observe(frame: Window): void {
    // Closures made anew would be added twice; these are kept, and adding them again after
    // `document.open()` is harmless.
    const again = this.observed.get(frame) ?? this.observersOf(frame);
    this.observed.set(frame, again);
    again();
  }

  /** Something on the page is about to be told that has changed. */
  changed(): void {
    this.hover.changed();
  }

  /** Tell of one action; never raises. */
  readonly note: Note = (kind, target, details) => {
    try {
      if (this.host.mask().ignores(elementOf(target))) return;
      this.host.tell({ kind, id: isNode(target) ? this.host.idOf(target) : -1, ...details });
    } catch (error) {
      this.host.problem(error);
    }
  };

  private observersOf(frame: Window): () => void {
    const { note, host, hover } = this;
    const made = [
      ...Object.entries(OBSERVERS).map(([type, observe]) =>
        this.guarded(type, (event, target) => {
          host.begin();
          observe(event as never, target, note, host.mask());
        }),
      ),
      ...Object.entries(hover.observers).map(([type, observe]) => this.guarded(type, observe)),
      this.guarded("pointerdown", (event, target) => this.presses.begin(event, target)),
      this.guarded("pointerup", this.released),
    ];
    const listenToHistory = historyOf(frame, (details) => this.note("history", null, details));
    return () => {
      for (const [type, run] of made) listen(frame, type, run);
      listenToHistory();
    };
  }

  private guarded(type: string, observe: (event: PointerEvent, target: Element) => void): [string, (event: Event) => void] {
    const run = (event: Event): void => {
      // Only what a person or a driver did: scripted events are the page's own doing. But
      // drivers tell by a scripted event that they have given a field its value or files.
      const files = type === "change" && (event.target as HTMLInputElement | null)?.type === "file";
      if (!event.isTrusted && type !== "input" && !files) return;
      try {
        observe(event as PointerEvent, innermost(event) as Element);
      } catch (error) {
        this.host.problem(error);
      }
    };
    return [type, run];
  }

  private readonly released = (event: PointerEvent, target: Element): void => {
    const drag = this.presses.end(event, target);
    if (drag) this.note("pointer", drag.target, { ...pointing(event, drag.target), type: "release", from: drag.from });
  };
}

function notePointer(event: MouseEvent, target: Element, note: Note): void {
  note("pointer", target, pointing(event, target));
}

function pointing(event: MouseEvent, target: Element): object {
  return {
    type: event.type,
    button: event.button,
    modifiers: modifiers(event),
    pointer: (event as PointerEvent).pointerType ?? "",
    ...within(event, target),
  };
}

function noteDrag(event: DragEvent, target: Element, note: Note): void {
  const { types, files } = event.dataTransfer ?? { types: [], files: [] };
  note("drag", target, { type: event.type, types: [...types].filter((type) => DRAGGED.includes(type)), files: files.length, ...within(event, target) });
}

function noteClipboard(event: ClipboardEvent, target: Element, note: Note): void {
  const length = event.type === "paste" ? (event.clipboardData?.getData("text/plain").length ?? 0) : undefined;
  note("clipboard", target, { type: event.type, length });
}

function nameOfKey(event: KeyboardEvent, target: Element, mask: Mask): object {
  const named = NAMED_KEY.test(event.key ?? "");
  const typed = !named && !event.ctrlKey && !event.metaKey;
  if (!typed || !mask.hidesKeys(elementOf(target))) return { key: event.key, code: event.code };
  return { class: LETTER.test(event.key ?? "") ? "letter" : DIGIT.test(event.key ?? "") ? "digit" : "other" };
}

// Asked of what they have: those of a frame are made of that frame's own classes.
function isNode(target: EventTarget | null): target is Node {
  return target !== null && "nodeType" in target;
}

function elementOf(target: EventTarget | null): Element | null {
  return target !== null && "closest" in target ? (target as Element) : null; // not a document
}
