"""One pass over a tab: the visits of one page, what was clicked, what was seen.

Places are CSS pixels of the page: those of the viewport, which rrweb records, and how
far the window was scrolled then.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from replaytest.exporters.heatmap_page import Wanted, page_of
from replaytest.exporters.heatmap_taps import Taps
from replaytest.mirror import sources, wire
from replaytest.mirror.decode import event_of_line
from replaytest.mirror.mirror import Mirror
from replaytest.rrweb import Interaction, NodeType
from replaytest.signals.facts import TabFacts
from replaytest.store.read import Recording

Trouble = Literal["", "rage", "dead"]
# rrweb tells a scroll in the next frame, and 100 ms after the one before at the
# earliest (`sampling` in web/src/recorder/page.ts).
LATE_SCROLL_MS = 120


@dataclass(frozen=True, slots=True)
class Point:
    """A click or a tap, in CSS pixels of the page."""

    x: float
    y: float
    trouble: Trouble = ""


@dataclass(slots=True)
class Stay:
    """A visit of the page while its viewport was `width` CSS pixels wide.

    `number` counts the visits of a tab. `first` and `last` are events of the tab, from
    the full snapshot that the page can be rebuilt from; `until` is the time of the last
    in ms since 1970. `depth` is the lowest pixel of the page that was in the viewport.
    """

    recording: Recording
    tab: int
    number: int
    url: str
    width: int
    height: int = 0
    first: int = 0
    last: int = 0
    until: float = 0
    depth: float = 0
    points: list[Point] = field(default_factory=list)

    @property
    def visit(self) -> tuple[str, int, int]:
        """What tells the visit from all others."""
        return str(self.recording.path), self.tab, self.number


@dataclass(frozen=True, slots=True)
class _Late:
    """The last of `points`, a click, and how far the window was scrolled, as told."""

    pressed_at: float
    left: float
    top: float
    points: list[Point]


class Walk:
    """One pass over a tab, with the page beside it.

    `stays` are those on the page, `framed` counts clicks in frames.
    """

    def __init__(
        self,
        recording: Recording,
        facts: TabFacts,
        wanted: Wanted,
        troubles: dict[tuple[int, int], Trouble],
    ) -> None:
        self.stays: list[Stay] = []
        self.framed = 0
        self._recording, self._facts = recording, facts
        self._troubles = troubles
        self._begins = [visit.event for visit in facts.visits]
        self._visits = _numbered([visit.url for visit in facts.visits], wanted)
        self._mirror = Mirror()
        self._taps = Taps()
        self._pressed_at = {click.event: click.began_at for click in facts.clicks}
        self._late: _Late | None = None
        self._meta = self._from = 0
        # Between a Meta and its full snapshot the mirror still has the page before.
        self._is_there = False

    def run(self, lines: Iterable[bytes]) -> None:
        """Take the `[tab, event]` lines of the tab, by the number of their event."""
        for number, line in enumerate(lines):
            event = event_of_line(line, self._mirror.skipped) if line else None
            self._mirror.apply_decoded(event)
            if isinstance(event, wire.Meta):
                self._meta, self._is_there = number, False
            elif isinstance(event, wire.FullSnapshot):
                self._from, self._is_there = self._meta, True
            if event is not None and self._is_there:
                self._seen(event, number)
        self._taps.end()

    def _seen(self, event: wire.Event, number: int) -> None:
        stay = self._stay(number)
        if stay is None:
            return
        stay.first, stay.last, stay.until = self._from, number, event.timestamp
        data = event.data if isinstance(event, wire.IncrementalSnapshot) else None
        self._correct(event)
        if isinstance(event, wire.FullSnapshot) or isinstance(
            data, sources.Scroll | sources.ViewportResize
        ):
            # Not at any event: an address that a page gives itself comes before the
            # scroll to the top of what is new.
            stay.depth = max(stay.depth, self._offset()[1] + self._mirror.height)
        if isinstance(data, sources.MouseInteraction):
            self._interacted(stay, data, event.timestamp, number)

    def _stay(self, number: int) -> Stay | None:
        """Return the stay that an event belongs to, None on another page."""
        place = bisect_right(self._begins, number) - 1
        visit = self._visits[place] if place >= 0 else None
        width, height = int(self._mirror.width), int(self._mirror.height)
        if visit is None or width <= 0 or height <= 0:
            return None
        last = self.stays[-1] if self.stays else None
        if last is None or (last.number, last.width) != (visit, width):
            url, tab = self._facts.visits[visit].url, self._facts.number
            last = Stay(self._recording, tab, visit, url, width, depth=height)
            self.stays.append(last)
        last.height = height
        return last

    def _offset(self) -> tuple[float, float]:
        document = self._mirror.document
        return self._mirror.scrolls.get(document.id, (0, 0)) if document else (0, 0)

    def _interacted(
        self, stay: Stay, data: sources.MouseInteraction, at: float, number: int
    ) -> None:
        if data.x is None or data.y is None:
            return
        clicked = data.type == Interaction.CLICK
        if not clicked and data.type not in Taps.KINDS:
            return
        if self._is_framed(data.id):
            self.framed += clicked
            return
        left, top = self._offset()
        trouble = self._troubles.get((self._facts.number, number), "")
        point = Point(left + data.x, top + data.y, trouble)
        if clicked:
            self._taps.clicked(at)
            stay.points.append(point)
            if self._recording.test is not None and not self._scrolls(data.id):
                pressed_at = self._pressed_at.get(number, at)
                self._late = _Late(pressed_at, left, top, stay.points)
            return
        keep = partial(stay.points.append, point)
        self._taps.touched(data.type, at, data.x, data.y, keep)

    def _correct(self, event: wire.Event) -> None:
        """Move the last click to where the window had been scrolled when it was made.

        A driver scrolls to an element and clicks it in one frame, and the scroll is
        told after the click. A person does not; a scroll after their click is its work.
        """
        late, document = self._late, self._mirror.document
        if late is None or document is None:
            return
        if event.timestamp - late.pressed_at > LATE_SCROLL_MS or isinstance(
            event, wire.FullSnapshot
        ):
            self._late = None
            return
        data = event.data if isinstance(event, wire.IncrementalSnapshot) else None
        if not isinstance(data, sources.Scroll) or data.id != document.id:
            return
        self._late = None
        left, top = self._offset()
        last = late.points[-1]
        moved = last.x + left - late.left, last.y + top - late.top
        late.points[-1] = Point(*moved, last.trouble)

    def _scrolls(self, node_id: int | None) -> bool:
        """Say whether a click leads to another place of the same page."""
        mirror = self._mirror
        node = mirror.get(node_id)
        around = (node, *mirror.ancestors(node)) if node is not None else ()
        return any(each.attributes.get("href", "").startswith("#") for each in around)

    def _is_framed(self, node_id: int | None) -> bool:
        mirror = self._mirror
        node = mirror.get(node_id)
        return node is not None and any(
            above.kind == NodeType.DOCUMENT and above is not mirror.document
            for above in mirror.ancestors(node)
        )


def _numbered(urls: list[str], wanted: Wanted) -> list[int | None]:
    """Return, for each address of a tab, with which one its visit began, if it fits.

    A page that gives itself another query is not left.
    """
    found: list[int | None] = []
    for place, url in enumerate(urls):
        before = found[-1] if found else None
        if not wanted.fits(url):
            found.append(None)
        elif before is not None and page_of(urls[place - 1]) == page_of(url):
            found.append(before)
        else:
            found.append(place)
    return found
