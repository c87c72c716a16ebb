"""What an importer hands on: a session as it was found, and what was found wrong."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal

from replaytest.model import Event, Failure, Gap, Outcome, Test


@dataclass(slots=True)
class ForeignTab:
    """One window's events, in order of time. `name` is the source's own for it."""

    number: int
    name: str | None
    events: list[Event]
    opener: int | None = None
    opened_at: int | None = None
    closed_at: int | None = None
    ended: Literal["closed", "crashed"] | None = None


@dataclass(slots=True)
class ForeignSession:
    """One session of a file from elsewhere. Times are ms since 1970.

    `origin` says what it was ("posthog-export-2023-04-28"), `file` where it stood, `id`
    what the source calls it. `skipped` counts what was passed over, by reason. `test`,
    `outcome` and `failures` are those of our own recordings; `attempt_at` is when the
    first session of the same attempt began, if there are several.
    """

    origin: str
    file: str
    id: str | None
    tabs: list[ForeignTab]
    started_at: int
    ended_at: int
    gaps: list[Gap] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    person: dict[str, Any] | None = None
    test: Test | None = None
    outcome: Outcome | None = None
    failures: list[Failure] = field(default_factory=list)
    attempt_at: int | None = None

    @property
    def event_count(self) -> int:
        """How many events all tabs have."""
        return sum(len(tab.events) for tab in self.tabs)
