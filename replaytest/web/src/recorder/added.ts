// What has come into the page, told as trees: one walk that numbers the nodes of a subtree
// and masks them. rrweb tells each node by itself, and mask.ts looked at each again; that
// is left for elements of which there is more to tell than a name and attributes.
//
// `AddedNodes` is made by rrweb's MutationBuffer, see rrweb_mutations.mjs, for one event.

import type { Attributes } from "./mask/attributes";
import type { NodeMask, Serialized } from "./mask/nodes";
import { CDATA, CHOICES, COMMENT, DOCTYPE, ELEMENT, elementOf, FRAGMENT, isCode, isSpecial, STYLES, TEXT, WHOLE } from "./kinds";
import type { Scope, Scopes } from "./mask/scope";
import { tree } from "./natives";
import { Grown, type Trees } from "./trees";

// As rrweb numbers them.
const TYPE_DOCUMENT = 0;
const TYPE_ELEMENT = 2;
const TYPE_TEXT = 3;
const TYPE_CDATA = 4;
const TYPE_COMMENT = 5;

/** What rrweb lends: `one` is its own serialiser, for a node without its children. */
export interface Rrweb {
  doc: Document;
  mirror: { nodeMetaMap: WeakMap<Node, { id: number }>; idNodeMap: Map<number, Node>; getId(node: Node): number };
  makeId: () => number;
  nextId: () => number;
  one: (node: Node, cssCaptured: boolean) => Serialized | null;
  /** Attributes with addresses in them, made absolute. */
  absolute: (doc: Document, tag: string, name: string, value: string) => string;
  /** A shadow root that is told here: it is observed, and its children belong to this event. */
  shadow: (root: ShadowRoot) => void;
  claim: (child: Node) => void;
}

/** What a page's mask lends. */
export interface Masking {
  nodes: NodeMask;
  scopes: Scopes;
  problem: (error: unknown) => void;
  /** Has the mask know the secrets of the page before its texts are read. */
  learn: () => void;
  /** Whether trees may leave in short; not where rrweb gives the nodes other numbers. */
  short: boolean;
}

let masking: () => Masking;
const masked = new WeakSet<object>();

/** Have `AddedNodes` ask here for the masks of the moment. */
export function maskWith(means: () => Masking): void {
  masking = means;
}

/** Whether this tree, or these trees, were made here, and masked. */
export function isMasked(node: unknown): boolean {
  return masked.has(node as object);
}

/** The place of a node: of its parent what is known. */
interface Place {
  scope: Scope;
  /** In a list of choices: its texts are a field's. */
  choice: boolean;
  /** Whether a rule may speak of something in this tree. */
  ruled: boolean;
}

export class AddedNodes {
  private readonly first: number;
  private readonly moved = new Set<number>();
  private readonly means = masking();
  private rootId: number | undefined;
  private scrolls = false;
  private readonly places = new Map<Node, Place>();
  private readonly grown = new Grown();

  constructor(private readonly rrweb: Rrweb) {
    this.first = rrweb.nextId();
    const root = rrweb.mirror.getId(rrweb.doc);
    this.rootId = root > 1 ? root : undefined;
  }

  /** Whether the node with this id is told here, with all that has changed in it. */
  has(id: number): boolean {
    return id >= this.first || this.moved.has(id);
  }

  /** Tell the tree of a node whose parent is told already, in `adds` or in `trees`. */
  add(node: Node, parentId: number, nextId: number | null, adds: object[]): void {
    const { problem, short } = this.means;
    try {
      const parent = tree.parentNode(node)!;
      const place = this.placeOf(node, parent);
      if (short && !place.scope.blocked && tree.nodeType(parent) !== FRAGMENT) {
        this.grown.begin(parentId, nextId, this.rrweb.nextId());
        this.grow(node, elementOf(parent), place);
        this.grown.end();
        return;
      }
      const told = this.node(node, elementOf(parent), place);
      if (!told || place.scope.blocked) return;
      if (tree.nodeType(parent) === FRAGMENT) told.isShadow = true;
      masked.add(told);
      adds.push({ parentId, nextId, node: told });
    } catch (error) {
      problem(error); // what cannot be masked does not leave
    }
  }

  /** Return the masked tree of a whole page, null if that fails: rrweb's is masked then. */
  page(document: Document): Serialized | null {
    try {
      this.means.learn();
      this.scrolls = true;
      const id = this.number(document);
      this.rootId = id > 1 ? id : undefined;
      const childNodes: Serialized[] = [];
      for (let child = tree.firstChild(document); child; child = tree.nextSibling(child)) {
        const told = this.node(child, null, this.placeOf(child, document));
        if (told) childNodes.push(told);
      }
      const { compatMode } = document;
      const told = { type: TYPE_DOCUMENT, id, childNodes, ...(compatMode !== "CSS1Compat" && { compatMode }) };
      masked.add(told);
      return told;
    } catch (error) {
      this.means.problem(error);
      return null;
    }
  }

  /** The trees that are told in short. */
  get trees(): Trees | undefined {
    const found = this.grown.trees(this.rootId);
    if (found) masked.add(found);
    return found;
  }

  private grow(node: Node, parent: Element | null, place: Place): void {
    const type = tree.nodeType(node);
    const isNew = !this.rrweb.mirror.nodeMetaMap.has(node);
    if (isNew && type === ELEMENT) this.growElement(node as Element, place);
    else if (isNew && type === TEXT && !(parent && isCode(parent))) {
      this.number(node);
      this.grown.text(this.textContent(node as Text, parent, place));
    } else if (isNew && type === COMMENT) {
      this.number(node);
      this.grown.comment();
    } else this.growNode(this.node(node, parent, place), false);
  }

  private growNode(told: Serialized | null, open: boolean): void {
    if (told) this.grown.node(told, this.rrweb.nextId(), open);
  }

  private growElement(element: Element, place: Place): void {
    const name = tree.nodeName(element);
    const special = isSpecial(name);
    const scope = place.ruled ? this.means.scopes.below(place.scope, element) : place.scope;
    if (WHOLE.has(name) || scope.blocked || tree.shadowRoot(element)) return this.growNode(this.element(element, place), false);
    const inside = special || scope !== place.scope ? this.inside(name, scope, place) : place;
    if (special) {
      const plain = this.rrweb.one(element, false);
      if (!plain) return;
      this.growNode(this.means.nodes.alone(plain, element, scope), true);
    } else {
      this.number(element);
      const tag = name.toLowerCase();
      this.grown.open(tag, tree.hasAttributes(element) ? this.attributes(element, tag, scope) : {});
    }
    for (let child = tree.firstChild(element); child; child = tree.nextSibling(child)) this.grow(child, element, inside);
    this.grown.close();
  }

  private placeOf(node: Node, parent: Node): Place {
    let place = this.places.get(parent);
    if (!place) {
      const element = elementOf(parent);
      const choice = Boolean(element && this.means.nodes.isInChoice(element));
      this.places.set(parent, (place = { scope: this.means.scopes.of(parent), choice, ruled: false }));
    }
    return this.means.scopes.speaksOf(node) ? { ...place, ruled: true } : place;
  }

  private node(node: Node, parent: Element | null, place: Place): Serialized | null {
    switch (tree.nodeType(node)) {
      case ELEMENT:
        return this.element(node as Element, place);
      case TEXT:
        return this.text(node as Text, parent, place);
      case COMMENT: // nobody sees it, and templates put anything there
        return this.known({ type: TYPE_COMMENT, textContent: "", id: this.number(node) });
      case CDATA:
        return this.known({ type: TYPE_CDATA, textContent: "", id: this.number(node) });
      case DOCTYPE: {
        const plain = this.rrweb.one(node, false);
        return plain && this.means.nodes.tree(plain, place.scope);
      }
      default:
        return null;
    }
  }

  private element(element: Element, place: Place): Serialized | null {
    const name = tree.nodeName(element);
    if (place.scope.blocked) return this.hidden(element, place);
    if (isSpecial(name)) return this.special(element, name, place);
    const scope = place.ruled ? this.means.scopes.below(place.scope, element) : place.scope;
    const inside = scope === place.scope ? place : { ...place, scope };
    const tag = name.toLowerCase();
    const { nodes } = this.means;
    const id = this.number(element);
    if (scope.blocked) return nodes.blocked(this.hidden(element, inside), element);
    const told: Serialized = {
      type: TYPE_ELEMENT,
      tagName: tag,
      attributes: tree.hasAttributes(element) ? this.attributes(element, tag, scope) : {},
      childNodes: this.children(element, element, inside),
      id,
    };
    if (this.scrolls) addScroll(element, told.attributes!);
    this.addShadow(element, told, inside);
    return this.known(told);
  }

  private attributes(element: Element, tag: string, scope: Scope): Attributes {
    const { nodes } = this.means;
    const ways = nodes.waysOf(scope);
    const found: Attributes = {};
    for (const name of tree.getAttributeNames(element)) {
      const way = ways(name);
      if (way === "drop") continue;
      const value = tree.getAttribute(element, name) ?? "";
      // One of them is not like the others: all of them, the long way.
      if (way === "long" || (way === "css" && value.includes("url("))) return this.longAttributes(element, tag, scope);
      found[name] = way === "css" ? nodes.hideInCss(value) : nodes.hide(value);
    }
    return found;
  }

  private longAttributes(element: Element, tag: string, scope: Scope): Attributes {
    const { absolute, doc } = this.rrweb;
    const found: Attributes = {};
    for (const name of tree.getAttributeNames(element)) {
      found[name] = absolute(doc, tag, name.toLowerCase(), tree.getAttribute(element, name) ?? "");
    }
    return this.means.nodes.attributes(tag, found, element, scope);
  }

  private children(parent: Node, element: Element, place: Place): Serialized[] {
    const children: Serialized[] = [];
    for (let child = tree.firstChild(parent); child; child = tree.nextSibling(child)) {
      const told = this.node(child, element, place);
      if (told) children.push(told);
    }
    return children;
  }

  private text(node: Text, parent: Element | null, place: Place): Serialized {
    const id = this.number(node);
    const textContent = place.scope.blocked ? "" : this.textContent(node, parent, place);
    return this.known({ type: TYPE_TEXT, textContent, id });
  }

  private textContent(node: Text, parent: Element | null, { scope, choice }: Place): string {
    const name = parent ? tree.nodeName(parent) : "";
    if (!isSpecial(name)) return this.means.nodes.plainText(tree.data(node), parent, scope, choice);
    const css = STYLES.includes(name) ? this.rrweb.one(node, false)?.textContent : undefined;
    return this.means.nodes.text(css ?? tree.data(node), parent, scope);
  }

  private special(element: Element, name: string, place: Place): Serialized | null {
    const { nodes, scopes } = this.means;
    if (this.rrweb.mirror.nodeMetaMap.has(element)) this.number(element);
    const plain = this.rrweb.one(element, false);
    if (!plain) return null;
    const scope = place.ruled ? scopes.below(place.scope, element) : place.scope;
    const inside = this.inside(name, scope, place);
    if (scope.blocked) return nodes.blocked(this.hidden(element, inside), element);
    const told = nodes.alone(plain, element, scope);
    // What is in a textarea is its value.
    if (name === "TEXTAREA") return told;
    if (STYLES.includes(name) && typeof plain.attributes?._cssText === "string") told.childNodes = this.emptyTexts(element);
    else told.childNodes = this.children(element, element, inside);
    this.addShadow(element, told, inside);
    return told;
  }

  private inside(name: string, scope: Scope, place: Place): Place {
    return { ...place, scope, choice: place.choice || CHOICES.includes(name) };
  }

  /** The texts of a style element, which are in its rules. */
  private emptyTexts(style: Element): Serialized[] {
    const texts: Serialized[] = [];
    for (let child = tree.firstChild(style); child; child = tree.nextSibling(child)) {
      texts.push(this.known({ type: TYPE_TEXT, textContent: "", id: this.number(child) }));
    }
    return texts;
  }

  private addShadow(host: Element, told: Serialized, place: Place): void {
    const root = tree.shadowRoot(host);
    if (!root) return;
    told.isShadowHost = true;
    this.rrweb.shadow(root);
    const inside = { ...place, ruled: place.ruled || this.means.scopes.speaksOf(root) };
    for (const child of this.children(root, host, inside)) told.childNodes!.push(Object.assign(child, { isShadow: true }));
    for (let child = tree.firstChild(root); child; child = tree.nextSibling(child)) this.rrweb.claim(child);
  }

  /** What is below is not told; it has numbers, so that what happens there is known to. */
  private hidden(element: Element, place: Place): Serialized {
    const told = this.known({ type: TYPE_ELEMENT, id: this.number(element), childNodes: [] });
    if (tree.nodeName(element) === "IFRAME") this.rrweb.one(element, false);
    this.children(element, element, place);
    this.addShadow(element, told, place);
    return { ...told, childNodes: [] };
  }

  private number(node: Node): number {
    const { nodeMetaMap, idNodeMap } = this.rrweb.mirror;
    let meta = nodeMetaMap.get(node);
    if (meta) this.moved.add(meta.id);
    else nodeMetaMap.set(node, (meta = { id: this.rrweb.makeId() }));
    idNodeMap.set(meta.id, node);
    return meta.id;
  }

  private known(told: Serialized): Serialized {
    if (this.rootId !== undefined) told.rootId = this.rootId;
    return told;
  }
}

function addScroll(element: Element, attributes: Attributes): void {
  const [left, top] = [tree.scrollLeft(element), tree.scrollTop(element)];
  if (left) attributes.rr_scrollLeft = left;
  if (top) attributes.rr_scrollTop = top;
}
