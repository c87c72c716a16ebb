// What takes long is done in a task of its own, right after the page's: in one task the two
// would keep the page from answering for longer. All else that is told waits for it.
//
// A large change has the time at which it was made. The first look at a document is as of
// when it is taken: `load`, for which tests wait, is not kept up by it.

import { below, cancel, later, now, tree } from "./natives";
import { stopReading } from "./reading";

// Nodes and records. To tell so many takes 2 to 3 ms; for less a task is not worth it.
const LARGE = 500;

/** rrweb's MutationBuffer, as rrweb_mutations.mjs leaves it: `tell` emits what was observed
 * so far. */
interface Buffer {
  tell: () => void;
}

const waiting = new Map<Buffer, number>();
let works: (() => void)[] = [];
let timer = 0;
let settling = false;
let moment: number | undefined;
let hurriesUntil = 0;

/** Say whether these records of a buffer, which has them, are told later. */
export function postponed(buffer: Buffer, records: readonly MutationRecord[]): boolean {
  if (waiting.has(buffer)) return true;
  if (now() < hurriesUntil || !isLarge(records)) {
    settle();
    return false;
  }
  waiting.set(buffer, now());
  timer ||= later(settle, 0);
  return true;
}

/** Do something in a task of its own, or sooner: before anything is told or asked for.
 * `prepare` does a part of it in tasks before that, and says whether there is more. */
export function postpone(work: () => void, prepare?: () => boolean): void {
  if (now() < hurriesUntil) return work();
  works.push(work);
  const next = (): void => {
    if (works.length && prepare?.()) timer = later(next, 0);
    else settle();
  };
  timer ||= later(next, 0);
}

/** Do something after what was postponed, at once if nothing was. */
export function inTurn(work: () => void): void {
  if (works.length) works.push(work);
  else work();
}

/** Do nothing of what was postponed: its document is gone, or nobody listens any more. */
export function forget(): void {
  works = [];
  stopReading();
}

/** Do what waits: before anything else is told, or asked for by its id. */
export function settle(): void {
  if (settling || !(waiting.size || works.length)) return;
  settling = true;
  cancel(timer);
  timer = 0;
  try {
    for (const [buffer, at] of waiting) {
      moment = at;
      buffer.tell();
    }
    moment = undefined;
    for (const work of works) work();
  } finally {
    waiting.clear();
    forget();
    moment = undefined;
    settling = false;
  }
}

/** Return when what is told now has happened, if that was not just now. */
export function settledAt(): number | undefined {
  return moment;
}

/** Postpone nothing before this time: the document is about to go. */
export function hurry(until: number): void {
  hurriesUntil = until;
  settle();
}

function isLarge(records: readonly MutationRecord[]): boolean {
  let count = records.length;
  for (const record of records) {
    if (count >= LARGE) return true;
    if (record.type !== "childList") continue; // its lists would be made to be asked
    const { addedNodes, removedNodes } = record;
    count += addedNodes.length + removedNodes.length;
    for (let at = 0; at < addedNodes.length && count < LARGE; at++) {
      const node = addedNodes[at]!;
      if (tree.firstChild(node)) count += below(node as Element);
    }
  }
  return count >= LARGE;
}
