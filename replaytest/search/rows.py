"""What the index holds of one recording, before it is in the index.

Times ending in `_at`, and `at`, are ms since 1970; those ending in `_s` are seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

EventKind = Literal[
    "page",
    "click",
    "input",
    "press",
    "drop",
    "error",
    "console",
    "signal",
    "request",
    "annotation",
    "failure",
]
LONGEST = 500
"""Characters of a text that are kept."""


@dataclass(frozen=True, slots=True)
class EventRow:
    """A notable event.

    `text` is the URL of a page or a request, the element that was used, or what an
    error, signal, note or failure says. `name` is the kind of click, the key pressed,
    an error's type, a signal's kind, a request's method, a note's tag or the phase of a
    failure. `event` is its number in the tab, -1 for a failure, whose `tab` is 0.
    `duration_ms` and `status` are those of a request, `properties` those of a note; a
    list is several of one name.
    """

    kind: EventKind
    at: int
    tab: int
    event: int
    text: str
    name: str = ""
    page: str = ""
    status: int | None = None
    duration_ms: float | None = None
    fingerprint: str = ""
    properties: tuple[tuple[str, str | float], ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """A line of text that was on the screen, and when it was first seen there."""

    text: str
    at: int
    tab: int


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A recording; `path` is relative to the store, with slashes.

    `size` in bytes and `modified` in ns tell whether the file is still the same.
    `outcome` is the word that `replaytest ls` shows: pytest's, or `unfinished`,
    `damaged`, `encrypted`, or "". `damaged` says why nothing could be read. `score` is
    the severity score, `activity` PostHog's activity score.
    """

    path: str
    size: int
    modified: int
    session: str = ""
    test: str = ""
    attempt: int = 1
    worker: str = ""
    run: str = ""
    outcome: str = ""
    damaged: str = ""
    person: str = ""
    browser: str = ""
    viewport: str = ""
    locale: str = ""
    started_at: int = 0
    ended_at: int | None = None
    duration_s: float = 0
    active_s: float = 0
    tabs: int = 0
    events: int = 0
    gaps: int = 0
    requests: int = 0
    failed_requests: int = 0
    errors: int = 0
    signals: int = 0
    clicks: int = 0
    key_presses: int = 0
    activity: float = 0
    score: int = 0
    problems: str = "[]"


@dataclass(frozen=True, slots=True)
class Found:
    """All rows of one recording; `events` in order of time."""

    session: SessionRow
    events: tuple[EventRow, ...] = ()
    screen: tuple[Seen, ...] = ()


def kept(text: str) -> str:
    """Return a text as the index keeps it: in one line, printable, not too long."""
    flat = " ".join(text.split())
    if not flat.isprintable():
        flat = "".join(each for each in flat if each.isprintable())
    return flat[:LONGEST]
