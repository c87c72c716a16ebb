"""One value for all that a tree of items says, hashed where something changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

from replaytest.diff.item import CHOICE, Item

_BYTES = 16


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprint:
    """What a page says. Two are equal exactly if `compare` finds nothing.

    `page` is a hash of everything less its noise, generated ids by the order in which
    they appear. `choices` are what options send: a mask gives all of them other names
    in each recording, so pages are equal too if most differ (as references.py has it).
    Equality is for that reason not transitive, and there is no hash. What was learned
    to be noise is in it: where fingerprints differ, `differences` knows more.
    """

    page: int
    choices: tuple[str, ...]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Fingerprint):
            return NotImplemented
        if self.page != other.page:
            return False
        pairs = zip(self.choices, other.choices, strict=False)
        differing = sum(one != their for one, their in pairs)
        return not differing or differing * 2 > len(self.choices)

    __hash__ = None  # type: ignore[assignment]


def hash_tree(root: Item) -> None:
    """Hash what has to be: items whose `same` is 0, and so is that of their parents."""
    order = [root] if not root.same else []
    for item in order:  # it grows while it is read
        order += [child for child in item.children if not child.same]
    for item in reversed(order):
        own = repr((item.tag, item.facts, item.text)).encode()
        item.own = _number(own)
        item.bag = None
        size, marked = 1, item.marks is not None
        for place, child in enumerate(item.children):
            child.place = place
            child.parent = item
            size += child.size
            marked = marked or child.marked
        item.size, item.marked = size, marked
        item.same = _row_number(item) if item.children else item.own


def _row_number(item: Item) -> int:
    parts = [item.own, *[child.same for child in item.children]]
    return _number(b"".join(each.to_bytes(_BYTES, "big") for each in parts))


def _number(data: bytes) -> int:
    return int.from_bytes(blake2b(data, digest_size=_BYTES).digest(), "big")


def fingerprint(root: Item) -> Fingerprint:
    """Return the value of a hashed tree.

    Values that may be others are told by their order, which pages have in common if one
    is the other renamed, and only then.
    """
    if not root.marked:
        return Fingerprint(root.same, ())
    known: dict[tuple[str, str], int] = {}
    order: list[int] = []
    choices: list[str] = []
    for rule, raw in _marks(root):
        if rule == CHOICE:
            choices.append(raw)
        else:
            order.append(known.setdefault((rule, raw), len(known)))
    return Fingerprint(_number(repr((root.same, order)).encode()), tuple(choices))


def _marks(root: Item) -> Iterable[tuple[str, str]]:
    stack = [root]
    while stack:
        item = stack.pop()
        if item.marks:
            for _, marks in sorted(item.marks.items()):
                yield from marks
        stack += [child for child in reversed(item.children) if child.marked]
