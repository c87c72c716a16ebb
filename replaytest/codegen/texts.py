"""What elements say, as Playwright compares it: their `textContent`, made even.

After packages/injected/src/selectorUtils.ts of Playwright 1.65, as words.ts of the
viewer is.
"""

from __future__ import annotations

from replaytest.mirror.aria import Aria, collapse
from replaytest.mirror.forms import input_type
from replaytest.mirror.node import Node
from replaytest.mirror.words import words
from replaytest.rrweb import NodeType

_SILENT = words("script noscript style head")
_LABELLED = words("button meter output progress select textarea")


class Texts:
    """The texts of the elements of a page, at one moment."""

    def __init__(self, aria: Aria) -> None:
        self._aria = aria
        self._full: dict[int, str] = {}
        self._even: dict[int, str] = {}
        self._lower: dict[int, str] = {}

    def of(self, node: Node) -> str:
        """Return what is said in an element, white space made even."""
        known = self._even.get(node.id)
        if known is None:
            known = self._even[node.id] = collapse(self.full(node))
        return known

    def full(self, node: Node) -> str:
        """Return what is said in an element, as it is."""
        stack = [node]
        while stack:
            each = stack[-1]
            inside = [] if each.id in self._full else _elements_in(each)
            missing = [child for child in inside if child.id not in self._full]
            if missing:
                stack += missing
            else:
                stack.pop()
                self._full.setdefault(each.id, self._joined(each))
        return self._full[node.id]

    def says_itself(self, node: Node, text: str, *, exact: bool = False) -> bool:
        """Say whether a text is in an element and in none of those inside of it.

        It is sought in any case of its letters, or if it is `exact` is all there is.
        """
        wanted = text if exact else text.lower()
        if not self._fits(node, wanted, exact=exact):
            return False
        inside = _elements_in(node)
        return not any(self._fits(child, wanted, exact=exact) for child in inside)

    def labels(self, node: Node) -> list[str]:
        """Return what labels an element: by reference, by itself, by `label`."""
        by = self._aria.references(node, "aria-labelledby")
        if by:
            return [self.of(each) for each in by]
        told = node.attributes.get("aria-label", "")
        if told.strip():
            return [collapse(told)]
        field = node.tag == "input" and input_type(node) != "hidden"
        if field or node.tag in _LABELLED:
            return [self.of(each) for each in self._aria.labels(node)]
        return []

    def _fits(self, node: Node, wanted: str, *, exact: bool) -> bool:
        if exact:
            return self.of(node) == wanted
        known = self._lower.get(node.id)
        if known is None:
            known = self._lower[node.id] = self.of(node).lower()
        return wanted in known

    def _joined(self, node: Node) -> str:
        if node.tag in _SILENT:
            return ""
        if node.tag == "input":
            pushed = input_type(node) in ("submit", "button", "reset")
            return (self._aria.mirror.value(node) or "") if pushed else ""
        parts = []
        for child in (*node.children, *(node.shadow or ())):
            if child.kind in (NodeType.TEXT, NodeType.CDATA):
                parts.append(child.content)
            elif child.kind == NodeType.ELEMENT:
                parts.append(self._full.get(child.id, ""))
        return "".join(parts)


def _elements_in(node: Node) -> list[Node]:
    inside = (*node.children, *(node.shadow or ()))
    return [child for child in inside if child.kind == NodeType.ELEMENT]
