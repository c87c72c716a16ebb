// What a page tells of itself: `replaytest.annotate`, and on demand what it tells its
// analytics. Both become custom events `replaytest/annotation@1`.
//
// A library is listened to where its global is set and its methods are fetched: snippets
// put a queue there first and the library replaces it, methods and all. Calls go through
// a Proxy, unchanged; what fails in ours is dropped.

import type { Mask } from "./mask";
import { SECRET } from "./mask/rules";
import { isPrivate } from "./mask/stored";

export type Library = "posthog" | "sentry" | "dataLayer";
type Say = (name: string, properties: unknown, from: Library) => void;
type Args = unknown[];
type Told = { method: string; args: Args };
type Call = (...args: Args) => unknown;

const NAME = /^[\w.$:-]{1,80}$/;
const MOST_PROPERTIES = 50;
const LONGEST = 500;
const DEEPEST = 2;
const MOST_EARLIER = 100;
const MOST_EARLY = 100;
const PERSON = /(?:first|last|full|given|family|middle|nick|display|user)[-_.]?name|surname|address|street|\bzip|postal|login/i;
const QUOTED = /(["'`«“])([^"'`»”]*)(["'`»”])/g;
const NAMED = /\b([\w-]{2,40})(\s*[=:]\s*)([^\s,;]+)/g;
const { apply, get } = Reflect;
const { defineProperty, getOwnPropertyDescriptor, getPrototypeOf, isExtensible, keys } = Object;

/** What is noted, as it may leave the page. Nothing of the page's is called. */
function annotation(mask: Mask, name: unknown, properties: unknown, from?: Library): object {
  const told = (value: unknown) => mask.told(String(value).slice(0, LONGEST));
  const found: [string, unknown][] = [];
  collect(properties, "", DEEPEST, found);
  const kept = found.map(([key, value]) => [NAME.test(key) ? key : told(key), hidden(mask, key, value, told)]);
  const payload = { name: NAME.test(String(name)) ? String(name) : told(name), properties: Object.fromEntries(kept) };
  return from ? { ...payload, from } : payload;
}

/** Take the members that are single values, those of objects inside by `outer.inner`. */
function collect(properties: unknown, prefix: string, depth: number, into: [string, unknown][]): void {
  if (typeof properties !== "object" || properties === null || !depth) return;
  for (const key of keys(properties)) {
    if (into.length >= MOST_PROPERTIES) return;
    const value: unknown = getOwnPropertyDescriptor(properties, key)?.value;
    if (["string", "number", "boolean", "bigint"].includes(typeof value)) into.push([prefix + key, value]);
    else collect(value, `${prefix}${key}.`, depth - 1, into);
  }
}

function hidden(mask: Mask, key: string, value: unknown, told: (value: unknown) => string): unknown {
  if (isPrivate(key) || PERSON.test(key)) return SECRET;
  if (typeof value === "number" || typeof value === "boolean") return value;
  return key === "message" ? told(message(mask, String(value))) : told(value);
}

/** A message without what it quotes, and without what stands behind a secret's name. */
function message(mask: Mask, text: string): string {
  return text
    .slice(0, LONGEST)
    .replace(QUOTED, (_, open: string, inner: string, close: string) => open + mask.shape(inner) + close)
    .replace(NAMED, (whole, name: string, sign: string) => (isPrivate(name) ? name + sign + SECRET : whole));
}

/** Gives annotations to the recorder, those that come too early when it has begun. */
export class Annotations {
  private opened = false;
  private early: object[] = [];
  private readonly analytics = new Analytics((name, properties, from) => this.add(name, properties, from));

  /** `mask` gives none where nothing may be noted. */
  constructor(
    private readonly record: (payload: object) => void,
    private readonly mask: () => Mask | undefined,
    private readonly problem: (error: unknown) => void,
  ) {}

  /** Listen to these libraries. What waits was masked by the rules before, and goes. */
  follow(libraries: readonly Library[]): void {
    this.early = [];
    this.analytics.watch(libraries);
  }

  open(): void {
    this.opened = true;
    try {
      for (const payload of this.early.splice(0)) this.record(payload);
    } catch (error) {
      this.problem(error);
    }
  }

  close(): void {
    this.opened = false;
  }

  add(name: unknown, properties: unknown, from?: Library): void {
    try {
      const mask = this.mask();
      if (!mask) return;
      const payload = annotation(mask, name, properties, from);
      if (this.opened) this.record(payload);
      else if (this.early.length < MOST_EARLY) this.early.push(payload);
    } catch (error) {
      this.problem(error);
    }
  }
}

class Analytics {
  private readonly watched = new Set<Library>();
  private wanted: readonly Library[] = [];
  private readonly open: Told[] = [];
  /** What was told of calls that a queue may pass on to its library. */
  private earlier: (Told & { owner: object })[] = [];
  private readonly originals = new WeakMap<object, object>();
  private readonly items = new WeakSet<object>();

  constructor(private readonly say: Say) {}

  /** Listen to these from now on, and to no others. */
  watch(libraries: readonly Library[]): void {
    this.wanted = libraries;
    for (const library of libraries) {
      if (this.watched.has(library)) continue;
      this.watched.add(library);
      quietly(() => this.begin(library));
    }
  }

  private begin(library: Library): void {
    if (library === "posthog") hold("posthog", (value) => this.tap(value, "capture", (args) => this.captured(args)));
    if (library === "sentry") hold("Sentry", (value) => this.sentry(value));
    if (library === "dataLayer") hold("dataLayer", (value) => this.dataLayer(value));
  }

  private captured([name, properties]: Args): void {
    // What posthog-js sends by itself has names with a dollar.
    if (typeof name === "string" && !name.startsWith("$")) this.tell(name, properties, "posthog");
  }

  private sentry(value: object): void {
    this.tap(value, "captureException", ([error]) => {
      const { name, message: text } = (error ?? {}) as { name?: unknown; message?: unknown };
      const told = typeof error === "string" ? error : text;
      this.tell("captureException", { ...(typeof name === "string" && { type: name }), ...(typeof told === "string" && { message: told }) }, "sentry");
    });
    this.tap(value, "captureMessage", ([text]) => this.tell("captureMessage", typeof text === "string" ? { message: text } : {}, "sentry"));
  }

  private dataLayer(value: object): void {
    const pushed = (items: Args): void => items.forEach((item) => this.pushed(item));
    this.tap(value, "push", pushed);
    if (Array.isArray(value)) pushed([...value]);
  }

  private pushed(item: unknown): void {
    if (typeof item !== "object" || item === null || this.items.has(item)) return;
    this.items.add(item);
    const own = (key: string): unknown => getOwnPropertyDescriptor(item, key)?.value;
    // gtag() pushes its arguments.
    if (own("0") === "event" && typeof own("1") === "string") this.tell(own("1") as string, own("2"), "dataLayer");
    const event = own("event");
    if (typeof event !== "string" || event.startsWith("gtm.")) return;
    const rest = keys(item).filter((key) => key !== "event").map((key) => [key, own(key)]);
    this.tell(event, Object.fromEntries(rest), "dataLayer");
  }

  private tell(name: string, properties: unknown, from: Library): void {
    if (this.wanted.includes(from)) this.say(name, properties, from);
  }

  /** Hear the calls of a method of `owner`, whoever puts it there and when. */
  private tap(owner: object, method: string, heard: (args: Args) => void): void {
    const found = getOwnPropertyDescriptor(owner, method);
    if (found ? !found.configurable || !("value" in found) : !isExtensible(owner)) return;
    let own = Boolean(found);
    let held: unknown = found?.value;
    const wrappers = new WeakMap<Call, object>(); // a method fetched twice is the same
    const wrap = (value: unknown): unknown => {
      if (typeof value !== "function") return value;
      const wrapper = wrappers.get(value as Call) ?? this.wrapped(value as Call, owner, method, heard);
      wrappers.set(value as Call, wrapper);
      return wrapper;
    };
    const original = (value: unknown): unknown => (value instanceof Object ? (this.originals.get(value) ?? value) : value);
    defineProperty(owner, method, {
      configurable: true,
      enumerable: found?.enumerable ?? false,
      get(this: unknown) {
        return wrap(own ? held : get(getPrototypeOf(owner) ?? {}, method, this));
      },
      set(value: unknown) {
        own = true;
        held = original(value);
      },
    });
  }

  private wrapped(call: Call, owner: object, method: string, heard: (args: Args) => void): object {
    const wrapper = new Proxy(call, {
      apply: (target, self, args: Args) => {
        const told = { method, args };
        quietly(() => this.isRepeated(owner, told) || heard(args));
        this.open.push(told);
        try {
          return apply(target, self, args);
        } finally {
          this.open.pop();
        }
      },
    });
    this.originals.set(wrapper, call);
    return wrapper;
  }

  /** Whether a call passes on one that was told: a wrapper of the page's to what it wraps,
   * or a queue, later, to the library that took its place. */
  private isRepeated(owner: object, told: Told): boolean {
    if (this.open.some((outer) => same(outer, told))) return true;
    const at = this.earlier.findIndex((call) => call.owner !== owner && same(call, told));
    if (at >= 0) this.earlier.splice(at, 1);
    else this.earlier = [...this.earlier.slice(1 - MOST_EARLIER), { owner, ...told }];
    return at >= 0;
  }
}

/** Hear of what is, or will be, the global `name`. */
function hold(name: string, arrived: (value: object) => void): void {
  const found = getOwnPropertyDescriptor(window, name);
  const take = (value: unknown): void => {
    if (value instanceof Object) quietly(() => arrived(value));
  };
  if (found && "value" in found) take(found.value);
  if (found && (!found.configurable || !("value" in found))) return;
  let held: unknown = found?.value;
  defineProperty(window, name, {
    configurable: true, // a page may still declare it by `let`
    enumerable: Boolean(found),
    get: () => held,
    set(value: unknown) {
      held = value;
      take(value);
    },
  });
}

function same(some: Told, other: Told): boolean {
  const { method, args } = other;
  return some.method === method && some.args.length === args.length && some.args.every((each, at) => Object.is(each, args[at]));
}

function quietly(work: () => unknown): void {
  try {
    work();
  } catch {
    // The page's own call goes on.
  }
}
