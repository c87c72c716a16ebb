"""Whether what a page does now can be in its recording at all.

A page that saves by itself a second after the last key asks for something that nothing
was recorded of, if the test was over by then. With the server off that is left waiting:
an answer is not known, and to refuse one would be a failure that never was.
"""

from __future__ import annotations

from replaytest.model import now_ms
from replaytest.run.later import is_late
from replaytest.run.live import Live
from replaytest.run.recorded import Recorded


def is_unseen(recorded: Recorded, live: Live) -> bool:
    """Say whether all pages are left alone for longer than they were when recorded."""
    at = now_ms()
    pairs = [(tab, live.tabs[tab]) for tab in recorded.tabs if tab in live.tabs]
    return bool(pairs) and all(
        # What is asked for soon after a step is of that step, however long others took.
        is_late(at, recorded.spans(tab), page.spans, steps=1)
        for tab, page in pairs
    )
