"""Text that is edited in the page itself (`contenteditable`).

rrweb tells of it as changes of the page, so its text is known when the run of typing
ends. Our own events say that somebody typed; without them, that it has the focus.
"""

from __future__ import annotations

from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.redrive.draft import Desk, Draft
from replaytest.redrive.fields import (
    host_of,
    inserted,
    is_inside,
    looks_masked,
    rich_text,
    sort_of,
)
from replaytest.redrive.keys_pressed import Keys
from replaytest.redrive.said import Said, rows


class Rich:
    """Watches what is edited in one tab's pages."""

    def __init__(self, desk: Desk, keys: Keys) -> None:
        self.desk = desk
        self.keys = keys
        self._run: Draft | None = None
        self._before = ""
        self._changes = 0
        desk.closers.append(self.close)

    def typed(self, said: Said, mirror: Mirror, node: Node) -> None:
        """Take our event of an input in an editable element."""
        host = host_of(mirror, node)
        if host is not None:
            run = self._write(said, host)
            run.typed = run.typed or self.keys.typed_lately(said)

    def mutation(self, said: Said) -> bool:
        """Take a change where rrweb is alone; say whether it was one of typing."""
        desk = self.desk
        if desk.focus < 0:
            return False
        mirror = desk.mirror(said)
        node = mirror.get(desk.focus)
        host = None if node is None else host_of(mirror, node)
        if host is None or not _touches(mirror, said, host.id):
            return False
        run = self._write(said, host)
        run.typed = run.typed or self._changes > 2
        run.guess = "its text changed while it had the focus"
        return True

    def _write(self, said: Said, host: Node) -> Draft:
        desk = self.desk
        run = self._run
        if run is None or run is not desk.major or run.node != host.id:
            run = desk.add(Draft.of("fill", desk.tab, said), said)
            self._run, self._changes, self._before = run, 0, rich_text(host)
            self.keys.begin(run, said)
            run.node = host.id
        self._changes += 1
        run.reach(said)
        run.anchor = said.number
        return run

    def close(self, said: Said) -> None:
        """Something else begins: say what the text has become."""
        run = self._run
        if run is None or run is not self.desk.major:
            return
        mirror = self.desk.mirror(said)
        host = mirror.get(run.node)
        if host is None or sort_of(mirror, host) != "rich":
            return
        text = rich_text(host)
        added = inserted(self._before, text)
        if added and not self.desk.acted and text == self._before + added:
            self._go_to_end(run)
        run.kind = "fill" if added is None else "insert"
        run.value = text if added is None else added
        run.masked = looks_masked(run.value, self.desk.level)

    def _go_to_end(self, run: Draft) -> None:
        """Say where the caret was: rrweb does not, and it would be at the beginning."""
        desk = self.desk
        press = Draft(
            "press", desk.tab, run.first, run.first, run.at, run.at, run.first, run.node
        )
        press.value = "Control+End"
        press.guess = "what was typed stands at the end"
        place = next(n for n, each in enumerate(desk.drafts) if each is run)
        desk.drafts.insert(place, press)


def _touches(mirror: Mirror, said: Said, host: int) -> bool:
    """Say whether a mutation changed text, or what holds it, inside an element."""
    ids = [each.get("id") for each in rows(said, "texts")]
    for name in ("adds", "removes"):
        ids += [each.get("parentId") for each in rows(said, name)]
    return any(type(each) is int and is_inside(mirror, each, host) for each in ids)
