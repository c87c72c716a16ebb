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
from replaytest.capture.map_files import MapFiles
from replaytest.capture.network import Network, Spawn
from replaytest.capture.notes import Masker, Note
from replaytest.capture.scripts import Scripts
from replaytest.capture.streams import Connect, Streams

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
        connect: Connect | None = None,
        known_streams: set[str] | None = None,
        records: Callable[[Any], bool] = lambda _page: True,
        source_maps: tuple[str, ...] = (),
    ) -> None:
        """`connect` opens a DevTools session, `known_streams` is as for `Streams`.

        `records` says whether a page is recorded where it is now, `source_maps` where
        maps may be looked for, see `MapFiles`.
        """
        known = set() if known_streams is None else known_streams
        self._scripts = Scripts(MapFiles(source_maps))
        self._console = Console(
            note, masker, spawn=spawn, scripts=self._scripts, records=records
        )
        streams = Streams(note, masker, spawn, connect, self._guarded, known)
        self.network = Network(note, masker, spawn, streams, lambda: list(self._pages))
        self._on_problem = on_problem
        self._pages: dict[Any, None] = {}  # in the order in which they came
        self._listening: list[tuple[Any, str, Callable[..., None]]] = []

    def watch(self, context: Any) -> None:
        """Listen to a context from now on."""
        console, network = self._console, self.network
        for event, listener in {
            "console": console.message,
            "weberror": console.error,
            "dialogclosed": console.dialog,
            "request": network.requested,
            "response": network.response,
            "requestfinished": network.finished,
            "requestfailed": network.failed,
        }.items():
            self._listen(context, event, listener)
        self._listen(context, "response", self._scripts.loaded)

    def watch_page(self, page: Any) -> None:
        """Listen to what only the page itself tells."""
        if page in self._pages:
            return
        self._pages[page] = None
        console, network = self._console, self.network
        self._listen(page, "crash", lambda *_: console.crashed(page))
        self._listen(page, "download", lambda each: console.download(page, each))
        self._listen(page, "websocket", lambda each: network.socket(page, each))
        self._listen(page, "close", lambda *_: self._closed(page))

    def settle(self) -> None:
        """Tell of what still waits for something, without it."""
        self.network.settle()
        self._console.settle()

    def end(self) -> None:
        """A recording ends, and another one may begin."""
        self._guarded(self.network.end)()

    def stop(self) -> None:
        """Tell what is still open, and listen no more."""
        self.end()
        for emitter, event, listener in self._listening:
            emitter.remove_listener(event, listener)
        self._listening.clear()
        self.network.forget()

    def _closed(self, page: Any) -> None:
        self._pages.pop(page, None)
        self._console.settle(page)
        self.network.closed(page)

    def _listen(self, emitter: Any, event: str, listener: Callable[..., None]) -> None:
        guarded = self._guarded(listener)
        emitter.on(event, guarded)
        self._listening.append((emitter, event, guarded))

    def _guarded(self, listener: Callable[..., None]) -> Callable[..., None]:
        def guarded(*args: Any) -> None:
            try:
                listener(*args)
            except Exception as error:  # noqa: BLE001 - ours must not become the test's
                self._on_problem(f"could not note what a page said: {error!r}")

        return guarded
