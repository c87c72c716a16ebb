// Masked text has the length and the classes of characters of what it stands for.

import { random } from "../natives";

// So many letters drawn are the same for two values of a page once in 10⁸ pairs.
const TOLD_APART = 6;
const LETTERS = "abcdefghijklmnopqrstuvwxyz";
// Most texts are of these alone, and classes of Unicode take long to get ready.
const ASCII = /^[\0-\x7f]*$/;
const ASCII_MASKABLE = /[A-Za-z0-9]/g;

interface Letters {
  letter(): string;
  digit(): string;
}

/** Letters become x and X, digits 0: twice is the same as once. */
export function shape(text: string): string {
  return replaceEach(text, { letter: () => "x", digit: () => "0" });
}

/**
 * Like `shape`; percent escapes stay such, those of signs as they are. `mask_escaped` of
 * mask/shape.py says the same, and knows the escapes of HTML too.
 */
export function shapeEscaped(text: string): string {
  return text.replace(/%[\da-f]{2}|[^%]+/gi, (found) => (found.startsWith("%") ? shapeOfEscape(found) : shape(found)));
}

function shapeOfEscape(escape: string): string {
  const code = parseInt(escape.slice(1), 16);
  const sign = code < 128 ? String.fromCharCode(code) : "x";
  const masked = shape(sign);
  return code < 128 && masked === sign ? escape : `%${masked.charCodeAt(0).toString(16)}`;
}

// Widths of a to z and A to Z in thousandths of the font's size: Helvetica's, from Adobe's
// font metrics. Other fonts for text have about the same proportions.
const WIDTHS = (
  "556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 " +
  "667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611"
)
  .split(" ")
  .map(Number);
const [X, NARROW, BROAD] = [500, 222, 722];

/** Like `shape`, as wide as the text was: some x become i or w. Twice is once as well. */
export function fitted(text: string): string {
  const masked = shape(text);
  let missing = 0;
  for (const letter of text.match(/[a-z]/gi) ?? []) {
    const small = letter >= "a";
    const width = WIDTHS[letter.charCodeAt(0) - (small ? 97 : 65 - 26)]!;
    missing += width - (small ? X : 667);
  }
  const places = [...masked.matchAll(/x/g)].map(({ index }) => index);
  const [letter, step] = missing < 0 ? ["i", NARROW - X] : ["w", BROAD - X];
  const count = Math.min(places.length, Math.round(missing / step));
  const letters = masked.split("");
  // Evenly, so that every line has its share.
  for (let n = 0; n < count; n++) letters[places[Math.floor(((n + 0.5) * places.length) / count)]!] = letter;
  return letters.join("");
}

/** Tokens: equal texts get equal letters, which say nothing without the key. */
export class Tokens {
  private readonly key: [number, number];

  constructor(key: string) {
    const part = (at: number) => (key ? parseInt(key.slice(at, at + 8), 16) : random() * 2 ** 32) | 0;
    this.key = [part(0), part(8)];
  }

  of(text: string): string {
    const draw = this.drawn(text);
    return replaceEach(text, {
      letter: () => LETTERS.charAt(draw(LETTERS.length)),
      digit: () => String(draw(10)),
    });
  }

  /** The same for what nobody sees but must not be taken for another: of the options of a
   * list each has a value of its own, and most are short. */
  name(text: string): string {
    if (!text || text.length >= TOLD_APART) return this.of(text);
    const draw = this.drawn(text);
    return Array.from({ length: TOLD_APART }, () => LETTERS.charAt(draw(LETTERS.length))).join("");
  }

  private drawn(text: string): (below: number) => number {
    let state = halfSipHash(text, this.key) || 1;
    return (below) => {
      // xorshift32, Marsaglia 2003
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return (state >>> 0) % below;
    };
  }
}

function replaceEach(text: string, by: Letters): string {
  if (!ASCII.test(text)) return replaceAny(text, by);
  return text.replace(ASCII_MASKABLE, (found) => (found <= "9" ? by.digit() : found <= "Z" ? by.letter().toUpperCase() : by.letter()));
}

function replaceAny(text: string, by: Letters): string {
  const maskable = /[\p{L}\p{M}\p{N}\p{Extended_Pictographic}]/gu;
  const digit = /\p{N}/u;
  const mark = /\p{M}/u;
  const picture = /\p{Extended_Pictographic}/u;
  // Letters that are as wide as they are high keep the width of their line.
  const wide = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u;
  const upper = /\p{Lu}/u;
  return text.replace(maskable, (found) => {
    if (digit.test(found)) return by.digit();
    if (mark.test(found)) return "";
    if (picture.test(found)) return "●";
    if (wide.test(found)) return "文";
    const drawn = by.letter();
    return upper.test(found) ? drawn.toUpperCase() : drawn;
  });
}

/** HalfSipHash-2-4 (Aumasson and Bernstein), over UTF-16 units, two to a word. */
function halfSipHash(text: string, [k0, k1]: [number, number]): number {
  let [v0, v1, v2, v3] = [k0, k1, 0x6c796765 ^ k0, 0x74656462 ^ k1];
  // Rotations are written out: a page's start runs this before it is compiled.
  const rounds = (count: number): void => {
    for (let n = 0; n < count; n++) {
      v0 = (v0 + v1) | 0;
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
      v2 = (v2 << 16) | (v2 >>> 16);
    }
  };
  const take = (word: number): void => {
    v3 ^= word;
    rounds(2);
    v0 ^= word;
  };
  for (let at = 0; at < text.length; at += 2) {
    take(text.charCodeAt(at) | ((text.charCodeAt(at + 1) || 0) << 16));
  }
  take(text.length);
  v2 ^= 0xff;
  rounds(4);
  return v1 ^ v3;
}
