"""Whether the live page has only gone on as the recorded one soon did."""

from __future__ import annotations

from replaytest.diff.model import Change
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.run.labels import label_at
from replaytest.run.live import LiveTab
from replaytest.run.near import outward
from replaytest.run.passing import TEXT, Lives


class Ahead:
    """Tells what both pages changed, the live one first.

    The recorded one did in its events `soon`, the live one since both were last equal:
    a page that is ahead at one step can still be at the next. Of a page that has come
    since then nobody saw how it became what it is.
    """

    def __init__(
        self, recorded: Mirror, lives: Lives, soon: tuple[int, int], live: LiveTab
    ) -> None:
        self._recorded = recorded
        self._lives = lives
        self._soon = soon
        self._page = live.mirror
        self._live = live.lives
        self._since = max(self._live.since, self._live.begun)
        self._lately = self._since, live.seen + 1
        self._is_new = self._live.begun >= self._live.since

    def holds(self, change: Change) -> bool:
        """Say whether it is such a change."""
        before = self._recorded.get(change.node_before or 0)
        after = self._page.get(change.node_after or 0)
        if change.kind == "delete" and before is not None:
            return self._left(before)
        if change.kind == "insert" and after is not None:
            return self._came(after)
        if before is None or after is None:
            return False
        if change.kind == "move":
            return self._moved(before, after)
        if change.kind == "text":
            return self._says(before, after)
        return bool(change.name) and self._became(before, after, change.name)

    def _left(self, before: Node) -> bool:
        # It may go alone on one page, and with all that is around it on the other.
        # What moves is told as it is by then: without what it has lost before.
        around = outward(before, self._recorded)
        moved = any(self._lives.moved(each.id, *self._soon) for each in around)
        if not moved and not self._goes(before):
            return False
        labels = [label_at(each, self._recorded) for each in around]
        left = (self._live.labels.leaves(each, *self._lately) for each in labels)
        return self._is_new or any(left)

    def _came(self, after: Node) -> bool:
        labels = [label_at(each, self._page) for each in outward(after, self._page)]
        return any(
            self._lives.labels.comes(label, *self._soon)
            and (self._is_new or self._live.labels.comes(label, *self._lately))
            for label in labels
        )

    def _moved(self, before: Node, after: Node) -> bool:
        moved = self._lives.moved(before.id, *self._soon)
        if moved and (self._is_new or self._live.moved(after.id, self._since)):
            return True
        return self._is_another(before, after) or (self._is_new and self._goes(before))

    def _says(self, before: Node, after: Node) -> bool:
        became = self._lives.had(before.id, TEXT, after.text, self._soon[0])
        changed = self._is_new or self._live.changes(after.id, TEXT, *self._lately)
        return became and changed and self._lives.changes(before.id, TEXT, *self._soon)

    def _became(self, before: Node, after: Node, name: str) -> bool:
        if not self._lives.changes(before.id, name, *self._soon):
            return self._is_another(before, after)
        value = after.attributes.get(name)
        became = self._is_new and self._lives.had(before.id, name, value, self._soon[0])
        return became or self._live.changes(after.id, name, *self._lately)

    def _is_another(self, before: Node, after: Node) -> bool:
        """Say whether both pages put another element in its place."""
        around = outward(after, self._page)
        put = any(self._live.put(each.id, self._since) for each in around)
        return put and self._goes(before)

    def _goes(self, before: Node) -> bool:
        """Say whether it soon goes, alone or with what it is in."""
        around = outward(before, self._recorded)
        return any(self._lives.goes(each.id, *self._soon) for each in around)
