"""Which item of one page is which item of the other.

From the root down, equal subtrees are paired without being looked into, so that the
time goes with what changed. What found no partner among its siblings is then looked
for in the rest of the page: moved as it is, moved and known by its key, or moved and
still similar.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator

from replaytest.diff.align import align, own_key
from replaytest.diff.item import TEXT, Item
from replaytest.diff.similar import similarity

# Among leftovers: how many are compared with how many, how large and how alike.
MOST_LEFT, LEAST_SIZE, ALIKE = 60, 3, 0.6
# What has the same attributes must have something of the same in it too.
LIKE_ITSELF = 0.7
# A shorter text is anywhere by chance.
_SHORT = 4
_ROUNDS = 3


class Matching:
    """Pairs two numbered trees by setting `mate`.

    `opened` are pairs that were looked into. `marked` are pairs with something that was
    renamed. What is below a pair of equal subtrees has a mate only if it is marked.
    """

    def __init__(self, one: Item, other: Item) -> None:
        self.opened: list[tuple[Item, Item]] = []
        self.marked: list[tuple[Item, Item]] = []
        self._lost: list[Item] = []
        self._lost_other: list[Item] = []
        self._pair(one, other)
        self._look_elsewhere()

    def _pair(self, one: Item, other: Item) -> None:
        """Pair two items, and all that can be paired below them."""
        stack = [(one, other)]
        while stack:
            a, b = stack.pop()
            a.mate, b.mate = b, a
            if a.marks is not None or b.marks is not None:
                self.marked.append((a, b))
            if a.same == b.same:
                if a.marked or b.marked:
                    stack += zip(
                        reversed(a.children), reversed(b.children), strict=True
                    )
                continue
            self.opened.append((a, b))
            self._open(a, b, stack)

    def _open(self, a: Item, b: Item, stack: list[tuple[Item, Item]]) -> None:
        left = [child for child in a.children if child.mate is None]
        right = [child for child in b.children if child.mate is None]
        pairs = align(left, right)
        # Set now: what is not paired below its parent is what is left over.
        for one, other in pairs:
            one.mate, other.mate = other, one
        self._lost += [child for child in left if child.mate is None]
        self._lost_other += [child for child in right if child.mate is None]
        pairs.sort(key=lambda pair: -pair[0].place)
        stack += pairs

    def _look_elsewhere(self) -> None:
        for _ in range(_ROUNDS):
            before = len(self._lost), len(self._lost_other)
            if not all(before):
                return
            found = self._by_unique(_weighty_same) + self._by_unique(own_key)
            found += self._by_unique(_raw) + self._by_unique(_own, least=LIKE_ITSELF)
            found += self._by_similarity()
            if not found:
                return

    def _unpaired(self, roots: list[Item]) -> Iterator[Item]:
        stack = [root for root in reversed(roots) if root.mate is None]
        while stack:
            item = stack.pop()
            if item.mate is None:
                yield item
                stack += reversed(item.children)

    def _by_unique(
        self, label: Callable[[Item], Hashable | None], *, least: float = 0
    ) -> int:
        """Pair what has a label that nothing else left over has, large before small.

        `least` is how alike the two have to be.
        """
        ones, others = (
            _unique(self._unpaired(roots), label)
            for roots in (self._lost, self._lost_other)
        )
        count = 0
        for name, one in ones.items():
            other = others.get(name)
            if one is None or other is None:
                continue
            free = _is_free(one) and _is_free(other)
            if free and (not least or similarity(one, other) >= least):
                self._pair(one, other)
                count += 1
        return count

    def _by_similarity(self) -> int:
        ones, others = (
            [
                item
                for item in self._unpaired(roots)
                if item.size >= LEAST_SIZE and item.tag != TEXT
            ][:MOST_LEFT]
            for roots in (self._lost, self._lost_other)
        )
        scored = []
        for i, one in enumerate(ones):
            for j, other in enumerate(others):
                score = similarity(one, other)
                if score >= ALIKE:
                    scored.append((-score, -min(one.size, other.size), i + j, i, j))
        count = 0
        for *_, i, j in sorted(scored):
            one, other = ones[i], others[j]
            if _is_free(one) and _is_free(other):
                self._pair(one, other)
                count += 1
        return count


def _is_free(item: Item) -> bool:
    """Say whether neither an item nor what it is in (as it is) was moved already."""
    if item.mate is not None:
        return False
    # What is below a pair of equal subtrees has no mate of its own.
    paired = (outer for outer in item.ancestors() if outer.mate is not None)
    outer = next(paired, None)
    return outer is None or outer.mate is None or outer.mate.same != outer.same


def _weighty_same(item: Item) -> Hashable | None:
    if item.size > 1 or len(item.text) >= _SHORT or item.facts:
        return item.same
    return None


def _raw(item: Item) -> Hashable | None:
    """Return what an item is with what was renamed in it, where something was."""
    return (item.own, *item.marks.items()) if item.marks else None


def _own(item: Item) -> Hashable | None:
    return item.own if item.facts else None


def _unique(
    items: Iterator[Item], label: Callable[[Item], Hashable | None]
) -> dict[Hashable, Item | None]:
    found: dict[Hashable, Item | None] = {}
    for item in items:
        name = label(item)
        if name is not None:
            found[name] = None if name in found else item
    return found
