// What rrweb does not say and repeating a session needs, as custom events
// `replaytest/action@1`: { kind, id: node id of the target or -1, ... }.
//
// In a field only the class of a key is said, never the key.

import { listen } from "./natives";

type Note = (kind: string, target: EventTarget | null, details: object) => void;
type Observer = (event: never, target: Element, note: Note, manners: Manners) => void;

/** What of an action may be told. */
export interface Manners {
  hidesKeys: (target: Element | null) => boolean;
  namesFiles: () => boolean;
}

// Keys of this form have a name; the others type what their `key` says.
const NAMED_KEY = /^[A-Z][A-Za-z0-9]+$/;
const DRAGGED = ["text/plain", "text/html", "text/uri-list", "Files"];
const FILE_TYPE = /^(?:application|audio|font|image|model|text|video)\/(?=[\w.+-]{1,80}$)/;

const OBSERVERS: Record<string, Observer> = {
  keydown: (event: KeyboardEvent, target, note, { hidesKeys }) =>
    note("key", target, { ...nameOfKey(event, target, hidesKeys), modifiers: modifiers(event), repeat: event.repeat }),
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
  input: (event: InputEvent, target, note) => note("input", target, { inputType: event.inputType ?? "" }),
  change: (_: Event, target, note, { namesFiles }) => {
    const files = (target as HTMLInputElement).files;
    const told = ({ name, type, size }: File) => ({ ...(namesFiles() && { name }), type: FILE_TYPE.test(type) ? type : "", size });
    if (files) note("files", target, { files: [...files].map(told) });
  },
  popstate: (_: Event, __, note) => note("history", null, {}),
};

const listeners = new WeakMap<Window, [string, (event: Event) => void][]>();

export function observeActions(frame: Window, note: Note, manners: Manners): void {
  // Closures made anew would be added twice; these are kept, and adding them again after
  // `document.open()` is harmless.
  const observers = listeners.get(frame) ?? makeObservers(note, manners);
  listeners.set(frame, observers);
  for (const [type, run] of observers) listen(frame, type, run);
}

function makeObservers(note: Note, manners: Manners): [string, (event: Event) => void][] {
  return Object.entries(OBSERVERS).map(([type, observe]) => [
    type,
    (event) => {
      // Only what a person or a driver did: scripted events are the page's own doing.
      if (event.isTrusted) observe(event as never, (event.composedPath()[0] ?? event.target) as Element, note, manners);
    },
  ]);
}

function notePointer(event: MouseEvent, target: Element, note: Note): void {
  note("pointer", target, {
    type: event.type,
    button: event.button,
    modifiers: modifiers(event),
    pointer: (event as PointerEvent).pointerType ?? "",
    ...within(event, target),
  });
}

function noteDrag(event: DragEvent, target: Element, note: Note): void {
  const { types, files } = event.dataTransfer ?? { types: [], files: [] };
  note("drag", target, { type: event.type, types: [...types].filter((type) => DRAGGED.includes(type)), files: files.length, ...within(event, target) });
}

function noteClipboard(event: ClipboardEvent, target: Element, note: Note): void {
  const length = event.type === "paste" ? (event.clipboardData?.getData("text/plain").length ?? 0) : undefined;
  note("clipboard", target, { type: event.type, length });
}

/** Where in the target, as fractions of its size: layouts move, proportions stay. */
function within(event: MouseEvent, target: Element): object {
  const box = target.getBoundingClientRect?.();
  if (!box?.width || !box.height) return {};
  const share = (value: number) => Math.round(value * 1e4) / 1e4;
  return { fx: share((event.clientX - box.left) / box.width), fy: share((event.clientY - box.top) / box.height) };
}

function nameOfKey(event: KeyboardEvent, target: Element, hides: Manners["hidesKeys"]): object {
  const named = NAMED_KEY.test(event.key ?? "");
  const typed = !named && !event.ctrlKey && !event.metaKey;
  const element = "closest" in target ? target : null; // a document can be the target
  if (!typed || !hides(element)) return { key: event.key, code: event.code };
  return { class: /\p{L}/u.test(event.key ?? "") ? "letter" : /\p{N}/u.test(event.key ?? "") ? "digit" : "other" };
}

function modifiers(event: KeyboardEvent | MouseEvent): string[] {
  const held = { Alt: event.altKey, Control: event.ctrlKey, Meta: event.metaKey, Shift: event.shiftKey };
  return Object.entries(held).filter(([, down]) => down).map(([name]) => name);
}
