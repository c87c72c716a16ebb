// Which fields are secret, whatever the rules unmask.

import { SECRET } from "./rules";

// What is secret loses its shape, what is private keeps it; at level 0 that stays.
const SECRET_WORDS = /passw|passphrase|\bpwd|secret|token|\botp\b|one-?time|\bpin\b|pin-?code|cvc|cvv|csc\b|card|\bcc-|iban|api[-_ ]?key|credential/i;
const PRIVATE_WORDS = /e-?mail|phone|\btel\b|mobile|ssn|social-?security|birth|bday|passport|tax-?id/i;
const PARAMETERS = /passw|pwd|secret|token|otp|code|key|session|sid\b|auth|sig|jwt|credential|email|phone|card|nonce|csrf|xsrf|state$/i;

// A person's own secrets, which a form puts into an address: `_ENTERED` of mask/sensitive.py.
const ENTERED = /passw|passphrase|\bpwd|secret|\botp\b|one-?time|\bpin\b|pin-?code|cvc|cvv|\bcsc\b|card|\bcc-|iban|credential/;

const everSecret = new WeakSet<Element>();

export type Sensitivity = "secret" | "private" | "";

/** Whether a field is one of a password; it stays so when it becomes a text field. */
export function isPassword(field: Element): boolean {
  const type = field.getAttribute("type")?.toLowerCase();
  if (type !== "password" && !everSecret.has(field) && !field.hasAttribute("data-rr-is-password")) return false;
  everSecret.add(field);
  return true;
}

export function sensitivityOf(field: Element): Sensitivity {
  if (isPassword(field)) return "secret";
  const type = field.getAttribute("type")?.toLowerCase();
  const words = wordsOf(field);
  if (SECRET_WORDS.test(words)) return "secret";
  return type === "email" || type === "tel" || PRIVATE_WORDS.test(words) ? "private" : "";
}

/** Take a node that has come in the place of a secret field for one. */
export function makeSecret(field: Element): void {
  everSecret.add(field);
}

/** Say whether what has this name (an attribute, a meta element) is masked; `clear`: at level 0. */
export function isSecretName(name: string, clear = false): boolean {
  return SECRET_WORDS.test(name) || (!clear && PRIVATE_WORDS.test(name)) || /csrf|xsrf|\bauth(?!or(?!iz))|session-?id/i.test(name);
}

export function isSecretParameter(name: string): boolean {
  return PARAMETERS.test(name);
}

/** Say whether a parameter is masked at level 0 as well. */
export function isEnteredSecret(name: string): boolean {
  const words = name.slice(0, 200).replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase().replace(/[_.\s[\]:]+/g, "-");
  return ENTERED.test(words.replace(/^-+|-+$/g, ""));
}

export function secretOr(sensitivity: Sensitivity, text: string, mask: (text: string) => string): string {
  if (!text) return text;
  return sensitivity === "secret" ? SECRET : mask(text);
}

function wordsOf(field: Element): string {
  const read = (name: string) => field.getAttribute(name) ?? "";
  const labels = [...((field as HTMLInputElement).labels ?? [])].map((label) => label.textContent?.slice(0, 200) ?? "");
  const root = field.getRootNode() as Document;
  for (const id of read("aria-labelledby").split(/\s+/).filter(Boolean)) {
    labels.push(root.getElementById?.(id)?.textContent?.slice(0, 200) ?? "");
  }
  const own = ["autocomplete", "name", "id", "aria-label", "placeholder"].map(read);
  // camelCase and snake_case have their words apart, so that \b finds them.
  return [...own, ...labels].join(" ").replace(/([a-z])([A-Z])/g, "$1 $2").replace(/_/g, "-");
}
