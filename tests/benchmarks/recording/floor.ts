// The floor: what it costs at least to learn of every change of a page and to send it.
//
// Ids, the HTML of what is new, and the values that changed; no input, no scrolling, no
// styles, no mask. What it tells cannot be replayed: no recorder can be cheaper.

import { Transport } from "replaytest/transport";
import { begin } from "./begin";

type Change = [kind: string, id: number, ...rest: unknown[]];

begin((transport: Transport) => {
  const ids = new WeakMap<Node, number>();
  let next = 1;
  const observer = new MutationObserver((records) => transport.push(records.flatMap(told), true));

  function observe(root: Node): void {
    observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
  }

  function number(root: Node): void {
    const walker = document.createTreeWalker(root);
    for (let node: Node | null = root; node; node = walker.nextNode()) {
      ids.set(node, next++);
      const shadow = (node as Element).shadowRoot;
      if (!shadow) continue;
      observe(shadow);
      number(shadow);
      transport.push(["shadow", id(node), shadow.innerHTML], true);
    }
  }

  const id = (node: Node | null): number => (node && ids.get(node)) ?? 0;

  function told({ type, target, attributeName, addedNodes, removedNodes }: MutationRecord): Change[] {
    if (type === "attributes") return [["attribute", id(target), attributeName, (target as Element).getAttribute(attributeName!)]];
    if (type === "characterData") return [["text", id(target), (target as Text).data]];
    const gone = [...removedNodes].map((node): Change => ["gone", id(node)]);
    return [...gone, ...[...addedNodes].filter((node) => node.isConnected).map(added)];
  }

  function added(node: Node): Change {
    if (ids.has(node)) return ["moved", id(node), id(node.parentNode), id(node.nextSibling)];
    number(node);
    return ["new", id(node), id(node.parentNode), id(node.nextSibling), (node as Element).outerHTML ?? node.textContent];
  }

  observe(document);
  number(document);
  transport.push(["document", location.href, document.documentElement.outerHTML], true);
}, { everyFrame: true });
