"""Sizes and places, where the recording has them. It has no layout, so mostly not.

A recorder measures what it blocks; forks measure more; pictures, frames and inline
styles may say their size; and a click tells one point that lies in its target.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from replaytest.mirror.inert import blocked_size, length
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.mirror.style import declarations
from replaytest.rrweb import EventType, Interaction, Source

_SIZED = ("canvas", "img", "svg", "iframe", "video", "embed", "object")
_POINTED = (
    *(Interaction.MOUSE_DOWN, Interaction.MOUSE_UP, Interaction.CLICK),
    *(Interaction.CONTEXT_MENU, Interaction.DOUBLE_CLICK),
    *(Interaction.TOUCH_START, Interaction.TOUCH_END),
)
_PX = re.compile(r"-?\d{1,7}(?:\.\d{1,20})?px\Z")


@dataclass(frozen=True, slots=True)
class Box:
    """Place in the viewport and size, in CSS px; None where that is not recorded."""

    x: float | None
    y: float | None
    width: float | None
    height: float | None


def box(mirror: Mirror, node: Node) -> Box | None:
    """Return what is recorded of an element's box, None if nothing is.

    Measured sizes go before the declared ones, which sheets may have overruled. A
    document's box is the viewport.
    """
    if node is mirror.document and mirror.width and mirror.height:
        return Box(0, 0, mirror.width, mirror.height)
    width, height = blocked_size(node) or _declared(node)
    # Written by the recorder of PostHog beside the sizes.
    x, y = _place(node, "rr_left"), _place(node, "rr_top")
    found = Box(x, y, width, height)
    return None if found == Box(None, None, None, None) else found


def points(events: Iterable[dict[str, Any]]) -> dict[int, list[tuple[float, float]]]:
    """Return, by node id, where in the viewport it was pressed or clicked, in CSS px.

    Events are as `json.loads` gives them. A point lies in its target, or in something
    that is drawn outside of the target and belongs to it. Ids are those of the time:
    a later full snapshot may give them to other nodes.
    """
    found: dict[int, list[tuple[float, float]]] = {}
    for event in events:
        data = event.get("data")
        change = event.get("type") == EventType.INCREMENTAL_SNAPSHOT
        if not change or not isinstance(data, dict):
            continue
        if data.get("source") != Source.MOUSE_INTERACTION:
            continue
        if data.get("type") not in _POINTED:
            continue
        number, x, y = data.get("id"), data.get("x"), data.get("y")
        if not isinstance(number, int) or x is None or y is None:
            continue
        if _is_number(x) and _is_number(y):
            found.setdefault(number, []).append((x, y))
    return found


def _declared(node: Node) -> tuple[float | None, float | None]:
    style = declarations(node.attributes.get("style", ""))
    sides = []
    for side in ("width", "height"):
        told = style.get(side, "").removesuffix("!important").strip()
        size = length(told) if _PX.match(told) else None
        if size is None and node.tag in _SIZED:
            size = length(node.attributes.get(side))
        sides.append(size)
    return sides[0], sides[1]


def _place(node: Node, name: str) -> float | None:
    told = node.attributes.get(name, "").strip()
    if not told.endswith("px"):
        told += "px"
    return float(told[:-2]) if _PX.match(told) else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
