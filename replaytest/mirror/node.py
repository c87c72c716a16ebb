"""One node of the mirror.

Nodes are decoded straight from the event's bytes, and their attributes only when
somebody looks: most nodes of a page are never looked at. A node knows its children and
not its parent (`Mirror.parent` does), so that a page which is done with is freed at
once; it would otherwise be a cycle, and the cycle collector is what made the first
prototype slow.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Raw, Struct, field

from replaytest.rrweb import NodeType

NO_ATTRIBUTES = Raw(b"{}")


class Node(
    Struct,
    gc=False,
    eq=False,
    rename={
        "kind": "type",
        "tag": "tagName",
        "children": "childNodes",
        "text": "textContent",
        "is_svg": "isSVG",
        "is_shadow": "isShadow",
        "is_shadow_host": "isShadowHost",
        "root_id": "rootId",
        "public_id": "publicId",
        "system_id": "systemId",
        "compat_mode": "compatMode",
        "_encoded": "attributes",
        # No event has a field of this name: these two are ours.
        "_attributes": "(attributes)",
        "shadow": "(shadow)",
    },
):
    """A document, doctype, element, text or comment.

    `children` are the light children; the one child of an `iframe` is its document.
    `shadow` are the children of the open shadow root, None for an element without one.
    `root_id` is the id of the document it belongs to unless that is the top one.
    """

    kind: int
    id: int
    tag: str = ""
    children: list[Node] = field(default_factory=list)
    text: str | None = ""
    is_svg: bool | None = False
    is_shadow: bool | None = False
    is_shadow_host: bool | None = False
    root_id: int | None = None
    name: str | None = ""
    public_id: str | None = ""
    system_id: str | None = ""
    compat_mode: str | None = ""
    shadow: list[Node] | None = None
    _encoded: Raw = NO_ATTRIBUTES
    _attributes: dict[str, str] | None = None

    @property
    def attributes(self) -> dict[str, str]:
        """The attributes as the recording has them, rrweb's own (`rr_…`) among them.

        Changing the dict changes the node. Attributes without a value are "".
        """
        if self._attributes is None:
            self._attributes = _decoded(self._encoded)
            self._encoded = NO_ATTRIBUTES
        return self._attributes

    @attributes.setter
    def attributes(self, value: dict[str, str]) -> None:
        self._attributes = value

    @property
    def content(self) -> str:
        """The text of a text, comment or CDATA node."""
        return self.text or ""

    def text_content(self) -> str:
        """Return the text below, that of shadow roots apart, as `textContent` does."""
        parts = []
        stack = [self]
        while stack:
            node = stack.pop()
            if node.kind in (NodeType.TEXT, NodeType.CDATA):
                parts.append(node.content)
            stack += reversed(node.children)
        return "".join(parts)

    def all_children(self) -> list[Node]:
        """Return the children of the shadow root, then the light ones."""
        return [*self.shadow, *self.children] if self.shadow else self.children

    def walk(self) -> Iterator[Node]:
        """Yield this node and all below it in document order, shadow roots first."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack += reversed(node.children)
            if node.shadow:
                stack += reversed(node.shadow)


# What the parser raises. It looks at a string only when it makes one, so that bytes
# which are no UTF-8 may be noticed late.
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)

_texts = msgspec.json.Decoder(dict[str, str])
_any = msgspec.json.Decoder(dict[str, Any])


def _decoded(encoded: Raw) -> dict[str, str]:
    try:
        return _texts.decode(encoded)
    except UNREADABLE:
        pass
    try:
        return attribute_texts(_any.decode(bytes(encoded).decode(errors="replace")))
    except UNREADABLE:
        return {}


def attribute_texts(values: dict[str, Any]) -> dict[str, str]:
    """Return attributes as text: true is "", false and null are not there.

    What is neither text, number nor truth value is left out.
    """
    found = {}
    for name, value in values.items():
        if isinstance(value, str):
            found[name] = value
        elif value is True:
            found[name] = ""
        elif isinstance(value, int | float) and value is not False:
            found[name] = number_text(value)
    return found


def number_text(value: float) -> str:
    """Return a number as JavaScript would spell it."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    return str(value)
