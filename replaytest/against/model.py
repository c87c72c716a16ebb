"""What is compared, and what comes of it. Times (`at`) are ms since 1970."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from replaytest.diff.model import Difference as PageDifference
from replaytest.mirror.timeline import Timeline
from replaytest.signals.facts import ErrorSeen, Request

Kind = Literal["call", "navigation", "request", "error", "page"]
# What explains most comes first, of what one call brought about.
KINDS: tuple[Kind, ...] = ("call", "navigation", "request", "error", "page")


@dataclass(frozen=True, slots=True)
class Call:
    """A call of Playwright's: from `at` to `end`, about tab `tab` of a session.

    `session` is the number of its recording in the attempt, from 0. `key` is equal for
    equal calls. `error` is "" if it did what it had to. `in_body` is false for calls of
    fixtures, before and after the test's own lines.
    """

    api: str
    args: dict[str, Any]
    session: int
    tab: int
    at: float
    end: float
    error: str
    key: str
    in_body: bool = True

    @property
    def method(self) -> str:
        """The name without its class, such as `click`."""
        return self.api.rpartition(".")[2]


@dataclass(slots=True)
class Course:
    """One attempt: what was called, in order, and what was heard meanwhile.

    `until` is when the test's own lines were over: what came later was teardown.
    `tabs` are the pages of its sessions, by (session, tab).
    """

    started_at: float
    until: float
    calls: list[Call]
    requests: list[Request]
    errors: list[ErrorSeen]
    tabs: dict[tuple[int, int], Timeline]


@dataclass(frozen=True, slots=True)
class PagePair:
    """A tab of the pass and one of the failure at two moments, and all that differs.

    A tab is (session, tab).
    """

    passed_at: float
    failed_at: float
    passed_tab: tuple[int, int]
    failed_tab: tuple[int, int]
    difference: PageDifference


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was. `text` is a clause: `text “1” is now “2”`.

    `after` is the call that it followed, "" for none, and `place` its place among the
    calls of the failure. `failed_at` and `passed_at` are when it shows in either.
    `before` and `now` are the two values, None where one has none; `tab` is that of the
    failure, with its session. One of the page is the `changes`, by their numbers, of a
    `pair` of pages.
    """

    kind: Kind
    text: str
    after: str = ""
    place: int = -1
    failed_at: float = 0
    passed_at: float = 0
    before: str | None = None
    now: str | None = None
    tab: tuple[int, int] = (0, 1)
    pair: PagePair | None = None
    changes: tuple[int, ...] = ()

    @property
    def sentence(self) -> str:
        """The difference in one sentence."""
        return f"After {self.after}: {self.text}" if self.after else self.text


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a failure differs from a pass, the first difference first.

    `times` pairs moments: ms since 1970 in the pass, then in the failure, ascending.
    `last` are the pages at the end, None if they do not differ.
    """

    differences: tuple[Difference, ...]
    times: tuple[tuple[float, float], ...] = field(default=())
    last: PagePair | None = None

    @property
    def first(self) -> Difference | None:
        """What differs first, None if nothing does."""
        return self.differences[0] if self.differences else None

    def pairs(self) -> list[PagePair]:
        """Return the pages that differ, at each moment that is told of, by time."""
        told = [each.pair for each in self.differences if each.pair]
        found = {id(pair): pair for pair in (*told, *filter(None, [self.last]))}
        return sorted(found.values(), key=lambda pair: pair.failed_at)
