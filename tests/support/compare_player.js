// Compare what the mirror says a page was with what rrweb's own player makes of it.
// Needs `rrwebReplay` in the page. `compared(events, moments)` plays the events to each moment
// from the start, and returns [[what, path, mirror's, player's], ...] for each of them.
(() => {
  // What the player changes on purpose. Each entry is as narrow as the player's own code:
  //   tag            script is shown as noscript; a link whose sheet was recorded is a style;
  //                  camel case of SVG names is restored
  //   attributes     rr_* are read and not set; handlers get a "_"; a policy becomes csp-content;
  //                  preloads of scripts get none; images with recorded bytes keep their address
  //                  in rrweb-original-*; input and textarea get autocomplete=off; names that
  //                  setAttribute refuses are left out; a box that was ticked has its value as
  //                  attribute, audio that loops has loop; srcdoc is left out of frames added later
  //   class          html has rrweb-paused, hovered elements ":hover"
  //   style          blocked elements are given their size; texts are compared as declarations
  //   sheets         ":hover" rules are doubled as ".\:hover", device-width is width; sheets are
  //                  compared rule by rule as the browser has them
  //   children       its own style sheets, and the text of a textarea that has a value
  const SPECIAL = /^rr_/;
  const HANDLER = /^(onload|onclick|onmouse.*)$/;
  const VALUE_IS_ATTRIBUTE = new Set(["checkbox", "radio", "hidden", "submit", "reset", "button", "image"]);
  const scratch = document.implementation.createHTMLDocument("");
  const scratchElement = scratch.createElement("div");

  const declarations = (text) => {
    scratchElement.style.cssText = text ?? "";
    return [...scratchElement.style]
      .map((name) => {
        const style = scratchElement.style;
        return `${name}:${style.getPropertyValue(name)}${style.getPropertyPriority(name) && "!"}`;
      })
      .sort()
      .join(";");
  };

  const canBeSet = (name) => {
    try {
      scratchElement.cloneNode().setAttribute(name, "");
      return true;
    } catch {
      return false;
    }
  };

  const isScriptPreload = ({ tag, attributes: a }) =>
    tag === "link" &&
    ((a.rel === "preload" && a.as === "script") ||
      a.rel === "modulepreload" ||
      (a.rel === "prefetch" && /\.js(\?|$)/.test(a.href ?? "")));

  const tagOf = ({ tag, attributes }) => {
    if (tag === "script") return "noscript";
    return tag === "link" && attributes._cssText ? "style" : tag.toLowerCase();
  };

  // The attributes that the player should show for a node of the mirror.
  const expectedAttributes = (node) => {
    const { attributes: known } = node;
    const made = {};
    const bytes = node.tag === "img" && "rr_dataURL" in known;
    for (const [name, value] of Object.entries(known)) {
      if (name === "rr_open_mode") made[name] = value;
      if (SPECIAL.test(name) || (tagOf(node) === "style" && name === "_cssText")) continue;
      if (node.tag === "textarea" && name === "value") continue;
      if (HANDLER.test(name)) made[`_${name}`] = value;
      else if (node.tag === "meta" && known["http-equiv"] === "Content-Security-Policy" && name === "content")
        made["csp-content"] = value;
      else if (isScriptPreload(node)) continue;
      else if (bytes && name === "srcset") made["rrweb-original-srcset"] = value;
      else if (canBeSet(name)) made[node.svg ? name : name.toLowerCase()] = value;
    }
    if (bytes) {
      made["rrweb-original-src"] = known.src ?? "undefined";
      made.src = known.rr_dataURL;
    }
    if (["input", "textarea"].includes(node.tag)) made.autocomplete = "off";
    // Setting the property of these sets the attribute.
    if (node.value !== undefined && VALUE_IS_ATTRIBUTE.has(known.type)) made.value = node.value;
    const loops = node.loop ?? ("rr_mediaLoop" in known ? true : undefined);
    if (loops) made.loop ??= "";
    else if (loops === false) delete made.loop;
    const size = ["width", "height"].filter((side) => `rr_${side}` in known);
    if (size.length)
      made.style = [known.style ?? "", ...size.map((side) => `${side}: ${known[`rr_${side}`]}`)].join("; ");
    return made;
  };

  const shownAttributes = (element) => {
    const made = {};
    for (const { name, value } of element.attributes) made[name] = value;
    return made;
  };

  const withoutMarks = (text) =>
    text === undefined
      ? ""
      : text.split(/\s+/).filter((name) => name && name !== "rrweb-paused" && name !== ":hover").join(" ");

  const sameAttributes = (mine, shown, note) => {
    if (!("srcdoc" in shown)) delete mine.srcdoc;
    for (const name of new Set([...Object.keys(mine), ...Object.keys(shown)])) {
      let [a, b] = [mine[name], shown[name]];
      if (name === "class") [a, b] = [withoutMarks(a), withoutMarks(b)];
      if (name === "style" && a !== b) [a, b] = [declarations(a), declarations(b)];
      if (a !== b) note(`attribute ${name}`, a, b);
    }
  };

  const rulesOf = (list) =>
    [...list].map((rule) => {
      const inner = rule.cssRules?.length ? rulesOf(rule.cssRules) : [];
      const own = rule.style ? declarations(rule.style.cssText) : "";
      if (rule.selectorText === undefined && !inner.length) return rule.cssText;
      const head =
        rule.selectorText === undefined
          ? rule.cssText.split("{")[0].replace(/(min|max)-device-/g, "$1-").trim()
          : rule.selectorText.split(/,\s*/).filter((part) => !part.includes("\\:hover")).join(", ");
      return [head, own, ...inner];
    });

  const rulesOfText = (css) => {
    const style = scratch.createElement("style");
    style.textContent = css;
    scratch.head.append(style);
    const found = JSON.stringify(rulesOf(style.sheet.cssRules));
    style.remove();
    return found;
  };

  const sameSheet = (node, element, note) => {
    if (!element.sheet) return;
    const shown = JSON.stringify(rulesOf(element.sheet.cssRules));
    const mine = rulesOfText(node.css);
    if (mine !== shown) note("sheet", mine, shown);
  };

  const sameForm = (node, element, note) => {
    if (node.value !== undefined && "value" in element) {
      const made = element.cloneNode(true);
      made.value = node.value;
      if (made.value !== element.value) note("value", made.value, element.value);
    }
    if (node.checked !== undefined && ["checkbox", "radio"].includes(element.type) && node.checked !== element.checked)
      note("checked", node.checked, element.checked);
  };

  const adoptedOf = (root) => (root.adoptedStyleSheets ?? []).map((sheet) => JSON.stringify(rulesOf(sheet.cssRules)));

  const sameAdopted = (node, root, note) => {
    const mine = (node.adopted ?? []).map(rulesOfText);
    const shown = adoptedOf(root);
    if (JSON.stringify(mine) !== JSON.stringify(shown)) note("adopted sheets", mine, shown);
  };

  class Comparison {
    constructor(ids) {
      this.ids = ids;
      this.found = [];
    }

    children(path, mine, parent) {
      const known = [...parent.childNodes].filter((child) => this.ids.getId(child) > 0);
      const shown = known.map((child) => this.ids.getId(child));
      const ids = mine.map(({ id }) => id);
      if (JSON.stringify(ids) !== JSON.stringify(shown)) this.found.push(["children", path, ids, shown]);
      const byId = new Map(known.map((child) => [this.ids.getId(child), child]));
      for (const node of mine) if (byId.has(node.id)) this.node(path, node, byId.get(node.id));
    }

    node(path, node, shown) {
      const where = `${path}/${node.tag || node.kind}#${node.id}`;
      const note = (what, a, b) => this.found.push([what, where, a ?? null, b ?? null]);
      if (node.kind === "element") this.element(where, node, shown, note);
      else if (node.kind === "document") {
        this.children(where, node.children, shown);
        sameAdopted(node, shown, note);
      } else if (node.kind === "doctype") {
        const same = shown.name === (node.name || "html") && shown.publicId === node.publicId;
        if (!same || shown.systemId !== node.systemId) note("doctype", node, shown.name);
      } else if (!(shown.parentNode?.localName === "style" && shown.parentNode.sheet) && node.text !== shown.data)
        note("text", node.text, shown.data);
    }

    element(where, node, shown, note) {
      if (shown.nodeType !== 1) return note("kind", node.kind, shown.nodeName);
      if (tagOf(node) !== shown.localName.toLowerCase()) note("tag", tagOf(node), shown.localName);
      sameAttributes(expectedAttributes(node), shownAttributes(shown), note);
      sameForm(node, shown, note);
      if (tagOf(node) === "style") sameSheet(node, shown, note);
      if (node.tag === "iframe") return this.frame(where, node, shown);
      if (node.tag !== "textarea" || !("value" in node.attributes)) this.children(where, node.children, shown);
      if (Boolean(node.shadow) !== Boolean(shown.shadowRoot)) note("shadow root", Boolean(node.shadow), Boolean(shown.shadowRoot));
      else if (node.shadow) {
        this.children(`${where}#shadow`, node.shadow, shown.shadowRoot);
        sameAdopted(node, shown.shadowRoot, note);
      }
    }

    frame(where, node, shown) {
      const inner = shown.contentDocument;
      const id = inner ? this.ids.getId(inner) : -1;
      const document = node.children.find(({ kind }) => kind === "document");
      if ((document?.id ?? -1) !== id) this.found.push(["document of a frame", where, document?.id ?? null, id]);
      else if (document) this.node(where, document, inner);
    }
  }

  // Put the tree together of which Playwright sent a list.
  const linked = (nodes) => {
    for (const node of nodes) {
      node.children = node.children?.map((place) => nodes[place]);
      node.shadow = node.shadow?.map((place) => nodes[place]);
    }
    return nodes[0];
  };

  const compareAt = async (text, { at, tree }, useVirtualDom) => {
    const events = JSON.parse(text);
    const root = document.body.appendChild(document.createElement("div"));
    const faults = new Set();
    const warn = console.warn;
    console.warn = (...words) => faults.add(words.map(String).join(" ").slice(0, 200));
    let replayer;
    try {
      replayer = new rrwebReplay.Replayer(events, { root, mouseTail: false, useVirtualDom });
      replayer.pause(at - events[0].timestamp);
      // A sheet is replaced when the browser finds time for it.
      if (text.includes('"replace":')) await new Promise((resolve) => setTimeout(resolve, 5));
      const comparison = new Comparison(replayer.getMirror());
      comparison.node("", tree, replayer.iframe.contentDocument);
      if (comparison.found.length && faults.size) comparison.found.push(["said", "", null, [...faults].join(" | ")]);
      return comparison.found;
    } catch (error) {
      return [["the player fails", "", null, String(error)]];
    } finally {
      console.warn = warn;
      replayer?.destroy();
      root.remove();
    }
  };

  // Seeking, the player changes a DOM of its own and then the page; it can also change the page
  // at once. What only one of the two ways shows is wrong in it, and not in the mirror.
  const eitherWay = async (text, moment) => {
    moment.tree = linked(moment.tree);
    const first = await compareAt(text, moment, true);
    if (!first.length) return { way: "seek", found: [] };
    const second = await compareAt(text, moment, false);
    const failed = second.some(([what]) => what === "the player fails");
    const again = new Set(second.map(([what, path]) => `${what} ${path}`));
    const found = first.filter(([what, path]) => what === "said" || failed || again.has(`${what} ${path}`));
    const both = found.some(([what]) => what !== "said");
    return both ? { way: "none", found } : { way: "direct", found: first };
  };

  window.compared = async (text, moments) => {
    const found = [];
    for (const moment of moments) found.push(await eitherWay(text, moment));
    return found;
  };
})();
