"""Requests, responses and WebSockets, as Playwright tells of them.

Measured against the other ways to the same facts, see tests/benchmarks/channels.py:
Playwright's own events cost least that is honest. A HAR is written when the context is
closed, so a killed process leaves none; CDP sees one browser's pages one by one and no
worker; patching `fetch` in the page would show to the application.

Bodies are asked for after a response is complete, while the test goes on, and only
those that pay: texts of API calls. A request is told when its body is there or will
not come.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from replaytest.capture.notes import Masker, Note, custom, plugin
from replaytest.model import now_ms
from replaytest.tags import NETWORK, SOCKET

# Bytes; a larger body is left out, never cut.
MOST_BODY = 256 * 1024
# A document is in the recording already, as the page it became.
_API = {"xhr", "fetch", "eventsource"}
_TEXT = ("json", "text/", "xml", "x-www-form-urlencoded", "graphql", "javascript")
NO_BODY = {204, 205, 304}
# What elements load: an element may be masked, and its address with it.
_LOADED = {
    *("document", "image", "media", "font"),
    *("stylesheet", "texttrack", "manifest", "other"),
}
# A page that talks all the time must not fill the disk.
MOST_FRAMES = 2000


Spawn = Callable[[Coroutine[Any, Any, None]], None]


@dataclass(slots=True)
class Network:
    """Turns the requests of one context into events.

    Its methods are Playwright's listeners. `spawn` runs a coroutine on the context's
    event loop; nothing here waits.
    """

    note: Note
    masker: Callable[[], Masker]
    spawn: Spawn
    _responses: dict[Any, Any] = field(default_factory=dict)
    _waiting: dict[Any, dict[str, Any]] = field(default_factory=dict)

    @property
    def mask(self) -> Masker:
        """What masks now: the rules may be others in the next test."""
        return self.masker()

    def response(self, response: Any) -> None:
        """Headers have come."""
        self._responses[response.request] = response

    def finished(self, request: Any) -> None:
        """A response is complete."""
        response = self._responses.pop(request, None)
        told = self._request(request)
        if response is None:
            self._tell(request, told)
            return
        told |= self._response(response, loaded=_is_loaded(request))
        content_type = response.headers.get("content-type", "").lower()
        told["bodyOmitted"] = _why_no_body(request, response, content_type)
        if told["bodyOmitted"]:
            self._tell(request, told)
        else:
            self._waiting[request] = told
            self.spawn(self._fetch(request, response, content_type))

    def failed(self, request: Any) -> None:
        """A request came to nothing."""
        self._responses.pop(request, None)
        told = self._request(request)
        told["failure"] = self.mask.text(request.failure or "failed")
        self._tell(request, told)

    def settle(self) -> None:
        """Tell of the requests whose bodies are still awaited, without them."""
        for request, told in list(self._waiting.items()):
            self._tell(request, told | {"bodyOmitted": "gone"})

    def socket(self, page: Any, socket: Any) -> None:
        """A page has opened a WebSocket."""
        number = id(socket) & 0xFFFFFFFF
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
        socket.on("framesent", lambda data: frame("sent", data, sent=True))
        socket.on("framereceived", lambda data: frame("received", data, sent=False))
        socket.on("socketerror", lambda text: tell("error", data=self.mask.text(text)))
        socket.on("close", lambda *_: tell("close"))

    def _request(self, request: Any) -> dict[str, Any]:
        kind = request.resource_type
        before = request.redirected_from
        page, loaded = _is_page(request), _is_loaded(request)
        told = {
            "name": self.mask.url(request.url, page=page, loaded=loaded),
            "entryType": "navigation" if kind == "document" else "resource",
            "initiatorType": kind,
            "method": request.method,
            "requestHeaders": self.mask.headers(request.headers, loaded=loaded),
            "isMainFrame": page,
        }
        if before:
            url = self.mask.url(before.url, page=page, loaded=loaded)
            told["redirectedFrom"] = url
        data = request.post_data_buffer
        if data is not None:
            if len(data) <= MOST_BODY:
                kind = request.headers.get("content-type", "")
                told["requestBody"] = self.mask.body(data, kind, request=True)
            told["requestBodySize"] = len(data)
        return told | _timing(request.timing)

    def _response(self, response: Any, *, loaded: bool) -> dict[str, Any]:
        return {
            "status": response.status,
            "responseHeaders": self.mask.headers(response.headers, loaded=loaded),
            "fromServiceWorker": response.from_service_worker,
            "transferSize": _size(response),
        }

    async def _fetch(self, request: Any, response: Any, content_type: str) -> None:
        try:
            body = await response.body()
        except Exception:  # noqa: BLE001 - the page may have gone on, or be gone
            body = None
        told = self._waiting.get(request)
        if told is None:
            return
        if body is None:
            told["bodyOmitted"] = "gone"
        elif len(body) > MOST_BODY:
            told |= {"bodyOmitted": "too large", "decodedBodySize": len(body)}
        else:
            kept = self.mask.body(body, content_type, request=False)
            told |= {"responseBody": kept, "decodedBodySize": len(body)}
            told["bodyOmitted"] = None if kept is not None else "mask"
        self._tell(request, told)

    def _tell(self, request: Any, told: dict[str, Any]) -> None:
        self._waiting.pop(request, None)
        kept = {name: value for name, value in told.items() if value not in (None, "")}
        page = _page(request)
        self.note(page, plugin(NETWORK, {"requests": [kept]}, kept["timestamp"]))


def _why_no_body(request: Any, response: Any, content_type: str) -> str:
    """Return why there will be no body, "" if there will be one."""
    if response.status in NO_BODY or 300 <= response.status < 400:
        return "none"
    if request.method == "HEAD":
        return "none"
    if request.resource_type not in _API or not any(t in content_type for t in _TEXT):
        return "type"
    size = _size(response)
    return "too large" if size is not None and size > MOST_BODY else ""


def _timing(timing: dict[str, float]) -> dict[str, Any]:
    """Return when a request began and how long its parts took, in ms."""
    start = timing.get("startTime") or 0
    began = start if start > 0 else now_ms()
    end = timing.get("responseEnd", -1)
    parts = {
        "dns": _between(timing, "domainLookupStart", "domainLookupEnd"),
        "connect": _between(timing, "connectStart", "connectEnd"),
        "tls": _between(timing, "secureConnectionStart", "connectEnd"),
        "wait": _between(timing, "requestStart", "responseStart"),
        "receive": _between(timing, "responseStart", "responseEnd"),
    }
    return {
        "timestamp": int(began),
        "timeOrigin": began,
        "startTime": 0,
        "endTime": max(end, 0),
        "duration": max(end, 0),
        "timing": parts,
    }


def _between(timing: dict[str, float], start: str, end: str) -> float:
    first, last = timing.get(start, -1), timing.get(end, -1)
    return round(last - first, 3) if first >= 0 and last >= first else -1


def _size(response: Any) -> int | None:
    text = response.headers.get("content-length", "")
    return int(text) if text.isdecimal() and len(text) < 16 else None


def _is_page(request: Any) -> bool:
    """Say whether a request was for the document of a tab."""
    try:
        return request.is_navigation_request() and request.frame.parent_frame is None
    except Exception:  # noqa: BLE001 - while a page comes to life it has no frame
        return False


def _is_loaded(request: Any) -> bool:
    """Say whether a request was made by an element, not by a script or a tab."""
    return request.resource_type in _LOADED and not _is_page(request)


def _page(request: Any) -> Any:
    try:
        return request.frame.page
    except Exception:  # noqa: BLE001 - a service worker's request has no frame
        return None
