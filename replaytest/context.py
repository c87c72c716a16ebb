"""One browser context that is recorded: what it says, and what it is asked for."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any

from replaytest.browser import instrument
from replaytest.browser.calls import Routine
from replaytest.browser.cdp import cdp_session
from replaytest.browser.drive import drive
from replaytest.browser.observe import spawn
from replaytest.capture.attach import (
    Feed,
    begin_again,
    cut,
    end,
    flush,
    next_batch,
    open_pages,
    run_everywhere,
    run_later,
)
from replaytest.capture.channels import Channels, Problem
from replaytest.capture.inbox import Lines
from replaytest.capture.reads import Reads
from replaytest.capture.script import follow_script, know_script
from replaytest.capture.state import Jar
from replaytest.capture.tabs import Sink, Tabs
from replaytest.mask.rules import Rules
from replaytest.mask.said import Said
from replaytest.mask.secrets import Secrets
from replaytest.model import Event, now_ms
from replaytest.recording import Part

Ask = Callable[[Any], Routine[str]]

SILENT = "a page did not answer in time: what it had not sent yet is missing"
# A large page on a busy machine has much to tell; one that hangs tells nothing.
_TELLING_S = 3.0
TOO_MUCH = "a page did more than is recorded: part of it is missing"


class RecordedContext:
    """A context that is alive. Between two tests its events wait for the next part."""

    def __init__(
        self,
        inner: Any,
        feed: Feed,
        part: Part | None,
        secrets: Secrets,
        on_problem: Problem,
        *,
        tap: Sink | None = None,
    ) -> None:
        self.inner = inner
        self.feed = feed
        self.part = part
        self.closed = False
        self._secrets = secrets
        self._on_problem = on_problem
        self._tap = tap
        self.tabs = Tabs(self, instrument.opener)
        self.jar = Jar(self.heard, self.masker, self._tells_storage)
        self.channels: Channels | None = None
        self.reads = Reads()
        self._in_doubt = False
        self._said: Said | None = None
        self._said_by: tuple[Rules, str] | None = None
        self._bodies: set[Any] = set()
        self._rests: dict[Any, int] = {}
        self._early: list[Callable[[Part], None]] = []

    def tab(self, number: int, opener: int | None) -> None:
        self._tell(lambda sink: sink.tab(number, opener))

    def tab_ended(self, number: int, ended: str) -> None:
        self._tell(lambda sink: sink.tab_ended(number, ended))

    def lines(self, tab: int, lines: Lines) -> None:
        # A page that cannot follow its rules masks every text; so do we then.
        self._in_doubt |= bool(lines.problems)
        self._tell(lambda sink: sink.lines(tab, lines))

    def note(self, tab: int, event: Event) -> None:
        self._tell(lambda sink: sink.note(tab, event))

    def rests(self, page: Any, begins: bool) -> None:
        """A page does too much, and tells no more until its rest is over."""
        tab = self.tabs.number(page)
        if begins:
            self._rests[page] = now_ms()
            self._on_problem(TOO_MUCH)
        elif (since := self._rests.pop(page, None)) is not None and tab is not None:
            self._pass(lambda part: part.gap(tab, since, TOO_MUCH))

    def wake(self, pages: list[Any] | None = None) -> None:
        """Have pages tell again, those that have rested unless others are given."""
        for page in open_pages(self.feed.rested() if pages is None else pages):
            self._spawn(drive(begin_again(page)))

    def masker(self) -> Said:
        """Return what masks now: the rules may be others in the next test."""
        if self._said and self.tabs.accept not in self.feed.rules:
            return self._said  # of a context that was let go nothing is kept
        rules = self.feed.rules[self.tabs.accept]
        if self._in_doubt and rules.level < 2:
            rules = rules.at_level(2)
        if self._said is None or self._said_by != (rules, self.feed.key):
            # With the key that the page has: equal values look equal in both.
            self._said = Said(rules, self._secrets, self.feed.key)
            self._said_by = rules, self.feed.key
        return self._said

    def listen(
        self, source_maps: tuple[str, ...] = (), *, expects_streams: bool = True
    ) -> None:
        """Note what Playwright tells of this context, from now on."""
        # A browser outlives the contexts of its tests; what it met once comes again.
        known: set[str]
        known, _ = instrument.kept(self.inner.browser or self.inner, "streams", set)
        self.channels = Channels(
            self.heard,
            self.masker,
            spawn=self._spawn,
            on_problem=self._on_problem,
            connect=cdp_session,
            known_streams=known,
            reads=self.reads,
            records=self._records,
            source_maps=source_maps,
            expects_streams=expects_streams,
        )
        self.channels.watch(self.inner)
        self.channels.listen(self.inner, "page", self.page_opened)
        self.channels.listen(self.inner, "close", self._has_closed)

    def heard(self, page: Any, event: Event) -> None:
        """Take what Playwright told of a page, unless its address is left out."""
        if self._records(page):
            self.tabs.note(page, event)

    def _records(self, page: Any) -> bool:
        rules = self.feed.rules.get(self.tabs.accept)
        return rules is not None and (page is None or rules.records(page.url))

    async def look(self) -> None:
        """Learn which cookies are there before a page is."""
        looking = drive(self.jar.look(self.inner))
        await instrument.internally(self.inner, lambda: instrument.patiently([looking]))

    async def fetch(self, pages: list[Any], ask: Ask) -> None:
        """Take what `ask` has pages send, and what is on its way from Playwright."""

        async def one(page: Any) -> None:
            self.feed({"page": page}, await drive(ask(page)))

        async def all_of_them() -> None:
            asking = [one(page) for page in pages]
            if ask is not flush:
                asking.append(drive(self.jar.end(self.inner)))
            told = await instrument.patiently(asking, within_s=_TELLING_S)
            if len(told) < len(asking):
                self._on_problem(SILENT)
            await self._settle()

        if pages:
            await instrument.internally(self.inner, all_of_them)

    async def refresh(
        self,
        tab: int | None = None,
        wait_s: float = 0.0,
        then: Callable[[], None] | None = None,
    ) -> None:
        """Take what the pages have to tell by now; wait for nothing else.

        With `wait_s` so long for one tab. `then` is done when they have been asked.
        """
        pages = self.pages()
        if wait_s:
            pages = [page for page in pages if self.tabs.number(page) == tab]

        async def one(page: Any) -> str:
            batch = await drive(next_batch(page, wait_s * 1000))
            self.feed({"page": page}, batch)
            return batch

        async def all_of_them() -> None:
            until = time.monotonic() + wait_s
            asking = [asyncio.ensure_future(one(page)) for page in pages]
            if then is not None:
                await asyncio.sleep(0)  # the questions go out
                then()
            told = await asyncio.gather(*asking)
            rest = until - time.monotonic()
            if rest > 0 and not any(told):  # there is no recorder to wait
                await asyncio.sleep(rest)

        await instrument.internally(self.inner, all_of_them)

    def run(self, ask: Ask) -> None:
        """Fetch from all pages, from outside of an event loop. Never raises."""
        pages = self.pages()
        if not pages:
            return
        try:
            instrument.run(self.inner, lambda: self.fetch(pages, ask))
        except Exception as error:  # noqa: BLE001 - ours must not become the test's
            self._on_problem(f"could not fetch the last events of a page: {error!r}")

    def follow(self, asked: Rules) -> bool:
        """Have the pages mask by these rules; say whether they do. Never raises."""
        rules, mine = self.feed.rules, self.tabs.accept
        if self.closed or (rules[mine] == asked and asked.tokens == "shape"):
            return True
        rules[mine] = asked
        try:
            instrument.run(self.inner, self._run_everywhere)
        except Exception as error:  # noqa: BLE001 - ours must not become the test's
            self._on_problem(f"a context is not recorded, its rules stay: {error!r}")
            return False
        # What the pages told until now was masked by the rules before.
        self.run(cut)
        self._early.clear()
        self.tabs.restart(self.pages())
        return True

    def know(self, sheets: list[str]) -> None:
        """Have the documents to come not send these style sheets again."""
        script = know_script(sheets, self.feed.nonce)
        self._spawn(drive(run_later(self.inner, [script])))

    async def _run_everywhere(self) -> None:
        script = follow_script(self.feed.table_for_page(), self.feed.nonce)
        await instrument.internally(
            self.inner, lambda: drive(run_everywhere(self.inner, [script]))
        )

    def _tells_storage(self) -> bool:
        rules = self.feed.rules.get(self.tabs.accept)
        return rules is not None and rules.tells_storage

    async def _settle(self) -> None:
        """Wait a moment for the bodies and source maps that are still to come."""
        if self.channels is not None:
            waited_for = list(self._bodies)
            await instrument.patiently(waited_for)
            self._bodies.difference_update(waited_for)  # once is enough
            self.channels.settle()

    def _spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        # As all calls of ours: no step of the user's trace, and no call of the test.
        async def quietly() -> None:
            try:
                await instrument.internally(self.inner, lambda: work)
            except Exception as error:  # noqa: BLE001 - asyncio would print it
                self._on_problem(f"could not note what a page said: {error!r}")

        task = spawn(self.inner, quietly())
        self._bodies.add(task)
        task.add_done_callback(self._bodies.discard)

    def _has_closed(self, *_: Any) -> None:
        self.closed = True

    def page_opened(self, page: Any) -> None:
        _, hushed = instrument.kept(page, "hushed", object)
        if not hushed:
            instrument.hush(page)
        # First, so that what it says of a page that closes stands before its end.
        if self.channels is not None:
            self.channels.watch_page(page)
        self.tabs.add(page)
        self.jar.begin()

    def begin(self, part: Part) -> None:
        self.part = part
        for say in self._early:
            say(part)
        self._early.clear()
        self.jar.begin(anew=True)

    async def release(self) -> None:
        """Fetch all there is, and let go; from within its event loop. Never raises."""
        try:
            await self._fetch_all()
        except Exception as error:  # noqa: BLE001 - ours must not become the test's
            self._on_problem(f"could not fetch the last events of a page: {error!r}")
        if self.channels is not None:
            self.channels.stop()
        self.tabs.stop()
        self.feed.leave(self.tabs.accept)
        if not self.feed.accepts or self.closed:
            return
        try:  # another recording goes on, with its own rules
            await self._run_everywhere()
        except Exception as error:  # noqa: BLE001 - as above
            self._on_problem(f"a context keeps the rules of a block: {error!r}")

    async def _fetch_all(self) -> None:
        await self.fetch(self.pages(), end)
        if self.channels is not None:
            await instrument.internally(self.inner, self._detach)

    async def _detach(self) -> None:
        assert self.channels is not None
        # First, since no message may come after what is told of its request.
        await instrument.patiently([self.channels.network.release()])
        await self._settle()  # what was over meanwhile

    def end(self) -> None:
        if self.channels is not None:
            self.channels.end()
        self.wake(self.feed.begin())
        for page in list(self._rests):  # of a context that was let go
            self.rests(page, begins=False)
        self.tabs.restart(self.pages())
        self.part = None

    def is_fresh(self) -> bool:
        """Say whether no page has been anywhere yet."""
        return all(page.url in ("", "about:blank") for page in self.pages())

    def pages(self) -> list[Any]:
        return [] if self.closed else open_pages(self.inner.pages)

    def _tell(self, say: Callable[[Sink], None]) -> None:
        self._pass(say)
        if self._tap is not None:
            say(self._tap)

    def _pass(self, say: Callable[[Part], None]) -> None:
        if self.part is None:
            self._early.append(say)
        else:
            say(self.part)
