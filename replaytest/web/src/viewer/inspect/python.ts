// A selector as it would be written in Python: `get_by_role("button", name="Pay").first`.
// After packages/isomorphic/locatorGenerators.ts of Playwright 1.65.

import { nestedIn, parseAttributes, parseSelector, parseText, type Part, type Wanted } from "./selector";

const BY_ATTRIBUTE: Record<string, string> = { placeholder: "get_by_placeholder", alt: "get_by_alt_text", title: "get_by_title" };
const FLAGS: Record<string, string> = { i: "IGNORECASE", m: "MULTILINE", s: "DOTALL" };

/** The selector itself where it is none that is known. */
export function locatorText(selector: string): string {
  try {
    return written(parseSelector(selector));
  } catch {
    return selector;
  }
}

function written(parts: Part[]): string {
  const calls: string[] = [];
  for (const part of parts) {
    if (part.engine === "internal:describe") continue;
    calls.push((WAYS[part.engine] ?? plain)(part.body, part));
  }
  return calls.join(".");
}

const inner = (part: Part): string => written(parseSelector(nestedIn(part)));

const WAYS: Record<string, (body: string, part: Part) => string> = {
  nth: (body) => (body === "0" ? "first" : body === "-1" ? "last" : `nth(${body})`),
  visible: (body) => `filter(visible=${body === "true" ? "True" : "False"})`,
  "internal:role": roleCall,
  "internal:text": (body) => call("get_by_text", parseText(body)),
  "internal:label": (body) => call("get_by_label", parseText(body)),
  "internal:testid": (body) => call("get_by_test_id", asWanted(parseAttributes(body).attributes[0]!.value, false)),
  "internal:attr": (body, part) => {
    const { name, value, exact } = parseAttributes(body).attributes[0]!;
    return BY_ATTRIBUTE[name] ? call(BY_ATTRIBUTE[name], asWanted(value, exact)) : plain(body, part);
  },
  "internal:has-text": (body, part) => hasText("has_text", body, part),
  "internal:has-not-text": (body, part) => hasText("has_not_text", body, part),
  "internal:has": (_, part) => `filter(has=${inner(part)})`,
  "internal:has-not": (_, part) => `filter(has_not=${inner(part)})`,
  "internal:and": (_, part) => `and_(${inner(part)})`,
  "internal:or": (_, part) => `or_(${inner(part)})`,
  "internal:chain": (_, part) => `locator(${inner(part)})`,
  "internal:control": (body, part) => (body === "enter-frame" ? "content_frame" : plain(body, part)),
};

function plain(body: string, { engine }: Part): string {
  const bare = engine === "css" || (engine === "xpath" && /^(\/\/|\.\.)/.test(body));
  return `locator(${JSON.stringify(bare ? body : `${engine}=${body}`)})`;
}

function hasText(name: string, body: string, part: Part): string {
  const wanted = parseText(body);
  return !(wanted instanceof RegExp) && wanted.exact ? plain(body, part) : `filter(${name}=${value(wanted)})`;
}

function roleCall(body: string): string {
  const { name, attributes } = parseAttributes(body);
  const said = attributes.flatMap(({ name: attribute, value: has, exact }) => {
    const key = attribute.replace(/-/g, "_");
    if (typeof has === "boolean") return [`${key}=${has ? "True" : "False"}`];
    const shown = attribute === "level" ? String(has) : value(asWanted(has, exact));
    const exactly = /^(name|description)$/.test(attribute) && typeof has === "string" && exact;
    return exactly ? [`${key}=${shown}`, "exact=True"] : [`${key}=${shown}`];
  });
  return `get_by_role(${[JSON.stringify(name), ...said].join(", ")})`;
}

function call(name: string, wanted: Wanted): string {
  const exactly = !(wanted instanceof RegExp) && wanted.exact;
  return `${name}(${value(wanted)}${exactly ? ", exact=True" : ""})`;
}

function asWanted(has: string | boolean | RegExp, exact: boolean): Wanted {
  return has instanceof RegExp ? has : { text: String(has), exact };
}

function value(wanted: Wanted): string {
  if (!(wanted instanceof RegExp)) return JSON.stringify(wanted.text);
  const flags = [...wanted.flags].flatMap((flag) => (FLAGS[flag] ? [`re.${FLAGS[flag]}`] : []));
  const source = wanted.source.replace(/\\\//g, "/").replace(/"/g, '\\"');
  return `re.compile(r"${source}"${flags.length ? `, ${flags.join(" | ")}` : ""})`;
}
