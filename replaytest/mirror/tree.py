"""The tree: nodes, where they are, and what lies below a node that leaves.

Everything here is linear in the nodes it touches and recurses nowhere: pages nest as
deep as their authors, or an attacker, want.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from replaytest.mirror.node import Node
from replaytest.mirror.order import LONG, Order
from replaytest.mirror.sheets import Sheet
from replaytest.mirror.style import split_style
from replaytest.rrweb import NodeType


class Tree:
    """The nodes of one page, by their ids. `document` is None before a full snapshot.

    `skipped` counts, by reason, what could not be applied. `sheets` are changes of the
    rules of `style` and `link` elements since their text was parsed. `beside` are the
    tables of what is known of a node and not in it; what leaves the tree leaves them.
    `touched` are the ids of what has come, gone or changed since a reader made it a
    set, and of all that this is or was in; None: there is no reader, or a new page.
    """

    def __init__(self) -> None:
        self.document: Node | None = None
        self.nodes: dict[int, Node] = {}
        self.skipped: Counter[str] = Counter()
        self.sheets: dict[int, Sheet] = {}
        self.beside: tuple[dict[int, Any], ...] = ()
        self.touched: set[int] | None = None
        self._parents: dict[int, Node] = {}
        # Where the last change was among its siblings: the next one is often beside it.
        self._near = 0
        # Of long rows: by parent, and by whether they are those of its shadow root.
        self._orders: dict[tuple[int, bool], Order] = {}

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

    def touch(self, node: Node) -> None:
        """Note that a node, or something in it, is no longer what it was."""
        touched, parents = self.touched, self._parents
        found: Node | None = node
        while touched is not None and found is not None and found.id not in touched:
            touched.add(found.id)
            found = parents.get(found.id)

    def plant(self, document: Node) -> None:
        """Make `document` the whole tree."""
        self.touched = None
        self.nodes = {}
        self._parents = {}
        self._orders.clear()
        for table in self.beside:
            table.clear()
        self.document = document
        if self.index(document) != len(self.nodes):
            self.nodes, self._parents = {}, {}
            self._leave_out_doubles(document)
            self.index(document)

    def index(self, root: Node) -> int:
        """Make a new subtree known, sort the children of its shadow roots, count it."""
        nodes, parents = self.nodes, self._parents
        count = 0
        stack = [root]
        while stack:
            node = stack.pop()
            count += 1
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
        return count

    def know(self, node: Node) -> None:
        """Make a new subtree known, less what has an id that is taken."""
        self._leave_out_doubles(node)
        self.index(node)

    def _leave_out_doubles(self, root: Node) -> None:
        """Take out of a new subtree what has an id that is taken.

        Two nodes with one id would make a chain of parents that never ends.
        """
        seen = {root.id}
        stack = [root]
        while stack:
            node = stack.pop()
            for row in (node.children, node.shadow or []):
                kept = []
                for child in row:
                    if child.id in seen or child.id in self.nodes:
                        self.skipped["node with the id of another"] += 1
                    else:
                        seen.add(child.id)
                        kept.append(child)
                if len(kept) < len(row):
                    row[:] = kept
                stack += kept

    def insert(self, node: Node, parent: Node, before: Node | None) -> None:
        """Put a new subtree under `parent`, before a child of it or at the end."""
        if node.is_shadow:
            row = parent.shadow = parent.shadow or []
        else:
            row = parent.children
        parents = self._parents
        if before is None or parents.get(before.id) is not parent:
            place = len(row)
        else:
            near = self._near
            # Recorders tell siblings one after the other, the last one first.
            if near < len(row) and row[near] is before:
                place = near
            else:
                found = self._place(parent, row, before)
                place = len(row) if found is None else found
        self._near = place
        row.insert(place, node)
        if self.touched is not None:
            self.touch(parent)
        if self._orders:
            self._label(parent, row, place)
        if node.children or node.shadow is not None or node.is_shadow_host:
            self.know(node)
        else:
            self.nodes[node.id] = node
        parents[node.id] = parent

    def _label(self, parent: Node, row: list[Node], place: int) -> None:
        key = (parent.id, row is parent.shadow)
        order = self._orders.get(key)
        if order is not None and not order.inserted(row, place):
            del self._orders[key]

    def restyle(self, style: Node) -> None:
        """Have the sheet of a `style` parsed anew, since one of its texts changes."""
        split_style(style)
        self.sheets.pop(style.id, None)

    def detach(self, node: Node) -> None:
        """Take a subtree out; its ids mean nothing from here on."""
        parent = self._parents.pop(node.id, None)
        if parent is not None:
            self.touch(parent)
            row = _row(parent, node)
            place = self._place(parent, row, node)
            if place is not None:
                del row[place]
                if self._orders and (order := self._order(parent, row)):
                    order.removed(node)
        if node is self.document:
            self.document = self.touched = None
        self._forget(node)

    def _place(self, parent: Node, row: list[Node], node: Node) -> int | None:
        """Return where `node` is in `row`, looking first where the last one was."""
        near = self._near
        for place in (near, near - 1, near + 1, len(row) - 1):
            if 0 <= place < len(row) and row[place] is node:
                self._near = place
                return place
        if len(row) < LONG:
            found = next((at for at, each in enumerate(row) if each is node), None)
        else:
            order = self._order(parent, row)
            if order is None:
                order = self._orders[parent.id, row is parent.shadow] = Order(row)
            found = order.place(row, node)
        self._near = found or 0
        return found

    def _order(self, parent: Node, row: list[Node]) -> Order | None:
        return self._orders.get((parent.id, row is parent.shadow))

    def _forget(self, root: Node) -> None:
        nodes, parents = self.nodes, self._parents
        tables = [table for table in self.beside if table]
        gone = []
        stack = [root]
        while stack:
            node = stack.pop()
            number = node.id
            if nodes.get(number) is node:
                del nodes[number]
                parents.pop(number, None)
                gone.append(number)
            if node.children:
                stack += node.children
            if node.shadow:
                stack += node.shadow
        if self.touched is not None:
            self.touched.update(gone)
        for number in gone if tables or self._orders else ():
            for table in tables:
                table.pop(number, None)
            self._orders.pop((number, False), None)
            self._orders.pop((number, True), None)

    def owner_document(self, node: Node) -> Node | None:
        """Return the document that `node` is in."""
        if node.kind == NodeType.DOCUMENT:
            return node
        return next(
            (n for n in self.ancestors(node) if n.kind == NodeType.DOCUMENT), None
        )


def _row(parent: Node, node: Node) -> list[Node]:
    if node.is_shadow and parent.shadow is not None:
        return parent.shadow
    return parent.children


def _split(host: Node) -> None:
    """Sort out the shadow root's children, which events have among the others."""
    host.shadow = host.shadow or []
    host.shadow += [child for child in host.children if child.is_shadow]
    host.children = [child for child in host.children if not child.is_shadow]
