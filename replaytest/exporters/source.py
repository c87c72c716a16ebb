"""What all exporters start from: events one by one, their numbers, and JSON of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from replaytest.model import Event
from replaytest.report.encode import deep_json
from replaytest.store.lines import encode
from replaytest.store.read import Recording

OnEvent = Callable[[], object]
"""Called once for each event that was read."""


def events_of(
    recording: Recording, on_event: OnEvent | None, *, tab: int | None = None
) -> Iterator[tuple[int, Event]]:
    """Yield (tab, event) in file order. Raises `OSError` as `Recording.events` does."""
    for found in recording.events(tab):
        if on_event is not None:
            on_event()
        yield found


def json_of(value: Any) -> bytes:
    """Return JSON in one line, without a newline."""
    try:
        return encode(value).rstrip(b"\n")
    except TypeError:
        # orjson writes 254 levels of nesting, and a page may have more.
        return deep_json(value).encode()


def number_of(value: Any) -> float | None:
    """Return what a page gave as a number, None if it is no finite one."""
    if type(value) in (int, float) and math.isfinite(value):
        return float(value)
    return None


def array_of(items: Iterable[bytes]) -> Iterator[bytes]:
    """Yield a JSON array of what is JSON already, one item a line."""
    number = -1
    for number, item in enumerate(items):
        yield (b",\n" if number else b"[") + item
    yield b"[]" if number < 0 else b"]"
