"""The tree: nodes, where they are, and what lies below a node that leaves.

Everything here is linear in the nodes it touches and recurses nowhere: pages nest as
deep as their authors, or an attacker, want.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from replaytest.mirror.node import Kind, Node


class Tree:
    """The nodes of one page, by their ids. `document` is None before a full snapshot.

    `skipped` counts, by reason, what could not be applied. `beside` are the tables of
    what is known of a node and not in it; what leaves the tree leaves them too.
    """

    def __init__(self) -> None:
        self.document: Node | None = None
        self.nodes: dict[int, Node] = {}
        self.skipped: Counter[str] = Counter()
        self.beside: tuple[dict[int, Any], ...] = ()
        self._parents: dict[int, Node] = {}

    def get(self, node_id: int | None) -> Node | None:
        """Return the node with this id, None if there is none now."""
        return None if node_id is None else self.nodes.get(node_id)

    def parent(self, node: Node) -> Node | None:
        """Return the element or document that `node` is in.

        A child of a shadow root is in its host, a frame's document in its `iframe`.
        """
        return self._parents.get(node.id)

    def ancestors(self, node: Node) -> Iterator[Node]:
        """Yield what `node` is in, nearest first, out of frames and shadow roots."""
        parents = self._parents
        found = parents.get(node.id)
        while found is not None:
            yield found
            found = parents.get(found.id)

    def siblings(self, node: Node) -> list[Node]:
        """Return the children among which `node` is, itself included."""
        parent = self._parents.get(node.id)
        return [node] if parent is None else _row(parent, node)

    def plant(self, document: Node) -> None:
        """Make `document` the whole tree."""
        self.nodes = {}
        self._parents = {}
        for table in self.beside:
            table.clear()
        self.document = document
        self.index(document)

    def index(self, root: Node) -> None:
        """Make a new subtree known, and sort the children of its shadow roots."""
        nodes, parents = self.nodes, self._parents
        stack = [root]
        while stack:
            node = stack.pop()
            nodes[node.id] = node
            if node.is_shadow_host or node.shadow is not None:
                _split(node)
                for child in node.shadow or ():
                    parents[child.id] = node
                stack += node.shadow or ()
            if node.children:
                stack += node.children
                for child in node.children:
                    parents[child.id] = node

    def insert(self, node: Node, parent: Node, before: Node | None) -> None:
        """Put a new subtree under `parent`, at the end without `before`."""
        if node.is_shadow and parent.shadow is None:
            parent.shadow = []
        row = _row(parent, node)
        place = _position(row, before)
        if place is None:
            row.append(node)
        else:
            row.insert(place, node)
        self.index(node)
        self._parents[node.id] = parent

    def detach(self, node: Node) -> None:
        """Take a subtree out; its ids mean nothing from here on."""
        parent = self._parents.pop(node.id, None)
        if parent is not None:
            row = _row(parent, node)
            place = _position(row, node)
            if place is not None:
                del row[place]
        if node is self.document:
            self.document = None
        self._forget(node)

    def _forget(self, root: Node) -> None:
        nodes, parents = self.nodes, self._parents
        tables = [table for table in self.beside if table]
        for node in root.walk():
            if nodes.get(node.id) is node:
                del nodes[node.id]
                if node is not root:
                    parents.pop(node.id, None)
                for table in tables:
                    table.pop(node.id, None)

    def owner_document(self, node: Node) -> Node | None:
        """Return the document that `node` is in."""
        if node.kind == Kind.DOCUMENT:
            return node
        return next((n for n in self.ancestors(node) if n.kind == Kind.DOCUMENT), None)


def _row(parent: Node, node: Node) -> list[Node]:
    if node.is_shadow and parent.shadow is not None:
        return parent.shadow
    return parent.children


def _position(row: list[Node], node: Node | None) -> int | None:
    """Return where `node` is in `row`; both ends, where changes happen, are quick."""
    if node is None or not row:
        return None
    if row[-1] is node:
        return len(row) - 1
    try:
        return row.index(node)
    except ValueError:
        return None


def _split(host: Node) -> None:
    """Sort out the shadow root's children, which events have among the others."""
    host.shadow = host.shadow or []
    host.shadow += [child for child in host.children if child.is_shadow]
    host.children = [child for child in host.children if not child.is_shadow]
