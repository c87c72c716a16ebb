"""Listening to a context: which of Playwright's events goes to whom.

Plain listeners, the same under sync and async Playwright. None of them may raise into
the test, change what it sees, or be the one that a page waits for: a listener for
`dialog` would have to answer it, one for `filechooser` would keep it from opening.
`dialogclosed` (Playwright 1.64) only tells; before it, `observe` tells of the dialogs
that a test answers, and of others nobody does.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from replaytest.capture.console import Console
from replaytest.capture.dialogs import Dialogs
from replaytest.capture.map_files import MapFiles
from replaytest.capture.network import Network, Spawn
from replaytest.capture.notes import Masker, Note
from replaytest.capture.reads import Reads
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
        reads: Reads | None = None,
        records: Callable[[Any], bool] = lambda _page: True,
        source_maps: tuple[str, ...] = (),
        expects_streams: bool = True,
    ) -> None:
        """`connect` opens a DevTools session, `known_streams` is as for `Streams`.

        `reads` is what pages tell of what they have read.
        `records` says whether a page is recorded where it is now, `source_maps` where
        maps may be looked for, see `MapFiles`. `expects_streams` is as for `Network`.
        """
        known = set() if known_streams is None else known_streams
        self._scripts = Scripts(MapFiles(source_maps))
        self._console = Console(
            note, masker, spawn=spawn, scripts=self._scripts, records=records
        )
        self._dialogs = Dialogs(note, masker)
        streams = Streams(note, masker, spawn, connect, self._guarded, known)
        self.network = Network(
            *(note, masker, spawn, streams),
            pages=lambda: list(self._pages),
            reads=reads or Reads(),
            expects_streams=expects_streams,
        )
        self._on_problem = on_problem
        # In the order in which they came, each with its sockets.
        self._pages: dict[Any, list[Any]] = {}
        self._listening: dict[Any, list[tuple[str, Callable[..., None]]]] = {}

    def watch(self, context: Any) -> None:
        """Listen to a context from now on."""
        console, network = self._console, self.network
        for event, listener in {
            "console": console.message,
            "weberror": console.error,
            "dialogclosed": self._dialogs.closed,
            "request": network.requested,
            "response": network.response,
            "requestfinished": network.finished,
            "requestfailed": network.failed,
        }.items():
            self.listen(context, event, listener)
        self.listen(context, "response", self._scripts.loaded)

    def watch_page(self, page: Any) -> None:
        """Listen to what only the page itself tells."""
        if page in self._pages:
            return
        self._pages[page] = []
        console = self._console
        self.listen(page, "crash", lambda *_: console.crashed(page))
        self.listen(page, "download", lambda each: console.download(page, each))
        self.listen(page, "download", self.network.downloads.offered)
        self.listen(page, "websocket", lambda each: self._socket(page, each))
        self.listen(page, "close", lambda *_: self._closed(page))

    def listen(self, emitter: Any, event: str, listener: Callable[..., None]) -> None:
        """Call `listener`, and tell if it raises, until `stop`."""
        guarded = self._guarded(listener)
        emitter.on(event, guarded)
        self._listening.setdefault(emitter, []).append((event, guarded))

    def settle(self) -> None:
        """Tell of what still waits for something, without it."""
        self.network.settle()
        self._console.settle()

    def end(self) -> None:
        """A recording ends, and another one may begin."""
        self.settle()
        self._guarded(self.network.end)()

    def stop(self) -> None:
        """Tell what is still open, and listen no more."""
        self.end()
        for emitter in list(self._listening):
            self._forget(emitter)
        self.network.forget()

    def _socket(self, page: Any, socket: Any) -> None:
        for event, listener in self.network.socket(page, socket).items():
            self.listen(socket, event, listener)
        sockets = self._pages.setdefault(page, [])
        sockets.append(socket)

        def closed(*_: Any) -> None:
            self._forget(socket)
            sockets.remove(socket)

        self.listen(socket, "close", closed)

    def _closed(self, page: Any) -> None:
        for socket in self._pages.pop(page, ()):
            self._forget(socket)
        self._console.settle(page)
        self.network.closed(page)
        self._forget(page)

    def _forget(self, emitter: Any) -> None:
        for event, listener in self._listening.pop(emitter, ()):
            with suppress(KeyError):  # a test may take all listeners away
                emitter.remove_listener(event, listener)

    def _guarded(self, listener: Callable[..., None]) -> Callable[..., None]:
        def guarded(*args: Any) -> None:
            try:
                listener(*args)
            except Exception as error:  # noqa: BLE001 - ours must not become the test's
                self._on_problem(f"could not note what a page said: {error!r}")

        return guarded
