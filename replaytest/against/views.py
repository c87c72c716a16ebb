"""The same tab after the same call in both attempts, and the while around it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from replaytest.against.align import SLACK, Alignment
from replaytest.against.history import Histories, History, Moment, Sign
from replaytest.against.model import Course
from replaytest.diff.noise import Noise
from replaytest.mirror.mirror import Mirror

# ms in which something may come later than in the other attempt.
PATIENCE = 1000.0
_Tabs = dict[tuple[int, int], History]


@dataclass(frozen=True, slots=True)
class View:
    """One tab at one call: what it shows `at`, and in the while that it is given."""

    history: History
    tab: tuple[int, int]
    since: float
    at: float
    until: float
    now: Moment

    def page(self) -> Mirror:
        """Return the page that it shows now; it moves on with the next question."""
        return self.history.page(self.at)

    def counted(self, wanted: frozenset[Sign]) -> Counted:
        """Return how often each of these signs is there at each moment of the while."""
        moments = self.history.moments(self.since, self.until)
        counts = [(at, moment.count(wanted)) for at, moment in moments]
        return Counted(counts, self.now.count(wanted), self.until)

    def next_address(self) -> Sign | None:
        """Return the page that came after the one it shows now, None if none did."""
        later = (m for at, m in self.history.moments(self.at, self.until) if m.has_page)
        signs = (moment.address_sign for moment in later)
        return next((each for each in signs if each != self.now.address_sign), None)

    def began(self, like: Moment) -> float | None:
        """Return when it first looked like a moment, None if it never did."""
        moments = self.history.moments(self.since, self.until)
        return next((at for at, each in moments if each.is_like(like)), None)


@dataclass(frozen=True, slots=True)
class Counted:
    """How often some signs are there: in the while (at, counts), and `now`."""

    counts: list[tuple[float, Counter[Sign]]]
    now: Counter[Sign]
    until: float

    def most(self, sign: Sign) -> int:
        """Return how often a sign was there at most at once."""
        return max((count[sign] for _, count in self.counts), default=0)

    def came(self, sign: Sign, *, more_than: int) -> float:
        """Return when a sign was there more often than that, `until` if never."""
        found = (at for at, count in self.counts if count[sign] > more_than)
        return next(found, self.until)


@dataclass(frozen=True, slots=True)
class Both:
    """The same tab after the same call in both, `place` being the failure's."""

    place: int
    passed: View
    failed: View

    def address_signs(self) -> tuple[Sign, Sign]:
        """Return the signs of the pages that they are on."""
        return self.passed.now.address_sign, self.failed.now.address_sign

    def is_elsewhere(self) -> bool:
        """Say whether they are on different pages."""
        was, now = self.address_signs()
        return was != now

    def go_on_alike(self) -> bool:
        """Say whether both leave for the same page in the while.

        A page that is left at once may not have been recorded.
        """
        following = self.passed.next_address()
        return following is not None and following == self.failed.next_address()

    def can_show(self, view: View, came: float) -> bool:
        """Say whether the other was watched long enough to show what came here."""
        other = self.failed if view is self.passed else self.passed
        return came - view.since + SLACK <= other.until - other.since


def views(found: Alignment, noise: Noise) -> Iterator[Both]:
    """Yield the pages after each call that both made; those of the last call first."""
    histories = Histories(noise)
    before, now = (
        {key: histories.of(tab) for key, tab in course.tabs.items()}
        for course in (found.passed, found.failed)
    )
    # What was there before may be on the screen a little longer in one of them.
    earlier = [*found.pairs[:1], *found.pairs]
    steps = list(zip(found.pairs, earlier, strict=False))
    for (one, other), (before_one, before_other) in (*steps[-1:], *steps[:-1]):
        passed = _view(found.passed, before, one, before_one)
        failed = _view(found.failed, now, other, before_other)
        if passed and failed:
            yield Both(other, passed, failed)


def _view(course: Course, tabs: _Tabs, place: int, earlier: int) -> View | None:
    call = course.calls[place]
    tab = call.session, call.tab
    history = tabs.get(tab)
    if history is None:
        return None
    following = course.calls[place + 1 : place + 2]
    at = max(call.end, following[0].at - 1) if following else course.until
    at = min(at, course.until)
    soon = max(following[0].end if following else at, at + PATIENCE)
    until = min(soon, course.until)
    return View(history, tab, course.calls[earlier].at, at, until, history.at(at))
