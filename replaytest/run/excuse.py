"""Whether all that differs is a movement that the recorded page was in the midst of.

passing.py    what comes and goes by itself
ahead.py      what the live page has done first
arrivals.py   what came of a page that was not all there
skipped.py    what the recorded page showed for a moment only
notices.py    toasts that were over
later.py      what shows, later than the recorded page was watched
behind.py     what a dialog hides from screen readers
closing.py    what closed itself after the recording's end
places.py     what scripts have put a pixel further
restless.py   what never rests
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set

from replaytest.diff.model import Change
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.model import now_ms
from replaytest.run.ahead import Ahead
from replaytest.run.arrivals import lost
from replaytest.run.behind import is_hidden_otherwise
from replaytest.run.closing import Closing
from replaytest.run.hosts import place_of
from replaytest.run.later import Later
from replaytest.run.live import LiveTab
from replaytest.run.near import inside, outward
from replaytest.run.notices import Spans, is_over
from replaytest.run.passing import (
    INNER,
    MOVEMENT,
    TEXT,
    Kind,
    Kinds,
    Lives,
    is_leaving,
    kind_of,
)
from replaytest.run.places import (
    is_faded,
    is_hidden,
    is_in_closed_popover,
    is_near,
    is_of_place,
)
from replaytest.run.restless import Fact
from replaytest.run.skipped import is_skipped

_FOCUS = re.compile(r"(?i)focus|hover")


class Excuse:
    """Judges the differences of one moment: the page before event `number`, at `at`.

    `restless` is what changes all the time, `spans` how long what was there. `until` is
    the first event too late to be the rest of such a movement; `ends_soon` that the
    recording ends before, and so does not tell of all of it, `is_last` that it ends
    right there. `acted` are the moments, as the events that followed and ms since 1970,
    when something was done just before. An `is_unfinished` page was not all there.
    """

    def __init__(
        self,
        recorded: Mirror,
        lives: Lives,
        kinds: Kinds,
        span: tuple[int, int],
        at: float,
        *,
        restless: Set[Fact] = frozenset(),
        spans: Spans | None = None,
        acted: Iterable[tuple[int, float]] = (),
        ends_soon: bool = False,
        is_last: bool = False,
        is_unfinished: bool = False,
    ) -> None:
        self._recorded = recorded
        self._lives = lives
        self._kinds = kinds
        self._number, self._until = span
        self._restless = restless
        self._spans = spans or Spans()
        self._ends_soon = ends_soon
        self._is_last = is_last
        self._is_unfinished = is_unfinished
        self._young = lives.young(self._number, at)
        acted = list(acted)
        self._acted = acted[0][0] if acted else self._number
        self._acted_moving = any(
            self._passes(kind)
            for moment in acted
            for young in lives.young(*moment).values()
            for kind in young
        )

    def holds(self, changes: Sequence[Change], live: LiveTab) -> bool:
        """Say whether nothing has changed but what passes."""
        young = live.lives.young(live.seen + 1, now_ms())
        soon = self._number, self._until
        ahead = Ahead(self._recorded, self._lives, soon, live)
        rest = [
            c
            for c in changes
            if not ahead.holds(c) and not self._excused(c, live, young)
        ]
        if self._is_unfinished and self._is_there(live):
            rest = list(lost(rest, self._recorded))
        if not rest:
            return True
        over = [c for c in rest if self._is_over(c, live)]
        beside = {self._place_of(c) for c in over}
        closing = self._closing(changes, live) if self._ends_soon else None
        later = Later(changes, self._recorded, self._spans, live)
        return all(
            c in over
            or (is_of_place(c) and self._place_of(c) in beside)
            or (closing is not None and closing.holds(c))
            or later.holds(c)
            for c in rest
        )

    def _is_there(self, live: LiveTab) -> bool:
        return place_of(live.mirror.href) == place_of(self._recorded.href)

    def _closing(self, changes: Iterable[Change], live: LiveTab) -> Closing:
        closing = Closing(self._recorded, self._spans, live)
        for change in changes:
            node = self._recorded.get(change.node_before or 0)
            if change.kind != "delete" or node is None:
                continue
            around = *outward(node, self._recorded), *inside(node)
            if any(map(self._moves, around)):
                closing.left(change)
        return closing

    def _moves(self, node: Node) -> bool:
        kinds = self._young.get(node.id, ())
        return any(kind == MOVEMENT or is_leaving(kind) for kind in kinds)

    def _is_over(self, change: Change, live: LiveTab) -> bool:
        """Say whether a notice is gone that the live page has had."""
        before = self._recorded.get(change.node_before or 0)
        if change.kind != "delete" or before is None:
            return False
        return is_over(before, self._number, self._recorded, self._spans, live.spans)

    def _place_of(self, change: Change) -> int | None:
        """Return what an element is in: notices are moved by others that go."""
        node = self._recorded.get(change.node_before or 0)
        parent = None if node is None else self._recorded.parent(node)
        return None if parent is None else parent.id

    def _excused(
        self, change: Change, live: LiveTab, young: dict[int, set[Kind]]
    ) -> bool:
        before = self._recorded.get(change.node_before or 0)
        after = live.mirror.get(change.node_after or 0)
        span = self._acted, self._number, self._until
        if self._never_rests(change, before) or is_skipped(
            change, before, after, self._lives, span
        ):
            return True
        if is_in_closed_popover(before, self._recorded) or is_in_closed_popover(
            after, live.mirror
        ):
            return True
        if change.kind == "delete" and before is not None:
            kind = kind_of(before)
            passes = kind is not None and kind in self._passing(before.id)
            return passes or self._is_leaving(before)
        if change.kind == "insert" and after is not None:
            kind = kind_of(after)
            return kind in young.get(after.id, ()) and kind in self._all_passing()
        if before is None or after is None or not change.name:
            return False
        return self._of_attribute(change, before, after, live, young)

    def _of_attribute(
        self,
        change: Change,
        before: Node,
        after: Node,
        live: LiveTab,
        young: dict[int, set[Kind]],
    ) -> bool:
        if change.name == "class":
            return self._of_classes(before, after, live, young)
        if is_near(change) or (
            is_of_place(change) and is_hidden(before) and is_hidden(after)
        ):
            return True
        if is_hidden_otherwise(change, before, after, self._recorded, live.mirror):
            return True
        was_so = live.lives.had(after.id, change.name, change.before, live.lives.since)
        return self._is_on_its_way(before, change.name, live_was_so=was_so)

    def _never_rests(self, change: Change, before: Node | None) -> bool:
        if before is None or change.kind in ("insert", "delete", "move"):
            return False
        if change.name:
            return (before.id, change.name) in self._restless
        parent = self._recorded.parent(before)
        return parent is not None and (parent.id, TEXT) in self._restless

    def _of_classes(
        self, before: Node, after: Node, live: LiveTab, young: dict[int, set[Kind]]
    ) -> bool:
        one, other = (
            set(each.attributes.get("class", "").split()) for each in (before, after)
        )
        if self._acted_moving or live.lives.acted > live.lives.since:
            # It was done in another moment of a movement: that may move the focus.
            one, other = _less_focus(one), _less_focus(other)
        gone = self._passing(before.id)
        come = young.get(after.id, set()) & self._all_passing()
        return all(("class", name) in gone for name in one - other) and all(
            ("class", name) in come for name in other - one
        )

    def _is_leaving(self, node: Node) -> bool:
        """Say whether an element was moving, and soon was gone."""
        around = outward(node, self._recorded)
        passing = {
            k for each in (*around, *inside(node)) for k in self._passing(each.id)
        }
        fading = any(is_faded(each) for each in (*around, *inside(node)))
        if self._ends_soon and (fading or any(is_leaving(kind) for kind in passing)):
            return bool(passing)
        return bool(passing) and any(self._goes(each) for each in around)

    def _goes(self, node: Node) -> bool:
        return self._lives.goes(node.id, self._number, self._until)

    def _is_on_its_way(self, node: Node, name: str, *, live_was_so: bool) -> bool:
        """Say whether an attribute of what was moving soon had another value.

        Where the recording ends first, the live page may tell by having gone on.
        """
        around = [*outward(node, self._recorded), *inside(node)]
        if not any(self._passing(each.id) for each in around):
            return False
        if self._ends_soon and (live_was_so or name in ("style", "aria-hidden")):
            return True
        return self._lives.changes(node.id, name, self._number, self._until)

    def _passing(self, node: int) -> set[Kind]:
        """Return what is passing at an element of the recorded page."""
        return {kind for kind in self._young.get(node, ()) if self._passes(kind)}

    def _passes(self, kind: Kind) -> bool:
        if kind == INNER:
            # Before a step more would be waited for, which tells more than this.
            return self._is_last
        return kind == MOVEMENT or self._kinds.pass_by(kind)

    def _all_passing(self) -> set[Kind]:
        return {kind for node in self._young for kind in self._passing(node)}


def _less_focus(names: set[str]) -> set[str]:
    return {name for name in names if not _FOCUS.search(name)}
