"""Two whole sessions: where the second one leaves the first.

    slots.py   which step is which          (sides.py)
    heard.py   visits, requests, errors
    pages.py   the pages at each step       (digest.py)

The first divergence is the one of the earliest step; of one step, first what could not
be located, then navigation, requests, errors, and what the page shows. All that comes
later may be its consequence, and is told as that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from replaytest.diff.evidence import Evidence
from replaytest.diff.heard import errors, heard_evidence, navigations, requests
from replaytest.diff.learned import Learned
from replaytest.diff.noise import Noise
from replaytest.diff.pages import Pages
from replaytest.diff.sides import SORTS, Course, Divergence, Side, Sort
from replaytest.diff.slots import Aligned

# Of each sort so many consequences are told; the others are counted.
MOST_TOLD = 5
# A divergence is real if so many of three runs have it.
ENOUGH = 2


def course_of(a: Side, b: Side, *, noise: Noise | None = None) -> Course:
    """Return how `b` differs from `a`, the first divergence and what came of it."""
    noise = noise or Noise()
    found = Aligned(a, b)
    learned = noise.learned or Learned()
    rows: list[tuple[tuple[float, int, float], Divergence]] = []
    for order, each in _heard(found, learned):
        rows.append(((order, SORTS.index(each.sort), each.at_b), each))
    pages = Pages(found, noise)
    pages.known_at = min((row[0][0] for row in rows), default=float("inf"))
    for late in pages.run():
        each = pages.divergence(late)
        rows.append(((float(late.slot.number), SORTS.index("dom"), each.at_b), each))
    rows.sort(key=lambda row: row[0])
    told = [each for _, each in rows]
    counts: Counter[Sort] = Counter(each.sort for each in told)
    return Course(
        told[0] if told else None,
        tuple(_few(told[1:])),
        counts,
        pages.compared,
        pages.differing,
    )


def first_divergence(
    a: Side, b: Side, *, noise: Noise | None = None
) -> Divergence | None:
    """Return where `b` first differs from `a`, None if it does not."""
    return course_of(a, b, noise=noise).first


def evidence(a: Side, b: Side, *, noise: Noise) -> Iterator[tuple[str, Evidence]]:
    """Yield (page, evidence) of what differs between two runs of one build."""
    found = Aligned(a, b)
    # Which of two runs has sent something, or failed, says nothing.
    for either in (found, Aligned(b, a)):
        for each in heard_evidence(either):
            yield "", each
    pages = Pages(found, noise, every_place=True)
    for late in pages.run():
        # Noise does not lead to anything: all pages are looked at.
        pages.known_at = float("inf")
        # A control that is not always there and stays is a fault, in whatever build.
        if late.proof and (late.proof[1].sort != "control" or late.has_passed):
            yield late.proof


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What repetition says of a divergence: `seen` in so many of `heads` sessions.

    `divergence` is the first that counts, as it shows in the first session that has it.
    `flaky` are those that do not: seen too seldom, or between runs of the base as well.
    """

    divergence: Divergence | None
    seen: int
    heads: int
    base_pairs: int
    flaky: tuple[Divergence, ...] = ()


def confirmed(
    heads: Sequence[Side], bases: Sequence[Side], *, noise: Noise | None = None
) -> Confirmation:
    """Return the first divergence that repeats, and that the base alone does not have.

    It counts if at least two sessions of `heads` (three are meant; of one or two all)
    differ so from the first of `bases`, and no two of `bases` do.
    """
    usual = {
        each.key
        for one, other in _base_pairs(bases)
        for each in course_of(one, other, noise=noise).each()
    }
    courses = [course_of(bases[0], head, noise=noise).each() for head in heads]
    counts = Counter(key for told in courses for key in {each.key for each in told})
    enough = min(ENOUGH, len(heads))
    found: Divergence | None = None
    flaky: dict[tuple[str, ...], Divergence] = {}
    for each in _in_order(courses):
        if counts[each.key] < enough or each.key in usual:
            flaky.setdefault(each.key, each)
        elif found is None:
            found = each
    return Confirmation(
        found,
        counts[found.key] if found else 0,
        len(heads),
        len(_base_pairs(bases)),
        tuple(flaky.values()),
    )


def _base_pairs(bases: Sequence[Side]) -> list[tuple[Side, Side]]:
    """Return two pairs: the first with the second, and with the third or turned."""
    if len(bases) < 2:
        return []
    last = (bases[0], bases[2]) if len(bases) > 2 else (bases[1], bases[0])
    return [(bases[0], bases[1]), last]


def _in_order(courses: Iterable[Sequence[Divergence]]) -> list[Divergence]:
    """Return divergences by step; each course has those of a step in order already."""
    rows = [
        (each.step, place, each) for told in courses for place, each in enumerate(told)
    ]
    return [each for *_, each in sorted(rows, key=lambda row: row[:2])]


def _heard(found: Aligned, learned: Learned) -> Iterator[tuple[float, Divergence]]:
    yield from found.located()
    for rows in (navigations(found), requests(found, learned), errors(found, learned)):
        yield from (row for row in rows if not found.is_passed(row[0]))


def _few(rows: Iterable[Divergence]) -> Iterator[Divergence]:
    counts: Counter[Sort] = Counter()
    for each in rows:
        counts[each.sort] += 1
        if counts[each.sort] <= MOST_TOLD:
            yield each
