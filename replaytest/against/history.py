"""What a tab shows at any moment, and the signs that it has.

A sign is a text, an element, one fact about an element, or the address, each less its
noise. Moments of both attempts are numbered alike, so that equal signs are the same.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass

from replaytest.against.normal import address
from replaytest.diff.item import TEXT, Item, Numbers
from replaytest.diff.noise import Noise
from replaytest.diff.normalise import normalise
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.timeline import Timeline

# Moments looked at of one stretch, evenly spread where there are more; and all their
# items, so that of a very large page only a few are looked at.
MOST_MOMENTS, LEAST_MOMENTS, MOST_ITEMS = 40, 4, 100_000
Sign = Hashable
_ADDRESS = "#address"


@dataclass(frozen=True, slots=True)
class Moment:
    """A tab after some of its events: its page as items, and its address."""

    root: Item
    href: str

    @property
    def has_page(self) -> bool:
        """Whether there is a page yet."""
        return bool(self.root.children)

    @property
    def address_sign(self) -> Sign:
        """The sign of being on this page."""
        return _ADDRESS, address(self.href)

    def is_like(self, other: Moment) -> bool:
        """Say whether both show the same."""
        return (
            self.root.same == other.root.same
            and self.address_sign == other.address_sign
        )

    def forget(self) -> None:
        """Forget with which other moment it was compared."""
        for item in self.root.walk():
            item.mate = None

    def count(self, wanted: frozenset[Sign]) -> Counter[Sign]:
        """Return how often each of these signs is there."""
        found = Counter(
            sign
            for item in self.root.walk()
            for sign in signs_of(item)
            if sign in wanted
        )
        found[self.address_sign] = 1
        return found


class Histories:
    """Reads tabs of two attempts, so that their moments can be compared."""

    def __init__(self, noise: Noise) -> None:
        self._noise = noise
        self._numbers = Numbers()

    def of(self, timeline: Timeline) -> History:
        """Return a tab at any moment."""
        return History(timeline, self._read)

    def _read(self, mirror: Mirror) -> Moment:
        return Moment(normalise(mirror, self._noise, self._numbers), mirror.href)


class History:
    """One tab at any moment; the last ones that were asked for are kept."""

    def __init__(self, timeline: Timeline, read: Callable[[Mirror], Moment]) -> None:
        self._timeline = timeline
        self._read = read
        self._known: dict[int, Moment] = {}
        self._kept = 0

    def at(self, at: float) -> Moment:
        """Return what the tab showed `at` ms since 1970."""
        return self._after(bisect_right(self._timeline.stamps, at))

    def page(self, at: float) -> Mirror:
        """Return the page itself; it moves on with the next question."""
        return self._timeline.seek(at)

    def moments(self, since: float, until: float) -> Iterator[tuple[float, Moment]]:
        """Yield (at, moment) of a stretch, the first at its start."""
        stamps = self._timeline.stamps
        first = bisect_right(stamps, since)
        last = bisect_right(stamps, until)
        size = self._after(last).root.size
        most = max(LEAST_MOMENTS, min(MOST_MOMENTS, MOST_ITEMS // size))
        step = max(1, -(-(last - first) // most))
        for place in dict.fromkeys((*range(first, last, step), last)):
            yield stamps[place - 1] if place > first else since, self._after(place)

    def _after(self, position: int) -> Moment:
        found = self._known.pop(position, None)
        if found is None:
            found = self._read(self._timeline.seek_position(position))
            self._kept += found.root.size
        self._known[position] = found  # as the last one
        while self._kept > MOST_ITEMS and len(self._known) > 1:
            oldest = self._known.pop(next(iter(self._known)))
            self._kept -= oldest.root.size
        return found


def signs_of(item: Item) -> Iterator[Sign]:
    """Yield the signs of one item, not of those in it."""
    if item.tag == TEXT:
        yield item.own
        return
    label = _label(item)
    yield item.tag, label
    for name, value in item.facts:
        yield item.tag, label, name, value


def fact_sign(item: Item, name: str) -> Sign:
    """Return the sign of one fact about an element, None if it is not there."""
    value = item.fact(name)
    return None if value is None else (item.tag, _label(item), name, value)


def _label(item: Item) -> Sign:
    """Return what an element is known by: its id or name, or what it says first."""
    for name, value in item.facts:
        if name in ("id", "name"):
            return value
    first = item.children[0] if item.children else None
    return first.own if first is not None and first.tag == TEXT else None
