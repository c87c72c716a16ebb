"""Taps that no click follows.

A browser makes a click of a tap, unless the page prevents it; then, and in recordings
of apps, a touch that ends soon and where it began is all there is.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from replaytest.rrweb import Interaction

# Longer it is a long press, farther a swipe. Android: ViewConfiguration's
# LONG_PRESS_TIMEOUT and, rounded up, its TOUCH_SLOP.
TAP_MS, TAP_PX = 500, 10
# How long a browser may wait for a second tap before it makes a click: 300 ms, and the
# time that a busy page needs.
CLICK_MS = 1000


class Taps:
    """Follows the touches of one tab, in order of time (ms)."""

    KINDS = (Interaction.TOUCH_START, Interaction.TOUCH_END)

    def __init__(self) -> None:
        self._began: tuple[float, float, float] | None = None
        self._open: tuple[float, Callable[[], object]] | None = None

    def touched(
        self, kind: int, at: float, x: float, y: float, keep: Callable[[], object]
    ) -> None:
        """Take a touch; `keep` will be called if it turns out to end such a tap."""
        began, self._began = self._began, None
        if kind == Interaction.TOUCH_START:
            self.end()
            self._began = at, x, y
        elif (
            began is not None
            and at - began[0] <= TAP_MS
            and math.dist(began[1:], (x, y)) <= TAP_PX
        ):
            self._open = at, keep

    def clicked(self, at: float) -> None:
        """Take a click: the tap just before it was no other thing."""
        if self._open is not None and at - self._open[0] <= CLICK_MS:
            self._open = None
        self.end()

    def end(self) -> None:
        """Keep the tap that nothing came after."""
        if self._open is not None:
            self._open[1]()
        self._open = None
