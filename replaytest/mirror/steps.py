"""Steps: what was done in a session, found in its events alone.

rrweb's own events are enough; where replaytest recorded them its actions add the keys.
A step is what a person would say they did: a visit, a click, what was typed into one
field (its inputs in a row are one step), a key that does something.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import msgspec
from msgspec import Struct

from replaytest.mirror.node import UNREADABLE
from replaytest.rrweb import EventType, Interaction, Source
from replaytest.tags import ACTION

Deed = Literal[
    "navigate", "click", "double-click", "context-menu", "input", "press", "drop"
]

_CLICKS: dict[int, Deed] = {
    Interaction.CLICK: "click",
    Interaction.CONTEXT_MENU: "context-menu",
    Interaction.DOUBLE_CLICK: "double-click",
}
# A tick or a chosen radio button is recorded as the click and as an input after it.
_SAME_DEED_MS = 100


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done. `number` counts from 1.

    `event` is the number of its last event in the tab, `at` that event's time in ms
    since 1970. `node_id` is the target, None for a visit; `detail` the URL or the key.
    """

    number: int
    deed: Deed
    event: int
    at: float
    node_id: int | None = None
    detail: str = ""


class _Data(Struct, gc=False):
    source: Any = None
    type: Any = None
    id: Any = None
    href: Any = None
    tag: Any = None
    payload: msgspec.Raw = msgspec.Raw(b"null")


class _Event(Struct, gc=False):
    type: int
    timestamp: float
    data: _Data = msgspec.field(default_factory=_Data)


class _Line(Struct, gc=False, array_like=True):
    tab: int
    event: _Event


class _Action(Struct, gc=False):
    kind: str = ""
    id: int = -1
    type: str = ""
    key: str = ""
    modifiers: list[str] = msgspec.field(default_factory=list)


_lines = msgspec.json.Decoder(_Line)
_actions = msgspec.json.Decoder(_Action)


def steps_of(lines: Iterable[bytes]) -> list[Step]:
    """Return the steps of a tab, given its `[tab, event]` lines in order of time."""
    found: list[Step] = []
    for number, line in enumerate(lines):
        try:
            event = _lines.decode(line).event
        except UNREADABLE:
            continue
        step = _step(event, number, found)
        if step is None:
            continue
        if found and _goes_on(found[-1], step):
            step = _joined(found.pop(), step)
        found.append(step)
    return found


def _step(event: _Event, number: int, found: list[Step]) -> Step | None:
    deed = _deed(event, found)
    if deed is None:
        return None
    kind, target, detail = deed
    return Step(len(found) + 1, kind, number, event.timestamp, target, detail)


def _deed(event: _Event, found: list[Step]) -> tuple[Deed, int | None, str] | None:
    """Return what was done in an event, to which node, and its detail."""
    data = event.data
    if event.type == EventType.META and isinstance(data.href, str):
        before = next((s for s in reversed(found) if s.deed == "navigate"), None)
        # A checkout repeats the address of a page that stays.
        stays = before is not None and before.detail == data.href
        return None if stays else ("navigate", None, data.href)
    if event.type == EventType.CUSTOM and data.tag == ACTION:
        return _acted(data.payload)
    if event.type != EventType.INCREMENTAL_SNAPSHOT or not isinstance(data.id, int):
        return None
    if data.source == Source.INPUT:
        return "input", data.id, ""
    if data.source == Source.MOUSE_INTERACTION and isinstance(data.type, int):
        kind = _CLICKS.get(data.type)
        return (kind, data.id, "") if kind else None
    return None


def _acted(payload: msgspec.Raw) -> tuple[Deed, int | None, str] | None:
    try:
        action = _actions.decode(payload)
    except UNREADABLE:
        return None
    if action.kind == "key" and _does_something(action):
        return "press", action.id, "+".join([*action.modifiers, action.key])
    if action.kind == "drag" and action.type == "drop":
        return "drop", action.id, ""
    return None


# Part of another key, or of typing.
_NO_DEED = ("Shift", "Control", "Alt", "Meta", "CapsLock", "Backspace", "Delete")


def _does_something(action: _Action) -> bool:
    if len(action.key) == 1:
        return "Control" in action.modifiers or "Meta" in action.modifiers
    return bool(action.key) and action.key not in _NO_DEED


def _goes_on(before: Step, step: Step) -> bool:
    if step.deed != "input" or before.node_id != step.node_id:
        return False
    ticked = before.deed == "click" and step.at - before.at <= _SAME_DEED_MS
    return before.deed == "input" or ticked


def _joined(before: Step, step: Step) -> Step:
    return Step(before.number, before.deed, step.event, step.at, before.node_id)
