"""What accessibility rules ask of the page: references, labels, and what is hidden.

An `Aria` is good for one moment of the page. Source here, in roles.py, names.py,
states.py and outline.py: the rules that Playwright 1.65 applies for `aria_snapshot()`
and `get_by_role()` (WAI-ARIA 1.2, HTML-AAM, accname 1.2), so that what a test wrote
about the page can be asked of the recording.
"""

from __future__ import annotations

import re

from replaytest.mirror.forms import selected_options
from replaytest.mirror.looks import Looks
from replaytest.mirror.match import Matcher
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.mirror.words import words
from replaytest.rrweb import NodeType

# White space as JavaScript's `\s` has it, which is not Python's.
SPACE = r"\t\n\v\f\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_SPACES = re.compile(f"[{SPACE}]+")
_INVISIBLE = re.compile("[\u200b\u00ad]")
_IGNORED = words("style script noscript template")
_LABELABLE = words("button input meter output progress select textarea")


class Aria:
    """References, labels and hiddenness in a mirror as it is now."""

    def __init__(self, mirror: Mirror) -> None:
        self.mirror = mirror
        self.looks = Looks(mirror)
        self.roles: dict[int, str | None] = {}
        self.disabled: dict[int, bool] = {}
        self._rows = Matcher(mirror)
        self._chosen: dict[int, frozenset[int]] = {}
        self._ids: dict[int, dict[str, Node]] | None = None
        self._labels: dict[int, list[Node]] | None = None
        self._cut: dict[int, bool] = {}

    def parent(self, node: Node) -> Node | None:
        """Return the parent element, or the host of a shadow root's child."""
        found = self.mirror.parent(node)
        return found if found is not None and found.kind == NodeType.ELEMENT else None

    def closest(self, node: Node, *tags: str) -> Node | None:
        """Return the nearest element with one of these tags, itself included."""
        found: Node | None = node
        while found is not None and found.tag not in tags:
            found = self.parent(found)
        return found

    def by_id(self, node: Node, name: str) -> Node | None:
        """Return the first element of this id in the tree that `node` is in."""
        scope = self.looks.scope(node)
        return None if scope is None else self._known_ids().get(scope.id, {}).get(name)

    def references(self, node: Node, attribute: str) -> list[Node]:
        """Return the elements whose ids an attribute lists, each once."""
        names = dict.fromkeys(node.attributes.get(attribute, "").split())
        found = (self.by_id(node, name) for name in names)
        return [each for each in found if each is not None]

    def beside(self, node: Node) -> list[Node]:
        """Return the elements just before and after one, where there are any."""
        row, place = self._rows.row(node)
        return row[max(place - 1, 0) : place] + row[place + 1 : place + 2]

    def is_selected(self, option: Node) -> bool:
        """Say whether an option of a select is selected."""
        select = self.closest(option, "select")
        if select is None:
            return "selected" in option.attributes
        known = self._chosen.get(select.id)
        if known is None:
            found = selected_options(self.mirror, select)
            known = self._chosen[select.id] = frozenset(each.id for each in found)
        return option.id in known

    def labels(self, node: Node) -> list[Node]:
        """Return the `label` elements of a form control, in document order."""
        if self._labels is None:
            self._labels = {}
            self._find_labels(self._labels)
        return self._labels.get(node.id, [])

    def is_hidden(self, node: Node) -> bool:
        """Say whether assistive technology is not shown an element."""
        if node.tag in _IGNORED:
            return True
        look = self.looks.look(node)
        if look.display == "contents" and node.tag != "slot":
            return not any(self._is_rendered(child) for child in node.children)
        in_select = node.tag == "option" and self.closest(node, "select") is not None
        if not in_select and node.tag != "slot" and not self.looks.is_visible(node):
            return True
        return self._is_cut_off(node)

    def is_text_rendered(self, text: Node) -> bool:
        """Say whether a text is in a place where texts are shown."""
        parent = self.mirror.parent(text)
        if parent is None:
            return True
        if self.looks.slots.is_unslotted(text):
            return False
        return parent.tag != "details" or "open" in parent.attributes

    def _is_rendered(self, child: Node) -> bool:
        if child.kind == NodeType.ELEMENT:
            return not self.is_hidden(child)
        shown = child.kind == NodeType.TEXT and bool(trim(child.content))
        return shown and not self.looks.slots.is_unslotted(child)

    def _is_cut_off(self, node: Node) -> bool:
        """Say whether an ancestor is not displayed, aria-hidden or in no slot."""
        chain = []
        found: Node | None = node
        while found is not None and found.id not in self._cut:
            chain.append(found)
            found = self.parent(found)
        cut = False if found is None else self._cut[found.id]
        for each in reversed(chain):
            cut = self._cut[each.id] = cut or self._cuts_off(each)
        return cut

    def _cuts_off(self, node: Node) -> bool:
        if node.attributes.get("aria-hidden", "").lower() == "true":
            return True
        slots = self.looks.slots
        return self.looks.look(node).display == "none" or slots.is_unslotted(node)

    def _known_ids(self) -> dict[int, dict[str, Node]]:
        if self._ids is None:
            self._ids = {}
            document = self.mirror.document
            for node in () if document is None else document.walk():
                name = (
                    node.attributes.get("id") if node.kind == NodeType.ELEMENT else None
                )
                scope = self.looks.scope(node)
                if name and scope is not None:
                    self._ids.setdefault(scope.id, {}).setdefault(name, node)
        return self._ids

    def _find_labels(self, found: dict[int, list[Node]]) -> None:
        document = self.mirror.document
        for label in () if document is None else document.walk():
            if label.tag != "label":
                continue
            if "for" in label.attributes:
                control = self.by_id(label, label.attributes["for"])
            else:
                inside = (n for n in label.walk() if n is not label)
                control = next((n for n in inside if _is_labelable(n)), None)
            if control is not None and _is_labelable(control):
                found.setdefault(control.id, []).append(label)


def collapse(text: str) -> str:
    """Return text as an outline shows it: runs of white space are one space."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", text).strip(_TRIMMED))


def flat(text: str) -> str:
    """Return text as a name has it: as `collapse`, but with no-break spaces kept."""
    chunks = text.replace("\r\n", "\n").split("\xa0")
    told = (_SPACES.sub(" ", _INVISIBLE.sub("", chunk)) for chunk in chunks)
    return "\xa0".join(told).strip(_TRIMMED)


def trim(text: str) -> str:
    """Return text without white space around it, as JavaScript's `trim` does."""
    return text.strip(_TRIMMED)


_TRIMMED = "\t\n\v\f\r \xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(
    map(chr, range(0x2000, 0x200B))
)


def _is_labelable(node: Node) -> bool:
    hidden = node.tag == "input" and node.attributes.get("type", "") == "hidden"
    return node.tag in _LABELABLE and not hidden
