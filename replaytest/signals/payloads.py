"""What plugin and custom events say, as facts. Whatever their shape, nothing raises.

Known are the recorder's own (`replaytest/…@1`), rrweb's console and network plugins,
and `posthog/network@1`, in which older posthog-js wrote numbers for names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct

from replaytest.signals.facts import ErrorSeen, Frame, Request, Vital
from replaytest.store.lines import decode
from replaytest.tags import POSTHOG_NUMBERS

_YEAR_2001 = 10**12
_VITALS = {"shift": "shift", "cls": "shift", "longtask": "longtask"}

# V8 (`at f (url:1:2)`, `at url:1:2`); SpiderMonkey, JavaScriptCore (`f@url:1:2`).
_V8 = re.compile(r"^\s*at (?:(.*?) \()?(\S+?):(\d+)(?::\d+)?\)?$")
_GECKO = re.compile(r"^\s*(.*?)@(\S+?):(\d+)(?::\d+)?$")
_CONDITIONS = {"true": "log", "false": "assert"}
_NAMED = re.compile(
    r"^(?:Uncaught (?:\(in promise\) )?)?([A-Z]\w*(?:Error|Exception)): "
)


class _Offset(Struct, gc=False, rename={"offset": "timeOffset"}):
    offset: float = 0


class _Moves(Struct, gc=False):
    positions: list[_Offset]


class _MoveEvent(Struct, gc=False):
    data: _Moves


class _MoveLine(Struct, gc=False, array_like=True):
    tab: int
    event: _MoveEvent


_moves = msgspec.json.Decoder(_MoveLine)


def offsets_of(line: bytes, count: int) -> list[float]:
    """Return when each position of a move was, in ms from its event, mostly < 0."""
    try:
        found = [each.offset for each in _moves.decode(line).event.data.positions]
    except msgspec.MsgspecError:
        found = []
    return found if len(found) == count else [0.0] * count


def payload_of(line: bytes) -> tuple[str, Any]:
    """Return the tag or plugin of an event line, and its payload."""
    try:
        data = decode(line)[1]["data"]
        name = data.get("tag", data.get("plugin", ""))
        return str(name), data.get("payload")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        return "", None


def annotation_of(payload: Any) -> tuple[str, dict[str, Any]]:
    """Return the name of what a page noted, "" for none, and its properties.

    Of a call to an analytics library `from` is the property that names the library.
    """
    told = _table(payload)
    name, origin = told.get("name"), told.get("from")
    if not isinstance(name, str):
        return "", {}
    properties = dict(_table(told.get("properties")))
    if isinstance(origin, str) and origin:
        properties.setdefault("from", origin)
    return name, properties


def requests_of(payload: Any, at: float, event: int) -> Iterator[Request]:
    """Yield the requests of a network plugin's payload."""
    told = _table(payload)
    many = told.get("requests", [told] if told else [])
    for each in many if isinstance(many, list) else []:
        named = {
            POSTHOG_NUMBERS.get(key, key): value for key, value in _table(each).items()
        }
        is_request = named.get("entryType", "resource") in ("resource", "navigation")
        if is_request and isinstance(named.get("name"), str):
            yield _request(named, at, event)


def _request(told: dict[str, Any], at: float, event: int) -> Request:
    # One that never ended took at least as long as it was open.
    pending = told.get("pending") is True
    lasted = told.get("pendingFor" if pending else "duration")
    duration = max(_number(lasted), 0.0)
    failure = str(told.get("failure") or "")
    status = int(_number(told.get("status") or told.get("responseStatus"))) or None
    if failure and status is not None and status < 400:
        status = None  # its head had come, and then it failed
    started = _number(told.get("timestamp"))
    if started < _YEAR_2001:
        started = _number(told.get("timeOrigin")) + _number(told.get("startTime"))
    if not _YEAR_2001 <= started <= at:
        started = at - duration
    kind = str(told.get("initiatorType") or "other")
    if told.get("entryType") == "navigation":
        kind = "document"
    elif told.get("stream"):
        kind = "eventsource"  # may take its time, however it was asked for
    return Request(
        at=min(at, started + duration) if duration else at,
        event=event,
        started_at=started,
        url=str(told["name"]),
        method=str(told.get("method") or "GET"),
        kind={"xmlhttprequest": "xhr"}.get(kind, kind),
        status=status,
        duration=duration,
        failure=failure,
        is_main_frame=bool(told.get("isMainFrame", kind == "document")),
        pending=pending,
    )


def console_of(payload: Any) -> tuple[str, str, tuple[Frame, ...]]:
    """Return the level, the text and the stack of a console event."""
    told = _table(payload)
    arguments = told.get("payload")
    many = arguments if isinstance(arguments, list) else [arguments]
    level = str(told.get("level") or "log")
    if level == "assert" and len(many) > 1 and many[0] in _CONDITIONS:
        # rrweb before 2 kept the condition, and recorded an assertion that held.
        level, many = _CONDITIONS[many[0]], many[1:]
    text = " ".join(_unquoted(each) for each in many if each is not None)
    trace = told.get("trace")
    lines = trace if isinstance(trace, list) else []
    frames = tuple(filter(None, (frame_of(each) for each in lines)))
    return level, text, frames


def console_error(payload: Any, at: float, event: int, page: str) -> ErrorSeen:
    """Return what `console.error` said."""
    _, text, frames = console_of(payload)
    lines = text.split("\n")
    inside = tuple(filter(None, (frame_of(each) for each in lines[1:])))
    name, message = _named(lines[0] if inside else text)
    # The stack of an error that was logged says more than where it was logged.
    return ErrorSeen(at, event, "console", name, message, inside or frames, page)


def error_of(payload: Any, at: float, event: int, page: str) -> ErrorSeen:
    """Return the error of a `replaytest/error@1`."""
    told = _table(payload)
    name, message = str(told.get("name") or ""), str(told.get("message") or "")
    if not name:
        name, message = _named(message)
    stack = told.get("stack")
    lines = stack if isinstance(stack, list) else []
    frames = tuple(filter(None, (frame_of(each) for each in lines)))
    kind = str(told.get("kind") or "exception")
    return ErrorSeen(
        at, event, kind, name, message.removeprefix(f"{name}: "), frames, page
    )


def frame_of(told: Any) -> Frame | None:
    """Return one line of a stack, None for something else."""
    if isinstance(told, str):
        found = _V8.match(told) or _GECKO.match(told)
        if found:
            return Frame(found[1] or "", found[2], int(found[3]))
        place = re.match(r"^(\S+?):(\d+)(?::\d+)?$", told.strip())
        return Frame("", place[1], int(place[2])) if place else None
    if not isinstance(told, dict):
        return None
    source, written = _table(told.get("source")), _table(told.get("original"))
    file = written.get("source") or source.get("file") or told.get("url") or ""
    line = written.get("line") or source.get("line") or told.get("line")
    return Frame(
        str(written.get("name") or told.get("function") or ""),
        str(file),
        line if type(line) is int else None,
        mapped=bool(written.get("source")),
        ignored=told.get("ignored") is True,
    )


def vitals_of(payload: Any, at: float, event: int) -> Iterator[Vital]:
    """Yield the measures of a `replaytest/vitals@1`.

    Read are `{"shift": score}`, also called `cls`, and `{"longtask": ms}`, and what a
    test annotated as `{"name": "cls", "value": score}`.
    """
    told = _table(payload)
    for name, value in [*told.items(), (told.get("name"), told.get("value"))]:
        kind = _VITALS.get(name) if isinstance(name, str) else None
        if kind is not None and type(value) in (int, float):
            yield Vital(at, event, kind, float(value))


def _named(text: str) -> tuple[str, str]:
    found = _NAMED.match(text)
    return (found[1], text[found.end() :]) if found else ("", text)


def _unquoted(value: Any) -> str:
    # rrweb's plugin writes JSON of a string, Playwright the string itself.
    text = str(value)
    if len(text) > 1 and text[0] == text[-1] == '"':
        try:
            found = decode(text.encode("utf-8", "replace"))
        except ValueError:
            return text
        return str(found)
    return text


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _number(value: Any) -> float:
    return float(value) if type(value) in (int, float) else 0.0
