"""Network: what plugins recorded of requests, in one shape.

Known are `rrweb/network@1` as rrweb's own plugin (2.1) and as posthog-js write it, and
`posthog/network@1`, which older posthog-js wrote with numbers for names. A recorder of
ours would be one more line in `PLUGINS`. Whatever shape a payload has, nothing raises.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from replaytest.exporters.source import number_of
from replaytest.model import Event
from replaytest.rrweb import EventType
from replaytest.tags import NETWORK, POSTHOG_NETWORK, POSTHOG_NUMBERS

# Other entries of the performance timeline (paint, serverTiming) are no requests.
_ENTRY_TYPES = (None, "navigation", "resource")
# A date in ms; `startTime` is ms since the page began, and never that large.
_YEAR_2001 = 10**12


@dataclass(frozen=True, slots=True)
class Request:
    """One request and its response. `started_at` is ms since 1970, `duration` in ms.

    `marks` are times of the Resource Timing standard in ms since `started_at`. None
    stands for what was not recorded, in `status` also for a response that never came.
    Bodies are text, or whatever JSON the recorder made of them; with an encoding, which
    is "base64", they stand for bytes that are no text. One that is `pending` was not
    over when its page was closed or the recording ended: `duration` is how long it had
    been open. `stream` is the number of the stream that it opened.
    """

    url: str
    method: str | None
    status: int | None
    initiator: str
    started_at: float
    duration: float
    marks: Mapping[str, float]
    protocol: str
    request_headers: tuple[tuple[str, str], ...]
    response_headers: tuple[tuple[str, str], ...]
    request_body: Any
    response_body: Any
    encoded_size: int | None
    decoded_size: int | None
    transfer_size: int | None
    pending: bool = False
    stream: int | None = None
    request_encoding: str = ""
    response_encoding: str = ""

    @property
    def is_navigation(self) -> bool:
        """Whether it fetched the page itself."""
        return self.initiator == "navigation"


def requests_of(event: Event) -> Iterator[Request]:
    """Yield the requests that an event tells of, none if it is of another kind."""
    data = event.get("data")
    if event["type"] != EventType.PLUGIN or not isinstance(data, dict):
        return
    plugin = data.get("plugin")
    read = PLUGINS.get(plugin) if isinstance(plugin, str) else None
    told = list(read(data.get("payload"))) if read else []
    # Without the page's own clock: the event came when its last request had ended.
    ends = [_end(each) for each in told]
    origin = event["timestamp"] - max(ends, default=0.0)
    for each in told:
        url = each.get("name") or each.get("url")
        if each.get("entryType") in _ENTRY_TYPES and isinstance(url, str):
            yield _request(each, url, origin, event["timestamp"])


def _listed(payload: Any) -> Iterator[dict[str, Any]]:
    requests = payload.get("requests") if isinstance(payload, dict) else None
    if isinstance(requests, list):
        yield from (each for each in requests if isinstance(each, dict))


def _numbered(payload: Any) -> Iterator[dict[str, Any]]:
    if isinstance(payload, dict):
        yield {POSTHOG_NUMBERS.get(str(key), str(key)): payload[key] for key in payload}


PLUGINS: dict[str, Callable[[Any], Iterator[dict[str, Any]]]] = {
    NETWORK: _listed,
    POSTHOG_NETWORK: _numbered,
}
"""By the name of a plugin: its payload as objects with the standard's names."""


def _request(told: dict[str, Any], url: str, origin: float, told_at: float) -> Request:
    start = number_of(told.get("startTime"))
    status = next(
        (found for key in ("status", "responseStatus") if (found := _size(told, key))),
        None,
    )
    at = _started_at(told, start, origin)
    method, initiator = told.get("method"), told.get("initiatorType")
    return Request(
        url=url,
        method=method.upper() if isinstance(method, str) and method else None,
        status=status,
        initiator=initiator if isinstance(initiator, str) else "other",
        started_at=told_at if at is None else at,
        duration=max(0.0, _end(told) - (start or 0.0)),
        marks=_marks(told, start or 0.0),
        protocol=str(told.get("nextHopProtocol") or ""),
        request_headers=_headers(told.get("requestHeaders")),
        response_headers=_headers(told.get("responseHeaders")),
        request_body=told.get("requestBody"),
        response_body=told.get("responseBody"),
        encoded_size=_size(told, "encodedBodySize"),
        decoded_size=_size(told, "decodedBodySize"),
        transfer_size=_size(told, "transferSize"),
        pending=told.get("pending") is True,
        stream=_size(told, "stream"),
        request_encoding=_encoding(told, "requestBody"),
        response_encoding=_encoding(told, "responseBody"),
    )


def _encoding(told: dict[str, Any], name: str) -> str:
    is_bytes = told.get(f"{name}Encoding") == "base64"
    return "base64" if is_bytes and isinstance(told.get(name), str) else ""


def _started_at(
    told: dict[str, Any], start: float | None, origin: float
) -> float | None:
    clock, stamp = number_of(told.get("timeOrigin")), number_of(told.get("timestamp"))
    if clock is not None and clock > _YEAR_2001 and start is not None:
        return clock + start
    if stamp is not None and stamp > _YEAR_2001:
        return stamp
    return None if start is None else origin + start


def _end(told: dict[str, Any]) -> float:
    """Return when a request ended, in ms since the page began."""
    start = number_of(told.get("startTime")) or 0.0
    name = "pendingFor" if told.get("pending") is True else "duration"
    duration = number_of(told.get(name))
    if duration is not None:
        return start + duration
    ends = (number_of(told.get(key)) for key in ("responseEnd", "endTime"))
    return max(start, next((end for end in ends if end), start))


def _marks(told: dict[str, Any], start: float) -> dict[str, float]:
    # The standard's 0 means "not told": another origin, or nothing to do.
    return {
        name: at - start
        for name in POSTHOG_NUMBERS.values()
        if name.endswith(("Start", "End")) and (at := number_of(told.get(name)))
    }


def _headers(value: Any) -> tuple[tuple[str, str], ...]:
    if isinstance(value, dict):
        return tuple((str(name), str(text)) for name, text in value.items())
    if isinstance(value, list):
        return tuple(
            (str(each.get("name", "")), str(each.get("value", "")))
            for each in value
            if isinstance(each, dict)
        )
    return ()


def _size(told: dict[str, Any], name: str) -> int | None:
    number = number_of(told.get(name))
    return None if number is None or number < 0 else int(number)
