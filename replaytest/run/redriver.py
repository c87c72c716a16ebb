"""One run: the steps of a plan, performed one by one on a live application.

recorded.py   the recorded page before each step
live.py       the live page, as the recorder of the run tells it
settle.py     waiting until the two are equal
ends.py       a page that was left while it still changed
finder.py     the element of a step: from the located node, what was hit inside of it
texts.py      what it is to be done to, what to type, and where to go
act.py        doing the step
pages.py      tabs, dialogs, requests on their way
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from functools import partial
from itertools import zip_longest
from math import inf

from replaytest.errors import ApplicationNotThere
from replaytest.mirror.mirror import Mirror
from replaytest.model import now_ms
from replaytest.redrive.model import Plan, Step
from replaytest.run.act import Deed, perform
from replaytest.run.address import Addresses
from replaytest.run.ends import Ends
from replaytest.run.finder import LOOKING_S, Finder
from replaytest.run.hosts import place_of
from replaytest.run.implied import is_implied
from replaytest.run.live import Live, LiveTab, Refresh
from replaytest.run.model import Blocked, Divergence, Done, Options, Run
from replaytest.run.pages import Pages
from replaytest.run.reasons import Stopped, is_replaced, no_answer, reason
from replaytest.run.recorded import Recorded
from replaytest.run.settle import QUIET, Likeness, Pace, settle, stays
from replaytest.run.texts import ADDRESSED, Texts

# After the first difference the pages need not become equal again.
_QUIET_LATER = 0.12
# Seconds after which a page at rest has not led to another one.
_LED_S = 1.0


class Redriver:
    """Performs a plan on the pages of a context; `run` says what it has found."""

    def __init__(
        self,
        plan: Plan,
        recorded: Recorded,
        pages: Pages,
        live: Live,
        *,
        refresh: Refresh,
        addresses: Addresses,
        options: Options,
        likeness: Likeness,
        until: Callable[[Step | float], Awaitable[None]],
    ) -> None:
        self.run = Run()
        self._plan = plan
        self._recorded = recorded
        self._pages = pages
        self._live = live
        self._live.kinds = recorded.kinds
        self._refresh = refresh
        self._options = options
        self._likeness = likeness
        self._until = until
        self._finder = Finder(recorded, pages, live, refresh, options)
        self._tabs: dict[int, int] = {}
        self._before: Step | None = None
        self._since = time.monotonic()
        self._texts = Texts(addresses, options.values, self.run.notes.append)
        self._visits: Counter[int] = Counter()
        self._ends = Ends()

    async def perform(self, *, watch_s: float = 0.0) -> None:
        """Do all steps, up to one that cannot be done; then compare the ends.

        With `watch_s` the ends are to stay as they were: for as many seconds, or until
        the pages have come to rest.
        """
        steps = self._plan.steps
        for step, after in zip_longest(steps, steps[1:]):
            if is_implied(step, after, self._recorded):
                continue
            try:
                await self._step(step, after)
            except Stopped as stop:
                if step.minor:
                    # If it mattered, what it was to prepare cannot be done either.
                    done = Done(step, now_ms(), 0.0, settled=False, note=stop.why)
                    self.run.steps.append(done)
                    continue
                tab = self._tabs.get(step.tab, 1)
                self.run.blocked = Blocked(step, stop.why, stop.nearest, now_ms(), tab)
                return
        await self._compare_ends(watch_s)

    async def _step(self, step: Step, after: Step | None) -> None:
        if step.cause is not None and (not step.guess or await self._is_led_to(step)):
            return  # the next step waits for the page it leads to
        at, began = now_ms(), time.perf_counter()
        await self._come_to(step)
        await self._until(step)
        settled = await self._settle(step.tab, step)
        text = self._texts.of(step)
        number = self._tabs[step.tab]
        located, deed = await self._finder.prepared(step, number, text)
        self._pages.will_answer(step.dialogs)
        visited = self._visited()
        at_once = step.kind in ("press", "insert", "fill")
        self._live.step(step.at, after.at if after else inf, at_once=at_once)
        if step is self._plan.steps[-1]:
            self._watch_ends()
        did_at = now_ms()
        doing = asyncio.ensure_future(self._do(step, deed))
        await asyncio.sleep(0)
        self._look_ahead(after)
        note = await doing
        if not step.minor:
            # What comes of a visit is another visit than the one that was asked for.
            self._visits = self._visited() if step.kind in ADDRESSED else visited
        if step.cause is not None and not note:
            note = "no step had led there"
        self._since = time.monotonic()
        self._before = step
        took = (time.perf_counter() - began) * 1000
        found = ("", 1.0, 1.0)
        if located is not None:
            found = located.rule, located.score, located.margin
        self.run.steps.append(Done(step, at, took, settled, *found, note, did_at))

    def _watch_ends(self) -> None:
        for tab, number in self._tabs.items():
            if self._recorded.ends_moving(tab):
                alike = self._alike(tab, None)
                self._ends.watch(tab, self._live.of(number), alike)

    def _alike(self, tab: int, event: int | None) -> Callable[[], bool]:
        """Return what says whether a page is as the recorded one before an event."""
        recorded, version = self._recorded.before(tab, event)
        excuse = self._recorded.excuse(tab, event)
        live = self._live.of(self._tabs[tab])
        return partial(self._likeness.equal, recorded, version, live, excuse)

    def _look_ahead(self, step: Step | None) -> None:
        """Read the page that the next step waits for, while the browser is busy."""
        if step is None or (step.cause is not None and not step.guess):
            return
        recorded, version = self._recorded.before(step.tab, step.first)
        self._likeness.prepare(recorded, version)

    async def _come_to(self, step: Step) -> None:
        """Have the tab that the step is done in."""
        if step.tab in self._tabs:
            return
        opener = next((s for s in self._plan.steps if step.tab in s.opens), None)
        number = len(self._tabs) + 1
        if opener is not None and await self._pages.appears(number):
            self._tabs[step.tab] = number
        elif opener is None or step.guess:
            self._tabs[step.tab] = await self._pages.new()
        else:
            raise Stopped(f"step {opener.number} has opened no tab")

    def _visited(self) -> Counter[int]:
        return Counter({n: self._pages.visits(n) for n in self._tabs.values()})

    async def _is_led_to(self, step: Step) -> bool:
        """Wait for a page to which the step before may have led; say whether it came.

        The recording does not tell whether it did, or somebody went there: so that is
        done where, on a page that is as it was and at rest, nothing else does it.
        """
        if step.tab not in self._tabs:
            return await self._pages.appears(len(self._tabs) + 1)
        number = self._tabs[step.tab]
        live, seen = self._live.of(number), self._visits[number]
        alike = self._alike(step.tab, step.first)

        def came() -> bool:
            return self._pages.visits(number) > seen

        def is_there() -> bool:
            return came() or alike()

        busy, pace = self._pages.is_busy, self._pace(step.tab, step.first, minor=True)
        refresh = partial(self._refresh, number)
        await settle(is_there, live, refresh, busy, pace)
        waited = (step.at - self._recorded.changed_at(step.tab, step.first)) / 1000
        rest = Pace(min(max(waited, 0.0), _LED_S), time.monotonic())
        if not came():
            await settle(came, live, refresh, busy, rest)
        self._visits[number] += 1
        return came()

    async def _settle(self, tab: int, step: Step | None) -> bool:
        """Wait for the page to be as recorded before a step, or at the end; tell the
        first time that it is not.

        Before a minor step it may be on its way, here or in the recording.
        """
        event, at, minor = None, inf, False
        if step is not None:
            event, at, minor = step.first, step.at, step.minor
        recorded, _ = self._recorded.before(tab, event)
        if recorded.document is None or tab not in self._tabs:
            return True
        number = self._tabs[tab]
        live, page = self._live.of(number), self._pages[number]
        equals = self._alike(tab, event)
        gone = self._recorded.gone_to(tab, event, at)
        came = partial(self._pages.has_gone, number, gone, self._visits[number])

        def alike() -> bool:
            met = event is None and self._ends.has_met(tab)
            return met or equals()

        async def refresh(wait_s: float) -> None:
            self._finder.forget()
            guess = None
            if step is not None and not wait_s:  # else what is there is to change
                guess = partial(self._finder.guess, step, number)
            await self._refresh(number, wait_s, guess)

        equal = await settle(
            came if gone else alike,
            live,
            refresh,
            self._pages.is_busy,
            self._pace(tab, event, minor=minor),
        )
        equal = equal or (bool(gone) and alike())
        # At the end a tab may close itself: nobody sees what it showed last.
        equal = equal or (event is None and page.is_closed())
        if not equal and not minor and not self.run.divergences:
            self.run.divergences.append(self._divergence(recorded, live, tab, event))
        return equal

    def _pace(self, tab: int, event: int | None, *, minor: bool) -> Pace:
        changed = self._recorded.changed_at(tab, event)
        since = self._before.at if self._before else changed
        took = max((changed - since) / 1000, 0.0)
        quiet = _QUIET_LATER if self.run.divergences or minor else QUIET
        return Pace(took, self._since, quiet)

    def _divergence(
        self, recorded: Mirror, live: LiveTab, tab: int, event: int | None
    ) -> Divergence:
        step = self._before.number if self._before else 0
        times = now_ms(), self._recorded.time_of(tab, event)
        there = self._tabs[tab]
        wanted, got = place_of(recorded.href), place_of(live.mirror.href)
        if wanted != got:
            text = f"the page is {got or 'blank'} and was {wanted}"
            found = (None, *times, wanted, got)
            return Divergence(step, "navigation", text, tab, *found, run_tab=there)
        _, version = self._recorded.before(tab, event)
        difference = self._likeness.difference(recorded, version, live)
        return Divergence(step, "dom", "", tab, difference, *times, run_tab=there)

    async def _do(self, step: Step, deed: Deed) -> str:
        """Do it; return a note of what went another way than it should."""
        try:
            await self._performed(step, deed)
        except Stopped:
            raise
        except Exception as error:
            why = reason(error)
            if step.kind == "navigate" and (gone := no_answer(error)):
                raise ApplicationNotThere(
                    f"the application does not answer: {gone}",
                    where=deed.text,
                    fix="start it, or name another address with --base-url",
                ) from error
            if step.minor:
                return why
            raise Stopped(why) from error
        return ""

    async def _performed(self, step: Step, deed: Deed) -> None:
        """Do it, again to what a page has put in the place of its element meanwhile."""
        until = time.monotonic() + LOOKING_S
        while True:
            try:
                return await perform(deed)
            except Exception as error:
                if not is_replaced(error) or time.monotonic() > until:
                    raise
            await self._refresh()
            number = self._tabs[step.tab]
            _, deed = await self._finder.prepared(step, number, deed.text)

    async def _compare_ends(self, watch_s: float) -> None:
        for tab in self._recorded.tabs:
            number = self._tabs.get(tab)
            if number is None or self._pages[number].is_closed():
                continue
            await self._until(self._recorded.changed_at(tab, None))
            if await self._settle(tab, None) and watch_s:
                live, busy = self._live.of(number), self._pages.is_busy
                await stays(live, partial(self._refresh, number), busy, watch_s)
                await self._settle(tab, None)
