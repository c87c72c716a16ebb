"""A page as items that follow its mirror, and one value for all it says.

Normalising a page costs more than comparing two. Here only what an event touched is
read again, and only what it is in is hashed again, so that asking "is this the page
that it was?" after each event costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from replaytest.diff.compare import edits_of, told
from replaytest.diff.edits import Edit
from replaytest.diff.fingerprint import Fingerprint, fingerprint, hash_tree
from replaytest.diff.item import DOCUMENT, SHADOW, TEXT, Item
from replaytest.diff.model import Difference
from replaytest.diff.noise import Noise
from replaytest.diff.normalise import DROPPED, Reader
from replaytest.mirror.changes import Changes
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node

# Told: the item, and whether it came.
Watch = Callable[[Item, bool], None]
# What these are is told by what is in them, too.
_BY_CONTENT = ("select", "textarea")


class Digest:
    """Follows one mirror. Call `update` when events were applied to it.

    `watch` is called with each item that came, and with each that goes while it is
    still where it was; one that changes does both.
    """

    def __init__(
        self,
        mirror: Mirror,
        noise: Noise | None = None,
        *,
        watch: Watch | None = None,
    ) -> None:
        self.noise = noise or Noise()
        self.mirror = mirror
        self.root = Item(DOCUMENT)
        self._watch = watch or _nobody
        self._value: Fingerprint | None = None
        self._read_all()

    @property
    def value(self) -> Fingerprint:
        """What the page says now."""
        if self._value is None:
            hash_tree(self.root)
            self._value = fingerprint(self.root)
        return self._value

    def update(
        self, changes: Changes | None = None, *, mirror: Mirror | None = None
    ) -> None:
        """Follow what an event changed; without `changes`, read everything again.

        Events may lie behind: each must be told once, in order, after it was applied.
        A timeline that goes back has another `mirror`.
        """
        self.mirror = mirror or self.mirror
        if (
            changes is None
            or changes.page
            or mirror is not None
            or self.root.node != _root_of(self.mirror)
            or self._origin != _origin(self.mirror)
        ):
            self._read_all()
        elif changes:
            self._follow(changes)

    def _read_all(self) -> None:
        if self._watch is not _nobody:
            for item in self.root.walk():
                self._watch(item, False)
        document = self.mirror.document
        self._reader = Reader(self.mirror, self.noise)
        self._origin = _origin(self.mirror)
        self._items: dict[int, Item] = {}
        # Of each node the item that its row is read for.
        self._holders: dict[int, Item] = {}
        self._value = None
        self.root = Item(DOCUMENT, _root_of(self.mirror))
        if document is not None:
            self._items[document.id] = self.root
            self._fill([(document.children, self.root)])

    def _follow(self, changes: Changes) -> None:
        mirror = self.mirror
        rows = [self._holders.get(each) for each in (*changes.removed, *changes.added)]
        for each in (*changes.removed, *changes.added):
            self._forget(each)
        for number in changes.added:
            node = mirror.get(number)
            parent = mirror.parent(node) if node else None
            if parent is not None:
                # What is no item of its own may be the text of one.
                item = self._items.get(parent.id) or self._holders.get(parent.id)
                rows.append(item)
        rows += [self._holders.get(each) for each in changes.texts]
        for number in (*changes.attributes, *changes.state):
            self._read_own(number)
        for item in {id(row): row for row in rows if row is not None}.values():
            self._read_row(item)

    def _forget(self, number: int) -> None:
        self._holders.pop(number, None)
        item = self._items.pop(number, None)
        if item is not None:
            for each in item.walk():
                self._watch(each, False)
                if self._items.get(each.node) is each:
                    del self._items[each.node]

    def _read_row(self, item: Item) -> None:
        node = self.mirror.get(item.node)
        if node is None or self._items.get(item.node) is not item:
            return  # it went away as well
        if item.tag == "textarea":
            self._hold(node, item)
        before = {c.node: c for c in _texts_below(item)}
        item.children = []
        self._fill(
            self._reader.below(node, item)
            if item.tag != DOCUMENT
            else [(node.children, item)],
            before,
        )
        for gone in before.values():
            self._watch(gone, False)
        self._stir(item)

    def _read_own(self, number: int) -> None:
        node, item = self.mirror.get(number), self._items.get(number)
        if node is None or item is None or item.tag == DOCUMENT:
            return
        new = self._reader.element(node)
        if self._take_over(item, new) or item.tag == "option":
            self._stir(item)

    def _stir(self, item: Item) -> None:
        """Have an item and what it is in hashed again."""
        self._value = None
        found: Item | None = item
        while found is not None:
            found.same = 0
            if found.tag in _BY_CONTENT:
                self._read_state(found)
            found = found.parent

    def _read_state(self, item: Item) -> None:
        node = self.mirror.get(item.node)
        if node is not None:
            self._take_over(item, self._reader.element(node))

    def _take_over(self, item: Item, new: Item) -> bool:
        if item.facts == new.facts and item.marks == new.marks:
            return False
        self._watch(item, False)
        item.facts, item.marks = new.facts, new.marks
        self._watch(item, True)
        return True

    def _fill(
        self, rows: list[tuple[list[Node], Item]], before: dict[int, Item] | None = None
    ) -> None:
        """Read rows, and all below what is new in them."""
        stack = list(rows)
        first = {id(parent) for _, parent in rows} if before else set()
        while stack:
            nodes, parent = stack.pop()
            holder = _holder(parent)
            for node in nodes:
                # Of a long row nearly all are where they were.
                if self._holders.get(node.id) is not holder:
                    self._holders[node.id] = holder
                if node.tag in DROPPED:
                    self._hold(node, holder)
            for made, below in self._reader.row(nodes, self._items):
                if made.parent is parent:
                    parent.children.append(made)
                    continue
                item = made
                if before and id(parent) in first and made.tag == TEXT:
                    item = _as_it_was(made, before)
                parent.children.append(item)
                item.parent = parent
                stack += below
                if item is made:
                    self._know(item)
        for parent in {id(_holder(row)): _holder(row) for _, row in rows}.values():
            parent.same = 0

    def _know(self, item: Item) -> None:
        if item.tag != TEXT and self._items.get(item.node) is not item:
            self._items[item.node] = item
            node = self.mirror.get(item.node) if item.tag == "textarea" else None
            if node is not None:
                self._hold(node, item)
            self._watch(item, True)
        elif item.tag == TEXT:
            self._watch(item, True)

    def _hold(self, node: Node, item: Item) -> None:
        """Have an item read again when something below a node changes.

        That is what is no item of its own, and may yet be text of one.
        """
        for below in node.walk():
            if below is not node:
                self._holders[below.id] = item


def differences(one: Digest, other: Digest, *, noise: Noise) -> list[Edit]:
    """Return the edits from one page to the other, less noise, learned one too."""
    if one.value == other.value:
        return []
    for root in (one.root, other.root):
        for item in root.walk():
            item.mate = None
    return edits_of(one.root, other.root, noise=noise, page=other.mirror.href)


def difference(one: Digest, other: Digest, *, noise: Noise | None = None) -> Difference:
    """Return what `compare` would, without reading the pages again."""
    found = differences(one, other, noise=noise or one.noise)
    return told(one.mirror, other.mirror, found)


def _nobody(_item: Item, _came: bool) -> None:
    """Watch nothing."""


def _holder(item: Item) -> Item:
    return item.parent if item.tag == SHADOW and item.parent else item


def _texts_below(item: Item) -> Iterator[Item]:
    for child in item.children:
        if child.tag == TEXT:
            yield child
        elif child.tag == SHADOW:
            yield from (each for each in child.children if each.tag == TEXT)


def _as_it_was(made: Item, before: dict[int, Item]) -> Item:
    known = before.get(made.node)
    if known is None or known.text != made.text or known.marks != made.marks:
        return made
    return before.pop(made.node)


def _root_of(mirror: Mirror) -> int:
    return mirror.document.id if mirror.document else 0


def _origin(mirror: Mirror) -> str:
    try:
        return "{0.scheme}://{0.netloc}".format(urlsplit(mirror.href))
    except ValueError:
        return mirror.href
