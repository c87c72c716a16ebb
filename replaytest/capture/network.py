"""Requests, responses and WebSockets, as Playwright tells of them.

Measured against the other ways to the same facts, see tests/benchmarks/channels.py:
Playwright's own events cost least that is honest. A HAR is written when the context is
closed, so a killed process leaves none; CDP sees one browser's pages one by one and no
worker; patching `fetch` in the page would show to the application.

Bodies are asked for after a response is complete, while the test goes on, and only
those that pay: texts of API calls. A request is told when its body is there or will
not come; one that is still open when its page is closed or a recording ends is told
then, as pending. For that each request is noticed as it goes out, which costs some
0.2 ms of CPU (2.9 to 3.1 ms for a `fetch`, its server included).

What arrives while a response is open is the business of `streams.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from replaytest.capture.notes import Masker, Note, custom, plugin
from replaytest.capture.requests import (
    MOST_BODY,
    as_pending,
    content_type,
    is_loaded,
    is_of_service_worker,
    origin,
    page_of,
    request_told,
    response_told,
    why_no_body,
)
from replaytest.capture.streams import MOST_FRAMES, Streams
from replaytest.model import now_ms
from replaytest.tags import NETWORK, SOCKET

Spawn = Callable[[Coroutine[Any, Any, None]], None]


@dataclass(slots=True)
class _Open:
    """A request that is not over. `at` is when it was first seen, ms since 1970."""

    at: float
    page: Any
    response: Any = None


@dataclass(slots=True)
class Network:
    """Turns the requests of one context into events.

    Its methods are Playwright's listeners. `spawn` runs a coroutine on the context's
    event loop; nothing here waits.
    """

    note: Note
    masker: Callable[[], Masker]
    spawn: Spawn
    streams: Streams
    pages: Callable[[], list[Any]] = list
    _open: dict[Any, _Open] = field(default_factory=dict)
    _waiting: dict[Any, tuple[dict[str, Any], Any]] = field(default_factory=dict)
    _since: int = 0
    _sockets: int = 0

    @property
    def mask(self) -> Masker:
        """What masks now: the rules may be others in the next test."""
        return self.masker()

    def requested(self, request: Any) -> None:
        """A request goes out."""
        page = self._page(request)
        self._open[request] = _Open(now_ms(), page)
        self.streams.requested(page, request)

    def response(self, response: Any) -> None:
        """Headers have come."""
        request = response.request
        known = self._known(request)
        known.response = response
        self._open[request] = known
        self.streams.responded(known.page, request, response)

    def finished(self, request: Any) -> None:
        """A response is complete."""
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
        self._tell(request, told, known.page)

    def settle(self) -> None:
        """Tell of the requests whose bodies are still awaited, without them."""
        for request, (told, page) in list(self._waiting.items()):
            self._tell(request, told | {"bodyOmitted": "gone"}, page)

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

    def socket(self, page: Any, socket: Any) -> dict[str, Callable[..., None]]:
        """A page has opened a WebSocket. Return listeners by what they listen to."""
        self._sockets += 1
        number = self._sockets
        url = self.mask.url(socket.url)
        count = 0

        def tell(kind: str, **more: Any) -> None:
            told = {"id": number, "kind": kind, "url": url} | more
            self.note(page, custom(SOCKET, told))

        def frame(kind: str, data: str | bytes, *, sent: bool) -> None:
            nonlocal count
            count += 1
            if count == MOST_FRAMES:
                tell("error", data=f"more than {MOST_FRAMES} messages: not told")
            if count < MOST_FRAMES:
                short = len(data) <= MOST_BODY
                text = self.mask.frame(data, sent=sent) if short else None
                tell(kind, data=text, bytes=len(data))

        tell("open")
        return {
            "framesent": lambda data: frame("sent", data, sent=True),
            "framereceived": lambda data: frame("received", data, sent=False),
            "socketerror": lambda text: tell("error", data=self.mask.text(text)),
            "close": lambda *_: tell("close"),
        }

    def _known(self, request: Any) -> _Open:
        return self._open.get(request) or _Open(now_ms(), self._page(request))

    def _over(self, request: Any) -> _Open:
        known = self._known(request)
        self._open.pop(request, None)
        # A page that came to life with its request had no frame when that was made.
        known.page = known.page or self._page(request)
        return known

    def _told(self, request: Any, known: _Open) -> dict[str, Any]:
        told = request_told(request, self.mask, known.at)
        if known.response is not None:
            loaded = is_loaded(request)
            told |= response_told(known.response, self.mask, loaded=loaded)
        if stream := self.streams.number_of(request):
            told["stream"] = stream
        return told

    def _tell_pending(self, request: Any, known: _Open) -> None:
        now = now_ms()
        self._note(known.page, as_pending(self._told(request, known), now), now)

    def _ask_for_body(self, request: Any, told: dict[str, Any], known: _Open) -> None:
        told["bodyOmitted"] = why_no_body(request, known.response)
        if told["bodyOmitted"]:
            self._tell(request, told, known.page)
        else:
            self._waiting[request] = told, known.page
            self.spawn(self._fetch(request, known))

    async def _fetch(self, request: Any, known: _Open) -> None:
        try:
            body = await known.response.body()
        except Exception:  # noqa: BLE001 - the page may have gone on, or be gone
            body = None
        if request not in self._waiting:
            return
        told, page = self._waiting[request]
        if body is None:
            told["bodyOmitted"] = "gone"
        elif len(body) > MOST_BODY:
            told |= {"bodyOmitted": "too large", "decodedBodySize": len(body)}
        else:
            kind = content_type(known.response)
            kept = self.mask.body(body, kind, request=False)
            told |= {"responseBody": kept, "decodedBodySize": len(body)}
            told["bodyOmitted"] = None if kept is not None else "mask"
        self._tell(request, told, page)

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
