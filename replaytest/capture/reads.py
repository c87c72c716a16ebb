"""Bodies that a page has read itself, for when its browser has thrown them away.

From the start of a navigation to its commit Chromium lets no DevTools session ask a
page anything, and then the page has forgotten: of a POST whose answer sends its page
elsewhere `Response.body()` gives nothing, however early it is asked for. Nor does it
for what became a blob. Having each body pushed (`Network.streamResourceContent`) is a
race with the server, lost two times in three on a busy machine. So, where all bodies
are kept, a script in the page keeps what its scripts have read within the last second,
and tells when the page goes; of a popup, which may close without a word, and of blobs
at once. A popup that closes itself does so as soon as Playwright has the bodies of
what it had loaded, which is some ms later, and a moment later at most.

It costs a copy of each body that is read: some 0.1 ms, in the page. A reader of
`Response.body` and a worker are not heard.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections import deque
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from replaytest.capture.requests import MOST_KEPT

BINDING = "__replaytest_read"
# Told by a page that goes; a body that nobody has missed by then is there.
_MOST_TOLD = 64
_CLOSES = "close"
# ms between the browser's and the page's idea of when a body had come.
_NEAR_MS = 1000.0
_PATIENCE_S, _PAUSE_S, _CLOSE_S = 0.1, 0.01, 0.5

# `Response`s are read through a copy first: so their reader goes on when we know. Of an
# XMLHttpRequest nothing is read until the page goes. Each message is one line of
# what it is, then the body: text is cheapest to pass.
_SCRIPT = """(() => { try {
  const tell = self["BINDING"];
  delete self["BINDING"];
  if (typeof tell !== "function" || typeof Response !== "function") return;
  const getter = (on, name) => Object.getOwnPropertyDescriptor(on, name).get;
  const call = Function.prototype.call.bind(Function.prototype.call);
  const listen = EventTarget.prototype.addEventListener;
  const clock = performance.now.bind(performance), began = performance.timeOrigin;
  const encode = btoa, code = String.fromCharCode, json = JSON.stringify;
  const get = Headers.prototype.get;
  const { clone, text, arrayBuffer } = Response.prototype;
  const urlOf = getter(Response.prototype, "url");
  const statusOf = getter(Response.prototype, "status");
  const headersOf = getter(Response.prototype, "headers");

  const MOST = 1 << 20;
  let kept = [];
  const send = ({ url, status, at, body }) => {
    try {
      const found = body();
      if (found === undefined || found.length > 2 * MOST) return;
      const bytes = typeof found !== "string";
      tell([status, at, bytes ? "base64" : "text", url].join(" ") + "\\n" +
        (bytes ? base64(new Uint8Array(found)) : found));
    } catch {}  // an XMLHttpRequest that is used again
  };
  const base64 = (bytes) => {
    let words = "";
    for (let at = 0; at < bytes.length; at += 8192)
      words += call(code.apply, code, null, bytes.subarray(at, at + 8192));
    return encode(words);
  };
  const leave = () => {
    const since = began + clock() - 1000;
    for (const each of kept) if (each.at > since) send(each);
    kept = [];
  };
  const keep = (url, status, body, now) => {
    const at = began + clock();
    const each = { url, status, at, body };
    if (now || self.opener) return send(each);
    kept = kept.filter((one) => one.at > at - 1000);
    kept.push(each);
    call(listen, self, "beforeunload", leave);  // document.open() takes it away
  };

  const read = async (copy, bytes, url, status, now) => {
    try {
      const body = await call(bytes ? arrayBuffer : text, copy);
      keep(url, status, () => body, now);
    } catch {}  // given up
  };
  const settled = async (work) => {
    try { await work; } catch {}
  };
  const after = async (first, theirs) => {
    await first;
    return theirs;
  };
  const copyOf = (response, bytes, now) => {
    try {
      const url = call(urlOf, response);
      const size = +call(get, call(headersOf, response), "content-length");
      if (!url.startsWith("http") || size > MOST) return;
      return read(call(clone, response), bytes, url, call(statusOf, response), now);
    } catch {}  // no response, or one that was read
  };
  const put = (on, name, value) => {
    const was = Object.getOwnPropertyDescriptor(on, name);
    const may = was?.configurable && was.value;
    if (may) Object.defineProperty(on, name, { ...was, value });
  };
  for (const name of ["json", "text", "arrayBuffer", "bytes", "blob"]) {
    const bytes = name !== "json" && name !== "text";
    const native = Response.prototype[name];
    if (typeof native !== "function") continue;
    put(Response.prototype, name, { [name]() {
      const first = copyOf(this, bytes, name === "blob");
      const theirs = call(native, this);
      if (!first) return theirs;
      settled(theirs);  // its failure is that of what we return
      return after(first, theirs);
    } }[name]);
  }

  if (self.opener && self === self.top) {
    const shut = self.close, soon = self.setTimeout;
    let closing = false;
    const close = { close() {
      if (closing) return;
      closing = true;
      soon(() => call(shut, self), 500);
      (async () => {
        await settled(tell("close"));
        call(shut, self);
      })();
    } }.close;
    const value = { configurable: true, enumerable: true };
    Object.defineProperty(self, "close", { ...value, writable: true, value: close });
    const native = getter(self, "closed");
    const get = () => closing || call(native, self);
    Object.defineProperty(self, "closed", { ...value, get });
  }

  const request = XMLHttpRequest.prototype;
  const open = request.open, known = new WeakSet();
  const ready = getter(request, "readyState"), kind = getter(request, "responseType");
  const words = getter(request, "responseText"), made = getter(request, "response");
  const address = getter(request, "responseURL"), answer = getter(request, "status");
  const bodyOf = (xhr) => {
    const type = call(kind, xhr);
    if (type === "" || type === "text") return call(words, xhr);
    if (type === "arraybuffer") return call(made, xhr);
    return type === "json" ? json(call(made, xhr)) : undefined;
  };
  const changed = ({ currentTarget: xhr }) => {
    if (call(ready, xhr) !== 4 || !call(answer, xhr)) return;
    const type = call(kind, xhr);
    const now = type === "json" ? bodyOf(xhr) : null;  // before the page changes it
    keep(call(address, xhr), call(answer, xhr), () => now ?? bodyOf(xhr));
  };
  put(request, "open", { open(method, url) {
    if (!known.has(this)) {
      try {
        call(listen, this, "readystatechange", changed);
        known.add(this);
      } catch {}  // no XMLHttpRequest: refused by the native one
    }
    return call(open.apply, open, this, arguments);
  } }.open);
} catch {} })();"""


def read_script() -> str:
    """Return the init script; it is to come after the binding."""
    return _SCRIPT.replace("BINDING", BINDING)


@dataclass(frozen=True, slots=True)
class _Read:
    """`at` is when it had been read, ms since 1970."""

    page: Any
    url: str
    status: int
    at: float
    body: bytes


@dataclass(slots=True)
class Reads:
    """What the pages of one context have told of what they had read."""

    _told: deque[_Read] = field(default_factory=lambda: deque(maxlen=_MOST_TOLD))
    _asked: dict[asyncio.Future[bytes | None], Any] = field(default_factory=dict)

    async def __call__(self, source: dict[str, Any], text: str) -> None:
        """Take what a page tells, which may be anything. One that closes waits."""
        page = source.get("page")
        if text == _CLOSES:
            # What it has loaded was told before, and is asked for in tasks of its own.
            await asyncio.sleep(_PAUSE_S)
            asked = [each for each, its in self._asked.items() if its is page]
            if asked:
                await asyncio.wait(asked, timeout=_CLOSE_S)
        elif isinstance(text, str) and (read := _read(page, text)):
            self._told.append(read)

    def asked(
        self, page: Any, body: Coroutine[Any, Any, bytes | None]
    ) -> asyncio.Future[bytes | None]:
        """Ask for a body, for which a page waits that closes."""
        asking = asyncio.ensure_future(body)
        self._asked[asking] = page
        asking.add_done_callback(lambda _: self._asked.pop(asking))
        return asking

    async def of(self, page: Any, request: Any, status: int) -> bytes | None:
        """Return the body of an answer, None if it was not told within a moment."""
        waited = 0.0
        while (found := self._find(page, request, status)) is None:
            if waited >= _PATIENCE_S:
                return None
            await asyncio.sleep(_PAUSE_S)
            waited += _PAUSE_S
        return found.body

    def _find(self, page: Any, request: Any, status: int) -> _Read | None:
        timing = request.timing
        end = timing.get("startTime", 0) + max(timing.get("responseEnd", 0), 0)
        url = request.url.partition("#")[0]
        same = (
            each
            for each in self._told
            if (each.page, each.url.partition("#")[0], each.status)
            == (page, url, status)
            and abs(each.at - end) < _NEAR_MS
        )
        return min(same, key=lambda each: abs(each.at - end), default=None)


def _read(page: Any, text: str) -> _Read | None:
    head, _, body = text.partition("\n")
    try:
        status, at, encoding, url = head.split(" ", 3)
        data = base64.b64decode(body) if encoding == "base64" else body.encode()
        found = _Read(page, url, int(status), float(at), data)
    except (ValueError, binascii.Error):
        return None
    return found if len(found.body) <= MOST_KEPT else None
