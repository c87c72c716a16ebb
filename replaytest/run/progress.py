"""How far a run has come, and whether what a page does now can be in its recording.

A page that saves by itself a second after the last key asks for something that nothing
was recorded of, if the test was over by then, or did the next thing sooner. With the
server off that is left waiting: an answer is not known, and to refuse one would be a
failure that never was.
"""

from __future__ import annotations

from itertools import pairwise

from replaytest.model import now_ms
from replaytest.run.later import ANSWER, is_late
from replaytest.run.live import Live
from replaytest.run.recorded import Recorded

_KEYS = 3


class Progress:
    """Of one run, on the pages of `live`."""

    def __init__(self, recorded: Recorded, live: Live) -> None:
        self._recorded = recorded
        self._live = live

    def is_due(self, at: float) -> bool:
        """Say whether what was done before a recorded moment has been done.

        `at` is in ms since 1970.
        """
        return at < self._live.until

    def is_unseen(self, *, changes: bool) -> bool:
        """Say whether a request of now is none that the recording could have.

        All pages are left alone for longer than they were when recorded. Or, for one
        that `changes` something: none answers to what has just been done to it, or the
        one that does may be late with what was typed before.
        """
        at, live = now_ms(), self._live.tabs
        used = max((page.spans.used_before(at) for page in live.values()), default=0.0)
        if changes and (at - used > ANSWER or self._was_slow(at)):
            return True
        pairs = [(tab, live[tab]) for tab in self._recorded.tabs if tab in live]
        return bool(pairs) and all(
            # What is asked for soon after a step is of that step, however long others
            # took.
            is_late(at, self._recorded.spans(tab), page.spans, steps=1)
            for tab, page in pairs
        )

    def _was_slow(self, at: float) -> bool:
        """Say whether more time has gone by after a key than did in the recording.

        Pages that look up what is typed wait for a pause, which that may have been.
        """
        keys = self._live.typed[-_KEYS:]
        pauses = pairwise([*keys, (at, 0.0)])
        return any(end - done > paused for (done, paused), (end, _) in pauses)
