"""Trees that are alike: a full snapshot as what differs from one before it.

The pages of one test have much in common: their head, their navigation. Of a later one
the nodes that are new are written, and from where the others are taken: JSON as it was,
so that whoever looks for a secret in a line finds it.

A tree is a list of `(depth, node)` here, parents before their children, depths from 0,
and each node has its `childNodes` empty.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

import orjson

Node = dict[str, Any]
Flat = list[tuple[int, Node]]
# [first, count] of the nodes of the other tree, or [depth, node].
Part = list[Any]

# Snapshots of one recording that others are compared with.
_MOST_KEPT = 4
# Of the size in full: more does not pay, since a blob may be shared.
_MOST_SIZE = 0.75
# A made-up line could take the same nodes again and again.
_MOST_NODES = 4_000_000


def flat(tree: Node) -> Flat:
    """Return a tree as a list; its nodes lose their children.

    Raises `TypeError` for what is no tree, which stays as it is.
    """
    found: Flat = []
    waiting = [(0, tree)]
    while waiting:
        depth, node = waiting.pop()
        children = node.get("childNodes", []) if isinstance(node, dict) else None
        if not isinstance(children, list):
            raise TypeError("a node is no object, or its children are no list")
        found.append((depth, node))
        waiting.extend((depth + 1, child) for child in reversed(children))
    for _, node in found:
        if "childNodes" in node:
            node["childNodes"] = []
    return found


def tree_of(nodes: Iterable[tuple[int, Node]]) -> Node:
    """Return the tree of a list, of the very same nodes.

    Raises `LookupError` for a list that is of no tree.
    """
    path: list[Node] = []
    for depth, node in nodes:
        if not (0 <= depth <= len(path)) or (depth == 0) == bool(path):
            raise LookupError(f"a node at depth {depth} has no parent")
        if depth:
            path[depth - 1]["childNodes"].append(node)
        path[depth:] = [node]
    return path[0]


def joined(parts: Iterable[Part], nodes: Flat) -> Flat:
    """Return the list that is made of these parts of `nodes`.

    Raises `LookupError`, `TypeError` or `ValueError` for parts that make no sense.
    """
    made: Flat = []
    for first, what in parts:
        if isinstance(what, dict):
            made.append((first, what))
        elif first < 0 or what < 1 or first + what > len(nodes):
            raise LookupError(f"there are no {what} nodes from {first} on")
        else:  # copies: one may be taken twice
            made += orjson.loads(orjson.dumps(nodes[first : first + what]))
        if len(made) > _MOST_NODES:
            raise ValueError(f"more than {_MOST_NODES} nodes")
    return made


class Earlier:
    """The last snapshots of a recording that are in blobs."""

    def __init__(self) -> None:
        self._likes: deque[tuple[str, _Like]] = deque(maxlen=_MOST_KEPT)

    def told(
        self, nodes: Flat, body: bytes, put: Callable[[bytes], str]
    ) -> tuple[str, list[Part] | None]:
        """Return (digest, parts of that tree) by the one that is most like.

        Where that does not pay `body`, the tree as JSON, is `put` and remembered: then
        its own digest is returned, and None. What `put` raises is passed on.
        """
        keys = list(map(orjson.dumps, nodes))
        told = [(digest, like.parts(nodes, keys)) for digest, like in self._likes]
        sizes = [len(orjson.dumps(parts)) for _, parts in told]
        if told and min(sizes) <= len(body) * _MOST_SIZE:
            return told[sizes.index(min(sizes))]
        digest = put(body)
        self._likes.append((digest, _Like(keys)))
        return digest, None


class _Like:
    """A tree by its `keys`: each item of its list as JSON."""

    def __init__(self, keys: Iterable[bytes]) -> None:
        self._places: dict[bytes, list[int]] = {}
        for place, key in enumerate(keys):
            self._places.setdefault(key, []).append(place)

    def parts(self, nodes: Flat, keys: Iterable[bytes]) -> list[Part]:
        """Return parts that make `nodes`, found in one pass."""
        parts: list[Part] = []
        run: Part = [0, 0]
        for item, key in zip(nodes, keys, strict=True):
            place = self._place(key, sum(run))
            if place is None:
                parts.append([*item])
            elif parts and parts[-1] is run and place == sum(run):
                run[1] += 1
            else:
                run = [place, 1]
                parts.append(run)
        return parts

    def _place(self, key: bytes, after: int) -> int | None:
        """Return where there is such a node: right after the last, or soon."""
        places = self._places.get(key)
        if places is None:
            return None
        return places[min(bisect_left(places, after), len(places) - 1)]
