"""What Playwright says of one request and its response, as `rrweb/network@1` has it.

Pure readings of Playwright's objects, masked; `network.py` decides when they are told.
"""

from __future__ import annotations

from typing import Any, Literal

from replaytest.capture.notes import Masker
from replaytest.capture.pieces import is_stream

# Bytes; a larger body is left out, never cut. The second: where all bodies are kept.
MOST_BODY = 256 * 1024
MOST_KEPT = 8 * 1024 * 1024
# A document is in the recording already, as the page it became.
_API = {"xhr", "fetch", "eventsource"}
_TEXT = ("json", "text/", "xml", "x-www-form-urlencoded", "graphql", "javascript")
NO_BODY = {204, 205, 304}
# What elements load: an element may be masked, and its address with it.
_LOADED = {
    *("document", "image", "media", "font"),
    *("stylesheet", "texttrack", "manifest", "other"),
}


def request_told(request: Any, mask: Masker, seen_at: float) -> dict[str, Any]:
    """Return what a request says; `seen_at` (ms since 1970) where it has no time."""
    kind = request.resource_type
    before = request.redirected_from
    page, loaded = is_page(request), is_loaded(request)
    told = {
        "name": mask.url(request.url, page=page, loaded=loaded),
        "entryType": "navigation" if kind == "document" else "resource",
        "initiatorType": kind,
        "method": request.method,
        "requestHeaders": mask.headers(request.headers, loaded=loaded),
        "isMainFrame": page,
    }
    if is_of_service_worker(request):
        told["initiator"] = "service-worker"
    if before:
        told["redirectedFrom"] = mask.url(before.url, page=page, loaded=loaded)
    data = request.post_data_buffer
    if data is not None:
        kind = request.headers.get("content-type", "")
        told |= body_told("request", data, kind, mask)
        told["requestBodySize"] = len(data)
    return told | _timing(request.timing, seen_at)


def body_told(
    which: Literal["request", "response"], data: bytes, kind: str, mask: Masker
) -> dict[str, Any]:
    """Return what is told of a body: itself, unless it is too long or may not be."""
    sent = which == "request"
    if len(data) > most_body(mask):
        return {}
    if not mask.keeps_all:
        return {f"{which}Body": mask.body(data, kind, request=sent)}
    kept = mask.kept(data, kind, request=sent)
    if kept is None:
        return {}
    return {
        f"{which}Body": kept.text,
        f"{which}BodyEncoding": kept.encoding,
        f"{which}BodyMasked": kept.masked or None,
    }


def most_body(mask: Masker) -> int:
    """Return how many bytes of a body are kept at most."""
    return MOST_KEPT if mask.keeps_all else MOST_BODY


def response_told(response: Any, mask: Masker, *, loaded: bool) -> dict[str, Any]:
    """Return what the head of a response says."""
    return {
        "status": response.status,
        "statusText": response.status_text if mask.keeps_all else None,
        "responseHeaders": mask.headers(response.headers, loaded=loaded, response=True),
        "fromServiceWorker": response.from_service_worker,
        "transferSize": response_size(response),
    }


def as_pending(told: dict[str, Any], now: float) -> dict[str, Any]:
    """Return a request that is not over at `now`, without the end it does not have."""
    open_for = max(0.0, round(now - told["timeOrigin"], 1))
    kept = {key: told[key] for key in told if key not in ("endTime", "duration")}
    return kept | {"pending": True, "pendingFor": open_for}


def why_no_body(request: Any, response: Any, mask: Masker) -> str:
    """Return why there will be no body, "" if there will be one."""
    if response.status in NO_BODY or 300 <= response.status < 400:
        return "none"
    if request.method == "HEAD":
        return "none"
    kind = content_type(response)
    # Firefox calls the request of an EventSource "other".
    is_api = request.resource_type in _API or is_stream(kind)
    wanted = is_api and any(text in kind for text in _TEXT)
    if not wanted and not mask.keeps_all:
        return "type"
    size = response_size(response)
    return "too large" if size is not None and size > most_body(mask) else ""


def content_type(response: Any) -> str:
    """Return the content type of a response in lower case, "" for none."""
    found: str = response.headers.get("content-type", "").lower()
    return found


def is_page(request: Any) -> bool:
    """Say whether a request was for the document of a tab."""
    try:
        return request.is_navigation_request() and request.frame.parent_frame is None
    except Exception:  # noqa: BLE001 - while a page comes to life it has no frame
        return False


def is_loaded(request: Any) -> bool:
    """Say whether a request was made by an element, not by a script or a tab."""
    return request.resource_type in _LOADED and not is_page(request)


def is_of_service_worker(request: Any) -> bool:
    """Say whether a service worker made a request; only Chromium's are told."""
    return getattr(request, "service_worker", None) is not None


def page_of(request: Any) -> Any:
    """Return the page of a request, None where it has none (yet)."""
    try:
        return request.frame.page
    except Exception:  # noqa: BLE001 - a service worker's request has no frame
        return None


def origin(url: str) -> str:
    """Return scheme and host of an address."""
    return "/".join(url.split("/", 3)[:3])


def _timing(timing: dict[str, float], seen_at: float) -> dict[str, Any]:
    """Return when a request began and how long its parts took, in ms and tenths.

    More digits say nothing, and are what cannot be compressed.
    """
    start = timing.get("startTime") or 0
    began = round(start if start > 0 else seen_at, 1)
    end = round(timing.get("responseEnd", -1), 1)
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
    return round(last - first, 1) if first >= 0 and last >= first else -1


def response_size(response: Any) -> int | None:
    """Return the length in bytes that a response says its body has, None for none."""
    text = response.headers.get("content-length", "")
    return int(text) if text.isdecimal() and len(text) < 16 else None
