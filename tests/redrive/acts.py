"""What people do, as the events that are recorded of it; and the plan of such events.

`at` is in ms since `START`. What begins with `our_` is of replaytest's recorder.
"""

from __future__ import annotations

from typing import Any

from replaytest.mirror.timeline import Timeline
from replaytest.model import Event
from replaytest.redrive.model import Plan, Step
from replaytest.redrive.plan import plan
from replaytest.tags import ACTION, CALL, DIALOG, SETTINGS
from tests.mirror.events import START, change, element, event, page, text

HOME = "http://127.0.0.1/"


def planned(*events: Event, level: int = 0) -> Plan:
    return plan({1: Timeline.of_events(events)}, level=level)


def done(*events: Event, level: int = 0) -> list[Step]:
    """Return the steps after the first visit, those that only prepare others apart."""
    found = planned(*events, level=level).steps
    assert found[0].kind == "navigate"
    return [each for each in found[1:] if not each.minor]


def gist(steps: list[Step]) -> list[tuple[Any, ...]]:
    return [(each.kind, each.target and each.target.hit, each.value) for each in steps]


def form(at: int = 0, **attributes: str) -> list[Event]:
    """A page: text field 10, button 11, checkbox 12 in label 13, select 20, …"""
    label = element(
        13, "label", element(12, "input", type="checkbox"), text(14, "Gift")
    )
    options = [
        element(21 + n, "option", text(31 + n, name), value=str(n))
        for n, name in enumerate(("Tea", "Coffee"))
    ]
    radios = [element(n, "input", type="radio", name="size") for n in (15, 16)]
    return page(
        element(9, "form", element(10, "input", name="a"), element(11, "button")),
        label,
        *radios,
        element(20, "select", *options),
        element(40, "div", text(41, "Hi"), contenteditable="true"),
        element(42, "input", type="range"),
        element(43, "input", type="file"),
        element(44, "input", type="password"),
        element(45, "textarea"),
        element(46, "ul", element(47, "li"), element(48, "li")),
        element(49, "input", **attributes),
        at=at,
    )


def pointer(kind: int, at: int, node: int, x: float = 5, y: float = 5) -> Event:
    return change(2, at, type=kind, id=node, x=x, y=y)


def down(at: int, node: int, x: float = 5, y: float = 5) -> Event:
    return pointer(1, at, node, x, y)


def up(at: int, node: int, x: float = 5, y: float = 5) -> Event:
    return pointer(0, at, node, x, y)


def click(at: int, node: int) -> list[Event]:
    return [down(at, node), up(at + 1, node), pointer(2, at + 2, node)]


def moved(at: int, *positions: tuple[int, int], source: int = 1) -> Event:
    """A batch of positions: (node, ms before it)."""
    told = [{"x": 1, "y": 1, "id": n, "timeOffset": -ms} for n, ms in positions]
    return change(source, at, positions=told)


def value(at: int, node: int, said: str = "on", **more: Any) -> Event:
    return change(5, at, id=node, **{"text": said, "isChecked": False} | more)


def focus(at: int, node: int) -> Event:
    return change(2, at, type=5, id=node)


def blur(at: int, node: int) -> Event:
    return change(2, at, type=6, id=node)


def ours(tag: str, at: int, **payload: Any) -> Event:
    return event(5, at, tag=tag, payload=payload)


def our(kind: str, at: int, node: int = -1, **more: Any) -> Event:
    return ours(ACTION, at, kind=kind, id=node, **more)


def our_pointer(kind: str, at: int, node: int, **more: Any) -> Event:
    told = {"type": kind, "button": 0, "modifiers": [], "pointer": "mouse"}
    return our("pointer", at, node, **told | {"fx": 0.5, "fy": 0.25} | more)


def our_click(at: int, node: int, **more: Any) -> list[Event]:
    pressed = [
        down(at, node),
        up(at + 1, node),
        our_pointer("click", at + 2, node, **more),
    ]
    return [*pressed, pointer(2, at + 2, node)]


def our_key(at: int, node: int, key: str, *modifiers: str) -> Event:
    return our("key", at, node, key=key, code=key, modifiers=list(modifiers))


def our_letter(at: int, node: int) -> Event:
    return our("key", at, node, **{"class": "letter", "modifiers": []})


def typed(at: int, node: int, kind: str = "insertText") -> Event:
    return our("input", at, node, inputType=kind)


def called(api: str, at: int, until: int, **more: Any) -> Event:
    told = {"api": api, "at": START + at, "duration": until - at} | more
    return event(5, until, tag=CALL, payload=told)


def dialog(kind: str, at: int, **more: Any) -> Event:
    return ours(DIALOG, at, type=kind, message="Sure?", **more)


def settings(at: int, **more: Any) -> Event:
    return ours(SETTINGS, at, **more)


def arrive(at: int, href: str, *body: Any, told: bool = True) -> list[Event]:
    """Another document: ready, a Meta, a full snapshot; and loaded."""
    meta, full = page(*body, at=at)
    meta["data"]["href"] = href
    if not told:
        return [meta, full]
    return [event(0, at), meta, full, event(1, at + 5)]
