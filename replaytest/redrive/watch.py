"""One tab's facts, in order, to those who watch for steps."""

from __future__ import annotations

from collections.abc import Callable

from replaytest.mirror.timeline import Timeline
from replaytest.redrive.calls import Calls
from replaytest.redrive.choosing import Choosing
from replaytest.redrive.draft import Desk, Draft
from replaytest.redrive.hover import Preparations, without_idle_hovers
from replaytest.redrive.keys_pressed import Keys
from replaytest.redrive.pointer import Pointer
from replaytest.redrive.said import Said, facts_of
from replaytest.redrive.visits import Visits
from replaytest.redrive.writing import Writing
from replaytest.rrweb import EventType

_PAGE = {"type": int(EventType.FULL_SNAPSHOT)}


def facts_in(line: Timeline) -> list[Said]:
    """Return what the events of a tab say, moves at their own times."""
    found: list[Said] = []
    for number in range(len(line)):
        # Nothing asks what is on a page: to decode it takes longer than all the rest.
        event = _PAGE if line.page_from(number) == number else line.event(number)
        found += facts_of(event, number, line.stamps)
    # A move of a later event belongs before what else happened at its time.
    found.sort(key=lambda each: (each.place, each.number == each.place, each.at))
    return found


class Watch:
    """Finds the steps of one tab."""

    def __init__(
        self, tab: int, line: Timeline, facts: list[Said], *, level: int, opened: bool
    ) -> None:
        self.calls = Calls(facts)
        self.facts = facts
        whats = {each.what for each in facts}
        self.desk = Desk(tab, line, self.calls, whats, level)
        typed = (each.node for each in facts if each.what == "typed")
        self.desk.typed_in = frozenset(typed)
        self._pointer = Pointer(self.desk)
        self._keys = Keys(self.desk)
        choosing = Choosing(self.desk, self._pointer)
        self._writing = Writing(self.desk, self._keys, choosing)
        self._minor = Preparations(self.desk, told="over" in whats)
        self._visits = Visits(self.desk, facts, opened=opened)
        pointer, writing, minor = self._pointer, self._writing, self._minor
        self._takers: dict[str, tuple[Callable[[Said], None], ...]] = {
            "visit": (self._visits.visit, minor.visit),
            "page": (minor.page,),
            "down": (minor.pressed, pointer.down),
            "touch-start": (minor.pressed, pointer.down),
            "up": (pointer.up,),
            "touch-end": (pointer.up,),
            "click": (pointer.click,),
            "dblclick": (pointer.double,),
            "contextmenu": (pointer.menu,),
            "pointer": (pointer.pointer,),
            "drag": (pointer.drag,),
            "move": (pointer.move, minor.move),
            "touch-move": (pointer.move,),
            "dragged": (pointer.move,),
            "focus": (minor.focus,),
            "blur": (minor.blur,),
            "key": (minor.key, self._keys.key),
            "typed": (minor.input, writing.typed),
            "input": (minor.input, writing.input),
            "files": (choosing.files,),
            "mutation": (pointer.mutation, writing.mutation, minor.mutation),
            "scroll": (minor.scroll,),
            "resize": (minor.resize,),
            "over": (minor.over,),
            "history": (self._visits.history,),
        }

    def drafts(self) -> list[Draft]:
        """Return the steps of the tab, in the order in which they were found."""
        for said in self.facts:
            self._pointer.settle(said)
            for take in self._takers.get(said.what, ()):
                take(said)
        desk = self.desk
        end = len(desk.line)
        last = desk.line.stamps[-1] if end else 0.0
        over = Said(end, max(end - 1, 0), last, "end")
        self._pointer.settle(over)
        self._writing.rich.close(over)
        desk.finish()
        asked = (self._visits.asked(*each) for each in self.calls.unused_visits())
        found = without_idle_hovers(desk)
        return found + [each for each in asked if each is not None]
