// The recorded page as a small index: node id → what is needed to name the node.
// Fed with events in order; says nothing about how anything looks.

import type { Attributes, Event, SerializedNode } from "./data";
import { NODE, SOURCE, TYPE } from "./rrweb";

export interface IndexNode {
  id: number;
  tag: string; // "" for anything that is no element
  attributes: Attributes;
  text: string;
  parent: IndexNode | undefined;
  children: IndexNode[];
}

const NAMED = /^(a|button|input|select|textarea|summary|option|label|area)$/;
const WORDS: Record<string, string> = {
  a: "link",
  textarea: "field",
  select: "list",
  img: "image",
  summary: "section",
  label: "label",
  option: "option",
  li: "list item",
  h1: "heading",
  h2: "heading",
  h3: "heading",
};

export class NodeIndex {
  private nodes = new Map<number, IndexNode>();

  get(id: number): IndexNode | undefined {
    return this.nodes.get(id);
  }

  apply(event: Event): void {
    const { type, data } = event;
    if (type === TYPE.FULL_SNAPSHOT) {
      this.nodes.clear();
      this.add(data?.node, undefined);
    } else if (type === TYPE.INCREMENTAL && data?.source === SOURCE.MUTATION) this.mutate(data);
  }

  private mutate(data: Event["data"]): void {
    for (const { id } of data.removes ?? []) this.remove(id);
    for (const { parentId, nextId, node } of data.adds ?? []) this.add(node, this.nodes.get(parentId), nextId);
    for (const { id, value } of data.texts ?? []) {
      const node = this.nodes.get(id);
      if (node) node.text = String(value ?? "");
    }
    for (const { id, attributes } of data.attributes ?? []) {
      const node = this.nodes.get(id);
      if (node) Object.assign(node.attributes, attributes);
    }
  }

  private add(node: SerializedNode | undefined, parent: IndexNode | undefined, nextId?: number | null): void {
    if (!node || typeof node.id !== "number") return;
    const made: IndexNode = {
      id: node.id,
      tag: node.type === NODE.ELEMENT ? String(node.tagName ?? "").toLowerCase() : "",
      attributes: { ...node.attributes },
      text: node.type === NODE.TEXT ? String(node.textContent ?? "") : "",
      parent,
      children: [],
    };
    this.nodes.set(made.id, made);
    const before = parent && nextId != null ? parent.children.findIndex(({ id }) => id === nextId) : -1;
    if (before >= 0) parent?.children.splice(before, 0, made);
    else parent?.children.push(made);
    for (const child of node.childNodes ?? []) this.add(child, made);
  }

  private remove(id: number): void {
    const node = this.nodes.get(id);
    if (!node) return;
    const siblings = node.parent?.children;
    if (siblings) siblings.splice(siblings.indexOf(node), 1);
    const forget = (each: IndexNode): void => {
      this.nodes.delete(each.id);
      each.children.forEach(forget);
    };
    forget(node);
  }

  /** The text of the page's `<title>`, "" if it has none. */
  title(): string {
    for (const node of this.nodes.values()) {
      if (node.tag === "title" && node.parent?.tag === "head") return textOf(node);
    }
    return "";
  }

  /** `button "Pay"`: what a person would call the node, or the control around it. */
  describe(id: number): string {
    const node = this.control(this.nodes.get(id));
    if (!node) return "the page";
    const name = this.nameOf(node);
    const word = wordFor(node);
    if (word === "field") return name ? `“${name}”` : "a field";
    return name ? `${word} “${name}”` : `${/^[aeiou]/.test(word) ? "an" : "a"} ${word}`;
  }

  /** The nearest element a person would call by name; else the element itself. */
  control(node: IndexNode | undefined): IndexNode | undefined {
    let element = node;
    while (element && !element.tag) element = element.parent;
    for (let each = element; each; each = each.parent) {
      if (NAMED.test(each.tag) || (each.attributes["role"] && each.tag !== "body")) return each;
    }
    return element && !/^(html|body)$/.test(element.tag) ? element : undefined;
  }

  nameOf(node: IndexNode): string {
    const { attributes: has, tag } = node;
    const text = (name: string): string => (typeof has[name] === "string" ? (has[name] as string).trim() : "");
    const isField = /^(input|select|textarea)$/.test(tag);
    const isButton = tag === "input" && /^(button|submit|reset|image)$/i.test(text("type"));
    const found =
      text("aria-label") ||
      this.labelledBy(text("aria-labelledby")) ||
      (isButton ? text("value") || text("alt") : isField ? this.labelOf(node) || text("placeholder") : textOf(node)) ||
      text("title") ||
      text("alt") ||
      (isField ? text("name") : altInside(node)) ||
      text("data-testid") ||
      text("id");
    return shorten(found, 60);
  }

  private labelOf(node: IndexNode): string {
    for (let each = node.parent; each; each = each.parent) if (each.tag === "label") return textOf(each);
    const id = node.attributes["id"];
    if (!id) return "";
    for (const each of this.nodes.values()) {
      if (each.tag === "label" && each.attributes["for"] === id) return textOf(each);
    }
    return "";
  }

  private labelledBy(ids: string): string {
    if (!ids) return "";
    const wanted = ids.split(/\s+/);
    const found = [...this.nodes.values()].filter((each) => wanted.includes(String(each.attributes["id"] ?? "")));
    return found.map(textOf).join(" ").trim();
  }
}

export function shorten(text: string, most: number): string {
  const flat = text.replace(/\s+/g, " ").trim();
  return flat.length > most ? `${flat.slice(0, most - 1).trimEnd()}…` : flat;
}

function wordFor({ tag, attributes }: IndexNode): string {
  const role = attributes["role"];
  if (typeof role === "string" && /^[a-z]{2,20}$/.test(role)) return role;
  if (tag !== "input") return WORDS[tag] ?? (tag === "button" ? tag : "element");
  const type = String(attributes["type"] ?? "text").toLowerCase();
  if (/^(button|submit|reset|image)$/.test(type)) return "button";
  return type === "checkbox" ? "checkbox" : type === "radio" ? "option" : "field";
}

function textOf(node: IndexNode): string {
  let text = "";
  const read = (each: IndexNode): void => {
    if (text.length > 400 || /^(script|style|select|textarea|svg)$/.test(each.tag)) return;
    text += each.tag ? " " : each.text;
    each.children.forEach(read);
  };
  read(node);
  return text.replace(/\s+/g, " ").trim();
}

function altInside(node: IndexNode): string {
  for (const each of node.children) {
    const alt = each.attributes["alt"] ?? each.attributes["aria-label"];
    if (typeof alt === "string" && alt) return alt;
  }
  return "";
}
