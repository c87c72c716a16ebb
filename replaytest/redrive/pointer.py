"""Clicks, taps, presses that drag: what the pointer did.

One click is told several times: rrweb's press, release and click, and our action. What
was clicked without a press is the doing of a key, of a label, or of the page itself;
the rules for that are in `_unpressed` (measured on 22 recorded journeys).
"""

from __future__ import annotations

from replaytest.redrive.draft import Desk, Draft
from replaytest.redrive.dropped import put_elsewhere
from replaytest.redrive.fields import enclosing, is_inside, sort_of
from replaytest.redrive.model import Button, Kind
from replaytest.redrive.press import Press, distance, way
from replaytest.redrive.said import Said

CLICKS: tuple[Kind, ...] = ("click", "tap", "check", "uncheck")
_PAIR_MS = 60
_FORWARD_MS = 20
_BY_KEY_MS = 1500
_CLICK_AFTER_MS = 100
_TWICE_MS = 1500
_MOVED_PX = 5
_SHAKEN_PX = 10
_PAGE_MS = 60
_BUTTONS: dict[int, Button] = {0: "left", 1: "middle", 2: "right"}


class Pointer:
    """Watches the pointer in one tab."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._press: Press | None = None
        self._drag: Draft | None = None
        self.forwarded = -1

    def settle(self, said: Said) -> None:
        """See whether a press that has ended was no click, now that `said` came."""
        press = self._press
        if press is None:
            return
        over = press.up is not None and said.at > press.up.at + _CLICK_AFTER_MS
        if over or said.what in ("visit", "end"):
            self._end(press, said)

    def down(self, said: Said) -> None:
        """Take a press of the mouse or of a finger."""
        press = self._press
        touch = said.what == "touch-start"
        if press is not None:
            # Browsers make a press of the mouse of a tap, some rrwebs tell of both.
            if press.touch and not touch and said.at - press.said.at < 700:
                return
            self._end(press, said)
        self._press = Press(said, self.desk.begun(said), touch)

    def up(self, said: Said) -> None:
        """Take a release."""
        if self._press is not None and self._press.up is None:
            self._press.up = said

    def move(self, said: Said) -> None:
        """Take a move, which is of a drag while the pointer is down."""
        press = self._press
        if press is None or press.up is not None:
            return
        press.moves += 1
        press.last_move = said
        if said.what == "dragged":
            press.dragged = said

    def mutation(self, said: Said) -> None:
        """Take a change: it may put what is pressed elsewhere."""
        press = self._press
        if press is not None and not press.used and not self.desk.acted:
            press.put = put_elsewhere(self.desk, said, press.said.node) or press.put

    def pointer(self, said: Said) -> None:
        """Take one of our own events."""
        kind = said.text("type")
        if kind == "click":
            self._click(said)
        elif kind == "dblclick":
            self.double(said)
        elif kind == "contextmenu":
            self.menu(said)
        elif kind == "auxclick":
            self._other_button(said)
        elif kind == "release" and self._press is not None:
            self._press.release = said

    def click(self, said: Said) -> None:
        """Take rrweb's event of a click."""
        told = self.desk.lately(said, _PAIR_MS, *CLICKS, "drag")
        if told is not None and told.exact and not told.paired:
            told.paired = True
            told.reach(said)
            told.anchor = said.number
            if told.node < 0:
                told.node = said.node
        elif not self.desk.acted or self.desk.calls.dispatched(said.at):
            self._click(said)

    def _click(self, said: Said) -> None:
        press, self._press = self._press, None
        desk = self.desk
        exact = said.what == "pointer"
        if press is None or press.used:
            if desk.pressed or exact:
                self._unpressed(said, exact)
            else:
                desk.add(self._made("click", said), said)
            return
        if self._is_set(press, said):
            return
        if self._is_drag(press, _SHAKEN_PX):
            self._add_drag(press, said)
            return
        touch = press.touch or said.more.get("pointer") == "touch"
        draft = self._made("tap" if touch else "click", said)
        draft.first, draft.at = press.begun, press.said.at
        if draft.node < 0:
            draft.node = press.said.node
        elif self._is_of_both(press, draft.node):
            draft.node, draft.point = press.said.node, None
        self.forwarded = -1
        desk.add(draft, said)

    def _is_of_both(self, press: Press, clicked: int) -> bool:
        """Say whether a click is told of what holds both press and release.

        What opens at a press comes to lie over the page, and has the release.
        """
        mirror = self.desk.mirror(press.said)
        node = mirror.get(press.said.node)
        if node is None or press.said.node == clicked or press.up is None:
            return False
        elsewhere = not is_inside(mirror, press.up.node, press.said.node)
        return elsewhere and is_inside(mirror, press.said.node, clicked)

    def _made(self, kind: Kind, said: Said) -> Draft:
        number = said.more.get("button")
        button = _BUTTONS.get(number, "left") if isinstance(number, int) else "left"
        return Draft.of(
            kind,
            self.desk.tab,
            said,
            point=said.point(),
            button=button,
            modifiers=said.modifiers(),
            exact=said.what == "pointer",
        )

    def _is_set(self, press: Press, said: Said) -> bool:
        """Say whether the press has set a value: of a slider, or by a spin button."""
        last = self.desk.lately(said, 10_000, "fill", "select")
        if last is None or last.at < press.said.at:
            return False
        if not is_inside(self.desk.mirror(said), press.said.node, last.node):
            return False
        last.first, last.at = min(last.first, press.begun), press.said.at
        last.reach(said)
        return True

    def _unpressed(self, said: Said, exact: bool) -> None:
        desk = self.desk
        before = desk.lately(said, _FORWARD_MS, *CLICKS)
        if before is not None:
            self.forwarded = said.node
            before.reach(said)
            return
        by_key = desk.lately(said, _BY_KEY_MS, "press")
        if by_key is not None and by_key.value in ("Enter", "Space"):
            by_key.reach(said)
            return
        if exact or desk.calls.dispatched(said.at):
            draft = self._made("click", said)
            draft.guess = "" if exact else "it was clicked by a script of the test"
            desk.add(draft, said)
            if exact and said.text("pointer") == "mouse" and desk.clicked:
                desk.doubtful.append(draft)
        elif not desk.acted:
            self._guessed(said)

    def _guessed(self, said: Said) -> None:
        desk = self.desk
        mirror = desk.mirror(said)
        node, focused = mirror.get(said.node), mirror.get(desk.focus)
        if focused is not None and node is not None:
            form = enclosing(mirror, said.node, "form")
            if is_inside(mirror, focused.id, said.node):
                key = "Space" if sort_of(mirror, node) == "tick" else "Enter"
                self._add_key(said, focused.id, key, "it was clicked by a key")
                return
            of_form = form is not None and is_inside(mirror, focused.id, form.id)
            if of_form and sort_of(mirror, focused) in ("text", "set"):
                why = "its form was sent without a press"
                self._add_key(said, focused.id, "Enter", why)
                return
        if desk.lately(said, _PAGE_MS) is None:
            draft = self._made("click", said)
            draft.guess = "a click without a press: of a key, or of a script"
            desk.add(draft, said)

    def _add_key(self, said: Said, node: int, key: str, why: str) -> None:
        draft = Draft.of("press", self.desk.tab, said, value=key, guess=why)
        draft.node = node
        self.desk.add(draft, said)

    def double(self, said: Said) -> None:
        """Take a double click, of which two clicks were told before."""
        desk = self.desk
        last = desk.lately(said, _PAIR_MS, "double-click")
        if last is not None and not last.paired:
            last.paired = True
            last.reach(said)
            last.anchor = said.number
            return
        draft = self._made("double-click", said)
        for _ in range(2):
            click = desk.lately(said, _TWICE_MS, *CLICKS)
            if click is None:
                break
            draft.first, draft.at = click.first, click.at
            draft.point = draft.point or click.point
            draft.node = click.node if draft.node < 0 else draft.node
            desk.take_back(click)
        desk.add(draft, said)

    def menu(self, said: Said) -> None:
        """Take a press of the right button, or of the menu key."""
        desk = self.desk
        last = desk.lately(said, _PAIR_MS, "context-menu")
        if last is not None and last.exact and not last.paired:
            last.paired = True
            last.reach(said)
            last.anchor = said.number
            return
        if desk.lately(said, _BY_KEY_MS, "press") is not None and self._press is None:
            return
        draft = self._made("context-menu", said)
        draft.button = "right"
        if self._press is not None:
            self._press.used = True
            draft.first, draft.at = self._press.begun, self._press.said.at
            draft.node = self._press.said.node if draft.node < 0 else draft.node
        desk.add(draft, said)

    def _other_button(self, said: Said) -> None:
        press, self._press = self._press, None
        draft = self._made("click", said)
        last = self.desk.lately(said, 5000, "context-menu")
        if last is not None and draft.button == "right":
            last.reach(said)
            return
        if press is not None:
            draft.first, draft.at = press.begun, press.said.at
        self.desk.add(draft, said)

    def drag(self, said: Said) -> None:
        """Take one of our events of a drag and drop."""
        kind = said.text("type")
        if kind == "dragstart":
            press, self._press = self._press, None
            draft = Draft.of("drag", self.desk.tab, said, point=said.point())
            if press is not None:
                draft.first, draft.at = press.begun, press.said.at
            draft.exact = True
            self._drag = self.desk.add(draft, said)
        elif self._drag is not None:
            self._drag.reach(said)
            if kind == "drop":
                self._drag.to, self._drag.to_point = said.node, said.point()
                self._drag.anchor = said.number
            else:
                if self._drag.to < 0:
                    self._drag.to, self._drag.to_point = said.node, said.point()
                self._drag = None

    def _is_drag(self, press: Press, pixels: float) -> bool:
        # Text that is marked changes nothing; what is dragged, or dragged to, does.
        return (
            distance(press) > pixels
            and self.desk.changed_at >= press.said.at
            and press.moves > 0
        )

    def _end(self, press: Press, said: Said) -> None:
        """A press that was no click: a drag, or a click that nothing came of."""
        self._press = None
        if press.used or self._is_set(press, said):
            return
        desk = self.desk
        moved = press.dragged is not None or distance(press) > _MOVED_PX
        # Of a drag by the browser itself nobody tells that the button was let go.
        if moved or (press.put is not None and press.up is None):
            self._add_drag(press, said)
        elif desk.changed_at >= press.said.at or said.what == "visit":
            draft = self._made("tap" if press.touch else "click", press.said)
            draft.guess = "it was pressed, and no click was recorded"
            if press.up is not None:
                draft.reach(press.up)
            desk.add(draft, said)

    def _add_drag(self, press: Press, said: Said) -> None:
        desk = self.desk
        draft = Draft.of("drag", desk.tab, press.said)
        end = press.release or press.up or press.last_move or press.said
        draft.reach(said if said.what in ("click", "pointer") else end)
        draft.anchor = draft.last
        draft.by = way(press)
        draft.to = end.node if end is not press.said else -1
        if is_inside(desk.mirror(said), draft.to, draft.node):
            draft.to = -1  # it has come along, so all that says something is how far
        if press.release is not None:
            draft.exact = True
            draft.to_point = press.release.point()
            begun = press.release.more.get("from")
            if isinstance(begun, dict):
                at = (press.begun, press.said.number, press.said.at)
                begun_at = Said(*at, "from", more=begun)
                draft.point, draft.modifiers = begun_at.point(), begun_at.modifiers()
        elif press.put is not None:
            draft.reach(press.put.said)
            draft.to, draft.to_point = press.put.over, press.put.point
            draft.guess = "what was pressed has come to lie there"
        elif press.dragged is not None:
            # rrweb says what is dragged, not what it is over.
            draft.to = -1
            draft.guess = "where it was dropped is worked out from the pointer"
        draft.minor = press.dragged is None and desk.changed_at < press.said.at
        desk.add(draft, said)
