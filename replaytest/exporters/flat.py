"""Flat: an event, or a recording, as one row with named columns.

What `ndjson` writes a line of and `parquet` a row of. A page may send any JSON: what
does not fit its column is null there, and still in `data`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from replaytest.exporters.source import OnEvent, events_of, json_of, number_of
from replaytest.model import Event
from replaytest.rrweb import EventType, Interaction, Source
from replaytest.store.lines import decode, milliseconds
from replaytest.store.read import Recording

Row = dict[str, Any]

EVENT_COLUMNS = {
    "session": "VARCHAR",
    "test": "VARCHAR",
    "tab": "BIGINT",
    "number": "BIGINT",
    "timestamp": "BIGINT",
    "since_s": "DOUBLE",
    "type": "VARCHAR",
    "source": "VARCHAR",
    "action": "VARCHAR",
    "node": "BIGINT",
    "x": "DOUBLE",
    "y": "DOUBLE",
    "href": "VARCHAR",
    "tag": "VARCHAR",
    "text": "VARCHAR",
    "data": "VARCHAR",
}
"""The columns of an event, with SQL's names of their types.

`session` and `test` (a node id, or null) say where it is from, `tab` in which tab, and
`number` where in that tab, from 0. `timestamp` is ms since 1970, `since_s` seconds
since the session began. `type` and `source` are rrweb's names as `replaytest events`
spells them; `source` is of incremental snapshots only. `action` is what was done with
the pointer (`click`). `node` is a node id; `x`, `y` a place in the page, of a move the
last one. `href` is a page's address, `tag` of a custom event its tag and of a plugin's
its plugin, `text` what was typed, logged or noted. `data` is the event's data as JSON.
"""

SESSION_COLUMNS = {
    "session": "VARCHAR",
    "test": "VARCHAR",
    "attempt": "BIGINT",
    "worker": "VARCHAR",
    "run": "VARCHAR",
    "outcome": "VARCHAR",
    "failure": "VARCHAR",
    "started_at": "TIMESTAMP",
    "ended_at": "TIMESTAMP",
    "duration_s": "DOUBLE",
    "tabs": "BIGINT",
    "events": "BIGINT",
    "gaps": "BIGINT",
    "finished": "BOOLEAN",
    "browser": "VARCHAR",
    "path": "VARCHAR",
}
"""The columns of a recording; `session` joins them to their events.

`test` to `run`, `outcome` and `failure` (its first message) are null without a test.
Times are UTC. `ended_at` and `duration_s` are null if its end was lost, and `finished`
false. `events` counts event lines, damaged ones among them.
"""

_ACTIONS = tuple(each.name.lower().replace("_", "-") for each in Interaction)


def event_rows(recording: Recording, on_event: OnEvent | None = None) -> Iterator[Row]:
    """Yield the rows of a recording, in file order. See `EVENT_COLUMNS`."""
    test = recording.test.nodeid if recording.test else None
    numbers: Counter[int] = Counter()
    for tab, event in events_of(recording, on_event):
        since = event["timestamp"] - recording.started_at
        row = dict.fromkeys(EVENT_COLUMNS) | {
            "session": recording.session,
            "test": test,
            "tab": tab,
            "number": numbers[tab],
            "timestamp": _whole(milliseconds(event["timestamp"])),
            "since_s": round(since / 1000, 6),
            "type": _name(EventType, event["type"], "type"),
            "data": json_of(event.get("data")).decode(),
        }
        numbers[tab] += 1
        yield row | _told(event)


def session_row(recording: Recording) -> Row:
    """Return the row of a recording. See `SESSION_COLUMNS`."""
    test, ended_at = recording.test, recording.ended_at
    browser = recording.header.get("browser")
    failure = recording.failures[0].message if recording.failures else None
    return {
        "session": recording.session,
        "test": test.nodeid if test else None,
        "attempt": _whole(test.attempt) if test else None,
        "worker": test.worker if test else None,
        "run": test.run if test else None,
        "outcome": recording.outcome,
        "failure": failure,
        "started_at": _moment(recording.started_at),
        "ended_at": None if ended_at is None else _moment(ended_at),
        "duration_s": (
            None if ended_at is None else (ended_at - recording.started_at) / 1000
        ),
        "tabs": len(recording.tabs),
        "events": recording.event_count,
        "gaps": len(recording.gaps),
        "finished": recording.finished,
        "browser": _text(browser.get("name")) if isinstance(browser, dict) else None,
        "path": str(recording.path).encode("utf-8", "replace").decode(),
    }


def _told(event: Event) -> Row:
    """Return the columns that depend on the kind of event."""
    data = event.get("data")
    if not isinstance(data, dict):
        return {}
    if event["type"] == EventType.INCREMENTAL_SNAPSHOT:
        source = data.get("source")
        tell = _SOURCES.get(source) if type(source) is int else None
        told = tell(data) if tell else {}
        return {"source": _name(Source, source, "source")} | told
    tell = _TYPES.get(event["type"])
    return tell(data) if tell else {}


def _name(kind: type[EventType] | type[Source], number: Any, what: str) -> str:
    if type(number) is int and number in kind.__members__.values():
        return kind(number).name.lower().replace("_", "-")
    return f"{what}-{str(number)[:12]}"


def _at(data: Row) -> Row:
    return {
        "node": _whole(data.get("id")),
        "x": number_of(data.get("x")),
        "y": number_of(data.get("y")),
    }


def _moves(data: Row) -> Row:
    positions = data.get("positions")
    last = positions[-1] if isinstance(positions, list) and positions else None
    return _at(last) if isinstance(last, dict) else {}


def _interaction(data: Row) -> Row:
    number = _whole(data.get("type"))
    if number is None or not 0 <= number < len(_ACTIONS):
        return _at(data)
    return _at(data) | {"action": _ACTIONS[number]}


def _input(data: Row) -> Row:
    return {"node": _whole(data.get("id")), "text": _text(data.get("text"))}


def _meta(data: Row) -> Row:
    return {"href": _text(data.get("href"))}


def _custom(data: Row) -> Row:
    payload = data.get("payload")
    href = payload.get("href") if isinstance(payload, dict) else None
    return {
        "tag": _text(data.get("tag")),
        "text": _text(payload),
        "href": _text(href),
    }


def _plugin(data: Row) -> Row:
    payload = data.get("payload")
    logged = _logged(payload) if isinstance(payload, dict) else {}
    return {"tag": _text(data.get("plugin"))} | logged


def _logged(data: Row) -> Row:
    """Return what rrweb/console@1 logged: each argument is JSON in a string."""
    said = data.get("payload")
    if not isinstance(said, list):
        return {}
    return {"text": " ".join(_unquoted(each) for each in said)}


def _unquoted(argument: Any) -> str:
    text = argument if isinstance(argument, str) else json_of(argument).decode()
    if text[:1] != '"':
        return text
    try:
        return str(decode(text.encode()))
    except ValueError:  # cut short by the recorder
        return text


_SOURCES: dict[Any, Callable[[Row], Row]] = {
    Source.MOUSE_MOVE: _moves,
    Source.TOUCH_MOVE: _moves,
    Source.DRAG: _moves,
    Source.MOUSE_INTERACTION: _interaction,
    Source.SCROLL: _at,
    Source.INPUT: _input,
    Source.MEDIA_INTERACTION: _at,
    Source.LOG: _logged,
}
_TYPES: dict[Any, Callable[[Row], Row]] = {
    EventType.META: _meta,
    EventType.CUSTOM: _custom,
    EventType.PLUGIN: _plugin,
}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _whole(value: Any) -> int | None:
    return value if type(value) is int and abs(value) < 2**63 else None


def _moment(at: int) -> str | None:
    try:
        return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    except (OverflowError, ValueError, OSError):
        return None
