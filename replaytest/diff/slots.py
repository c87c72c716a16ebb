"""Which step of one session is which of the other, and the stretches between them.

Steps are the same if the same was done to the same element; some may be missing or new
in either. A slot is what happened from one step that both have to the next one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from replaytest.diff.sides import Did, Divergence, Side

# ms by which one session may be slower than the other.
SLACK = 250.0


@dataclass(frozen=True, slots=True)
class Slot:
    """From a step of both to the next such one: places among the steps, -1: the start.

    `until_a` and `until_b` are the places of the next steps of both, their number if
    there are none.
    """

    number: int
    a: int
    b: int
    until_a: int
    until_b: int


class Aligned:
    """Two sessions, step by step."""

    def __init__(self, a: Side, b: Side) -> None:
        self.a = a
        self.b = b
        pairs = [(-1, -1), *_pairs(a.steps, b.steps), (len(a.steps), len(b.steps))]
        self.slots = [
            Slot(number, *one, *other)
            for number, (one, other) in enumerate(pairwise(pairs))
        ]
        self._starts_a = [start_of(a, slot.a) for slot in self.slots]
        self._starts_b = [start_of(b, slot.b) for slot in self.slots]
        self._passed = {slot.number for slot in self.slots if self._is_passing(slot)}

    def slot_at_a(self, at: float) -> int:
        """Return the number of the slot in which a moment of `a` is."""
        return max(bisect_right(self._starts_a, at) - 1, 0)

    def slot_at_b(self, at: float) -> int:
        """Return the number of the slot in which a moment of `b` is."""
        return max(bisect_right(self._starts_b, at) - 1, 0)

    def in_order(self, slot: int, at: float, *, in_b: bool) -> float:
        """Return where a moment of a session is in the order of both.

        What follows a step that only one of them has follows from that.
        """
        side = self.b if in_b else self.a
        one = self.slots[slot].b if in_b else self.slots[slot].a
        later = side.steps[one + 1 : one + 2]
        return slot + (0.5 if later and later[0].at <= at else 0)

    def start_a(self, number: int) -> float:
        """Return when a slot began in `a`."""
        return self._starts_a[number]

    def start_b(self, number: int) -> float:
        """Return when a slot began in `b`."""
        return self._starts_b[number]

    def in_a(self, at: float) -> float:
        """Return the moment of `a` that is like one of `b`."""
        slot = self.slot_at_b(at)
        return self._starts_a[slot] + at - self._starts_b[slot]

    def in_b(self, at: float) -> float:
        """Return the moment of `b` that is like one of `a`."""
        slot = self.slot_at_a(at)
        return self._starts_b[slot] + at - self._starts_a[slot]

    def after(self, slot: Slot) -> str:
        """Return the step that a slot follows, in words."""
        return self.b.steps[slot.b].text if slot.b >= 0 else ""

    def is_passed(self, order: float) -> bool:
        """Say whether a moment (`in_order`) is on a page that one session passed by."""
        return order - 0.5 in self._passed

    def _is_passing(self, slot: Slot) -> bool:
        """Say whether one session opened pages, did nothing there, and left them.

        The other went on to the next page, the same one, before they would have come.
        """
        gone = self.a.steps[slot.a + 1 : slot.until_a]
        new = self.b.steps[slot.b + 1 : slot.until_b]
        following = self.a.steps[slot.until_a : slot.until_a + 1]
        opened = gone or new
        if (gone and new) or not opened or not following:
            return False
        if any(step.key[0] != "navigate" for step in (*opened, *following)):
            return False
        start_a, start_b = self.start_a(slot.number), self.start_b(slot.number)
        if gone:
            left = self.b.steps[slot.until_b].at - start_b
            return gone[0].at - start_a + SLACK > left
        return new[0].at - start_b + SLACK > following[0].at - start_a

    def located(self) -> Iterator[tuple[float, Divergence]]:
        """Yield (order, divergence) for steps that are not the same in both."""
        for slot in self.slots:
            if slot.number in self._passed:
                continue
            gone = self.a.steps[slot.a + 1 : slot.until_a]
            new = self.b.steps[slot.b + 1 : slot.until_b]
            for place in range(max(len(gone), len(new))):
                one = gone[place] if place < len(gone) else None
                other = new[place] if place < len(new) else None
                yield slot.number + 0.5, self._located(slot, place + 1, one, other)

    def _located(
        self, slot: Slot, place: int, one: Did | None, other: Did | None
    ) -> Divergence:
        if one and other:
            text, at = f"{other.text}, where it was {one.text}", (one.at, other.at)
        elif one:
            text, at = f"{one.text} is missing", (one.at, self.in_b(one.at))
        else:
            assert other is not None
            text, at = f"{other.text} is new", (self.in_a(other.at), other.at)
        told = other or one
        number = slot.a + 1 + (place if one else 0)
        return Divergence(
            sort="locate",
            step=number,
            step_b=slot.b + 1 + (place if other else 0),
            after=self.after(slot),
            text=f"step {number}: {text}" if one else f"after step {number}: {text}",
            at_a=at[0],
            at_b=at[1],
            tab=told.tab if told else 0,
            key=(
                "locate",
                *(one.key if one else ()),
                "|",
                *(other.key if other else ()),
            ),
        )


def start_of(side: Side, place: int) -> float:
    """Return when the step at a place was done, or when the session began."""
    if place < 0:
        return side.started_at
    return side.steps[place].at if place < len(side.steps) else side.until


def _pairs(one: Sequence[Did], other: Sequence[Did]) -> Iterator[tuple[int, int]]:
    ours, theirs = [each.key for each in one], [each.key for each in other]
    start = _shared(ours, theirs)
    # Long sessions are mostly the same, and the matcher's time is that of what is not.
    end = _shared(ours[start:][::-1], theirs[start:][::-1])
    yield from zip(range(start), range(start), strict=True)
    middle = SequenceMatcher(
        None,
        ours[start : len(ours) - end],
        theirs[start : len(theirs) - end],
        autojunk=False,
    )
    for a, b, size in middle.get_matching_blocks():
        yield from ((start + a + n, start + b + n) for n in range(size))
    for n in range(end, 0, -1):
        yield len(ours) - n, len(theirs) - n


def _shared(one: Sequence[object], other: Sequence[object]) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    shorter = min(len(one), len(other))
    return next((place for place, (a, b) in pairs if a != b), shorter)
