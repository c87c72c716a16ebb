"""What only prepares steps: hovering, focus, scrolling, the size of the window."""

from __future__ import annotations

from itertools import islice, takewhile

from replaytest.mirror.words import words
from replaytest.redrive.draft import Desk, Draft
from replaytest.redrive.fields import is_inside
from replaytest.redrive.kinds import is_page
from replaytest.redrive.pointer import CLICKS
from replaytest.redrive.said import Said, real

_AFTER_MS = 300
_AT_ONCE_MS = 2
_ENTERED_MS = 15
_SETTLING_MS = 500
_FILLED_MS = 150
_POINTED = (*CLICKS, "double-click", "context-menu", "drag", "select")
_WHOLE = words("html body main form table tbody")
_NEAR = 3


class Preparations:
    """Watches what one tab's pointer, focus and scrolling were at between steps.

    `told`: our recorder says what the pointer was on, so nothing need be guessed.
    """

    def __init__(self, desk: Desk, *, told: bool) -> None:
        self.desk = desk
        self._told = told
        self._hover: Draft | None = None
        self._changed: Said | None = None
        self._rest: Said | None = None
        self._over = -1
        self._over_since: Said | None = None
        self._hovered = -1
        self._page_at = -1e18
        self._press_at = -1e18
        self._pressed_on = -1
        self._focus: Said | None = None
        self._came: Said | None = None
        self._size: tuple[float, float] | None = None
        desk.closers.append(self._forget)

    def page(self, said: Said) -> None:
        """Take a full snapshot: what was hovered is not there any more."""
        self._page_at = said.at
        self._rest, self._over, self._hovered = None, -1, -1

    def visit(self, said: Said) -> None:
        """Take a Meta, which says how large the window is."""
        self._size = _size(said)

    def move(self, said: Said) -> None:
        """Take a place of the pointer."""
        if said.node < 0 or said.node == self._over:
            return
        self._rest, self._over, self._over_since = said, said.node, said
        changed = self._changed
        if changed is not None and 0 <= said.at - changed.at <= _ENTERED_MS:
            # The pointer enters, of which scripts hear, before it is said to move.
            self._explain(said, changed)

    def mutation(self, said: Said) -> None:
        """Take a change, which may be what hovering did."""
        rest = self._rest
        desk = self.desk
        desk.changed(said)
        self._changed = said
        if self._told:
            self._confirm(said)
        elif rest is not None and rest.at < said.at <= rest.at + _AFTER_MS:
            self._explain(rest, said)

    def _explain(self, rest: Said, said: Said) -> None:
        """Take a change for what the pointer did there, if nothing else explains it."""
        desk = self.desk
        if self._told:
            return
        last = desk.major
        busy = last is not None and rest.at - last.until < _SETTLING_MS
        if busy or rest.at - self._page_at < _SETTLING_MS or self._press_at >= rest.at:
            return
        self._rest = None
        node = desk.mirror(said).get(rest.node)
        # All of the page is under the pointer whatever it does.
        if node is not None and node.tag and not is_page(node):
            self._add_hover(rest, said)
            self._changed = None

    def over(self, said: Said) -> None:
        """Take our event of what the pointer rested on, or was led over."""
        if said.node < 0 or said.node == self._hovered:
            return
        hover = self._add_hover(said, said)
        changed, last = self._changed, self.desk.major
        if changed is None or said.at - changed.at > _ENTERED_MS:
            return
        if last is None or last.until < changed.at:
            # What it changed as the pointer came in is told first.
            hover.paired = True
            hover.first, hover.at = changed.place, changed.at

    def _confirm(self, said: Said) -> None:
        hover = self._hover
        if hover is not None and said.at - hover.at <= _AFTER_MS:
            hover.paired = hover.paired or not self._acted_since(hover)

    def _acted_since(self, hover: Draft) -> bool:
        last = self.desk.major
        return last is not None and last.at > hover.at

    def _add_hover(self, rest: Said, said: Said) -> Draft:
        if rest.node == self._hovered and self._hover is not None:
            return self._hover
        self._hovered = rest.node
        draft = Draft.of("hover", self.desk.tab, rest, minor=True)
        draft.exact = rest.what == "over"
        if not draft.exact:
            draft.guess = "the page changed under the pointer"
            draft.first, draft.at = min(draft.first, said.place), min(draft.at, said.at)
        self._hover = self.desk.add(draft, said)
        return draft

    def pressed(self, said: Said) -> None:
        """Take a press of the pointer."""
        self._press_at, self._pressed_on = said.at, said.node
        self._rest, came = None, self._over_since
        last = self.desk.major
        if came is None or came.node == self._hovered or came.at > self.desk.changed_at:
            return
        done = -1.0 if last is None else last.until
        mirror = self.desk.mirror(said)
        node = mirror.get(came.node)
        if node is None or is_page(node) or not is_inside(mirror, said.node, node.id):
            return
        if max(done, self._page_at) < came.at:
            self._add_hover(came, came)

    def focus(self, said: Said) -> None:
        """Take the focus that an element gets."""
        desk = self.desk
        pressed = said.at - self._press_at <= _AFTER_MS
        explained = pressed or desk.lately(said, _AFTER_MS) is not None
        self._focus = None if explained else said
        self._came = None if pressed and said.node == self._pressed_on else said
        desk.focus = said.node

    def blur(self, said: Said) -> None:
        """Take the focus that an element loses."""
        if self.desk.focus == said.node:
            self.desk.focus = -2

    def key(self, said: Said) -> None:
        """Take a key: where it went to matters, if nothing else led there."""
        self._focused(said, self._focus or self._came_to(said))

    def input(self, said: Said) -> None:
        """Take a value: what is filled in at once gets the focus just before."""
        if said.more.get("userTriggered") is not False:
            self._focused(said, self._came_to(said))

    def _came_to(self, said: Said) -> Said | None:
        """Return the focus that a field was given by what then typed in it."""
        came = self._came
        if came is None or came.node != said.node:
            return None
        soon = said.at - came.at <= _FILLED_MS
        if not soon and not self.desk.calls.focused(came.at, said.at):
            return None
        last = self.desk.major
        # In the turn of a click the page gives it: nobody is as fast.
        explained = last is not None and (
            came.number < last.last or came.at - last.until <= _AT_ONCE_MS
        )
        press = self.desk.lately(came, _AFTER_MS, "press")
        tabbed = press is not None and (press.value or "").endswith("Tab")
        return None if explained or tabbed else came

    def _focused(self, said: Said, focus: Said | None) -> None:
        self._focus = self._came = None
        if focus is not None and focus.node >= 0 and said.node in (-1, focus.node):
            draft = Draft.of("focus", self.desk.tab, focus, minor=True)
            self.desk.add(draft, said)

    def scroll(self, said: Said) -> None:
        """Take where something was scrolled to."""
        x, y = real(said.more.get("x")), real(said.more.get("y"))
        if said.node < 0 or x is None or y is None:
            return
        draft = Draft.of("scroll", self.desk.tab, said, minor=True)
        draft.value = f"{x:.0f},{y:.0f}"
        self.desk.put_scroll(said.node, draft)

    def resize(self, said: Said) -> None:
        """Take another size of the window."""
        size = _size(said)
        if size is None or size == self._size:
            return
        self._size = size
        draft = Draft.of("resize", self.desk.tab, said, minor=True)
        draft.node, draft.value = -1, f"{size[0]:.0f},{size[1]:.0f}"
        self.desk.add(draft, said)

    def _forget(self, said: Said) -> None:
        if said.what not in ("focus", "key"):
            self._focus = None


def without_idle_hovers(desk: Desk) -> list[Draft]:
    """Return the steps of a tab without hovers that led to nothing.

    Our recorder tells of all that the pointer rested on. It mattered if the page
    changed at once, or if what was clicked next is near: it may have been shown by a
    style sheet alone.
    """
    kept: list[Draft] = []
    for place, draft in enumerate(desk.drafts):
        if draft.kind != "hover" or not draft.exact or draft.paired:
            kept.append(draft)
            continue
        after = (each for each in desk.drafts[place + 1 :] if not each.minor)
        step = next(after, None)
        if step is not None and step.kind in _POINTED and _is_near(desk, draft, step):
            kept.append(draft)
    return kept


def _is_near(desk: Desk, hover: Draft, step: Draft) -> bool:
    mirror = desk.line.seek_position(step.first)
    node = mirror.get(hover.node)
    if node is None or node.tag in _WHOLE or is_inside(mirror, hover.node, step.node):
        return False
    around = [node, *islice(mirror.ancestors(node), _NEAR)]
    near = takewhile(lambda each: each.tag not in _WHOLE, around)
    return any(is_inside(mirror, step.node, each.id) for each in near)


def _size(said: Said) -> tuple[float, float] | None:
    width, height = (real(said.more.get(name)) for name in ("width", "height"))
    return None if not width or not height else (width, height)
