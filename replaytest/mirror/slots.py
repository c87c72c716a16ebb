"""Slots: where the children of a shadow host are shown."""

from __future__ import annotations

from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.rrweb import NodeType


class Slots:
    """Finds slots at one moment of the page, remembering each host's."""

    def __init__(self, mirror: Mirror) -> None:
        self._mirror = mirror
        self._hosts: dict[int, dict[str, Node]] = {}

    def slot_of(self, node: Node) -> Node | None:
        """Return the slot that shows a child of a shadow host, None for all others."""
        host = self._mirror.parent(node)
        if host is None or host.shadow is None or node.is_shadow:
            return None
        return self._slots(host).get(_wanted(node))

    def is_unslotted(self, node: Node) -> bool:
        """Say whether a node is a light child of a shadow host that no slot shows."""
        host = self._mirror.parent(node)
        if host is None or host.shadow is None or node.is_shadow:
            return False
        return _wanted(node) not in self._slots(host)

    def assigned(self, slot: Node) -> list[Node]:
        """Return the nodes that a slot shows instead of its own content."""
        host = self._host(slot)
        if host is None or self._slots(host).get(_named(slot)) is not slot:
            return []
        name = _named(slot)
        shown = (NodeType.ELEMENT, NodeType.TEXT)
        return [n for n in host.children if n.kind in shown and _wanted(n) == name]

    def shown(self, node: Node) -> list[Node]:
        """Return the children that are shown in an element: of its shadow root, slotted
        ones, or its own.
        """
        if node.shadow is not None:
            return node.shadow
        return (self.assigned(node) if node.tag == "slot" else []) or node.children

    def around(self, node: Node) -> Node | None:
        """Return what a node is shown in: its slot, its host, or its parent."""
        return self.slot_of(node) or self._mirror.parent(node)

    def _host(self, slot: Node) -> Node | None:
        node = slot
        while not node.is_shadow:
            above = self._mirror.parent(node)
            if above is None:
                return None
            node = above
        return self._mirror.parent(node)

    def _slots(self, host: Node) -> dict[str, Node]:
        known = self._hosts.get(host.id)
        if known is None:
            known = self._hosts[host.id] = {}
            stack = list(reversed(host.shadow or []))
            while stack:
                node = stack.pop()
                if node.tag == "slot":
                    known.setdefault(_named(node), node)
                stack += reversed(node.children)
        return known


def _named(slot: Node) -> str:
    return slot.attributes.get("name", "")


def _wanted(node: Node) -> str:
    return node.attributes.get("slot", "") if node.kind == NodeType.ELEMENT else ""
