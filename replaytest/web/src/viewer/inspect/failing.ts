// The element of the call that failed, and of a call that is chosen: outlined on the page,
// and told of in words where the page has no such element.

import { callText, selectorOf } from "../calls";
import type { Clock } from "../clock";
import { button, el } from "../dom";
import { explain } from "../failure";
import type { Call } from "../heard";
import type { Model } from "../model";
import type { Stage } from "../stage";
import type { Highlighter } from "./highlight";
import { isLocator, selectorOf as selectorFrom } from "./locator";
import { elementsIn, isVisible } from "./natives";
import { locatorText } from "./python";
import { Look, resolve } from "./resolve";
import { parseAttributes, parseSelector, parseText } from "./selector";
import { wordsOf } from "./words";

const BEFORE_MS = 3000; // a call that ended longer before a failure was not its reason
const PLAYING_MS = 250; // between two looks while the page runs
const LIKE = 0.45; // how alike two texts have to be to be told, of 1

/** What a failure waited for. */
interface Target {
  place: number; // of the failure in the list of all
  at: number; // of the failure
  selector: string;
  said: string;
  tab: string | undefined;
}

export class FailingElement {
  /** Says in words whether the page has what the failing call waited for. */
  readonly note = el("p", { class: "failing-note", hidden: "" });
  private readonly targets: Target[];
  private reasons: Element[] = []; // where each failure is told of
  private chosen: Call | undefined;
  private looked = { target: undefined as Target | undefined, time: 0 };

  constructor(
    model: Model,
    private readonly clock: Clock,
    private readonly stage: Stage,
    private readonly marks: Highlighter,
    private readonly inspect: (element: Element) => void,
  ) {
    this.targets = targetsOf(model);
    stage.listen(() => this.update());
  }

  /** Keep the note beside the failure that it is of. */
  noteIn(failures: HTMLElement): void {
    this.reasons = [...failures.querySelectorAll("article")];
    this.update();
  }

  /** Outline the element of this call while the clock is in it. */
  choose(call: Call | undefined): void {
    this.chosen = call;
    this.looked.time = 0;
    this.update();
  }

  private update(): void {
    const { now, playing } = this.clock;
    const target = this.targets.filter(({ at }) => at <= now + 1).at(-1);
    if (playing && performance.now() - this.looked.time < PLAYING_MS && this.looked.target === target) return;
    this.looked = { target, time: performance.now() };
    this.showFailing(target);
    this.showChosen(now);
  }

  private showFailing(target: Target | undefined): void {
    const page = this.pageOf(target?.tab);
    this.note.hidden = !target || !page;
    if (!target || !page) return this.marks.clear("failing");
    const elements = resolve(target.selector, page);
    this.marks.show("failing", elements, `${target.said} → the failing element`);
    const reason = this.reasons[target.place];
    const above = reason?.querySelector(".locator") ?? reason?.querySelector("h2");
    if (above && above.nextElementSibling !== this.note) above.after(this.note);
    const locator = locatorText(target.selector);
    const named = above?.textContent === locator ? [] : [el("code", {}, locator)]; // once is enough
    this.note.replaceChildren(...named, ...(elements.length ? this.found(elements) : nothing(target.selector, page)));
  }

  private showChosen(now: number): void {
    const { chosen } = this;
    const isNow = chosen && now >= chosen.at - 1 && now <= chosen.at + chosen.duration + 1;
    const page = isNow ? this.pageOf(chosen.tab) : null;
    if (chosen && page && selectorOf(chosen)) this.marks.show("call", resolve(selectorOf(chosen), page), callText(chosen));
    else this.marks.clear("call");
  }

  /** What is shown, if it is of this tab. */
  private pageOf(tab: string | undefined): Document | null {
    const { seen } = this.stage;
    return seen && (tab === undefined || seen.tab.key === tab) ? seen.document : null;
  }

  private found(elements: Element[]): (HTMLElement | string)[] {
    const first = elements[0]!;
    const many = elements.length === 1 ? " matched this element" : ` matched ${elements.length} elements`;
    const show = button("Inspect it: the failing element in the DOM panel", { class: "link" }, () => this.inspect(first), "Inspect it");
    return [`${many} at this moment. `, show];
  }
}

/** In order of time. Of each failure the last call that failed before it, or that looked
 * for what its message names; without such a call, what the message names. */
function targetsOf({ about, heard, startedAt, duration }: Model): Target[] {
  const found = about.failures.flatMap((failure, place): Target[] => {
    const at = Math.min(Math.max(failure.failed_at - startedAt, 0), duration);
    const { locator } = explain(failure);
    const near = heard.calls.filter((call) => selectorOf(call) && call.at <= at && call.at + call.duration >= at - BEFORE_MS);
    const call = near.filter((each) => each.error || locatorText(selectorOf(each)) === locator).at(-1);
    if (call) return [{ place, at, selector: selectorOf(call), said: callText(call), tab: call.tab }];
    return isLocator(locator) ? selectorIn(locator).map((selector) => ({ place, at, selector, said: `expect(${locator})`, tab: undefined })) : [];
  });
  return found.sort((one, other) => one.at - other.at);
}

function selectorIn(locator: string): string[] {
  try {
    return [selectorFrom(locator)];
  } catch {
    return [];
  }
}

function nothing(selector: string, page: Document): (HTMLElement | string)[] {
  const near = nearestTexts(selector, page);
  if (!near.length) return [" matched nothing at this moment."];
  return [" matched nothing at this moment. Nearest: ", ...near.flatMap((text, at) => [at ? ", " : "", el("q", {}, text)]), "."];
}

/** At most three texts of the page that are like what the selector looks for. */
function nearestTexts(selector: string, page: Document): string[] {
  const wanted = wantedText(selector);
  if (!wanted) return [];
  const look = new Look();
  const scores = new Map<string, number>();
  for (const element of elementsIn(page)) {
    const { normal, own } = wordsOf(element, look.texts);
    if (normal.length > 100 || !own.length || scores.has(normal)) continue;
    const score = alike(normal.toLowerCase(), wanted.toLowerCase());
    if (score >= LIKE && isVisible(element)) scores.set(normal, score);
  }
  return [...scores].sort(([, one], [, other]) => other - one).slice(0, 3).map(([text]) => text);
}

function wantedText(selector: string): string {
  try {
    const part = parseSelector(selector).reverse().find(({ engine }) => /^internal:(text|label|role)$/.test(engine));
    if (!part) return "";
    if (part.engine === "internal:role") {
      const name = parseAttributes(part.body).attributes.find((attribute) => attribute.name === "name")?.value;
      return typeof name === "string" ? name : "";
    }
    const text = parseText(part.body);
    return text instanceof RegExp ? "" : text.text;
  } catch {
    return "";
  }
}

/** Of the pairs of letters, the share that both have (Dice). */
function alike(one: string, other: string): number {
  const pairs = (text: string): Set<string> => new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2)));
  const [a, b] = [pairs(one), pairs(other)];
  const common = [...a].filter((pair) => b.has(pair)).length;
  return a.size + b.size ? (2 * common) / (a.size + b.size) : 0;
}
