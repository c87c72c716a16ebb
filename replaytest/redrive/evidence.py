"""Evidence: what a recorded page knows of a step's target, to find its counterpart by.

It holds the target's rivals as well: elements of the recorded page that are like it.
What is like one of them is its counterpart rather than the target's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.redrive.features import Features, Reader
from replaytest.redrive.glance import nearest
from replaytest.redrive.keys import Key, keys_of, name_of
from replaytest.redrive.kinds import control_of, is_page
from replaytest.redrive.similarity import similarity
from replaytest.redrive.weights import RIVALS


@dataclass(frozen=True, slots=True)
class Target:
    """An element of the recorded page, by what is known of it.

    `hit` is the recorded node id that was asked for, `node_id` that of the control it
    is in. `keys` name it alone on its page. `rivals` are elements like it, each with
    how alike, the most alike first. `rank` (from 0) is its place among its `twins`:
    elements that differ from it in nothing but where they are, itself included.
    `is_page` is the page itself, as a key pressed on nothing has it.
    """

    hit: int
    node_id: int
    features: Features
    keys: tuple[Key, ...]
    rivals: tuple[tuple[float, Features], ...]
    rank: int
    twins: int
    is_page: bool = False

    @property
    def words(self) -> str:
        """The target in words, such as `button "Save"`."""
        return in_words(self.features)


def evidence(mirror: Mirror, node_id: int) -> Target | None:
    """Return what is known of a node, None if it is not there or is in no page."""
    hit = mirror.get(node_id)
    node = None if hit is None else control_of(mirror, hit)
    return None if node is None else Gathering(mirror).target(node_id, node)


class Gathering:
    """Gathers evidence of many nodes of one moment; features are read once."""

    def __init__(self, mirror: Mirror) -> None:
        self.reader = Reader(mirror)

    def target(self, hit: int, node: Node) -> Target:
        """Return the evidence of an element, `hit` being what it was asked for by."""
        own = self.reader.of(node)
        near = nearest(self.reader, own, RIVALS + 1)
        others = [each for each in near if each is not node]
        rivals = [self.reader.of(each) for each in others]
        alike = [(similarity(own, each), each) for each in rivals]
        twins = twins_of(self.reader, own, near)
        taken = Counter(key for each in rivals for key in keys_of(each))
        return Target(
            hit=hit,
            node_id=node.id,
            features=own,
            keys=tuple(key for key in keys_of(own) if not taken[key]),
            rivals=tuple(sorted(alike, key=lambda each: -each[0])),
            rank=next((at for at, each in enumerate(twins) if each is node), 0),
            twins=max(len(twins), 1),
            is_page=is_page(node) and not _is_framed(self.reader.mirror, node),
        )


def twins_of(reader: Reader, own: Features, near: Sequence[Node]) -> list[Node]:
    """Return those that equal `own` in all but where they are, in document order."""
    essence = own.essence()
    found = {each.id for each in near if reader.of(each).essence() == essence}
    return [each for each in reader.group(own.group) if each.id in found]


def in_words(features: Features) -> str:
    """Return an element in words: its role or tag, and its name or shape."""
    kind = features.role or features.tag
    name = name_of(features) or features.text
    return f'{kind} "{name[:60]}"' if name else kind


def _is_framed(mirror: Mirror, node: Node) -> bool:
    return mirror.owner_document(node) is not mirror.document
