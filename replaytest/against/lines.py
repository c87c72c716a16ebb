"""What a page shows as a list of lines, and how often each was there in a while."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from replaytest.against.normal import address, shape
from replaytest.against.words import quoted
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.mirror.outline import Accessible, accessible_tree
from replaytest.mirror.timeline import Timeline
from replaytest.rrweb import NodeType

MOST_LINES = 3000
# Moments looked at of one stretch; evenly spread where there are more.
MOST_MOMENTS = 40
Key = tuple[str, str]

_ADDRESS, _TITLE = "address", "title"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its role (or "text", "address", "title") and what it says.

    `key` is equal for lines that are the same but for ids, times and the like. `node`
    is the node id of an element that it is in.
    """

    role: str
    said: str
    marks: str
    key: Key
    node: int = 0

    @property
    def is_address(self) -> bool:
        """Whether it says which page this is."""
        return self.role in (_ADDRESS, _TITLE)

    @property
    def text(self) -> str:
        """The line in words: `button “Pay” (disabled)`."""
        marks = f" ({self.marks})" if self.marks else ""
        return f"{self.role} {quoted(self.said)}{marks}" if self.said else self.role


def _line(role: str, said: str, node: int = 0, marks: str = "") -> Line:
    shaped = address(said) if role == _ADDRESS else shape(said)
    return Line(role, said, marks, (role, f"{shaped}\0{marks}"), node)


class History:
    """The lines of one tab at any moment; those of the last moments are kept."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._known: dict[int, list[Line]] = {}

    def at(self, at: float) -> list[Line]:
        """Return what the page showed `at` ms since 1970, [] before there was one."""
        return self._after(bisect_right(self._timeline.stamps, at))

    def moments(self, since: float, until: float) -> Iterator[tuple[float, list[Line]]]:
        """Yield (at, lines) of moments in a stretch, the first at its start."""
        stamps = self._timeline.stamps
        first = bisect_right(stamps, since)
        last = bisect_right(stamps, until)
        step = max(1, -(-(last - first) // MOST_MOMENTS))
        places = [*range(first, last, step), last]
        for place in dict.fromkeys(places):
            at = stamps[place - 1] if place > first else since
            yield at, self._after(place)

    def most(self, since: float, until: float, wanted: Counter[Key]) -> Counter[Key]:
        """Return how often lines were there at most at once, in a stretch.

        It is enough to have seen those that are wanted as often as they are.
        """
        found = Counter(line.key for line in self.at(until))
        for _, lines in self.moments(since, until):
            if wanted <= found:
                break
            found |= Counter(line.key for line in lines)
        return found

    def came(self, key: Key, since: float, until: float, *, more_than: int) -> float:
        """Return when a line was there more often than that, `until` if never."""
        for at, lines in self.moments(since, until):
            if sum(line.key == key for line in lines) > more_than:
                return at
        return until

    @property
    def ends(self) -> float:
        """When the last event was."""
        stamps = self._timeline.stamps
        return stamps[-1] if stamps else 0

    def _after(self, position: int) -> list[Line]:
        found = self._known.get(position)
        if found is None:
            found = lines_of(self._timeline.seek_position(position))
            self._known[position] = found
        return found


def lines_of(mirror: Mirror) -> list[Line]:
    """Return what a page shows, its address and title first. [] if there is none."""
    if mirror.document is None:
        return []
    found = [_line(_ADDRESS, mirror.href), _line(_TITLE, _title(mirror))]
    tree = accessible_tree(mirror, frames=True)
    stack: list[tuple[Accessible | str, int]] = [(tree, 0)]
    while stack and len(found) < MOST_LINES:
        entry, node = stack.pop()
        if isinstance(entry, str):
            found.append(_line("text", entry, node))
            continue
        only = entry.children[0] if len(entry.children) == 1 else None
        if isinstance(only, str) and not entry.name:
            found.append(_line(_plain(entry.role), only, entry.node, _marks(entry)))
            continue
        if entry.name or _marks(entry):
            found.append(_line(entry.role, entry.name, entry.node, _marks(entry)))
        stack += [(child, entry.node) for child in reversed(entry.children)]
    return found


# Roles that say no more to a reader than that there is text.
_TEXTS = frozenset(
    (
        *("caption", "cell", "code", "definition", "deletion", "emphasis", "generic"),
        *("gridcell", "insertion", "listitem", "mark", "paragraph", "status"),
        *("strong", "subscript", "superscript", "term", "time"),
    )
)


def _plain(role: str) -> str:
    return "text" if role in _TEXTS else role


def _marks(entry: Accessible) -> str:
    states = entry.states
    told = {
        "checked": states.checked,
        "disabled": states.disabled,
        "expanded": states.expanded,
        "invalid": states.invalid,
        "pressed": states.pressed,
        "selected": states.selected,
    }
    return ", ".join(
        name if value is True else f"{name}: {value}"
        for name, value in told.items()
        if value
    )


def _title(mirror: Mirror) -> str:
    document = mirror.document
    nodes: list[Node] = [] if document is None else list(document.children)
    for wanted in ("html", "head", "title"):
        nodes = [n for each in nodes if each.tag == wanted for n in each.children]
    return "".join(n.content for n in nodes if n.kind == NodeType.TEXT).strip()
