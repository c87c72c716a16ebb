"""What a summary says. Times are seconds since the start of the recording."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

VERSION = 2


@dataclass(frozen=True, slots=True)
class Who:
    """Whose session it was: as far as the recording was told. "" and None: not told."""

    person: str = ""
    browser: str = ""
    viewport: str = ""
    locale: str = ""
    timezone: str = ""
    user_agent: str = ""


@dataclass(frozen=True, slots=True)
class PageTime:
    """A page, in which tab, from when, and for how many seconds."""

    url: str
    tab: int
    at: float
    seconds: float
    event: int


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step in plain words; `number` and `event` are those of `replaytest steps`."""

    at: float
    tab: int
    number: int
    event: int
    text: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A signal. `link` is what follows the replay's address to open it there."""

    at: float
    tab: int
    event: int
    kind: str
    severity: str
    text: str
    target: str
    page: str
    link: str
    fingerprint: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FailureLine:
    """Why the test failed: the first line of its message."""

    at: float
    phase: str
    text: str
    link: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class NoteLine:
    """An annotation of the test or the page."""

    at: float
    tab: int
    event: int
    name: str
    properties: Any


@dataclass(frozen=True, slots=True)
class Context:
    """How much happened. For the two scores see `scores.py`.

    `storage` says what became of what is stored: "localStorage: +cart, ~user, -token".
    """

    duration_s: float = 0
    active_s: float = 0
    clicks: int = 0
    key_presses: int = 0
    mouse_activity: int = 0
    activity_score: float = 0
    severity_score: int = 0
    storage: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of each; `warnings` and `logs` are lines of the console."""

    tabs: int = 0
    events: int = 0
    requests: int = 0
    failed_requests: int = 0
    exceptions: int = 0
    console_errors: int = 0
    warnings: int = 0
    logs: int = 0
    gaps: int = 0


@dataclass(frozen=True, slots=True)
class Observation:
    """What a scanner saw; `at`, `tab` and `event` are None for the whole session.

    A scanner gives times as it has them, in ms since 1970.
    """

    kind: str
    text: str
    at: float | None = None
    tab: int | None = None
    event: int | None = None
    data: dict[str, Any] = field(default_factory=dict)
    scanner: str = ""


@dataclass(frozen=True, slots=True)
class Related:
    """Another session in which the same error or failure was seen."""

    session: str
    test: str
    outcome: str
    started_at: int
    fingerprints: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Summary:
    """A session in short. `started_at` is ms since 1970, `outcome` "" if unknown.

    `incomplete` says what is missing of the recording. `failed_scanners` names those
    that raised, and why; `related` is worked out anew each time.
    """

    session: str
    test: str
    attempt: int
    outcome: str
    started_at: int
    who: Who
    pages: tuple[PageTime, ...]
    steps: tuple[StepLine, ...]
    problems: tuple[Problem, ...]
    failures: tuple[FailureLine, ...]
    notes: tuple[NoteLine, ...]
    context: Context
    counts: Counts
    fingerprints: tuple[str, ...]
    incomplete: tuple[str, ...] = ()
    observations: tuple[Observation, ...] = ()
    failed_scanners: dict[str, str] = field(default_factory=dict)
    related: tuple[Related, ...] = ()
    version: int = VERSION

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return asdict(self)
