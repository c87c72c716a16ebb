// What narrows the table: the filter, the quick ones, and what was clicked on.

import { button, el, icon } from "../viewer/dom";
import type { Data } from "./data";
import { QUICK, type Quick, type State } from "./state";
import { WhereError } from "./lexer";

const ABOUT: Record<Quick, string> = {
  failed: "Failed, interrupted or never finished",
  flaky: "Of tests that passed and failed in their last runs",
  slow: "The slowest tenth",
  signals: "With signals",
};
const LABELS: Record<Quick, string> = { failed: "Failed", flaky: "Flaky", slow: "Slow", signals: "With signals" };
const TYPING = 60; // ms that one waits for the next key

export type Change = (part: Partial<State>) => void;

export class Toolbar {
  readonly root = el("div", { class: "toolbar", role: "search" });
  readonly field = el("input", { type: "text", class: "filter", placeholder: 'outcome = failed and url ~ "/cart"', "aria-label": "Filter, as in replaytest ls --where", spellcheck: "false", autocapitalize: "off", autocomplete: "off", "aria-describedby": "filter-problem" });
  private readonly problem = el("p", { class: "problem", id: "filter-problem", role: "status" });
  private readonly quick = new Map<Quick, HTMLButtonElement>();
  private readonly scopes = el("div", { class: "scopes" });
  private readonly pick = el("select", { class: "pick", "aria-label": "Collections and saved searches" });
  private timer = 0;

  constructor(
    private readonly state: () => State,
    private readonly change: Change,
  ) {
    const buttons = el("div", { class: "quick", role: "group", "aria-label": "Quick filters" });
    for (const each of QUICK) {
      const made = button(LABELS[each], { class: "kind-filter", title: ABOUT[each] }, () => this.toggle(each), LABELS[each]);
      this.quick.set(each, made);
      buttons.append(made);
    }
    this.pick.addEventListener("change", this.picked);
    this.field.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.change({ where: this.field.value.trim() }), TYPING);
    });
    this.root.append(this.field, buttons, this.pick, this.scopes, this.problem);
  }

  update(data: Data, state: State, error: WhereError | undefined): void {
    // What is being typed is newer than what is known.
    if (document.activeElement !== this.field) this.field.value = state.where;
    this.field.setAttribute("aria-invalid", String(Boolean(error)));
    this.problem.textContent = error ? `${error.message} at character ${error.at}: ${error.fix}` : "";
    for (const [each, made] of this.quick) made.setAttribute("aria-pressed", String(state.quick.includes(each)));
    this.offer(data);
    this.scopes.replaceChildren(...this.scopesOf(state));
  }

  private toggle(each: Quick): void {
    const { quick } = this.state();
    this.change({ quick: quick.includes(each) ? quick.filter((other) => other !== each) : [...quick, each] });
  }

  private offer(data: Data): void {
    const { collections, searches } = data.raw;
    const options = [el("option", { value: "" }, "Collections…")];
    options.push(...collections.map(({ name, sessions }) => el("option", { value: `c${name}` }, `${name} (${Object.keys(sessions).length})`)));
    options.push(...searches.map(([name, where]) => el("option", { value: `s${where}` }, `Search: ${name}`)));
    this.pick.replaceChildren(...options);
    this.pick.hidden = options.length === 1;
  }

  private picked = (): void => {
    const [kind, value] = [this.pick.value[0], this.pick.value.slice(1)];
    if (kind === "c") this.change({ collection: value });
    if (kind === "s") this.change({ where: value });
    this.pick.value = "";
  };

  private scope(name: string, value: string, remove: () => void): HTMLElement {
    const said = [el("span", { class: "where" }, name), " ", el("span", { class: "scope-name" }, value)];
    return button(`${name} ${value}: remove`, { class: "scope" }, remove, ...said, icon("M4.5 4.5l7 7M11.5 4.500l-7 7"));
  }

  private scopesOf(state: State): HTMLElement[] {
    const names = { test: "Test", error: "Error", collection: "Collection" } as const;
    return (Object.keys(names) as (keyof typeof names)[])
      .filter((each) => state[each])
      .map((each) => this.scope(names[each], state[each], () => this.change({ [each]: "" })));
  }
}
