"""A change, until it is known whether one of two sessions was only later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from replaytest.diff.evidence import Evidence
from replaytest.diff.model import Change
from replaytest.diff.slots import SLACK, Slot

# A session on a busy machine may be so many times slower than another one.
SLOWER = 1.5
# ms by which what closes may close later: it waits for an answer, and then fades.
CLOSES = 500.0
# What an item is, and about where.
Key = int


@dataclass(slots=True)
class Half:
    """One session's part in a change: what the page of this one has, and lacks.

    `has` are the keys of what the other one lacks, `came` how many ms after the start
    of the slot they came. `lacks` are those of the other's that did not come since;
    `had` says whether it had them before, and `lost` how many ms after the start of the
    slot they went. `left` turns true when what it has goes.
    """

    has: frozenset[Key]
    lacks: set[Key]
    had: bool
    came: float
    lost: float
    until: float
    left: bool = False

    def feed(self, new: Iterable[tuple[Key, float, bool]]) -> None:
        """Take in what came to this session, and what went, after the checkpoint."""
        for key, at, came in new:
            if at <= self.until:
                if came:
                    self.lacks.discard(key)
                elif key in self.has:
                    self.left = True


@dataclass(slots=True)
class Late:
    """A change that counts unless it turns out that one session was only later.

    A move that changes nothing but the place cannot be told again: it is as late as
    what else changed with it, `beside`.
    """

    key: tuple[str, ...]
    slot: Slot
    tab: int
    change: Change | None
    proof: tuple[str, Evidence] | None
    a: Half
    b: Half
    beside: tuple[Late, ...] = ()

    @property
    def is_late(self) -> bool:
        """Whether one session came to what the other one had, or both left it."""
        if self.beside:
            return all(each.is_late for each in self.beside)
        return _came(self.a, self.b) or _came(self.b, self.a)

    @property
    def is_bare(self) -> bool:
        """Whether neither session has anything that the other one has not."""
        return not (self.a.has or self.b.has)

    @property
    def has_passed(self) -> bool:
        """Whether what one session had alone has gone there since."""
        halves = [half for half in (self.a, self.b) if half.has]
        return bool(halves) and all(half.left for half in halves)

    def would_show(self, left_a: float, left_b: float) -> bool:
        """Say whether a session was watched long enough to show what it does not.

        `left_a` and `left_b` are how many ms each was watched, from the slot's start.
        """
        a, b = self.a, self.b
        in_a = bool(b.has) and _due(b.came) <= left_a
        in_b = bool(a.has) and _due(a.came) <= left_b
        # Who has what the other one had before is behind, and it is for him to go on.
        if a.had and not b.had:
            return in_b if a.has else _due(max(b.came, a.lost), CLOSES) <= left_b
        if b.had and not a.had:
            return in_a if b.has else _due(max(a.came, b.lost), CLOSES) <= left_a
        return in_a or in_b or self.is_bare


def _due(after: float, slack: float = SLACK) -> float:
    """Return by when a slow session shows what another one did `after` so many ms."""
    return after * SLOWER + slack


def _came(one: Half, other: Half) -> bool:
    # What it had before it did not come to: the other one is behind.
    if other.has and not one.lacks and (other.had or not one.had):
        return True
    return other.left and not one.has and one.had
