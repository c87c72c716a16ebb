"""From paired items to edits: what has to be done to one page to have the other.

`edits` is complete (`script.applied` makes the other page by it) and symmetric: the
edits of (b, a) are those of (a, b), each turned round.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from replaytest.diff.align import longest_rise
from replaytest.diff.item import Item
from replaytest.diff.match import Matching
from replaytest.diff.references import broken

Deed = Literal["insert", "delete", "move", "rename", "text", "fact", "reference"]


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit: `one` is the item before, None if inserted, `other` the one after.

    An insert or delete is of all below that has no counterpart. `name` is the fact's,
    `before` and `after` its values, None where it is not there. A "reference" is a
    renamed value that no longer means what it meant; the raw values are told.
    """

    deed: Deed
    one: Item | None
    other: Item | None
    name: str = ""
    before: str | None = None
    after: str | None = None

    def turned(self) -> Edit:
        """Return the edit that undoes this one."""
        back: dict[str, Deed] = {"insert": "delete", "delete": "insert"}
        return Edit(
            back.get(self.deed, self.deed),
            self.other,
            self.one,
            self.name,
            self.after,
            self.before,
        )


def edits(one: Item, other: Item) -> list[Edit]:
    """Return what differs between two numbered trees, in the order of the page.

    Sets the mates of both.
    """
    if one.same == other.same and not (one.marked or other.marked):
        one.mate, other.mate = other, one
        return []
    # Matching is greedy, and so not symmetric; the direction that it takes is.
    swapped = _comes_after(one, other)
    found = list(_edits(other, one) if swapped else _edits(one, other))
    if swapped:
        found = [edit.turned() for edit in found]
    return sorted(found, key=_order)


def _order(edit: Edit) -> tuple[tuple[int, ...], int]:
    item = edit.other or edit.one
    return (item.places() if item else ()), edit.deed == "insert"


def _comes_after(one: Item, other: Item) -> bool:
    """Say whether `one` is the later of two trees in an order that trees have."""
    if one.size != other.size:
        return one.size > other.size
    for a, b in zip(one.walk(), other.walk(), strict=True):
        if a.own != b.own or len(a.children) != len(b.children):
            return _content(a) > _content(b)
    return False


def _content(item: Item) -> tuple[object, ...]:
    return item.tag, item.text, item.facts, len(item.children)


def _edits(one: Item, other: Item) -> Iterator[Edit]:
    matching = Matching(one, other)
    for a, b in matching.opened:
        if a.own != b.own:
            yield from _own_edits(a, b)
        yield from _row_edits(a, b)
    for a, b, name, before, after in broken(matching.marked):
        yield Edit("reference", a, b, name, before, after)


def _own_edits(a: Item, b: Item) -> Iterator[Edit]:
    if a.tag != b.tag:
        yield Edit("rename", a, b, "", a.tag, b.tag)
    if a.text != b.text:
        yield Edit("text", a, b, "", a.text, b.text)
    before, after = dict(a.facts), dict(b.facts)
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            yield Edit("fact", a, b, name, before.get(name), after.get(name))


def _row_edits(a: Item, b: Item) -> Iterator[Edit]:
    for child in a.children:
        if child.mate is None:
            yield Edit("delete", child, None)
    stayed = [child for child in b.children if child.mate and child.mate.parent is a]
    rise = longest_rise([child.mate.place for child in stayed if child.mate])
    in_order = {id(stayed[place]) for place in rise}
    for child in b.children:
        if child.mate is None:
            yield Edit("insert", None, child)
            yield from _moved_into(child)
        elif id(child) not in in_order:
            yield Edit("move", child.mate, child)


def _moved_into(inserted: Item) -> Iterator[Edit]:
    """Yield the moves into what is new."""
    stack = list(inserted.children)
    while stack:
        item = stack.pop()
        if item.mate is not None:
            yield Edit("move", item.mate, item)
        else:
            stack += item.children
