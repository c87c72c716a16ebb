// What became of a re-drive: its name, and at the side what decided it.

import type { RunAbout } from "./data";
import { button, clockText, el, icon, ICONS } from "./dom";
import { differing } from "./failure";
import type { Model } from "./model";

interface Verdict {
  name: string;
  look: "passed" | "failed" | "interrupted" | "skipped"; // as that outcome of a test
}

const VERDICTS: Record<string, Verdict> = {
  matched: { name: "Matched", look: "passed" },
  reproduced: { name: "Reproduced", look: "failed" },
  "not-reproduced": { name: "Not reproduced", look: "skipped" },
  diverged: { name: "Diverged", look: "failed" },
  blocked: { name: "Blocked", look: "interrupted" },
};

export function verdictOf({ verdict }: RunAbout): Verdict {
  return VERDICTS[verdict] ?? { name: "Inconclusive", look: "skipped" };
}

/** Why the verdict is what it is, and the way to see it. */
export function verdictArticle(run: RunAbout, model: Model, jump: (at: number) => void): HTMLElement {
  const { name, look } = verdictOf(run);
  const made = el("article", { class: `reason verdict ${look}` });
  const at = run.at === null ? undefined : Math.min(Math.max(run.at - model.startedAt, 0), model.duration);
  if (at === undefined) made.append(el("p", { class: "failed-at" }, name));
  else made.append(button(`${name} at ${clockText(at)}. Jump there`, { class: "failed-at" }, () => jump(at), icon(ICONS.failure), el("span", {}, `${name} at ${clockText(at)}`)));
  made.append(el("h2", {}, run.title));
  if (run.expected !== null) made.append(compared(run.expected, run.received ?? ""));
  if (run.after) made.append(el("p", { class: "where-to" }, run.after));
  if (run.nearest.length) made.append(el("h3", {}, "Nearest on the page"), nearestList(run.nearest));
  return made;
}

/** Two texts, what differs between them marked. */
export function compared(expected: string, received: string): HTMLElement {
  const [one, other] = differing(expected, received);
  return el("dl", { class: "compared" }, ...comparedRow("Expected", one), ...comparedRow("Received", other));
}

export function comparedRow(name: string, [start, middle, end]: [string, string, string]): HTMLElement[] {
  return [el("dt", {}, name), el("dd", { class: name.toLowerCase() }, start, el("mark", {}, middle), end)];
}

export function nearestList(nearest: string[]): HTMLElement {
  return el("ol", { class: "nearest" }, ...nearest.map((each) => el("li", {}, each)));
}
