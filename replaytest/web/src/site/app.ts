// The page as a whole: what the address says is what is shown.

import { button, el } from "../viewer/dom";
import { errorColumns, sessionColumns, testColumns } from "./columns";
import { meant, type Meant } from "./compile";
import { Data, type Raw } from "./data";
import { detail } from "./detail";
import { Grid } from "./grid";
import { type ErrorGroup, Groups, isBad, type TestGroup } from "./groups";
import { helpCard, listenToKeys } from "./keys";
import { WhereError } from "./lexer";
import { fromHash, type State, toHash, type ViewName, VIEWS } from "./state";
import { Toolbar } from "./toolbar";

const LABELS: Record<ViewName, string> = { sessions: "Sessions", tests: "Tests", errors: "Errors" };

interface View {
  count: (sessions: number[]) => number;
  show: (sessions: number[]) => void;
  grid: Grid<number> | Grid<TestGroup> | Grid<ErrorGroup>;
}

export class App {
  data: Data;
  groups: Groups;
  state = fromHash(location.hash);
  private shown: number[] | undefined;
  private views!: Record<ViewName, View>;
  private readonly help = helpCard();
  private readonly facts = el("p", { class: "facts", role: "status" });
  private readonly tabs = new Map<ViewName, { button: HTMLButtonElement; count: HTMLElement }>();
  private readonly main = el("main", {});
  private readonly aside = el("aside", { "aria-label": "Details of the session", tabindex: "0", hidden: "" });
  private readonly toolbar = new Toolbar(() => this.state, (part) => this.go(part));

  constructor(raw: Raw) {
    this.data = new Data(raw);
    this.groups = new Groups(this.data);
    this.views = this.makeViews();
    document.body.append(this.header(raw.title), this.main, this.aside, this.help);
    listenToKeys({
      filter: () => this.toolbar.field.focus(),
      view: (at) => this.go({ view: VIEWS[at]! }),
      list: () => this.grid.root.focus(),
      move: (event) => {
        this.grid.press(event);
        if (event.defaultPrevented) this.grid.root.focus();
      },
      close: () => this.go({ session: "" }),
      help: () => (this.help.open ? this.help.close() : this.help.showModal()),
    });
    addEventListener("hashchange", () => {
      this.state = fromHash(location.hash);
      this.update();
    });
    this.update();
    this.grid.reveal();
  }

  /** New recordings have come; everything else stays as it is. */
  take(raw: Raw): void {
    this.data = new Data(raw);
    this.groups = new Groups(this.data);
    const { scrollTop } = this.grid.root;
    const focused = document.activeElement === this.grid.root;
    this.views = this.makeViews();
    this.shown = undefined;
    this.update();
    this.grid.root.scrollTop = scrollTop;
    if (focused) this.grid.root.focus({ preventScroll: true });
  }

  go(part: Partial<State>): void {
    this.state = { ...this.state, ...part };
    // A step back leads to where one came from, not to each letter of the filter.
    const isStep = STEPS.some((each) => each in part);
    history[isStep ? "pushState" : "replaceState"](null, "", toHash(this.state));
    this.update();
  }

  /** The sessions that are meant; throws what cannot be understood. */
  find(where: string, now = Date.now()): number[] {
    const fits = meant(where, this.data, now);
    return this.all().filter(fits);
  }

  private all(): number[] {
    return Array.from({ length: this.data.count }, (_, at) => at);
  }

  private get grid(): View["grid"] {
    return this.views[this.state.view].grid;
  }

  private update(): void {
    const { data, state } = this;
    let problem: WhereError | undefined;
    try {
      this.shown = this.narrowed(this.find(state.where));
    } catch (error) {
      if (!(error instanceof WhereError)) throw error;
      problem = error; // while it is being typed the last list stays
      this.shown ??= this.narrowed(this.all());
    }
    const view = this.views[state.view];
    if (this.main.lastElementChild !== view.grid.root) this.main.replaceChildren(this.toolbar.root, view.grid.root);
    this.toolbar.update(data, state, problem);
    const { shown = [] } = this;
    view.show(shown);
    for (const [name, { button: made, count }] of this.tabs) {
      made.setAttribute("aria-current", String(name === state.view));
      count.textContent = this.views[name].count(shown).toLocaleString();
    }
    this.summarise(shown);
    this.detail();
  }

  private narrowed(sessions: number[]): number[] {
    const { data, groups, state } = this;
    const parts: Meant[] = [];
    if (state.test) parts.push((session) => data.text(session, "test") === state.test);
    if (state.error) parts.push((session) => data.happened(session, "failure", "error", "console", "signal").some(({ fingerprint }) => fingerprint === state.error));
    if (state.collection) parts.push((session) => data.collectionsOf(session).some(({ name }) => name === state.collection));
    const quick: Record<string, Meant> = {
      failed: (session) => isBad(data.text(session, "outcome")),
      flaky: (session) => Boolean(groups.of(session)?.flaky),
      slow: (session) => groups.isSlow(session),
      signals: (session) => data.number(session, "signals") > 0,
    };
    parts.push(...state.quick.map((each) => quick[each]!));
    return parts.length ? sessions.filter((session) => parts.every((part) => part(session))) : sessions;
  }

  private makeViews(): Record<ViewName, View> {
    const { data, groups } = this;
    const sort = (column: string, first: boolean): void => this.sort(column, first);
    const sessions = new Grid<number>({ label: "Sessions", class: "of-sessions", columns: sessionColumns(data, groups), open: (session) => this.open(session), choose: (session) => this.choose(session), empty: NOTHING }, sort);
    const tests = new Grid<TestGroup>({ label: "Tests", class: "of-tests", columns: testColumns(data), open: ({ key }) => this.test(key), choose: ({ runs }) => this.choose(runs[0]!.session), empty: NOTHING }, sort);
    const errors = new Grid<ErrorGroup>({ label: "Errors", class: "of-errors", columns: errorColumns(data), open: ({ key }) => this.error(key), choose: ({ key }) => this.error(key), empty: "No errors in these sessions." }, sort);
    const chosen = (session: number): boolean => data.text(session, "path") === this.state.session;
    let [of, grouped]: [number[] | undefined, { tests: TestGroup[]; errors: ErrorGroup[] }] = [undefined, { tests: [], errors: [] }];
    const groupsOf = (found: number[]): typeof grouped => {
      if (of !== found) [of, grouped] = [found, { tests: groups.testsOf(found), errors: groups.errorsOf(found).sort((a, b) => b.sessions.length - a.sessions.length) }];
      return grouped;
    };
    return {
      sessions: { grid: sessions, count: (found) => found.length, show: (found) => sessions.show(found, this.state.sort, chosen) },
      tests: { grid: tests, count: (found) => groupsOf(found).tests.length, show: (found) => tests.show(groupsOf(found).tests, this.state.sort, ({ runs }) => chosen(runs[0]!.session)) },
      errors: { grid: errors, count: (found) => groupsOf(found).errors.length, show: (found) => errors.show(groupsOf(found).errors, this.state.sort, ({ key }) => key === this.state.error) },
    };
  }

  private header(title: string): HTMLElement {
    const nav = el("nav", { class: "chips", "aria-label": "Views" });
    for (const name of VIEWS) {
      const count = el("span", { class: "count" });
      const made = el("button", { type: "button", class: "chip" }, LABELS[name], count);
      made.addEventListener("click", () => this.go({ view: name, sort: "", session: "" }));
      this.tabs.set(name, { button: made, count });
      nav.append(made);
    }
    const ask = button("Keys", { class: "help-button" }, () => this.help.showModal(), "?");
    return el("header", {}, el("div", { class: "title" }, el("h1", {}, el("span", { class: "name" }, title)), this.facts, ask), nav);
  }

  private summarise(shown: number[]): void {
    const { data } = this;
    const failed = shown.filter((session) => isBad(data.text(session, "outcome"))).length;
    const said = shown.length === data.count ? `${data.count.toLocaleString()} sessions` : `${shown.length.toLocaleString()} of ${data.count.toLocaleString()} sessions`;
    this.facts.replaceChildren(el("span", {}, said), el("span", failed ? { class: "bad" } : {}, `${failed.toLocaleString()} failed`));
  }

  private detail(): void {
    const { data, state } = this;
    const session = state.session && state.view !== "errors" ? this.all().find((each) => data.text(each, "path") === state.session) : undefined;
    this.aside.hidden = session === undefined;
    document.body.classList.toggle("has-detail", session !== undefined);
    if (session === undefined) return this.aside.replaceChildren();
    this.aside.replaceChildren(
      ...detail(data, this.groups, session, {
        close: () => {
          this.go({ session: "" });
          this.grid.root.focus();
        },
        test: (nodeid) => this.test(nodeid),
        error: (fingerprint) => this.error(fingerprint),
        collection: (name) => this.go({ collection: name }),
        where: (condition) => this.go({ where: condition, view: "sessions" }),
      }),
    );
    this.aside.scrollTop = 0;
  }

  private sort(column: string, greatestFirst: boolean): void {
    const [first, second] = greatestFirst ? [`-${column}`, column] : [column, `-${column}`];
    this.go({ sort: this.state.sort === first ? second : this.state.sort === second ? "" : first });
  }

  private choose(session: number): void {
    this.go({ session: this.data.text(session, "path") });
  }

  private open(session: number): void {
    const address = this.data.raw.replays[session];
    if (address) location.assign(address);
    else this.choose(session);
  }

  private test(nodeid: string): void {
    this.go({ view: "sessions", test: nodeid, sort: "", session: "" });
  }

  private error(fingerprint: string): void {
    this.go({ view: "sessions", error: fingerprint, sort: "", session: "" });
  }
}

const STEPS: readonly (keyof State)[] = ["view", "test", "error", "collection", "quick"];
const NOTHING = "No session is like that.";
