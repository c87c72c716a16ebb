// The console as the browser showed it, uncaught errors among the messages.

import type { Clock } from "../clock";
import { el } from "../dom";
import type { Message, Trouble } from "../heard";
import type { Model } from "../model";
import { stackOf } from "./errors";
import { filterTools, ListPanel, type Panel } from "./panel";

interface Line {
  at: number;
  level: string;
  text: string;
  place: string;
  trouble?: Trouble;
}

export function consolePanel(model: Model, clock: Clock): Panel {
  const lines = linesOf(model.heard.messages, model.heard.troubles);
  let made: ListPanel<Line> | undefined;
  return {
    id: "console",
    label: "Console",
    count: lines.length,
    alarms: lines.filter(({ level }) => level === "error").length,
    get root() {
      made ??= listOf(lines, clock);
      return made.root;
    },
    update: (now) => made?.update(now),
  };
}

function linesOf(messages: Message[], troubles: Trouble[]): Line[] {
  const uncaught = troubles
    .filter(({ kind }) => kind !== "csp") // the console has said so
    .map((trouble): Line => {
      const text = `Uncaught ${[trouble.name, trouble.message].filter(Boolean).join(": ")}`;
      return { at: trouble.at, level: "error", text: trouble.kind === "crash" ? trouble.message : text, place: "", trouble };
    });
  return [...messages, ...uncaught].sort((one, other) => one.at - other.at);
}

function listOf(lines: Line[], clock: Clock): ListPanel<Line> {
  const panel = new ListPanel<Line>("Console", lines, clock, {
    at: ({ at }) => at,
    row: ({ level, text, place }) => ({
      class: `level-${/^(error|warn|info|debug)$/.test(level) ? level : "log"}`,
      cells: [
        el("span", { class: "level" }, level),
        el("span", { class: "said" }, text),
        el("span", { class: "where", title: place }, place.replace(/^.*\/(?=[^/]+$)/, "")),
      ],
      words: `${level} ${text} ${place}`,
    }),
    detail: ({ text, place, trouble }) =>
      el("div", {}, el("pre", { class: "code", tabindex: "0", "aria-label": "Message" }, text), el("p", { class: "where" }, place), ...(trouble ? stackOf(trouble) : [])),
    empty: "The page wrote nothing to its console.",
  });
  filterTools<Line>(panel, [
    ["All", () => true],
    ["Errors", ({ level }) => level === "error"],
    ["Warnings", ({ level }) => level === "warn"],
  ]);
  panel.root.classList.add("console");
  return panel;
}
