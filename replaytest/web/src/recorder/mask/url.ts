// Addresses keep what leads to a page, and lose what says who asked.

import { isEnteredSecret, isSecretParameter } from "./fields";
import { SECRET } from "./rules";

const PARTS = /^([a-z][a-z0-9+.-]*:)?(\/\/[^/?#]*)?([^?#]*)(\?[^#]*)?(#[\s\S]*)?$/i;
const SHOWN = /^(?:https?|wss?|ftp|file|about|chrome-error):$/i;
// What a page shows, other than text.
const LOOKS = /^data:(?:image|font|audio|video|text\/css)\b/i;
const PARAMETER = /([?&;])([^&;=]*)(=?)([^&;]*)/g;
const EXTENSION = /\.(?:avif|css|gif|html?|ico|jpe?g|js|json|mjs|mp3|mp4|ogg|otf|pdf|png|svg|ttf|wasm|wav|webm|webp|woff2?|xml)$/i;

export interface Covered {
  /** Mask the path too. */
  path?: boolean;
  /** Mask all of query and fragment, not only what has a secret's name. */
  query?: boolean;
}

export function maskUrl(url: string, mask: (text: string) => string, covered: Covered): string {
  const [, scheme = "", authority = "", path = "", query = "", fragment = ""] = PARTS.exec(url.trim()) ?? [];
  const all = covered.path || covered.query;
  if (/^(?:blob|javascript|vbscript):$/i.test(scheme)) return scheme;
  if (/^data:$/i.test(scheme)) return all || !LOOKS.test(url) ? scheme + "," : url;
  if (scheme && !SHOWN.test(scheme)) return all ? scheme + mask(url.slice(scheme.length)) : url;
  return (
    scheme +
    authority.replace(/^\/\/.*@/s, "//") +
    (covered.path ? maskPath(path, mask, !scheme && !authority) : path) +
    maskQuery(query, mask, Boolean(all)) +
    maskFragment(fragment, mask, Boolean(all))
  );
}

/** Return `url` as level 0 has it: without credentials and a person's own secrets. */
export function clearUrl(url: string): string {
  const [, scheme = "", authority = "", path = "", query = "", fragment = ""] = PARTS.exec(url.trim()) ?? [];
  if (/^(?:javascript|vbscript):$/i.test(scheme)) return scheme;
  if (scheme && !SHOWN.test(scheme)) return url;
  const shown = fragment.includes("=") ? "#" + clearQuery("?" + fragment.slice(1)).slice(1) : fragment;
  return scheme + authority.replace(/^\/\/.*@/s, "//") + path + clearQuery(query) + shown;
}

function clearQuery(query: string): string {
  return query.replace(
    PARAMETER,
    (_, sign: string, name: string, equals: string, value: string) =>
      sign + name + equals + (value && isEnteredSecret(decoded(name)) ? SECRET : value),
  );
}

/** A path that comes first must not begin as if with a scheme. */
function maskPath(path: string, mask: (text: string) => string, first: boolean): string {
  const extension = EXTENSION.exec(path)?.[0] ?? "";
  const stem = path.slice(0, path.length - extension.length);
  const parts = stem.split("/").map((part) => (/^\.{0,2}$/.test(part) ? part : maskEncoded(part, mask)));
  if (first) parts[0] = parts[0]!.replace(/:/g, "-");
  return parts.join("/") + extension;
}

function maskQuery(query: string, mask: (text: string) => string, all: boolean): string {
  return query.replace(PARAMETER, (_, sign: string, name: string, equals: string, value: string) => {
    if (!equals) return sign + (all ? maskEncoded(name, mask) : name);
    const hidden = isSecretParameter(decoded(name)) ? SECRET : all ? maskEncoded(value, mask) : maskNested(value, mask);
    return sign + name + equals + (value && hidden);
  });
}

/** An address in an address: where to go after the login. */
function maskNested(value: string, mask: (text: string) => string): string {
  const inner = decoded(value);
  return inner !== value && /[?&#][^=]*=/.test(inner) ? encodeURIComponent(maskUrl(inner, mask, {})) : value;
}

function maskFragment(fragment: string, mask: (text: string) => string, all: boolean): string {
  if (all) return fragment && "#" + maskEncoded(fragment.slice(1), mask);
  // Tokens come back from a login as if the fragment were a query.
  return fragment.includes("=") ? "#" + maskQuery("?" + fragment.slice(1), mask, false).slice(1) : fragment;
}

function maskEncoded(text: string, mask: (text: string) => string): string {
  return mask(decoded(text)).replace(/[\s%"'<>\\]/g, "-");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
