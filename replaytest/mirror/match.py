"""Whether an element of the mirror matches a selector.

A `Matcher` is good for one moment of the page: it remembers who stands where in a row.
Pseudo-classes that depend on the pointer, on layout or on scripts match nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.mirror.pseudo import passes_pseudo
from replaytest.mirror.selector import Selector, Test
from replaytest.mirror.words import words
from replaytest.rrweb import NodeType

# A hostile sheet may ask for steps without end; after these, nothing matches. A page
# of 20,000 elements needs some 200,000; two million take about ten seconds.
_STEPS = 2_000_000
_IGNORES_CASE = words("type rel media method lang dir target scope charset shape")


class Matcher:
    """Matches elements of `mirror`.

    With `pierce` a selector's left part may lie outside of the shadow root that its
    right part is in, as in Playwright's selectors; without, as in style sheets.
    `scope` is what `:scope` means.
    """

    def __init__(
        self, mirror: Mirror, *, pierce: bool = False, scope: Node | None = None
    ) -> None:
        self.mirror: Mirror = mirror
        self.scope = scope
        self._pierce = pierce
        self._rows: dict[tuple[int, bool], tuple[list[Node], dict[int, int]]] = {}
        self._steps = _STEPS

    def matches(self, node: Node, selector: Selector) -> bool:
        """Say whether the element matches, pseudo-elements apart."""
        return self._match(node, selector, 0)

    def parent(self, node: Node) -> Node | None:
        """Return the parent element, as far as combinators reach."""
        if node.is_shadow and not self._pierce:
            return None
        found = self.mirror.parent(node)
        return found if found is not None and found.kind == NodeType.ELEMENT else None

    def row(self, node: Node) -> tuple[list[Node], int]:
        """Return the elements among which `node` is, and its place."""
        parent = self.mirror.parent(node)
        if parent is None:
            return [node], 0
        key = parent.id, bool(node.is_shadow)
        known = self._rows.get(key)
        if known is None:
            row = [n for n in self.mirror.siblings(node) if n.kind == NodeType.ELEMENT]
            known = self._rows[key] = row, {n.id: place for place, n in enumerate(row)}
        row, places = known
        return row, places.get(node.id, 0)

    def spend(self, looked_at: int) -> None:
        """Count the work of looking at so many siblings; it is light work."""
        self._steps -= looked_at // 30

    def any(self, node: Node, selectors: tuple[Selector, ...]) -> bool:
        """Say whether one of the selectors matches."""
        return any(self._match(node, each, 0) for each in selectors)

    def _match(
        self, node: Node, selector: Selector, place: int, anchor: Node | None = None
    ) -> bool:
        combinator, tests = selector.compounds[place]
        self._steps -= 1
        if self._steps < 0 or not all(self.passes(node, test) for test in tests):
            return False
        if place + 1 == len(selector.compounds):
            return anchor is None or any(
                other is anchor for other in self._left_of(node, combinator)
            )
        return any(
            self._match(other, selector, place + 1, anchor)
            for other in self._left_of(node, combinator)
        )

    def _left_of(self, node: Node, combinator: str) -> Iterator[Node]:
        if combinator in (">", " "):
            found = self.parent(node)
            while found is not None:
                yield found
                found = self.parent(found) if combinator == " " else None
            return
        row, place = self.row(node)
        stop = place - 2 if combinator == "+" else -1
        for other in range(place - 1, max(stop, -1), -1):
            yield row[other]

    def passes(self, node: Node, test: Test) -> bool:
        """Say whether an element passes one test."""
        if test.kind == "tag":
            return node.tag == test.name or node.tag.lower() == test.name
        if test.kind == "class":
            return test.name in node.attributes.get("class", "").split()
        if test.kind == "id":
            return node.attributes.get("id") == test.name
        if test.kind == "attribute":
            return _attribute(node, test)
        return passes_pseudo(self, node, test)

    def has(self, node: Node, selector: Selector) -> bool:
        """Say whether something matches a selector that begins at `node`."""
        for each in self._right_of(node, selector.compounds[-1][0]):
            if self._steps < 0:
                return False
            if self._match(each, selector, 0, node):
                return True
        return False

    def _right_of(self, node: Node, combinator: str) -> Iterator[Node]:
        """Yield what a selector that begins with `combinator` may be about."""
        if combinator in (">", " "):
            starts = list(node.children)
        else:
            row, place = self.row(node)
            starts = row[place + 1 :]
        stack = starts[::-1]
        while stack:
            found = stack.pop()
            if found.kind == NodeType.ELEMENT:
                yield found
                stack += reversed(found.children)


def _attribute(node: Node, test: Test) -> bool:
    value = node.attributes.get(test.name)
    if value is None or not test.operator:
        return value is not None
    wanted = test.value
    if test.ignore_case or test.name in _IGNORES_CASE:
        value, wanted = value.lower(), wanted.lower()
    return _OPERATORS[test.operator](value, wanted)


_OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "=": lambda value, wanted: value == wanted,
    "|=": lambda value, wanted: value == wanted or value.startswith(wanted + "-"),
    "~=": lambda value, wanted: wanted in value.split(),
    # An empty text is found nowhere, other than in Python.
    "^=": lambda value, wanted: bool(wanted) and value.startswith(wanted),
    "$=": lambda value, wanted: bool(wanted) and value.endswith(wanted),
    "*=": lambda value, wanted: bool(wanted) and wanted in value,
}
