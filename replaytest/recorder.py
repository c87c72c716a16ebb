"""Recording, composed: browser → capture → store, for as long as a process lives.

`Recorder` notices contexts and gives each one a recording per test (or one for a block
of code). It knows neither pytest nor which of Playwright's two APIs is in use.
"""

from __future__ import annotations

import platform
import uuid
from collections.abc import Callable, Coroutine
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

from replaytest import rrweb
from replaytest.browser import instrument
from replaytest.browser.calls import Routine
from replaytest.browser.drive import drive
from replaytest.capture.attach import Feed, attach, cut, flush, last, open_pages
from replaytest.capture.inbox import Lines
from replaytest.capture.script import init_script
from replaytest.capture.tabs import Tabs
from replaytest.model import Failure, Outcome, Test
from replaytest.recording import Part, now_ms
from replaytest.store.folder import Store
from replaytest.store.write import RecordingWriter, WriterThread

MASK = {"level": 1}


@dataclass(slots=True)
class _Span:
    """What is being recorded now: an attempt at a test, or a block of code."""

    test: Test | None
    folder: Path
    muted: bool = False
    parts: list[Part] = field(default_factory=list)
    files: int = 0

    def next_path(self) -> Path:
        self.files += 1
        number = "" if self.files == 1 else f"-{self.files}"
        return self.folder / f"session{number}.replaytest"


class _Context:
    """A context that is alive. Between two tests its events wait for the next part."""

    def __init__(self, inner: Any, feed: Feed, part: Part | None) -> None:
        self.inner = inner
        self.feed = feed
        self.part = part
        self.closed = False
        self.tabs = Tabs(self, instrument.opener)
        self._early: list[Callable[[Part], None]] = []

    def tab(self, number: int, opener: int | None) -> None:
        self._pass(lambda part: part.tab(number, opener))

    def tab_ended(self, number: int, ended: str) -> None:
        self._pass(lambda part: part.tab_ended(number, ended))

    def lines(self, tab: int, lines: Lines) -> None:
        self._pass(lambda part: part.lines(tab, lines))

    def page_opened(self, page: Any) -> None:
        _, hushed = instrument.kept(page, "hushed", object)
        if not hushed:
            instrument.hush(page)
        self.tabs.add(page)

    def begin(self, part: Part) -> None:
        self.part = part
        for say in self._early:
            say(part)
        self._early.clear()

    def end(self) -> None:
        self.tabs.restart(self.pages())
        self.part = None

    def pages(self) -> list[Any]:
        return [] if self.closed else open_pages(self.inner.pages)

    def _pass(self, say: Callable[[Part], None]) -> None:
        if self.part is None:
            self._early.append(say)
        else:
            say(self.part)


class Recorder:
    """Gives every browser context that `accepts` lets through a recording per span.

    Nothing here raises because of a page or a disk: what fails is passed to
    `on_problem`, each sentence once. A context that outlives a span is cut: each part
    begins with a full snapshot and stands alone.
    """

    def __init__(
        self,
        store: Store,
        *,
        on_problem: Callable[[str], None],
        accepts: Callable[[Any], bool] = lambda _context: True,
    ) -> None:
        self._store = store
        self._accepts = accepts
        self._on_problem = on_problem
        self._told: set[str] = set()
        self._thread = WriterThread()
        self._instrument = instrument.Instrument(self)
        self._contexts: dict[Any, _Context] = {}
        self._span: _Span | None = None

    def start(self) -> None:
        """Notice contexts from now on.

        Raises:
            CaptureError: this Playwright cannot be watched.
            BundleMissing: the recorder's JavaScript is not installed.
        """
        init_script()
        self._instrument.install()

    def stop(self, timeout_s: float = 60.0) -> None:
        """Stop noticing, and wait until everything is on disk."""
        self._instrument.uninstall()
        if not self._thread.close(timeout_s):
            self.problem(f"recordings were not on disk after {timeout_s:.0f} s")

    @property
    def is_recording(self) -> bool:
        """Whether a span is open and not muted."""
        return self._span is not None and not self._span.muted

    def afterwards(self, work: Callable[[], None]) -> None:
        """Do `work`, which must not raise, when what was recorded so far is on disk."""
        self._thread.submit(work)

    def begin(
        self, test: Test | None, folder: Path | None = None, *, muted: bool = False
    ) -> Path:
        """Open a span; return the folder in which its recordings will be.

        Nothing of a muted span is written.
        """
        if folder is None:
            folder = (
                self._store.attempt_folder(test, now_ms())
                if test
                else self._store.session_folder(uuid.uuid4().hex, now_ms())
            )
        self._span = _Span(test, folder, muted)
        for context in self._contexts.values():
            context.begin(self._new_part(context.inner))
        return folder

    def end(
        self, outcome: Outcome | None, failures: list[Failure], *, keep: bool = True
    ) -> list[Path]:
        """Close the span; return the recordings of contexts in which anything happened.

        With `keep` false they are deleted instead.
        """
        for context in self._contexts.values():
            self._run(context, cut)
        return self._end(outcome, failures, keep=keep)

    async def release(self) -> list[Path]:
        """Close the span and let go of its contexts, from within their event loop."""
        for context in self._contexts.values():
            await self._fetch(context, context.pages(), flush)
            context.feed.accepts.remove(context.tabs.accept)
        return self._end(None, [], keep=True)

    def pause(self) -> None:
        """Leave out what happens until `resume`."""
        for context in self._living():
            self._run(context, flush)
            if context.part and context.part.paused_at is None:
                context.part.paused_at = now_ms()

    def resume(self) -> None:
        """Record again, from a full snapshot on."""
        for context in self._living():
            if context.part and context.part.paused_at is not None:
                self._run(context, cut)
                context.part.resume()

    def annotate(self, tag: str, payload: dict[str, Any]) -> None:
        """Put a custom event into every recording of the span that has begun."""
        for context in self._living():
            self._run(context, flush)
            if context.part and context.part.writer:
                context.part.custom(tag, payload)

    async def opened(self, context: Any) -> None:
        """A context has come to life: place the recorder in it. (`Listener`)"""
        if context in self._contexts or not self._accepts(context):
            return
        feed, again = instrument.kept(context, "feed", Feed)
        mine = _Context(context, feed, self._new_part(context) if self._span else None)
        feed.accepts.append(mine.tabs.accept)
        self._contexts[context] = mine
        script = init_script()
        if not again:
            instrument.hush(context)
        context.on("page", mine.page_opened)
        context.on("close", lambda *_: setattr(mine, "closed", True))
        for page in context.pages:
            mine.page_opened(page)
        await instrument.internally(
            context, lambda: drive(attach(context, script, feed, again=again))
        )

    async def closing(self, context: Any, pages: list[Any]) -> None:
        """Pages are about to close: fetch what they still hold. (`Listener`)"""
        if mine := self._contexts.get(context):
            await self._fetch(mine, open_pages(pages), last)

    def stopping(self) -> None:
        """A sync driver is about to be stopped with pages open. (`Listener`)"""
        for context in self._living():
            if instrument.is_sync(context.inner):
                self._run(context, last)

    async def stopping_async(self) -> None:
        """The same of an async driver. (`Listener`)"""
        for context in self._living():
            if not instrument.is_sync(context.inner):
                await self._fetch(context, context.pages(), last)

    def problem(self, text: str) -> None:
        """Pass on what failed, once. (`Listener`)"""
        if text not in self._told:
            self._told.add(text)
            self._on_problem(text)

    async def _fetch(
        self, context: _Context, pages: list[Any], ask: Callable[[Any], Routine[str]]
    ) -> None:
        async def one(page: Any) -> None:
            context.feed({"page": page}, await drive(ask(page)))

        def all_of_them() -> Coroutine[Any, Any, list[None]]:
            return instrument.patiently(one(page) for page in pages)

        if pages:
            await instrument.internally(context.inner, all_of_them)

    def _run(self, context: _Context, ask: Callable[[Any], Routine[str]]) -> None:
        pages = context.pages()
        if not pages:
            return
        try:
            instrument.run(context.inner, lambda: self._fetch(context, pages, ask))
        except Exception as error:  # noqa: BLE001 - ours must not become the test's
            self.problem(f"could not fetch the last events of a page: {error!r}")

    def _living(self) -> list[_Context]:
        return [context for context in self._contexts.values() if not context.closed]

    def _end(
        self, outcome: Outcome | None, failures: list[Failure], *, keep: bool
    ) -> list[Path]:
        for context in list(self._contexts.values()):
            context.end()
            if context.closed:
                del self._contexts[context.inner]
        span, self._span = self._span, None
        paths = []
        for part in span.parts if span else ():
            if part.writer and keep:
                part.finish(outcome, failures)
                paths.append(part.writer.path)
            else:
                part.discard()
        return paths

    def _new_part(self, context: Any) -> Part:
        span = self._span
        assert span is not None
        header = self._header(context, span.test) | {"started_at": now_ms()}

        def make() -> RecordingWriter:
            return RecordingWriter(
                span.next_path(),
                header | {"session": uuid.uuid4().hex},
                thread=self._thread,
                store=self._store,
                on_problem=self.problem,
            )

        part = Part(make, muted=span.muted)
        span.parts.append(part)
        return part

    def _header(self, context: Any, test: Test | None) -> dict[str, Any]:
        name, version = instrument.browser_version(context)
        return {
            "replaytest": 1,
            "test": asdict(test) if test else None,
            "versions": {
                "replaytest": _own_version(),
                "rrweb": rrweb.VERSION,
                "playwright": instrument.playwright_version(),
                "python": platform.python_version(),
            },
            "browser": {"name": name, "version": version},
            "mask": MASK,
        }


def _own_version() -> str:
    try:
        return metadata.version("replaytest")
    except metadata.PackageNotFoundError:  # run from a checkout that is not installed
        return ""
