"""What a tab's events say of what was done, one fact at a time and in order of time.

Whatever the shape of an event, nothing raises: what cannot be read says nothing.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from replaytest.rrweb import EventType, Interaction, Source
from replaytest.tags import ACTION, CALL, DIALOG, NETWORK, SETTINGS

_INTERACTIONS: dict[int, str] = {
    Interaction.MOUSE_UP: "up",
    Interaction.MOUSE_DOWN: "down",
    Interaction.CLICK: "click",
    Interaction.CONTEXT_MENU: "contextmenu",
    Interaction.DOUBLE_CLICK: "dblclick",
    Interaction.FOCUS: "focus",
    Interaction.BLUR: "blur",
    Interaction.TOUCH_START: "touch-start",
    Interaction.TOUCH_END: "touch-end",
}
_MOVES = {
    int(Source.MOUSE_MOVE): "move",
    int(Source.TOUCH_MOVE): "touch-move",
    int(Source.DRAG): "dragged",
}
_SOURCES = {
    int(Source.MUTATION): "mutation",
    int(Source.SCROLL): "scroll",
    int(Source.VIEWPORT_RESIZE): "resize",
    int(Source.INPUT): "input",
}
_TYPES = {
    int(EventType.DOM_CONTENT_LOADED): "ready",
    int(EventType.LOAD): "loaded",
    int(EventType.FULL_SNAPSHOT): "page",
    int(EventType.META): "visit",
}
_ACTIONS = {
    "key": "key",
    "pointer": "pointer",
    "drag": "drag",
    "clipboard": "clipboard",
    "input": "typed",
    "files": "files",
    "history": "history",
    "over": "over",
    "set": "set",
}
_TAGS = {CALL: "call", DIALOG: "dialog", SETTINGS: "settings"}
_FARTHEST = 1e7
_LAST_MOMENT = 1e15


@dataclass(frozen=True, slots=True)
class Said:
    """One fact. `what` names it, `more` is what else the event says.

    `place` is how many events of the tab came before it, `number` that of the event
    which tells it: of a move, it may come half a second late. `at` is in ms since 1970;
    `node` is a node id, -1 for none.
    """

    place: int
    number: int
    at: float
    what: str
    node: int = -1
    more: dict[str, Any] = field(default_factory=dict)

    def point(self) -> tuple[float, float] | None:
        """Return where in its element it was, as fractions of its size."""
        across, down = (real(self.more.get(name)) for name in ("fx", "fy"))
        return None if across is None or down is None else (across, down)

    def spot(self) -> tuple[float, float] | None:
        """Return where in the viewport it was, in CSS pixels."""
        x, y = (real(self.more.get(name)) for name in ("x", "y"))
        return None if x is None or y is None else (x, y)

    def text(self, name: str) -> str:
        """Return a text that it says, "" for none."""
        found = self.more.get(name)
        return found if isinstance(found, str) else ""

    def modifiers(self) -> tuple[str, ...]:
        """Return the keys that were held."""
        found = self.more.get("modifiers")
        known = ("Alt", "Control", "Meta", "Shift")
        return tuple(k for k in known if k in found) if isinstance(found, list) else ()


def facts_of(
    event: dict[str, Any], number: int, stamps: Sequence[float]
) -> Iterator[Said]:
    """Yield what an event says; `stamps` are the times of all events of its tab."""
    data = event.get("data")
    kind = event.get("type")
    if not isinstance(kind, int):
        return
    more = data if isinstance(data, dict) else {}
    at = stamps[number]
    if kind in _TYPES:
        yield Said(number, number, at, _TYPES[kind], more=more)
    elif kind == EventType.INCREMENTAL_SNAPSHOT:
        yield from _changes(more, number, stamps)
    elif kind == EventType.CUSTOM:
        payload = more.get("payload")
        said = payload if isinstance(payload, dict) else {}
        what = _tagged(more.get("tag"), said)
        if what:
            yield Said(number, number, at, what, ident(said.get("id")), said)
    elif kind == EventType.PLUGIN and more.get("plugin") == NETWORK:
        payload = more.get("payload")
        many = payload.get("requests") if isinstance(payload, dict) else None
        for each in many if isinstance(many, list) else []:
            if isinstance(each, dict) and each.get("entryType") == "navigation":
                yield Said(number, number, at, "asked", more=each)


def _changes(
    data: dict[str, Any], number: int, stamps: Sequence[float]
) -> Iterator[Said]:
    source = data.get("source")
    if not isinstance(source, int):
        return
    at, node = stamps[number], ident(data.get("id"))
    if source in _MOVES:
        yield from _moves(data, number, stamps)
    elif source in _SOURCES:
        yield Said(number, number, at, _SOURCES[source], node, data)
    elif source == Source.MOUSE_INTERACTION:
        kind = data.get("type")
        what = _INTERACTIONS.get(kind) if isinstance(kind, int) else None
        if what:
            yield Said(number, number, at, what, node, data)


def _tagged(tag: Any, payload: dict[str, Any]) -> str:
    if tag == ACTION:
        kind = payload.get("kind")
        return _ACTIONS.get(kind, "") if isinstance(kind, str) else ""
    return _TAGS.get(tag, "") if isinstance(tag, str) else ""


def _moves(
    data: dict[str, Any], number: int, stamps: Sequence[float]
) -> Iterator[Said]:
    """Yield each position at its own time; they come in batches, up to 500 ms late."""
    found = data.get("positions")
    for each in found if isinstance(found, list) else []:
        if not isinstance(each, dict):
            continue
        at = stamps[number] + min(real(each.get("timeOffset")) or 0.0, 0.0)
        place = min(number, bisect_left(stamps, at))
        what = _MOVES[data["source"]]
        yield Said(place, number, at, what, ident(each.get("id")), each)


def puts(said: Said, node: int) -> bool:
    """Say whether a mutation puts a node into the page."""
    return any(each.get("id") == node for each in added(said))


def added(said: Said) -> Iterator[dict[str, object]]:
    """Yield the nodes that a mutation adds, and those in them, in no certain order."""
    waiting = [each.get("node") for each in rows(said, "adds")]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            inner = node.get("childNodes")
            waiting += inner if isinstance(inner, list) else []


def rows(said: Said, name: str) -> list[dict[str, object]]:
    """Return the objects of a list that a fact says."""
    found = said.more.get(name)
    return [e for e in found if isinstance(e, dict)] if isinstance(found, list) else []


def ident(value: Any) -> int:
    """Return a node id, -1 for what is none."""
    return value if type(value) is int and value >= 0 else -1


def real(value: Any) -> float | None:
    """Return a number that can be a place or a span, None for what is none."""
    found = moment(value)
    return None if found is None else max(-_FARTHEST, min(_FARTHEST, found))


def moment(value: Any) -> float | None:
    """Return a time in ms since 1970, None for what is no number."""
    if type(value) is int and abs(value) < _LAST_MOMENT:
        return float(value)
    if type(value) is float and math.isfinite(value) and abs(value) < _LAST_MOMENT:
        return value
    return None
