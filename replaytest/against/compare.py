"""A failure against a pass: everything that differs, what explains most first."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from replaytest.against.align import align, call_differences
from replaytest.against.course import course_of
from replaytest.against.heard import error_differences, request_differences
from replaytest.against.model import KINDS, Comparison, Course, Difference
from replaytest.against.pages import page_differences
from replaytest.signals.facts import Session
from replaytest.store.read import Recording

# The first, and what may follow from it.
MOST = 6

Attempt = Sequence[tuple[Recording, Session]]


def compare(passed: Attempt, failed: Attempt) -> Comparison:
    """Return how a failed attempt differs from one that passed.

    Each is given as its recordings with their facts (`summary.opening.session_of`).
    Raises `OSError` if a file went away meanwhile.
    """
    return compare_courses(course_of(passed), course_of(failed))


def compare_courses(passed: Course, failed: Course) -> Comparison:
    """Return how one course differs from another. Raises `OSError`."""
    found = align(passed, failed)
    all_of_them = chain(
        call_differences(found),
        request_differences(found),
        error_differences(found),
        page_differences(found),
    )
    return Comparison(tuple(sorted(all_of_them, key=_rank)[:MOST]), found.times())


def _rank(each: Difference) -> tuple[int, int, float]:
    return each.place, KINDS.index(each.kind), each.failed_at
