"""How much of what a page can see is as it was when it was recorded.

L0  the environment: viewport, locale, time zone, user agent, …
L1  and the servers: answers come from the recording
L2  and random values, and the time of day; the clock runs
L3  and the clock: it stands still, and moves as far as the recorded one did

Against live servers there is L0 alone: they keep time of their own, and a clock that
stands still makes races between both worse.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Literal

from replaytest.errors import UsageError
from replaytest.model import now_ms
from replaytest.redrive.model import Step
from replaytest.run.live import Refresh

Level = Literal[0, 1, 2, 3]
LEVELS: tuple[Level, ...] = (0, 1, 2, 3)
SEED = "seed"  # in a header: what pages drew from when it was recorded

_WORDS = {
    0: "L0: environment",
    1: "L1: environment, stubs",
    2: "L2: environment, stubs, seeded random; the clock runs, as of then",
    3: "L3: environment, stubs, seeded random, a clock that moves as the recorded one",
}
_ENVIRONMENT = ("viewport", "locale", "timezone", "userAgent", "colorScheme")
# Other steps are done at once, however long Playwright waited until it did them.
_LASTING = ("navigate", "reload", "back", "forward", "fill", "insert", "drag")
_LIVE = "the servers: their answers are of now"
_UNSEEDED = "random values: the recording was made without a seed, so they are others"
_RANDOM = "random values: they are others each time"
_TIME = "the time: it is now"
_RUNNING = "how much time passes: the clock is real, and a run is faster"
_WORKERS = "workers: they have the real clock, and random values of their own"
_STYLE = "transitions and animations of style sheets: they take real time"
# Playwright's clock can stop at a time that is to come.
_LEAD_MS = 1000
# ms by which the time goes on while a page is not yet what it was.
_TICK_MS = 50
# So many pieces has the time between two steps: what a page asks for when a timer ends
# is answered before the next one ends.
_PIECES = 8
_LEAST_PIECE_MS = 50
_BUSY_S = 0.5
# In a longer piece each timer ends once: in a night there are too many ends of them.
_LONG_MS = 60_000
# The year 2100: what a recording says is later is not believed.
_LATEST = 4.1e12

# The time of day as it was: a document is told by how much it was earlier. (Intl's
# formatters have the real one where they are given none.)
_SHIFT = """(() => {
  const shift = SHIFT, Real = Date, now = Date.now;
  const shifted = { now() { return now() + shift; } };
  Object.defineProperty(Real, "now", {
    value: shifted.now, writable: true, configurable: true,
  });
  const made = new Proxy(Real, {
    apply: () => new Real(shifted.now()).toString(),
    construct: (target, given, maker) => Reflect.construct(
      target, given.length ? given : [shifted.now()], maker === made ? target : maker),
  });
  Real.prototype.constructor = made;
  Object.defineProperty(globalThis, "Date", {
    value: made, writable: true, configurable: true, enumerable: false,
  });
})();"""


def level_of(asked: int | None, *, stubbed: bool) -> Level:
    """Return the level of a run: with stubs L2 where nothing is asked, else L0.

    Raises:
        UsageError: there is no such level, or it needs stubs.
    """
    if asked is None:
        return 2 if stubbed else 0
    if asked not in LEVELS:
        raise UsageError(
            f"there is no level {asked!r}", where="--determinism", fix="0, 1, 2 or 3"
        )
    if asked and not stubbed:
        raise UsageError(
            f"L{asked} needs answers from the recording",
            where="--determinism",
            fix="--network stub, or --determinism 0",
        )
    if stubbed and not asked:
        return 1
    return LEVELS[asked]


def words(level: Level) -> str:
    """Return what is as it was, in a line."""
    return _WORDS[level]


def leaks(
    level: Level, header: Mapping[str, Any], settings: Mapping[str, Any]
) -> list[str]:
    """Return what is not as it was, in a line each."""
    unknown = [name for name in _ENVIRONMENT if not settings.get(name)]
    found = [f"not recorded: {', '.join(unknown)}"] if unknown else []
    found += [_LIVE] if level == 0 else []
    if level < 2:
        found += [_RANDOM, _TIME]
    elif seed_of(header) is None:
        found.append(_UNSEEDED)
    found.append(_RUNNING if level < 3 else _STYLE)
    return [*found, _WORKERS] if level >= 2 else found


def seed_of(header: Mapping[str, Any]) -> int | None:
    """Return the seed with which a recording was made, None for none."""
    seed = header.get(SEED)
    return seed if type(seed) is int and seed >= 0 else None


class Clock:
    """The time of a context's pages. `now` is what it is, in ms since 1970."""

    def __init__(self, level: Level, began: float) -> None:
        self.now = _believed(began)
        self._level = level
        self._context: Any = None
        self._busy: Callable[[], bool] = lambda: False
        self._fresh = True

    async def install(self, context: Any, busy: Callable[[], bool]) -> None:
        """Give it to the pages to come; after the recorder, which keeps real time.

        `busy` says whether they wait for an answer.
        """
        if self._level == 2:
            shift = f"{self.now - now_ms():.0f}"
            await context.add_init_script(_SHIFT.replace("SHIFT", shift))
        elif self._level == 3:
            self._context, self._busy = context, busy
            await context.clock.install(time=_date(self.now - _LEAD_MS))
            await context.clock.pause_at(_date(self.now))

    async def until(self, moment: Step | float) -> None:
        """Have it reach a recorded moment, if it is not later already.

        That is when a step was done, or began, if it takes its time.
        """
        self._fresh = True
        if self._context is None:
            return
        at = _believed(moment if isinstance(moment, float | int) else _moment(moment))
        piece = max((at - self.now) / _PIECES, _LEAST_PIECE_MS)
        while self.now < at:
            await self._move(min(piece, at - self.now))
            await self._answered()

    def telling(self, refresh: Refresh) -> Refresh:
        """Return `refresh`, and time going on, each time but the first.

        A page that is not yet what it was may wait for that. While it waits for an
        answer its time does not go faster than ours.
        """

        async def told(
            tab: int | None = None,
            wait_s: float = 0.0,
            then: Callable[[], None] | None = None,
        ) -> None:
            if self._context is not None and not self._fresh:
                await self._answered(_TICK_MS / 1000)
                await self._move(_TICK_MS)
            self._fresh = False
            await refresh(tab, wait_s, then)

        return told

    async def _move(self, ms: float) -> None:
        whole = max(round(ms), 1)
        self.now += whole
        clock = self._context.clock
        with suppress(Exception):  # a page that is on its way elsewhere
            await (clock.fast_forward if whole > _LONG_MS else clock.run_for)(whole)

    async def _answered(self, most_s: float = _BUSY_S) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + most_s
        while self._busy() and loop.time() < until:
            await asyncio.sleep(0.005)


def _moment(step: Step) -> float:
    return step.at if step.kind in _LASTING else step.until


def _believed(ms: float) -> float:
    return min(max(ms, _LEAD_MS), _LATEST)


def _date(ms: float) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
