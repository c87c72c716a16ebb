// What the rules say of the place in which a node stands. Ancestors count across shadow
// roots and frames of the same origin, where rrweb's own masking ends.

import { anyMatches, closest, matches } from "../natives";
import type { Rules } from "./rules";

// What is typed here is no value of a form, and is treated as one.
export const EDITABLE = "[contenteditable],[role='textbox' i],[role='searchbox' i],[role='spinbutton' i]";
const NOT_EDITABLE = "[contenteditable='false' i]";
/** At level 3 the outermost of these becomes a placeholder. */
const SECTIONS =
  "header,nav,main,aside,footer,section,article,form,dialog,fieldset,table,figure,details,menu," +
  "ul,ol,dl,p,h1,h2,h3,h4,h5,h6,blockquote,pre,iframe,canvas,svg,img,video,audio,object,embed," +
  "[role='main'],[role='navigation'],[role='banner'],[role='contentinfo'],[role='dialog']," +
  "[role='form'],[role='region'],[role='search'],[role='complementary'],[role='list'],[role='grid']";
const NOTHING = ":not(*)";

export interface Scope {
  blocked: boolean;
  /** What the nearest rule says; undefined: no rule does, the level decides. */
  said?: "mask" | "unmask";
  editable: boolean;
}

export const OPEN: Scope = { blocked: false, editable: false };
/** Of a node whose place is unknown. */
export const CLOSED: Scope = { blocked: false, said: "mask", editable: false };

export class Scopes {
  private readonly mask: string;
  private readonly unmask: string;
  private readonly block: string;
  private readonly any: string;
  private readonly hidden = new WeakSet<Element>();
  private hides = false;
  private readonly ignore: string;
  readonly wrong: string[] = [];

  constructor(rules: Rules) {
    this.mask = this.join(rules.mask);
    this.unmask = this.join(rules.unmask);
    this.block = this.join(rules.level >= 3 ? [...rules.block, SECTIONS] : rules.block);
    this.ignore = this.join(rules.ignore);
    this.any = [this.mask, this.unmask, this.block, EDITABLE].filter((selector) => selector !== NOTHING).join(",");
  }

  /** The scope of any node of the page, or CLOSED if it is in no page. */
  of(node: Node | null): Scope {
    if (!node) return CLOSED;
    const found: Scope = { blocked: false, editable: false };
    let editable: boolean | undefined;
    let at: Element | null = node.nodeType === Node.ELEMENT_NODE ? (node as Element) : node.parentElement;
    let root: Node | null = at ? at.getRootNode() : node.getRootNode();
    for (;;) {
      for (let hit = at && closest(at, this.any); hit; hit = hit.parentElement && closest(hit.parentElement, this.any)) {
        const here = this.at(hit);
        found.blocked ||= here.blocked;
        found.said ??= here.said;
        editable ??= here.editable;
      }
      found.editable ||= editable ?? false;
      if (this.hides && !found.blocked) found.blocked = this.isHidden(at);
      if (designed(root)) found.editable = true;
      const above = hostOf(root);
      if (above === undefined) return { ...CLOSED, blocked: found.blocked };
      if (above === null) return found;
      at = above;
      root = above.getRootNode();
    }
  }

  /** Whether a rule says that nothing done in `element` is told. */
  ignores(element: Element | null): boolean {
    return element !== null && this.ignore !== NOTHING && closest(element, this.ignore) !== null;
  }

  /** The scope of `element`, whose parent's is known. */
  below(parent: Scope, element: Element): Scope {
    if (parent.blocked) return parent;
    if (!matches(element, this.any)) return this.hidden.has(element) ? { ...parent, blocked: true } : parent;
    const here = this.at(element);
    return {
      blocked: here.blocked,
      said: here.said ?? parent.said,
      editable: here.editable ?? parent.editable,
    };
  }

  /** Whether a rule may speak of something in this tree, its root included. */
  speaksOf(root: Node): boolean {
    return this.hides || anyMatches(root, this.any);
  }

  private at(element: Element): { blocked: boolean; said?: "mask" | "unmask"; editable?: boolean } {
    const isOne = (selector: string) => selector !== NOTHING && matches(element, selector);
    const blocked = isOne(this.block);
    if (blocked) {
      this.hidden.add(element);
      this.hides = true;
    }
    return {
      blocked,
      said: isOne(this.mask) ? "mask" : isOne(this.unmask) ? "unmask" : undefined,
      editable: matches(element, EDITABLE) ? !matches(element, NOT_EDITABLE) : undefined,
    };
  }

  /** Once blocked, always: below it nothing has an id that a player knows. */
  private isHidden(element: Element | null): boolean {
    for (let at = element; at; at = at.parentElement) if (this.hidden.has(at)) return true;
    return false;
  }

  private join(selectors: string[]): string {
    const valid = selectors.filter((selector) => {
      try {
        document.createDocumentFragment().querySelector(selector);
        return true;
      } catch {
        this.wrong.push(selector);
        return false;
      }
    });
    return valid.join(",") || NOTHING;
  }
}

/** Say whether this is a document in which everything can be edited. */
export function designed(node: Node | null): boolean {
  return node?.nodeType === Node.DOCUMENT_NODE && (node as Document).designMode === "on";
}

/** The element around a root: null above the top, undefined where the tree is cut off. */
function hostOf(root: Node): Element | null | undefined {
  if ("host" in root) return (root as ShadowRoot).host;
  if (root.nodeType !== Node.DOCUMENT_NODE) return undefined;
  const view = (root as Document).defaultView;
  if (!view) return undefined;
  try {
    return view === view.parent ? null : view.frameElement;
  } catch {
    return null; // the parent is of another origin: here the page ends
  }
}
