from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from replaytest.capture.inbox import Lines
from replaytest.capture.tabs import Tabs


class Page:
    """What `Tabs` sees of a page."""

    def __init__(self, opener: Page | None = None) -> None:
        self.opener = opener
        self.handlers: dict[str, Callable[..., None]] = {}

    def on(self, event: str, handler: Callable[..., None]) -> None:
        self.handlers[event] = handler


class Sink:
    """Keeps what it is told, in order."""

    def __init__(self) -> None:
        self.told: list[Any] = []

    def tab(self, number: int, opener: int | None) -> None:
        self.told.append(("tab", number, opener))

    def tab_ended(self, number: int, ended: str) -> None:
        self.told.append((ended, number))

    def lines(self, tab: int, lines: Lines) -> None:
        self.told.append(("lines", tab, lines.events))


def made() -> tuple[Tabs, Sink]:
    sink = Sink()
    return Tabs(sink, lambda page: page.opener), sink


def batch(doc: str, seq: int = 0) -> str:
    return json.dumps({"doc": doc, "seq": seq, "count": 1}) + "\n{}\n"


def test_pages_are_numbered_as_they_come_and_told_with_their_first_events():
    tabs, sink = made()
    first, second = Page(), Page()
    tabs.add(first)
    tabs.add(second)
    assert sink.told == []
    tabs.accept({"page": second}, batch("b"))
    tabs.accept({"page": first}, batch("a"))
    tabs.accept({"page": first}, batch("a", 1))
    assert sink.told == [
        ("tab", 2, None), ("lines", 2, 1),
        ("tab", 1, None), ("lines", 1, 1), ("lines", 1, 1),
    ]  # fmt: skip


def test_a_popup_names_its_opener():
    tabs, sink = made()
    opener = Page()
    tabs.add(opener)
    tabs.accept({"page": Page(opener)}, batch("p"))
    assert sink.told[0] == ("tab", 2, 1)


def test_the_end_of_a_page_is_told_if_the_page_was():
    tabs, sink = made()
    quiet, loud = Page(), Page()
    for page in (quiet, loud):
        tabs.add(page)
    tabs.accept({"page": loud}, batch("a"))
    quiet.handlers["close"](quiet)
    loud.handlers["crash"](loud)
    assert sink.told[2:] == [("crashed", 2)]


def test_nothing_is_nothing():
    tabs, sink = made()
    tabs.accept({"page": Page()}, "")
    assert sink.told == []


def test_another_recording_numbers_the_living_anew():
    tabs, sink = made()
    gone, living = Page(), Page()
    tabs.accept({"page": gone}, batch("a"))
    tabs.accept({"page": living}, batch("b"))
    tabs.restart([living])
    sink.told.clear()
    tabs.accept({"page": living}, batch("b", 1))
    assert sink.told == [("tab", 1, None), ("lines", 1, 1)]


def test_what_waited_goes_to_the_recording_that_ends():
    tabs, sink = made()
    page = Page()
    tabs.accept({"page": page}, batch("a", 3))
    sink.told.clear()
    tabs.restart([page])
    assert ("lines", 1, 1) in sink.told
