"""Mouse thrash: a pointer that goes to and fro and gets nowhere."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator

from replaytest.signals.facts import Session, TabFacts
from replaytest.signals.model import Signal
from replaytest.signals.thresholds import Thresholds

Turn = tuple[float, int]


def mouse_thrash(session: Session, limits: Thresholds) -> Iterator[Signal]:
    """Find stretches in which the pointer turned back again and again.

    Limits: `thrash_turns`, `thrash_ms`, `thrash_px`; a stretch goes on while the turns
    keep that pace. Moves with a button held are left out: somebody draws, or drags a
    slider.
    """
    for tab in session.tabs:
        turns = list(_turns(tab, limits.thrash_px))
        first = 0
        while first + limits.thrash_turns <= len(turns):
            last = first + limits.thrash_turns - 1
            if turns[last][0] - turns[first][0] > limits.thrash_ms:
                first += 1
                continue
            while (
                last + 1 < len(turns)
                and turns[last + 1][0] - turns[last][0]
                <= limits.thrash_ms / limits.thrash_turns
            ):
                last += 1
            yield _signal(tab, turns[first : last + 1])
            first = last + 1


def _turns(tab: TabFacts, least_px: float) -> Iterator[Turn]:
    """Yield when the pointer turned back, after stretches that are long enough.

    A turn is a step against the stretch so far (their dot product is negative).
    """
    start: tuple[float, float] | None = None
    here = (0.0, 0.0)
    for at, x, y, number in _free_moves(tab):
        if start is None:
            start = here = (x, y)
            continue
        way = (here[0] - start[0], here[1] - start[1])
        step = (x - here[0], y - here[1])
        if way[0] * step[0] + way[1] * step[1] < 0:
            if math.hypot(*way) >= least_px:
                yield at, number
            start = here
        here = (x, y)


def _free_moves(tab: TabFacts) -> Iterator[tuple[float, float, float, int]]:
    ends = [end for _, end in tab.holds]
    for move in tab.moves:
        place = bisect_left(ends, move[0])
        if place == len(ends) or move[0] < tab.holds[place][0]:
            yield move


def _signal(tab: TabFacts, turns: list[Turn]) -> Signal:
    at, number = turns[0]
    took = turns[-1][0] - at
    return Signal(
        "mouse-thrash",
        at,
        tab.number,
        number,
        tab.page_at(at),
        f"the pointer turned back {len(turns)} times in {took / 1000:.1f} s",
        "low",
        detail={"turns": len(turns), "ms": took},
    )
