"""One press of the pointer: from when it goes down until it is known what it was."""

from __future__ import annotations

import math
from dataclasses import dataclass

from replaytest.redrive.dropped import Put
from replaytest.redrive.said import Said


@dataclass(slots=True)
class Press:
    """The pointer is down, or was just now. `used`: it is part of a step already.

    `begun` is the place of the first event that tells of it.
    """

    said: Said
    begun: int
    touch: bool
    up: Said | None = None
    release: Said | None = None
    last_move: Said | None = None
    dragged: Said | None = None
    put: Put | None = None
    moves: int = 0
    used: bool = False


def way(press: Press) -> tuple[float, float] | None:
    """Return how far the pointer has come in it, in CSS pixels, None if unknown."""
    begun = press.said.spot()
    end = press.up or press.dragged or press.last_move
    ended = None if end is None else end.spot()
    if begun is None or ended is None:
        return None
    return ended[0] - begun[0], ended[1] - begun[1]


def distance(press: Press) -> float:
    """Return the length of that way, 0 if it is unknown."""
    return math.hypot(*(way(press) or (0.0, 0.0)))
