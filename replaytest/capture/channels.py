"""Listening to a context: which of Playwright's events goes to whom.

Plain listeners, the same under sync and async Playwright. None of them may raise into
the test, change what it sees, or be the one that a page waits for: a listener for
`dialog` would have to answer it, one for `filechooser` would keep it from opening.
`dialogclosed` (Playwright 1.65) only tells; before it, dialogs are not recorded.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from replaytest.capture.console import Console
from replaytest.capture.network import Network, Spawn
from replaytest.capture.notes import Masker, Note

Problem = Callable[[str], None]


class Channels:
    """What one context says apart from the events of its pages."""

    def __init__(
        self,
        note: Note,
        masker: Callable[[], Masker],
        *,
        spawn: Spawn,
        on_problem: Problem,
    ) -> None:
        self._console = Console(note, masker)
        self.network = Network(note, masker, spawn)
        self._on_problem = on_problem
        self._pages: set[Any] = set()
        self._listening: list[tuple[Any, str, Callable[..., None]]] = []

    def watch(self, context: Any) -> None:
        """Listen to a context from now on."""
        console, network = self._console, self.network
        for event, listener in {
            "console": console.message,
            "weberror": console.error,
            "dialogclosed": console.dialog,
            "response": network.response,
            "requestfinished": network.finished,
            "requestfailed": network.failed,
        }.items():
            self._listen(context, event, listener)

    def watch_page(self, page: Any) -> None:
        """Listen to what only the page itself tells."""
        if page in self._pages:
            return
        self._pages.add(page)
        console, network = self._console, self.network
        self._listen(page, "crash", lambda *_: console.crashed(page))
        self._listen(page, "download", lambda each: console.download(page, each))
        self._listen(page, "websocket", lambda each: network.socket(page, each))

    def stop(self) -> None:
        """Listen no more."""
        for emitter, event, listener in self._listening:
            emitter.remove_listener(event, listener)
        self._listening.clear()

    def _listen(self, emitter: Any, event: str, listener: Callable[..., None]) -> None:
        def guarded(*args: Any) -> None:
            try:
                listener(*args)
            except Exception as error:  # noqa: BLE001 - ours must not become the test's
                self._on_problem(f"could not note what a page said: {error!r}")

        emitter.on(event, guarded)
        self._listening.append((emitter, event, guarded))
