"""The recorded side of a run: its pages at the moments of the plan."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

from replaytest.mirror.mirror import Mirror
from replaytest.mirror.timeline import Timeline
from replaytest.mirror.wire import FullSnapshot, IncrementalSnapshot, Meta
from replaytest.run.arrivals import Arrivals
from replaytest.run.excuse import Excuse
from replaytest.run.live import is_passing
from replaytest.run.notices import Spans
from replaytest.run.passing import SOON, Kinds, Lives
from replaytest.run.restless import Fact, Restless

# What is compared before a step has come of the one before it.
_LAST = 2
# Milliseconds in which a page that is answering changes again.
_MOVING = 150.0


class Recorded:
    """Recorded tabs, moved forward through their time.

    A mirror it has given out shows another moment when it is asked for the next one.
    `moments` are when something was done, in ms since 1970, `closed_at` when a tab was
    closed: what is told later is not of its page. `kinds` are those of the things that
    came and went in between.
    """

    def __init__(
        self,
        timelines: Mapping[int, Timeline],
        moments: Sequence[float] = (),
        closed_at: Mapping[int, float] | None = None,
    ) -> None:
        self.kinds = Kinds()
        self._timelines = timelines
        self._moments = sorted(moments)
        self._lives: dict[int, Lives] = {}
        self._spans: dict[int, Spans] = {}
        self._changes: dict[int, list[int]] = {}
        self._restless: dict[int, set[Fact]] = {}
        self._arrivals: dict[int, Arrivals] = {}
        for tab, line in timelines.items():
            lives = self._lives[tab] = Lives(self.kinds, learns_stay=True)
            restless, spans = Restless(moments), Spans()
            arrivals = self._arrivals[tab] = Arrivals(line)
            spans.last = line.stamps[-1] if line.stamps else 0.0
            if closed_at and tab in closed_at:
                spans.last = min(spans.last, closed_at[tab])
            seen = lives, restless, spans, arrivals
            self._changes[tab] = _changes(line, seen, sorted(moments))
            self._restless[tab] = restless.facts
            self._spans[tab] = spans

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

    def time_of(self, tab: int, event: int | None) -> float:
        """Return since when the page was as it is before an event, in ms since 1970."""
        stamps = self._timelines[tab].stamps
        position = len(stamps) if event is None else event
        return stamps[position - 1] if position else 0.0

    def gone_to(self, tab: int, event: int | None, at: float) -> str:
        """Return the place of a page that was gone to `at`, "" if it was recorded.

        `event` is the first that is later; None is the end of the recording.
        """
        number = len(self._timelines[tab]) if event is None else event
        return self._arrivals[tab].gone_to(number, at)

    def spans(self, tab: int) -> Spans:
        """Return how long what a tab showed was there, and when it was left alone."""
        return self._spans[tab]

    def excuse(self, tab: int, event: int | None) -> Excuse:
        """Return what excuses differences from the page before an event."""
        line = self._timelines[tab]
        mirror, number = self.before(tab, event)
        stamps = line.stamps
        end = self._spans[tab].last
        at = stamps[number] if number < len(stamps) else end
        span = number, bisect_left(stamps, at + SOON)
        return Excuse(
            *(mirror, self._lives[tab], self.kinds, span, at),
            restless=self._restless[tab],
            spans=self._spans[tab],
            ends_soon=end < at + SOON,
            is_last=event is None,
            is_unfinished=self._arrivals[tab].is_unfinished(number, at),
            acted=self._acted(stamps, at),
        )

    def _acted(self, stamps: Sequence[float], at: float) -> list[tuple[int, float]]:
        """Return before which events the last things were done until then, and when."""
        last = bisect_right(self._moments, at)
        moments = self._moments[max(last - _LAST, 0) : last]
        return [(bisect_left(stamps, moment), moment) for moment in moments]

    def changes(self, tab: int, begin: int, end: int) -> bool:
        """Say whether the page changed with the events from `begin` to before `end`."""
        changes = self._changes[tab]
        place = bisect_left(changes, begin)
        return place < len(changes) and changes[place] < end

    def ends_moving(self, tab: int) -> bool:
        """Say whether a tab was left so soon after a change that more was to come."""
        return self._spans[tab].last - self.changed_at(tab, None) < _MOVING

    def changed_at(self, tab: int, event: int | None) -> float:
        """Return when the page before an event had last changed, in ms since 1970.

        It is 0 if it never did, but for what never rests.
        """
        changes = self._changes[tab]
        place = len(changes) if event is None else bisect_left(changes, event)
        return self._timelines[tab].stamps[changes[place - 1]] if place else 0.0


def _changes(
    line: Timeline,
    seen: tuple[Lives, Restless, Spans, Arrivals],
    moments: Sequence[float],
) -> list[int]:
    """Return the numbers of the events that changed the page, seen until `spans.last`.

    What changes all by itself, all the time, is not counted.
    """
    found: list[tuple[int, frozenset[Fact]]] = []
    lives, restless, spans, arrivals = seen
    for number, event in line.decoded():
        lives.step = bisect_left(moments, line.stamps[number])
        lives.see(event, number)
        spans.see(event, number)
        arrivals.see(event, number)
        facts = restless.see(event, line.stamps[number])
        if isinstance(event, IncrementalSnapshot):
            if not is_passing(event):
                found.append((number, facts))
        elif isinstance(event, FullSnapshot | Meta):
            found.append((number, facts))
    lives.end(spans.last)
    restless.end(spans.last)
    for moment in moments:
        spans.use(moment)
    return [n for n, facts in found if not facts or not facts <= restless.facts]
