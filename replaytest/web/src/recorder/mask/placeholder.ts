// A blocked element: a box of its size in its place, and nothing else of it.

import type { Serialized } from "./nodes";

// How a box stands among others; all of these compute to numbers and keywords.
const STANDING = [
  "position", "top", "right", "bottom", "left", "float", "clear", "zIndex",
  "marginTop", "marginRight", "marginBottom", "marginLeft", "alignSelf", "justifySelf", "order",
] as const;
// Rows and columns can have names.
const LINES = ["gridRowStart", "gridRowEnd", "gridColumnStart", "gridColumnEnd"] as const;
const LINE = /^(?:auto|-?\d+|span \d+)$/;

export function placeholder(element: Element | null, known: Serialized): Serialized {
  return { ...known, tagName: "div", attributes: element ? box(element) : {}, childNodes: [] };
}

function box(element: Element): Record<string, string> {
  const { width, height } = element.getBoundingClientRect();
  const computed = getComputedStyle(element);
  const lines = LINES.filter((name) => LINE.test(computed[name]));
  const style = [...STANDING, ...lines].map(
    (name) => `${name.replace(/[A-Z]/g, (letter) => "-" + letter.toLowerCase())}: ${computed[name]}`,
  );
  const display = { none: "none", inline: "inline-block", contents: "block" }[computed.display] ?? "block";
  // Players draw what has this class; these are the fields rrweb gives its own placeholders.
  return {
    class: "rr-block",
    style: [...style, `display: ${display}`, "flex: none", "box-sizing: border-box"].join("; "),
    rr_width: `${width}px`,
    rr_height: `${height}px`,
  };
}
