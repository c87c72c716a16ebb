"""What a session holds, as finders and scanners see it: facts by tab, by time.

Times (`at`) are ms since 1970. `event` is the number of an event in its tab, the one of
`replaytest events`; what has none of its own has the number of the event that told it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from replaytest.mirror.steps import Step

# Requests have the browser's clock, clicks that of the page's process. In cross-origin
# frames requests were seen to begin up to 7 ms before the press that caused them.
SKEW_MS = 20

Sort = Literal["page", "link", "button", "field", "embedded", "inert", "gone"]
Effect = Literal[
    "mutation",
    "drawing",
    "scroll",
    "selection",
    "input",
    "visit",
    "request",
    "socket",
    "window",
]


@dataclass(frozen=True, slots=True)
class Element:
    """An element as it was when something was done to it.

    If what was hit lies in a link, a button or a field, it is that one. `hit` is the
    node id of what was hit itself. `sort` says what a click on it is expected to do;
    "page" is the document, `html` and `body`, "gone" a node that is not there any more.
    `form` tells the forms of a page apart, "" is none; `sends` is true for what submits
    its form, `leaves` for a link that opens a tab, a download or another program.
    """

    node_id: int | None
    hit: int | None
    sort: Sort
    tag: str = ""
    role: str = ""
    name: str = ""
    form: str = ""
    sends: bool = False
    leaves: bool = False

    @property
    def text(self) -> str:
        """The element in words, such as `button "Pay"`."""
        kind = self.role or self.tag
        return f'{kind} "{self.name}"' if self.name else kind


@dataclass(frozen=True, slots=True)
class Inserted:
    """An element that came into the page before what was clicked a moment later.

    `idle_ms` is how long nothing had been done when it came, None if nothing ever was.
    """

    at: float
    event: int
    node_id: int
    text: str
    idle_ms: float | None


@dataclass(frozen=True, slots=True)
class Click:
    """A click. `x` and `y` are CSS pixels of the viewport, None where unknown.

    `began_at` and `began` are time and number of the press that it ends, or its own.
    `modified` is true when a key such as Control was held, as far as that was recorded.
    `inserted` are elements that came shortly before, see `Inserted`.
    """

    at: float
    event: int
    element: Element
    page: str
    x: float | None
    y: float | None
    began_at: float
    began: int
    modified: bool = False
    inserted: tuple[Inserted, ...] = ()


@dataclass(frozen=True, slots=True)
class Deed:
    """A step (`replaytest steps`), with its element in words and the page it was on."""

    step: Step
    element: Element | None
    page: str


@dataclass(frozen=True, slots=True)
class Visit:
    """A page that was opened, or an address that a page gave itself."""

    at: float
    event: int
    url: str


@dataclass(frozen=True, slots=True)
class Request:
    """A request that ended at `at`. `status` is None if no response came or is known.

    `failure` says why there was none; `kind` is Playwright's resource type. One that is
    `pending` had not ended when its page, or the recording, did.
    """

    at: float
    event: int
    started_at: float
    url: str
    method: str
    kind: str
    status: int | None
    duration: float
    failure: str
    is_main_frame: bool
    pending: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """One line of a stack. `line` counts from 1, None if unknown.

    `mapped`: a source map told it, so this is where the code was written. `ignored`: it
    is somebody else's code, says the map.
    """

    function: str
    file: str
    line: int | None = None
    mapped: bool = False
    ignored: bool = False


@dataclass(frozen=True, slots=True)
class ErrorSeen:
    """An error: `kind` is that of `replaytest/error@1`, or "console".

    `name` is its type (`TypeError`), "" if none was said; `frames` the innermost first.
    """

    at: float
    event: int
    kind: str
    name: str
    message: str
    frames: tuple[Frame, ...]
    page: str

    @property
    def text(self) -> str:
        """The error in one line."""
        first = self.message.strip().split("\n", 1)[0]
        return f"{self.name}: {first}" if self.name else first

    @property
    def place(self) -> str:
        """Where it was written (`cart.ts:41 in applyVoucher`), "" if no map says it."""
        own = [each for each in self.frames if each.mapped and not each.ignored]
        if not own:
            return ""
        first = own[0]
        name = first.file.partition("?")[0].rsplit("/", 1)[-1]
        inside = f" in {first.function}" if first.function else ""
        return f"{name}:{first.line}{inside}"


@dataclass(frozen=True, slots=True)
class Vital:
    """A `replaytest/vitals@1`: `name` "shift" (a score) or "longtask" (ms)."""

    at: float
    event: int
    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Blank:
    """A stretch in which a page showed nothing, to its end or that of the recording."""

    at: float
    event: int
    until: float
    page: str


@dataclass(frozen=True, slots=True)
class Noted:
    """An annotation, by the test or the page: `tag` is the name they gave it."""

    at: float
    event: int
    tag: str
    payload: Any


@dataclass(frozen=True, slots=True)
class Stored:
    """A `replaytest/storage@1`: what a page, or its browser, had stored."""

    at: float
    event: int
    payload: dict[str, Any]


@dataclass(slots=True)
class TabFacts:
    """What one tab holds. `until` is how long it was watched.

    `moves` are places of the mouse: at, x, y, event. `effects` are what may be the
    reaction to a click, each as (at, event), in order. `focused` are those that no
    press brought: at, event, node id; `selected` when text was selected.
    `holds` are stretches with a button down, `gaps` those in which events are missing.
    `user_events` are times of what PostHog counts as a person's doing.
    """

    number: int
    opener: int | None = None
    opened_at: float = 0
    until: float = 0
    viewport: tuple[float, float] | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    clicks: list[Click] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)
    moves: list[tuple[float, float, float, int]] = field(default_factory=list)
    holds: list[tuple[float, float]] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    errors: list[ErrorSeen] = field(default_factory=list)
    vitals: list[Vital] = field(default_factory=list)
    blanks: list[Blank] = field(default_factory=list)
    notes: list[Noted] = field(default_factory=list)
    stored: list[Stored] = field(default_factory=list)
    effects: dict[Effect, list[tuple[float, int]]] = field(default_factory=dict)
    focused: list[tuple[float, int, int]] = field(default_factory=list)
    selected: list[float] = field(default_factory=list)
    user_events: list[float] = field(default_factory=list)
    gaps: list[tuple[float, float]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)

    def effect(self, kind: Effect, at: float, event: int) -> None:
        """Note what may be the reaction to a click."""
        self.effects.setdefault(kind, []).append((at, event))

    def first_effect(
        self, kinds: Iterable[Effect], at: float, event: int, until: float
    ) -> float | None:
        """Return the time of the first effect after an event, None before `until`."""
        found: list[float] = []
        for kind in kinds:
            times = self.effects.get(kind, [])
            place = bisect_right(times, (at, event))
            if place < len(times) and times[place][0] <= until:
                found.append(times[place][0])
        return min(found, default=None)

    def is_watched(self, since: float, until: float) -> bool:
        """Say whether all that happened in a stretch of time is known."""
        whole = all(end < since or start > until for start, end in self.gaps)
        return whole and self.until >= until

    def page_at(self, at: float) -> str:
        """Return the URL that the tab showed at a time, "" before the first."""
        place = bisect_right(self.visits, at, key=lambda visit: visit.at) - 1
        return self.visits[place].url if place >= 0 else ""

    def deeds_between(self, since: float, until: float) -> list[Deed]:
        """Return what was done from `since` up to and without `until`."""
        first = bisect_left(self.deeds, since, key=lambda deed: deed.step.at)
        last = bisect_left(self.deeds, until, key=lambda deed: deed.step.at)
        return self.deeds[first:last]


@dataclass(slots=True)
class Session:
    """All tabs of a session, first to last."""

    tabs: list[TabFacts]
    started_at: float = 0
    ended_at: float = 0

    def each(self, name: str) -> Iterator[tuple[TabFacts, Any]]:
        """Yield (tab, fact) of all facts of one name, such as "clicks"."""
        for tab in self.tabs:
            for fact in getattr(tab, name):
                yield tab, fact
