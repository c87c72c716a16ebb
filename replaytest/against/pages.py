"""What the pages show that they did not show, call by call.

A page is looked at when the next call begins, and the same in the other attempt. What
seems to differ there is looked for in a while around it: something that only came
earlier or later is no difference.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from replaytest.against.align import SLACK, Alignment
from replaytest.against.lines import History, Key, Line
from replaytest.against.model import Course, Difference
from replaytest.against.words import call_text, quoted

# ms in which something may come later than in the other attempt.
PATIENCE = 1000.0
# Of what is found nobody reads more, and the rest mostly follows from it.
ENOUGH = 12
# Seconds after which only what was found is told: pages can be very large.
BUDGET_S = 10.0


@dataclass(frozen=True, slots=True)
class _View:
    """One tab at one call: what it shows `at`, and in the while that it is given."""

    history: History
    since: float
    at: float
    until: float
    lines: list[Line]
    counts: Counter[Key]

    def most(self, wanted: Counter[Key]) -> Counter[Key]:
        """Return how often lines were there at most at once; see `History.most`."""
        return self.history.most(self.since, self.until, wanted)

    def came(self, key: Key, usual: int) -> float:
        """Return when a line was there more often than is usual."""
        return self.history.came(key, self.since, self.until, more_than=usual)


def page_differences(
    found: Alignment, *, budget_s: float = BUDGET_S
) -> Iterator[Difference]:
    """Yield what the pages show otherwise; at most about `ENOUGH`.

    The last call, which failed, is looked at first, then the others in order, until the
    budget is used up. Raises `OSError` if a file went away meanwhile.
    """
    deadline = time.monotonic() + budget_s
    before, now = _histories(found.passed), _histories(found.failed)
    told: set[tuple[str | None, str | None]] = set()
    # What was there before may be on the screen a little longer in one of them.
    earlier = [*found.pairs[:1], *found.pairs]
    views = list(zip(found.pairs, earlier, strict=False))
    for (one, other), (before_one, before_other) in (*views[-1:], *views[:-1]):
        if time.monotonic() > deadline:
            return
        passed = _view(found.passed, before, one, before_one)
        failed = _view(found.failed, now, other, before_other)
        if passed is None or failed is None or _same(passed.lines, failed.lines):
            continue
        for each in _both(found, other, passed, failed).differences():
            if (each.before, each.now) not in told:
                told.add((each.before, each.now))
                yield each
        if len(told) >= ENOUGH:
            return


def _histories(course: Course) -> dict[tuple[int, int], History]:
    return {key: History(tab) for key, tab in course.tabs.items()}


def _view(
    course: Course,
    histories: dict[tuple[int, int], History],
    place: int,
    earlier: int,
) -> _View | None:
    call = course.calls[place]
    history = histories.get((call.session, call.tab))
    if history is None:
        return None
    following = course.calls[place + 1 : place + 2]
    at = max(call.end, following[0].at - 1) if following else course.until
    at = min(at, course.until)
    soon = max(following[0].end if following else at, at + PATIENCE)
    lines = history.at(at)
    counts = Counter(line.key for line in lines)
    return _View(
        history, course.calls[earlier].at, at, min(soon, course.until), lines, counts
    )


def _same(one: list[Line], other: list[Line]) -> bool:
    return [line.key for line in one] == [line.key for line in other]


@dataclass(frozen=True, slots=True)
class _Both:
    """The same tab after the same call in both; `place` is the call's in the failure.

    `was` and `seen` are how often each line was there at most, in pass and failure.
    """

    found: Alignment
    place: int
    passed: _View
    failed: _View
    was: Counter[Key]
    seen: Counter[Key]

    def differences(self) -> Iterator[Difference]:
        """Yield what is gone, new, or another."""
        gone = {key for key in self.passed.counts if self._is_gone(key)}
        new = {key for key in self.failed.counts if self._is_new(key)}
        if not gone and not new:
            return
        pairs = list(_paired(self.passed.lines, self.failed.lines, gone, new))
        # On another page all is another.
        pages = [pair for pair in pairs if _is_address(pair)]
        for line, other in pages or pairs:
            yield self._difference(line, other)

    def _is_gone(self, key: Key) -> bool:
        if self.passed.counts[key] <= self.seen[key]:
            return False
        came = self.passed.came(key, self.seen[key])
        return _is_in_time(came - self.passed.since, self.failed)

    def _is_new(self, key: Key) -> bool:
        if self.failed.counts[key] <= self.was[key]:
            return False
        came = self.failed.came(key, self.was[key])
        return _is_in_time(came - self.failed.since, self.passed)

    def _difference(self, line: Line | None, other: Line | None) -> Difference:
        found, failed = self.found, self.failed
        at, passed_at = failed.at, found.in_pass(failed.at)
        cause: int | None = None
        if line is not None:
            passed_at = self.passed.came(line.key, self.seen[line.key])
            cause = found.cause_in_pass(passed_at)
            at = min(max(found.in_failure(passed_at), failed.since), failed.at)
        if other is not None:
            came = failed.came(other.key, self.was[other.key])
            if came < failed.at or line is None:
                at, cause = came, found.cause(came)
        call = found.failed.calls[self.place if cause is None else cause]
        return Difference(
            kind="navigation" if _is_address((line, other)) else "page",
            text=_text(line, other),
            after=call_text(call) if cause is not None else "",
            place=-1 if cause is None else cause,
            failed_at=at,
            passed_at=passed_at,
            before=line.said or line.text if line else None,
            now=other.said or other.text if other else None,
            tab=(call.session, call.tab),
            before_node=line.node if line else 0,
            now_node=other.node if other else 0,
        )


def _both(found: Alignment, place: int, passed: _View, failed: _View) -> _Both:
    usual, there = passed.counts, failed.counts
    was, seen = passed.most(there - usual), failed.most(usual - there)
    # What is there as often as ever was not looked for.
    same = usual & there
    return _Both(found, place, passed, failed, was | same, seen | same)


def _is_address(pair: tuple[Line | None, Line | None]) -> bool:
    return any(line is not None and line.is_address for line in pair)


def _is_in_time(after: float, other: _View) -> bool:
    """Say whether the other was watched long enough to show this as well.

    `after` is how many ms after the start of the while it came.
    """
    return after + SLACK <= other.until - other.since


def _paired(
    before: list[Line], now: list[Line], gone: set[Key], new: set[Key]
) -> Iterator[tuple[Line | None, Line | None]]:
    """Yield what became what; None stands for nothing."""
    matcher = SequenceMatcher(
        None, [line.key for line in before], [line.key for line in now], autojunk=False
    )
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag != "equal":
            yield from _replaced(before[start:end], now[first:last], gone, new)


def _replaced(
    before: list[Line], now: list[Line], gone: set[Key], new: set[Key]
) -> Iterator[tuple[Line | None, Line | None]]:
    left = list(now)
    for line in before:
        alike = next((other for other in left if other.role == line.role), None)
        if alike is not None:
            left.remove(alike)
            if line.key in gone or alike.key in new:
                yield line, alike
        elif line.key in gone:
            yield line, None
    for other in left:
        if other.key in new:
            yield None, other


def _text(line: Line | None, other: Line | None) -> str:
    if line is None:
        return f"{other.text} is there" if other else ""
    if other is None:
        return f"{line.text} is missing"
    if line.said == other.said:
        return f"{line.role} {quoted(line.said)} {_state(line.marks, other.marks)}"
    return (
        f"{line.text} is now {quoted(other.said)}"
        if other.said
        else (f"{line.text} is now empty")
    )


def _state(before: str, now: str) -> str:
    if not now:
        return f"is no longer {before}"
    return f"is {now}, was {before or 'not'}"
