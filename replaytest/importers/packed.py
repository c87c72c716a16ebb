"""Packed events: rrweb's packer and PostHog's compressed parts, undone.

`@rrweb/packer` makes of a whole event a string of zlib data, one character per byte,
with the mark `v: "v1"`. PostHog marks an event with `cv: "2024-10"` and gzips `data`
of full snapshots, and lists of mutations and style rules, in the same way. What
cannot be undone is None; both raise `LimitExceeded`.
"""

from __future__ import annotations

from typing import Any

from replaytest.importers.inflate import GZIP, ZLIB, inflate, is_zlib
from replaytest.importers.limits import Budget
from replaytest.importers.scan import decode
from replaytest.model import Event
from replaytest.rrweb import EventType

PACKER_MARK, KNOWN_CV = "v1", "2024-10"
_GZIP_MAGIC = "\x1f\x8b"
# Which fields of `data` posthog-js compresses (lazy-loaded recorder, compressEvent).
SNAPSHOTS = (EventType.FULL_SNAPSHOT, EventType.INCREMENTAL_SNAPSHOT)
_PARTS = ("texts", "attributes", "removes", "adds")


def unpack(text: str, budget: Budget) -> Any:
    """Return the value of a string of JSON, plain or packed; None for others."""
    if text[:1] in ("{", "["):
        return _json(text.encode("utf-8", "replace"))
    try:
        data = text.encode("latin-1")
    except UnicodeEncodeError:
        return None
    if not is_zlib(data):
        return None
    inside, whole = inflate(data, ZLIB, budget)
    event = _json(inside) if whole else None
    if isinstance(event, dict) and event.get("v") == PACKER_MARK:
        del event["v"]
    return event


def expand(event: Event, budget: Budget) -> Event | None:
    """Return an event without compressed parts; the same one if it has none."""
    data = event.get("data")
    if event["type"] not in SNAPSHOTS and "cv" not in event:
        return event
    if isinstance(data, str):
        data = _part(data, budget)
        if data is None:
            return None
    elif not isinstance(data, dict) or not any(
        isinstance(data.get(name), str) for name in _PARTS
    ):
        return _without_mark(event)
    if isinstance(data, dict):
        data = dict(data)
        for name in _PARTS:
            if isinstance(packed := data.get(name), str):
                part = _part(packed, budget)
                if part is None:
                    return None
                data[name] = part
    return _without_mark(event | {"data": data})


def _without_mark(event: Event) -> Event:
    return {key: event[key] for key in event if key != "cv"} if "cv" in event else event


def _part(text: str, budget: Budget) -> Any:
    if not text.startswith(_GZIP_MAGIC):
        return _json(text.encode("utf-8", "replace"))
    try:
        inside, whole = inflate(text.encode("latin-1"), GZIP, budget)
    except UnicodeEncodeError:
        return None
    return _json(inside) if whole else None


def _json(data: bytes) -> Any:
    try:
        return decode(data)
    except ValueError:
        return None
