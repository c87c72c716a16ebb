"""What the pages show otherwise, call by call.

A page is looked at when the next call begins, and the same in the other attempt. What
`diff` finds there is looked for in a while around it (views.py): something that only
came earlier or later is no difference.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from replaytest.against.align import Alignment
from replaytest.against.model import Difference, PagePair
from replaytest.against.normal import with_varying
from replaytest.against.real import Came, Real
from replaytest.against.views import Both, views
from replaytest.against.words import call_text
from replaytest.diff.compare import edits_of, told
from replaytest.diff.describe import quoted
from replaytest.diff.edits import Edit
from replaytest.diff.noise import Noise
from replaytest.diff.words import line

# Of what is found nobody reads more, and the rest mostly follows from it.
ENOUGH = 12
# Seconds after which only what was found is told: pages can be very large.
BUDGET_S = 10.0


def page_differences(
    found: Alignment, *, noise: Noise | None = None, budget_s: float = BUDGET_S
) -> tuple[list[Difference], PagePair | None]:
    """Return what the pages show otherwise, and the last two pages if they differ.

    The last call, which failed, is looked at first, then the others in order, until
    there are about `ENOUGH` or the budget is used up. Raises `OSError` if a file went
    away meanwhile.
    """
    deadline = time.monotonic() + budget_s
    noise = with_varying(noise)
    made: list[Difference] = []
    last: PagePair | None = None
    for number, both in enumerate(views(found, noise)):
        made += _differences(found, both, noise)
        if number == 0:
            last = made[0].pair if made else _anyway(both, noise)
        if len({each.text for each in made}) >= ENOUGH or time.monotonic() > deadline:
            break
    return made, last


def _anyway(both: Both, noise: Noise) -> PagePair | None:
    """Return two pages with all that differs, be it of timing or unseen."""
    if not _is_to_compare(both):
        return None
    with _edits(both, noise) as edits:
        return _pair(both, edits) if edits else None


def _is_to_compare(both: Both) -> bool:
    passed, failed = both.passed.now, both.failed.now
    return passed.has_page and failed.has_page and not passed.is_like(failed)


def _differences(found: Alignment, both: Both, noise: Noise) -> Iterator[Difference]:
    if not _is_to_compare(both):
        return
    if both.is_elsewhere():
        yield from _elsewhere(found, both, noise)
        return
    with _edits(both, noise) as edits:
        real = Real(both, edits)
        came = {number: real.came(edit) for number, edit in enumerate(edits)}
        if any(came.values()):
            for made, number in _of_groups(_pair(both, edits), came):
                yield _placed(found, both, made, came[number])


def _elsewhere(found: Alignment, both: Both, noise: Noise) -> Iterator[Difference]:
    """Yield that they are on different pages, where all is another."""
    if came := Real(both, ()).address():
        was, now = both.passed.now.href, both.failed.now.href
        text = f"address {quoted(was)} is now {quoted(now)}"
        with _edits(both, noise) as edits:
            pair = _pair(both, edits)
        made = Difference("navigation", text, before=was, now=now, pair=pair)
        yield _placed(found, both, made, came)


@contextmanager
def _edits(both: Both, noise: Noise) -> Iterator[list[Edit]]:
    """Compare the pages of a view; while their items are each other's counterparts."""
    passed, failed = both.passed.now, both.failed.now
    try:
        yield edits_of(passed.root, failed.root, noise=noise, page=failed.href)
    finally:
        passed.forget()
        failed.forget()


def _of_groups(
    pair: PagePair, came: dict[int, Came | None]
) -> Iterator[tuple[Difference, int]]:
    """Yield a difference for each group with real changes, and the first's number."""
    numbers = {id(each): n for n, each in enumerate(pair.difference.changes)}
    for group in pair.difference.groups:
        real = [each for each in group.changes if came[numbers[id(each)]]]
        if real:
            text = line(group if group.is_wrap else replace(group, changes=tuple(real)))
            changes = tuple(numbers[id(each)] for each in real)
            before, now = real[0].before, real[0].after
            made = Difference("page", text, before=before, now=now, pair=pair)
            yield replace(made, changes=changes), changes[0]


def _pair(both: Both, edits: Sequence[Edit]) -> PagePair:
    passed, failed = both.passed, both.failed
    difference = told(passed.page(), failed.page(), edits)
    return PagePair(passed.at, failed.at, passed.tab, failed.tab, difference)


def _placed(
    found: Alignment, both: Both, made: Difference, came: Came | None
) -> Difference:
    """Return a difference with the call that brought it about, and its moments."""
    came = came or Came(None, None)
    failed = both.failed
    at, passed_at = failed.at, found.in_pass(failed.at)
    cause: int | None = None
    if came.passed_at is not None:
        passed_at = came.passed_at
        cause = found.cause_in_pass(passed_at)
        at = min(max(found.in_failure(passed_at), failed.since), failed.at)
    new = came.failed_at
    if new is not None and (new < failed.at or came.passed_at is None):
        at, cause = new, found.cause(new)
    call = found.failed.calls[both.place if cause is None else cause]
    return replace(
        made,
        after=call_text(call) if cause is not None else "",
        place=-1 if cause is None else cause,
        failed_at=at,
        passed_at=passed_at,
        tab=(call.session, call.tab),
    )
