"""What a run is asked for, and what it has found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from replaytest.config import DEFAULT_DIR, Network
from replaytest.diff.model import Difference
from replaytest.diff.noise import Noise
from replaytest.model import Verdict
from replaytest.redrive.model import Step
from replaytest.redrive.values import Values

# Earliest first: of what differs at one step the first of these is told.
DivergenceKind = Literal["locate", "navigation", "request", "error", "dom"]


@dataclass(frozen=True, slots=True)
class Options:
    """How a recording is re-driven.

    `base_url` is where the application is now; pages of the recording's first origin
    are looked for there. `allow` are further hosts ("host", "host:port", "*.domain")
    that pages may talk to. `network`: "live" asks the servers, "stub" answers from the
    recording alone, "stub-missing" asks the servers for what was not recorded.
    `values` gives what the recording hides, `files` is a folder of the
    files that were chosen, by their names. `folder` is the store in which
    runs are recorded. `timeout_ms` is how long an element may take to be usable.
    `determinism` is how much is as it was, from 0 to 3 (`run.determinism`), None for
    what suits the network. `of` is the file that was imported, for runs of its copy.
    """

    base_url: str = ""
    network: Network = "live"
    allow: tuple[str, ...] = ()
    values: Values = field(default_factory=Values)
    files: Path | None = None
    folder: Path = Path(DEFAULT_DIR)
    noise: Noise | None = None
    determinism: int | None = None
    timeout_ms: float = 5000
    of: Path | None = None


@dataclass(frozen=True, slots=True)
class Divergence:
    """One thing that is not as it was, noticed after step `step` (0: from the start).

    `kind` as in `DivergenceKind`; `text` says it in a line. `difference` is that of the
    pages, of a "dom" one. It shows in the run at `at`, and is not yet there, or no
    longer, in the recording at `recorded_at`: ms since 1970, 0 for unknown. `before`
    and `now` are the two values, None where one has none. `tab` is that of the
    recording, `run_tab` that of the run.
    """

    step: int
    kind: DivergenceKind
    text: str
    tab: int = 1
    difference: Difference | None = None
    at: float = 0.0
    recorded_at: float = 0.0
    before: str | None = None
    now: str | None = None
    run_tab: int = 1


@dataclass(frozen=True, slots=True)
class Done:
    """A step that was performed, and how its element was found.

    `rule`, `score` and `margin` are those of `redrive.locate.Located`. `settled`: the
    page before it was as recorded. `at` is when it began and `did_at` when the waiting
    before it was over, in ms since 1970; `took` is in ms, from `at` on.
    """

    step: Step
    at: float
    took: float
    settled: bool
    rule: str = ""
    score: float = 1.0
    margin: float = 1.0
    note: str = ""
    did_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Blocked:
    """A step that could not be done: why, and what was nearest to its element.

    `at` is when it was given up, in ms since 1970, and `run_tab` its tab in the run.
    """

    step: Step
    why: str
    nearest: tuple[str, ...] = ()
    at: float = 0.0
    run_tab: int = 1


@dataclass(slots=True)
class Run:
    """One re-drive of one recording. `path` is the recording of the run itself.

    `at` is when what decided the verdict was seen, in ms since 1970, None for unknown.
    """

    steps: list[Done] = field(default_factory=list)
    divergences: list[Divergence] = field(default_factory=list)
    blocked: Blocked | None = None
    verdict: Verdict = "inconclusive"
    why: str = ""
    at_step: int | None = None
    at: float | None = None
    path: Path | None = None
    duration_s: float = 0.0
    recorded_s: float = 0.0
    crashed: bool = False
    notes: list[str] = field(default_factory=list)
    base_url: str = ""
    network: Network = "live"
    determinism: str = ""
    leaks: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    stubs: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def check(self, expect: Verdict | Sequence[Verdict] = "matched") -> None:
        """Raise `AssertionError`, which says all in words, for another verdict."""
        __tracebackhide__ = True
        from replaytest.run.words import block

        wanted = (expect,) if isinstance(expect, str) else tuple(expect)
        if self.verdict not in wanted:
            raise AssertionError("\n".join(block(self, wanted)))

    def to_json(self) -> dict[str, Any]:
        """Return the run as `replaytest redrive --json` prints it."""
        blocked = self.blocked
        return {
            "verdict": self.verdict,
            "step": self.at_step,
            "why": self.why,
            "duration_s": round(self.duration_s, 3),
            "recorded_s": round(self.recorded_s, 3),
            "run": str(self.path) if self.path else None,
            "steps": [
                {
                    "number": done.step.number,
                    "kind": done.step.kind,
                    "rule": done.rule,
                    "score": round(done.score, 3),
                    "margin": round(done.margin, 3),
                    "settled": done.settled,
                    "took_ms": round(done.took, 1),
                    "note": done.note,
                }
                for done in self.steps
            ],
            "divergences": [
                {
                    "step": each.step,
                    "kind": each.kind,
                    "text": each.text,
                    "tab": each.tab,
                }
                for each in self.divergences
            ],
            "blocked": {
                "step": blocked.step.number,
                "why": blocked.why,
                "nearest": list(blocked.nearest),
            }
            if blocked
            else None,
            "determinism": self.determinism,
            "leaks": self.leaks,
            "refused": self.refused,
            "stubs": self.stubs,
            "notes": self.notes,
        }
