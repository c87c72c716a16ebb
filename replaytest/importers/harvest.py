"""The harvest: events and holes of one session, window by window, as found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from replaytest.importers.limits import MAX_TABS, Budget, exceeded
from replaytest.model import Event


@dataclass(slots=True)
class Hole:
    """Something was here: `count` events, None if nobody knows how many."""

    why: str
    count: int | None = 1


Found = Event | Hole


@dataclass(slots=True)
class Harvest:
    """What one file, or one session of it, has given so far.

    `windows` keep the order in which they appeared; "" is the one without a name.
    `segment` is the number of a Sentry segment, which is a part of a session only.
    """

    file: str
    budget: Budget
    origin: str = ""
    id: str | None = None
    person: dict[str, Any] | None = None
    windows: dict[str, list[Found]] = field(default_factory=dict)
    skipped: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    segment: int | None = None
    last: str = ""
    _early: list[Found] = field(default_factory=list)

    @property
    def event_count(self) -> int:
        """How many events there are."""
        return sum(
            not isinstance(each, Hole)
            for window in self.windows.values()
            for each in window
        )

    def named(self, origin: str) -> None:
        """Say what the file is, if nothing has said so before."""
        self.origin = self.origin or origin

    def note(self, problem: str) -> None:
        """Note a problem, once."""
        if problem not in self.problems:
            self.problems.append(problem)

    def add(self, window: str, event: Event) -> None:
        """Take an event. Raises `LimitExceeded` for too many windows."""
        if window not in self.windows:
            if len(self.windows) == MAX_TABS:
                raise exceeded(f"has more than {MAX_TABS} windows", self.budget.where)
            self.windows[window] = self._early
            self._early = []
        self.windows[window].append(event)
        self.last = window

    def hole(self, why: str, count: int | None = 1, window: str | None = None) -> None:
        """Note that something is missing, in the latest window if none is named."""
        self.skipped[why] += 1
        found = self.windows.get(self.last if window is None else window, self._early)
        if found and isinstance(hole := found[-1], Hole) and hole.why == why:
            known = hole.count is not None and count is not None
            hole.count = hole.count + count if known else None  # type: ignore[operator]
        else:
            found.append(Hole(why, count))

    def torn(self, why: str) -> None:
        """Note that all ends here; an event that was lost in the tear is part of it."""
        found = self.windows.get(self.last, self._early)
        if found and isinstance(hole := found[-1], Hole):
            self.skipped[hole.why] -= 1
            self.skipped += Counter()  # drops what is at 0 now
            found.pop()
        self.hole(why, None)
