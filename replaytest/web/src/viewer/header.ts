// Who was tested and how it ended, and one chip per recorded tab.

import { button, durationText, el, icon, ICONS } from "./dom";
import type { Model, TabModel } from "./model";
import { shorten } from "./nodes";
import { verdictOf } from "./verdict";

const OUTCOMES: Record<string, string> = { passed: "Passed", failed: "Failed", skipped: "Skipped", interrupted: "Interrupted" };

export function header(model: Model, chips: HTMLElement): HTMLElement {
  const { about } = model;
  const outcome = about.outcome ?? (about.failures.length ? "failed" : "");
  const [path, name] = splitTitle(about.test?.nodeid ?? about.title);
  const heading = el("h1", {}, ...(path ? [el("span", { class: "path" }, path)] : []), el("span", { class: "name" }, name));
  const { name: said = OUTCOMES[outcome], look = outcome } = about.run ? verdictOf(about.run) : {};
  const badge = said ? [el("span", { class: `outcome ${look}` }, said)] : [];
  return el("header", {}, el("div", { class: "title" }, ...badge, heading, facts(model)), chips);
}

/** `tests/test_shop.py::TestPay::test_card[eu]`: where, and what. */
function splitTitle(title: string): [string, string] {
  const cut = title.split("[", 1)[0]!.lastIndexOf("::");
  return cut < 0 ? ["", title] : [title.slice(0, cut).replaceAll("::", " › "), title.slice(cut + 2)];
}

function facts(model: Model): HTMLElement {
  const { about } = model;
  const said = [...new Set([about.details["browser"] ?? "", model.duration ? durationText(model.duration) : ""])];
  if (about.test && about.test.attempt > 1) said.push(`attempt ${about.test.attempt}`);
  const all = Object.entries(about.details).map(([name, value]) => `${name}: ${value}`);
  const made = el("p", { class: "facts", title: all.join("\n") });
  for (const fact of said.filter(Boolean)) made.append(el("span", {}, fact));
  return made;
}

export interface ChipMoves {
  choose: (key: string) => void;
  beside: (key: string) => void; // with Shift
  split: () => void;
}

export class Chips {
  readonly root = el("nav", { class: "chips", "aria-label": "Recorded tabs" });
  private readonly buttons = new Map<string, HTMLButtonElement>();

  private readonly split: HTMLButtonElement;

  constructor(
    private readonly model: Model,
    moves: ChipMoves,
  ) {
    const { sessions } = model.about;
    sessions.forEach((session, at) => {
      const group = el("div", { class: "chip-group", role: "group", "aria-label": session.label });
      if (sessions.length > 1) group.append(el("span", { class: "group-label" }, session.label));
      for (const tab of model.tabs.filter((each) => each.session === at)) group.append(this.chip(tab, moves));
      this.root.append(group);
    });
    this.split = button("Side by side", { class: "chip split-tabs", title: "The tabs side by side (s)", "aria-pressed": "false" }, moves.split, icon(ICONS.panes), "Side by side");
    this.split.hidden = model.tabs.length < 2;
    this.root.append(this.split);
    this.root.hidden = model.tabs.length === 0;
  }

  update({ current, pinned, shown }: { current: string | undefined; pinned: string | undefined; shown: string[] }, now: number): void {
    this.split.setAttribute("aria-pressed", String(shown.length > 0));
    for (const tab of this.model.tabs) {
      const made = this.buttons.get(tab.key);
      made?.setAttribute("aria-current", String(tab.key === current));
      made?.setAttribute("aria-pressed", String(tab.key === pinned));
      made?.classList.toggle("shown", shown.includes(tab.key));
      const there = tab.firstAt !== undefined && now >= tab.firstAt && (tab.closedAt === undefined || now <= tab.closedAt);
      made?.classList.toggle("away", !there);
    }
  }

  private chip(tab: TabModel, { choose, beside }: ChipMoves): HTMLElement {
    const kind = tab.about.opener ? "popup" : "page";
    const name = tab.title || shortUrl(tab.url) || "nothing recorded";
    const many = this.model.tabs.length > 1;
    const hints = ["Click to stay with this tab, again to follow what happens", ...(many ? ["Shift-click to see it beside the others"] : [])];
    const title = [name, tab.url, ...hints].filter(Boolean).join("\n");
    const made = button(`${kind} ${tab.number}: ${name}`, { class: "chip", title }, ({ shiftKey }) => (shiftKey && many ? beside : choose)(tab.key));
    // Drawn by the style sheet: the name of the chip says it.
    if (many) made.append(el("span", { class: "kind", "data-kind": kind }));
    made.append(el("span", { class: "chip-name" }, shorten(name, 48)));
    if (tab.about.ended === "crashed") made.append(el("span", { class: "crashed" }, "crashed"));
    made.append(icon(ICONS.pin));
    this.buttons.set(tab.key, made);
    return made;
  }
}

export function shortUrl(url: string): string {
  return url.replace(/^https?:\/\//, "").replace(/\/$/, "");
}
