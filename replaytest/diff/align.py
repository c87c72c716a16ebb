"""Which child of one item is which child of another.

Children are paired by what says most first: equal subtrees, then keys (ids, test ids,
names, addresses), then a likeness of their beginnings, then similarity, which is
bounded: it is the only part that costs more than sorting.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Sequence

from replaytest.diff.item import TEXT, Item
from replaytest.diff.noise import OPEN
from replaytest.diff.similar import similarity

# Comparisons of one gap by similarity; beyond, only likeness and order count.
MOST_PAIRS = 400
ENOUGH, ENOUGH_ALONE = 0.45, 0.35
# By these an author tells elements apart; by the others they often can be.
OWN_KEYS = (
    *("data-testid", "data-test-id", "data-test", "data-cy", "data-qa"),
    *("id", "data-key", "data-id", "data-row-key"),
)
KEYS = (*OWN_KEYS, "name", "for", "href", "src", "aria-label")
# Characters of a light text; levels to where a row of a table begins.
_SHORT, _DEEPEST = 7, 8
Pair = tuple[Item, Item]


def align(one: Sequence[Item], other: Sequence[Item]) -> list[Pair]:
    """Return pairs of two rows of children, in no order. Rows are as their parents'."""
    found: list[Pair] = []
    start = _shared(one, other)
    found += zip(one[:start], other[:start], strict=True)
    tail = _shared(one[start:][::-1], other[start:][::-1])
    found += zip(one[len(one) - tail :], other[len(other) - tail :], strict=True)
    left, right = one[start : len(one) - tail], other[start : len(other) - tail]
    if len(left) == 1 == len(right) and key(left[0]) != key(right[0]):
        return found + _by_similarity(left, right)
    if _are_cells(left, right):
        return [*found, *zip(left, right, strict=True)]
    for label in (_same, key, _likeness):
        if not left or not right:
            return found
        pairs = _by_label(left, right, label)
        found += pairs
        left, right = _rest(left, right, pairs)
    if left and right:
        for gap in _gaps(one, other, found):
            found += _by_similarity(*gap)
    return found


def key(item: Item) -> Hashable | None:
    """Return what an element is known by among its siblings, None for nothing."""
    return _key(item, KEYS)


def own_key(item: Item) -> Hashable | None:
    """Return what an element is known by wherever it is, None for nothing."""
    return _key(item, OWN_KEYS)


def _key(item: Item, names: Sequence[str]) -> Hashable | None:
    if not item.facts:
        return None
    facts = dict(item.facts)
    for name in names:
        value = facts.get(name)
        # What is noise is no name to know it by.
        if value and OPEN not in value:
            return item.tag, name, value
    return None


def longest_rise(numbers: Sequence[int]) -> list[int]:
    """Return the places of a longest increasing subsequence."""
    tails: list[int] = []
    places: list[int] = []
    before: list[int] = []
    for place, number in enumerate(numbers):
        at = bisect_left(tails, number)
        before.append(places[at - 1] if at else -1)
        if at == len(tails):
            tails.append(number)
            places.append(place)
        else:
            tails[at] = number
            places[at] = place
    found = []
    place = places[-1] if places else -1
    while place >= 0:
        found.append(place)
        place = before[place]
    found.reverse()
    return found


def _are_cells(one: Sequence[Item], other: Sequence[Item]) -> bool:
    """Say whether these are cells of a row with short texts: they stay in their column.

    Else two numbers that change places would be cells that do.
    """
    return len(one) == len(other) and all(
        a.own == b.own and a.tag in ("td", "th", "dd") and _is_light(a) and _is_light(b)
        for a, b in zip(one, other, strict=True)
    )


def _is_light(item: Item) -> bool:
    text = item.children[0].text if item.children else ""
    return item.size <= 2 and len(text) <= _SHORT and key(item) is None


def _same(item: Item) -> Hashable:
    return item.same


def _likeness(item: Item) -> Hashable | None:
    """Return how an element begins: rows of a table, by their first cell."""
    if item.tag == TEXT:
        return None
    first = item
    for _ in range(_DEEPEST):
        if first.children:
            first = first.children[0]
    return (item.own, first.own) if first.tag == TEXT else None


def _shared(one: Sequence[Item], other: Sequence[Item]) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a.same != b.same:
            break
        count += 1
    return count


def _rest(
    one: Sequence[Item], other: Sequence[Item], pairs: list[Pair]
) -> tuple[list[Item], list[Item]]:
    taken = {id(item) for pair in pairs for item in pair}
    return (
        [item for item in one if id(item) not in taken],
        [item for item in other if id(item) not in taken],
    )


def _by_label(
    one: Sequence[Item], other: Sequence[Item], label: Callable[[Item], Hashable | None]
) -> list[Pair]:
    """Pair by label: what has one of its own first, then the rest between those."""
    ones = [(each, label(each)) for each in one]
    others = [(each, label(each)) for each in other]
    count, count_other = (
        Counter(name for _, name in row if name is not None) for row in (ones, others)
    )
    at = {name: place for place, (_, name) in enumerate(others)}
    pairs = [
        (place, at[name])
        for place, (_, name) in enumerate(ones)
        if name is not None and count[name] == 1 == count_other[name]
    ]
    found = [(one[a], other[b]) for a, b in pairs]
    doubles = {n for n in count if n in count_other and count[n] + count_other[n] > 2}
    if doubles:
        rise = longest_rise([b for _, b in pairs])
        fences = [pairs[place] for place in rise]
        row = _fenced(ones, [a for a, _ in fences], doubles)
        row_other = _fenced(others, [b for _, b in fences], doubles)
        in_gaps = _in_turn(row, row_other)
        found += in_gaps
        rest, rest_other = _rest(
            [item for item, _ in row], [item for item, _ in row_other], in_gaps
        )
        found += _in_turn(
            [(item, label(item)) for item in rest],
            [(item, label(item)) for item in rest_other],
        )
    return found


def _fenced(
    row: list[tuple[Item, Hashable | None]], fences: list[int], doubles: set[Hashable]
) -> list[tuple[Item, Hashable]]:
    """Return the items of double labels, these with the gap that they are in."""
    return [
        (item, (bisect_left(fences, place), name))
        for place, (item, name) in enumerate(row)
        if name in doubles
    ]


def _in_turn(
    one: Sequence[tuple[Item, Hashable]], other: Sequence[tuple[Item, Hashable]]
) -> list[Pair]:
    """Pair the first of a label with the first, the second with the second, …"""
    waiting: dict[Hashable, list[Item]] = {}
    for item, name in reversed(other):
        waiting.setdefault(name, []).append(item)
    return [(item, waiting[name].pop()) for item, name in one if waiting.get(name)]


def _gaps(
    one: Sequence[Item], other: Sequence[Item], pairs: list[Pair]
) -> list[tuple[list[Item], list[Item]]]:
    """Return what is unpaired between pairs that are in order, and at last the rest."""
    partner = {id(a): b for a, b in pairs}
    at = {id(item): place for place, item in enumerate(other)}
    paired = [
        (a, at[id(partner[id(item)])])
        for a, item in enumerate(one)
        if id(item) in partner
    ]
    rise = longest_rise([b for _, b in paired])
    fences = [paired[place] for place in rise]
    ones, others = [a for a, _ in fences], [b for _, b in fences]
    taken = {id(b) for _, b in pairs}
    gaps: dict[int, tuple[list[Item], list[Item]]] = {}
    for place, item in enumerate(one):
        if id(item) not in partner:
            gaps.setdefault(bisect_left(ones, place), ([], []))[0].append(item)
    for place, item in enumerate(other):
        if id(item) not in taken:
            gaps.setdefault(bisect_left(others, place), ([], []))[1].append(item)
    return [gap for gap in gaps.values() if gap[0] and gap[1]]


def _by_similarity(one: Sequence[Item], other: Sequence[Item]) -> list[Pair]:
    if len(one) == 1 == len(other):
        a, b = one[0], other[0]
        return [(a, b)] if similarity(a, b, alone=True) >= ENOUGH_ALONE else []
    if len(one) * len(other) > MOST_PAIRS:
        return _by_label(one, other, lambda item: item.own)
    scored = []
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            score = similarity(a, b)
            if score >= ENOUGH:
                scored.append((-score, abs(i - j), i + j, i, j))
    scored.sort()
    found: list[Pair] = []
    taken: set[int] = set()
    taken_other: set[int] = set()
    for *_, i, j in scored:
        if i not in taken and j not in taken_other:
            taken.add(i)
            taken_other.add(j)
            found.append((one[i], other[j]))
    left = [item for i, item in enumerate(one) if i not in taken]
    right = [item for j, item in enumerate(other) if j not in taken_other]
    if found and len(left) == 1 == len(right):
        found += _by_similarity(left, right)
    return found
