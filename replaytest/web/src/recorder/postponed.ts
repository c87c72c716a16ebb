// A large change is told in a task of its own, right after the page's: in one task the two
// would keep the page from answering for longer. All else that is told waits for it, and it
// has the time at which it was made.

import { below, cancel, later, now, tree } from "./natives";

// Nodes and records. To tell so many takes 2 to 3 ms; for less a task is not worth it.
const LARGE = 500;

/** rrweb's MutationBuffer, as rrweb_mutations.mjs leaves it: `tell` emits what was observed
 * so far. */
interface Buffer {
  tell: () => void;
}

const waiting = new Map<Buffer, number>();
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

/** Tell what waits: before anything else is told, or asked for by its id. */
export function settle(): void {
  if (settling || !waiting.size) return;
  settling = true;
  cancel(timer);
  timer = 0;
  try {
    for (const [buffer, at] of waiting) {
      moment = at;
      buffer.tell();
    }
  } finally {
    waiting.clear();
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
  for (const { addedNodes, removedNodes } of records) {
    count += addedNodes.length + removedNodes.length;
    for (let at = 0; at < addedNodes.length && count < LARGE; at++) {
      const node = addedNodes[at]!;
      if (tree.firstChild(node)) count += below(node as Element);
    }
    if (count >= LARGE) return true;
  }
  return false;
}
