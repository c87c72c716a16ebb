// The keyboard, and the card that explains it.

import { button, el } from "../viewer/dom";

export interface Moves {
  filter: () => void;
  view: (at: number) => void;
  list: () => void;
  move: (event: KeyboardEvent) => void; // when nothing has the focus
  close: () => void;
  help: () => void;
}

const HELP: [string, string][] = [
  ["/", "write a filter"],
  ["1 2 3", "sessions, tests, errors"],
  ["↑ ↓", "choose a row; also k, j"],
  ["Enter", "open the replay, the test, the error"],
  ["Esc", "from the filter to the list; close the details"],
  ["?", "this help"],
];

export function listenToKeys(moves: Moves): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = event.target as Element;
    if (target.closest?.("dialog")) return;
    const isWriting = Boolean(target.matches?.("input, select"));
    if (event.key === "Escape") (isWriting ? moves.list : moves.close)();
    else if (isWriting && event.key === "Enter") moves.list();
    else if (isWriting) return;
    else if (event.key === "/") moves.filter();
    else if (event.key === "?") moves.help();
    else if (/^[123]$/.test(event.key)) moves.view(Number(event.key) - 1);
    else if (target === document.body) return moves.move(event);
    else return;
    event.preventDefault();
  });
}

export function helpCard(): HTMLDialogElement {
  const rows = HELP.flatMap(([keys, does]) => [el("dt", {}, ...keys.split(" ").map((key) => el("kbd", {}, key))), el("dd", {}, does)]);
  const card: HTMLDialogElement = el("dialog", { class: "help", "aria-labelledby": "help-title" });
  const close = button("Close", { class: "close" }, () => card.close(), "Close");
  card.append(el("h2", { id: "help-title" }, "Keys"), el("dl", {}, ...rows), close);
  return card;
}
