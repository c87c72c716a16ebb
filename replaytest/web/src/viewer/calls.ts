// Playwright's calls as a test in Python has them.

import type { Call } from "./heard";
import { locatorText } from "./inspect/python";

// What a call is about; other arguments are said with their names.
const PLAIN = /^(url|value|text|key|promptText|expectedText|expectedNumber|expectedValue|options|localPaths|waitTimeout|event|html|expression)$/;
// The protocol's own, and what the caller did not say.
const UNSAID = /^(selector|strict|isNot|waitId|phase|source|target|timeout|state|mode|useInnerText)$/;
const OWNERS: Record<string, string> = { BrowserContext: "context", Page: "page", Frame: "frame", Browser: "browser", APIRequestContext: "request" };

/** `get_by_label("Code").fill("xx")`, `expect(page).to_have_url("/paid")`. */
export function callText(call: Call): string {
  const [kind = "", method = ""] = call.api.split(".");
  return `${ownerOf(kind, call)}.${method}(${argsText(call)})`;
}

/** The selector that a call was given, "" for calls that have none. */
export function selectorOf({ args }: Call): string {
  return args.find(([name, value]) => name === "selector" || (name === "source" && isSelector(value)))?.[1] ?? "";
}

export function sourceText({ file, line }: Call): string {
  return file ? `${file}:${line}` : "";
}

/** The arguments with their names; selectors as locators. */
export function argumentsOf({ args }: Call): [string, string][] {
  return args.map(([name, value]) => (name === "selector" || isSelector(value) ? [name === "selector" ? "locator" : name, locatorText(value)] : [name, value]));
}

function ownerOf(kind: string, call: Call): string {
  const selector = selectorOf(call);
  const locator = selector ? locatorText(selector) : "page";
  if (kind.endsWith("Assertions")) return `expect(${locator})`;
  if (kind === "Locator") return locator;
  const owner = OWNERS[kind] ?? kind.charAt(0).toLowerCase() + kind.slice(1);
  return selector && kind !== "Locator" ? `${owner}.${locator}` : owner;
}

function argsText({ api, args }: Call): string {
  const asserts = /Assertions\./.test(api);
  const said = args.flatMap(([name, value]): string[] => {
    if (name === "target" && isSelector(value)) return [locatorText(value)];
    if (UNSAID.test(name) || (asserts && name === "expression") || (name === "waitUntil" && value === "load")) return [];
    return [PLAIN.test(name) ? literal(value) : `${name}=${literal(value)}`];
  });
  return said.join(", ");
}

function isSelector(value: string): boolean {
  return value.startsWith("internal:");
}

/** A value as Python writes it; lists of one are what is in them. */
function literal(value: string): string {
  if (/^(-?\d+(\.\d+)?|true|false)$/.test(value)) return value.replace("true", "True").replace("false", "False");
  if (!/^[[{]/.test(value)) return JSON.stringify(value);
  try {
    const parsed = JSON.parse(value) as unknown;
    const items = (Array.isArray(parsed) ? parsed : [parsed]).map((item: unknown) =>
      item && typeof item === "object" ? (Object.values(item).find((each) => typeof each === "string") ?? item) : item,
    );
    return items.length === 1 ? JSON.stringify(items[0]) : JSON.stringify(items);
  } catch {
    return JSON.stringify(value);
  }
}
