"""How much the pages of one context may cost: none fills a disk or slows its test.

Each page has a bucket of characters that is filled at `RATE` up to `MOST_AT_ONCE`, and
one of milliseconds in which its recorder may keep it waiting, at `MS_RATE` up to
`MOST_MS_AT_ONCE`; a context has `MOST` characters in all. A page that has emptied one
of its buckets is told to stop: what it has sent is kept, its recorder does nothing for
`REST_S`, and then begins again with a full snapshot. The time between is a gap.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

# Characters; sealed they were 30 to 45 times fewer bytes in two recordings.
MOST_AT_ONCE = 64_000_000
RATE = 8_000_000  # a second
MOST = 2_000_000_000
# Milliseconds of a page's own time, and of each second.
MOST_MS_AT_ONCE = 5_000
MS_RATE = 250
REST_S = 5.0
# What may still come of a page that was told to stop: it was on its way.
MOST_LATE = 16_000_000

# Of the console of a context, uncaught errors among them; and how many a second.
MOST_MESSAGES, MESSAGES_RATE = 10_000, 200

Page = Any


@dataclass(slots=True)
class Allowance:
    """So many things at once, and so many a second; `refused` counts the others."""

    most: int = MOST_MESSAGES
    rate: float = MESSAGES_RATE
    clock: Callable[[], float] = time.monotonic
    refused: int = 0
    _left: float = field(init=False)
    _at: float = field(init=False)

    def __post_init__(self) -> None:
        self._left, self._at = self.most, self.clock()

    def takes(self) -> bool:
        """Say whether there may be one more."""
        self._fill()
        if self._left < 1:
            self.refused += 1
            return False
        self._left -= 1
        return True

    def covers(self, amount: float) -> bool:
        """Take off what was there already; say whether it was not too much."""
        self._fill()
        self._left -= amount
        return self._left >= 0

    def _fill(self) -> None:
        now = self.clock()
        self._left = min(self.most, self._left + (now - self._at) * self.rate)
        self._at = now


@dataclass(slots=True)
class _Spending:
    """Of one page. `late` is what has come since it was told to rest."""

    chars: Allowance
    ms: Allowance
    rests_since: float | None = None
    late: int = 0


@dataclass(slots=True)
class Budget:
    """What the pages of a context have sent, and which of them rest."""

    clock: Callable[[], float] = time.monotonic
    most: int = MOST
    _pages: dict[Page, _Spending] = field(default_factory=dict)

    def takes(self, page: Page, chars: int, ms: int = 0) -> bool:
        """Say whether to keep a batch; afterwards `rests` says whether to go on.

        `ms` is how long the recorder has kept the page waiting for it.
        """
        spending = self._of(page)
        self.most -= chars
        if spending.rests_since is not None:
            spending.late += chars
            return spending.late <= MOST_LATE
        fits = [spending.chars.covers(chars), spending.ms.covers(ms)]
        if not all(fits) or self.most < 0:
            spending.rests_since, spending.late = self.clock(), 0
        return True

    def rests(self, page: Page) -> bool:
        """Say whether a page is to send nothing."""
        spending = self._pages.get(page)
        return spending is not None and spending.rests_since is not None

    @property
    def is_spent(self) -> bool:
        """Whether the whole context has sent all it may."""
        return self.most < 0

    def rested(self) -> list[Page]:
        """Return the pages whose rest is over; they do not rest from now on."""
        if self.is_spent:
            return []
        now = self.clock()
        found = [
            page
            for page, spending in self._pages.items()
            if spending.rests_since is not None and now - spending.rests_since >= REST_S
        ]
        for page in found:
            self._pages[page].rests_since = None
        return found

    def begin(self) -> list[Page]:
        """Return the pages that rest; a new recording begins, in which none does."""
        found = [page for page in self._pages if self.rests(page)]
        self._pages.clear()
        self.most = MOST
        return found

    def _of(self, page: Page) -> _Spending:
        if page not in self._pages:
            self._pages[page] = _Spending(
                Allowance(MOST_AT_ONCE, RATE, self.clock),
                Allowance(MOST_MS_AT_ONCE, MS_RATE, self.clock),
            )
        return self._pages[page]
