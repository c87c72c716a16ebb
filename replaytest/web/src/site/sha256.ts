// SHA-256 at once: the browser's own is asynchronous, and a filter cannot wait.

const PRIMES = [...primes(64)];
const ROUND = PRIMES.map((prime) => fraction(Math.cbrt(prime)));
const START = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));

/** What a recording has in place of a person; the same as `replaytest/mask/person.py`. */
export function pseudonym(person: string): string {
  return `person-${sha256(`replaytest ${person}`).slice(0, 32)}`;
}

export function sha256(text: string): string {
  const state = Uint32Array.from(START);
  const bytes = padded(new TextEncoder().encode(text));
  for (let at = 0; at < bytes.byteLength; at += 64) block(state, bytes, at);
  return [...state].map((word) => word.toString(16).padStart(8, "0")).join("");
}

function padded(message: Uint8Array): DataView {
  const size = (((message.length + 8) >> 6) + 1) << 6;
  const bytes = new Uint8Array(size);
  bytes.set(message);
  bytes[message.length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setUint32(size - 4, message.length * 8);
  return view;
}

function block(state: Uint32Array, bytes: DataView, start: number): void {
  const words = new Uint32Array(64);
  for (let at = 0; at < 64; at++) {
    if (at < 16) {
      words[at] = bytes.getUint32(start + at * 4);
      continue;
    }
    const [a, b] = [words[at - 15]!, words[at - 2]!];
    words[at] = words[at - 16]! + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + words[at - 7]! + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let at = 0; at < 64; at++) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUND[at]! + words[at]!) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, at) => (state[at] = state[at]! + word));
}

function turn(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

function fraction(value: number): number {
  return ((value - Math.floor(value)) * 2 ** 32) | 0;
}

function* primes(count: number): Generator<number> {
  for (let each = 2, left = count; left; each++) {
    let divisor = 2;
    while (each % divisor) divisor++;
    if (divisor === each) {
      left--;
      yield each;
    }
  }
}
