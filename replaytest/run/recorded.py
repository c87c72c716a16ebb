"""The recorded side of a run: its pages at the moments of the plan."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping

from replaytest.mirror.mirror import Mirror
from replaytest.mirror.timeline import Timeline
from replaytest.mirror.wire import FullSnapshot, IncrementalSnapshot, Meta
from replaytest.run.live import is_passing


class Recorded:
    """Recorded tabs, moved forward through their time.

    A mirror it has given out shows another moment when it is asked for the next one.
    """

    def __init__(self, timelines: Mapping[int, Timeline]) -> None:
        self._timelines = timelines
        self._changes = {tab: _changes(each) for tab, each in timelines.items()}

    @property
    def tabs(self) -> list[int]:
        """The numbers of the tabs, in order."""
        return sorted(self._timelines)

    def before(self, tab: int, event: int | None) -> tuple[Mirror, int]:
        """Return the page before an event, and that event's number as its version.

        None is the end of the recording.
        """
        line = self._timelines[tab]
        position = len(line) if event is None else event
        return line.seek_position(position), position

    def changed_at(self, tab: int, event: int | None) -> float:
        """Return when the page before an event had last changed, in ms since 1970.

        It is 0 if it never did.
        """
        changes = self._changes[tab]
        place = len(changes) if event is None else bisect_left(changes, event)
        return self._timelines[tab].stamps[changes[place - 1]] if place else 0.0


def _changes(line: Timeline) -> list[int]:
    """Return the numbers of the events that changed the page."""
    found = []
    for number, event in line.decoded():
        if isinstance(event, IncrementalSnapshot):
            if not is_passing(event):
                found.append(number)
        elif isinstance(event, FullSnapshot | Meta):
            found.append(number)
    return found
