"""Which edits from one page to the other are none of timing.

An edit counts if the pass shows something that the failure never showed in the while
around it, or the other way round, and the other was watched long enough to show it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from replaytest.against.history import Sign, fact_sign, signs_of
from replaytest.against.views import Both, Counted
from replaytest.diff.compare import kind_of
from replaytest.diff.edits import Edit
from replaytest.diff.item import Item
from replaytest.mirror.words import words

# Of all attributes only what people hear or see.
_SAID = words("alt title placeholder aria-label aria-description")


@dataclass(frozen=True, slots=True)
class Came:
    """When each side of a change came, None where that side is nothing of its own."""

    passed_at: float | None
    failed_at: float | None


class Real:
    """Says which of some edits between the pages of `both` are real."""

    def __init__(self, both: Both, found: Sequence[Edit]) -> None:
        self._both = both
        self._signs = {id(edit): _sides(edit) for edit in found if _is_shown(edit)}
        wanted = {sign for two in self._signs.values() for side in two for sign in side}
        signs = frozenset((*wanted, *both.address_signs()))
        self._passed = both.passed.counted(signs) if self._is_needed() else None
        self._failed = both.failed.counted(signs) if self._is_needed() else None

    def _is_needed(self) -> bool:
        return bool(self._signs) or self._both.is_elsewhere()

    def address(self) -> Came | None:
        """Return since when the failure is on another page, None if it is not."""
        if not self._both.is_elsewhere() or self._both.go_on_alike():
            return None
        was, now = self._both.address_signs()
        return self._came([was], [now])

    def came(self, edit: Edit) -> Came | None:
        """Return since when an edit is there, None if it is one of timing or unseen."""
        signs = self._signs.get(id(edit))
        if signs is None:
            return None
        return self._moved() if edit.deed == "move" else self._came(*signs)

    def _came(self, before: list[Sign], after: list[Sign]) -> Came | None:
        both, passed, failed = self._both, self._passed, self._failed
        if passed is None or failed is None:
            return None
        gone = _first(before, passed, failed)
        new = _first(after, failed, passed)
        is_gone = gone is not None and both.can_show(both.passed, gone)
        is_new = new is not None and both.can_show(both.failed, new)
        return Came(gone, new) if is_gone or is_new else None

    def _moved(self) -> Came | None:
        """Return since when the order is another: none had ever that of the other."""
        passed, failed = self._both.passed, self._both.failed
        if failed.began(passed.now) is not None or passed.began(failed.now) is not None:
            return None
        gone, new = passed.began(passed.now), failed.began(failed.now)
        if gone is None or new is None or not self._both.can_show(passed, gone):
            return None
        return Came(gone, new)


def _is_shown(edit: Edit) -> bool:
    kind = kind_of(edit)
    if edit.deed == "reference" or kind == "style":
        return False
    return kind != "attribute" or edit.name in _SAID


def _first(signs: list[Sign], here: Counted, there: Counted) -> float | None:
    """Return when the first sign came that is more often here now than ever there."""
    came = [
        here.came(sign, more_than=there.most(sign))
        for sign in signs
        if here.now[sign] > there.most(sign)
    ]
    return min(came, default=None)


def _sides(edit: Edit) -> tuple[list[Sign], list[Sign]]:
    """Return the signs of what was and of what is."""
    one, other = edit.one, edit.other
    if edit.deed != "fact":
        return list(_presence(one)), list(_presence(other))
    sides = (fact_sign(item, edit.name) for item in (one, other) if item)
    was, now = ([sign] if sign is not None else [] for sign in sides)
    return was, now


def _presence(item: Item | None) -> Iterator[Sign]:
    """Yield the signs of all texts and elements in an item, less facts about them."""
    for each in item.walk() if item else ():
        yield next(signs_of(each))
