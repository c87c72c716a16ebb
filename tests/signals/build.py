"""Sessions written by hand: a page with a few controls, and what is done to them."""

from __future__ import annotations

from typing import Any

from replaytest.model import Event
from replaytest.signals.collect import collect
from replaytest.signals.facts import Session
from replaytest.signals.find import FINDERS
from replaytest.signals.model import Signal
from replaytest.signals.thresholds import Thresholds
from replaytest.store.lines import encode
from tests.mirror.events import START, change, element, event, mutation, page, text

PAY, NOTE, LINK, NAME, CHECK, NEXT = 10, 20, 30, 40, 50, 60
FORM, SEND = 70, 75
URL = "http://shop.test/cart"


def shop(at: int = 0, url: str = URL) -> list[Event]:
    """A page with a button, a line of text, a link, a form and a Next button."""
    meta, full = page(
        element(PAY, "button", text(11, "Pay"), type="button"),
        element(NOTE, "p", text(21, "Thank you")),
        element(LINK, "a", text(31, "Help"), href="/help"),
        element(NEXT, "button", text(61, "Next"), type="button"),
        element(
            FORM,
            "form",
            element(NAME, "input", name="name"),
            element(CHECK, "input", type="checkbox", name="terms"),
            element(SEND, "button", text(76, "Send")),
            id="order",
        ),
        at=at,
    )
    meta["data"]["href"] = url
    return [meta, full]


def visit(at: int, url: str) -> list[Event]:
    return shop(at, url)


def click(at: int, node: int = PAY, x: int = 100, y: int = 50) -> list[Event]:
    """Press, release, click, as rrweb tells a mouse click."""
    return [
        change(2, at - 20, type=1, id=node, x=x, y=y),
        change(2, at - 1, type=0, id=node, x=x, y=y),
        change(2, at, type=2, id=node, x=x, y=y),
    ]


def typed(at: int, node: int = NAME) -> Event:
    return change(5, at, id=node, text="Ada", isChecked=False, userTriggered=True)


def moves(at: int, places: list[tuple[int, int]], every: int = 50) -> Event:
    """A mouse move event at `at` whose last position is its own moment."""
    last = len(places) - 1
    positions = [
        {"x": x, "y": y, "id": 4, "timeOffset": (place - last) * every}
        for place, (x, y) in enumerate(places)
    ]
    return change(1, at, positions=positions)


def reacts(at: int) -> Event:
    return mutation(at, texts=[{"id": 21, "value": f"at {at}"}])


def custom(at: int, tag: str, payload: Any) -> Event:
    return event(5, at, tag=tag, payload=payload)


def plugin(at: int, name: str, payload: Any) -> Event:
    return event(6, at, plugin=name, payload=payload)


def request(at: int, url: str = "http://shop.test/api", **more: Any) -> Event:
    """One request that ended at `at`, in the shape of the recorder."""
    duration = more.pop("duration", 20)
    told = {
        "name": url,
        "entryType": "resource",
        "initiatorType": "fetch",
        "method": "GET",
        "status": 200,
        "startTime": 0,
        "endTime": duration,
        "duration": duration,
        "timestamp": START + at - duration,
        "timeOrigin": START + at - duration,
    }
    return plugin(at, "rrweb/network@1", {"requests": [told | more]})


def console(at: int, said: str, level: str = "error") -> Event:
    payload = {
        "level": level,
        "trace": ["http://shop.test/a.js:1:2"],
        "payload": [said],
    }
    return plugin(at, "rrweb/console@1", payload)


def thrown(at: int, message: str = "boom", **more: Any) -> Event:
    stack = [
        {"function": "pay", "url": "http://shop.test/app.js", "line": 3, "column": 1}
    ]
    told = {
        "kind": "exception",
        "name": "TypeError",
        "message": message,
        "stack": stack,
    }
    return custom(at, "replaytest/error@1", told | more)


def session(*events: Event | list[Event], until: int = 60_000) -> Session:
    """The session of one tab that was watched for `until` ms."""
    flat = [
        each for part in events for each in (part if isinstance(part, list) else [part])
    ]
    tab = collect((encode([1, each]) for each in flat), until=START + until)
    return Session([tab], START, START + until)


def signals(
    kind: str, *events: Event | list[Event], until: int = 60_000, **limits: Any
) -> list[Signal]:
    """All signals of one kind in the shop's session with these events."""
    found = session(shop(), *events, until=until)
    return list(FINDERS[kind](found, Thresholds(**limits)))
