// The recorded page at this moment: its tree, one element of it in detail, and its past.

import type { Clock } from "../clock";
import { button, el, icon } from "../dom";
import type { Call } from "../heard";
import { Details } from "../inspect/details";
import { FailingElement } from "../inspect/failing";
import { find, type Found } from "../inspect/find";
import { Highlighter } from "../inspect/highlight";
import { type Change, historyOf } from "../inspect/history";
import { isConnected, isElement, nodeType, tagOf, treeParent } from "../inspect/natives";
import { labelOf, Picker } from "../inspect/pick";
import { Tree } from "../inspect/tree";
import type { Model } from "../model";
import { lastBefore } from "../model";
import type { Stage } from "../stage";
import type { Panel } from "./panel";

const PICK = "M3 3l4 10 1.6-4.400L13 7z";
const CALM_MS = 200; // between two looks at the page while it runs
const GONE = "Not on the page at this moment.";

export interface DomPanel extends Panel {
  /** Say in what tells of the failures whether the page has what they waited for. */
  noteIn(failures: HTMLElement): void;
  /** Begin to choose by pointing, or leave it. */
  pick(): void;
  /** Outline the element of this call. */
  showCall(call: Call | undefined): void;
}

export function domPanel(model: Model, clock: Clock, stage: Stage, open: () => void): DomPanel {
  const inspector = new Inspector(model, clock, stage, open);
  return {
    id: "dom",
    label: "DOM",
    count: 0,
    alarms: 0,
    get root() {
      return inspector.root;
    },
    update: () => inspector.update(),
    noteIn: (failures) => inspector.failing.noteIn(failures),
    pick: () => inspector.pick(),
    showCall: (call) => inspector.failing.choose(call),
  };
}

/** Which node is chosen: rrweb's ids start over with every page of a tab. */
interface Chosen {
  tab: string;
  url: string;
  id: number;
  tag: string;
}

class Inspector {
  readonly root = el("div", { class: "list-panel dom" });
  readonly failing: FailingElement;
  private readonly tree: Tree;
  private readonly details: Details;
  private readonly marks: Highlighter;
  private readonly picker: Picker;
  private readonly pickButton: HTMLButtonElement;
  private readonly field = el("input", { type: "search", placeholder: "Text, CSS or get_by_role(…)", "aria-label": "Find in the page" });
  private readonly hits = el("span", { class: "where", role: "status" });
  private readonly crumbs = el("nav", { class: "crumbs", "aria-label": "Around the element" });
  private readonly testId: string;
  private readonly histories = new Map<string, Change[]>();
  private chosen: Chosen | undefined;
  private found: Found = { elements: [], more: false };
  private hit = -1;
  private page = ""; // which one the tree is of
  private looked = 0;
  private timer = 0;

  constructor(
    private readonly model: Model,
    private readonly clock: Clock,
    private readonly stage: Stage,
    private readonly open: () => void,
  ) {
    this.testId = testIdOf(model);
    this.marks = new Highlighter(stage);
    this.tree = new Tree(
      (node) => stage.seen?.idOf(node) ?? -1,
      (node) => this.choose(node, false),
      (node) => this.point(node),
    );
    this.details = new Details(this.testId, (at) => {
      clock.pause();
      clock.seek(at);
    });
    this.picker = new Picker(stage, this.marks, (element) => this.inspect(element), (on) => this.pickButton?.setAttribute("aria-pressed", String(on)));
    this.pickButton = button("Pick an element on the page (i)", { class: "kind-filter dom-pick", "aria-pressed": "false" }, () => this.pick(), icon(PICK), "Pick");
    this.failing = new FailingElement(model, clock, stage, this.marks, (element) => this.inspect(element));
    this.field.addEventListener("input", () => this.search());
    this.field.addEventListener("keydown", this.key);
    const tools = el("div", { class: "tools" }, this.pickButton, this.field, this.hits);
    const list = el("div", { class: "split-list" }, this.tree.root, this.crumbs);
    this.root.append(tools, el("div", { class: "split" }, list, this.details.root));
    stage.listen(() => this.root.isConnected || this.marks.clear("chosen"));
    // A page that is rebuilt comes after the clock's own word.
    stage.listen(() => this.root.isConnected && this.update());
  }

  pick(): void {
    this.open();
    this.clock.pause();
    this.picker.toggle();
  }

  inspect(element: Element): void {
    this.open();
    this.choose(element, true);
  }

  /** Look at the page now; while it runs, only every so often. */
  update(): void {
    const wait = this.clock.playing ? this.looked + CALM_MS - performance.now() : 0;
    if (wait <= 0) return this.look();
    this.timer ||= window.setTimeout(() => {
      this.timer = 0;
      if (this.root.isConnected) this.look();
    }, wait);
  }

  private look(): void {
    this.looked = performance.now();
    const { seen } = this.stage;
    const page = `${seen?.tab.key} ${this.url}`;
    if (page !== this.page) this.tree.forget();
    this.page = page;
    this.tree.show(seen?.document ?? null);
    const node = this.node;
    if (node) this.tree.select(node, false);
    if (this.field.value && !this.clock.playing) this.search(false);
    this.drawChosen();
  }

  private get url(): string {
    const pages = this.stage.seen?.tab.pages ?? [];
    return withoutHash((pages[lastBefore(pages, this.clock.now, ({ at }) => at)] ?? pages[0])?.url ?? "");
  }

  /** The chosen node, if it is there at this moment. */
  private get node(): Node | undefined {
    const { seen } = this.stage;
    if (!this.chosen || !seen || seen.tab.key !== this.chosen.tab || this.url !== this.chosen.url) return undefined;
    const node = seen.nodeOf(this.chosen.id);
    return node && isConnected(node) && tagFor(node) === this.chosen.tag ? node : undefined;
  }

  private choose(node: Node, reveal: boolean): void {
    const { seen } = this.stage;
    const id = seen?.idOf(node) ?? -1;
    if (!seen || id === -1) return;
    this.chosen = { tab: seen.tab.key, url: this.url, id, tag: tagFor(node) };
    this.tree.select(node, reveal);
    this.details.root.scrollTop = 0;
    this.drawChosen();
    const { chosen } = this;
    this.details.clearHistory();
    setTimeout(() => chosen === this.chosen && this.drawHistory(chosen)); // a long one shall not hold up the rest
  }

  private drawChosen(): void {
    const { node } = this;
    if (!this.chosen) return;
    this.details.show(node, GONE);
    this.crumbs.replaceChildren(...(node ? this.crumbsOf(node) : []));
    if (node && isElement(node) && this.root.isConnected) this.marks.show("chosen", [node], labelOf(node));
    else this.marks.clear("chosen");
  }

  private drawHistory({ tab, url, id, tag }: Chosen): void {
    const key = `${tab} ${url} ${id} ${tag}`;
    const events = this.model.tabs.find((each) => each.key === tab)?.events ?? [];
    const changes = this.histories.get(key) ?? historyOf(events, id, (node) => node.tag === tag && withoutHash(node.url) === url);
    this.histories.set(key, changes);
    this.details.showHistory(changes, (at) => at - this.model.startedAt);
  }

  private crumbsOf(node: Node): HTMLElement[] {
    const found: HTMLElement[] = [];
    for (let each: Node | null = node; each && nodeType(each) !== 9; each = outOfPage(each)) {
      const at = each;
      if (!isElement(at)) continue;
      found.unshift(button(`Choose ${tagOf(at)}`, { class: "crumb", ...(at === node ? { "aria-current": "true" } : {}) }, () => this.choose(at, true), tagOf(at)));
    }
    return found;
  }

  private point(node: Node | undefined): void {
    if (node && isElement(node)) this.marks.show("under", [node], labelOf(node));
    else if (!this.picker.on) this.marks.clear("under");
  }

  private search(jump = true): void {
    const page = this.stage.seen?.document;
    this.found = page ? find(this.field.value, page, this.testId) : { elements: [], more: false };
    this.tree.mark(this.found.elements);
    if (jump) this.go(this.found.elements.length ? 0 : -1);
    else this.sayHits();
  }

  private go(to: number): void {
    this.hit = to;
    const element = this.found.elements[to];
    if (element) this.choose(element, true);
    this.sayHits();
  }

  private sayHits(): void {
    const { elements: { length }, more } = this.found;
    const at = this.hit >= 0 && this.hit < length ? `${this.hit + 1} of ` : "";
    this.hits.textContent = this.field.value.trim() ? (length ? `${at}${length}${more ? " or more" : ""}` : "Nothing found") : "";
  }

  private key = (event: KeyboardEvent): void => {
    const { length } = this.found.elements;
    if (event.key !== "Enter" || !length) return;
    event.preventDefault();
    this.go((this.hit + (event.shiftKey ? -1 : 1) + length) % length);
  };
}

/** From a node to what is around it; from a page in a frame to the frame. */
function outOfPage(node: Node): Node | null {
  const parent = treeParent(node);
  return parent && nodeType(parent) === 9 ? treeParent(parent) : parent;
}

function tagFor(node: Node): string {
  return isElement(node) ? tagOf(node) : "";
}

function withoutHash(url: string): string {
  return url.split("#", 1)[0]!;
}

/** The attribute that the test's own `get_by_test_id` looked at. */
function testIdOf(model: Model): string {
  const said = model.heard.calls.flatMap(({ args }) => args.map(([, value]) => /internal:testid=\[([\w-]+)=/.exec(value)?.[1]));
  return said.find(Boolean) ?? "data-testid";
}
