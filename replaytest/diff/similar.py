"""How alike two items are, from 0 to 1, in bounded time."""

from __future__ import annotations

from replaytest.diff.item import TEXT, Item

# Of what is below an item, this much is looked at.
MOST = 80
# Who has more children than that wraps none of them.
MOST_WRAPPED = 5


def similarity(one: Item, other: Item, *, alone: bool = False) -> float:
    """Return how alike two items are; 0 for what is never one and the same.

    `alone` is for what stands in one gap with nothing else: a text there is the text
    that changed, and an element may have become one of another tag.
    """
    if TEXT in (one.tag, other.tag):
        if one.tag != other.tag:
            return 0
        return 1 if alone else _dice(bag(one), bag(other))
    if wraps(one, other) or wraps(other, one):
        return 0
    if one.tag != other.tag:
        return _renamed(one, other) if alone else 0
    if one.own != other.own:
        own = _dice(_own(one), _own(other))
    else:
        # To have no attributes is to have little in common.
        own = 1.0 if one.facts else 0.3
    return 0.2 + 0.4 * own + 0.4 * _content(one, other)


def bag(item: Item) -> frozenset[object]:
    """Return what is in an item: numbers of subtrees, and words of texts."""
    if item.bag is not None:
        return item.bag
    found: set[object] = set()
    if item.tag == TEXT:
        found.update(item.text.split()[:MOST])
    else:
        row = list(item.children)
        # Level by level: what is near says more, and `row` grows while it is read.
        for each in row:
            found.add(each.same)
            if each.tag == TEXT:
                found.update(each.text.split()[:MOST])
            if len(row) < MOST:
                row += each.children
            if len(found) > MOST:
                break
    item.bag = frozenset(found)
    return item.bag


def wraps(outer: Item, inner: Item) -> bool:
    """Say whether `outer` is but a wrapper around `inner`, as it is or changed inside.

    Then the two have the same in them, and are not one and the same.
    """
    if outer.own == inner.own or len(outer.children) > MOST_WRAPPED:
        return False
    return any(
        child.same == inner.same or (child.own == inner.own and inner.facts)
        for child in outer.children
    )


def _content(one: Item, other: Item) -> float:
    if not one.children and not other.children:
        return 1
    found = _dice(bag(one), bag(other))
    tags, others = ([each.tag for each in item.children] for item in (one, other))
    if tags and others and tags != others:
        return found
    # A label that reads otherwise, else a row of such, or what was filled or emptied.
    return max(found, 0.5 if tags == others == [TEXT] else 0.25)


def _renamed(one: Item, other: Item) -> float:
    if one.tag.startswith("#") or other.tag.startswith("#"):
        return 0
    if not one.children or not other.children:
        return 0.5 if one.facts and one.facts == other.facts else 0
    found = _dice(bag(one), bag(other))
    return found if found >= 0.6 else 0


def _own(item: Item) -> frozenset[object]:
    found: set[object] = set()
    for name, value in item.facts:
        if name == "class":
            found.update((name, each) for each in value.split())
        else:
            found.add((name, value))
    return frozenset(found)


def _dice(one: frozenset[object], other: frozenset[object]) -> float:
    if not one and not other:
        return 1
    return 2 * len(one & other) / (len(one) + len(other))
