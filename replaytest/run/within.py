"""What was hit inside of a control: an icon in a chip, a handle in a slider."""

from __future__ import annotations

from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.redrive.plain import class_stems
from replaytest.rrweb import NodeType


def counterpart(
    recorded: Mirror, hit: int, outer: int, live: Mirror, control: int
) -> int | None:
    """Return the node of the live page that is in `control` as `hit` was in `outer`.

    Step by step inwards: of the children of one tag and kind the one in the same place.
    None where the way ends: then the control is another one inside.
    """
    way = _way(recorded, hit, outer)
    node = live.get(control)
    for tag, classes, place in way or ():
        node = None if node is None else _child(node, tag, classes, place)
    return None if way is None or node is None else node.id


def _way(
    mirror: Mirror, hit: int, outer: int
) -> list[tuple[str, frozenset[str], int]] | None:
    """Return tag, classes and place of each element from `outer` (left out) to `hit`.

    A place counts the siblings that are alike, from 0.
    """
    way = []
    node = mirror.get(hit)
    while node is not None and node.id != outer:
        parent = mirror.parent(node)
        if parent is None or node.kind != NodeType.ELEMENT:
            return None
        classes = _classes(node)
        alike = _alike(parent, node.tag, classes)
        way.append((node.tag, classes, alike.index(node)))
        node = parent
    return None if node is None else way[::-1]


def _child(parent: Node, tag: str, classes: frozenset[str], place: int) -> Node | None:
    alike = _alike(parent, tag, classes)
    if not alike:
        # State may have given it another class; the only one of its tag is it.
        alike = [each for each in parent.all_children() if each.tag == tag]
        place = 0 if len(alike) == 1 else len(alike)
    return alike[place] if place < len(alike) else None


def _alike(parent: Node, tag: str, classes: frozenset[str]) -> list[Node]:
    inside = (each for each in parent.all_children() if each.tag == tag)
    return [each for each in inside if _classes(each) == classes]


def _classes(node: Node) -> frozenset[str]:
    return class_stems(node.attributes.get("class", ""))
