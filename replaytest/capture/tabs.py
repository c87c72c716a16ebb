"""The tabs of one browser context, and what their pages send.

Plain callbacks, the same under sync and async Playwright. They run inside the user's
test: they append, count and return, and call no browser.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from replaytest.capture.inbox import Inbox, Lines


class Sink(Protocol):
    """Where a context's lines go; the recording of the test that is running."""

    def tab(self, number: int, opener: int | None) -> None:
        """A page is there."""

    def tab_ended(self, number: int, ended: str) -> None:
        """A page was closed, or its renderer has crashed."""

    def lines(self, tab: int, lines: Lines) -> None:
        """Events, in order."""


class Tabs:
    """Numbers the pages of a context from 1 and passes what they send to a sink."""

    def __init__(self, sink: Sink, opener: Callable[[Any], Any]) -> None:
        self._sink = sink
        self._opener = opener
        self._inboxes: dict[Any, Inbox] = {}
        self._told: set[Any] = set()

    def accept(self, source: dict[str, Any], batch: str) -> None:
        """Take what a page sent through the binding."""
        self.deliver(source["page"], batch)

    def deliver(self, page: Any, batch: str) -> None:
        """Take what a page sent, or was asked for."""
        if batch:
            inbox = self._inbox(page)
            self._sink.lines(inbox.tab, inbox.accept(batch))

    def add(self, page: Any) -> None:
        """A page has come: numbered now, told to the sink with its first events."""
        if page in self._inboxes:
            return
        self._inboxes[page] = Inbox(len(self._inboxes) + 1)
        page.on("close", lambda *_: self._ended(page, "closed"))
        page.on("crash", lambda *_: self._ended(page, "crashed"))

    def restart(self, pages: list[Any]) -> None:
        """Number the pages that live on anew: another recording begins."""
        self._told.clear()
        self._inboxes = {
            page: inbox for page, inbox in self._inboxes.items() if page in pages
        }
        for number, inbox in enumerate(self._inboxes.values(), 1):
            inbox.tab = number

    def finish(self) -> None:
        """Give the sink what still waits for batches that never came."""
        for inbox in self._inboxes.values():
            rest = inbox.finish()
            if rest.events or rest.lost:
                self._sink.lines(inbox.tab, rest)

    def _inbox(self, page: Any) -> Inbox:
        self.add(page)
        inbox = self._inboxes[page]
        if page not in self._told:
            self._told.add(page)
            opener = self._inboxes.get(self._opener(page))
            self._sink.tab(inbox.tab, opener.tab if opener else None)
        return inbox

    def _ended(self, page: Any, ended: str) -> None:
        if page in self._told:
            self._sink.tab_ended(self._inboxes[page].tab, ended)
