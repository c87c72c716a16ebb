"""What became of a run, as one word and one line.

A recording that failed, or shows what a failure looks like, is there to be reproduced;
any other is there to be matched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from replaytest.diff.words import lines
from replaytest.model import Verdict
from replaytest.redrive.model import Plan
from replaytest.run.foreign import heard_of
from replaytest.run.hosts import host_of, path_of
from replaytest.run.model import Divergence, DivergenceKind, Run
from replaytest.signals.facts import Session
from replaytest.signals.fingerprint import fingerprint
from replaytest.store.read import Recording
from replaytest.summary.opening import heard_in

SymptomKind = Literal["exception", "console", "request"]


# Of each request that fails Chromium tells the console as well.
_TOLD_TWICE = "Failed to load resource"


@dataclass(frozen=True, slots=True)
class Symptom:
    """Something that failed, after step `step`, at `at` (ms since 1970).

    Equal `key`s are the same failure.
    """

    step: int
    kind: SymptomKind
    key: str
    text: str
    at: float = 0.0


def conclude(
    run: Run, plan: Plan, baseline: Recording, candidate: Recording | None
) -> None:
    """Set the verdict of a run, and add divergences that are in no page."""
    moments = [(step.number, step.at) for step in plan.steps]
    refused = frozenset(host_of(asked.split()[-1]) for asked in run.refused)
    session = heard_in(baseline)
    before, heard = symptoms(session, moments), heard_of(baseline, session)
    times = [(done.step.number, done.at) for done in run.steps]
    after = symptoms(heard_in(candidate), times, refused) if candidate else []
    after = [each for each in after if each.kind in heard]
    missed = [Divergence(_last(run) or 0, "request", text) for text in run.missed]
    found = [*run.divergences, *missed, *_new(before, after)]
    run.divergences = _in_order(found)
    failing = baseline.outcome == "failed" or (
        baseline.test is None
        and baseline.outcome is None
        and any(s.kind != "console" for s in before)
    )
    run.verdict, run.why, run.at_step = _verdict(run, plan, failing, before, after)
    run.at = _moment(run, before, after)


def symptoms(
    session: Session,
    moments: Sequence[tuple[int, float]],
    refused: frozenset[str] = frozenset(),
) -> list[Symptom]:
    """Return what failed in a session, given (step, when it began) in order of time.

    What hosts that were `refused` would have said is no failure of the application.
    """
    found = []
    for tab in session.tabs:
        for error in tab.errors:
            if error.message.startswith(_TOLD_TWICE):
                continue
            kind: SymptomKind = "console" if error.kind == "console" else "exception"
            found.append((error.at, kind, f"{kind} {fingerprint(error)}", error.text))
        for request in tab.requests:
            if (request.status or 0) >= 400 and host_of(request.url) not in refused:
                key = f"{request.method} {_shape(request.url)} {request.status}"
                path = path_of(request.url)
                text = f"{request.method} {path} was answered with {request.status}"
                found.append((request.at, "request", key, text))
    found.sort(key=lambda each: each[0])
    return [
        Symptom(_step_at(at, moments), kind, key, text, at)
        for at, kind, key, text in found
    ]


def _step_at(at: float, moments: Sequence[tuple[int, float]]) -> int:
    return max((number for number, began in moments if began <= at), default=0)


def _shape(url: str) -> str:
    """Return the path of a URL less its numbers and ids."""
    return re.sub(r"\d+|[0-9a-f]{8,}", "0", path_of(url))


def _new(before: Iterable[Symptom], after: Iterable[Symptom]) -> list[Divergence]:
    """Return failures that the recording does not have, each once."""
    known = {each.key for each in before}
    found = []
    for each in after:
        if each.key not in known:
            known.add(each.key)
            kind: DivergenceKind = "request" if each.kind == "request" else "error"
            text = f"new: {each.text}"
            found.append(Divergence(each.step, kind, text, at=each.at))
    return found


_ORDER = ("locate", "navigation", "request", "error", "dom")


def _in_order(found: list[Divergence]) -> list[Divergence]:
    return sorted(found, key=lambda each: (each.step, _ORDER.index(each.kind)))


def _verdict(
    run: Run,
    plan: Plan,
    failing: bool,
    before: list[Symptom],
    after: list[Symptom],
) -> tuple[Verdict, str, int | None]:
    if run.crashed:
        return "inconclusive", "the page has crashed", _last(run)
    if not plan.steps:
        return "inconclusive", "the recording has no steps", None
    if run.blocked:
        return "blocked", run.blocked.why, run.blocked.step.number
    if failing:
        return _of_failure(run, before, after)
    if run.divergences:
        first = run.divergences[0]
        return "diverged", told(first), first.step
    return "matched", f"{len(run.steps)} steps", None


def _moment(
    run: Run, before: Iterable[Symptom], after: Iterable[Symptom]
) -> float | None:
    """Return when what decided the verdict was seen, as far as that is known."""
    if run.blocked:
        return run.blocked.at
    if run.verdict == "reproduced":
        keys = {each.key for each in before if each.text == run.why}
        return next((each.at for each in after if each.key in keys), None)
    decided = [each for each in run.divergences if told(each) == run.why]
    return next((each.at for each in decided if each.at), None)


def _of_failure(
    run: Run, before: list[Symptom], after: list[Symptom]
) -> tuple[Verdict, str, int | None]:
    missing = next((each for each in before if not _came(each, after)), None)
    if missing is not None:
        return "not-reproduced", f"did not come: {missing.text}", missing.step
    other = next((d for d in run.divergences if d.kind in ("dom", "navigation")), None)
    if other is not None:
        return "not-reproduced", told(other), other.step
    strong = next((each for each in before if each.kind != "console"), None)
    if strong is not None:
        return "reproduced", strong.text, strong.step
    return "reproduced", "the page is as it was when it failed", _last(run)


def _came(symptom: Symptom, after: Iterable[Symptom]) -> bool:
    """Say whether a failure was seen again, at its step or just before the next."""
    return any(
        each.key == symptom.key and abs(each.step - symptom.step) <= 1 for each in after
    )


def _last(run: Run) -> int | None:
    return run.steps[-1].step.number if run.steps else None


def told(divergence: Divergence) -> str:
    """Return a divergence in a line."""
    if divergence.difference is not None:
        found = lines(divergence.difference)
        more = len(found) - 1
        return found[0] + (f" (and {more} more)" if more else "")
    return divergence.text
