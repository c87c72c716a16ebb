"""Random values that are the same in each visit: a script for pages.

Three streams (`Math.random`, `crypto.getRandomValues`, `crypto.randomUUID`) for each
document and frame: who draws more from one than before (Playwright's own WebSockets
draw from the second) leaves the others as they are. All draws of a stream differ.
"""

from __future__ import annotations

# A document is told by its path, not its host: that may be another one. Two visits of
# one page draw differently, so that what is to be sent once is not sent twice.
# Numbers: cyrb128 for the seeds and sfc32 for the streams (both in the public domain,
# github.com/bryc/code); WorkerGlobalScope has no document, and is not reached.
_KEY = "__replaytest_visits"
_SCRIPT = """(() => {
  const frames = [];
  for (let each = self; each !== each.parent; each = each.parent) {
    let at = 0;
    while (at < each.parent.length && each.parent[at] !== each) at += 1;
    frames.push(at);
  }
  const path = location.pathname + location.search + location.hash;
  const place = `${path}|${frames.join()}`;
  let visit = 0;
  try {
    const visits = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
    visit = visits[place] = (visits[place] ?? 0) + 1;
    sessionStorage.setItem(KEY, JSON.stringify(visits));
  } catch {}  // sandboxed, or full: all visits draw the same
  const page = [SEED, place, visit].join("|");
  const stream = (name) => {
    const text = `${name}|${page}`;
    let [a, b, c, d] = [1779033703, 3144134277, 1013904242, 2773480762];
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      a = b ^ Math.imul(a ^ code, 597399067);
      b = c ^ Math.imul(b ^ code, 2869860233);
      c = d ^ Math.imul(c ^ code, 951274213);
      d = a ^ Math.imul(d ^ code, 2716044179);
    }
    const next = () => {
      const sum = (((a + b) | 0) + d) | 0;
      d = (d + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (c << 21) | (c >>> 11);
      c = (c + sum) | 0;
      return sum >>> 0;
    };
    for (let i = 0; i < 16; i += 1) next();
    return next;
  };
  const put = (on, name, value) => {
    const was = Object.getOwnPropertyDescriptor(on, name);
    if (was?.configurable) Object.defineProperty(on, name, { ...was, value });
  };
  const number = stream("number");
  const random = () => ((number() >>> 5) * 67108864 + (number() >>> 6)) / 2 ** 53;
  put(Math, "random", { random() { return random(); } }.random);
  const byte = stream("bytes");
  const native = Crypto.prototype.getRandomValues;
  put(Crypto.prototype, "getRandomValues", {
    getRandomValues(into) {
      native.call(this, into);  // refuses what it refuses
      const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
      for (let i = 0; i < bytes.length; i += 1) bytes[i] = byte() >>> 8;
      return into;
    },
  }.getRandomValues);
  const word = stream("uuid");
  put(Crypto.prototype, "randomUUID", {
    randomUUID() {
      const words = Array.from({ length: 4 }, word);
      words[1] = (words[1] & 0xffff0fff) | 0x4000;
      words[2] = (words[2] & 0x3fffffff) | 0x80000000;
      const hex = words.map((n) => (n >>> 0).toString(16).padStart(8, "0")).join("");
      return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    },
  }.randomUUID);
})();"""


def seed_script(seed: int) -> str:
    """Return the init script; it is to come after the recorder's."""
    text = _SCRIPT.replace("SEED", str(seed % 2**32))
    return text.replace("KEY", f'"{_KEY}"')
