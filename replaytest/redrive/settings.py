"""What a recorded context was set to, as its first document says it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from replaytest.model import Event
from replaytest.redrive.said import real
from replaytest.rrweb import EventType
from replaytest.tags import SETTINGS

# Types of events that tell of them.
TELLING = (EventType.META, EventType.CUSTOM)
# Told with them, of how the document came.
_OTHERS = ("navigation", "delta", "id")


def settings_of(events: Iterable[tuple[int, Event]]) -> dict[str, Any]:
    """Return the settings of the first document, given (tab, event), as far as known.

    {"viewport": {"width", "height"}, "locale", "timezone", "userAgent",
    "deviceScaleFactor", "colorScheme", "reducedMotion", "touch"}; of what rrweb alone
    has recorded the viewport. Of the events no more are read than must be.
    """
    size: dict[str, Any] = {}
    for _, event in events:
        data = event.get("data")
        if not isinstance(data, Mapping):
            continue
        if event["type"] == EventType.META and not size:
            size = _size(data)
        if event["type"] == EventType.CUSTOM and data.get("tag") == SETTINGS:
            told = data.get("payload")
            found = dict(told) if isinstance(told, Mapping) else {}
            return size | {k: v for k, v in found.items() if k not in _OTHERS}
    return size


def _size(meta: Mapping[str, Any]) -> dict[str, Any]:
    width, height = (real(meta.get(side)) for side in ("width", "height"))
    if not width or not height:
        return {}
    return {"viewport": {"width": int(width), "height": int(height)}}
