"""One request as an entry of a HAR. See `har.py`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from replaytest.exporters.network import Request
from replaytest.exporters.source import json_of

UNKNOWN = -1  # HAR's own word for a size or a time that is not known
Headers = Iterable[tuple[str, str]]
# As Chrome writes it: time (s since 1970), eventName, eventId, data.
Message = Mapping[str, Any]
_PENDING = "still open when its page was closed or the recording ended"


def entry_of(
    request: Request, page: str | None, messages: Sequence[Message] = ()
) -> dict[str, Any]:
    """Return an entry with all fields that HAR 1.2 requires; `page` is a page's id.

    What was not recorded is said as HAR says it: -1, "", an empty list, status 0. The
    method has no such value: then it is GET, with a comment. A request that was still
    open has one too; its time is how long it had been. `_resourceType`,
    `_transferSize` and `_eventSourceMessages` are Chrome's.
    """
    timings = _timings(request)
    known = [timings[name] for name in ("blocked", "dns", "connect") if name in timings]
    total = sum(time for time in known if time != UNKNOWN)
    return {
        **({"pageref": page} if page else {}),
        "startedDateTime": moment(request.started_at),
        "time": _ms(total + timings["send"] + timings["wait"] + timings["receive"]),
        "request": _request(request),
        "response": _response(request),
        "cache": {},
        "timings": timings,
        "_resourceType": request.initiator,
        **({"_eventSourceMessages": list(messages)} if messages else {}),
        **({"comment": _PENDING} if request.pending else {}),
    }


def moment(at: float) -> str:
    """Return ms since 1970 as HAR's ISO 8601; what is no date is 1970."""
    try:
        when = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at)
    except OverflowError:
        when = datetime(1970, 1, 1, tzinfo=UTC)
    return when.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _request(request: Request) -> dict[str, Any]:
    body = _text(request.request_body)
    told = {
        "method": request.method or "GET",
        "url": request.url,
        "httpVersion": request.protocol or "unknown",
        "cookies": _cookies(request.request_headers, "cookie", ";"),
        "headers": _pairs(request.request_headers),
        "queryString": _pairs(_query(request.url)),
        "headersSize": UNKNOWN,
        "bodySize": _length(body, request.request_encoding),
    }
    if request.method is None:
        told["comment"] = "the method was not recorded"
    if body is not None:
        mime = _header(request.request_headers, "content-type")
        posted: dict[str, Any] = {"mimeType": mime, "params": [], "text": body}
        if request.request_encoding:  # the draft of HAR 1.3; 1.2 knows no such bodies
            posted["encoding"] = request.request_encoding
        told["postData"] = posted
    return told


def _response(request: Request) -> dict[str, Any]:
    body = _text(request.response_body)
    size = request.decoded_size
    if size is None:
        size = _length(body, request.response_encoding)
    content: dict[str, Any] = {
        "size": size,
        "mimeType": _header(request.response_headers, "content-type"),
    }
    if body is not None:
        content["text"] = body
        if request.response_encoding:
            content["encoding"] = request.response_encoding
    told = {
        "status": request.status or 0,
        "statusText": _phrase(request.status),
        "httpVersion": request.protocol or "unknown",
        "cookies": _cookies(request.response_headers, "set-cookie", "\n"),
        "headers": _pairs(request.response_headers),
        "content": content,
        "redirectURL": _header(request.response_headers, "location"),
        "headersSize": UNKNOWN,
        "bodySize": UNKNOWN if request.encoded_size is None else request.encoded_size,
    }
    if request.transfer_size is not None:
        told["_transferSize"] = request.transfer_size
    return told


def _timings(request: Request) -> dict[str, float]:
    """Return the phases; they add up to the duration, `ssl` being part of `connect`."""
    dns = _span(request, "domainLookupStart", "domainLookupEnd")
    connect = _span(request, "connectStart", "connectEnd")
    ssl = _span(request, "secureConnectionStart", "connectEnd")
    receive = _span(request, "responseStart", "responseEnd")
    wait = _span(request, "requestStart", "responseStart")
    if wait is None or receive is None:
        wait, receive = request.duration, 0.0
        return {"send": 0.0, "wait": _ms(wait), "receive": receive}
    rest = request.duration - sum((dns or 0.0, connect or 0.0, wait, receive))
    return {
        # What is left is queueing, redirects, a service worker.
        "blocked": _ms(rest) if rest > 0 else UNKNOWN,
        "dns": UNKNOWN if dns is None else _ms(dns),
        "connect": UNKNOWN if connect is None else _ms(connect),
        "ssl": UNKNOWN if ssl is None else _ms(ssl),
        "send": 0.0,
        "wait": _ms(wait),
        "receive": _ms(receive),
    }


def _span(request: Request, start: str, end: str) -> float | None:
    if start in request.marks and end in request.marks:
        return max(0.0, request.marks[end] - request.marks[start])
    return None


def _ms(time: float) -> float:
    return round(time, 3)


def _pairs(pairs: Headers) -> list[dict[str, str]]:
    # Playwright gives the cookies that are set as one header, a line for each.
    return [
        {"name": name, "value": each}
        for name, value in pairs
        for each in (value.split("\n") if name.lower() == "set-cookie" else [value])
    ]


def _header(headers: Headers, wanted: str) -> str:
    return next((value for name, value in headers if name.lower() == wanted), "")


def _cookies(headers: Headers, wanted: str, between: str) -> list[dict[str, str]]:
    found = []
    for name, value in headers:
        if name.lower() == wanted:
            for each in value.split(between):
                # Of a set-cookie, what follows the first ; is about the cookie.
                key, equals, text = each.split(";")[0].strip().partition("=")
                if equals:
                    found.append((key, text))
    return _pairs(found)


def _query(url: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(urlsplit(url).query, keep_blank_values=True)
    except ValueError:  # not an address, or too many fields
        return []


def _text(body: Any) -> str | None:
    if body is None or isinstance(body, str):
        return body
    return json_of(body).decode()


def _length(text: str | None, encoding: str) -> int:
    if text is None:
        return UNKNOWN
    if encoding == "base64":
        return len(text) * 3 // 4 - text[-2:].count("=")
    return len(text.encode("utf-8", "replace"))


def _phrase(status: int | None) -> str:
    try:
        return HTTPStatus(status or 0).phrase
    except ValueError:
        return ""
