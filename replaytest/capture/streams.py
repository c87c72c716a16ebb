"""Responses that are read while they arrive: server-sent events, lines of JSON.

Playwright tells that such a response has begun and that it is over, not what came in
between. That a stream opens and closes is told from Playwright's side, in every
browser. In Chromium its messages come from a DevTools session of ours:
`Network.eventSourceMessageReceived` for an EventSource, and for a `fetch` its bytes
(`Network.streamResourceContent`, whose `bufferedData` gives back what came before).

The session is opened only in a page that has asked for a stream (an EventSource, or a
response of such a type) or that begins to load an origin on which one was seen before.
A browser keeps no bytes for a session that came after the request: the first `fetch`
of a stream on an origin has an open, a close and its body, no messages. The first
EventSource may lose what comes within some 10 ms of its request; then the first of its
messages says `late`.

Measured (Chromium 156, Playwright 1.65, 2 cores): opening a session takes 4 ms,
enabling it 2 ms, both beside the test; each request of a page that has one takes about
1 ms longer in a loop of 300 (3.8 to 5.5 ms before). Pages without streams have no
session, and pay two comparisons for a request.

Of a body that may not be cached (`no-store`) and that a page reads as a stream to its
end, Chromium says that it was aborted, and gives nobody the whole: then its messages
are all there is.

Not seen are the messages of streams in frames of other sites and in workers: those are
other targets. They have an open, a close and their body.
"""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Protocol

from replaytest.capture.notes import Masker, Note, custom
from replaytest.capture.open_streams import OpenStreams, Stream
from replaytest.capture.pieces import (
    EVENTS,
    Piece,
    Splitter,
    block_of,
    event_of,
    is_stream,
)
from replaytest.capture.requests import MOST_BODY, content_type, is_page, origin
from replaytest.model import now_ms
from replaytest.tags import STREAM

# A page that talks all the time must not fill the disk.
MOST_FRAMES = 2000
# Bytes that the browser keeps for us, of a page and of one response.
_BUFFERS = {"maxTotalBufferSize": 8 * MOST_BODY, "maxResourceBufferSize": MOST_BODY}
_ANY = ("utf-8", "replace")
# Chromium, Firefox, WebKit: the page itself has ended it.
_ENDED_BY_PAGE = ("ERR_ABORTED", "NS_BINDING_ABORTED", "cancelled", "canceled")


class Session(Protocol):
    """A session with the DevTools of one page; `browser.cdp.CdpSession` is one."""

    def on(self, event: str, listener: Callable[[dict[str, Any]], None]) -> None:
        """Call `listener` with the parameters of each such event."""

    async def send(self, method: str, params: Mapping[str, Any]) -> Any:
        """Ask the browser; return its answer. Raises whatever it likes."""

    async def detach(self) -> None:
        """End the session. Raises whatever it likes."""


Connect = Callable[[Any], Awaitable[Session]]
Guard = Callable[[Callable[..., None]], Callable[..., None]]


@dataclass(slots=True)
class Streams:
    """Tells of the streams of one context.

    `known` are origins on which streams were seen, kept beyond the context. `guard`
    makes a listener that does not raise, `spawn` runs what has to wait.
    """

    note: Note
    masker: Callable[[], Masker]
    spawn: Callable[[Coroutine[Any, Any, None]], None]
    connect: Connect | None = None
    guard: Guard = lambda listener: listener
    known: set[str] = field(default_factory=set)
    _open: OpenStreams = field(default_factory=OpenStreams)
    _sessions: dict[Any, Session | None] = field(default_factory=dict)
    # The browser's clock, in ms since 1970 where its own is 0.
    _zero: float | None = None

    def requested(self, page: Any, request: Any) -> None:
        """A request goes out: soon enough to hear all of the response."""
        if request.resource_type == "eventsource":
            self.listen(page)
            self._open.of_request(page, request.url, request)
        elif self.known and is_page(request) and origin(request.url) in self.known:
            self.listen(page)

    def responded(self, page: Any, request: Any, response: Any) -> None:
        """Headers have come."""
        if not is_stream(content_type(response)):
            return
        if page is not None:
            self.known.add(origin(page.url))
        self.listen(page)
        stream = self._open.of_request(page, request.url, request)
        timing = request.timing
        began, head = timing.get("startTime") or 0, timing.get("responseStart", -1)
        # When the head came, not when we heard of it: its messages have such times.
        at = min(began + head, now_ms()) if began > 0 and head >= 0 else None
        self._begin(stream, at)

    def number_of(self, request: Any) -> int | None:
        """Return the number of the stream that a request has opened, None if none."""
        stream = next((s for s in self._open if s.request is request), None)
        return stream.number if stream and stream.opened else None

    def over(self, request: Any, failure: str = "") -> None:
        """A response is complete, or came to an end of another kind."""
        found = [s for s in self._open if s.request is request and s.opened]
        self._open.drop(request=request)
        for stream in found:
            stream.ended = failure
            if stream.splitter is None or stream.early is None:
                self._end(stream, failure)

    def closed(self, page: Any) -> None:
        """A page is gone, and its session with it."""
        self._sessions.pop(page, None)
        self._open.drop(page=page)

    async def release(self) -> None:
        """End the sessions."""
        sessions, self._sessions = self._sessions, {}
        for session in filter(None, sessions.values()):
            with suppress(Exception):  # its page went first
                await session.detach()

    def listen(self, page: Any) -> None:
        """Have a session with a page from now on, where that can be."""
        if page is not None and self.connect is not None and page not in self._sessions:
            self._sessions[page] = None
            self.spawn(self._connected(page, self.connect))

    async def _connected(self, page: Any, connect: Connect) -> None:
        try:
            session = await connect(page)
            if page not in self._sessions:  # closed, or let go of, meanwhile
                await session.detach()
                return
            self._sessions[page] = session
            for event, listener in {
                "requestWillBeSent": self._clock,
                "responseReceived": lambda told: self._received(page, session, told),
                "eventSourceMessageReceived": lambda told: self._message(page, told),
                "dataReceived": self._data,
                "loadingFinished": self._forget,
                "loadingFailed": self._forget,
            }.items():
                session.on(f"Network.{event}", self.guard(listener))
            await session.send("Network.enable", _BUFFERS)
        except Exception:  # noqa: BLE001 - another browser, or a page that is gone
            return

    def _clock(self, told: Mapping[str, Any]) -> None:
        self._zero = (told["wallTime"] - told["timestamp"]) * 1000

    def _at(self, told: Mapping[str, Any]) -> float:
        now = now_ms()
        if self._zero is None:
            return now
        at: float = self._zero + told["timestamp"] * 1000
        return min(now, at)

    def _received(self, page: Any, session: Session, told: Mapping[str, Any]) -> None:
        response, key = told["response"], told["requestId"]
        if not is_stream(response["mimeType"]):
            return
        stream = self._open.of_key(page, response["url"], key)
        if told.get("type") != "EventSource":
            stream.splitter = Splitter(response["mimeType"], MOST_BODY)
            self.spawn(self._buffered(session, stream, self._at(told)))

    async def _buffered(self, session: Session, stream: Stream, at: float) -> None:
        asked, first = {"requestId": stream.key}, b""
        with suppress(Exception):  # it is over already: its body is told
            answer = await session.send("Network.streamResourceContent", asked)
            first = base64.b64decode(answer["bufferedData"])
        early, stream.early = stream.early or [], None
        split = self.guard(self._split)
        for data, when in [(first, at), *early]:
            split(stream, data, when)
        if stream.ended is not None:
            self.guard(self._end)(stream, stream.ended)

    def _data(self, told: Mapping[str, Any]) -> None:
        stream = next(
            (each for each in self._open if each.key == told["requestId"]), None
        )
        if stream is None or not told.get("data"):
            return
        data, at = base64.b64decode(told["data"]), self._at(told)
        if stream.early is not None:
            stream.early.append((data, at))
        else:
            self._split(stream, data, at)

    def _end(self, stream: Stream, failure: str) -> None:
        if stream.splitter is not None:
            self._told(stream, stream.splitter.rest(), None)
        if failure and not any(word in failure for word in _ENDED_BY_PAGE):
            self._tell(stream, "error", data=failure)
        self._tell(stream, "close")

    def _split(self, stream: Stream, data: bytes, at: float) -> None:
        if stream.splitter is not None:
            self._told(stream, stream.splitter.feed(data), at)

    def _forget(self, told: Mapping[str, Any]) -> None:
        """Drop a stream of which Playwright has not told; it would have by now."""
        self._open.drop(key=told["requestId"])

    def _message(self, page: Any, told: Mapping[str, Any]) -> None:
        stream = self._open.with_key(page, told["requestId"])
        if stream is not None:
            event, data = told.get("eventName", ""), told["data"]
            whole = data if len(data) <= MOST_BODY else None
            self._told(stream, [Piece(event, whole, len(data))], self._at(told))

    def _begin(self, stream: Stream, at: float | None) -> None:
        if not stream.opened:
            stream.opened = True
            self._tell(stream, "open", at)

    def _told(self, stream: Stream, pieces: Iterable[Piece], at: float | None) -> None:
        for piece in pieces:
            self._begin(stream, at)
            stream.messages += 1
            if stream.messages == MOST_FRAMES:
                said = f"more than {MOST_FRAMES} messages: not told"
                self._tell(stream, "error", data=said)
            if stream.messages < MOST_FRAMES:
                event, data = self._masked(piece)
                whole = piece.data
                size = piece.size if whole is None else len(whole.encode(*_ANY))
                told = {"event": event or None, "data": data, "bytes": size}
                if stream.late and stream.messages == 1:
                    told["late"] = True
                self._tell(stream, "message", at, **told)

    def _masked(self, piece: Piece) -> tuple[str | None, str | None]:
        if piece.data is None:
            return None, None
        block = block_of(piece.event, piece.data)
        mask = self.masker()
        if mask.keeps_all:
            kept = mask.kept(block.encode(*_ANY), EVENTS, request=False)
            text = kept.text if kept else None
        else:
            text = mask.body(block, EVENTS, request=False)
        return (event_of(text) if text else None) or (None, None)

    def _tell(
        self, stream: Stream, kind: str, at: float | None = None, **more: Any
    ) -> None:
        url = self.masker().url(stream.address)
        told = {"id": stream.number, "kind": kind, "url": url} | more
        kept = {name: value for name, value in told.items() if value is not None}
        self.note(stream.page, custom(STREAM, kept, at))
