"""What a comparison says: changes, alike ones of them folded, and the whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "insert", "delete", "move", "rename", "text", "attribute", "state", "style"
]
Severity = Literal["structure", "text", "state", "style"]
SEVERITIES: tuple[Severity, ...] = ("structure", "text", "state", "style")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two pages, `before` and `after`.

    An insert or delete is of an element with all in it that has no counterpart. A
    "rename" is of its tag. `name` is that of the attribute or state. `before` and
    `after` are texts less their noise, None where there is none: of an insert `after`
    is what it says, of a delete `before`. A change that `refers` is one of a generated
    id or hash that no longer stands for the same: the raw values are told.

    `what` tells the element by role and name, `anchor` its nearest landmark, heading or
    test id, "" for none, and `anchor_before` the one that something moved from. Node
    ids are those of the mirrors, None where it is not there; paths are like XPath, with
    `#shadow` and `#document` for shadow roots and frames. Of a change that is judged
    and not told these words and paths are empty.
    """

    kind: Kind
    severity: Severity
    what: str = ""
    anchor: str = ""
    anchor_before: str = ""
    name: str = ""
    before: str | None = None
    after: str | None = None
    refers: bool = False
    node_before: int | None = None
    node_after: int | None = None
    path_before: str = ""
    path_after: str = ""

    @property
    def path(self) -> str:
        """Where it is, or was."""
        return self.path_after or self.path_before


@dataclass(frozen=True, slots=True)
class Group:
    """Changes that are one to people, `alike` if all say the very same."""

    changes: tuple[Change, ...]
    alike: bool = True

    @property
    def first(self) -> Change:
        """The first in the order of the page, as an example."""
        return self.changes[0]

    @property
    def is_wrap(self) -> bool:
        """Say whether these are a new element and the move of its one child into it."""
        return [each.kind for each in self.changes] == ["insert", "move"]

    def __len__(self) -> int:
        return len(self.changes)


@dataclass(frozen=True, slots=True)
class Difference:
    """All changes in the order of the page, and the same in groups. False if none."""

    changes: tuple[Change, ...]
    groups: tuple[Group, ...]

    def __bool__(self) -> bool:
        return bool(self.changes)

    def counts(self) -> dict[Severity, int]:
        """Return how many changes there are of each severity, gravest first."""
        found = Counter(change.severity for change in self.changes)
        return {severity: found[severity] for severity in SEVERITIES}
