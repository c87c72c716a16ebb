// Every event on its way out of the page: rebuilt from the fields that are known for its
// type, the texts among them masked. What is not known is not passed on.

import { maskAddresses, maskCss, maskValue } from "./css";
import type { Attributes } from "./attributes";
import { isMasked } from "../added";
import type { NodeMask, Serialized } from "./nodes";
import { CLOSED, OPEN, type Scope, type Scopes } from "./scope";
import { clearUrl, maskUrl } from "./url";

type Fields = Record<string, unknown>;
export interface Event {
  type: number;
  data: Fields;
  timestamp: number;
}

interface Added {
  parentId: number;
  nextId: number | null;
  previousId?: number | null;
  node: Serialized;
}

export interface Means {
  nodes: NodeMask;
  scopes: Scopes;
  live: (id: number) => Node | null;
  mask: (text: string) => string;
  hide: (text: string) => string;
  hideInCss: (text: string) => string;
  /** Whether the level covers texts where no rule speaks. */
  covers: boolean;
  /** Whether the level leaves even what was entered, and addresses. */
  clear: boolean;
}

const lists = new Map<string, string[]>();
const pick = (from: Fields, names: string): Fields => {
  const found: Fields = {};
  let list = lists.get(names);
  if (!list) lists.set(names, (list = names.split(" ")));
  for (const name of list) if (from[name] !== undefined) found[name] = from[name];
  return found;
};
const every = <T>(list: unknown, change: (item: T) => unknown): unknown[] => (Array.isArray(list) ? list.map(change) : []);
// By incremental source: fields that are numbers, flags and ids.
const NUMBERS: Record<number, string> = {
  2: "source type id x y pointerType",
  3: "source id x y",
  4: "source width height",
  7: "source type id currentTime volume muted loop playbackRate",
};
const POSITIONS = [1, 6, 12];

type CssCover = "mask" | "block" | "";

export class EventMask {
  private readonly sheets = new Map<number, CssCover>();

  constructor(private readonly means: Means) {}

  /** Return the event as it may leave, or undefined if nothing of it may. */
  event(event: Event): Event | undefined {
    const data = this.data(event.type, event.data ?? {});
    return data && { type: event.type, data, timestamp: event.timestamp };
  }

  private data(type: number, data: Fields): Fields | undefined {
    if (type === 0 || type === 1) return {};
    if (type === 2) return { node: this.page(data.node as Serialized), initialOffset: pick((data.initialOffset ?? {}) as Fields, "left top") };
    if (type === 3) return this.incremental(data);
    if (type === 4) return { ...pick(data, "width height"), href: this.address(String(data.href ?? "")) };
    // Our own, made of numbers and words of ours (actions.ts).
    return type === 5 && String(data.tag).startsWith("replaytest/") ? pick(data, "tag payload") : undefined;
  }

  private page(node: Serialized): Serialized {
    return isMasked(node) ? node : this.means.nodes.tree(node, OPEN);
  }

  private incremental(data: Fields): Fields | undefined {
    const source = data.source as number;
    if (NUMBERS[source]) return this.isBlocked(data.id) ? undefined : pick(data, NUMBERS[source]);
    if (POSITIONS.includes(source)) return { source, positions: every<Fields>(data.positions, (at) => pick(at, "x y id timeOffset")) };
    switch (source) {
      case 0:
        return this.mutation(data);
      case 5:
        return this.input(data);
      case 8:
        return this.rules(data);
      case 13:
        return this.declaration(data);
      case 14:
        return { source, ranges: every<Fields>(data.ranges, (range) => pick(range, "start startOffset end endOffset")) };
      case 15:
        return this.adopted(data);
      case 16:
        return pick(data, "source define");
      default:
        return undefined; // canvas, fonts, logs, and what a later rrweb may add
    }
  }

  private mutation(data: Fields): Fields {
    // Many changes of one event stand in few places.
    const places = new Map<Node, Scope>();
    const placed = (node: Node, find: (node: Node) => Scope): Scope => {
      const found = places.get(node) ?? find(node);
      places.set(node, found);
      return found;
    };
    const { scopes, live } = this.means;
    const scopeIn = (node: Node): Scope => {
      const element = node.nodeType === Node.ELEMENT_NODE ? (node as Element) : node.parentElement;
      const above = element?.parentElement;
      if (!element || !above) return placed(node, () => scopes.of(node));
      return placed(element, () => scopes.below(placed(above, () => scopes.of(above)), element));
    };
    const scopeOf = (id: number): Scope => {
      const node = live(id);
      return node ? scopeIn(node) : CLOSED;
    };
    const scopeOfNew = (node: Serialized, parentId: number): Scope => {
      // A frame's document stands in its frame.
      const parent = live(node.id)?.parentNode;
      return parent ? scopeIn(parent) : scopeOf(parentId);
    };
    const shown = <T extends { id: number }>(list: unknown): T[] =>
      ((list ?? []) as T[]).filter(({ id }) => !scopeOf(id).blocked);
    return {
      source: 0,
      texts: shown<{ id: number; value: string | null }>(data.texts).map(({ id, value }) => {
        const node = this.means.live(id);
        const isText = node?.nodeType !== Node.COMMENT_NODE;
        return { id, value: value && (isText ? this.means.nodes.text(value, node?.parentElement ?? null, scopeOf(id)) : "") };
      }),
      attributes: shown<{ id: number; attributes: Attributes }>(data.attributes).map(({ id, attributes }) => {
        const element = this.means.live(id) as Element | null;
        return { id, attributes: this.means.nodes.attributes(element?.localName ?? "", attributes, element, scopeOf(id)) };
      }),
      removes: every<Fields>(data.removes, (gone) => pick(gone, "parentId id isShadow")),
      adds: ((data.adds ?? []) as Added[])
        .filter(({ parentId, node }) => isMasked(node) || !scopeOf(parentId).blocked)
        .map(({ parentId, nextId, previousId, node }) => ({
          parentId,
          nextId,
          previousId,
          node: isMasked(node) ? node : this.means.nodes.tree(node, scopeOfNew(node, parentId)),
        })),
      ...(isMasked(data.trees) && { trees: data.trees }),
      ...pick(data, "isAttachIframe"),
    };
  }

  private input(data: Fields): Fields | undefined {
    const field = this.means.live(data.id as number) as Element | null;
    const scope = this.means.scopes.of(field);
    if (scope.blocked || this.means.scopes.ignores(field)) return undefined;
    const text = typeof data.text === "string" ? data.text : "";
    return { ...pick(data, "source id isChecked userTriggered"), text: field ? this.means.nodes.value(field, text, scope) : this.means.mask(text) };
  }

  private rules(data: Fields): Fields | undefined {
    const cover = this.coverOfSheet(data);
    if (cover === "block") return undefined;
    const { replace, replaceSync } = data as { replace?: string; replaceSync?: string };
    return {
      ...pick(data, "source id styleId removes"),
      ...(replace !== undefined && { replace: this.css(replace, cover) }),
      ...(replaceSync !== undefined && { replaceSync: this.css(replaceSync, cover) }),
      ...(data.adds !== undefined && { adds: this.ruleList(data.adds, cover) }),
    };
  }

  private adopted(data: Fields): Fields | undefined {
    const cover = this.coverOf(data.id as number);
    if (cover === "block") return undefined;
    // Later changes of these sheets name only the sheet. A masked place counts for all.
    for (const sheet of (data.styleIds ?? []) as number[]) {
      if (cover === "mask" || !this.sheets.has(sheet)) this.sheets.set(sheet, cover);
    }
    const styles =
      data.styles !== undefined &&
      every<Fields>(data.styles, (style) => ({ styleId: style.styleId, rules: this.ruleList(style.rules, cover) }));
    return { ...pick(data, "source id styleIds"), ...(styles && { styles }) };
  }

  private ruleList(rules: unknown, cover: CssCover): unknown[] {
    return every<Fields>(rules, (rule) => ({ ...pick(rule, "index"), rule: this.css(String(rule.rule ?? ""), cover) }));
  }

  private declaration(data: Fields): Fields | undefined {
    const cover = this.coverOfSheet(data);
    if (cover === "block") return undefined;
    const set = data.set as { property: string; value: string | null; priority?: string } | undefined;
    const { mask, hideInCss, clear } = this.means;
    const value = set?.value && (cover === "mask" ? maskValue(set.property, set.value, mask) : hideInCss(maskAddresses(set.value, mask, clear)));
    return { ...pick(data, "source id styleId index remove"), ...(set && { set: { ...set, value } }) };
  }

  private css(text: string, cover: CssCover): string {
    const { mask, hideInCss, clear } = this.means;
    return cover === "mask" ? maskCss(text, mask) : hideInCss(maskAddresses(text, mask, clear));
  }

  private coverOfSheet({ id, styleId }: Fields): CssCover {
    return typeof id === "number" ? this.coverOf(id) : (this.sheets.get(styleId as number) ?? (this.means.covers ? "mask" : ""));
  }

  private coverOf(id: number): CssCover {
    const { blocked, said } = this.scope(id);
    return blocked ? "block" : said === "mask" || (this.means.covers && said !== "unmask") ? "mask" : "";
  }

  private address(url: string): string {
    const { mask, hide, covers, clear } = this.means;
    return hide(clear ? clearUrl(url) : maskUrl(url, mask, { query: covers }));
  }

  private isBlocked(id: unknown): boolean {
    return typeof id === "number" && this.scope(id).blocked;
  }

  private scope(id: number): Scope {
    const node = this.means.live(id);
    return node ? this.means.scopes.of(node) : CLOSED;
  }
}
