// The trees of one event in few characters: many are alike (rows, cards), so that each
// distinct shape and each distinct text is written once. store/trees.py makes rrweb's form
// of them again, and FORMAT.md has the words.

import type { Attributes } from "./mask/attributes";
import type { Serialized } from "./mask/nodes";

/** `rows` are [parentId, nextId or 0, id of the root, number of its shape, words…]. */
export interface Trees {
  shapes: string[];
  words: (string | Serialized)[];
  rows: number[][];
  rootId?: number;
}

export class Grown {
  readonly rows: number[][] = [];
  private readonly shapes = new Map<string, number>();
  private readonly known = new Map<string, number>();
  private readonly words: (string | Serialized)[] = [];
  private row: number[] = [];
  private shape = "";

  /** The tree that follows begins with the node `id`; the others count on from it. */
  begin(parentId: number, nextId: number | null, id: number): void {
    this.row = [parentId, nextId ?? 0, id, 0];
    this.shape = "";
  }

  end(): void {
    let number = this.shapes.get(this.shape);
    if (number === undefined) this.shapes.set(this.shape, (number = this.shapes.size));
    this.row[3] = number;
    this.rows.push(this.row);
  }

  /** An element; `close` comes after its children. */
  open(tag: string, attributes: Attributes): void {
    this.shape += ` <${tag}`;
    for (const name in attributes) {
      this.shape += ` =${name}`;
      this.word(attributes[name] as string);
    }
  }

  close(): void {
    this.shape += " >";
  }

  text(text: string): void {
    this.shape += " #";
    this.word(text);
  }

  comment(): void {
    this.shape += " !";
  }

  /** A node as rrweb writes it; `next` is the id of the one that comes after it. With
   * `open`, its children follow, and `close`. */
  node(node: Serialized, next: number, open: boolean): void {
    this.shape += open ? " [" : " @";
    this.row.push(this.words.push(node) - 1, next);
  }

  trees(rootId: number | undefined): Trees | undefined {
    if (!this.rows.length) return undefined;
    return { shapes: [...this.shapes.keys()].map((shape) => shape.slice(1)), words: this.words, rows: this.rows, rootId };
  }

  private word(text: string): void {
    let number = this.known.get(text);
    if (number === undefined) this.known.set(text, (number = this.words.push(text) - 1));
    this.row.push(number);
  }
}
