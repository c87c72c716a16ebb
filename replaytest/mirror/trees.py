"""Trees that an event tells in short, as nodes of the mirror."""

from __future__ import annotations

from collections import Counter

from replaytest.mirror.node import Node
from replaytest.mirror.sources import Add, Mutation
from replaytest.rrweb import NodeType
from replaytest.trees import WRONG, grown


def grow(mutation: Mutation, skipped: Counter[str]) -> None:
    """Put the trees of a mutation among its adds."""
    trees, mutation.trees = mutation.trees, None
    if trees is None:
        return
    try:
        rows = grown(trees.shapes, trees.words, trees.rows, _Nodes(trees.root_id))
        mutation.adds = [*mutation.adds, *(Add(at, node, to) for at, to, node in rows)]
    except WRONG:
        skipped["trees that cannot be read"] += 1


class _Nodes:
    def __init__(self, root_id: int | None) -> None:
        self.root_id = root_id

    def element(
        self, node_id: int, tag: str, attributes: dict[str, str]
    ) -> tuple[Node, list[Node]]:
        node = Node(NodeType.ELEMENT, node_id, tag, root_id=self.root_id)
        node.attributes = attributes
        return node, node.children

    def leaf(self, node_id: int, kind: NodeType, text: str) -> Node:
        return Node(kind, node_id, text=text, root_id=self.root_id)

    def given(self, node: Node) -> tuple[Node, list[Node]]:
        return node, node.children
