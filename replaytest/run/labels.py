"""By what elements are known as they come and go, since ids are those of one page.

An element is known by its tag and classes, or without by its tag and role in what it is
in. Classes change while it is there: it leaves as what it came as, and as what it is;
those of a movement that it is in say nothing of it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.redrive.plain import class_stems
from replaytest.rrweb import NodeType

# Vue's and React Transition Group's, and those of libraries that follow them.
TRANSITION = re.compile(
    r"(?i)(?:^|[-_])(?:enter|leave|exit|appear)-?(?:active|from|to)$"
)
_IN = " in "


def label_of(node: Node) -> str:
    """Return an element's tag and classes, "" without: then it may be anything."""
    return _label(node.tag, node.attributes.get("class", ""))


def label_at(node: Node, mirror: Mirror) -> str:
    """Return by what an element of a page is known, "" for nothing."""
    own = label_of(node)
    parent = mirror.parent(node)
    if own or parent is None or node.kind != NodeType.ELEMENT:
        return own
    return _label_in(_tag_and_role(node), label_of(parent))


class Labels:
    """The events in which elements of a tab came and went, by what they are known."""

    def __init__(self) -> None:
        self._come: dict[str, list[int]] = defaultdict(list)
        self._gone: dict[str, list[int]] = defaultdict(list)
        self._came_as: dict[int, str] = {}
        self._tags: dict[int, str] = {}  # and roles
        self._classes: dict[int, str] = {}

    def begin(self, document: Node) -> None:
        """Another page is there."""
        self._came_as.clear()
        self._tags.clear()
        self._classes.clear()
        for node in document.walk():
            if node.kind == NodeType.ELEMENT:
                self._take(node)
                if label := label_of(node):
                    self._came_as[node.id] = label

    def put(self, node: Node, parent: int, number: int) -> None:
        """An element came."""
        self._take(node)
        if label := self._label(node.id, parent):
            self._came_as[node.id] = label
            self._come[label].append(number)

    def named(self, node: int, classes: str) -> None:
        """An element has other classes."""
        self._classes[node] = classes

    def went(self, node: int, parent: int | None, number: int) -> None:
        """An element is gone."""
        for label in {self._came_as.pop(node, ""), self._label(node, parent)} - {""}:
            self._gone[label].append(number)
        self._tags.pop(node, None)
        self._classes.pop(node, None)

    def moved(self, node: int, parent: int | None, number: int) -> None:
        """An element left its place for another one."""
        for label in {self._came_as.get(node, ""), self._label(node, parent)} - {""}:
            self._gone[label].append(number)
            self._come[label].append(number)

    def left(self, label: str, number: int) -> list[int]:
        """Return the events, from one on, in which such an element was removed."""
        return from_number(self._gone.get(label, []), number)

    def comes(self, label: str, number: int, until: int) -> bool:
        """Say whether such an element is added from an event on."""
        return any_between(self._come.get(label, ()), number, until)

    def leaves(self, label: str, number: int, until: int) -> bool:
        """Say whether such an element is removed from an event on."""
        return any_between(self._gone.get(label, ()), number, until)

    def _take(self, node: Node) -> None:
        self._tags[node.id] = _tag_and_role(node)
        if classes := node.attributes.get("class"):
            self._classes[node.id] = classes

    def _label(self, node: int, parent: int | None = None) -> str:
        told = self._tags.get(node, "")
        own = _label(told.partition(" ")[0], self._classes.get(node, ""))
        if own or not told or parent is None:
            return own
        return _label_in(told, self._label(parent))


@lru_cache(maxsize=4096)
def _label(tag: str, classes: str) -> str:
    names = [each for each in class_stems(classes) if not TRANSITION.search(each)]
    return " ".join([tag, *sorted(names)]) if names else ""


def _label_in(own: str, parent: str) -> str:
    return f"{own}{_IN}{parent}" if parent else ""


def _tag_and_role(node: Node) -> str:
    return f"{node.tag} {node.attributes.get('role', '')}"


def from_number(numbers: list[int], begin: int) -> list[int]:
    """Return those of sorted numbers that are not below `begin`."""
    return numbers[bisect_left(numbers, begin) :]


def any_between(numbers: Sequence[int], begin: int, end: float) -> bool:
    """Say whether one of sorted numbers is in a range, the end excluded."""
    place = bisect_left(numbers, begin)
    return place < len(numbers) and numbers[place] < end
