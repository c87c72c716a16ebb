"""Shapes: where the events are in a JSON value, whoever wrote it.

One function per shape, tried from the most telling one on. What is no event where
events should be leaves a hole; what is unknown beside them is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from replaytest.importers.harvest import Harvest
from replaytest.importers.packed import KNOWN_CV, expand, unpack
from replaytest.importers.scan import LOST
from replaytest.model import Event
from replaytest.rrweb import EventType

Value = dict[str, Any]
NO_EVENT = "something that is no rrweb event"
UNREADABLE = "damaged: an event could not be read"
UNDECODABLE = "compressed data of an event could not be read"
# Wrappers in wrappers, and JSON in JSON.
DEPTH = 6
# Where tools keep their lists: rrweb-player (props.events), Highlight (events.events),
# PostHog's old API (result.snapshots), Sentry, OpenTelemetry-like exports.
PLACES = (
    *("events", "snapshots", "rrwebEvents", "rrweb_events", "rrweb", "recording"),
    *("recordingSegments", "recording_segments", "segments", "chunks", "replay"),
    *("props", "payload", "data", "result", "results", "session", "sessionRecording"),
)
IDS = ("session_secure_id", "session_id", "sessionId", "replay_id", "replayId")
WINDOW_KEYS = ("windowId", "window_id")
PLAIN = "rrweb-json"
EXPORTS = ("2022-12-02", "2023-04-28")


def take(value: Any, harvest: Harvest, *, depth: int = DEPTH) -> None:
    """Put all events of a value into the harvest. Raises `LimitExceeded`."""
    if value is LOST:
        harvest.hole(UNREADABLE, None)
    elif isinstance(value, str):
        _text(value, harvest, "", depth)
    elif isinstance(value, list):
        _list(value, harvest, "", depth)
    elif is_event(value):
        _event(value, harvest, "")
    elif isinstance(value, dict):
        for shape in SHAPES:
            if shape(value, harvest, depth):
                return
        harvest.skipped[NO_EVENT] += 1


def is_event(value: Any) -> bool:
    """Say whether a value is an rrweb event of any kind, known or not."""
    return (
        isinstance(value, dict)
        and type(value.get("type")) is int
        and ("data" in value or "timestamp" in value)
    )


def is_pair(value: Any) -> bool:
    """Say whether a value is [tab or window, event]."""
    return (
        isinstance(value, list)
        and 2 <= len(value) <= 3
        and type(value[0]) in (str, int)
        and (value[1] is LOST or isinstance(value[1], dict))
    )


def _list(value: list[Any], harvest: Harvest, window: str, depth: int) -> None:
    if is_pair(value):
        _pair(value, harvest)
        return
    for item in value:
        _item(item, harvest, window, depth - 1)


def _item(item: Any, harvest: Harvest, window: str, depth: int) -> None:
    if is_event(item):
        _event(item, harvest, window)
    elif item is LOST:
        harvest.hole(UNREADABLE, None, window or None)
    elif depth <= 0:
        harvest.hole(NO_EVENT)
    elif isinstance(item, str):
        _text(item, harvest, window, depth)
    elif isinstance(item, list):
        _list(item, harvest, window, depth)
    elif isinstance(item, dict) and _may_hold(item):
        take(item, harvest, depth=depth)
    else:
        harvest.hole(NO_EVENT, window=window or None)


def _may_hold(value: Value) -> bool:
    return any(isinstance(value.get(name), list | dict | str) for name in PLACES)


def _text(text: str, harvest: Harvest, window: str, depth: int) -> None:
    value = unpack(text, harvest.budget)
    if depth > 0 and isinstance(value, dict | list):
        if is_event(value) and text[:1] not in ("{", "["):
            harvest.named("rrweb-packed")
        _item(value, harvest, window, depth - 1)
    else:
        harvest.hole(UNDECODABLE, window=window or None)


def _pair(value: list[Any], harvest: Harvest) -> None:
    window, event = str(value[0]), value[1]
    harvest.named("replaytest-lines" if type(value[0]) is int else "posthog-snapshots")
    if is_event(event):
        _event(event, harvest, window)
    else:
        why = UNREADABLE if event is LOST else NO_EVENT
        harvest.hole(why, window=window)


def _event(event: Event, harvest: Harvest, window: str) -> None:
    for key in WINDOW_KEYS:
        if type(own := event.get(key)) in (str, int):
            event = {name: event[name] for name in event if name != key}
            window = str(own)
    mark = event.get("cv")
    if mark is not None and mark != KNOWN_CV:
        harvest.note(f"events are compressed in a way not known here: cv {mark!r:.40}")
    found = expand(event, harvest.budget)
    if found is None:
        harvest.hole(UNDECODABLE, window=window)
    else:
        harvest.add(window, found)


def _posthog_export(value: Value, harvest: Harvest, depth: int) -> bool:
    data, version = value.get("data"), value.get("version")
    if not isinstance(data, dict) or version is None:
        return False
    windows, snapshots = data.get("snapshotsByWindowId"), data.get("snapshots")
    if isinstance(windows, dict):
        for window, events in windows.items():
            _windowed(str(window), events, harvest, depth)
    elif isinstance(snapshots, list):
        _list(snapshots, harvest, "", depth)
    else:
        return False
    harvest.named(f"posthog-export-{str(version)[:20]}")
    if version not in EXPORTS:
        harvest.note(f"an export of PostHog in a later version, {str(version)[:20]!r}")
    _about(data, harvest)
    return True


def _about(data: Value, harvest: Harvest) -> None:
    if isinstance(data.get("id"), str):
        harvest.id = f"posthog:{data['id']}"
    if isinstance(data.get("person"), dict):
        harvest.person = data["person"]


def _windowed(window: str, events: Any, harvest: Harvest, depth: int) -> None:
    if isinstance(events, list) and not is_pair(events):
        for item in events:
            _item(item, harvest, window, depth - 1)
    elif isinstance(events, list | str):
        _item(events, harvest, window, depth - 1)


def _posthog_blob(value: Value, harvest: Harvest, depth: int) -> bool:
    """Take `{window_id, data: [events]}`, a line of PostHog's first blobs."""
    for key in WINDOW_KEYS:
        window, events = value.get(key), value.get("data")
        if type(window) in (str, int) and isinstance(events, list | str):
            harvest.named("posthog-snapshots-v1")
            _windowed(str(window), events, harvest, depth)
            return True
    return False


def _posthog_old_api(value: Value, harvest: Harvest, depth: int) -> bool:
    windows = value.get("snapshot_data_by_window_id")
    if not isinstance(windows, dict):
        return False
    harvest.named("posthog-snapshots-v1")
    for window, events in windows.items():
        _windowed(str(window), events, harvest, depth)
    return True


def _bare_snapshot(value: Value, harvest: Harvest, _: int) -> bool:
    """Take `data` of a full snapshot that somebody kept without its event."""
    node = value.get("node")
    if not isinstance(node, dict) or not isinstance(node.get("childNodes"), list):
        return False
    if harvest.event_count:
        return False
    harvest.named("rrweb-full-snapshot")
    harvest.add("", {"type": int(EventType.FULL_SNAPSHOT), "data": value})
    return True


def _wrapper(value: Value, harvest: Harvest, depth: int) -> bool:
    if depth <= 0:
        return False
    if harvest.id is None:
        found = next((value[key] for key in IDS if isinstance(value.get(key), str)), "")
        harvest.id = f"{_origin(value)}:{found}" if found else None
    if (origin := _origin(value)) != PLAIN:
        harvest.named(origin)
    had = harvest.event_count
    for name in PLACES:
        if _is_promising(inner := value.get(name)):
            take(inner, harvest, depth=depth - 1)
            if harvest.event_count > had:
                return True
    return False


def _is_promising(value: Any) -> bool:
    if isinstance(value, str):
        return value[:1] in ("[", "{", "x")
    if isinstance(value, list):
        return any(
            item is LOST
            or isinstance(item, list | str)
            or is_event(item)
            or (isinstance(item, dict) and _may_hold(item))
            for item in value[:50]
        )
    return isinstance(value, dict)


def _origin(value: Value) -> str:
    if "session_secure_id" in value:
        return "highlight"
    if "recordingSegments" in value or "replay_id" in value:
        return "sentry"
    return PLAIN


def of_all(values: Iterable[Any], harvest: Harvest) -> None:
    """Put the events of all values into the harvest. Raises `LimitExceeded`."""
    for value in values:
        take(value, harvest)


SHAPES: tuple[Callable[[Value, Harvest, int], bool], ...] = (
    _posthog_export,
    _posthog_blob,
    _posthog_old_api,
    _bare_snapshot,
    _wrapper,
)
