"""What the live page has closed when the recording was over already.

A popover can close itself a moment after something else was clicked. A test that is
over sooner than that has recorded it as open, and a run can be slow enough to see it
closed. This is told by the transition with which it went: it began longer after a step
than the recorded page was ever left alone from that step on.
"""

from __future__ import annotations

from collections.abc import Iterator

from replaytest.diff.model import Change
from replaytest.mirror.mirror import Mirror
from replaytest.run.labels import label_at
from replaytest.run.later import is_late
from replaytest.run.live import LiveTab
from replaytest.run.near import outward
from replaytest.run.notices import Spans

# Milliseconds between a transition's begin or end, and what is changed with it.
_WITH = 500.0


class Closing:
    """What a live page has closed since both pages were equal, and what went with it.

    `recorded` is a page whose recording ends soon, `spans` are those of it.
    """

    def __init__(self, recorded: Mirror, spans: Spans, live: LiveTab) -> None:
        self._live = live
        self._since = max(live.lives.since, live.lives.begun)
        self._recorded = recorded
        self._moments: list[float] = []
        for life in live.lives.leavings(self._since):
            if is_late(life.born, spans, live.spans):
                self._moments.append(life.born)
                if life.last is not None:
                    self._moments.append(live.spans.time_of(life.last))

    def left(self, change: Change) -> None:
        """Take what was moving as the recording ended, and has left the live page."""
        for number in self._numbers(change):
            self._moments.append(self._live.spans.time_of(number))

    def holds(self, change: Change) -> bool:
        """Say whether a change was made as something closed."""
        return bool(self._moments) and any(
            abs(self._live.spans.time_of(number) - moment) <= _WITH
            for number in self._numbers(change)
            for moment in self._moments
        )

    def _numbers(self, change: Change) -> Iterator[int]:
        """Give the events in which the live page has changed there."""
        lives, mirror = self._live.lives, self._live.mirror
        recorded = self._recorded
        before = recorded.get(change.node_before or 0)
        after = mirror.get(change.node_after or 0)
        if change.kind == "delete" and before is not None:
            for each in outward(before, recorded):
                yield from lives.labels.left(label_at(each, recorded), self._since)
        elif change.kind != "insert" and after is not None and change.name:
            yield from lives.changed(after.id, change.name, self._since)
            for each in outward(after, mirror):
                yield from lives.put(each.id, self._since)
