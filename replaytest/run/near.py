"""What is about an element, as far as it matters to whether that moves."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node

_UP, _DOWN = 4, 60


def outward(node: Node, mirror: Mirror) -> list[Node]:
    """Return an element and the nearest that it is in, nearest first."""
    return [node, *islice(mirror.ancestors(node), _UP)]


def inside(node: Node) -> Iterator[Node]:
    """Yield an element and the first that are in it."""
    return islice(node.walk(), _DOWN)
