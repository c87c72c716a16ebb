"""One recording while it is written: the sink of a context's tabs.

Where capture and store meet; when a recording begins and ends is `recorder`'s business.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from replaytest.capture.inbox import Lines
from replaytest.capture.notes import custom
from replaytest.model import Event, Failure, Outcome, now_ms
from replaytest.store.lines import encode
from replaytest.store.write import RecordingWriter


class Part:
    """One recording: what one context did during one test. A `Sink` of its tabs.

    Its file is made when something happens in a page. A page that lives on from an
    earlier test and is left alone in this one gives a full snapshot and nothing else;
    that waits here and leaves nothing behind.
    """

    def __init__(
        self, make: Callable[[], RecordingWriter], *, muted: bool = False
    ) -> None:
        self._make = make
        self._muted = muted
        self.writer: RecordingWriter | None = None
        self._waiting: list[Callable[[RecordingWriter], None]] = []
        self.paused_at: int | None = None
        self.opted_out = False

    def tab(self, number: int, opener: int | None) -> None:
        self._record("tab", tab=number, opener=opener, at=now_ms())

    def tab_ended(self, number: int, ended: str) -> None:
        self._record("tab-ended", tab=number, ended=ended, at=now_ms())

    def lines(self, tab: int, lines: Lines) -> None:
        if self._muted or self.opted_out or self.paused_at is not None:
            return
        for problem in lines.problems:
            self._record("problem", text=f"recorder in the page: {problem}")
        if lines.opted_out:
            self.gap(tab, now_ms(), "the page opted out of recording")
            self.opted_out = True
            return
        if lines.lost:
            self.gap(tab, now_ms(), "batches of events never arrived")
        if text := lines.for_tab(tab):
            self._write(
                lambda writer: writer.append(text, events=lines.events),
                live=lines.live > 0,
            )

    def note(self, tab: int, event: Event) -> None:
        """Add what Playwright told of a page."""
        if self._muted or self.opted_out or self.paused_at is not None:
            return
        line = encode([tab, event])
        self._write(lambda writer: writer.append(line, events=1))

    def custom(
        self, tag: str, payload: dict[str, Any], at: float | None = None
    ) -> None:
        """Add an event of our own to the first tab, of now or of `at`."""
        self.note(1, custom(tag, payload, at))

    def resume(self) -> None:
        """Go on after a pause, which stays visible as a gap."""
        if self.paused_at is not None:
            self.gap(1, self.paused_at, "recording was paused by the test")
            self.paused_at = None

    def finish(self, outcome: Outcome | None, failures: list[Failure]) -> None:
        """Close the recording with what became of the test."""
        if self.writer is not None:
            told = [
                {
                    "phase": failure.phase,
                    "message": failure.message,
                    "traceback": failure.traceback,
                    "at": failure.failed_at,
                }
                for failure in failures
            ]
            end = {"record": "end", "at": now_ms(), "outcome": outcome}
            self.writer.finish(end | {"failures": told})

    def discard(self) -> None:
        """Leave nothing behind."""
        if self.writer is not None:
            self.writer.discard()

    def gap(self, tab: int, since: int, why: str) -> None:
        """Say that nothing is known of a tab from `since`, ms since 1970, until now."""
        gap = {"tab": tab, "from": since, "to": now_ms(), "events": None, "why": why}
        self._record("gap", **gap)

    def _record(self, kind: str, **fields: Any) -> None:
        entry = {"record": kind, **fields}
        self._write(lambda writer: writer.record(entry))

    def _write(
        self, write: Callable[[RecordingWriter], None], *, live: bool = False
    ) -> None:
        if self._muted:
            return
        if self.writer is None and live:
            self.writer = self._make()
            for earlier in self._waiting:
                earlier(self.writer)
            self._waiting.clear()
        if self.writer is None:
            self._waiting.append(write)
        else:
            write(self.writer)
