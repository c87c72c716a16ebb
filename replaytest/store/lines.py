"""Lines: what one line of a recording may be, and how it becomes a value.

An event line is `[tab, event]`; with a third element it is packed, that is, it holds
references to blobs (see pack.py). Every other line is an object. Nothing here opens
a file, and nothing here raises anything but `ValueError`.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import msgspec
import orjson

if TYPE_CHECKING:
    from collections.abc import Mapping

    from replaytest.model import Event

PACKED = "packed"


def encode(value: Mapping[str, Any] | list[Any]) -> bytes:
    """Return one NDJSON line, newline included; unknown objects become their str.

    Raises `TypeError` (orjson's) for what nests deeper than 254 levels.
    """
    return orjson.dumps(
        value,
        default=str,
        option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_NON_STR_KEYS,
    )


def decode(line: bytes) -> Any:
    """Return the value of one line. Raises `ValueError` when it is no JSON."""
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return _decode_ill_formed(line)


def _decode_ill_formed(line: bytes) -> Any:
    # A page cuts strings in the middle of an emoji, JSON.stringify writes the half
    # as \ud83d, and orjson refuses the whole event. Browsers show U+FFFD there.
    try:
        text = json.dumps(json.loads(line), ensure_ascii=False)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    halves = text.encode("utf-16-le", "surrogatepass")
    return orjson.loads(halves.decode("utf-16-le", "replace"))


def event_of(value: Any) -> tuple[int, Event, bool] | None:
    """Return (tab, event, packed) of a decoded event line, None if it is none."""
    if not isinstance(value, list) or not 2 <= len(value) <= 3:
        return None
    packed = len(value) == 3
    if packed and value[2] != PACKED:
        return None
    tab, event = value[:2]
    if type(tab) is not int or tab < 1 or not _is_event(event):
        return None
    return tab, event, packed


def _is_event(event: Any) -> bool:
    return (
        isinstance(event, dict)
        and type(event.get("type")) is int
        and milliseconds(event.get("timestamp")) is not None
    )


class _Head(msgspec.Struct):
    type: int
    timestamp: int | float


_HEAD = msgspec.json.Decoder(tuple[int, _Head])


def type_of(line: bytes) -> int | None:
    """Return the type of the event of a line without building the event.

    None for what `event_of` would not take, for a packed line, and for a line that
    only `decode` can tell more about.
    """
    try:
        line.decode()  # what is skipped is not looked at for this
        tab, head = _HEAD.decode(line)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    known = tab >= 1 and milliseconds(head.timestamp) is not None
    return head.type if known else None


def tab_of(line: bytes) -> int | None:
    """Return the tab of an event line without decoding it, None if it names none."""
    number = line[1 : line.find(b",", 1, 16)].strip()
    return int(number) or None if number.isdigit() else None


def milliseconds(value: Any) -> int | None:
    """Return a time as whole milliseconds, None if `value` is no finite number."""
    if type(value) is int:
        return value
    if type(value) is float and math.isfinite(value):
        return int(value)
    return None
