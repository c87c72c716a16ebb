"""Which call of the failure is which call of the pass."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from replaytest.against.model import Call, Course, Difference
from replaytest.against.words import call_text, cut

# They look and change nothing, so a loop around them may turn more or less often.
QUERIES = frozenset(
    (
        *("all", "all_inner_texts", "all_text_contents", "aria_snapshot"),
        *("bounding_box", "content", "cookies", "count", "evaluate", "evaluate_all"),
        *("evaluate_handle", "expect", "get_attribute", "inner_html", "inner_text"),
        *("input_value", "is_checked", "is_closed", "is_disabled", "is_editable"),
        *("is_enabled", "is_hidden", "is_visible", "query_selector"),
        *("query_selector_all", "screenshot", "storage_state", "text_content"),
        *("title", "wait_for", "wait_for_event", "wait_for_function"),
        *("wait_for_load_state", "wait_for_selector", "wait_for_timeout"),
        "wait_for_url",
    )
)


# ms by which one attempt may be slower than the other.
SLACK = 250.0


@dataclass(slots=True)
class Alignment:
    """`pairs` are the calls both made: places in the pass and in the failure.

    `changed` are pairs whose arguments differ, `gone` and `new` calls of one only.
    """

    passed: Course
    failed: Course
    pairs: list[tuple[int, int]] = field(default_factory=list)
    changed: list[tuple[int, int]] = field(default_factory=list)
    gone: list[tuple[int, int]] = field(default_factory=list)
    new: list[int] = field(default_factory=list)

    def is_watched(self, place: int, since_call: float) -> bool:
        """Say whether the pass was still watched so long after a call of the failure.

        `since_call` is in ms. After its last calls an attempt ends at once, and what
        its page would have shown next nobody knows.
        """
        for one, other in self.pairs:
            if other == place:
                left = self.passed.until - self.passed.calls[one].at
                return since_call + SLACK <= left
        return False

    def cause(self, at: float) -> int | None:
        """Return the action of the failure that came last before a moment."""
        return _last_action(self.failed, at)

    def cause_in_pass(self, at: float) -> int | None:
        """Return the action of the failure whose like came last in the pass."""
        place = _last_action(self.passed, at)
        while place is not None and place >= 0:
            for one, other in self.pairs:
                if one == place:
                    return other
            place -= 1
        return None

    def times(self) -> tuple[tuple[float, float], ...]:
        """Return moments of pass and failure that are the same, ascending."""
        found: list[tuple[float, float]] = []
        for one, other in self.pairs:
            before, now = self.passed.calls[one], self.failed.calls[other]
            for pair in ((before.at, now.at), (before.end, now.end)):
                if not found or (pair[0] > found[-1][0] and pair[1] > found[-1][1]):
                    found.append(pair)
        return tuple(found)

    def in_pass(self, at: float) -> float:
        """Return the moment of the pass that is like one of the failure."""
        return _mapped([(failed, passed) for passed, failed in self._anchors()], at)

    def in_failure(self, at: float) -> float:
        """Return the moment of the failure that is like one of the pass."""
        return _mapped(self._anchors(), at)

    def _anchors(self) -> list[tuple[float, float]]:
        return list(self.times()) or [(self.passed.started_at, self.failed.started_at)]


def _mapped(times: list[tuple[float, float]], at: float) -> float:
    """Return `at` of the first clock on the second; beyond its ends both run alike."""
    place = bisect_right(times, at, key=lambda pair: pair[0])
    if place in (0, len(times)):
        one, other = times[min(place, len(times) - 1)]
        return other + at - one
    (x0, y0), (x1, y1) = times[place - 1], times[place]
    return y0 + (y1 - y0) * (at - x0) / (x1 - x0)


def is_action(call: Call) -> bool:
    """Say whether a call does something to the page, and does not only look."""
    return not ("Assertions." in call.api or call.method in QUERIES)


def _last_action(course: Course, at: float) -> int | None:
    place = bisect_right(course.calls, at, key=lambda call: call.at) - 1
    while place >= 0 and not is_action(course.calls[place]):
        place -= 1
    return place if place >= 0 else None


def align(passed: Course, failed: Course) -> Alignment:
    """Match the calls of two attempts, in order."""
    found = Alignment(passed, failed)
    one = [call.key for call in passed.calls]
    other = [call.key for call in failed.calls]
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag == "equal":
            found.pairs += zip(range(start, end), range(first, last), strict=True)
        else:
            _unequal(found, range(start, end), range(first, last))
    _forget_moved(found)
    return found


def _forget_moved(found: Alignment) -> None:
    """Leave out what is in both after all: calls made side by side have no order."""
    calls, others = found.passed.calls, found.failed.calls
    gone = Counter(calls[one].key for one, _ in found.gone)
    new = Counter(others[other].key for other in found.new)
    both = gone & new
    found.gone = [each for each in found.gone if not both[calls[each[0]].key]]
    found.new = [each for each in found.new if not both[others[each].key]]


def _unequal(found: Alignment, before: range, now: range) -> None:
    calls, others = found.passed.calls, found.failed.calls
    alike = 0
    for one, other in zip(before, now, strict=False):
        if calls[one].api != others[other].api:
            break
        found.pairs.append((one, other))
        found.changed.append((one, other))
        alike += 1
    found.gone += [(one, now.start + alike) for one in before[alike:]]
    found.new += now[alike:]


def call_differences(found: Alignment) -> Iterator[Difference]:
    """Yield what differs in the calls themselves: what they ask, how they end."""
    passed, failed = found.passed.calls, found.failed.calls
    for one, other in found.changed:
        was, now = call_text(passed[one]), call_text(failed[other])
        text = f"{now} is called, where the pass called {was}"
        if was == now:
            text = f"{now} is called with other arguments"
        yield _at(found, (one, other), text, was, now)
    for one, other in found.pairs:
        error = failed[other].error
        if error and not passed[one].error:
            text = f"{call_text(failed[other])} fails: {cut(error, 160)}"
            yield _at(found, (one, other), text, None, cut(error, 300))
    for other in found.new:
        call = failed[other]
        if is_action(call) and call.in_body:
            yield _at(found, (None, other), f"{call_text(call)} is new")
    for one, other in found.gone:
        call = passed[one]
        # What comes after the failure was never reached.
        if is_action(call) and call.in_body and other < len(failed):
            text = f"{call_text(call)} is not called any more"
            yield _at(found, (one, other), text)


def _at(
    found: Alignment,
    places: tuple[int | None, int],
    text: str,
    before: str | None = None,
    now: str | None = None,
) -> Difference:
    passed, place = places
    call = found.failed.calls[place]
    was = found.passed.calls[passed].at if passed is not None else None
    return Difference(
        kind="call",
        text=text,
        after="",
        place=place,
        failed_at=call.at,
        passed_at=found.in_pass(call.at) if was is None else was,
        before=before,
        now=now,
        tab=(call.session, call.tab),
    )
