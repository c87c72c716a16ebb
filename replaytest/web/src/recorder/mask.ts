// Masking level 1: what is typed or stored in fields never leaves the page in clear.
//
// A mask keeps the length and the classes of characters, so that the page keeps its
// layout; secrets (passwords, one-time codes, cards) lose their shape as well.

const SECRET = "********";
const SECRET_AUTOCOMPLETE = /password|one-time-code|cc-/;
const SECRET_NAME = /passw|pwd|secret|token|otp|pin\b|cvc|cvv|card/i;

/** rrweb masks the types (and tags) named here; buttons, boxes and radios keep theirs. */
export const MASKED_INPUTS: Record<string, boolean> = Object.fromEntries(
  [
    "text", "textarea", "password", "email", "tel", "url", "search", "number", "range",
    "color", "date", "datetime-local", "month", "week", "time", "hidden", "file", "select",
  ].map((type) => [type, true]),
);

export const MASKED_TEXT =
  '[contenteditable]:not([contenteditable="false" i]):not([contenteditable="inherit" i])';

export function maskText(text: string): string {
  return text
    .replace(/\p{Lu}/gu, "X")
    .replace(/[\p{L}\p{M}]/gu, (letter) => (letter === "X" ? "X" : "x"))
    .replace(/\p{N}/gu, "0");
}

export function maskInput(text: string, element?: Element | null): string {
  if (!text) return text;
  return element && isSecret(element) ? SECRET : maskText(text);
}

function isSecret(element: Element): boolean {
  const read = (name: string) => element.getAttribute(name) ?? "";
  return (
    read("type").toLowerCase() === "password" ||
    element.hasAttribute("data-rr-is-password") ||
    SECRET_AUTOCOMPLETE.test(read("autocomplete")) ||
    SECRET_NAME.test(read("name")) ||
    SECRET_NAME.test(read("id"))
  );
}
