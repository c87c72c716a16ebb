"""Keys: those that do something by themselves, and those that type."""

from __future__ import annotations

from replaytest.redrive.draft import Desk, Draft
from replaytest.redrive.fields import Sort, sort_of
from replaytest.redrive.said import Said

_HELD = ("Shift", "Control", "Alt", "AltGraph", "Meta", "OS", "CapsLock", "NumLock")
_NOTHING = ("", "Dead", "Process", "Unidentified", "Compose", "Fn", "ScrollLock")
_ERASING = ("Backspace", "Delete")
_SPOKEN = {" ": "Space", "Spacebar": "Space", "Esc": "Escape", "Del": "Delete"}
# What the browser itself does with these is told as a navigation.
_OF_BROWSER = (
    *("F5", "Control+F5", "Shift+F5", "Control+r", "Control+R", "Meta+r"),
    *("Alt+ArrowLeft", "Alt+ArrowRight", "Control+Shift+R", "BrowserBack"),
)
_TYPED: tuple[Sort, ...] = ("text", "rich")
_TYPED_MS = 100
# A page that is busy has the value so much later, if nothing else happened meanwhile.
_BUSY_MS = 1500


class Keys:
    """Watches the keys in one tab. `typed` is the last that typed a character.

    `given` is to be the number of the last event that gave a field a value.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.typed: Said | None = None
        self.given = -1

    def key(self, said: Said) -> None:
        """Take a key."""
        mirror = self.desk.mirror(said)
        node = mirror.get(said.node)
        sort = sort_of(mirror, node)
        if "class" in said.more and (node is None or sort in _TYPED):
            self.typed = said
            return
        key = self._name(said, sort)
        held = said.modifiers()
        if key in _HELD or key in _NOTHING:
            return
        if sort in _TYPED and _types(key, held):
            self.typed = said
            return
        named = "+".join([*held, key])
        if named not in _OF_BROWSER:
            self.desk.add(Draft.of("press", self.desk.tab, said, value=named), said)

    def _name(self, said: Said, sort: Sort) -> str:
        """Return what a key is called, "" if that is not known or says nothing."""
        if "class" in said.more:
            # Of what else is a field, nothing but Space does something.
            ticks = sort in ("tick", "press") and said.text("class") == "other"
            return "Space" if ticks else ""
        return _SPOKEN.get(said.text("key"), said.text("key"))

    def typed_lately(self, said: Said) -> bool:
        """Say whether a key has just typed a character, in what `said` is about."""
        typed = self.typed
        if typed is None:
            return False
        first = typed.number > self.given and typed.node == said.node
        return said.at - typed.at <= (_BUSY_MS if first else _TYPED_MS)

    def pressed_here(self, said: Said) -> Draft | None:
        """Return the key that was pressed last, if it has just made this change."""
        press = self.desk.lately(said, _TYPED_MS, "press")
        if press is None or press.node != said.node:
            return None
        typed = self.typed
        return press if typed is None or typed.number < press.first else None

    def begin(self, run: Draft, said: Said) -> None:
        """Have a run of typing begin at its first key."""
        typed = self.typed
        if typed is not None and typed.node == said.node and self.typed_lately(said):
            run.first, run.at = typed.place, typed.at


def _types(key: str, held: tuple[str, ...]) -> bool:
    # With AltGr, which is both of these on Windows, characters are typed.
    command = "Meta" in held or ("Control" in held) != ("Alt" in held)
    if key in _ERASING or key == "Space" or len(key) == 1:
        return not command
    return False
