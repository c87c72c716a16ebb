// Beside the stage: why the test failed, what happened, and what was not recorded.

import type { Clock } from "./clock";
import type { FailureAbout } from "./data";
import { button, clockText, el, icon, ICONS } from "./dom";
import { excerpt } from "./excerpt";
import { differing, explain, type Explained } from "./failure";
import { lastBefore, type Model } from "./model";
import { countOf, type Moment } from "./story";
import { comparedRow, verdictArticle } from "./verdict";

const PHASES: Record<string, string> = { setup: "Failed in setup", call: "Failed", teardown: "Failed in teardown" };

export function failurePanel(model: Model, jump: (at: number) => void): HTMLElement {
  const panel = el("section", { class: "failures", "aria-label": "Failure" });
  for (const failure of model.about.failures) panel.append(failureOf(failure, model, jump));
  const { run } = model.about;
  if (run) {
    panel.setAttribute("aria-label", "Verdict");
    panel.append(verdictArticle(run, model, jump));
  }
  panel.hidden = !run && !model.about.failures.length;
  return panel;
}

function failureOf(failure: FailureAbout, model: Model, jump: (at: number) => void): HTMLElement {
  const at = Math.min(Math.max(failure.failed_at - model.startedAt, 0), model.duration);
  const told = explain(failure);
  const label = `${PHASES[failure.phase] ?? "Failed"} at ${clockText(at)}`;
  const head = button(`${label}. Jump to failure`, { class: "failed-at" }, () => jump(at), icon(ICONS.failure), el("span", {}, label));
  const made = el("article", { class: "reason" }, head, el("h2", {}, told.title), ...compared(told));
  if (told.locator) made.append(el("p", { class: "locator" }, told.locator));
  if (told.rest) made.append(el("pre", { class: "more", tabindex: "0", "aria-label": "Rest of the message" }, told.rest));
  if (told.excerpt) made.append(excerpt(told.excerpt));
  if (told.log) made.append(folded("Call log", told.log));
  if (failure.traceback.trim()) made.append(traceback(failure.traceback, !told.excerpt));
  return made;
}

function compared({ expected, received, hint }: Explained): HTMLElement[] {
  if (expected === undefined && (received === undefined || received === "None")) return hint ? [el("p", { class: "hint" }, hint)] : [];
  const [one, other] = differing(expected ?? "", hint || received || "");
  const rows = expected === undefined ? [] : comparedRow("Expected", one);
  return [el("dl", { class: "compared" }, ...rows, ...comparedRow("Received", other))];
}

function folded(title: string, text: string): HTMLElement {
  return el("details", {}, el("summary", {}, title), el("pre", { class: "traceback", tabindex: "0", "aria-label": title }, text));
}

function traceback(text: string, open: boolean): HTMLElement {
  const pre = el("pre", { class: "traceback", tabindex: "0", "aria-label": "Traceback" });
  for (const line of text.replace(/\s+$/, "").split("\n")) {
    const kind = /^E(\s|$)/.test(line) ? "error-line" : /^>/.test(line) ? "here-line" : "";
    pre.append(kind ? el("span", { class: kind }, `${line}\n`) : `${line}\n`);
  }
  const made = el("details", open ? { open: "" } : {}, el("summary", {}, "Traceback"), pre);
  return made;
}

export function problemNotice(problems: string[]): HTMLElement {
  const list = el("ul", {}, ...problems.map((problem) => el("li", {}, problem)));
  const summary = el("summary", {}, `${countOf(problems.length, "problem")} while recording`);
  const made = el("details", { class: "problems" }, summary, list);
  made.hidden = !problems.length;
  return made;
}

export class MomentList {
  readonly root: HTMLElement;
  private readonly list = el("ol", { class: "moments" });
  private readonly rows: HTMLElement[] = [];
  private current = -2;

  constructor(
    private readonly moments: Moment[],
    private readonly clock: Clock,
    choose: (moment: Moment) => void,
  ) {
    for (const moment of moments) {
      const row = el("li", {}, rowOf(moment, () => choose(moment)));
      this.rows.push(row);
      this.list.append(row);
    }
    const body = moments.length ? this.list : el("p", { class: "none" }, "Nothing was recorded.");
    this.root = el("section", { class: "story", "aria-labelledby": "story-title" }, el("h2", { id: "story-title" }, "What happened"), body);
  }

  update(): void {
    const current = lastBefore(this.moments, this.clock.now, ({ at }) => at);
    if (current === this.current) return;
    this.rows[this.current]?.firstElementChild?.removeAttribute("aria-current");
    this.current = current;
    this.rows.forEach((row, at) => row.classList.toggle("later", at > current));
    const row = this.rows[current];
    row?.firstElementChild?.setAttribute("aria-current", "true");
    if (row) this.reveal(row);
  }

  /** Scroll the list, and never the page around it. */
  private reveal(row: HTMLElement): void {
    const { list } = this;
    const [top, height] = [row.offsetTop - list.offsetTop, row.offsetHeight];
    if (top < list.scrollTop + height || top + 2 * height > list.scrollTop + list.clientHeight) {
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      list.scrollTo({ top: top - list.clientHeight / 2, behavior: calm ? "auto" : "smooth" });
    }
  }
}

function rowOf(moment: Moment, run: () => void): HTMLElement {
  const detail = moment.detail ? [" ", el("span", { class: "detail" }, moment.detail)] : [];
  const text = el("span", { class: "text" }, el("span", { class: "what" }, moment.text), ...detail);
  const label = `${clockText(moment.at)} ${moment.text} ${moment.detail ?? ""}`.trim();
  const made = button(label, { class: `moment ${moment.kind}` }, run, el("time", {}, clockText(moment.at)), icon(ICONS[moment.kind]), " ", text);
  made.removeAttribute("title");
  return made;
}
