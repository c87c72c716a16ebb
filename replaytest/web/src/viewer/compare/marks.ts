// Outlines of the texts that differ, on either stage.

import type { Clock } from "../clock";
import { Highlighter } from "../inspect/highlight";
import { firstChild, isElement, isText, nextSibling, nodeValue, parentNode } from "../inspect/natives";
import type { Stage } from "../stage";

const MOST_NODES = 5000;

/** A text of the recorded page, and the id of an element that it is in. */
export interface Said {
  text: string;
  node: number;
}

/** Outline these texts while `wanted`, and the page is at rest. */
export function markTexts(stage: Stage, clock: Clock, texts: Said[], wanted: () => boolean): void {
  if (!texts.length) return;
  const marks = new Highlighter(stage);
  stage.listen(() => {
    const { seen } = stage;
    if (!wanted() || clock.playing || !seen) return marks.clear("chosen");
    const found = texts.flatMap(({ text, node }) => elementSaying(seen.nodeOf(node), plain(text)) ?? []);
    marks.show("chosen", found, "");
  });
}

function plain(text: string | null): string {
  return text?.replace(/\s+/g, " ").trim() ?? "";
}

/** The element in `scope` that holds this text and nothing else before it. */
function elementSaying(scope: Node | null, text: string): Element | undefined {
  let left = MOST_NODES;
  const stack: (Node | null)[] = [scope && firstChild(scope)];
  while (stack.length && left-- > 0) {
    const node = stack.pop();
    if (!node) continue;
    stack.push(nextSibling(node), firstChild(node));
    const parent = isText(node) && plain(nodeValue(node)) === text ? parentNode(node) : null;
    if (isElement(parent)) return parent;
  }
  // A text in several pieces, such as a name: all of its element.
  return isElement(scope) && left > 0 ? scope : undefined;
}
