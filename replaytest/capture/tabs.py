"""The tabs of one browser context, and what their pages send.

Plain callbacks, the same under sync and async Playwright. They run inside the user's
test: they append, count and return, and call no browser.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from replaytest.capture.inbox import Inbox, Lines
from replaytest.model import Event


class Sink(Protocol):
    """Where a context's lines go; the recording of the test that is running."""

    def tab(self, number: int, opener: int | None) -> None:
        """A page is there."""

    def tab_ended(self, number: int, ended: str) -> None:
        """A page was closed, or its renderer has crashed."""

    def lines(self, tab: int, lines: Lines) -> None:
        """Events, in order."""

    def note(self, tab: int, event: Event) -> None:
        """What Playwright told of a page."""


class Tabs:
    """Numbers the pages of a context from 1 and passes what they send to a sink."""

    def __init__(self, sink: Sink, opener: Callable[[Any], Any]) -> None:
        self._sink = sink
        self._opener = opener
        self._inbox = Inbox(self._popup_of)
        self._numbers: dict[Any, int] = {}
        self._told: set[Any] = set()
        self._over: set[Any] = set()  # a crashed page can be closed as well
        self._listening: dict[Any, dict[str, Callable[..., None]]] = {}

    def accept(self, source: dict[str, Any], batch: str) -> None:
        """Take what a page sent, or was asked for; "" is nothing."""
        if batch:
            self._pass(self._inbox.accept(source["page"], batch))

    def add(self, page: Any) -> None:
        """A page has come: numbered now, told to the sink with its first events."""
        if page not in self._numbers:
            self._numbers[page] = len(self._numbers) + 1
            self._listening[page] = {
                "close": lambda *_: self._ended(page, "closed"),
                "crash": lambda *_: self._ended(page, "crashed"),
            }
            for event, listener in self._listening[page].items():
                page.on(event, listener)

    def number(self, page: Any) -> int | None:
        """Return the number of a page, None if it has none yet."""
        return self._numbers.get(page)

    def note(self, page: Any, event: Event) -> None:
        """Playwright told something of a page, or of the context as a whole (None)."""
        if page is None:
            page = next(iter(self._numbers), None)
        if page is not None:
            self._sink.note(self._tell(page), event)

    def restart(self, pages: list[Any]) -> None:
        """Number the pages that live on anew: another recording begins."""
        for rest in self._inbox.finish():
            self._pass(rest)
        living = [page for page in self._numbers if page in pages]
        self._numbers = {page: number for number, page in enumerate(living, 1)}
        self._told.clear()
        self._over.clear()
        self._inbox.forget(set(living))
        for page in self._listening.keys() - set(living):
            del self._listening[page]

    def stop(self) -> None:
        """Listen to no page any more."""
        for page, listeners in self._listening.items():
            for event, listener in listeners.items():
                page.remove_listener(event, listener)
        self._listening.clear()

    def _pass(self, lines: Lines) -> None:
        if lines == Lines(lines.page):
            return
        self._sink.lines(self._tell(lines.page), lines)

    def _tell(self, page: Any) -> int:
        """Return the number of a page, told to the sink before anything of it."""
        self.add(page)
        number = self._numbers[page]
        if page not in self._told:
            self._told.add(page)
            self._sink.tab(number, self._numbers.get(self._opener(page)))
        return number

    def _popup_of(self, page: Any) -> Any:
        """Return the page that another opened last, itself if it has opened none."""
        popups = (each for each in self._numbers if self._opener(each) is page)
        return next(reversed(list(popups)), page)

    def _ended(self, page: Any, ended: str) -> None:
        if page in self._told - self._over:
            self._over.add(page)
            self._sink.tab_ended(self._numbers[page], ended)
