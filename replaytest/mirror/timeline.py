"""One tab of a recording, as a page that can be moved through time.

Events are kept as the bytes they were stored in and decoded when a page is built from
them: to show one moment only what lies between it and the full snapshot before it.
"""

from __future__ import annotations

import gc
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import orjson

from replaytest.errors import UsageError
from replaytest.mirror.changes import Changes, changes_of
from replaytest.mirror.decode import event_of_line
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import UNREADABLE
from replaytest.mirror.steps import Step, steps_of
from replaytest.mirror.wire import Event, stamp_decoder
from replaytest.rrweb import EventType
from replaytest.store.lines import decode, encode, event_of
from replaytest.trees import expand


class Timeline:
    """The events of one tab in order of time, and the page after some of them.

    `stamps` are their times in ms since 1970. `position` is how many of them `mirror`
    has seen; before the first full snapshot it is empty. Event numbers count from 0, in
    this order, and are those of the array that `replaytest export --to rrweb` writes.
    """

    def __init__(
        self,
        source: Iterable[bytes],
        *,
        unpack: Callable[[bytes], bytes | None] | None = None,
    ) -> None:
        """Take the `[tab, event]` lines of one tab; `unpack` opens packed ones.

        Lines that are no events are counted in `skipped`.
        """
        self.skipped: Counter[str] = Counter()
        self.position = 0
        self.mirror = Mirror()
        self._unpack = unpack
        self._steps: list[Step] | None = None
        found = self._stamped(source)
        # Stable: events of one millisecond stay as the page sent them.
        found.sort(key=lambda each: each[0])
        self.stamps = [stamp for stamp, _, _ in found]
        self._lines = [line for _, _, line in found]
        kinds = [kind for _, kind, _ in found]
        self._pages = _places(kinds, EventType.FULL_SNAPSHOT)
        self._metas = _places(kinds, EventType.META)

    @classmethod
    def of_events(cls, events: Iterable[dict[str, Any]]) -> Timeline:
        """Return the timeline of events as `json.loads` gives them."""
        return cls(orjson.dumps([1, event]) for event in events)

    def __len__(self) -> int:
        return len(self._lines)

    @property
    def steps(self) -> list[Step]:
        """What was done, first to last."""
        if self._steps is None:
            self._steps = steps_of(self._plain(n) or b"" for n in range(len(self)))
        return self._steps

    def first_page_at(self) -> float | None:
        """Return the time of the first full snapshot, None if there is none."""
        return self.stamps[self._pages[0]] if self._pages else None

    def page_from(self, number: int) -> int | None:
        """Return the number of the first full snapshot from an event on."""
        place = bisect_left(self._pages, number)
        return self._pages[place] if place < len(self._pages) else None

    def event(self, number: int) -> dict[str, Any]:
        """Return an event as recorded, {} if that cannot be read.

        Raises `UsageError` for no such number.
        """
        self._check_event(number)
        line = self._plain(number)
        try:
            found: dict[str, Any] = decode(line)[1] if line else {}
            expand(found)
        except ValueError:  # bytes that are no text
            found = {}
        return found

    def seek(self, at: float) -> Mirror:
        """Return the page as it was `at` ms since 1970, after the events of that ms."""
        return self.seek_position(bisect_right(self.stamps, at))

    def seek_event(self, number: int) -> Mirror:
        """Return the page after an event. Raises `UsageError` for no such number."""
        self._check_event(number)
        return self.seek_position(number + 1)

    def seek_step(self, number: int) -> Mirror:
        """Return the page at the moment of a step, with what the step itself set.

        Steps count from 1. Raises `UsageError` for no such number.
        """
        return self.seek_position(self.step(number).event + 1)

    def seek_checkpoint(self, number: int) -> Mirror:
        """Return the page as a step left it: just before the next one, or at the end.

        Checkpoint 0 is the page before the first step. Raises `UsageError` for no such
        number.
        """
        if number == 0:
            return self.seek_position(self.steps[0].event if self.steps else 0)
        self.step(number)
        after = self.steps[number] if number < len(self.steps) else None
        return self.seek_position(after.event if after else len(self))

    def step(self, number: int) -> Step:
        """Return a step by its number, from 1. Raises `UsageError`."""
        if not 1 <= number <= len(self.steps):
            raise UsageError(
                f"there is no step {number}",
                fix=f"there are {len(self.steps)} in this tab: replaytest steps",
            )
        return self.steps[number - 1]

    def seek_position(self, position: int) -> Mirror:
        """Return the page after the first `position` events."""
        start = self._start(position)
        if start is not None:
            self.mirror = Mirror()
            self.position = start
            self._apply_meta_before(start)
        with _no_collection():
            for number in range(self.position, position):
                self._apply(number)
        self.position = position
        return self.mirror

    def decoded(self) -> Iterator[tuple[int, Event | None]]:
        """Yield the number of each event and what it says, None if nothing usable."""
        for number in range(len(self)):
            line = self._plain(number)
            yield number, event_of_line(line, Counter()) if line else None

    def changes(self) -> Iterator[Changes]:
        """Go on event by event from here, yielding what each has just changed."""
        while self.position < len(self):
            number = self.position
            line = self._plain(number)
            event = event_of_line(line, self.mirror.skipped) if line else None
            found = changes_of(event, number)
            self.mirror.apply_decoded(event)
            self.position = number + 1
            yield found

    def _start(self, position: int) -> int | None:
        """Return from which event to begin anew, None to go on from here."""
        place = bisect_right(self._pages, position - 1) - 1
        page = self._pages[place] if place >= 0 else 0
        if position < self.position or page > self.position:
            return page
        return None

    def _apply_meta_before(self, number: int) -> None:
        place = bisect_left(self._metas, number) - 1
        if place >= 0:
            self._apply(self._metas[place])

    def _apply(self, number: int) -> None:
        line = self._plain(number)
        mirror = self.mirror
        if line is None:
            mirror.skipped["event whose blob is missing"] += 1
        else:
            mirror.apply_decoded(event_of_line(line, mirror.skipped))

    def _plain(self, number: int) -> bytes | None:
        line = self._lines[number]
        if self._unpack is not None and line.endswith(b'"packed"]'):
            return self._unpack(line)
        return line

    def _stamped(self, source: Iterable[bytes]) -> list[tuple[float, int, bytes]]:
        found = []
        for line in source:
            stamped = _stamp(line)
            if stamped is None:
                self.skipped["line that is no event"] += 1
            else:
                found.append(stamped)
        return found

    def _check_event(self, number: int) -> None:
        if not 0 <= number < len(self):
            raise UsageError(
                f"there is no event {number}",
                fix=f"there are {len(self)} in this tab, from 0: replaytest events",
            )


def _places(kinds: list[int], wanted: int) -> list[int]:
    return [place for place, kind in enumerate(kinds) if kind == wanted]


def event_numbers(source: Iterable[bytes]) -> list[int | None]:
    """Return, for `[tab, event]` lines, the number of each event in its tab.

    It is the one that `Timeline` gives it; None for a line that is no event.
    """
    stamps: list[tuple[int, float] | None] = []
    for line in source:
        stamped = _stamp(line)
        tab = int(line[1 : line.find(b",")]) if stamped else 0
        stamps.append((tab, stamped[0]) if stamped else None)
    numbers: list[int | None] = [None] * len(stamps)
    known = [(stamp, place) for place, stamp in enumerate(stamps) if stamp is not None]
    counts: Counter[int] = Counter()
    for (tab, _), place in sorted(known):
        numbers[place] = counts[tab]
        counts[tab] += 1
    return numbers


def event_type(line: bytes) -> int | None:
    """Return the type of the event of a line, packed or not; None if it is none."""
    stamped = _stamp(line)
    return stamped[1] if stamped else None


def _stamp(line: bytes) -> tuple[float, int, bytes] | None:
    """Return the time and the type of an event line, and the line as JSON."""
    try:
        event = stamp_decoder.decode(line).event
    except UNREADABLE:
        mended = _well_formed(line)
        if mended is None:
            return None
        line, event = mended, stamp_decoder.decode(mended).event
    return event.timestamp, event.type, line


def _well_formed(line: bytes) -> bytes | None:
    """Return a line that only a lenient reader understands as everybody does."""
    try:
        found = event_of(decode(line))
        return None if found is None or found[2] else encode(list(found[:2]))
    except (TypeError, ValueError):
        return None


@contextmanager
def _no_collection() -> Iterator[None]:
    """Leave out Python's cycle collector for a moment: a tree has no cycles.

    It would look at every list of children again and again; measured, it takes more
    time than all the rest. See tests/benchmarks/mirror.py.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
