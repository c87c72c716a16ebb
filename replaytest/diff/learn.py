"""Learning noise: what N runs of one build differ in, generalised with care."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from replaytest.diff.evidence import Evidence, Sort
from replaytest.diff.learned import Learned, LearnedRule, shapes_with
from replaytest.diff.noise import Noise
from replaytest.diff.places import ROWS, common, row_of
from replaytest.diff.sessions import evidence
from replaytest.diff.shapes import Shape, shapes_of
from replaytest.diff.sides import Side

# With so many sessions each is compared with each, with more only with the next.
ALL_PAIRS = 4


@dataclass(slots=True)
class _Seen:
    shapes: tuple[Shape, ...] = ()
    pairs: set[int] = field(default_factory=set)
    days: set[date] = field(default_factory=set)


def learn(sides: Sequence[Side], *, noise: Noise | None = None) -> Learned:
    """Return what differs between sessions that should not differ: runs of one build.

    What the rules of `noise` leave out, those it has learned before included, is not
    seen here again: give it without these to have them confirmed.
    """
    noise = noise or Noise()
    seen: dict[tuple[Sort, str, str, str], _Seen] = defaultdict(_Seen)
    for number, (one, other) in enumerate(pairs_of(sides)):
        for page, found in evidence(one, other, noise=noise):
            for place in found.places:
                each = seen[found.sort, page, place, found.name]
                _note(each, found, number, other)
    rules = [
        LearnedRule(*key, each.shapes, len(each.pairs), min(each.days), max(each.days))
        for key, each in seen.items()
    ]
    return Learned(tuple(_rows(rules)))


def pairs_of(sides: Sequence[Side]) -> list[tuple[Side, Side]]:
    """Return which sessions are compared: all of a few, else a ring of neighbours."""
    count = len(sides)
    if count <= ALL_PAIRS:
        return [(a, b) for n, a in enumerate(sides) for b in sides[n + 1 :]]
    return [(side, sides[(n + 1) % count]) for n, side in enumerate(sides)]


def _note(seen: _Seen, found: Evidence, number: int, side: Side) -> None:
    new = shapes_of(found.before, found.after) if found.sort != "order" else ()
    seen.shapes = shapes_with(new, seen.shapes, found)
    seen.pairs.add(number)
    seen.days.add(datetime.fromtimestamp(side.started_at / 1000, UTC).date())


def _rows(rules: Iterable[LearnedRule]) -> Iterable[LearnedRule]:
    """Yield rules, those of enough rows of a list as one for all its rows."""
    groups: dict[tuple[object, ...], list[LearnedRule]] = defaultdict(list)
    for rule in rules:
        groups[rule.sort, rule.page, row_of(rule.place), rule.name].append(rule)
    for group in groups.values():
        if len(group) >= ROWS and group[0].sort not in ("request", "error"):
            yield _one_for(group)
        else:
            yield from group


def _one_for(group: list[LearnedRule]) -> LearnedRule:
    shapes: tuple[Shape, ...] = ()
    for rule in group:
        shapes = shapes_with(rule.shapes, shapes, rule)
    return replace(
        group[0],
        place=common(rule.place for rule in group),
        shapes=shapes,
        pairs=max(rule.pairs for rule in group),
        first_seen=min(rule.first_seen for rule in group),
        last_seen=max(rule.last_seen for rule in group),
    )
