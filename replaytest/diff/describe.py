"""Elements in words, and where they are: by role and name, as people see a page."""

from __future__ import annotations

from collections.abc import Iterator

from replaytest.diff.align import OWN_KEYS
from replaytest.diff.item import SHADOW, TEXT, Item
from replaytest.mirror.aria import Aria
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.names import name_of
from replaytest.mirror.node import Node
from replaytest.mirror.roles import NO_ROLE, role_of
from replaytest.mirror.words import words
from replaytest.rrweb import NodeType

# Of these a page has one, or a few that differ; of the others only named ones anchor.
_LANDMARKS = words(
    """banner main navigation contentinfo complementary search dialog alertdialog alert
    status form"""
)
_NAMED = words(
    """region table grid treegrid list listbox menu menubar toolbar tablist tabpanel
    tree article group radiogroup figure feed"""
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
TEST_IDS = OWN_KEYS[:5]
LONGEST = 60
# Siblings before an element among which its heading is looked for.
_BEFORE = 20


class Describer:
    """Describes the elements of one mirror, as it is now."""

    def __init__(self, mirror: Mirror) -> None:
        self._mirror = mirror
        self._aria = Aria(mirror)
        self._told: dict[int, str] = {}
        self._anchors: dict[int, str] = {}

    def what(self, item: Item) -> str:
        """Return an item as its role and name, or as its tag and what it says."""
        if item.tag == TEXT:
            return f"text {quoted(item.text)}"
        node = self._mirror.get(item.node)
        if node is None:
            return "page"
        if item.tag == SHADOW:
            return f"shadow root of {self._element(node)}"
        return "page" if node.kind == NodeType.DOCUMENT else self._element(node)

    def holder(self, item: Item) -> str:
        """Return what a text is in: with its name, unless that is made of the text."""
        parent = item.parent
        node = None if parent is None else self._mirror.get(parent.node)
        if node is None or node.kind != NodeType.ELEMENT:
            return "page"
        label = self._label(node)
        name = node.attributes.get("aria-label", "").strip()
        return f"{label} {quoted(name)}" if name else label

    def anchor(self, item: Item) -> str:
        """Return the nearest landmark, heading or test id around an item, or ""."""
        start = item.parent
        if start is None:
            return ""
        found = self._anchor(self._mirror.get(start.node))
        # A heading is no place for its own text.
        is_itself = item.tag == TEXT and found == self.what(start)
        return "" if is_itself else found

    def _anchor(self, start: Node | None) -> str:
        on_the_way: list[int] = []
        found = ""
        node = start
        while node is not None:
            if node.id in self._anchors:
                found = self._anchors[node.id]
                break
            on_the_way.append(node.id)
            found = self._as_anchor(node)
            if found:
                break
            node = self._mirror.parent(node)
        for each in on_the_way:
            self._anchors[each] = found
        return found

    def _as_anchor(self, node: Node) -> str:
        if node.kind != NodeType.ELEMENT:
            return ""
        role = role_of(self._aria, node)
        if role in _LANDMARKS or role in _NAMED:
            name = name_of(self._aria, node)
            if name:
                return f"{role} {quoted(name)}"
            if role in _LANDMARKS:
                return str(role)
        for name in TEST_IDS:
            if node.attributes.get(name):
                return f"{name}={node.attributes[name]}"
        heading = self._heading(node)
        return "" if heading is None else self._element(heading)

    def _heading(self, node: Node) -> Node | None:
        """Return the first heading right in an element, or in its `header`."""
        for child in node.children[:_BEFORE]:
            if child.tag in _HEADINGS:
                return child
            if child.tag == "header":
                return next((n for n in child.children if n.tag in _HEADINGS), None)
        return None

    def _element(self, node: Node) -> str:
        known = self._told.get(node.id)
        if known is None:
            known = self._told[node.id] = self._described(node)
        return known

    def _described(self, node: Node) -> str:
        label = self._label(node)
        name = name_of(self._aria, node) if label[:1] != "<" else ""
        if not name and not _is_large(node):
            name = " ".join(_texts(node))
        return f"{label} {quoted(name)}" if name else label

    def _label(self, node: Node) -> str:
        role = role_of(self._aria, node)
        if role is not None and role not in NO_ROLE and role != "generic":
            return role
        for name in (*TEST_IDS, "id"):
            if value := node.attributes.get(name):
                return f"<{node.tag} {name}={quoted(value)}>"
        return f"<{node.tag}>"


def quoted(text: str) -> str:
    """Return a text in quotes, shortened."""
    text = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    return f'"{text}"'


def _texts(node: Node) -> Iterator[str]:
    for each in node.walk():
        if each.kind == NodeType.TEXT:
            yield from each.content.split()


def _is_large(node: Node) -> bool:
    """Say whether more is in an element than tells it from its like."""
    return any(count > 25 for count, _ in enumerate(node.walk()))
