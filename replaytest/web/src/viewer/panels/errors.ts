// Uncaught errors, rejections, violations and crashes, with their stacks.

import type { Clock } from "../clock";
import { el } from "../dom";
import type { Frame, Trouble } from "../heard";
import type { Model } from "../model";
import { ListPanel, type Panel } from "./panel";

const KINDS: Record<string, string> = { exception: "Uncaught", rejection: "Unhandled rejection", csp: "Blocked by policy", crash: "Crash" };

export function errorsPanel(model: Model, clock: Clock): Panel {
  const { troubles } = model.heard;
  let made: ListPanel<Trouble> | undefined;
  return {
    id: "errors",
    label: "Errors",
    count: troubles.length,
    alarms: troubles.length,
    get root() {
      made ??= new ListPanel<Trouble>("Errors", troubles, clock, {
        at: ({ at }) => at,
        row: (trouble) => ({
          class: "bad",
          cells: [
            el("span", { class: "level" }, KINDS[trouble.kind] ?? trouble.kind),
            el("span", { class: "said" }, titleOf(trouble)),
            el("span", { class: "where" }, placeOf(trouble.stack.find(({ ignored }) => !ignored))),
          ],
          words: `${trouble.kind} ${titleOf(trouble)}`,
        }),
        detail: (trouble) => el("div", {}, el("p", { class: "detail-title" }, titleOf(trouble)), ...stackOf(trouble)),
        empty: "Nothing was thrown that nobody caught.",
      });
      return made.root;
    },
    update: (now) => made?.update(now),
  };
}

export function titleOf({ name, message }: Trouble): string {
  return [name, message].filter(Boolean).join(": ");
}

/** The stack, in the files it was written in where a source map told of them. */
export function stackOf({ stack }: Trouble): HTMLElement[] {
  if (!stack.length) return [];
  const frames = stack.map((frame) => {
    const name = frame.original?.name || frame.function || "(anonymous)";
    const built = frame.original ? `${frame.url}:${frame.line}:${frame.column}` : "";
    return el("li", frame.ignored ? { class: "ignored", title: built } : { title: built }, el("b", {}, name), el("span", { class: "where" }, placeOf(frame)));
  });
  return [el("h3", {}, "Stack"), el("ol", { class: "stack" }, ...frames)];
}

function placeOf(frame: Frame | undefined): string {
  if (!frame) return "";
  const { source, line, column } = frame.original ?? { source: frame.url, line: frame.line, column: frame.column };
  return `${source.replace(/^https?:\/\//, "")}:${line}:${column}`;
}
