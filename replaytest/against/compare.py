"""A failure against a pass: everything that differs, what explains most first."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from replaytest.against.align import align, call_differences
from replaytest.against.course import course_of
from replaytest.against.heard import error_differences, request_differences
from replaytest.against.model import KINDS, Comparison, Course, Difference
from replaytest.against.pages import page_differences
from replaytest.diff.noise import Noise
from replaytest.signals.facts import Session
from replaytest.store.read import Recording

# The first, and what may follow from it.
MOST = 6

Attempt = Sequence[tuple[Recording, Session]]


def compare(
    passed: Attempt, failed: Attempt, *, noise: Noise | None = None
) -> Comparison:
    """Return how a failed attempt differs from one that passed.

    Each is given as its recordings with their facts (`summary.opening.session_of`).
    `noise` is a project's; without it that of `diff` applies. Raises `OSError` if a
    file went away meanwhile.
    """
    return compare_courses(course_of(passed), course_of(failed), noise=noise)


def compare_courses(
    passed: Course, failed: Course, *, noise: Noise | None = None
) -> Comparison:
    """Return how one course differs from another. Raises `OSError`."""
    found = align(passed, failed)
    pages, last = page_differences(found, noise=noise)
    all_of_them = chain(
        call_differences(found),
        request_differences(found),
        error_differences(found),
        pages,
    )
    # What is there to stay is found after each call: it counts where it came first.
    first: dict[tuple[str, str], Difference] = {}
    for each in sorted(all_of_them, key=_rank):
        first.setdefault((each.kind, each.text), each)
    return Comparison(tuple(first.values())[:MOST], found.times(), last)


def _rank(each: Difference) -> tuple[int, int, float]:
    return each.place, KINDS.index(each.kind), each.failed_at
