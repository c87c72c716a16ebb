// The keyboard, and the card that explains it.

import { type Clock, SPEEDS } from "./clock";
import { button, el } from "./dom";

export interface Moves {
  previous: () => void;
  next: () => void;
  failure: () => void;
  inspect: () => void;
  compare: () => void;
  split: () => void;
  help: () => void;
}

const HELP: [string, string][] = [
  ["Space", "play, pause"],
  ["← →", "back, on by 1 s"],
  ["Shift ← →", "back, on by 5 s"],
  [", .", "previous, next event"],
  ["Home End", "start, end"],
  ["f", "jump to the failure, or to what decided the verdict"],
  ["i", "inspect an element of the page"],
  ["d", "the last pass beside the failure, the recording beside a run"],
  ["s", "tabs side by side, if there are several"],
  ["1 … 5", "speed 0.5× to 8×"],
  ["?", "this help"],
];

export function listenToKeys(clock: Clock, moves: Moves): void {
  const actions: Record<string, (event: KeyboardEvent) => void> = {
    " ": () => clock.toggle(),
    ArrowLeft: (event) => clock.seek(clock.now - (event.shiftKey ? 5000 : 1000)),
    ArrowRight: (event) => clock.seek(clock.now + (event.shiftKey ? 5000 : 1000)),
    ",": moves.previous,
    ".": moves.next,
    Home: () => clock.seek(0),
    End: () => clock.seek(clock.duration),
    f: moves.failure,
    i: moves.inspect,
    d: moves.compare,
    s: moves.split,
    "?": moves.help,
  };
  SPEEDS.forEach((speed, at) => (actions[String(at + 1)] = () => clock.setSpeed(speed)));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const action = actions[event.key];
    if (!action || belongsToTarget(event)) return;
    event.preventDefault();
    action(event);
  });
}

/** Space presses a focused button, ticks a box and scrolls a traceback: not for us. */
function belongsToTarget({ key, target }: KeyboardEvent): boolean {
  const element = target as Element;
  if (element.matches?.("input:not([type=checkbox])")) return true; // it is being written in
  if (key === " ") return Boolean(element.closest?.("button, input, summary, dialog"));
  if (/^(Arrow|Home|End)/.test(key)) return Boolean(element.closest?.("pre, dialog"));
  return false;
}

export function helpCard(): HTMLDialogElement {
  const rows = HELP.flatMap(([keys, does]) => [
    el("dt", {}, ...keys.split(" ").map((key) => (key === "…" ? "…" : el("kbd", {}, key)))),
    el("dd", {}, does),
  ]);
  const card = el("dialog", { class: "help", "aria-label": "Keyboard shortcuts" }, el("h2", {}, "Keyboard"), el("dl", {}, ...rows));
  card.append(button("Close", { class: "close" }, () => card.close(), "Close"));
  card.addEventListener("click", (event) => event.target === card && card.close());
  return card;
}
