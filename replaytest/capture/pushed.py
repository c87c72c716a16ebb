"""Bodies of scripts' requests as they arrive, for when nobody can be asked for them.

From the start of a navigation to its commit Chromium lets no DevTools session ask a
page anything, and then the page has forgotten: of a POST whose answer sends its page
elsewhere, and of a popup that closes itself, `Response.body()` gives nothing, however
early it is asked for. What the browser tells by itself still arrives. So, where all
bodies are kept, a DevTools session of ours has each `fetch` and XMLHttpRequest pushed
(`Network.streamResourceContent`, taken before there is a response).

Not `Network.configureDurableMessages`, by which every session could ask later: it is
one for all sessions of a page, and then a test's own `response.body()` gives the raw
bytes of what is not UTF-8 or begins with a byte order mark (Chromium 156).

Only Chromium; not frames of other sites and workers, which are other targets.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from replaytest.capture.pieces import is_stream
from replaytest.capture.requests import MOST_KEPT
from replaytest.capture.streams import Connect, Guard, Session

_TYPES = {"Fetch", "XHR"}
# Bytes that are held for requests that are not told yet, all together.
MOST_HELD = 4 * MOST_KEPT
_BUFFERS = {"maxTotalBufferSize": MOST_HELD, "maxResourceBufferSize": MOST_KEPT}
# Two sessions are told of one request within some 0.05 ms.
_SAME_MS = 1.0


@dataclass(slots=True)
class _Body:
    """What has come of one response. `zero`: when the browser's clock was 0, in ms."""

    page: Any
    method: str
    url: str
    zero: float
    started: float = -1.0
    length: int = 0
    data: bytes = b""
    early: list[bytes] | None = field(default_factory=list)
    over: bool = False

    def is_of(self, request: Any) -> bool:
        """Say whether this is the request, by what both tell of it."""
        same = (self.method, self.url) == (request.method, request.url)
        began = request.timing.get("startTime", 0)
        return same and self.over and abs(self.started - began) < _SAME_MS

    @property
    def is_whole(self) -> bool:
        return self.early is None and len(self.data) == self.length


@dataclass(slots=True)
class Pushed:
    """Holds what was pushed in the pages of one context, until it is taken.

    `spawn` runs what has to wait, `guard` makes a listener that does not raise.
    """

    spawn: Callable[[Coroutine[Any, Any, None]], None]
    connect: Connect | None
    guard: Guard
    _sessions: dict[Any, Session | None] = field(default_factory=dict)
    _bodies: dict[tuple[Any, str], _Body] = field(default_factory=dict)

    def listen(self, page: Any) -> None:
        """Have the bodies of a page pushed from now on."""
        if self.connect is not None and page not in self._sessions:
            self._sessions[page] = None
            self.spawn(self._connected(page, self.connect))

    def take(self, page: Any, request: Any) -> bytes | None:
        """Return the body of a response that is complete, None if it was not pushed."""
        for key, body in list(self._bodies.items()):
            if body.page is page and body.is_of(request):
                del self._bodies[key]
                # Empty may be one that became a blob.
                return body.data or None if body.is_whole else None
        return None

    def closed(self, page: Any) -> None:
        """A page is gone, and its session with it; its bodies may still be taken."""
        self._sessions.pop(page, None)

    def forget(self) -> None:
        """Hold nothing any more."""
        self._bodies.clear()

    async def release(self) -> None:
        """End the sessions."""
        sessions, self._sessions = self._sessions, {}
        for session in filter(None, sessions.values()):
            with suppress(Exception):  # its page went first
                await session.detach()

    async def _connected(self, page: Any, connect: Connect) -> None:
        with suppress(Exception):  # another browser, or a page that is gone
            session = await connect(page)
            if page not in self._sessions:  # let go of meanwhile
                await session.detach()
                return
            self._sessions[page] = session
            for event, listener in {
                "requestWillBeSent": lambda told: self._sent(page, session, told),
                "responseReceived": lambda told: self._head(page, told),
                "dataReceived": lambda told: self._data(page, told),
                "loadingFinished": lambda told: self._over(page, told),
                "loadingFailed": lambda told: self._drop(page, told),
            }.items():
                session.on(f"Network.{event}", self.guard(listener))
            await session.send("Network.enable", _BUFFERS)

    def _sent(self, page: Any, session: Session, told: Mapping[str, Any]) -> None:
        if told.get("type") not in _TYPES:
            return
        self._make_room()
        key, asked = told["requestId"], told["request"]
        zero = (told["wallTime"] - told["timestamp"]) * 1000
        body = _Body(page, asked["method"], asked["url"], zero)
        self._bodies[page, key] = body
        self.spawn(self._push(session, key, body))

    async def _push(self, session: Session, key: str, body: _Body) -> None:
        first = b""
        with suppress(Exception):  # it was over at once: it lacks a length then
            answer = await session.send(
                "Network.streamResourceContent", {"requestId": key}
            )
            first = base64.b64decode(answer["bufferedData"])
        body.data = b"".join([first, *(body.early or ())])
        body.early = None

    def _head(self, page: Any, told: Mapping[str, Any]) -> None:
        body = self._bodies.get((page, told["requestId"]))
        response = told["response"]
        if body is None:
            return
        if is_stream(response["mimeType"]) or "timing" not in response:
            self._drop(page, told)
            return
        body.started = body.zero + response["timing"]["requestTime"] * 1000

    def _data(self, page: Any, told: Mapping[str, Any]) -> None:
        body = self._bodies.get((page, told["requestId"]))
        if body is None:
            return
        body.length += told["dataLength"]
        if body.length > MOST_KEPT:
            self._drop(page, told)
        elif told.get("data"):
            data = base64.b64decode(told["data"])
            if body.early is not None:
                body.early.append(data)
            else:
                body.data += data

    def _over(self, page: Any, told: Mapping[str, Any]) -> None:
        body = self._bodies.get((page, told["requestId"]))
        if body is not None:
            body.over = True

    def _drop(self, page: Any, told: Mapping[str, Any]) -> None:
        self._bodies.pop((page, told["requestId"]), None)

    def _make_room(self) -> None:
        """Drop the oldest, which nobody has taken."""
        held = sum(body.length for body in self._bodies.values())
        while held > MOST_HELD:
            held -= self._bodies.pop(next(iter(self._bodies))).length
