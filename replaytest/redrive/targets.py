"""Evidence of one tab's targets, each on the page as it was just before its step.

To gather it all elements of a page are indexed, 25 µs each; for steps between which the
page did not change that is done once.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from replaytest.mirror.mirror import Mirror
from replaytest.mirror.timeline import Timeline
from replaytest.redrive.draft import Draft
from replaytest.redrive.evidence import Gathering, Target
from replaytest.redrive.kinds import control_of
from replaytest.redrive.said import Said

_CHANGES = ("mutation", "page")


class Targets:
    """Gathers evidence; quick for drafts that come in the order of their events."""

    def __init__(self, line: Timeline, facts: Sequence[Said]) -> None:
        self._line = line
        self._changes = [each.number for each in facts if each.what in _CHANGES]
        self._page: Mirror | None = None
        self._state = -1
        self._gathering: Gathering | None = None

    def of(self, draft: Draft, node: int) -> Target | None:
        """Return what was known of a node before the step, or when it was told of."""
        mirror = self._line.seek_position(draft.first)
        position = draft.first
        if mirror.get(node) is None and draft.anchor > draft.first:
            position = min(draft.anchor + 1, len(self._line))
            mirror = self._line.seek_position(position)
        hit = mirror.get(node)
        if hit is None or (draft.kind == "scroll" and hit is mirror.document):
            return None
        control = control_of(mirror, hit)
        if control is None:
            return None
        return self._gathered(mirror, position).target(node, control)

    def _gathered(self, mirror: Mirror, position: int) -> Gathering:
        state = bisect_left(self._changes, position)
        known = self._gathering
        if known is None or mirror is not self._page or state != self._state:
            known = Gathering(mirror)
        self._page, self._state, self._gathering = mirror, state, known
        return known
