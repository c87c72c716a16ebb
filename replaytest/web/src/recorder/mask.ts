// Privacy, first line: nothing leaves the page that has not been through here.
//
// mask/rules.py has the same words. Where something is unknown or fails, it is masked or
// left out: `Mask.event` throws only for what it cannot mask, and the caller drops that.

import { closest, matches } from "./natives";
import { type Event, EventMask } from "./mask/events";
import { isPassword, sensitivityOf } from "./mask/fields";
import { NodeMask } from "./mask/nodes";
import type { Rules } from "./mask/rules";
import { CLOSED, EDITABLE, Scopes } from "./mask/scope";
import { Secrets } from "./mask/secrets";
import { Stored } from "./mask/stored";
import { fitted, shape, Tokens } from "./mask/text";

export type { Event, Rules };
type Custom = (text: string, element: Element | null) => unknown;

const FULL_SNAPSHOT = 2;
// A frame can be told of the keys that go to its document.
const FIELD = "input,textarea,select,iframe,frame,object,embed";
const FRAMES = "iframe,frame,object,embed";
// These can have a closed shadow root with a field in it (DOM standard, attachShadow).
const HOSTS = "article,aside,blockquote,div,footer,h1,h2,h3,h4,h5,h6,header,main,nav,p,section,span";

export class Mask {
  readonly problems: string[] = [];
  private readonly secrets: Secrets;
  private readonly tokens: Tokens;
  scopes: Scopes;
  readonly nodes: NodeMask;
  private readonly events: EventMask;
  /** Of a frame of another origin whose element is masked: everything in it is. */
  private readonly closed: EventMask;
  private readonly rules: Rules;
  private readonly urls: { only: RegExp[]; block: RegExp[] };

  constructor(
    asked: Rules,
    private readonly custom: Custom | undefined,
    private readonly live: (id: number) => Node | null,
  ) {
    this.scopes = new Scopes(asked);
    for (const selector of this.scopes.wrong) this.problems.push(`the browser knows no selector '${selector}'`);
    const scriptless = asked.script && typeof custom !== "function";
    if (scriptless) this.problems.push("the mask script gives no function");
    // A rule that cannot be followed must not let through what it was meant to hide.
    const broken = this.problems.length > 0;
    this.rules = broken ? { ...asked, level: Math.max(2, asked.level), unmask: [], keepAttributes: [], keepKeys: [] } : asked;
    if (broken) {
      this.scopes = new Scopes(this.rules);
      this.problems.push("every text is masked");
    }
    this.tokens = new Tokens(asked.key);
    this.secrets = new Secrets(asked.patternsOff);
    this.urls = { only: asked.onlyUrls.map(glob), block: asked.blockUrls.map(glob) };
    this.nodes = this.nodesIn(this.scopes);
    this.events = this.make(this.scopes, this.nodes);
    const closed = { of: () => CLOSED, below: () => CLOSED, ignores: () => false } as unknown as Scopes;
    this.closed = this.make(closed, this.nodesIn(closed));
  }

  /** Return the event as it may leave the page, or undefined. */
  event(event: Event): Event | undefined {
    if (event.type === FULL_SNAPSHOT) this.learn();
    return this.events.event(event);
  }

  /** The same for an event of a frame of another origin, which has masked it by itself. */
  foreign(event: Event, frame: Element | null): Event | undefined {
    const scope = this.scopes.of(frame);
    if (scope.blocked) return undefined;
    if (scope.said !== "mask") return event;
    const closed = this.closed.event(event);
    const payload = closed?.data.payload as Record<string, unknown> | undefined;
    if (payload) for (const told of ["key", "code"]) delete payload[told];
    return closed;
  }

  /** Whether the page at `place` may be recorded at all. It is asked of each event. */
  allows(place: Location): boolean {
    if (this.rules.level >= 4) return false;
    const { only, block } = this.urls;
    if (!only.length && !block.length) return true;
    const url = place.href;
    const matches = (patterns: RegExp[]) => patterns.some((pattern) => pattern.test(url));
    return !matches(block) && (!only.length || matches(only));
  }

  /** What the page itself says of itself, as it may leave it. */
  told(text: string): string {
    return this.rules.level >= 2 ? this.mask(text, null) : this.secrets.hide(text);
  }

  /** A text that says nothing, at any level. */
  shape(text: string): string {
    return this.rules.key ? this.token(text) : shape(text);
  }

  /** How what the page has stored may leave it; undefined: not at all. */
  get stored(): Stored | undefined {
    if (!this.rules.storage || this.rules.level >= 3) return undefined;
    const clear = this.rules.storage === "values" && this.rules.level < 2;
    return new Stored(clear, this.rules.keepKeys, (text) => this.shape(text), (text) => this.secrets.hide(text));
  }

  /** Whether of a key pressed at `target` only its class may be told. */
  hidesKeys(target: Element | null): boolean {
    const scope = this.scopes.of(target);
    if (this.rules.level === 0 && !scope.blocked && scope.said !== "mask") return hidesSecret(target, scope.editable);
    return scope.blocked || scope.editable || this.isCovered(scope.said) || Boolean(target && (closest(target, FIELD) || isHost(target)));
  }

  /** Whether nothing that is done at `target` may be told. */
  ignores(target: Element | null): boolean {
    return this.scopes.of(target).blocked || this.scopes.ignores(target);
  }

  get honoursDoNotTrack(): boolean {
    return this.rules.honourDoNotTrack;
  }

  get short(): boolean {
    return this.rules.short;
  }

  get fileNames(): boolean {
    return this.rules.fileNames;
  }

  /** Know the secrets of the page before its texts are read. */
  learn(): void {
    for (const field of document.querySelectorAll<HTMLInputElement>("input[type='password' i]")) {
      isPassword(field);
      this.secrets.remember(field, field.value);
    }
  }

  private isCovered(said: "mask" | "unmask" | undefined): boolean {
    return said === "mask" || (this.rules.level >= 2 && said !== "unmask");
  }

  private nodesIn(scopes: Scopes): NodeMask {
    const hiding = { mask: this.mask, fit: this.fit, token: this.name, secrets: this.secrets };
    return new NodeMask(this.rules, scopes, hiding, this.live);
  }

  private make(scopes: Scopes, nodes: NodeMask): EventMask {
    const covers = this.rules.level >= 2 || scopes !== this.scopes;
    const clear = this.rules.level === 0 && !covers;
    return new EventMask({
      nodes,
      scopes,
      covers,
      clear,
      live: this.live,
      mask: (text) => this.mask(text, null),
      hide: (text) => this.secrets.hide(text),
      hideInCss: (text) => this.secrets.hideTyped(text),
    });
  }

  private readonly mask = (text: string, element: Element | null): string => this.hide(text, element, shape);

  private readonly fit = (text: string, element: Element | null): string => this.hide(text, element, fitted);

  private hide(text: string, element: Element | null, plainly: (text: string) => string): string {
    try {
      const found = this.custom?.(text, element);
      if (typeof found === "string") return this.secrets.hide(found);
    } catch {
      // Then as without it.
    }
    return this.rules.key ? this.token(text) : plainly(text);
  }

  private readonly token = (text: string): string => this.tokens.of(text);

  private readonly name = (text: string): string => this.tokens.name(text);
}

/** Whether a key at level 0 may belong to a secret: to a field of one, or nobody can see to what. */
function hidesSecret(target: Element | null, editable: boolean): boolean {
  if (!target) return false;
  const field = closest(target, FIELD);
  if (field) return matches(field, FRAMES) || sensitivityOf(field) === "secret";
  const edited = closest(target, EDITABLE);
  if (edited && sensitivityOf(edited) === "secret") return true;
  // A closed shadow root is behind the rest, unless they take keys by themselves.
  return !editable && isHost(target) && (target.localName.includes("-") || !matches(target, "[tabindex]"));
}

function isHost(element: Element): boolean {
  return element.localName.includes("-") || matches(element, HOSTS);
}

function glob(pattern: string): RegExp {
  return new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&").replace(/\*+/g, ".*").replace(/\?/g, "\\?")}$`);
}
