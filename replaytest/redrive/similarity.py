"""How alike two elements are, from 0 to 1, by what is known of both.

The sum of the weights of what is alike over that of what either has: what neither has,
or is masked, neither helps nor hurts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from replaytest.redrive.features import Features
from replaytest.redrive.weights import ALIKE, OWN, WEIGHTS

_NUMBER = re.compile(r"\d+")


def similarity(one: Features, other: Features) -> float:
    """Return how alike two elements are; symmetric, 1 for equal ones."""
    return _similarity(_COMPARED, one, other)


def similarity_by(
    weights: Mapping[str, float], one: Features, other: Features
) -> float:
    """Return how alike two elements are by other weights, as benchmarks ask."""
    return _similarity(_compared(weights), one, other)


def _similarity(compared: _Compared, one: Features, other: Features) -> float:
    score = total = 0.0
    for name, weight, compare in compared:
        ours, theirs = getattr(one, name), getattr(other, name)
        if not ours and not theirs and compare is not _near:
            continue
        total += weight
        if ours == theirs:
            score += weight
        elif (ours and theirs) or compare is _near:
            score += weight * compare(ours, theirs)
    return score / total if total else 0.0


def own_likeness(one: Features, other: Features) -> float | None:
    """Return how alike what names two elements is, by the best of it; None if nothing
    names either.

    What is around them is not asked: it stays when an element goes, and what takes its
    place stands in it.
    """
    found = None
    for name in OWN:
        ours, theirs = getattr(one, name), getattr(other, name)
        if not ours and not theirs:
            continue
        likeness = float(ours == theirs)
        if ours and theirs and not likeness:
            likeness = _HOW.get(name, _alike)(ours, theirs)
        found = max(found or 0.0, likeness)
    return found


def differences(one: Features, other: Features) -> list[str]:
    """Return the features that differ, the weightiest first."""
    found = [
        (weight, name)
        for name, weight, _ in _COMPARED
        if getattr(one, name) != getattr(other, name)
    ]
    return [name for _, name in sorted(found, key=lambda each: -each[0])]


def _same(ours: Any, theirs: Any) -> float:
    return float(ours == theirs)


def _alike(ours: str, theirs: str) -> float:
    """Compare texts: Dice's coefficient of their pairs of letters.

    Texts with other numbers are half as alike: `3 stars` are no `4 stars`.
    """
    first, second = _pairs(ours), _pairs(theirs)
    found = ALIKE * 2 * len(first & second) / (len(first) + len(second))
    return found / 2 if _numbers(ours) != _numbers(theirs) else found


@lru_cache(maxsize=4096)
def _numbers(text: str) -> frozenset[str]:
    return frozenset(_NUMBER.findall(text))


@lru_cache(maxsize=4096)
def _pairs(text: str) -> frozenset[str]:
    lower = text.lower()
    return frozenset(lower[at : at + 2] for at in range(max(len(lower) - 1, 1)))


def _shared(ours: frozenset[str], theirs: frozenset[str]) -> float:
    """Compare sets: Jaccard's index."""
    both = len(ours & theirs)
    return both / (len(ours) + len(theirs) - both)


def _ends(ours: tuple[str, ...], theirs: tuple[str, ...]) -> float:
    """Compare paths by how much they have in common at both ends."""
    shorter = min(len(ours), len(theirs))
    tail = 0
    while tail < shorter and ours[-1 - tail] == theirs[-1 - tail]:
        tail += 1
    head = 0
    while head < shorter - tail and ours[head] == theirs[head]:
        head += 1
    return 0.9 * (head + tail) / max(len(ours), len(theirs))


def _near(ours: int, theirs: int) -> float:
    return 1 / (1 + abs(ours - theirs))


def _sized(ours: tuple[float, float], theirs: tuple[float, float]) -> float:
    """Compare sizes: how much of the larger the smaller would fill."""
    share = 1.0
    for one, other in zip(ours, theirs, strict=True):
        share *= (min(one, other) + 1) / (max(one, other) + 1)
    return share


_HOW: dict[str, Callable[[Any, Any], float]] = {
    **dict.fromkeys(("classes", "others", "anchors", "row", "beside"), _shared),
    **dict.fromkeys(("path", "place"), _ends),
    **dict.fromkeys(("tag", "role", "type", "shape"), _same),
    "index": _near,
    "box": _sized,
}
_Compared = tuple[tuple[str, float, Callable[[Any, Any], float]], ...]


def _compared(weights: Mapping[str, float]) -> _Compared:
    return tuple((name, weights[name], _HOW.get(name, _alike)) for name in weights)


_COMPARED = _compared(WEIGHTS)
