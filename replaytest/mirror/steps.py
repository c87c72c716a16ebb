"""Steps: what was done in a session, found in its events alone.

rrweb's own events are enough; where replaytest recorded them its actions add the keys.
A step is what a person would say they did: a visit, a click, what was typed into one
field (its inputs in a row are one step), a key that does something.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import msgspec
from msgspec import Struct

from replaytest.mirror.node import UNREADABLE
from replaytest.rrweb import EventType, Interaction, Source
from replaytest.tags import ACTION, CALL

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
# A driver's script says that it wrote, and rrweb what: in one turn of the page.
SAME_TURN_MS = 50


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


class _Data(Struct, gc=False, rename={"user_triggered": "userTriggered"}):
    source: Any = None
    type: Any = None
    id: Any = None
    href: Any = None
    tag: Any = None
    user_triggered: Any = None
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
    candidates, hands = [], _Hands()
    for number, line in enumerate(lines):
        try:
            event = _lines.decode(line).event
        except UNREADABLE:
            continue
        hands.see(event)
        deed = _deed(event)
        if deed is not None:
            candidates.append(
                (event, Step(0, deed[0], number, event.timestamp, *deed[1:]))
            )
    found: list[Step] = []
    address = None
    for event, step in candidates:
        # A checkout repeats the address of a page that stays.
        stays = step.deed == "navigate" and step.detail == address
        if stays or not hands.did(event, step):
            continue
        if step.deed == "navigate":
            address = step.detail
        scripted = event.data.user_triggered is False
        if found and _goes_on(found[-1], step, scripted=scripted):
            found[-1] = replace(found[-1], event=step.event, at=step.at, detail="")
        else:
            found.append(replace(step, number=len(found) + 1))
    return found


@dataclass
class _Hands:
    """Tells what was done to a page from what its scripts did: write into its fields.

    `sets` are times at which a script said that it did a driver's work, by node.
    """

    sets: dict[int, list[float]] = field(default_factory=dict)
    driven: bool = False
    trusted: bool = False

    def see(self, event: _Event) -> None:
        """Take any event of the tab."""
        data = event.data
        if data.user_triggered is True:
            self.trusted = True
        if event.type != EventType.CUSTOM or data.tag not in (ACTION, CALL):
            return
        self.driven = True
        action = _action(data.payload) if data.tag == ACTION else None
        if action is not None and action.kind == "set":
            self.sets.setdefault(action.id, []).append(event.timestamp)

    def did(self, event: _Event, step: Step) -> bool:
        """Say whether this is a deed.

        Of another recorder, which does not tell what drivers do, scripts are believed
        as long as nobody is known to have typed.
        """
        if step.deed != "input" or event.data.user_triggered is not False:
            return True
        if not self.driven:
            return not self.trusted
        sets = self.sets.get(step.node_id or 0, [])
        near = [at for at in sets if 0 <= step.at - at <= SAME_TURN_MS]
        if near:
            sets.remove(near[0])  # what follows is the page's answer
        return bool(near)


def _deed(event: _Event) -> tuple[Deed, int | None, str] | None:
    """Return what may have been done in an event, to which node, and its detail."""
    data = event.data
    if event.type == EventType.META and isinstance(data.href, str):
        return "navigate", None, data.href
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


def _action(payload: msgspec.Raw) -> _Action | None:
    try:
        return _actions.decode(payload)
    except UNREADABLE:
        return None


def _acted(payload: msgspec.Raw) -> tuple[Deed, int | None, str] | None:
    action = _action(payload)
    if action is None:
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


def _goes_on(before: Step, step: Step, *, scripted: bool) -> bool:
    if step.deed != "input" or before.node_id != step.node_id:
        return False
    # Files that a click asked for are given when the driver likes.
    soon = scripted or step.at - before.at <= _SAME_DEED_MS
    return before.deed == "input" or (before.deed == "click" and soon)
