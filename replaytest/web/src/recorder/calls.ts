// What a page calls and rrweb records: the page's own call first, with its result or its
// error, and then what there is to tell. rrweb_patches.mjs puts these in the place of
// rrweb's wrappers, which swallow the errors of a page with their own, and tell of rules
// that were never taken.

const { apply } = Reflect;
const { defineProperty, getOwnPropertyDescriptor } = Object;

/** Keeps an error of ours from the page; rrweb's `callbackWrapper`. */
type Guard = <A extends unknown[]>(run: (...args: A) => void) => (...args: A) => void;
type Method = (...args: never[]) => unknown;
type Note = (self: never, args: never[], result: unknown) => void;
type Ids = { id?: number; styleId?: number };
type Stop = () => void;

/** What rrweb knows of sheets. */
interface Sheets {
  guard: Guard;
  idsOf: (sheet: CSSStyleSheet | null | undefined) => Ids;
  placeOf: (rule: CSSRule) => number[];
  tell: (change: object) => void;
}

/** Call `note` after each call of a method that came back, until the function returned is
 * called. */
export function watchCalls(owner: object, name: string, guard: Guard, note: Note): Stop {
  const methods = owner as Record<string, Method>;
  const original = methods[name];
  if (typeof original !== "function") return () => undefined;
  const { watched, end } = watch(original, guard, note);
  methods[name] = watched;
  return () => {
    end();
    // Not over a wrapper of the page's own.
    if (methods[name] === watched) methods[name] = original;
  };
}

/** The same for a property that is set: `note` gets the object. */
export function watchSetter(owner: object, name: string, guard: Guard, note: (self: never) => void): Stop {
  const found = getOwnPropertyDescriptor(owner, name);
  if (!found?.set) return () => undefined;
  const { watched, end } = watch(found.set as Method, guard, note);
  defineProperty(owner, name, { set: watched as (value: unknown) => void });
  return () => {
    end();
    if (getOwnPropertyDescriptor(owner, name)?.set === watched) defineProperty(owner, name, found);
  };
}

// A proxy has the name, the length and the constructor of what it stands for.
function watch(original: Method, guard: Guard, note: Note): { watched: Method; end: Stop } {
  const tell = guard(note);
  let over = false;
  const watched = new Proxy(original, {
    apply(target, self, args) {
      const result: unknown = apply(target, self, args);
      if (!over) tell(self as never, args as never[], result);
      return result;
    },
  });
  return { watched, end: () => void (over = true) };
}

/** Watch the rules that scripts put into style sheets, and take out. */
export function watchSheets(scope: typeof globalThis, sheets: Sheets): Stop {
  const { guard, idsOf, placeOf } = sheets;
  const prototype = scope.CSSStyleSheet?.prototype;
  if (!prototype) return () => undefined;
  const tell = (sheet: CSSStyleSheet | null, change: object): void => tellOf(sheets, sheet, change);
  const on = (name: string, note: (sheet: CSSStyleSheet, args: unknown[], result: unknown) => void): Stop =>
    watchCalls(prototype, name, guard, note as Note);
  const replaced = (key: string) => (sheet: CSSStyleSheet, [text]: unknown[]): void => {
    // A promise for what it may not be done to is refused, which is the page's to see.
    if (sheet.ownerNode || text === undefined) return;
    tell(sheet, { [key]: typeof text === "string" ? text : rulesOf(sheet) });
  };
  const stops = [
    on("insertRule", (sheet, [rule, asked], result) => {
      const index = placed(result, asked);
      tell(sheet, { adds: [{ rule: ruleText(rule, sheet, index), index }] });
    }),
    on("addRule", (sheet, [, , asked]) => {
      const index = asked === undefined ? sheet.cssRules.length - 1 : toIndex(asked);
      tell(sheet, { adds: [{ rule: sheet.cssRules[index]?.cssText ?? "", index }] });
    }),
    on("deleteRule", (sheet, [asked]) => tell(sheet, { removes: [{ index: toIndex(asked) }] })),
    on("removeRule", (sheet, [asked]) => tell(sheet, { removes: [{ index: toIndex(asked) }] })),
    on("replace", replaced("replace")),
    on("replaceSync", replaced("replaceSync")),
  ];
  const groups = scope.CSSGroupingRule.prototype;
  stops.push(
    watchCalls(groups, "insertRule", guard, (outer: CSSGroupingRule, [rule, asked], result) => {
      const index = placed(result, asked);
      tell(outer.parentStyleSheet, { adds: [{ rule: ruleText(rule, outer, index), index: [...placeOf(outer), index] }] });
    }),
    watchCalls(groups, "deleteRule", guard, (outer: CSSGroupingRule, [asked]) =>
      tell(outer.parentStyleSheet, { removes: [{ index: [...placeOf(outer), toIndex(asked)] }] }),
    ),
  );
  return () => stops.forEach((stop) => stop());
}

/** Watch what scripts declare in the rules of style sheets. */
export function watchDeclarations(scope: typeof globalThis, sheets: Sheets): Stop {
  const prototype = scope.CSSStyleDeclaration.prototype;
  const tell = (rule: CSSRule | null, change: object): void => {
    if (rule) tellOf(sheets, rule.parentStyleSheet, { ...change, index: sheets.placeOf(rule) });
  };
  const stops = [
    watchCalls(prototype, "setProperty", sheets.guard, (style: CSSStyleDeclaration, [name, value, priority]) => {
      tell(style.parentRule, { set: { property: text(name), value: text(value), priority: priority && text(priority) } });
    }),
    watchCalls(prototype, "removeProperty", sheets.guard, (style: CSSStyleDeclaration, [name]) => {
      tell(style.parentRule, { remove: { property: text(name) } });
    }),
  ];
  return () => stops.forEach((stop) => stop());
}

/** Watch the custom elements that are defined for a document. */
export function watchDefinitions(scope: typeof globalThis, guard: Guard, tell: (told: object) => void): Stop {
  if (!scope.customElements || !scope.CustomElementRegistry) return () => undefined;
  return watchCalls(scope.CustomElementRegistry.prototype, "define", guard, (registry: CustomElementRegistry, [name]) => {
    if (registry === scope.customElements) tell({ define: { name: text(name) } });
  });
}

function tellOf({ idsOf, tell }: Sheets, sheet: CSSStyleSheet | null, change: object): void {
  const { id, styleId } = idsOf(sheet);
  if ((id && id !== -1) || (styleId && styleId !== -1)) tell({ id, styleId, ...change });
}

function placed(result: unknown, asked: unknown): number {
  return typeof result === "number" ? result : toIndex(asked); // of a wrapper of the page's own
}

/** What an index means to the DOM (Web IDL, unsigned long). */
function toIndex(asked: unknown): number {
  return (asked as number) >>> 0;
}

function ruleText(rule: unknown, within: CSSStyleSheet | CSSGroupingRule, index: number): string {
  return typeof rule === "string" ? rule : (within.cssRules[index]?.cssText ?? "");
}

function rulesOf(sheet: CSSStyleSheet): string {
  return [...sheet.cssRules].map((rule) => rule.cssText).join("\n");
}

function text(value: unknown): string {
  return value === null ? "" : `${value as string}`;
}
