"""The nouns: what a recording says about itself, as values.

Frozen, slotted, and free of pytest and Playwright, so that they can be read from a
file on any machine. Times ending in `_at` are milliseconds since 1970 (the clock of
the page or of Python on the same machine).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Literal, get_args

Outcome = Literal["passed", "failed", "skipped", "interrupted"]
# What became of a re-drive.
Verdict = Literal[
    "matched",
    "reproduced",
    "not-reproduced",
    "diverged",
    "blocked",
    "inconclusive",
]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
Event = dict[str, Any]
"""One rrweb event: `type`, `data`, `timestamp` (ms since 1970)."""


def now_ms() -> int:
    """Return the time as events have it."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class Test:
    """The attempt at a test during which a session was recorded."""

    nodeid: str
    attempt: int = 1
    worker: str = ""
    run: str = ""

    __test__ = False  # pytest must not collect it


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a test failed, as pytest told it."""

    phase: Literal["setup", "call", "teardown"]
    message: str
    traceback: str
    failed_at: int


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of a session. `opener` is the tab that opened it, if one did."""

    number: int
    opened_at: int
    opener: int | None = None
    closed_at: int | None = None
    ended: Literal["closed", "crashed"] | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of one tab in which events are known to be missing.

    `events` is their number, None where it cannot be known.
    """

    tab: int
    from_at: int
    to_at: int
    events: int | None
    why: str
