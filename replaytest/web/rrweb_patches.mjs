// What we change in @rrweb/record 2.1.6 while bundling it, and why.
//
// Each patch names the exact text it replaces and how often that text occurs; the
// build fails when rrweb moves, so that a patch cannot silently stop applying.

import { MUTATIONS } from "./rrweb_mutations.mjs";

export const PATCHES = [
  {
    why: `querySelector and querySelectorAll are methods. Listed as accessors they never
      look native, so rrweb borrows clean prototypes from a hidden iframe: the page sees
      an iframe come and go, and init scripts run in it too.`,
    find: `Element: ["shadowRoot", "querySelector", "querySelectorAll"]`,
    replace: `Element: ["shadowRoot"]`,
  },
  {
    find: `getUntaintedAccessor("Element", n, "querySelector")`,
    replace: `getUntaintedMethod("Element", n, "querySelector")`,
  },
  {
    find: `getUntaintedAccessor("Element", n, "querySelectorAll")`,
    replace: `getUntaintedMethod("Element", n, "querySelectorAll")`,
  },
  {
    why: `The recorder starts before any script of the page, so the prototypes are clean
      now; keep them before zone.js or a polyfill wraps them.`,
    find: `function ownerDocument(n) {`,
    replace: `function keepNativePrototypes() {
  for (const key in testableAccessors) untaintedBasePrototype[key] = globalThis[key].prototype;
  for (const key in testableAccessors) {
    const native = globalThis[key].prototype;
    for (const name of testableAccessors[key]) {
      const found = Object.getOwnPropertyDescriptor(native, name);
      if (found && found.get) (untaintedAccessorCache[key] || (untaintedAccessorCache[key] = {}))[name] = found.get;
    }
    for (const name of testableMethods[key]) untaintedMethodCache[key + "." + name] = native[name];
  }
}
keepNativePrototypes();
function ownerDocument(n) {`,
  },
  {
    why: `A page may have wrapped addEventListener: zone.js would run its change detection
      after each of rrweb's listeners.`,
    find: `target.addEventListener(type, fn, options);
  return () => target.removeEventListener(type, fn, options);`,
    replace: `nativeListen.call(target, type, fn, options);
  return () => nativeUnlisten.call(target, type, fn, options);`,
  },
  {
    find: `function keepNativePrototypes() {`,
    replace: `const { addEventListener: nativeListen, removeEventListener: nativeUnlisten } = EventTarget.prototype;
function keepNativePrototypes() {`,
  },
  {
    why: `A window has no frameElement whose parent is foreign. Asked for its document such
      a parent throws, and for the trace V8 parses all of the recorder again.`,
    find: `try {
      if (window.parent.document) {
        passEmitsToParent = false;
      }
    } catch (e) {
      passEmitsToParent = true;
    }`,
    replace: `passEmitsToParent = !window.frameElement;`,
  },
  {
    why: `Frames of other origins hand their events to their parent by messages that the
      page's own listeners would hear. Ours go through a channel instead, see frames.ts.`,
    find: `window.addEventListener("message", this.handleMessage.bind(this));`,
    replace: `record.receiveFrameMessage = this.handleMessage.bind(this);
      record.frameElementOf = (source) => this.crossOriginIframeMap.get(source);
      record.idInFrame = (frame, id) => this.crossOriginIframeMirror.getRemoteId(frame, id);`,
  },
  {
    find: `(_a2 = iframeEl.contentWindow) == null ? void 0 : _a2.addEventListener(
        "message",
        this.handleMessage.bind(this)
      );`,
    replace: `void 0;`,
  },
  {
    find: `window.parent.postMessage(message, "*");`,
    replace: `record.sendToParent(message);`,
  },
  {
    why: `What comes through our channel needs no further proof of where it came from (and
      a sandboxed frame's origin is "null", its location.origin is not).`,
    find: `if (crossOriginMessageEvent.data.type !== "rrweb" || // To filter out the rrweb messages which are forwarded by some sites.
    crossOriginMessageEvent.origin !== crossOriginMessageEvent.data.origin)
      return;`,
    replace: ``,
  },
  {
    why: `rrweb drops what is added to a document itself, its root element (page.ts takes a
      full snapshot then), and remembered that it did: of the next change, whatever it
      was, all that it added was dropped as well.`,
    find: `if (!payload.texts.length && !payload.attributes.length && !payload.removes.length && !payload.adds.length) {
        return;`,
    replace: `if (!payload.texts.length && !payload.attributes.length && !payload.removes.length && !payload.adds.length) {
        this.droppedSet = /* @__PURE__ */ new Set();
        this.removesSubTreeCache = /* @__PURE__ */ new Set();
        this.movedSet = /* @__PURE__ */ new Set();
        this.movedMap = {};
        return;`,
  },
  {
    why: `What rrweb itself gets wrong never reaches the page, also not after it was
      stopped; no error of the page's own passes through it, see calls.ts. And how long
      it takes is counted, see spent.ts.`,
    find: `  if (!errorHandler) {
    return cb;
  }
  const rrwebWrapped = (...rest) => {
    try {
      return cb(...rest);
    } catch (error) {
      if (errorHandler && errorHandler(error) === true) {
        return;
      }
      throw error;
    }
  };`,
    replace: `  const rrwebWrapped = (...rest) => {
    const entered = enter();
    try {
      before();
      return cb(...rest);
    } catch (error) {
      if (errorHandler) errorHandler(error);
    } finally {
      leave(entered);
    }
  };`,
  },
  {
    why: `Whatever is told comes after a large change that waits, see postponed.ts.`,
    find: `const callbackWrapper = (cb) => {`,
    replace: `const callbackWrapper = (cb, before = settle) => {`,
  },
  {
    find: `e.timestamp = nowTimestamp();`,
    replace: `settle();
    e.timestamp = settledAt() ?? nowTimestamp();`,
  },
  {
    find: `const handler = getHandler(eventKey);`,
    replace: `const handler = callbackWrapper(getHandler(eventKey));`,
  },
  {
    why: `The first look at a document is taken in a task of its own, see postponed.ts; it
      is told all the same before it has loaded.`,
    find: `if (recordAfter === "DOMContentLoaded") init();`,
    replace: `if (recordAfter === "DOMContentLoaded") {
              const more = callbackWrapper(readAhead, () => {})(stringifyRule);
              postpone(callbackWrapper(init), more && callbackWrapper(more, () => {}));
            }`,
  },
  {
    why: `What was read of a long style sheet before is not read again, see reading.ts.`,
    find: `(rule) => stringifyRule(rule, sheetHref)`,
    replace: `(rule, at) => textRead(s, at) ?? stringifyRule(rule, sheetHref)`,
  },
  {
    find: `() => {
            wrappedEmit({
              type: EventType.Load,
              data: {}
            });
            if (recordAfter === "load") init();
          },
          window`,
    replace: `() => inTurn(() => wrappedEmit({ type: EventType.Load, data: {} })),
          window`,
  },
  {
    why: `rrweb calls what it wraps inside of its guard, so that the page's own errors are
      swallowed (a rule that Emotion tries to insert), and tells of it beforehand.`,
    find: `styleSheetObserver = initStyleSheetObserver(o, { win: currentWindow });`,
    replace: `const sheets = {
      guard: callbackWrapper,
      idsOf: (sheet) => getIdAndStyleId(sheet, o.mirror, o.stylesheetManager.styleMirror),
      placeOf: getNestedCSSRulePositions,
    };
    styleSheetObserver = watchSheets(currentWindow, { ...sheets, tell: o.styleSheetRuleCb });`,
  },
  {
    find: `styleDeclarationObserver = initStyleDeclarationObserver(o, {
      win: currentWindow
    });`,
    replace: `styleDeclarationObserver = watchDeclarations(currentWindow, { ...sheets, tell: o.styleDeclarationCb });`,
  },
  {
    find: `const customElementObserver = initCustomElementObserver(o);`,
    replace: `const customElementObserver = watchDefinitions(currentWindow, callbackWrapper, o.customElementCb);`,
  },
  {
    find: `(p) => hookSetter(
          p[0],
          p[1],
          {
            set() {
              callbackWrapper(eventHandler)({
                target: this,
                isTrusted: false
                // userTriggered to false as this could well be programmatic
              });
            }
          },
          false,
          currentWindow
        )`,
    replace: `([owner, name]) => watchSetter(owner, name, callbackWrapper, (target) => {
          setTimeout(callbackWrapper(() => eventHandler({ target, isTrusted: false })), 0);
        })`,
  },
  {
    why: `The same, and a method without arguments was called with one.`,
    find: `patch(
        element.prototype,
        "attachShadow",
        function(original) {
          return function(option) {
            const sRoot = original.call(this, option);
            const shadowRootEl = index.shadowRoot(this);
            if (shadowRootEl && inDom(this))
              manager.addShadowRoot(shadowRootEl, doc);
            return sRoot;
          };
        }
      )`,
    replace: `watchCalls(element.prototype, "attachShadow", callbackWrapper, (host2) => {
        const shadowRootEl = index.shadowRoot(host2);
        if (shadowRootEl && inDom(host2))
          manager.addShadowRoot(shadowRootEl, doc);
      })`,
  },
  {
    why: `A page may set the value of a field that is not in the document yet, or no more;
      what comes into it later is told with its value.`,
    find: `lastInputValueMap.set(target, v);
      const id = mirror2.getId(target);`,
    replace: `const id = mirror2.getId(target);
      if (id === -1) return;
      lastInputValueMap.set(target, v);`,
  },
  {
    why: `What is focused as it is made has no id until its mutation is told, after the
      task; such a focus (or its end) is told right after that.`,
    find: `const id = mirror2.getId(target);
      const { clientX, clientY } = e;
      callbackWrapper(mouseInteractionCb)({
        type: MouseInteractions[thisEventKey],
        id,
        x: clientX,
        y: clientY,
        ...pointerType !== null && { pointerType }
      });`,
    replace: `const { clientX, clientY } = e;
      const tell = callbackWrapper(() => mouseInteractionCb({
        type: MouseInteractions[thisEventKey],
        id: mirror2.getId(target),
        x: clientX,
        y: clientY,
        ...pointerType !== null && { pointerType }
      }));
      const early = ["Focus", "Blur"].includes(thisEventKey) && mirror2.getId(target) === -1;
      if (early) nativeQueueMicrotask(tell);
      else tell();`,
  },
  {
    why: `Most events come to what has no shadow root; making their path takes longer.`,
    find: `function getEventTarget(event) {
  try {`,
    replace: `function getEventTarget(event) {
  try {
    if (event.target && !event.target.shadowRoot) return event.target;`,
  },
  {
    why: `No canvas is recorded, and no document of rrdom's: what there is for them would
      be read, and its worker's script made ready, in each document.`,
    find: `canvasManager = new CanvasManager({`,
    replace: `canvasManager = ((_options) => ({ freeze() {}, unfreeze() {}, lock() {}, unlock() {}, reset() {} }))({`,
  },
  {
    find: `const blob = typeof self !== "undefined" && self.Blob && new Blob([jsContent], { type: "text/javascript;charset=utf-8" });`,
    replace: `const blob = void 0;`,
  },
  {
    find: `if (n instanceof BaseRRNode && "shadowRoot" in n) {
    return Boolean(n.shadowRoot);
  }`,
    replace: ``,
  },
  {
    why: `Fields are rrweb's own and of plain objects: nothing is there to be redefined.`,
    find: `var __publicField = (obj, key, value) => __defNormalProp(obj, typeof key !== "symbol" ? key + "" : key, value);`,
    replace: `var __publicField = (obj, key, value) => (obj[key] = value);`,
  },
  {
    why: `Most rules of a style sheet have neither an attribute in their selector nor an
      address: they need not be searched for what is wrong in either.`,
    find: `if (isCSSStyleRule(rule) && rule.selectorText.includes(":")) {`,
    replace: `if (ruleStringified.includes("[") && isCSSStyleRule(rule)) {`,
  },
  {
    find: `if (sheetHref) {
      return absolutifyURLs(ruleStringified, sheetHref);`,
    replace: `if (sheetHref && ruleStringified.includes("url(")) {
      return absolutifyURLs(ruleStringified, sheetHref);`,
  },
  ...MUTATIONS, // after the others: they change what these have left
];

export function patchRrweb(source) {
  let text = source;
  for (const { find, replace } of PATCHES) {
    const parts = text.split(find);
    if (parts.length !== 2) {
      throw new Error(`rrweb_patches.mjs: found ${parts.length - 1} times, not once: ${find}`);
    }
    text = parts.join(replace);
  }
  return text;
}
