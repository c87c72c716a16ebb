"""The text that is to be read on the page, as `innerText` gives it.

Other than `innerText` it goes into frames and open shadow roots. `text-transform` is
not followed; looks.py has the limits of what is known to be hidden.
"""

from __future__ import annotations

import re

from replaytest.mirror.defaults import shows_child
from replaytest.mirror.forms import options_of
from replaytest.mirror.looks import Looks
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.mirror.words import words
from replaytest.rrweb import NodeType

_SPACES = re.compile(r"[ \t\n\r\f]+")
_SPACES_IN_LINE = re.compile(r"[ \t\f]*\n[ \t\f]*|[ \t\f]+")
_BLOCKS = words("block flex grid list-item table table-row table-caption flow-root")
_OBJECTS = words("input select textarea img canvas video audio meter progress iframe")
_KEEPS = ("pre", "pre-wrap", "break-spaces")


def visible_text(mirror: Mirror, node: Node | None = None) -> str:
    """Return the visible text of the page or below `node`, lines parted by newlines.

    Cells of a table are parted by tabs. A node that is not shown gives "".
    """
    start = mirror.document if node is None else node
    return "" if start is None else _Reader(Looks(mirror)).read(start)


def is_hidden(mirror: Mirror, node: Node) -> bool:
    """Say whether an element cannot be seen: it, or what it is in, is not displayed.

    By attributes, inline styles and recorded sheets; looks.py tells what is not seen.
    Of a text it says whether its element is hidden.
    """
    looks = Looks(mirror)
    return looks.slots.is_unslotted(node) or not looks.is_visible(node)


class _After:
    """Stands on the stack where an element ends: what is written then."""

    def __init__(self, breaks: int, tab: bool) -> None:
        self.breaks = breaks
        self.tab = tab


class _Reader:
    def __init__(self, looks: Looks) -> None:
        self._looks = looks
        self._lines = _Lines()

    def read(self, start: Node) -> str:
        stack: list[Node | _After] = [start]
        while stack:
            item = stack.pop()
            if isinstance(item, _After):
                self._lines.end(item.breaks)
                if item.tab:
                    self._lines.keep("\t")
            elif item.kind in (NodeType.TEXT, NodeType.CDATA):
                self._text(item)
            elif item.kind == NodeType.DOCUMENT:
                stack += reversed(item.children)
            elif item.kind == NodeType.ELEMENT:
                self._element(item, stack)
        return "".join(self._lines.parts)

    def _text(self, node: Node) -> None:
        look = self._looks.look(node)
        if not look.shown or look.visibility != "visible":
            return
        around = self._looks.slots.around(node)
        if self._looks.slots.is_unslotted(node) or not (
            around is None or shows_child(around, node)
        ):
            return
        if look.white_space in _KEEPS:
            self._lines.keep(node.content)
        elif look.white_space == "pre-line":
            self._lines.keep(_SPACES_IN_LINE.sub(_newline_or_space, node.content))
        else:
            self._lines.flow(node.content)

    def _element(self, node: Node, stack: list[Node | _After]) -> None:
        look = self._looks.look(node)
        if not look.shown and look.display != "contents":
            return
        if node.tag == "br":
            self._lines.keep("\n")
        if node.tag in _OBJECTS and look.visibility == "visible":
            self._lines.object()
        breaks = _breaks(node, look.display)
        self._lines.end(breaks)
        tab = look.display == "table-cell" and self._has_next_cell(node)
        stack.append(_After(breaks, tab))
        if node.tag == "select":
            self._options(node)
        elif node.tag != "textarea":
            stack += reversed(self._looks.slots.shown(node))

    def _options(self, select: Node) -> None:
        for option in options_of(select):
            self._lines.end(1)
            for child in option.children:
                if child.kind == NodeType.TEXT:
                    self._lines.flow(child.content)
            self._lines.end(1)
        self._lines.object()

    def _has_next_cell(self, node: Node) -> bool:
        parent = self._looks.mirror.parent(node)
        cells = [] if parent is None else [n for n in parent.children if n.tag]
        return bool(cells) and cells[-1] is not node


class _Lines:
    """Text so far. White space and line breaks wait until text comes after them."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._space = False
        self._breaks = 0
        self._at_start = True

    def end(self, breaks: int) -> None:
        """End the line if there is one, with `breaks` newlines before the next."""
        if breaks:
            self._breaks = max(self._breaks, breaks)
            self._space = False
            self._at_start = True

    def object(self) -> None:
        """Have something in the line that is no text: spaces beside it stay."""
        if self._space and not self._at_start:
            self._add("")
        self._at_start = False

    def keep(self, text: str) -> None:
        """Add text as it is."""
        if text:
            self._space = self._space and not text.isspace()
            self._add(text)
            self._at_start = text.endswith(("\n", "\t"))

    def flow(self, text: str) -> None:
        """Add text of a paragraph, where runs of white space are one space or none."""
        told = _SPACES.sub(" ", text)
        words = told.strip(" ")
        self._space |= told.startswith(" ")
        if words:
            self._add(words)
            self._at_start = False
            self._space = told.endswith(" ")

    def _add(self, text: str) -> None:
        if self.parts and self._breaks:
            self.parts.append("\n" * self._breaks)
        if self._space and not self._at_start:
            self.parts.append(" ")
        self._breaks = 0
        self._space = False
        self.parts.append(text)


def _breaks(node: Node, display: str) -> int:
    if node.tag == "p":
        return 2
    return 1 if display in _BLOCKS else 0


def _newline_or_space(found: re.Match[str]) -> str:
    return "\n" if "\n" in found[0] else " "
