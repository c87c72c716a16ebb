"""A page that was left while it still changed, met again on the way.

A test ends as soon as what it asserts is there, and its page is closed in the midst of
an answer. A run sees all of that answer; it is as recorded if it was so for a moment.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from replaytest.run.live import LiveTab

# Seconds that looking at each change may take.
_MOST_S = 1.0


class Ends:
    """Notices which tabs are, or were, as their recording ends."""

    def __init__(self) -> None:
        self._met: set[int] = set()
        self._left_s = _MOST_S

    def watch(self, tab: int, live: LiveTab, same: Callable[[], bool]) -> None:
        """Ask at each change of a live page from now on whether it is `same`."""
        live.watch = partial(self._look, tab, live, same)

    def has_met(self, tab: int) -> bool:
        """Say whether a watched page was the same once."""
        return tab in self._met

    def _look(self, tab: int, live: LiveTab, same: Callable[[], bool]) -> None:
        began = time.perf_counter()
        if same():
            self._met.add(tab)
        self._left_s -= time.perf_counter() - began
        if self.has_met(tab) or self._left_s < 0:
            live.watch = None
