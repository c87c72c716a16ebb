"""What has come into a page, as our recorder tells it, and as rrweb does.

The recorder tells subtrees, and most of them in short: see "Events in short" in
store/FORMAT.md. rrweb tells each node by itself. Pure; nothing in an event is trusted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from replaytest.rrweb import EventType, NodeType, Source

# A page can write anything; this many nodes no event has.
MOST_NODES = 2_000_000
# What `grown` raises for what makes no sense.
WRONG = (LookupError, TypeError, ValueError, AttributeError)


class Maker(Protocol):
    """Makes nodes; with what can have children comes the list of them."""

    def element(
        self, node_id: int, tag: str, attributes: dict[str, str]
    ) -> tuple[Any, list[Any]]:
        """Return an element."""

    def leaf(self, node_id: int, kind: NodeType, text: str) -> Any:
        """Return a text or a comment."""

    def given(self, node: Any) -> tuple[Any, list[Any]]:
        """Return a node that was told as rrweb does."""


Op = tuple[str, str, tuple[str, ...]]


def grown(
    shapes: list[str], words: list[Any], rows: list[list[int]], make: Maker
) -> Iterator[tuple[int, int | None, Any]]:
    """Yield (id of the parent, id of the next sibling or None, tree) of each row.

    Raises one of `WRONG` where that is not what a recorder writes.
    """
    ops = [_ops(shape) for shape in shapes]
    if sum(len(ops[row[3]]) for row in rows) > MOST_NODES:
        raise ValueError("more nodes than any page has")
    used: set[int] = set()
    for row in rows:
        yield row[0], row[1] or None, _tree(ops[row[3]], words, row, make, used)


def _ops(shape: str) -> list[Op]:
    found: list[Op] = []
    for token in shape.split(" "):
        if token[:1] == "=":
            kind, tag, names = found.pop()
            found.append((kind, tag, (*names, token[1:])))
        else:
            found.append((token[:1], token[1:], ()))
    return found


def _tree(
    ops: list[Op], words: list[Any], row: list[int], make: Maker, used: set[int]
) -> Any:
    node_id, at = row[2], 4
    top: list[Any] = []
    row_of = top
    above: list[list[Any]] = []
    for kind, tag, names in ops:
        if kind == ">":
            row_of = above.pop()
            continue
        inside: list[Any] = []
        if kind == "<":
            values = {name: words[row[at + n]] for n, name in enumerate(names)}
            node, inside = make.element(node_id, tag, values)
            at += len(names)
        elif kind == "#":
            node = make.leaf(node_id, NodeType.TEXT, words[row[at]])
            at += 1
        elif kind == "!":
            node = make.leaf(node_id, NodeType.COMMENT, "")
        else:
            number, node_id = row[at], row[at + 1] - 1
            if number in used:
                raise ValueError("one node in two places")
            used.add(number)
            node, inside = make.given(words[number])
            at += 2
        node_id += 1
        row_of.append(node)
        if kind in ("<", "["):
            above.append(row_of)
            row_of = inside
    (root,) = top
    return root


class _Plain:
    """Makes nodes as `json.loads` gives rrweb's."""

    def __init__(self, root_id: Any) -> None:
        self.more = {} if root_id is None else {"rootId": root_id}

    def element(
        self, node_id: int, tag: str, attributes: dict[str, str]
    ) -> tuple[Any, list[Any]]:
        inside: list[Any] = []
        node = {
            "type": int(NodeType.ELEMENT),
            "tagName": tag,
            "attributes": attributes,
            "childNodes": inside,
            "id": node_id,
        }
        return node | self.more, inside

    def leaf(self, node_id: int, kind: NodeType, text: str) -> Any:
        return {"type": int(kind), "textContent": text, "id": node_id} | self.more

    def given(self, node: Any) -> tuple[Any, list[Any]]:
        return node, node.setdefault("childNodes", [])


def expand(event: dict[str, Any]) -> None:
    """Make the adds of an event, in it, as rrweb tells them: a node each.

    Parents come before their children, later siblings before earlier ones. What makes
    no sense is left out.
    """
    data = event.get("data")
    if event.get("type") != EventType.INCREMENTAL_SNAPSHOT or not isinstance(
        data, dict
    ):
        return
    if data.get("source") != Source.MUTATION:
        return
    told, adds = data.pop("trees", None), data.get("adds")
    found = list(adds) if isinstance(adds, list) else []
    if isinstance(told, dict):
        make = _Plain(told.get("rootId"))
        try:
            rows = grown(told["shapes"], told["words"], told["rows"], make)
            found += [
                {"parentId": parent, "nextId": following, "node": node}
                for parent, following, node in rows
            ]
        except WRONG:
            pass
    if any(map(_has_children, found)):
        data["adds"] = list(_flat(found))
    elif isinstance(told, dict):
        data["adds"] = found


def _has_children(add: Any) -> bool:
    node = add.get("node") if isinstance(add, dict) else None
    # A frame's document comes with all that is in it, also from rrweb.
    if not isinstance(node, dict) or node.get("type") == NodeType.DOCUMENT:
        return False
    return isinstance(node.get("childNodes"), list) and bool(node["childNodes"])


def _flat(adds: list[Any]) -> Iterator[Any]:
    waiting = adds[::-1]
    while waiting:
        add = waiting.pop()
        yield add
        if not _has_children(add):
            continue
        node = add["node"]
        children, node["childNodes"] = node["childNodes"], []
        following: dict[bool, Any] = {}
        below = []
        for child in reversed(children):
            if not isinstance(child, dict):
                continue
            shadow = bool(child.get("isShadow"))
            told = {"parentId": node.get("id"), "nextId": following.get(shadow)}
            below.append(told | {"node": child})
            following[shadow] = child.get("id")
        waiting += reversed(below)
