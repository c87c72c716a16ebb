"""Steps in the making: one tab's, and what all watchers of a tab have in common."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from replaytest.mirror.mirror import Mirror
from replaytest.mirror.timeline import Timeline
from replaytest.redrive.calls import Calls
from replaytest.redrive.model import Answer, Button, File, Kind
from replaytest.redrive.said import Said, puts

NODES_SCROLLED_MOST = 50
_CHANGES_MOST = 50
_AT_ONCE_MS = 60
_SAME_MS = 2


@dataclass(slots=True)
class Draft:
    """A step in the making, see `model.Step`; nodes are ids until the end.

    `anchor` is the event that is the step for `replaytest steps`. `exact`: our own
    events tell it; `paired`: rrweb's event of the same was met as well.
    """

    kind: Kind
    tab: int
    first: int
    last: int
    at: float
    until: float
    anchor: int
    node: int = -1
    to: int = -1
    value: str | None = None
    values: tuple[str, ...] = ()
    indexes: tuple[int, ...] = ()
    files: tuple[File, ...] = ()
    masked: bool = False
    typed: bool = False
    point: tuple[float, float] | None = None
    to_point: tuple[float, float] | None = None
    by: tuple[float, float] | None = None
    button: Button = "left"
    modifiers: tuple[str, ...] = ()
    dialogs: list[Answer] = field(default_factory=list)
    opens: list[int] = field(default_factory=list)
    cause: Draft | None = None
    minor: bool = False
    guess: str = ""
    exact: bool = False
    paired: bool = False
    number: int = 0

    @classmethod
    def of(cls, kind: Kind, tab: int, said: Said, **more: object) -> Draft:
        """Return a step that one fact makes."""
        span = (said.place, said.number, said.at, said.at, said.number)
        found = cls(kind, tab, *span, node=said.node)
        for name, value in more.items():
            setattr(found, name, value)
        return found

    def reach(self, said: Said) -> None:
        """Have it last until this fact."""
        self.last = max(self.last, said.number)
        self.until = max(self.until, said.at)


class Desk:
    """What the events of one tab have come to so far.

    `acted`, `keyed`, `pressed` and `focused_ever`: whether the tab has events of ours
    about the pointer and the keys, and rrweb's about presses and the focus. `typed_in`
    are the nodes that ours tell somebody typed in.
    """

    def __init__(
        self, tab: int, line: Timeline, calls: Calls, whats: set[str], level: int
    ) -> None:
        self.tab = tab
        self.line = line
        self.calls = calls
        self.level = level
        self.acted = bool(whats & {"pointer", "key", "typed"})
        self.pressed = bool(whats & {"down", "touch-start"})
        self.focused_ever = "focus" in whats
        self.clicked = "click" in whats
        # Clicks of a mouse that no press led to, and that rrweb may not tell of either:
        # Playwright lets none through that would hit something else than was meant.
        self.doubtful: list[Draft] = []
        self.typed_in: frozenset[int] = frozenset()
        self.drafts: list[Draft] = []
        self.closers: list[Callable[[Said], None]] = []
        self.focus = -1
        self.changed_at = -1.0
        self._changes: deque[Said] = deque(maxlen=_CHANGES_MOST)
        self._scrolls: dict[int, Draft] = {}
        self._major: Draft | None = None

    def changed(self, said: Said) -> None:
        """Note a change of the page."""
        self.changed_at = said.at
        self._changes.append(said)

    def begun(self, press: Said) -> int:
        """Return the place where a press of the pointer began.

        A page may answer as it goes down, of which browsers tell before they tell of
        the mouse, and rrweb of the latter only.
        """
        place = press.place
        for each in reversed(self._changes):
            if each.place != place - 1 or press.at - each.at > _SAME_MS:
                break
            if puts(each, press.node):
                break
            place = each.place
        return place

    def answer_to(self, run: Draft, said: Said) -> Said | None:
        """Return the first of the changes that came just before, and after a run."""
        near = (
            each
            for each in self._changes
            if each.place > run.last and said.at - each.at <= _AT_ONCE_MS
        )
        return next(near, None)

    def mirror(self, said: Said) -> Mirror:
        """Return the page just before a fact."""
        return self.line.seek_position(said.place)

    @property
    def major(self) -> Draft | None:
        """The last step that is none of the minor ones."""
        return self._major

    def add(self, draft: Draft, said: Said) -> Draft:
        """Add a step that begins, or is known, at this fact."""
        for close in self.closers:
            close(said)
        if not draft.minor:
            # Each place is but the last before something else was done.
            self.drafts += self._scrolls.values()
            self._scrolls.clear()
            self._major = draft
        self.drafts.append(draft)
        return draft

    def put_scroll(self, node: int, draft: Draft) -> None:
        """Note where something was scrolled to."""
        before = self._scrolls.pop(node, None)
        if before is not None:
            draft.first, draft.at = before.first, before.at
        if len(self._scrolls) < NODES_SCROLLED_MOST:
            self._scrolls[node] = draft

    def finish(self) -> None:
        """Add what waits for a next step that does not come."""
        self.drafts += self._scrolls.values()
        self._scrolls.clear()
        for each in self.doubtful:
            if not each.paired:
                self.take_back(each)

    def take_back(self, draft: Draft) -> None:
        """Remove a step: it is part of another."""
        self.drafts = [each for each in self.drafts if each is not draft]
        if self._major is draft:
            majors = (each for each in reversed(self.drafts) if not each.minor)
            self._major = next(majors, None)

    def lately(self, said: Said, ms: float, *kinds: Kind) -> Draft | None:
        """Return the last step if it ended at most `ms` ago and is of these kinds."""
        last = self._major
        if last is None or said.at - last.until > ms:
            return None
        return last if not kinds or last.kind in kinds else None
