// Serialised nodes (a full snapshot, added nodes) made anew from what is known of rrweb's
// format: a field that this does not name is not passed on.

import { maskAddresses, maskCss } from "./css";
import { type Attributes, type Cover, maskAttributes, type Way, wayOf } from "./attributes";
import { closest } from "../natives";
import { refer } from "../sheets";
import { isPassword, makeSecret, secretOr, type Sensitivity, sensitivityOf } from "./fields";
import { CLOSED, designed, EDITABLE, type Scope, type Scopes } from "./scope";
import { placeholder } from "./placeholder";
import type { Rules } from "./rules";
import type { Secrets } from "./secrets";

export interface Serialized {
  type: number;
  id: number;
  rootId?: number;
  tagName?: string;
  textContent?: string;
  attributes?: Attributes;
  childNodes?: Serialized[];
  isShadowHost?: boolean;
  isShadow?: boolean;
  isSVG?: boolean;
  isCustom?: boolean;
  compatMode?: string;
  name?: string;
  publicId?: string;
  systemId?: string;
}

const [DOCUMENT, DOCTYPE, ELEMENT, TEXT, , COMMENT] = [0, 1, 2, 3, 4, 5];
const TEXT_FIELDS = ["input", "textarea", "select"];
// A page can make up any number of names.
const MOST_NAMES = 1000;
const CHOICES = "select,datalist";
const ENTERED = `${CHOICES},${EDITABLE}`;
// Their value is a word on the page, not something somebody entered.
const BUTTONS = ["submit", "button", "reset", "image"];
/** The ways of hiding a text, in the order of need. */
export interface Hiding {
  mask: (text: string, element: Element | null) => string;
  /** As wide as before: a page's own texts, where lines shall break as they did. */
  fit: (text: string, element: Element | null) => string;
  token: (text: string) => string;
  secrets: Secrets;
}

export class NodeMask {
  private readonly ways = new Map<string, Map<string, Way>>();

  constructor(
    private readonly rules: Rules,
    private readonly scopes: Scopes,
    private readonly hiding: Hiding,
    private readonly live: (id: number) => Node | null,
  ) {}

  /** Mask a tree; `scope` is its parent's. */
  tree(node: Serialized, scope: Scope): Serialized {
    const element = node.type === ELEMENT ? this.element(node.id) : null;
    if (node.type !== ELEMENT) return this.leafOrDocument(node, scope);
    // Never seen: nothing can be said of it but that it is there.
    const here = element ? this.scopes.below(scope, element) : CLOSED;
    if (here.blocked) return this.blocked(node, element);
    return {
      ...this.alone(node, element, here),
      childNodes: (node.childNodes ?? []).map((child) => this.child(child, node, element, here)),
    };
  }

  /** Mask an element without its children; `scope` is its own. */
  alone(node: Serialized, element: Element | null, scope: Scope): Serialized {
    const { type, id, rootId, isSVG, isShadow, isShadowHost, isCustom, tagName = "" } = node;
    const attributes = this.attributes(tagName, node.attributes ?? {}, element, scope);
    return { type, id, rootId, isSVG, isShadow, isShadowHost, isCustom, tagName, attributes, childNodes: [] };
  }

  /** Return what stands in the place of a blocked element. */
  blocked({ type, id, rootId, isShadow }: Serialized, element: Element | null): Serialized {
    return placeholder(element, { type, id, rootId, isShadow });
  }

  /** Mask the text of a text node that stands in `parent`. */
  text(text: string, parent: Element | null, scope: Scope): string {
    const tag = parent?.localName ?? "";
    if (!text || tag === "script") return text && "SCRIPT_PLACEHOLDER";
    if (tag === "style") {
      const mask = this.plain(parent);
      return this.isCovered(scope) ? maskCss(text, mask) : this.hiding.secrets.hideTyped(maskAddresses(text, mask, this.tells(scope)));
    }
    if (tag === "textarea" && parent) return this.value(parent, text, scope);
    return this.plainText(text, parent, scope, this.isInChoice(parent));
  }

  isInChoice(parent: Element | null): boolean {
    return Boolean(parent && closest(parent, CHOICES));
  }

  /** The same where it is known whether it is a choice of a list, and that it is no code. */
  plainText(text: string, parent: Element | null, scope: Scope, choice: boolean): string {
    if (!text) return text;
    const entered = scope.editable || choice;
    const covered = this.isCovered(scope) || (entered && !this.tellsEntered(parent, scope));
    if (!covered) return this.hiding.secrets.hide(text);
    return entered ? this.hiding.mask(text, parent) : this.hiding.fit(text, parent);
  }

  /** Mask the attributes of an element, all of them or those that have changed. */
  attributes(tag: string, attributes: Attributes, element: Element | null, scope: Scope): Attributes {
    const { secrets, token } = this.hiding;
    const mask = this.plain(element);
    const cover: Cover = {
      text: this.isCovered(scope),
      clear: this.tells(scope),
      mask,
      token,
      hide: (text) => secrets.hide(text),
      hideInCss: (text) => secrets.hideTyped(text),
    };
    const { attributes: always, keepAttributes: kept } = this.rules;
    const { value, ...others } = attributes;
    if (tag === "input" && element) isPassword(element); // it may become a text field
    const masked = maskAttributes(
      tag,
      others,
      element,
      cover,
      (name) => always.includes(name),
      (name) => kept.includes(name) && scope.said !== "mask",
    );
    const chosen = value ?? (tag === "option" ? (element as HTMLOptionElement | null)?.value : undefined);
    if (chosen !== undefined) masked.value = this.attributeValue(tag, chosen, element, scope, cover);
    if (typeof masked._cssText === "string") masked._cssText = refer(masked._cssText);
    return masked;
  }

  /** Say of names of attributes how the attributes are masked, see `wayOf`. */
  waysOf(scope: Scope): (name: string) => Way {
    const cover = { text: this.isCovered(scope), clear: this.tells(scope) };
    const key = `${cover.text} ${cover.clear} ${scope.said === "mask"}`;
    const known = this.ways.get(key) ?? new Map<string, Way>();
    this.ways.set(key, known);
    const { attributes: always, keepAttributes: kept } = this.rules;
    return (name) => {
      let way = known.get(name);
      if (!way) {
        const lower = name.toLowerCase();
        way = wayOf(lower, cover, always.includes(lower), kept.includes(lower) && scope.said !== "mask");
        if (known.size < MOST_NAMES) known.set(name, way);
      }
      return way;
    };
  }

  hide(text: string): string {
    return this.hiding.secrets.hide(text);
  }

  hideInCss(text: string): string {
    return this.hiding.secrets.hideTyped(text);
  }

  /** Mask what a field holds, and what it is set to. */
  value(field: Element, text: string, scope: Scope): string {
    const { mask, token, secrets } = this.hiding;
    const type = (field.getAttribute("type") ?? "").toLowerCase();
    const tag = field.localName;
    if (tag === "input" && type === "file" && !this.rules.fileNames) return "";
    let sensitivity = sensitivityOf(field);
    // A secret field that was replaced by another element with the same value.
    if (!sensitivity && secrets.knows(text)) sensitivity = this.becomeSecret(field);
    if (sensitivity === "secret") secrets.remember(field, text);
    if (tag === "input" && BUTTONS.includes(type)) return this.isCovered(scope) ? this.hiding.fit(text, field) : secrets.hide(text);
    if (this.tells(scope) ? sensitivity !== "secret" : !sensitivity && scope.said === "unmask") return secrets.hide(text);
    const choice = tag !== "textarea" && (tag !== "input" || ["checkbox", "radio"].includes(type));
    return secretOr(sensitivity, text, choice ? token : (value) => mask(value, field));
  }

  isCovered(scope: Scope): boolean {
    return scope.said === "mask" || (this.rules.level >= 2 && scope.said !== "unmask");
  }

  /** Whether even what was entered is told here, but for secrets. */
  tells(scope: Scope): boolean {
    return this.rules.level === 0 && scope.said !== "mask";
  }

  private tellsEntered(parent: Element | null, scope: Scope): boolean {
    return this.tells(scope) ? !isSecret(parent) : scope.said === "unmask";
  }

  private becomeSecret(field: Element): Sensitivity {
    makeSecret(field);
    return "secret";
  }

  private plain(element: Element | null): (text: string) => string {
    return (text) => this.hiding.mask(text, element);
  }

  private attributeValue(tag: string, value: unknown, element: Element | null, scope: Scope, cover: Cover): Attributes[string] {
    if (typeof value !== "string" || !value) return value as Attributes[string];
    if (element && [...TEXT_FIELDS, "option"].includes(tag)) return this.value(element, value, scope);
    if (["meter", "progress", "li"].includes(tag) && !cover.text) return value;
    return cover.text ? cover.mask(value) : cover.hide(value);
  }

  private child(child: Serialized, parent: Serialized, element: Element | null, scope: Scope): Serialized {
    if (child.type !== TEXT) return this.tree(child, scope);
    // Its element is at hand; a style's text may be in its `_cssText` already.
    const textContent = element ? this.text(child.textContent ?? "", element, scope) : this.unplaced(child, parent);
    return { ...this.known(child), textContent };
  }

  private unplaced(child: Serialized, parent: Serialized): string {
    return parent.tagName === "script" ? "SCRIPT_PLACEHOLDER" : this.hiding.mask(child.textContent ?? "", null);
  }

  private leafOrDocument(node: Serialized, scope: Scope): Serialized {
    const known = this.known(node);
    switch (node.type) {
      case DOCUMENT:
        return { ...known, compatMode: node.compatMode, childNodes: this.documentChildren(node, scope) };
      case DOCTYPE:
        return { ...known, name: node.name, publicId: node.publicId, systemId: node.systemId };
      case TEXT: {
        const parent = this.live(node.id)?.parentElement ?? null;
        return { ...known, textContent: this.text(node.textContent ?? "", parent, scope) };
      }
      case COMMENT: // nobody sees it, and templates put anything there
        return { ...known, textContent: "" };
      default:
        return { ...known, textContent: "" };
    }
  }

  private documentChildren(node: Serialized, scope: Scope): Serialized[] {
    const inside = designed(this.live(node.id)) ? { ...scope, editable: true } : scope;
    return (node.childNodes ?? []).map((child) => this.tree(child, inside));
  }

  private known({ type, id, rootId, isShadow }: Serialized): Serialized {
    return { type, id, rootId, isShadow };
  }

  private element(id: number): Element | null {
    const found = this.live(id);
    return found?.nodeType === Node.ELEMENT_NODE ? (found as Element) : null;
  }
}

/** Say whether a text stands in a list, or in what is edited, of which it would be a secret. */
function isSecret(parent: Element | null): boolean {
  for (let at = parent && closest(parent, ENTERED); at; at = at.parentElement && closest(at.parentElement, ENTERED)) {
    if (sensitivityOf(at) === "secret") return true;
  }
  return false;
}
