"""From bytes, or from what `json.loads` made of them, to typed events.

The typed parser does the work in one pass. What it refuses is read the slow way,
mended, and given to it again.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import msgspec

from replaytest.mirror import wire
from replaytest.mirror.node import UNREADABLE
from replaytest.mirror.repair import mended
from replaytest.mirror.sources import Mutation
from replaytest.mirror.trees import grow
from replaytest.store.lines import decode
from replaytest.trees import expand

_encoder = msgspec.json.Encoder()


def event_of_line(line: bytes, skipped: Counter[str]) -> wire.Event | None:
    """Decode one `[tab, event]` line; None, and a count, if nothing can be used."""
    try:
        return _whole(wire.line_decoder.decode(line).event, skipped)
    except UNREADABLE:
        pass
    try:
        pair = decode(line)
    except ValueError:
        skipped["line that is no JSON"] += 1
        return None
    if not isinstance(pair, list) or len(pair) < 2:
        skipped["line that is no event"] += 1
        return None
    return _repaired(pair[1], skipped)


def event_of(event: Any, skipped: Counter[str]) -> wire.Event | None:
    """Decode one event, as `json.loads` gives it; None if nothing can be used."""
    try:
        return _whole(wire.event_decoder.decode(_encoder.encode(event)), skipped)
    except UnicodeEncodeError:
        return _repaired(_without_halves(event), skipped)
    except (msgspec.MsgspecError, RecursionError, TypeError, ValueError):
        return _repaired(event, skipped)


def _whole(event: wire.Event, skipped: Counter[str]) -> wire.Event:
    """Return an event whose adds are all there, what is told in short among them."""
    if isinstance(event, wire.IncrementalSnapshot):
        data = event.data
        if isinstance(data, Mutation) and data.trees is not None:
            grow(data, skipped)
    return event


def _without_halves(event: Any) -> Any:
    """Return an event whose strings are Unicode: half an emoji is U+FFFD."""
    try:
        return decode(json.dumps(event).encode())
    except (ValueError, TypeError, RecursionError):
        return None


def _repaired(event: Any, skipped: Counter[str]) -> wire.Event | None:
    try:
        if isinstance(event, dict) and "trees" in (event.get("data") or ()):
            expand(event)
        usable = mended(event, skipped)
        if usable is not None:
            return wire.event_decoder.decode(_encoder.encode(usable))
    except (msgspec.MsgspecError, RecursionError, TypeError, ValueError):
        skipped["event that cannot be read"] += 1
    return None
