// Serialise a document, shadow roots and frames included, for comparison: the same routine
// for the live page and for what a replay has rebuilt.
(foreign) => {
  // No content of these is rebuilt (scripts), or not as nodes (styles), by design.
  const OPAQUE = new Set(["script", "noscript", "style", "link", "meta", "template", "base"]);
  // Values are masked; frames, forms and handlers are made inert by the player.
  const SKIPPED =
    /^(on.*|rr_.*|value|checked|selected|nonce|integrity|crossorigin|src|srcset|srcdoc|sandbox|allow|action|formaction|method|target|ping|autocomplete|autofocus|data-rr-is-password|href|xlink:href|_csstext|loading|rel)$/i;
  const MASKED = '[contenteditable]:not([contenteditable="false"]), [role=textbox], [role=spinbutton], select, datalist';
  const EMAIL = /[\w.-]+@[\w-]+\.[\w.-]+/g;
  const mask = (text) =>
    text.replace(/\p{Lu}/gu, "X").replace(/[\p{L}\p{M}]/gu, (c) => (c === "X" ? "X" : "x")).replace(/\p{N}/gu, "0");

  const attributesOf = (element) =>
    [...element.attributes]
      .filter(({ name }) => !SKIPPED.test(name))
      .map(({ name, value }) => {
        if (name === "class") return [name, value.split(/\s+/).filter((c) => c && !/^(rrweb-|:hover)/.test(c)).sort().join(" ")];
        if (name === "style") return [name, element.style.cssText];
        return [name, value];
      })
      .filter(([name, value]) => value || !["class", "style"].includes(name))
      .sort(([a], [b]) => (a < b ? -1 : 1));

  const childrenOf = (node) => {
    const list = [];
    for (const child of node.childNodes) {
      const made = tree(child);
      if (made === null) continue;
      // Texts next to each other may be split differently: they look the same.
      if (typeof made === "string" && typeof list[list.length - 1] === "string") list[list.length - 1] += made;
      else list.push(made);
    }
    return list.filter((each) => each !== "");
  };

  const tree = (node) => {
    if (node.nodeType === 3) return node.parentElement?.closest(MASKED) ? mask(node.data) : node.data.replace(EMAIL, mask);
    if (node.nodeType === 9) return childrenOf(node);
    if (node.nodeType !== 1) return null;
    const name = node.localName;
    if (OPAQUE.has(name)) return null;
    const made = { name, attributes: attributesOf(node) };
    if (name === "iframe") made.document = node.contentDocument ? childrenOf(node.contentDocument) : (foreign?.shift() ?? null);
    else if (name !== "textarea") made.children = childrenOf(node);
    if (node.shadowRoot) made.shadow = childrenOf(node.shadowRoot);
    return made;
  };
  return tree(document);
}
