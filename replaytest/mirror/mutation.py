"""The changes of the tree: source 0, in the order of rrweb's own replayer.

Removes, then adds, then texts, then attributes. Recorders differ in the order of adds:
rrweb 2.1.6 sends parents first and last siblings first, earlier ones and the forks send
nodes whose parent or next sibling comes later in the list. Each add therefore waits for
the one id it lacks, which stays linear in any order.

Source: `applyMutation` of `@rrweb/replay` 2.1.6.
"""

from __future__ import annotations

from replaytest.mirror.node import Node, number_text
from replaytest.mirror.sources import Add, Attributes, Mutation, Remove, Text
from replaytest.mirror.style import adopt_text, changed_style
from replaytest.mirror.tree import Tree
from replaytest.rrweb import NodeType

# Looked up for every add: an enum's member takes as long as the rest of the check.
_DOCUMENT = int(NodeType.DOCUMENT)
_ELEMENT = int(NodeType.ELEMENT)
UNKNOWN = -1  # rrweb 0.x: there is a sibling, and it has no id yet


def mutate(tree: Tree, mutation: Mutation, waiting: Waiting) -> None:
    """Apply one mutation. What makes no sense is counted in `tree.skipped`."""
    for remove in mutation.removes:
        _remove(tree, remove)
    if mutation.adds:
        _Adding(tree, waiting).run(mutation.adds)
    for text in mutation.texts:
        _set_text(tree, text)
    for change in mutation.attributes:
        _set_attributes(tree, change)


class Waiting:
    """Adds that wait for a later event.

    `documents` are those of frames whose `iframe` is not there yet, by its id; `beside`
    are nodes of rrweb 0.x between siblings without ids, by their own id.
    """

    def __init__(self) -> None:
        self.documents: dict[int, Add] = {}
        self.beside: dict[int, Add] = {}


def _remove(tree: Tree, remove: Remove) -> None:
    node = tree.nodes.get(remove.id)
    if node is None:
        # Two observers see one change in a frame, and each tells of it.
        tree.skipped["remove of a node that is not there"] += 1
        return
    parent = tree.parent(node)
    if parent is not None and parent.tag == "style" and node.kind == NodeType.TEXT:
        tree.restyle(parent)
    tree.detach(node)


class _Adding:
    """The adds of one mutation.

    `under` are those whose parent is not there yet, by its id; `ahead` those whose next
    sibling is not there yet, by its id.
    """

    def __init__(self, tree: Tree, waiting: Waiting) -> None:
        self.tree = tree
        self.waiting = waiting
        self.under: dict[int, list[Add]] = {}
        self.ahead: dict[int, list[Add]] = {}

    def run(self, adds: list[Add]) -> None:
        self._place_all(adds[::-1])
        while self.ahead:
            # No sibling will come: the end of the parent is the nearest to the truth.
            orphans = self._orphans()
            for add in orphans:
                self.tree.skipped["add before a node that is not there"] += 1
                add.next_id = None
            self._place_all(orphans[::-1])
        for lost in self.under.values():
            for add in lost:
                if add.node.kind == NodeType.DOCUMENT:
                    self.waiting.documents[add.parent_id] = add
                else:
                    self.tree.skipped["add under a node that is not there"] += 1

    def _orphans(self) -> list[Add]:
        """Take out the adds whose sibling is not among those that wait."""
        to_come = {add.node.id for adds in self.ahead.values() for add in adds}
        lost = [number for number in self.ahead if number not in to_come]
        # Where each waits for another, all of them are.
        return [add for n in lost or list(self.ahead) for add in self.ahead.pop(n)]

    def _place_all(self, stack: list[Add]) -> None:
        """Place adds, the last first, and what each of them makes possible."""
        nodes = self.tree.nodes
        insert = self.tree.insert
        while stack:
            add = stack.pop()
            parent = nodes.get(add.parent_id)
            following = add.next_id
            if parent is None:
                self.under.setdefault(add.parent_id, []).append(add)
                continue
            before = None
            if following and following != UNKNOWN:
                before = nodes.get(following)
                if before is None:
                    self.ahead.setdefault(following, []).append(add)
                    continue
            if self._is_plain(add, parent):
                insert(add.node, parent, before)
            else:
                self._place(add, before)
            if self.under or self.ahead:
                for node in add.node.walk():
                    stack += self.under.pop(node.id, ())
                    stack += self.ahead.pop(node.id, ())

    def _is_plain(self, add: Add, parent: Node) -> bool:
        """Say whether an add is like nearly all of them: a new node in an element."""
        node = add.node
        return not (
            node.id in self.tree.nodes
            or parent.kind != _ELEMENT
            or parent.tag == "style"
            or node.kind == _DOCUMENT
            or node.root_id is not None
            or add.previous_id is not None
            or add.next_id == UNKNOWN
            or self.waiting.documents
            or self.waiting.beside
        )

    def _place(self, add: Add, before: Node | None) -> None:
        tree, node = self.tree, add.node
        if node.root_id is not None and node.root_id not in tree.nodes:
            tree.skipped["add to a document that is not there"] += 1
            return
        parent = tree.nodes[add.parent_id]
        old = tree.nodes.get(node.id)
        if old is not None:
            if old is tree.document or old is parent or old in tree.ancestors(parent):
                tree.skipped["add of a node below itself"] += 1
                return
            _supersede(tree, old, node)
        if add.next_id == UNKNOWN or add.previous_id == UNKNOWN:  # noqa: PLR1714
            tree.know(node)
            self.waiting.beside[node.id] = add
            return
        if before is not None and tree.parent(before) is not parent:
            before = None
        self._insert(add, parent, before)

    def _insert(self, add: Add, parent: Node, before: Node | None) -> None:
        tree, node = self.tree, add.node
        if parent.kind == _DOCUMENT or node.kind == _DOCUMENT:  # noqa: PLR1714
            _make_room(tree, parent, node)
        elif parent.tag == "style" and node.kind == NodeType.TEXT:
            tree.restyle(parent)
            adopt_text(parent, node)
        if add.previous_id is not None:
            before = _after(tree, parent, add.previous_id) or before
        tree.insert(node, parent, before)
        if self.waiting.documents:
            late = self.waiting.documents.pop(node.id, None)
            if late is not None:
                self._place(late, None)
        if self.waiting.beside and (add.previous_id or add.next_id):
            self._resolve(add, parent)

    def _resolve(self, add: Add, parent: Node) -> None:
        """Insert what rrweb 0.x sent earlier, now that a neighbour is known."""
        todo = [add]
        while todo:
            known = todo.pop()
            before = self.waiting.beside.pop(known.previous_id or 0, None)
            if before is not None:
                self._insert_waiting(before.node, parent, known.node)
                todo.append(before)
            after = self.waiting.beside.pop(known.next_id or 0, None)
            if after is not None:
                following = _after(self.tree, parent, known.node.id)
                self._insert_waiting(after.node, parent, following)
                todo.append(after)

    def _insert_waiting(self, node: Node, parent: Node, before: Node | None) -> None:
        tree = self.tree
        if tree.nodes.get(node.id) is not node:
            return  # removed meanwhile, or told anew
        if node is parent or node in tree.ancestors(parent):
            tree.skipped["add of a node below itself"] += 1
            return
        # It was known so that others could be put into it.
        tree.detach(node)
        tree.insert(node, parent, before)


def _supersede(tree: Tree, old: Node, new: Node) -> None:
    """Take out a node that is sent again; what is the same keeps its children."""
    tree.detach(old)
    same = (old.kind, old.tag, old.attributes) == (new.kind, new.tag, new.attributes)
    if same and not new.children and new.kind == NodeType.ELEMENT:
        new.children, new.shadow = old.children, old.shadow


def _make_room(tree: Tree, parent: Node, node: Node) -> None:
    """Remove what there can be only one of."""
    for other in list(parent.children):
        both_doctypes = node.kind == other.kind == NodeType.DOCTYPE
        both_roots = (
            parent.kind == NodeType.DOCUMENT and node.tag == other.tag == "html"
        )
        both_documents = node.kind == other.kind == NodeType.DOCUMENT
        if both_doctypes or both_roots or both_documents:
            tree.detach(other)


def _after(tree: Tree, parent: Node, previous_id: int) -> Node | None:
    previous = tree.nodes.get(previous_id)
    if previous is None or tree.parent(previous) is not parent:
        return None
    row = tree.siblings(previous)
    place = row.index(previous) + 1
    return row[place] if place < len(row) else None


def _set_text(tree: Tree, change: Text) -> None:
    node = tree.nodes.get(change.id)
    if node is None:
        tree.skipped["text of a node that is not there"] += 1
        return
    parent = tree.parent(node)
    if parent is not None and parent.tag == "style" and node.kind == NodeType.TEXT:
        tree.restyle(parent)
    tree.touch(node)
    node.text = change.value


def _set_attributes(tree: Tree, change: Attributes) -> None:
    node = tree.nodes.get(change.id)
    if node is None:
        tree.skipped["attributes of a node that is not there"] += 1
        return
    tree.touch(node)
    known = node.attributes
    if "_cssText" in change.attributes:
        tree.sheets.pop(node.id, None)
    for name, value in change.attributes.items():
        if isinstance(value, str):
            known[name] = value
        elif value is None or value is False:
            known.pop(name, None)
        elif value is True:
            known[name] = ""
        elif name == "style" and isinstance(value, dict):
            known[name] = changed_style(known.get(name, ""), value)
        elif isinstance(value, int | float):
            known[name] = number_text(value)
        else:
            tree.skipped["attribute that is no text"] += 1
