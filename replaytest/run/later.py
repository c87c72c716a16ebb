"""What the live page has come to by itself, later than the recorded one was watched.

A page that is left alone goes on: it saves, marks words, begins to draw. A run waits
for it longer than a test did, and so sees what no recording can tell. Only what says
nothing is excused by that, and only where the page was as recorded until then: a class,
an element without words. What is said or can be used is compared, however late it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Set

from replaytest.diff.model import Change
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.rrweb import NodeType
from replaytest.run.labels import label_at
from replaytest.run.live import LiveTab
from replaytest.run.near import inside, outward
from replaytest.run.notices import Spans
from replaytest.run.passing import TELLING

# Milliseconds. So soon after a click it is that click that has done it.
ANSWER = 100.0
_STEPS = 3
# Icons are drawn; an editor offers to complete once its language has been loaded.
_LOOKS = {"class", "style", "d", "viewBox", "aria-autocomplete"}


def is_late(
    at: float,
    recorded: Spans,
    live: Spans,
    steps: int = _STEPS,
    *,
    answer: float = ANSWER,
) -> bool:
    """Say whether a recorded page never had the time for what a live one did `at`.

    It came longer after one of the last `steps` than the recorded page was ever left
    alone from then on, and not within `answer` ms after something was done.
    """
    if at - live.used_before(at) <= answer:
        return False
    before = [step for step in live.steps if step[0] <= at]
    return any(
        recorded.longest_rest(then) < at - done for done, then in before[-steps:]
    )


class Later:
    """Judges the `changes` between a recorded page, `spans` of it, and a live one."""

    def __init__(
        self, changes: Iterable[Change], recorded: Mirror, spans: Spans, live: LiveTab
    ) -> None:
        self._recorded = recorded
        self._spans = spans
        self._live = live
        self._since = max(live.lives.since, live.lives.begun)
        listed = list(changes)
        self._moved = {c.node_after for c in listed if c.kind == "move"}
        self._came = {
            c.node_after for c in listed if c.kind == "insert" and self._is_mark(c)
        }

    def holds(self, change: Change) -> bool:
        """Say whether a change is one that says nothing, and came late."""
        if change.kind == "insert":
            return change.node_after in self._came
        after = self._live.mirror.get(change.node_after or 0)
        if change.kind == "move" and after is not None:
            return any(n.id in self._came for n in outward(after, self._live.mirror))
        before = self._recorded.get(change.node_before or 0)
        if before is None:
            return False
        if change.kind == "delete":
            label = label_at(before, self._recorded)
            left = self._live.lives.labels.left(label, self._since) if label else []
            return is_silent(before) and self._are_late(left)
        return after is not None and self._looks(before, after, change.name)

    def _looks(self, before: Node, after: Node, name: str) -> bool:
        """Say whether it only looks otherwise, and came to that late."""
        if not _is_look(name):
            return False
        put = self._live.lives.put(after.id, self._since)
        if is_silent(after) and self._are_late(put):
            return True  # it was put in the place of the other
        was = before.attributes.get(name)
        had = self._live.lives.had(after.id, name, was, self._live.lives.begun)
        changed = self._live.lives.changed(after.id, name, self._since)
        # What an element came with is not kept; it had nothing of that name, as a rule.
        return (had or was is None) and self._are_late(changed)

    def _is_mark(self, change: Change) -> bool:
        node = self._live.mirror.get(change.node_after or 0)
        if node is None or not is_silent(node, self._moved):
            return False
        # Words that were there are marked whenever that is due, also just after a key.
        marks = any(each.id in self._moved for each in inside(node))
        put = self._live.lives.put(node.id, self._since)
        return self._are_late(put, answer=0.0 if marks else ANSWER)

    def _are_late(self, numbers: list[int], *, answer: float = ANSWER) -> bool:
        """Say whether the last of these events of the live page came late."""
        spans = self._live.spans
        return bool(numbers) and is_late(
            spans.time_of(numbers[-1]), self._spans, spans, answer=answer
        )


def _is_look(name: str) -> bool:
    return name in _LOOKS or name.startswith("data-")


def is_silent(node: Node, known: Set[int | None] = frozenset()) -> bool:
    """Say whether nothing in an element says or does anything, but what was `known`."""
    if node.id in known:
        return True
    if node.kind == NodeType.TEXT:
        return not (node.text or "").strip()
    return node.tag not in TELLING and all(
        is_silent(child, known) for child in node.children
    )
