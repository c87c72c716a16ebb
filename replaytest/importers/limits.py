"""What is read of a file from elsewhere at most, and the budget that keeps to it.

Such files are untrusted. Memory is bounded by a multiple of what a file decompresses
to: about ten times for ordinary streams, because events are held as Python objects
while they are sorted (57 MiB of mutations: 540 MiB and 3 s, 7 s when torn; 2026-11).
"""

from __future__ import annotations

from replaytest.errors import LimitExceeded

MAX_FILE = 1 << 30
"""Bytes of a file as it lies on disk."""

MAX_TEXT = 2 << 30
"""Bytes of all that one file decompresses to, over all layers and parts."""

FREE_TEXT = 64 << 20
"""Up to so many decompressed bytes no ratio is looked at."""

MAX_RATIO = 250
"""Decompressed bytes for each byte of the file. Real streams stay below 60; zlib ends
at 1032, so that a higher limit would refuse nothing."""

MAX_EVENT = 255 << 20
"""Bytes of one event as JSON: our own reader stops at lines of 256 MiB."""

MAX_DEPTH = 1024
"""Levels of nesting: what orjson reads."""

MAX_TABS = 1000
MAX_MEMBERS = 1000
"""Files in one zip."""

MAX_LAYERS = 4
"""Wrappers inside each other: a gzip in a zip in a zip."""

MAX_GAPS = 1000
"""Gaps of one tab; further ones widen the last."""


class Budget:
    """What one file may still decompress to. `where` is the file's name."""

    def __init__(self, where: str, size: int) -> None:
        """Begin with a file of `size` bytes. Raises `LimitExceeded` if that is much."""
        self.where = where
        self._size = max(size, 1)
        self._taken = 0
        if size > MAX_FILE:
            raise exceeded(f"has more than {MAX_FILE >> 20} MiB", where)

    def take(self, count: int) -> None:
        """Count decompressed bytes. Raises `LimitExceeded`."""
        self._taken += count
        if self._taken > MAX_TEXT:
            raise exceeded(f"unpacks to more than {MAX_TEXT >> 20} MiB", self.where)
        if self._taken > FREE_TEXT and self._taken > self._size * MAX_RATIO:
            raise exceeded(
                f"unpacks to more than {MAX_RATIO} times its size", self.where
            )


def exceeded(problem: str, where: str) -> LimitExceeded:
    """Return the error for a file that goes beyond one of the limits."""
    return LimitExceeded(
        f"the file {problem}",
        where=where,
        fix="is it what you think it is? if so, split it: one recording per file",
    )
