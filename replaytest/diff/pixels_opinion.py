"""What pixels say of two pages, beside what their DOM says: a second opinion.

Looks that no rule of ours knows of (a sheet that changed, a picture, a canvas) differ
in pixels alone; what is hidden, or said to screen readers only, in the DOM alone.
Ignored are texts that are noise, blocked sections, and the insides of fields, whose
values are masked.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from replaytest.diff.describe import Describer
from replaytest.diff.item import Item
from replaytest.diff.noise import Noise
from replaytest.diff.pixels import Area, Box, areas
from replaytest.mirror.forms import input_type
from replaytest.mirror.inert import blocked_size
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.mirror.words import words
from replaytest.rrweb import NodeType

MOST_LINES = 10
_FIELDS = words("input textarea select")
# What lies on the border of a box may be drawn a pixel outside of it.
_SLACK = 1.5


@dataclass(frozen=True, slots=True)
class Shown:
    """A page as it was drawn: a PNG whose pixels are CSS pixels, and boxes by node id.

    `inner` are boxes without borders, `texts` those of the lines of texts.
    """

    mirror: Mirror
    picture: bytes
    boxes: Mapping[int, Box]
    inner: Mapping[int, Box] = field(default_factory=dict)
    texts: Mapping[int, tuple[Box, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seen:
    """An area that looks different; `what` is the smallest element around it.

    `node` is that element's id after, or before if it is there only (`is_gone`).
    """

    area: Area
    what: str
    anchor: str = ""
    node: int | None = None
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Opinion:
    """What differs in pixels, top to bottom, and whether anything does in the DOM."""

    seen: tuple[Seen, ...]
    same_dom: bool

    def __bool__(self) -> bool:
        return bool(self.seen)

    def lines(self, *, most: int = MOST_LINES) -> list[str]:
        """Return both opinions in words: a line of judgement, and one for each area."""
        count = len(self.seen)
        counted = f"{count} area{'s' * (count > 1)}"
        if not count:
            same = (
                "DOM and pixels equal" if self.same_dom else "DOM differs, pixels equal"
            )
            return [same]
        head = "DOM equal but pixels differ" if self.same_dom else "pixels differ too"
        shown = self.seen if count <= most else self.seen[: most - 1]
        told = [f"{head}, in {counted}:", *map(_line, shown)]
        rest = count - len(shown)
        return [*told, f"  … and {rest} more areas"] if rest else told


def noisy_texts(mirror: Mirror, noise: Noise) -> frozenset[int]:
    """Return the ids of the elements in whose own text there is noise."""
    found = set()
    for node in _nodes(mirror):
        if node.kind == NodeType.TEXT:
            text = " ".join(node.content.split())
            parent = mirror.parent(node)
            if text and parent is not None and noise.applied("text", text)[0] != text:
                found.add(parent.id)
    return frozenset(found)


def opinion(before: Shown, after: Shown, *, same_dom: bool) -> Opinion:
    """Return where two drawn pages look different, less what is ignored.

    `Shown.texts` are taken to be noise.
    """
    from PIL import Image

    one, other = (Image.open(io.BytesIO(each.picture)) for each in (before, after))
    ignored = [*_ignored(before), *_ignored(after)]
    found = areas(one, other, ignored=ignored)
    told = _Teller(before, after)
    return Opinion(tuple(map(told.seen, found)), same_dom)


def _ignored(shown: Shown) -> Iterator[Box]:
    for lines in shown.texts.values():
        yield from lines
    for node in _nodes(shown.mirror):
        if node.kind != NodeType.ELEMENT or node.id not in shown.boxes:
            continue
        if blocked_size(node) is not None:
            yield shown.boxes[node.id]
        elif _is_masked(shown.mirror, node):
            yield shown.inner[node.id]


def _is_masked(mirror: Mirror, node: Node) -> bool:
    """Say whether an element shows a value: those of fields are masked."""
    if node.tag not in _FIELDS or input_type(node) in ("checkbox", "radio"):
        return False
    return bool(mirror.value(node))


class _Teller:
    """Says which element an area belongs to."""

    def __init__(self, before: Shown, after: Shown) -> None:
        self._sides = [
            (shown, Describer(shown.mirror), is_gone)
            for shown, is_gone in ((after, False), (before, True))
        ]

    def seen(self, area: Area) -> Seen:
        best: tuple[float, Seen] | None = None
        for shown, describer, is_gone in self._sides:
            node = _smallest(shown, area)
            if node is None:
                continue
            _, _, width, height = shown.boxes[node.id]
            # What was there before is named only where it tells more.
            if best is None or width * height < best[0] / 4:
                item = Item(node.tag, node.id)
                parent = shown.mirror.parent(node)
                item.parent = None if parent is None else Item(parent.tag, parent.id)
                made = Seen(
                    area, describer.what(item), describer.anchor(item), node.id, is_gone
                )
                best = width * height, made
        return Seen(area, "page") if best is None else best[1]


def _smallest(shown: Shown, area: Area) -> Node | None:
    """Return the smallest element around an area, of several the innermost."""
    found, least = None, float("inf")
    for node_id, (x, y, width, height) in shown.boxes.items():
        if (
            x - _SLACK <= area.x
            and y - _SLACK <= area.y
            and area.x + area.width <= x + width + _SLACK
            and area.y + area.height <= y + height + _SLACK
            and width * height <= least
        ):
            found, least = node_id, width * height
    return None if found is None else shown.mirror.get(found)


def _line(seen: Seen) -> str:
    area = seen.area
    gone = ", before" if seen.is_gone else ""
    near = f"  (in {seen.anchor})" if seen.anchor and seen.anchor != seen.what else ""
    place = f"{area.width} by {area.height} px at {area.x},{area.y}"
    return f"  {seen.what}{gone}: {place}{near}"


def _nodes(mirror: Mirror) -> Iterator[Node]:
    if mirror.document is not None:
        yield from mirror.document.walk()
