"""What is compared: a page as plain items, each numbered by what it is.

Two items have the same `same` exactly if they and all below them are equal. These are
no hashes: a number is given out for each distinct content (`Numbers`), so that nothing
can collide and comparing two subtrees is comparing two integers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from replaytest.diff.noise import Marks

TEXT, DOCUMENT, SHADOW = "#text", "#document", "#shadow"
# The rule of values that options, check boxes and radio buttons send.
CHOICE = "choice"
Facts = tuple[tuple[str, str], ...]


class Item:
    """An element, a text, a document or a shadow root, less its noise.

    `facts` are attributes and states, sorted by name; `text` is that of a text. `node`
    is the node id in the mirror (a shadow root has its host's). `marks` are what was
    renamed in it, by the name of the fact ("" for the text). `own` numbers the item
    itself, `same` with all below it, `size` counts these and it. `mate` is its
    counterpart in the other page.
    """

    __slots__ = (
        "bag",
        "children",
        "facts",
        "marked",
        "marks",
        "mate",
        "node",
        "own",
        "parent",
        "place",
        "same",
        "size",
        "tag",
        "text",
    )

    def __init__(
        self, tag: str, node: int = 0, facts: Facts = (), text: str = ""
    ) -> None:
        self.tag = tag
        self.node = node
        self.facts = facts
        self.text = text
        self.children: list[Item] = []
        self.parent: Item | None = None
        self.place = 0
        self.marks: dict[str, Marks] | None = None
        self.marked = False
        self.own = 0
        self.same = 0
        self.size = 1
        self.mate: Item | None = None
        self.bag: frozenset[object] | None = None

    def __repr__(self) -> str:
        return f"<{self.tag} {self.node} {self.text or dict(self.facts)}>"

    def walk(self) -> Iterator[Item]:
        """Yield this item and all below it in document order."""
        stack = [self]
        while stack:
            item = stack.pop()
            yield item
            stack += reversed(item.children)

    def ancestors(self) -> Iterator[Item]:
        """Yield what the item is in, nearest first."""
        found = self.parent
        while found is not None:
            yield found
            found = found.parent

    def places(self) -> tuple[int, ...]:
        """Return where it is: its place in its parent, this one's in its own, …"""
        outward = [self.place]
        outward += (item.place for item in self.ancestors())
        return tuple(reversed(outward))

    def fact(self, name: str) -> str | None:
        """Return one fact, None if it is not there."""
        return next((value for key, value in self.facts if key == name), None)


class Numbers:
    """Gives each distinct content a number, the same for both pages."""

    def __init__(self) -> None:
        self._known: dict[Any, int] = {}

    def number(self, items: Iterable[Item]) -> None:
        """Number items and their places; children must come before their parents."""
        known = self._known
        for item in items:
            own = (item.tag, item.facts, item.text)
            item.own = known.setdefault(own, len(known))
            children = item.children
            size, marked = 1, item.marks is not None
            for place, child in enumerate(children):
                child.place = place
                child.parent = item
                size += child.size
                marked = marked or child.marked
            item.size, item.marked = size, marked
            if children:
                below = (item.own, *[child.same for child in children])
                item.same = known.setdefault(below, len(known))
            else:
                item.same = item.own
