// What we change in rrweb's MutationBuffer, see rrweb_patches.mjs: it tells what has come
// into the page as trees, made and masked in one walk by src/recorder/added.ts, instead of
// node by node; the store's reader makes rrweb's own form of them again. And it asks no
// more whether a node is blocked or masked: mask.ts decides that.

// With what rrweb makes a node of a mutation, in its words: to be found, and put elsewhere
// without what it does about shadow roots, which added.ts tells.
const nodeOptions = (ofShadowRoots) => `{
          doc: this.doc,
          mirror: this.mirror,
          blockClass: this.blockClass,
          blockSelector: this.blockSelector,
          maskTextClass: this.maskTextClass,
          maskTextSelector: this.maskTextSelector,
          skipChild: true,
          newlyAddedElement: true,
          inlineStylesheet: this.inlineStylesheet,
          maskInputOptions: this.maskInputOptions,
          maskTextFn: this.maskTextFn,
          maskInputFn: this.maskInputFn,
          slimDOMOptions: this.slimDOMOptions,
          dataURLOptions: this.dataURLOptions,
          recordCanvas: this.recordCanvas,
          inlineImages: this.inlineImages,
          onSerialize: (currentN) => {
            if (isSerializedIframe(currentN, this.mirror)) {
              this.iframeManager.addIframe(currentN);
            }
            if (isSerializedStylesheet(currentN, this.mirror)) {
              this.stylesheetManager.trackLinkElement(
                currentN
              );
            }
            ${ofShadowRoots}
          },
          onIframeLoad: (iframe, childSn) => {
            this.iframeManager.attachIframe(iframe, childSn);
            this.shadowDomManager.observeAttachShadow(iframe);
          },
          onStylesheetLoad: (link, childSn) => {
            this.stylesheetManager.attachLinkElement(link, childSn);
          },
          cssCaptured
        }`;

const SHADOW_ROOTS = `if (hasShadowRoot(n)) {
              this.shadowDomManager.addShadowRoot(
                index.shadowRoot(n),
                this.doc
              );
            }`;

export const MUTATIONS = [
  {
    why: `A large change is told in a task of its own, see postponed.ts.`,
    find: `mutations.forEach(this.processMutation);
      this.emit();`,
    replace: `mutations.forEach(this.processMutation);
      if (!postponed(this, mutations)) this.emit();`,
  },
  {
    find: `const observer = new ObserverCtor(
    callbackWrapper(mutationBuffer.processMutations.bind(mutationBuffer))
  );`,
    replace: `const observer = new ObserverCtor(
    callbackWrapper(mutationBuffer.processMutations.bind(mutationBuffer), () => {})
  );
  mutationBuffer.tell = callbackWrapper(() => {
    observer.takeRecords().forEach(mutationBuffer.processMutation);
    mutationBuffer.emit();
  });`,
  },
  {
    why: `A new node's children are told with it, when all is in its place.`,
    find: `if (!isBlocked(n, this.blockClass, this.blockSelector, false)) {
        index.childNodes(n).forEach((childN) => this.genAdds(childN));
        if (hasShadowRoot(n)) {
          index.childNodes(index.shadowRoot(n)).forEach((childN) => {
            this.processedNodeManager.add(childN, this);
            this.genAdds(childN, n);
          });
        }
      }`,
    replace: ``,
  },
  {
    find: `const addedIds = /* @__PURE__ */ new Set();
      while (this.mapRemoves.length) {
        this.mirror.removeNodeFromMap(this.mapRemoves.shift());
      }`,
    replace: `for (const gone of this.mapRemoves) this.mirror.removeNodeFromMap(gone);
      this.mapRemoves = [];`,
  },
  {
    find: `let n = null;
      let parentNode2 = null;
      let parentId = -1;`,
    replace: `outermost(this.addedSet);
      const serializeOne = (n, cssCaptured) => serializeNodeWithId(n, ${nodeOptions("")});
      const added = new AddedNodes({
        doc: this.doc,
        mirror: this.mirror,
        makeId: genId,
        nextId: () => _id,
        one: serializeOne,
        absolute: transformAttribute,
        shadow: (root) => this.shadowDomManager.addShadowRoot(root, this.doc),
        claim: (child) => this.processedNodeManager.add(child, this)
      });
      let n = null;
      let parentNode2 = null;
      let parentId = -1;`,
  },
  {
    find: `let cssCaptured = false;
        if (n.nodeType === Node.TEXT_NODE) {
          const parentTag = parentNode2.tagName;
          if (parentTag === "TEXTAREA") {
            continue;
          } else if (parentTag === "STYLE" && addedIds.has(parentId)) {
            cssCaptured = true;
          }
        }`,
    replace: `if (n.nodeType === Node.TEXT_NODE && parentNode2.tagName === "TEXTAREA") continue;`,
  },
  {
    find: `const sn = serializeNodeWithId(n, ${nodeOptions(SHADOW_ROOTS)});
        if (sn) {
          adds.push({
            parentId,
            nextId,
            node: sn
          });
          addedIds.add(sn.id);
        }`,
    replace: `added.add(n, parentId, nextId, adds);`,
  },
  {
    find: `.filter((text) => !addedIds.has(text.id))`,
    replace: `.filter((text) => !added.has(text.id))`,
  },
  {
    find: `.filter((attribute) => !addedIds.has(attribute.id))`,
    replace: `.filter((attribute) => !added.has(attribute.id))`,
  },
  {
    find: `removes: this.removes,
        adds
      };
      if (!payload.texts.length`,
    replace: `removes: this.removes,
        adds,
        trees: added.trees
      };
      if (!payload.trees && !payload.texts.length`,
  },
  {
    why: `What changed in a style attribute takes longer to find than a short one is to tell.`,
    find: `if (attributeName === "style") {
              if (!this.unattachedDoc) {`,
    replace: `if (attributeName === "style" && (item._whole = item._whole || (value || "").length < 200)) {
            } else if (attributeName === "style") {
              if (!this.unattachedDoc) {`,
  },
  {
    find: `if (typeof attributes.style === "string") {`,
    replace: `if (typeof attributes.style === "string" && !attribute._whole) {`,
  },
  {
    find: `} else if (name === "style") {
    return absolutifyURLs(value, getHref(doc));`,
    replace: `} else if (name === "style") {
    return value.includes("url(") ? absolutifyURLs(value, getHref(doc)) : value;`,
  },
  {
    why: `What goes is looked through twice; here with a page's own functions of old.`,
    find: `const id = this.getId(n);
    this.idNodeMap.delete(id);
    if (n.childNodes) {
      n.childNodes.forEach(
        (childNode) => this.removeNodeFromMap(childNode)
      );
    }`,
    replace: `eachBelow(n, (node) => this.idNodeMap.delete(this.getId(node)));`,
  },
  {
    find: `const queue = [n];
  while (queue.length) {
    const next = queue.pop();
    if (cache.has(next)) continue;
    cache.add(next);
    index.childNodes(next).forEach((n2) => queue.push(n2));
  }
  return;`,
    replace: `eachBelow(n, (node) => cache.add(node));`,
  },
  {
    why: `A whole page is made in the same walk.`,
    find: `return serializeNodeWithId(n, {
    doc: n,`,
    replace: `const told = new AddedNodes({
    doc: n,
    mirror: mirror2,
    makeId: genId,
    nextId: () => _id,
    one: (node, cssCaptured) => serializeNodeWithId(node, {
      doc: n,
      mirror: mirror2,
      blockClass,
      blockSelector,
      maskTextClass,
      maskTextSelector,
      skipChild: true,
      inlineStylesheet,
      maskInputOptions,
      maskTextFn,
      maskInputFn,
      slimDOMOptions,
      dataURLOptions,
      inlineImages,
      recordCanvas,
      preserveWhiteSpace,
      onSerialize,
      onIframeLoad,
      iframeLoadTimeout,
      onStylesheetLoad,
      stylesheetLoadTimeout,
      keepIframeSrcFn,
      newlyAddedElement: false,
      cssCaptured
    }),
    absolute: transformAttribute,
    shadow: (root) => onSerialize(index.host(root)),
    claim: () => {}
  }).page(n);
  if (told) return told;
  return serializeNodeWithId(n, {
    doc: n,`,
  },
  {
    find: `function isBlocked(node, blockClass, blockSelector, checkAncestors) {`,
    replace: `function isBlocked() {
  return false;
}
function _isBlocked(node, blockClass, blockSelector, checkAncestors) {`,
  },
  {
    find: `function _isBlockedElement(element, blockClass, blockSelector) {`,
    replace: `function _isBlockedElement() {
  return false;
}
function _isBlockedElementOf(element, blockClass, blockSelector) {`,
  },
  {
    find: `function needMaskingText(node, maskTextClass, maskTextSelector, checkAncestors) {`,
    replace: `function needMaskingText() {
  return false;
}
function _needMaskingText(node, maskTextClass, maskTextSelector, checkAncestors) {`,
  },
];
