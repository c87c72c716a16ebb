"""Timestamps from elsewhere: which can be used, in which unit, and what stands in.

Times are milliseconds since 1970 afterwards. A unit is only changed where nothing
else can be meant, and only for a whole session.
"""

from __future__ import annotations

import math
from typing import Any

from replaytest.importers.harvest import Harvest, Hole
from replaytest.model import Event

LATEST = 10**14
"""The year 5138: what is later is no time in milliseconds."""

# 2001 to 2096 in each unit. What is larger than seconds cannot be milliseconds; seconds
# can, in streams written by hand: see `_are_seconds`.
_UNITS = (
    ("seconds", 10**9, 4 * 10**9, 1000.0),
    ("microseconds", 10**15, 4 * 10**15, 1e-3),
    ("nanoseconds", 10**18, 4 * 10**18, 1e-6),
)
# What is earlier than 1973 among times of today may be seconds: tools add such events.
_EARLY, _DAY = 10**11, 86_400_000
MADE_UP_FROM = 946_684_800_000  # 2000-01-01: plainly not when it was recorded
MADE_UP_STEP = 50
NO_TIME = "an event had no usable timestamp"


def mend(harvest: Harvest) -> None:
    """Give every event of a harvest a usable `timestamp`, or make it a hole.

    If no event of the session has one, all get made-up ones, 50 ms apart.
    """
    given = [
        time
        for window in harvest.windows.values()
        for event in window
        if not isinstance(event, Hole)
        and (time := _number(event.get("timestamp"))) is not None
    ]
    unit = _unit(given)
    if unit is None and not any(map(_is_usable, given)):
        _make_up(harvest)
        return
    name, factor = unit or ("", 1.0)
    if name:
        harvest.note(f"the timestamps were {name}")
    late = [time for time in given if _EARLY <= time <= LATEST]
    around = (min(late) - _DAY, max(late) + _DAY) if late else (0, 0)
    for window in harvest.windows.values():
        for number, event in enumerate(window):
            if not isinstance(event, Hole):
                window[number] = _timed(event, factor, around, harvest)


def _number(value: Any) -> float | int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:20])
    if type(value) is int and value >= 0:
        return value
    if type(value) is float and math.isfinite(value) and value >= 0:
        return value
    return None


def _is_usable(time: float) -> bool:
    return time <= LATEST


def _unit(times: list[float | int]) -> tuple[str, float] | None:
    if not times:
        return None
    for name, first, last, factor in _UNITS:
        if all(first <= time <= last for time in times) and (
            factor < 1 or _are_seconds(times)
        ):
            return name, factor
    return None


def _are_seconds(times: list[float | int]) -> bool:
    """Say whether times around 1.7e9 must be seconds: fractions, or a dense stream.

    As milliseconds, steps below 2 on average would be 500 events in each second.
    """
    if any(time % 1 for time in times):
        return True
    return len(times) > 1 and (max(times) - min(times)) / (len(times) - 1) <= 2


def _timed(
    event: Event, factor: float, around: tuple[float, float], harvest: Harvest
) -> Event | Hole:
    time = _number(event.get("timestamp"))
    if time is not None and time < _EARLY and around[0] < time * 1000 < around[1]:
        harvest.note("some timestamps were seconds")
        factor = 1000.0
    if time is not None and factor != 1.0:
        time = round(time * factor)
    if time is None or not _is_usable(time):
        harvest.skipped[NO_TIME] += 1
        return Hole(NO_TIME)
    return event if event["timestamp"] is time else event | {"timestamp": time}


def _make_up(harvest: Harvest) -> None:
    harvest.note("no event had a usable timestamp: they were made up, 50 ms apart")
    for window in harvest.windows.values():
        now = MADE_UP_FROM
        for number, event in enumerate(window):
            if not isinstance(event, Hole):
                window[number] = event | {"timestamp": now}
                now += MADE_UP_STEP
