"""Requests, responses and WebSockets, as Playwright tells of them.

Measured against the other ways to the same facts, see tests/benchmarks/channels.py:
Playwright's own events cost least that is honest. A HAR is written when the context is
closed, so a killed process leaves none; CDP sees one browser's pages one by one and no
worker; patching `fetch` in the page would show to the application.

Bodies are asked for after a response is complete, while the test goes on, and only
those that pay: texts of API calls. Where all are kept (`Masker.keeps_all`) every body
is asked for, and the headers as they came: those of `Response.headers` lack cookies.
Then it is also told in which order requests went out, and in which they were over,
and how many had gone out before each message of a WebSocket, which may answer them;
and a body is asked for as soon as its head has come, since a browser forgets it with
the document. What is too late even so may have been read by the page, see `reads.py`.

A request is told when its body is there or will not come; one that is still open when
its page is closed or a recording ends is told then, as pending. For that each request
is noticed as it goes out, which costs some 0.2 ms of CPU (2.9 to 3.1 ms for a `fetch`,
its server included).

What arrives while a response is open is the business of `streams.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from replaytest.capture.downloads import Downloads
from replaytest.capture.notes import Masker, Note, custom, plugin
from replaytest.capture.pieces import is_stream
from replaytest.capture.reads import Reads
from replaytest.capture.requests import (
    as_pending,
    body_told,
    content_type,
    is_loaded,
    is_of_service_worker,
    most_body,
    origin,
    page_of,
    request_told,
    response_size,
    response_told,
    why_no_body,
)
from replaytest.capture.streams import MOST_FRAMES, Streams
from replaytest.model import now_ms
from replaytest.tags import NETWORK, SOCKET

Spawn = Callable[[Coroutine[Any, Any, None]], None]


@dataclass(slots=True)
class _Open:
    """A request that is not over. `at` is when it was first seen, ms since 1970.

    `number` counts the requests of a context from 1, `ended` those that were over; 0
    for one that went out unseen, or is not over.
    """

    at: float
    page: Any
    response: Any = None
    number: int = 0
    ended: int = 0
    body: asyncio.Future[bytes | None] | None = None


@dataclass(slots=True)
class Network:
    """Turns the requests of one context into events.

    Its methods are Playwright's listeners. `spawn` runs a coroutine on the context's
    event loop; nothing here waits. Where all bodies are kept and it `expects_streams`,
    pages are listened to before they ask for one.
    """

    note: Note
    masker: Callable[[], Masker]
    spawn: Spawn
    streams: Streams
    pages: Callable[[], list[Any]] = list
    reads: Reads = field(default_factory=Reads)
    downloads: Downloads = field(default_factory=Downloads)
    expects_streams: bool = True
    _open: dict[Any, _Open] = field(default_factory=dict)
    _waiting: dict[Any, tuple[dict[str, Any], Any]] = field(default_factory=dict)
    _since: int = 0
    _sockets: int = 0
    _requests: int = 0
    _ended: int = 0

    @property
    def mask(self) -> Masker:
        """What masks now: the rules may be others in the next test."""
        return self.masker()

    def requested(self, request: Any) -> None:
        """A request goes out."""
        page = self._page(request)
        self._requests += 1
        self._open[request] = _Open(now_ms(), page, number=self._requests)
        self.streams.requested(page, request)
        self._listen()

    def response(self, response: Any) -> None:
        """Headers have come."""
        request = response.request
        known = self._known(request)
        known.response = response
        self._open[request] = known
        self.streams.responded(known.page, request, response)
        # Not of a stream, which may never end.
        asks = self.mask.keeps_all and not is_stream(content_type(response))
        if asks and not why_no_body(request, response, self.mask):
            self.spawn(self._ask(known))

    def finished(self, request: Any) -> None:
        """A response is complete."""
        self._listen()
        known = self._over(request)
        told = self._told(request, known)
        self.streams.over(request)
        if known.response is None:
            self._tell(request, told, known.page)
        else:
            self._ask_for_body(request, told, known)

    def failed(self, request: Any) -> None:
        """A request came to nothing, or was given up while its response came."""
        known = self._over(request)
        told = self._told(request, known)
        told["failure"] = self.mask.text(request.failure or "failed")
        self.streams.over(request, told["failure"])
        # One that a browser makes a file of is aborted.
        if self.mask.keeps_all and known.response and request.is_navigation_request():
            self._waiting[request] = told, known.page
            self.spawn(self._fetch_file(request, known))
        else:
            self._tell(request, told, known.page)

    def settle(self) -> None:
        """Tell of the requests whose bodies are still awaited, without them."""
        for request, (told, page) in list(self._waiting.items()):
            why = told.get("bodyOmitted") or "gone"
            self._tell(request, told | {"bodyOmitted": why}, page)

    def closed(self, page: Any) -> None:
        """A page is gone; Playwright says no more of what it waited for."""
        for request, known in list(self._open.items()):
            if known.page is page:
                self._tell_pending(request, known)
                del self._open[request]
        self.streams.closed(page)

    def end(self) -> None:
        """A recording ends: tell of the requests that do not. They stay open."""
        for request, known in self._open.items():
            self._tell_pending(request, known)
        self._since = now_ms()

    def forget(self) -> None:
        """Wait for no request any more."""
        self._open.clear()

    async def release(self) -> None:
        """End the sessions with the DevTools of pages."""
        await self.streams.release()

    def socket(self, page: Any, socket: Any) -> dict[str, Callable[..., None]]:
        """A page has opened a WebSocket. Return listeners by what they listen to."""
        self._sockets += 1
        number = self._sockets
        url = self.mask.url(socket.url)
        count = 0

        def tell(kind: str, **more: Any) -> None:
            told = {"id": number, "kind": kind, "url": url} | more
            if self.mask.keeps_all:
                told["requests"] = self._requests
            self.note(page, custom(SOCKET, told))

        def frame(kind: str, data: str | bytes, *, sent: bool) -> None:
            nonlocal count
            count += 1
            if count == MOST_FRAMES:
                tell("error", data=f"more than {MOST_FRAMES} messages: not told")
            if count < MOST_FRAMES:
                tell(kind, **self._frame(data, sent=sent), bytes=len(data))

        tell("open")
        return {
            "framesent": lambda data: frame("sent", data, sent=True),
            "framereceived": lambda data: frame("received", data, sent=False),
            "socketerror": lambda text: tell("error", data=self.mask.text(text)),
            "close": lambda *_: tell("close"),
        }

    def _frame(self, data: str | bytes, *, sent: bool) -> dict[str, Any]:
        mask = self.mask
        if len(data) > most_body(mask):
            return {"data": None}
        if not mask.keeps_all:
            return {"data": mask.frame(data, sent=sent)}
        kept = mask.kept_frame(data, sent=sent)
        if kept is None:
            return {"data": None}
        told = {"encoding": kept.encoding, "masked": kept.masked}
        return {"data": kept.text} | {name: each for name, each in told.items() if each}

    def _listen(self) -> None:
        # Often: of a page that comes to life with a request it is told afterwards.
        if self.mask.keeps_all and self.expects_streams:
            for page in self.pages():
                self.streams.listen(page)

    def _known(self, request: Any) -> _Open:
        return self._open.get(request) or _Open(now_ms(), self._page(request))

    def _over(self, request: Any) -> _Open:
        known = self._known(request)
        self._open.pop(request, None)
        # A page that came to life with its request had no frame when that was made.
        known.page = known.page or self._page(request)
        known.ended = self._ended = self._ended + 1
        return known

    def _told(self, request: Any, known: _Open) -> dict[str, Any]:
        told = request_told(request, self.mask, known.at)
        if known.response is not None:
            loaded = is_loaded(request)
            told |= response_told(known.response, self.mask, loaded=loaded)
        if stream := self.streams.number_of(request):
            told["stream"] = stream
        if self.mask.keeps_all:
            told |= {"number": known.number or None, "ended": known.ended or None}
        return told

    def _tell_pending(self, request: Any, known: _Open) -> None:
        now = now_ms()
        self._note(known.page, as_pending(self._told(request, known), now), now)

    def _ask_for_body(self, request: Any, told: dict[str, Any], known: _Open) -> None:
        told["bodyOmitted"] = why_no_body(request, known.response, self.mask)
        if not told["bodyOmitted"] or self.mask.keeps_all:
            self._waiting[request] = told, known.page
            self.spawn(self._fetch(request, known))
        else:
            self._tell(request, told, known.page)

    async def _ask(self, known: _Open) -> None:
        """Ask for a body before it is there; nobody waits for it but `_fetch`."""
        known.body = self.reads.asked(known.page, _of(known.response.body()))

    async def _fetch(self, request: Any, known: _Open) -> None:
        response, told = known.response, self._waiting[request][0]
        asking = [] if told["bodyOmitted"] else [known.body or _of(response.body())]
        if self.mask.keeps_all:
            # Together: the page may go on, and its browser forget.
            asking.append(self._fetch_headers(request, response, told))
        body, *_ = [*await asyncio.gather(*asking), None]
        if body == b"" and await self._had_body(request, response):
            body = None
        if body is None and not told["bodyOmitted"]:
            body = await self.reads.of(known.page, request, response.status)
        if request not in self._waiting:
            return
        told, page = self._waiting[request]
        if body is not None:
            self._put(body, response, told)
        elif not told["bodyOmitted"]:
            told["bodyOmitted"] = "gone"
        self._tell(request, told, page)

    def _put(self, body: bytes, response: Any, told: dict[str, Any]) -> None:
        kept = body_told("response", body, content_type(response), self.mask)
        too_large = len(body) > most_body(self.mask)
        told |= {"decodedBodySize": len(body), **kept}
        if kept.get("responseBody") is None:
            told["bodyOmitted"] = "too large" if too_large else "mask"

    async def _fetch_file(self, request: Any, known: _Open) -> None:
        body = await self.downloads.of(request)
        if request in self._waiting:
            told, page = self._waiting[request]
            if body is not None:
                self._put(body, known.response, told)
            self._tell(request, told, page)

    async def _had_body(self, request: Any, response: Any) -> bool:
        """Say whether an empty body was not: Chromium has none that became a blob."""
        if response_size(response) or not self.mask.keeps_all:
            return bool(response_size(response))
        sizes = await _of(request.sizes()) or {}
        return bool(sizes.get("responseBodySize", 0) > 0)

    async def _fetch_headers(
        self, request: Any, response: Any, told: dict[str, Any]
    ) -> None:
        """Put in the headers as they came, cookies among them."""
        headers = await _of(response.all_headers())
        if headers is not None:
            loaded = is_loaded(request)
            masked = self.mask.headers(headers, loaded=loaded, response=True)
            told["responseHeaders"] = masked

    def _tell(self, request: Any, told: dict[str, Any], page: Any) -> None:
        self._waiting.pop(request, None)
        # Before this recording began, nothing can have happened in it.
        self._note(page, told, max(told["timestamp"], self._since))

    def _note(self, page: Any, told: dict[str, Any], at: float) -> None:
        kept = {name: value for name, value in told.items() if value not in (None, "")}
        self.note(page, plugin(NETWORK, {"requests": [kept]}, at))

    def _page(self, request: Any) -> Any:
        """Return the page of a request; a service worker's is one that it serves.

        That is the page which waits for the same address, else the first one of the
        worker's origin. Playwright does not tell which pages a worker controls.
        """
        if not is_of_service_worker(request):
            return page_of(request)
        for other, known in self._open.items():
            if other.url == request.url and not is_of_service_worker(other):
                return known.page
        home = origin(request.service_worker.url)
        return next((page for page in self.pages() if origin(page.url) == home), None)


async def _of(asking: Awaitable[Any]) -> Any:
    """Return what is asked for, None if there is none any more."""
    try:
        return await asking
    except Exception:  # noqa: BLE001 - the page may have gone on, or be gone
        return None
