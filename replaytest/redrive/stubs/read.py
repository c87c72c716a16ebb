"""Events → exchanges and conversations. Whatever a payload holds, nothing raises."""

from __future__ import annotations

import base64
import binascii
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from replaytest.model import Event
from replaytest.redrive.stubs.copies import completed
from replaytest.redrive.stubs.exchange import GONE, Asked, Exchange, Headers, header
from replaytest.redrive.stubs.sockets import Conversation, Told
from replaytest.rrweb import EventType
from replaytest.tags import NETWORK, SOCKET, STREAM

_SERVICE_WORKER = "service-worker"
# Of a kind that has no body, such as 204.
_NONE = "none"
_SCRIPTED = ("fetch", "xhr")
_EVENTS = "text/event-stream"

# When it began, its tab, what is told of it.
_Request = tuple[float, int, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Network:
    """What a recording knows of the network, in order of start.

    `first_url` is the address of the first document, "" for unknown.
    """

    exchanges: tuple[Exchange, ...] = ()
    conversations: tuple[Conversation, ...] = ()
    first_url: str = ""


@dataclass(slots=True)
class _Heard:
    requests: list[_Request] = field(default_factory=list)
    messages: defaultdict[int, list[dict[str, Any]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    sockets: defaultdict[int, list[Told]] = field(
        default_factory=lambda: defaultdict(list)
    )
    documents: list[tuple[int, float, str]] = field(default_factory=list)


def network_of(events: Iterable[tuple[int, Event]]) -> Network:
    """Return what (tab, event)s tell of requests, streams and WebSockets.

    Requests of service workers are left out: a stubbed run has none, and what they gave
    to pages stands in the pages' own requests.
    """
    heard = _Heard()
    for tab, event in events:
        _hear(heard, tab, event)
    heard.requests.sort(key=_order(heard.requests))
    exchanges = [
        _exchange(number, tab, at, told, heard.messages)
        for number, (at, tab, told) in enumerate(heard.requests)
    ]
    changes = sorted((e for e in exchanges if e.changes), key=lambda e: e.nth)
    talks = [
        Conversation.of(number, told, _leaves(heard, told), changes)
        for number, told in sorted(heard.sockets.items())
    ]
    asked = (t["name"] for _, _, t in heard.requests if t.get("isMainFrame"))
    # Where a page went first; what it showed first may be where it was sent on to.
    pages = (*asked, *(url for _, _, url in heard.documents))
    first = next((url for url in pages if url.startswith("http")), "")
    before = [told.get("redirectedFrom", "") for _, _, told in heard.requests]
    linked = _linked(list(completed(exchanges)), before)
    return Network(tuple(linked), tuple(talks), first)


def _order(
    requests: list[_Request],
) -> Callable[[_Request], float]:
    """Return what requests are in order by: their numbers, if all of them have one."""
    if all(type(told.get("number")) is int for _, _, told in requests):
        return lambda each: float(each[2]["number"])
    return lambda each: each[0]


def _hear(heard: _Heard, tab: int, event: Event) -> None:
    data, at = event.get("data"), event["timestamp"]
    if not isinstance(data, dict):
        return
    payload = data.get("payload")
    if event["type"] == EventType.META:
        heard.documents.append((tab, at, str(data.get("href") or "")))
    elif event["type"] == EventType.PLUGIN and data.get("plugin") == NETWORK:
        for told in _requests(payload):
            began = told.get("timeOrigin") or told.get("timestamp")
            heard.requests.append((_number(began) or float(at), tab, told))
    elif event["type"] == EventType.CUSTOM and isinstance(payload, dict):
        number = payload.get("id")
        if type(number) is int and data.get("tag") == STREAM:
            heard.messages[number].append(payload)
        elif type(number) is int and data.get("tag") == SOCKET:
            heard.sockets[number].append(Told(tab, float(at), payload))


def _requests(payload: Any) -> Iterator[dict[str, Any]]:
    listed = payload.get("requests") if isinstance(payload, dict) else None
    for told in listed if isinstance(listed, list) else ():
        is_request = isinstance(told, dict) and isinstance(told.get("name"), str)
        if is_request and told.get("initiator") != _SERVICE_WORKER:
            yield told


def _exchange(
    number: int,
    tab: int,
    at: float,
    told: Mapping[str, Any],
    messages: Mapping[int, list[dict[str, Any]]],
) -> Exchange:
    headers = _headers(told.get("responseHeaders"))
    failure = str(told.get("failure") or "")
    pending = told.get("pending") is True
    stream = told.get("stream")
    body = bytes_of(told.get("responseBody"), told.get("responseBodyEncoding"))
    omitted = str(told.get("bodyOmitted") or "")
    said = messages.get(stream, []) if type(stream) is int else []
    if body is None and type(stream) is int:
        body, omitted = _streamed(said, headers), ""
    elif body is None and _is_empty(told, omitted):
        body, omitted = b"", ""
    return Exchange(
        number=number,
        tab=tab,
        asked=_asked(told),
        at=at,
        status=_status(told),
        headers=headers,
        body=body,
        is_text=told.get("responseBodyEncoding") != "base64",
        omitted=omitted if body is None else "",
        failure=failure,
        pending=pending,
        is_stream=type(stream) is int,
        masked=told.get("responseBodyMasked") is True,
        sent_masked=told.get("requestBodyMasked") is True,
        nth=nth if type(nth := told.get("number")) is int else 0,
    )


def _is_empty(told: Mapping[str, Any], omitted: str) -> bool:
    if omitted == GONE:
        # Where requests are numbered all bodies are kept, those that scripts read from
        # within the page: this one was read by nobody.
        return bool(told.get("number")) and told.get("initiatorType") in _SCRIPTED
    return omitted == _NONE or (not omitted and told.get("decodedBodySize") == 0)


def _asked(told: Mapping[str, Any]) -> Asked:
    body = bytes_of(told.get("requestBody"), told.get("requestBodyEncoding"))
    content_type = header(_headers(told.get("requestHeaders")), "content-type")
    return Asked(
        method=str(told.get("method") or "GET").upper(),
        url=told["name"],
        body=body,
        content_type=content_type,
        kind=str(told.get("initiatorType") or ""),
        # No browser tells a body with files in it.
        told=body is not None
        or not (told.get("requestBodySize") or content_type.startswith("multipart/")),
    )


def _linked(exchanges: list[Exchange], before: list[str]) -> Iterator[Exchange]:
    """Yield exchanges with the numbers of those that their redirects led to."""
    open_ones: list[Exchange] = []
    led: dict[int, int] = {}
    for each, came_from in zip(exchanges, before, strict=True):
        found = next(
            (one for one in open_ones if came_from and one.asked.url == came_from), None
        )
        if found is not None:
            led[found.number] = each.number
            open_ones.remove(found)
        if each.redirects:
            open_ones.append(each)
    return (replace(each, redirect=led.get(each.number)) for each in exchanges)


def _streamed(messages: list[dict[str, Any]], headers: Headers) -> bytes:
    """Return the body whose messages are told one by one."""
    events = header(headers, "content-type").startswith(_EVENTS)
    lines = list[str]()
    for message in messages:
        if message.get("kind") == "message":
            event, data = message.get("event"), str(message.get("data") or "")
            if not events:
                lines.append(data)
                continue
            lines += [f"event: {event}"] if event and event != "message" else []
            lines += [*(f"data: {line}" for line in data.split("\n")), ""]
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")


def _leaves(heard: _Heard, told: list[Told]) -> tuple[float, ...]:
    """Return when the tab of a WebSocket went to other documents, ms since 1970."""
    return tuple(at for tab, at, _ in heard.documents if tab == told[0].tab)


def bytes_of(value: Any, encoding: Any = None) -> bytes | None:
    """Return what was recorded of a body as bytes, None for nothing."""
    if not isinstance(value, str):
        return None
    if encoding == "base64":
        try:
            return base64.b64decode(value)
        except (binascii.Error, ValueError):
            return None
    return value.encode("utf-8", "replace")


def _status(told: Mapping[str, Any]) -> int | None:
    found = _number(told.get("status"))
    return int(found) if found else None


def _number(value: Any) -> float | None:
    return float(value) if type(value) in (int, float) else None


def _headers(value: Any) -> Headers:
    if isinstance(value, dict):
        return tuple((str(name).lower(), str(text)) for name, text in value.items())
    if isinstance(value, list):
        return tuple(
            (str(each.get("name", "")).lower(), str(each.get("value", "")))
            for each in value
            if isinstance(each, dict)
        )
    return ()
