"""Recording, composed: browser → capture → store, for as long as a process lives.

`Recorder` notices contexts and gives each one a recording per test (or one for a block
of code). It knows neither pytest nor which of Playwright's two APIs is in use.
"""

from __future__ import annotations

import asyncio
import os
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from replaytest.browser import instrument
from replaytest.browser.calls import ApiCall
from replaytest.browser.drive import drive
from replaytest.browser.observe import CallObserver, context_and_page
from replaytest.browser.parse import is_expression
from replaytest.capture.attach import (
    Feed,
    attach,
    cut,
    flush,
    last,
    open_pages,
)
from replaytest.capture.calls import call_event
from replaytest.capture.reads import BINDING as READ
from replaytest.capture.reads import Reads, read_script
from replaytest.capture.script import custom_scripts, follow_script, init_script
from replaytest.capture.seed import seed_script
from replaytest.capture.sheets import Sheets
from replaytest.capture.tabs import Sink
from replaytest.context import RecordedContext
from replaytest.mask.rules import Rules
from replaytest.mask.said import Said
from replaytest.mask.secrets import Secrets
from replaytest.model import Failure, Outcome, Test, now_ms
from replaytest.recording import Part
from replaytest.span import Span, header
from replaytest.store.folder import Store
from replaytest.store.write import RecordingWriter, WriterThread
from replaytest.tags import SOURCE


class Recorder:
    """Gives every browser context that `accepts` lets through a recording per span.

    Nothing here raises because of a page or a disk: what fails is passed to
    `on_problem`, each sentence once. A context that outlives a span is cut: each part
    begins with a full snapshot and stands alone. `tap` is told all that is recorded, as
    it comes and before known secrets are masked in it. With a `seed` pages draw equal
    random values each time, and headers say so. `expects_streams` is as for `Network`.
    """

    def __init__(
        self,
        store: Store,
        *,
        on_problem: Callable[[str], None],
        rules: Rules | None = None,
        secrets: Secrets | None = None,
        key_folder: Path | None = None,
        source_maps: tuple[str, ...] = (),
        accepts: Callable[[Any], bool] = lambda _context: True,
        tap: Sink | None = None,
        seed: int | None = None,
        expects_streams: bool = True,
    ) -> None:
        self._store = store
        self._key_folder = key_folder
        self._source_maps = source_maps
        self._rules = rules or Rules()
        self.secrets = secrets or Secrets.of(self._rules, os.environ)
        self._accepts = accepts
        self._tap = tap
        self._seed = seed
        self._expects_streams = expects_streams
        self._calls = CallObserver(self._called)
        self._on_problem = on_problem
        self._told: set[str] = set()
        self._thread = WriterThread()
        self._instrument = instrument.Instrument(self)
        self._contexts: dict[Any, RecordedContext] = {}
        self._span: Span | None = None

    def start(self) -> None:
        """Notice contexts from now on.

        Raises:
            CaptureError: this Playwright cannot be watched.
            BundleMissing: the recorder's JavaScript is not installed.
        """
        init_script({}, "")  # to know now whether it is there
        self._instrument.install()
        if not self._calls.install():
            self.problem("calls of Playwright are not recorded: it is another one")

    def stop(self, timeout_s: float = 60.0) -> None:
        """Stop noticing, and wait until everything is on disk."""
        self._instrument.uninstall()
        self._calls.uninstall()
        if not self._thread.close(timeout_s):
            self.problem(f"recordings were not on disk after {timeout_s:.0f} s")

    @property
    def is_recording(self) -> bool:
        """Whether a span is open and not muted."""
        return self._span is not None and not self._span.muted

    def afterwards(self, work: Callable[[], None]) -> None:
        """Do `work`, which must not raise, when what was recorded so far is on disk."""
        self._thread.submit(work)

    def when_sealed(self, work: Callable[[], None]) -> None:
        """Do `work`, which must not raise, when what was recorded so far is sealed."""

        def steps() -> Iterator[None]:
            work()
            yield

        # A seal is queued by the job that closes a file, so after that one.
        self._thread.submit(lambda: self._thread.submit_later(steps()))

    def begin(
        self,
        test: Test | None,
        folder: Path | None = None,
        *,
        rules: Rules | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> Path:
        """Open a span; return the folder in which its recordings will be.

        `rules` are its own: at level 4 nothing is recorded. `extra` joins the headers.
        """
        if test:
            # It names a folder, and its parameters can be secret.
            test = replace(test, nodeid=self.secrets.mask_text(test.nodeid))
        if folder is None:
            folder = (
                self._store.attempt_folder(test, now_ms())
                if test
                else self._store.session_folder(uuid.uuid4().hex, now_ms())
            )
        seeded = {} if self._seed is None else {"seed": self._seed}
        extra = seeded | dict(extra or {})
        self._span = Span(test, folder, rules or self._rules, extra=extra)
        for context in self._contexts.values():
            followed = context.follow(self._span.rules)
            context.begin(self._new_part(context.inner, muted=not followed))
        return folder

    def end(
        self, outcome: Outcome | None, failures: list[Failure], *, keep: bool = True
    ) -> list[Path]:
        """Close the span; return the recordings of contexts in which anything happened.

        With `keep` false they are deleted instead.
        """
        for context in self._contexts.values():
            context.run(cut)
        return self._end(outcome, failures, keep=keep)

    async def release(self) -> list[Path]:
        """Close the span and let go of its contexts, from within their event loop."""
        for context in self._contexts.values():
            await context.release()
        return self._end(None, [], keep=True)

    def pause(self) -> None:
        """Leave out what happens until `resume`."""
        for context in self._living():
            context.run(flush)
            if context.part and context.part.paused_at is None:
                context.part.paused_at = now_ms()

    def resume(self) -> None:
        """Record again, from a full snapshot on."""
        for context in self._living():
            if context.part and context.part.paused_at is not None:
                context.run(cut)
                context.part.resume()

    def annotate(
        self, tag: str, payload: dict[str, Any], at: float | None = None
    ) -> None:
        """Put a custom event, of now or of `at`, into every recording that has begun.

        `at` is in ms since 1970.
        """
        for context in self._living():
            context.run(flush)
            if context.part and context.part.writer:
                context.part.custom(tag, payload, at)

    def note(self, tag: str, payload: dict[str, Any], at: float) -> None:
        """Put an event of ours, of `at` ms since 1970, into all of the span."""
        for part in self._span.parts if self._span else ():
            part.custom(tag, payload, at)

    def _called(self, owner: Any, call: ApiCall) -> None:
        """A call of Playwright's API is over. (`CallObserver`)"""
        inner, page = context_and_page(owner)
        context = self._contexts.get(inner)
        if context is not None and not context.closed:
            context.wake()
            context.jar.called(call, fresh=context.is_fresh())
            context.heard(page, call_event(call, context.masker()))
            if self._span:
                self._span.sources.add(call)

    async def opened(self, context: Any) -> None:
        """A context has come to life: place the recorder in it. (`Listener`)"""
        if context in self._contexts or not self._accepts(context):
            return
        feed, again = instrument.kept(context, "feed", Feed)
        feed.sheets, _ = instrument.kept(context.browser or context, "sheets", Sheets)
        part = self._new_part(context) if self._span else None
        mine = RecordedContext(
            context, feed, part, self.secrets, self.problem, tap=self._tap
        )
        rules = self._span.rules if self._span else self._rules
        feed.join(mine.tabs.accept, rules, rests=mine.rests, knows=mine.know)
        self._contexts[context] = mine
        table = feed.table_for_page()
        scripts = custom_scripts(rules.script, is_expression)
        scripts.append(init_script(table, feed.nonce, feed.sheets.texts))
        if self._seed is not None:
            scripts.append(seed_script(self._seed))
        if again:
            scripts.append(follow_script(table, feed.nonce))
        else:
            instrument.hush(context)
        more = {}
        if mine.masker().keeps_all:
            mine.reads, known = instrument.kept(context, "reads", Reads)
            more = {} if known else {READ: mine.reads}
            scripts.append(read_script())
        mine.listen(self._source_maps, expects_streams=self._expects_streams)
        looking = mine.look()
        if context.pages:
            await looking
            for page in context.pages:
                mine.page_opened(page)
        attaching = instrument.internally(
            context,
            lambda: drive(attach(context, scripts, feed, again=again, more=more)),
        )
        # Of a context without pages nothing can be told yet: no need to wait for both.
        await (attaching if context.pages else asyncio.gather(looking, attaching))

    def recorded(self, context: Any) -> RecordedContext:
        """Return a context that was `opened`."""
        return self._contexts[context]

    async def closing(self, context: Any, pages: list[Any]) -> None:
        """Pages are about to close: fetch what they still hold. (`Listener`)"""
        if mine := self._contexts.get(context):
            await mine.fetch(open_pages(pages), last)

    def stopping(self) -> None:
        """A sync driver is about to be stopped with pages open. (`Listener`)"""
        for context in self._living():
            if instrument.is_sync(context.inner):
                context.run(last)

    async def stopping_async(self) -> None:
        """The same of an async driver. (`Listener`)"""
        for context in self._living():
            if not instrument.is_sync(context.inner):
                await context.fetch(context.pages(), last)

    def problem(self, text: str) -> None:
        """Pass on what failed, once. (`Listener`)"""
        if text not in self._told:
            self._told.add(text)
            # A warning that is an error would be one of the test's.
            with suppress(Exception):
                self._on_problem(text)

    def _living(self) -> list[RecordedContext]:
        return [context for context in self._contexts.values() if not context.closed]

    def _end(
        self, outcome: Outcome | None, failures: list[Failure], *, keep: bool
    ) -> list[Path]:
        for context in list(self._contexts.values()):
            context.end()
            if context.closed:
                del self._contexts[context.inner]
        span, self._span = self._span, None
        if span is None:
            return []
        kept = [part for part in span.parts if part.writer and keep]
        sources = self._sources(span) if kept else []
        paths = []
        for part in span.parts:
            if part.writer and keep:
                for told in sources:
                    part.custom(SOURCE, told)
                part.finish(outcome, failures)
                paths.append(part.writer.path)
            else:
                part.discard()
        return paths

    def _sources(self, span: Span) -> list[dict[str, Any]]:
        try:
            return list(span.sources.told(Said(span.rules, self.secrets)))
        except Exception as error:  # noqa: BLE001 - ours must not become the test's
            self.problem(f"the source of a test is not recorded: {error!r}")
            return []

    def _new_part(self, context: Any, *, muted: bool = False) -> Part:
        span = self._span
        assert span is not None
        told = header(context, span) | {"started_at": now_ms()}

        def make() -> RecordingWriter:
            return RecordingWriter(
                span.next_path(),
                told | {"session": uuid.uuid4().hex},
                thread=self._thread,
                store=self._store,
                on_problem=self.problem,
                mask=self.secrets.at_level(span.rules.level).mask_lines,
                key_folder=self._key_folder,
            )

        part = Part(make, muted=muted or span.muted)
        span.parts.append(part)
        return part
