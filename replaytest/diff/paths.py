"""Where an item is, like XPath."""

from __future__ import annotations

from collections import Counter

from replaytest.diff.item import TEXT, Item


class Paths:
    """The paths of items, of long rows too: each row is counted once.

    Good as long as the items are kept and do not change.
    """

    def __init__(self) -> None:
        self._rows: dict[int, list[str]] = {}

    def of(self, item: Item) -> str:
        """Return the path of an item: `/html/body/ul/li[3]`, "/" for the root."""
        parts: list[str] = []
        found = item
        while found.parent is not None:
            parts.append(self.step(found))
            found = found.parent
        return "/" + "/".join(reversed(parts))

    def step(self, item: Item) -> str:
        """Return the last part of the path of an item that is in another one."""
        assert item.parent is not None
        return self._row(item.parent)[item.place]

    def _row(self, parent: Item) -> list[str]:
        row = self._rows.get(id(parent))
        if row is None:
            row = self._rows[id(parent)] = _named(parent.children)
        return row


def _named(children: list[Item]) -> list[str]:
    names = ["text()" if each.tag == TEXT else each.tag for each in children]
    counts, seen, found = Counter(names), Counter[str](), []
    for name in names:
        seen[name] += 1
        found.append(name if counts[name] == 1 else f"{name}[{seen[name]}]")
    return found
