"""What stands around an element, and the text in it: all bounded, most kept.

Wrappers are looked through: a `div` around one element is no place of its own.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice

from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.mirror.words import words
from replaytest.redrive.plain import (
    class_stems,
    is_generated,
    told,
    words_of,
)
from replaytest.rrweb import NodeType

_TEXT, _ROW_TEXT, _BESIDE_TEXT = 100, 240, 40
# Numbers: members of an enumeration compare slower, and these are asked of all nodes.
_ELEMENT = int(NodeType.ELEMENT)
_TEXTS = (int(NodeType.TEXT), int(NodeType.CDATA))
_SILENT = words("script style noscript template head")
_ROWS = words("tr li article fieldset form dialog dd dt figure section")
_ROW_ROLES = words("row listitem option dialog alertdialog article treeitem group")
_HEADINGS = words("h1 h2 h3 h4 h5 h6 legend caption")
_LANDMARKS = words("nav main header footer aside form dialog table search iframe")
_NAMED_BY_VALUE = ("button", "submit", "reset")
# How far up and to the sides is looked.
_UP, _SIDE, _NODES = 8, 6, 400
# Of a path: what is deeper has the end of its own.
_DEEP = 64
# So many siblings are asked whether they are a heading.
_BEFORE = 12
# So many siblings of one tag are a list.
_REPEATED = 3


class Surroundings:
    """The surroundings of the elements of a mirror as it is now."""

    def __init__(self, mirror: Mirror) -> None:
        self.mirror = mirror
        self._texts: dict[tuple[int, int], str] = {}
        self._words: dict[tuple[int, int], frozenset[str]] = {}
        self._rows: dict[int, Node | None] = {}
        self._headings: dict[int, str] = {}
        self._numbers: dict[tuple[int, bool], dict[int, int]] = {}
        self._own_anchors: dict[int, tuple[str, ...]] = {}
        self._labels: tuple[dict[str, Node], dict[str, Node]] | None = None

    def text(self, node: Node, limit: int = _TEXT) -> str:
        """Return the beginning of the text in an element, its white space made even."""
        known = self._texts.get((node.id, limit))
        if known is None:
            known = self._texts[node.id, limit] = _text(node, limit)
        return known

    def label(self, node: Node) -> str:
        """Return what names an element besides its content, "" if nothing does."""
        has = node.attributes
        if node.tag == "input" and has.get("type", "").lower() in _NAMED_BY_VALUE:
            return has.get("aria-label") or has.get("value", "")
        if "aria-labelledby" in has:
            by_id, _ = self._labelling()
            named = (by_id.get(each) for each in has["aria-labelledby"].split())
            found = " ".join(self.text(each) for each in named if each is not None)
            if found:
                return found
        if has.get("aria-label"):
            return has["aria-label"]
        if node.tag in ("input", "select", "textarea"):
            return self._native_label(node)
        return self._picture(node)

    def row(self, node: Node) -> frozenset[str]:
        """Return the words of the list item, table row, form or dialog around."""
        found = self.row_of(node)
        return frozenset() if found is None else self._words_of(found, _ROW_TEXT)

    def row_of(self, node: Node) -> Node | None:
        """Return the nearest list item, table row, form or dialog around an element."""
        parent = self.mirror.parent(node)
        if parent is None:
            return None
        if parent.id not in self._rows:
            near = [parent, *islice(self.mirror.ancestors(parent), _UP)]
            self._rows[parent.id] = next(
                (each for each in near if _is_row(each)), None
            ) or next((each for each in near if self._is_repeated(each)), None)
        return self._rows[parent.id]

    def _is_repeated(self, node: Node) -> bool:
        """Say whether an element is one of many: a card in a grid of `div`s."""
        siblings = self.mirror.siblings(node)
        if node.kind != _ELEMENT or len(siblings) < _REPEATED:
            return False
        alike = sum(each.tag == node.tag for each in siblings)
        return alike >= _REPEATED and 2 * alike > len(siblings)

    def beside(self, node: Node) -> frozenset[str]:
        """Return the words of what is next to an element, wrappers looked through."""
        outer = self._unwrapped(node)
        siblings = self.mirror.siblings(outer)
        if len(siblings) < 2:
            return frozenset()
        place = _place(siblings, outer)
        near = siblings[max(place - _SIDE // 2, 0) : place + 1 + _SIDE // 2]
        found: frozenset[str] = frozenset()
        for each in near:
            if each is not outer:
                found |= self._words_of(each, _BESIDE_TEXT)
        return found

    def heading(self, node: Node) -> str:
        """Return the text of the nearest heading before an element, or above it."""
        chain: list[Node] = []
        found: Node | None = node
        text = None
        while found is not None and text is None:
            text = self._headings.get(found.id)
            if text is None:
                chain.append(found)
                text = self._heading_before(found)
                found = self.mirror.parent(found)
        for each in chain:
            self._headings[each.id] = text or ""
        return text or ""

    def _heading_before(self, node: Node) -> str | None:
        siblings = self.mirror.siblings(node)
        place = _place(siblings, node)
        for each in reversed(siblings[max(place - _BEFORE, 0) : place]):
            heading = _heading_in(each)
            if heading is not None:
                return told(self.text(heading))
        return None

    def anchors(self, node: Node) -> frozenset[str]:
        """Return what the ancestors of an element are called, and its landmarks."""
        found: set[str] = set()
        for each in islice(self.mirror.ancestors(node), _UP):
            known = self._own_anchors.get(each.id)
            if known is None:
                known = self._own_anchors[each.id] = _own_anchors(each)
            found.update(known)
        return frozenset(found)

    def is_one_place(self, one: Node, other: Node) -> bool:
        """Say whether one element is the other's wrapper, with nothing else in it."""
        return self.wraps(one, other) or self.wraps(other, one)

    def wraps(self, outer: Node, inner: Node) -> bool:
        """Say whether an element is around another one and nothing else."""
        for parent in islice(self.mirror.ancestors(inner), _UP):
            if parent.kind != _ELEMENT or len(_shown(parent)) > 1:
                return False
            if parent is outer:
                return True
        return False

    def path(self, node: Node) -> tuple[tuple[str, ...], tuple[str, ...], int]:
        """Return the tags down to an element, the same with numbers, and its number.

        At most `_DEEP` tags. A number is that of an element among its siblings of the
        same tag, from 0.
        """
        tags, places = [], []
        for each in (node, *islice(self.mirror.ancestors(node), _DEEP)):
            tag = each.tag or "#document"
            tags.append(tag)
            places.append(f"{tag}{self._number(each)}")
        return tuple(reversed(tags)), tuple(reversed(places)), self._number(node)

    def _number(self, node: Node) -> int:
        parent = self.mirror.parent(node)
        if parent is None:
            return 0
        key = (parent.id, bool(node.is_shadow))
        known = self._numbers.get(key)
        if known is None:
            known = self._numbers[key] = {}
            seen: Counter[str] = Counter()
            for each in self.mirror.siblings(node):
                known[each.id] = seen[each.tag]
                seen[each.tag] += 1
        return known[node.id]

    def _words_of(self, node: Node, limit: int) -> frozenset[str]:
        known = self._words.get((node.id, limit))
        if known is None:
            known = words_of(self.text(node, limit))
            self._words[node.id, limit] = known
        return known

    def _unwrapped(self, node: Node) -> Node:
        for parent in islice(self.mirror.ancestors(node), _UP):
            if parent.kind != _ELEMENT or len(_shown(parent)) > 1:
                break
            node = parent
        return node

    def _native_label(self, node: Node) -> str:
        _, by_for = self._labelling()
        found = by_for.get(node.attributes.get("id", "\0"))
        if found is None:
            near = islice(self.mirror.ancestors(node), _UP)
            found = next((each for each in near if each.tag == "label"), None)
        return "" if found is None else self.text(found)

    def _picture(self, node: Node) -> str:
        """Return what a picture in an element says, where it has no text."""
        if self.text(node):
            return ""
        for each in islice(node.walk(), 12):
            has = each.attributes if each.kind == _ELEMENT else {}
            said = has.get("alt") or (has.get("aria-label") if each is not node else "")
            if said:
                return said
        return ""

    def _labelling(self) -> tuple[dict[str, Node], dict[str, Node]]:
        """Return the elements by id, and the labels by whose they are."""
        if self._labels is None:
            by_id: dict[str, Node] = {}
            by_for: dict[str, Node] = {}
            for node in self.mirror.nodes.values():
                if node.kind == _ELEMENT:
                    has = node.attributes
                    if "id" in has:
                        by_id.setdefault(has["id"], node)
                    if node.tag == "label" and "for" in has:
                        by_for.setdefault(has["for"], node)
            self._labels = by_id, by_for
        return self._labels


def _text(node: Node, limit: int) -> str:
    parts: list[str] = []
    length = looked = 0
    stack = [node]
    while stack and length <= limit and looked < _NODES:
        each = stack.pop()
        looked += 1
        if each.kind in _TEXTS:
            piece = " ".join((each.text or "").split())
            if piece:
                parts.append(piece)
                length += len(piece) + 1
        elif each.tag not in _SILENT:
            stack += each.children[::-1]
            if each.shadow:
                stack += each.shadow[::-1]
    return " ".join(parts)[:limit]


def _is_row(node: Node) -> bool:
    return node.kind == _ELEMENT and (
        node.tag in _ROWS or node.attributes.get("role") in _ROW_ROLES
    )


def _heading_in(node: Node) -> Node | None:
    if node.kind != _ELEMENT:
        return None
    for each in (node, *node.children[:4]):
        if each.tag in _HEADINGS or (
            each.kind == _ELEMENT and each.attributes.get("role") == "heading"
        ):
            return each
    return None


def _own_anchors(node: Node) -> tuple[str, ...]:
    if node.kind != _ELEMENT:
        return ()
    has = node.attributes
    found = [f".{each}" for each in sorted(class_stems(has.get("class", "")))[:3]]
    name = has.get("id", "")
    if name and not is_generated(name):
        found.append(f"#{name}")
    called = (has.get(each, "") for each in ("aria-label", "name", "title"))
    found += [f"@{each}" for each in called if told(each)]
    if node.tag in _LANDMARKS or "role" in has:
        found.append(has.get("role") or node.tag)
    return tuple(found)


def _shown(parent: Node) -> list[Node]:
    return [
        each
        for each in parent.all_children()
        if each.kind == _ELEMENT or each.content.strip()
    ]


def _place(row: list[Node], node: Node) -> int:
    return next((at for at, each in enumerate(row) if each is node), 0)
