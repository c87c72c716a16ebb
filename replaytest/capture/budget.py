"""How much the pages of one context may send: no page fills a disk or slows a test.

Each page has a bucket of characters that is filled at `RATE` up to `MOST_AT_ONCE`, and
a context has `MOST` in all. A page that has emptied its bucket is told to stop: what it
has sent is kept, its recorder does nothing for `REST_S`, and then begins again with a
full snapshot. The time between is a gap. Measured: the table of ten thousand rows of
js-framework-benchmark sends 1.9 million characters in all its eight operations.
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
        now = self.clock()
        self._left = min(self.most, self._left + (now - self._at) * self.rate)
        self._at = now
        if self._left < 1:
            self.refused += 1
            return False
        self._left -= 1
        return True


@dataclass(slots=True)
class _Bucket:
    """`left` was so at `at`, on the clock of its budget. `late` is what came since."""

    left: float
    at: float
    rests_since: float | None = None
    late: int = 0


@dataclass(slots=True)
class Budget:
    """What the pages of a context have sent, and which of them rest."""

    clock: Callable[[], float] = time.monotonic
    most: int = MOST
    _buckets: dict[Page, _Bucket] = field(default_factory=dict)

    def takes(self, page: Page, chars: int) -> bool:
        """Say whether to keep a batch; afterwards `rests` says whether to go on."""
        bucket = self._bucket(page)
        self.most -= chars
        if bucket.rests_since is not None:
            bucket.late += chars
            return bucket.late <= MOST_LATE
        bucket.left -= chars
        if bucket.left < 0 or self.most < 0:
            bucket.rests_since, bucket.late = self.clock(), 0
        return True

    def rests(self, page: Page) -> bool:
        """Say whether a page is to send nothing."""
        bucket = self._buckets.get(page)
        return bucket is not None and bucket.rests_since is not None

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
            for page, bucket in self._buckets.items()
            if bucket.rests_since is not None and now - bucket.rests_since >= REST_S
        ]
        for page in found:
            self._buckets[page].rests_since = None
        return found

    def begin(self) -> list[Page]:
        """Return the pages that rest; a new recording begins, in which none does."""
        found = [page for page in self._buckets if self.rests(page)]
        self._buckets.clear()
        self.most = MOST
        return found

    def _bucket(self, page: Page) -> _Bucket:
        now = self.clock()
        bucket = self._buckets.setdefault(page, _Bucket(MOST_AT_ONCE, now))
        filled = bucket.left + (now - bucket.at) * RATE
        bucket.left, bucket.at = min(MOST_AT_ONCE, filled), now
        return bucket
