"""Whether all that differs is a movement that the recorded page was in the midst of."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from replaytest.diff.model import Change, Difference
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.model import now_ms
from replaytest.run.live import LiveTab
from replaytest.run.passing import Kind, Kinds, Lives, kind_of

_UP, _DOWN = 4, 60


class Excuse:
    """Judges the differences of one moment: the page before event `number`, at `at`.

    `until` is the first event that is too late to be the rest of such a movement.
    """

    def __init__(
        self,
        recorded: Mirror,
        lives: Lives,
        kinds: Kinds,
        span: tuple[int, int],
        at: float,
    ) -> None:
        self._recorded = recorded
        self._lives = lives
        self._kinds = kinds
        self._number, self._until = span
        self._young = lives.young(self._number, at)

    @property
    def is_any(self) -> bool:
        """Whether something in the recorded page was passing."""
        return any(map(self._passing, self._young))

    def holds(self, difference: Difference, live: LiveTab) -> bool:
        """Say whether nothing differs but what passes."""
        young = live.lives.young(live.seen + 1, now_ms())
        return all(self._excused(each, live, young) for each in difference.changes)

    def _excused(
        self, change: Change, live: LiveTab, young: dict[int, set[Kind]]
    ) -> bool:
        before = self._recorded.get(change.node_before or 0)
        after = live.mirror.get(change.node_after or 0)
        if change.kind == "delete" and before is not None:
            kind = kind_of(before)
            passes = kind is not None and kind in self._passing(before.id)
            return passes or self._is_leaving(before)
        if change.kind == "insert" and after is not None:
            kind = kind_of(after)
            return kind in young.get(after.id, ()) and kind in self._all_passing()
        if before is None or after is None:
            return False
        if change.name == "class":
            return self._of_classes(before, after, young)
        return bool(change.name) and self._is_on_its_way(before, change.name)

    def _of_classes(
        self, before: Node, after: Node, young: dict[int, set[Kind]]
    ) -> bool:
        one, other = (
            set(each.attributes.get("class", "").split()) for each in (before, after)
        )
        gone = self._passing(before.id)
        come = young.get(after.id, set()) & self._all_passing()
        return all(("class", name) in gone for name in one - other) and all(
            ("class", name) in come for name in other - one
        )

    def _is_leaving(self, node: Node) -> bool:
        """Say whether an element was moving, and soon was gone."""
        around = [node, *islice(self._recorded.ancestors(node), _UP)]
        goes = any(self._goes(each) for each in around)
        return goes and any(
            self._passing(each.id) for each in (*around, *_inside(node))
        )

    def _goes(self, node: Node) -> bool:
        return self._lives.goes(node.id, self._number, self._until)

    def _is_on_its_way(self, node: Node, name: str) -> bool:
        """Say whether an attribute of what was moving soon had another value."""
        around = [node, *islice(self._recorded.ancestors(node), _UP), *_inside(node)]
        if not any(self._passing(each.id) for each in around):
            return False
        span = self._number, self._until
        ends_here = self._number >= self._until and name == "style"
        return ends_here or self._lives.changes(node.id, name, *span)

    def _passing(self, node: int) -> set[Kind]:
        """Return what is passing at an element of the recorded page."""
        return {
            kind
            for kind in self._young.get(node, ())
            if kind[0] == "style" or self._kinds.pass_by(kind)
        }

    def _all_passing(self) -> set[Kind]:
        return {kind for node in self._young for kind in self._passing(node)}


def _inside(node: Node) -> Iterator[Node]:
    return islice(node.walk(), _DOWN)
