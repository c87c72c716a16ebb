"""Where a node is among many siblings, without looking at each of them.

A list finds an element by comparing it with all before it: with 30,000 rows inserted at
random places that took 17 s, with this 0.7 s. Long rows get labels that ascend with the
place; a node's place is then a binary search for its label. Between two labels there is
room for 64 halvings, after that they are dropped and made anew when they are wanted
again (order maintenance, as in Dietz and Sleator, STOC 1987, in its simplest form).
"""

from __future__ import annotations

from bisect import bisect_left

from replaytest.mirror.node import Node

LONG = 256
_GAP = 1 << 64


class Order:
    """Labels of one row of siblings, by node id."""

    def __init__(self, row: list[Node]) -> None:
        self._labels = {node.id: at * _GAP for at, node in enumerate(row, 1)}

    def place(self, row: list[Node], node: Node) -> int | None:
        """Return where `node` is in `row`, None if it is not there."""
        label = self._labels.get(node.id)
        if label is None:
            return None
        labels = self._labels
        place = bisect_left(row, label, key=lambda each: labels[each.id])
        return place if place < len(row) and row[place] is node else None

    def inserted(self, row: list[Node], place: int) -> bool:
        """Label the node that was inserted at `place`; False if there is no room."""
        labels = self._labels
        before = labels[row[place - 1].id] if place else 0
        last = place + 1 == len(row)
        after = before + 2 * _GAP if last else labels[row[place + 1].id]
        middle = (before + after) // 2
        if middle == before or row[place].id in labels:
            return False
        labels[row[place].id] = middle
        return True

    def removed(self, node: Node) -> None:
        """Forget a node that is no longer in the row."""
        self._labels.pop(node.id, None)
