"""Values of fields: which were given by hand rather than by the page's scripts."""

from __future__ import annotations

from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.redrive import committed
from replaytest.redrive.choosing import Choosing
from replaytest.redrive.draft import Desk, Draft
from replaytest.redrive.fields import (
    is_inside,
    is_secret,
    is_sensitive,
    looks_masked,
    sort_of,
)
from replaytest.redrive.keys_pressed import Keys
from replaytest.redrive.rich import Rich
from replaytest.redrive.said import Said

_EDITED_MS = 100
_RENDERED_MS = 100
# Where the caret or the clipboard decided, the value says more than the key.
_EDITS = ("insert", "delete", "history")


class Writing:
    """Watches the values of one tab's fields."""

    def __init__(self, desk: Desk, keys: Keys, choosing: Choosing) -> None:
        self.desk = desk
        self.keys = keys
        self.choosing = choosing
        self.rich = Rich(desk, keys)
        self._run: Draft | None = None
        self._grown = 0
        self._edit: Said | None = None

    def input(self, said: Said) -> None:
        """Take a value that rrweb tells of."""
        mirror = self.desk.mirror(said)
        node = mirror.get(said.node)
        if node is None:
            return
        sort = sort_of(mirror, node)
        if sort == "tick":
            self.choosing.tick(said, mirror, node)
        elif sort == "files":
            self.choosing.named_files(said)
        elif not self._by_hand(said, mirror, node) or self._is_sent(said):
            self._set_by_page(said)
        elif sort == "choice":
            self.choosing.choose(said, mirror, node)
        else:
            self._write(said, mirror, node)
            self.keys.given = said.number

    def _by_hand(self, said: Said, mirror: Mirror, node: Node) -> bool:
        desk = self.desk
        told = said.more.get("userTriggered")
        if told is True or desk.calls.gave(said.at, node.id) is not None:
            return True
        if told is False:
            return False
        text = said.text("text")
        if text == (mirror.value(node) or ""):
            # Of what a page sets again rrweb tells nothing.
            here = desk.focus == node.id
            return bool(text) and here and desk.lately(said, _RENDERED_MS) is None
        if not desk.focused_ever or desk.focus == -1:
            # Ours tell where somebody typed; pages fill in fields as they come.
            return not desk.acted or node.id in desk.typed_in
        last = desk.major
        used = last is not None and is_inside(mirror, last.node, node.id)
        if node.tag == "select" and desk.lately(said, _RENDERED_MS) is None:
            # Pages set the options of their own accord as they answer, tests without
            # giving the focus.
            return True
        # Of a field in a shadow root the focus is that of the host.
        return used or is_inside(mirror, node.id, desk.focus)

    def _is_sent(self, said: Said) -> bool:
        """Say whether what was just typed is gone, with no word of who did it."""
        run = self._continued(said)
        alone = not self.desk.acted and "userTriggered" not in said.more
        if not alone or said.text("text") or run is None:
            return False
        # One letter can be taken back; then the page answers after it, not before.
        return len(run.value or "") > 1 or self.desk.answer_to(run, said) is not None

    def _set_by_page(self, said: Said) -> None:
        run = self._continued(said)
        if run is not None and not self.desk.acted:
            committed.emptied(self.desk, run, said)

    def _write(self, said: Said, mirror: Mirror, node: Node) -> None:
        desk, text = self.desk, said.text("text")
        press = self.keys.pressed_here(said)
        if press is not None:
            if not self._is_edit(said):
                press.reach(said)  # an arrow in a slider
                return
            desk.take_back(press)
        run = self._continued(said)
        if run is None or self._is_anew(run, text):
            run = desk.add(Draft.of("fill", desk.tab, said), said)
            self._run, self._grown = run, 0
            if press is None:
                self.keys.begin(run, said)
        self._grown += abs(len(text) - len(run.value or "")) == 1
        run.typed = run.typed or self.keys.typed_lately(said) or self._grown > 2
        run.value = text
        run.masked = self._is_masked(text, mirror, node)
        run.reach(said)
        run.anchor = said.number

    def _is_anew(self, run: Draft, text: str) -> bool:
        """Say whether a value is given after the page has answered the one before.

        Somebody who types goes on by a letter at a time, whatever the page does.
        """
        leap = abs(len(text) - len(run.value or "")) > 1
        return leap and self.desk.changed_at > run.until

    def _is_masked(self, text: str, mirror: Mirror, node: Node) -> bool:
        if looks_masked(text, self.desk.level) or (bool(text) and is_secret(node)):
            return True
        # At level 0 fields of mail and the like keep their shapes.
        return looks_masked(text, 1) and is_sensitive(mirror, node)

    def _is_edit(self, said: Said) -> bool:
        edit = self._edit
        return edit is not None and said.at - edit.at <= _EDITED_MS

    def _continued(self, said: Said) -> Draft | None:
        run = self._run
        same = run is not None and run is self.desk.major and run.node == said.node
        return run if same else None

    def typed(self, said: Said) -> None:
        """Take our event of an input: how it came about."""
        self._edit = said if said.text("inputType").startswith(_EDITS) else None
        if self._edit is None:
            return
        mirror = self.desk.mirror(said)
        node = mirror.get(said.node)
        press = self.keys.pressed_here(said)
        if press is not None:
            self.desk.take_back(press)
        if node is not None and sort_of(mirror, node) == "rich":
            self.rich.typed(said, mirror, node)

    def mutation(self, said: Said) -> None:
        """Take a change of the page: with rrweb alone it may be one of typing."""
        if not self.desk.acted and not self.rich.mutation(said):
            committed.removed(self.desk, said)
