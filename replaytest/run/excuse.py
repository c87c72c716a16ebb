"""Whether all that differs is a movement that the recorded page was in the midst of."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from replaytest.diff.model import Change, Difference
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.model import now_ms
from replaytest.run.live import LiveTab
from replaytest.run.passing import Kind, Kinds, Lives, is_leaving, kind_of, label_of

_UP, _DOWN = 4, 60


class Excuse:
    """Judges the differences of one moment: the page before event `number`, at `at`.

    `until` is the first event that is too late to be the rest of such a movement;
    `ends_soon` that the recording ends before, and so does not tell of all of it.
    """

    def __init__(
        self,
        recorded: Mirror,
        lives: Lives,
        kinds: Kinds,
        span: tuple[int, int],
        at: float,
        *,
        ends_soon: bool = False,
    ) -> None:
        self._recorded = recorded
        self._lives = lives
        self._kinds = kinds
        self._number, self._until = span
        self._ends_soon = ends_soon
        self._young = lives.young(self._number, at)

    def may_hold(self, live: LiveTab) -> bool:
        """Say whether anything could be excused, before it is known what differs."""
        quickly = self._until > self._number and live.seen >= live.lives.since
        return quickly or any(map(self._passing, self._young))

    def holds(self, difference: Difference, live: LiveTab) -> bool:
        """Say whether nothing differs but what passes."""
        young = live.lives.young(live.seen + 1, now_ms())
        return all(self._excused(each, live, young) for each in difference.changes)

    def _excused(
        self, change: Change, live: LiveTab, young: dict[int, set[Kind]]
    ) -> bool:
        before = self._recorded.get(change.node_before or 0)
        after = live.mirror.get(change.node_after or 0)
        if self._is_ahead(change, before, after, live):
            return True
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

    def _is_ahead(
        self, change: Change, before: Node | None, after: Node | None, live: LiveTab
    ) -> bool:
        """Say whether the live page has gone on as the recorded one soon did.

        Both changed there, since the last step was done and just after this moment.
        """
        soon, lately = (self._number, self._until), (live.lives.since, live.seen + 1)
        if change.kind == "delete" and before is not None:
            around = [before, *islice(self._recorded.ancestors(before), _UP)]
            return any(
                self._goes(each) and live.lives.leaves(label_of(each), *lately)
                for each in around
            )
        if change.kind == "insert" and after is not None:
            around = [after, *islice(live.mirror.ancestors(after), _UP)]
            labels = [label_of(each) for each in around]
            return any(
                live.lives.comes(label, *lately) and self._lives.comes(label, *soon)
                for label in labels
            )
        if before is None or after is None or not change.name:
            return False
        return self._lives.changes(
            before.id, change.name, *soon
        ) and live.lives.changes(after.id, change.name, *lately)

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
        passing = {
            k for each in (*around, *_inside(node)) for k in self._passing(each.id)
        }
        if self._ends_soon and any(is_leaving(kind) for kind in passing):
            return True
        return bool(passing) and any(self._goes(each) for each in around)

    def _goes(self, node: Node) -> bool:
        return self._lives.goes(node.id, self._number, self._until)

    def _is_on_its_way(self, node: Node, name: str) -> bool:
        """Say whether an attribute of what was moving soon had another value."""
        around = [node, *islice(self._recorded.ancestors(node), _UP), *_inside(node)]
        if not any(self._passing(each.id) for each in around):
            return False
        if self._ends_soon and name in ("style", "aria-hidden"):
            return True
        return self._lives.changes(node.id, name, self._number, self._until)

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
