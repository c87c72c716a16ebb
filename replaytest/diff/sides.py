"""Two sessions to be compared, and what a comparison says: plain values.

Times are ms since 1970. `tab` counts the tabs of a session from 0, in the order in
which they were opened, so that it means the same in both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from replaytest.diff.model import Change
from replaytest.mirror.timeline import Timeline

Sort = Literal["locate", "navigation", "request", "error", "dom"]
# Of what belongs to one step, the earlier is likelier to be the cause.
SORTS: tuple[Sort, ...] = ("locate", "navigation", "request", "error", "dom")


@dataclass(frozen=True, slots=True)
class Did:
    """One thing that was done: `key` is equal for the same, `text` tells it.

    `event` is the number of its last event in its tab.
    """

    at: float
    tab: int
    event: int
    key: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Visited:
    """An address that a tab came to; `page` is what of it means the same in any run."""

    at: float
    tab: int
    page: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: for what (`endpoint`), and how it ended; `outcome` None: unknown.

    One that is sent `at_leisure` of the browser may come or not.
    """

    at: float
    tab: int
    method: str
    endpoint: str
    outcome: str | None
    at_leisure: bool = False


@dataclass(frozen=True, slots=True)
class Erred:
    """An error of a page, or in its console."""

    at: float
    tab: int
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class TabSide:
    """The events of one tab, watched `until` then."""

    number: int
    timeline: Timeline
    until: float


@dataclass(frozen=True, slots=True)
class Side:
    """One session: what was done, what was heard, and its pages. `name` is for people.

    Its timelines move while it is compared: it can be in one comparison at a time.
    """

    name: str
    started_at: float
    until: float
    steps: tuple[Did, ...] = ()
    visits: tuple[Visited, ...] = ()
    requests: tuple[Asked, ...] = ()
    errors: tuple[Erred, ...] = ()
    tabs: tuple[TabSide, ...] = ()


@dataclass(frozen=True, slots=True)
class Divergence:
    """One thing that is not as it was.

    It came after step `step` of `a` (from 1; 0: before the first) and step `step_b` of
    `b`, whose words are `after`; a "locate" is about that very step. `at_a` and `at_b`
    are the moments, `tab` that of `b`, `change` what differs in the page (of "dom").
    `key` is equal for the same divergence in other sessions.
    """

    sort: Sort
    step: int
    step_b: int
    after: str
    text: str
    at_a: float
    at_b: float
    tab: int = 0
    change: Change | None = None
    key: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The divergence in one sentence."""
        if self.sort == "locate":
            return self.text
        where = (
            f"after step {self.step} ({self.after})" if self.step else "at the start"
        )
        return f"{where}: {self.text}"


@dataclass(frozen=True, slots=True)
class Course:
    """How session `b` differs from `a`: what differs first, and what came after it.

    `consequences` are the first few of each sort, in order; `counts` how many there
    are of each sort, the first among them. `pages` is how many pages were compared at
    checkpoints, `differing` in how many something differed, noise apart.
    """

    first: Divergence | None
    consequences: tuple[Divergence, ...] = ()
    counts: Mapping[Sort, int] = field(default_factory=Counter)
    pages: int = 0
    differing: int = 0

    def __bool__(self) -> bool:
        return self.first is not None

    def each(self) -> tuple[Divergence, ...]:
        """Return all divergences that are told, first to last."""
        return () if self.first is None else (self.first, *self.consequences)


def as_data(course: Course) -> dict[str, Any]:
    """Return a course as what JSON can hold.

    `{"equal", "first", "consequences", "counts", "pages", "differing"}`; a divergence
    is its fields and its `sentence`, a `change` as data.py has them.
    """
    return {
        "equal": not course,
        "first": None if course.first is None else one_as_data(course.first),
        "consequences": [one_as_data(each) for each in course.consequences],
        "counts": {sort: course.counts.get(sort, 0) for sort in SORTS},
        "pages": course.pages,
        "differing": course.differing,
    }


def one_as_data(found: Divergence) -> dict[str, Any]:
    """Return one divergence as what JSON can hold."""
    told = asdict(found)
    told.pop("key")
    return told | {"sentence": found.sentence}
