"""The pages of a run as mirrors, kept up to date by what the run records of itself."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from math import inf
from typing import Protocol

from replaytest.capture.inbox import Lines
from replaytest.mirror import wire
from replaytest.mirror.decode import event_of_line
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.sources import (
    Drag,
    MouseInteraction,
    MouseMove,
    Scroll,
    Selection,
    TouchMove,
)
from replaytest.model import Event, now_ms
from replaytest.run.notices import Spans
from replaytest.run.passing import Kinds, Lives

# What comes and goes without the page being another.
_PASSING = (Drag, MouseInteraction, MouseMove, Scroll, Selection, TouchMove)


class Refresh(Protocol):
    """Has live mirrors show what their pages are now.

    With `wait_s` that of one tab, as soon as it is another one, or so much later.
    `then` is done when the pages have been asked, before they answer.
    """

    def __call__(
        self,
        tab: int | None = None,
        wait_s: float = 0.0,
        then: Callable[[], None] | None = None,
    ) -> Awaitable[None]:
        """Wait for that."""


def is_passing(event: wire.IncrementalSnapshot) -> bool:
    """Say whether an event leaves the page as it is: mouse, scrolling, selecting."""
    return isinstance(event.data, _PASSING)


class LiveTab:
    """One tab: its page so far. `version` counts what changed it.

    `changed_at` is when that was last seen, in seconds of `time.monotonic`; `visits`
    are the addresses it has been at. `lives` has seen `seen` events. `watch` is called
    after each change.
    """

    def __init__(self, kinds: Kinds | None = None) -> None:
        self.mirror = Mirror()
        self.lives = Lives(kinds or Kinds())
        self.spans = Spans()
        self.seen = 0
        self.version = 0
        self.changed_at = time.monotonic()
        self.visits: list[str] = []
        self.watch: Callable[[], None] | None = None
        self.ended = ""

    def apply(self, line: bytes) -> None:
        """Apply one `[tab, event]` line."""
        event = event_of_line(line, self.mirror.skipped)
        self.seen += 1
        self.lives.see(event, self.seen)
        self.spans.see(event, self.seen, self.mirror)
        self.mirror.apply_decoded(event)
        if isinstance(event, wire.Meta):
            self.visits.append(event.data.href)
        if isinstance(event, wire.IncrementalSnapshot):
            changes = not is_passing(event)
        else:
            changes = isinstance(event, wire.Meta | wire.FullSnapshot)
        if changes:
            self.version += 1
            self.changed_at = time.monotonic()
            if self.watch is not None:
                self.watch()


class Live:
    """All tabs, by number from 1. A `Sink` beside the one that stores.

    `clean` masks lines as they are masked before they are stored, since what is
    compared with them was. `until` is how far in the recording it has come. `typed` is
    when keys were pressed, and for how many ms they were not again in the recording.
    """

    def __init__(self, clean: Callable[[bytes], bytes] = bytes) -> None:
        self.tabs: dict[int, LiveTab] = {}
        self.clean = clean
        self.kinds = Kinds()
        self.until = 0.0
        self.typed: list[tuple[float, float]] = []
        self._steps: list[tuple[float, float]] = []

    def step(
        self, then: float = 0.0, until: float = inf, *, at_once: bool = False
    ) -> None:
        """Something is done now, `at_once` or as soon as its element is at rest.

        It was done `then` in the recording, and the next thing `until`, in ms since
        1970.
        """
        self.until = until
        self._steps = [(now_ms(), then)]
        if at_once:
            self.typed.append((now_ms(), until - then))
        for tab in self.tabs.values():
            tab.lives.step += 1
            tab.lives.acted = tab.seen + 1
            tab.spans.steps += self._steps
            if at_once:
                tab.spans.use(now_ms())

    def of(self, number: int) -> LiveTab:
        """Return a tab, an empty one before it has said anything."""
        if number not in self.tabs:
            self.tabs[number] = LiveTab(self.kinds)
            self.tabs[number].spans.steps += self._steps  # what has led to it
        return self.tabs[number]

    def tab(self, number: int, opener: int | None) -> None:  # noqa: ARG002 - a Sink's
        """A page is there."""
        self.of(number)

    def tab_ended(self, number: int, ended: str) -> None:
        """A page was closed, or its renderer has crashed."""
        self.of(number).ended = ended

    def lines(self, tab: int, lines: Lines) -> None:
        """Events, in order."""
        found = self.of(tab)
        for line in self.clean(lines.for_tab(tab)).splitlines():
            found.apply(line)

    def note(self, tab: int, event: Event) -> None:
        """What Playwright told; the recording of the run keeps it."""
