// Computed styles that an element of its kind would not have by itself.

import { el } from "../dom";
import { styleOf, tagOf } from "./natives";

// What layout gives each element, what says the same twice, and old names of others.
const LEFT_OUT = /^(-webkit-|-moz-|width$|height$|inline-size|block-size|min-(inline|block)|max-(inline|block)|perspective-origin|transform-origin|.*-(inline|block)(-|$)|inset-|d$)/;
const FOLLOWS_COLOR = /^(text-decoration|(?!background-).*-color)$/;
const defaults = new Map<string, Map<string, string>>();

export function ownStyles(element: Element): [string, string][] {
  const usual = usualStyles(tagOf(element));
  const has = styleOf(element);
  const found: [string, string][] = [];
  for (const name of has) {
    const value = has.getPropertyValue(name);
    if (LEFT_OUT.test(name) || usual.get(name) === value) continue;
    if (FOLLOWS_COLOR.test(name) && value.includes(has.color)) continue;
    found.push([name, value]);
  }
  return found;
}

/** Of a lone element in an empty page; the page is gone when this returns. */
function usualStyles(tag: string): Map<string, string> {
  const known = defaults.get(tag);
  if (known) return known;
  const frame = el("iframe", { title: "Default styles", "aria-hidden": "true", tabindex: "-1", style: "position: fixed; width: 0; height: 0; visibility: hidden" });
  document.body.append(frame);
  const found = new Map<string, string>();
  try {
    const page = frame.contentDocument!;
    // In the frame's own way: a tag that no element can have is as a div.
    const lone = page.createElement(/^(html|head|body|script|iframe|frame|object|embed)$/.test(tag) || !/^[a-z][\w-]*$/.test(tag) ? "div" : tag);
    page.body.append(lone);
    const style = frame.contentWindow!.getComputedStyle(lone);
    for (const name of style) found.set(name, style.getPropertyValue(name));
    found.set("visibility", "visible");
  } finally {
    frame.remove();
  }
  defaults.set(tag, found);
  return found;
}
