"""What a page says of a run: its verdict, and the facts about it.

What stands in the recording of the run was masked when it was recorded. What else a run
has heard of pages, addresses and dialogs, is masked here by the rules of the recording.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import partial
from urllib.parse import urlsplit

from replaytest.diff.model import Difference
from replaytest.mask.said import Said
from replaytest.mask.secrets import Secrets
from replaytest.redrive.model import Plan, Step
from replaytest.redrive.words import told as step_told
from replaytest.report.viewer import RunMark
from replaytest.run.foreign import rules_of
from replaytest.run.marks import without_page
from replaytest.run.model import Run
from replaytest.run.verdict import told
from replaytest.store.read import Recording

_URL = re.compile(r"[a-z]+://\S+")
_DIALOG = re.compile(r"(nothing tells how this was answered: [\w-]+: )(.*)", re.DOTALL)
_NETWORKS = {
    "live": "live: the servers answered",
    "stub": "stub: the recording answered",
    "stub-missing": "stub-missing: the recording answered, servers what is not in it",
}


def verdict(run: Run, baseline: Recording, mask: Said) -> RunMark:
    """Return what became of a run, as its page tells it first."""
    decided = next((d for d in run.divergences if told(d) == run.why), None)
    texts = texts_of(decided.difference) if decided else None
    if texts is None and decided and decided.before is not None:
        texts = decided.before, decided.now or ""
    expected, received = texts or (None, None)
    return RunMark(
        verdict=run.verdict,
        title=masked(without_page(run.why), mask),
        at=_seen_at(run),
        after=_where(run, run.blocked.step if run.blocked else None),
        expected=expected,
        received=received,
        nearest=run.blocked.nearest if run.blocked else (),
        facts=tuple(_facts(run, baseline, mask)),
    )


def _seen_at(run: Run) -> float | None:
    if run.verdict == "matched":
        return None
    return run.at or over(run, run.at_step or 0)[0] or None


def _where(run: Run, stopped: Step | None) -> str:
    if stopped is not None:
        return f"At step {stopped.number}, {step_told(stopped)}"
    if run.at_step is None:
        return ""
    words = words_of(run, run.at_step)
    return f"After {words}" if words else "From the start"


def _facts(run: Run, baseline: Recording, mask: Said) -> Iterator[tuple[str, str]]:
    took = f"{run.duration_s:.1f} s, recorded in {run.recorded_s:.1f} s"
    lines: dict[str, list[str]] = {
        "Verdict": [run.verdict],
        "Recording": [name_of(baseline)],
        "Base URL": [_base_url(run)],
        "Network": [_NETWORKS[run.network]],
        "Determinism": [run.determinism],
        "Not as recorded": run.leaks,
        "Steps": [f"{len(run.steps)} in {took}"],
        "Notes": run.notes,
        "Not allowed": run.refused,
        "Not recorded": run.missed,
        "Stubs": run.stubs,
    }
    for name, texts in lines.items():
        if told_ := "\n".join(masked(text, mask) for text in texts if text):
            yield name, told_


def _base_url(run: Run) -> str:
    """Return where the application was, without a name and password in it."""
    visits = (done.step.value for done in run.steps if done.step.kind == "navigate")
    parts = urlsplit(run.base_url or next(visits, None) or "")
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}" if parts.netloc else ""


def plan_of_run(run: Run) -> Plan:
    """Return what was done, as a plan."""
    return Plan(tuple(done.step for done in run.steps))


def masking(run: Run, baseline: Recording) -> Said:
    """Return what masks as the run was masked."""
    rules = rules_of(baseline, partial(plan_of_run, run))
    return Said(rules, Secrets.of(rules, os.environ))


def masked(text: str, mask: Said) -> str:
    """Return what is said, its pages' words and addresses as a recording has them."""
    if dialog := _DIALOG.fullmatch(text):
        return dialog[1] + mask.text(dialog[2])
    return _URL.sub(lambda found: mask.url(found[0]), text)


def name_of(baseline: Recording) -> str:
    """Return of what a recording is."""
    test = baseline.test
    return test.nodeid if test else f"session {baseline.session[:8]}"


def over(run: Run, number: int) -> tuple[float, float]:
    """Return when a step was over, in the run and in the recording; 0 for unknown."""
    done = [each for each in run.steps if each.step.number <= number]
    if not done:
        return (run.steps[0].at, run.steps[0].step.at) if run.steps else (0.0, 0.0)
    return done[-1].at + done[-1].took, done[-1].step.until


def words_of(run: Run, number: int) -> str:
    """Return a step that was done as `step 4, click button "Pay"`, "" for none."""
    steps = [done.step for done in run.steps if done.step.number == number]
    step = next((each for each in steps if not each.minor), None)
    return f"step {number}, {step_told(step)}" if step else ""


def texts_of(difference: Difference | None) -> tuple[str, str] | None:
    """Return both texts where it is first a text that differs."""
    first = difference.groups[0].first if difference and difference.groups else None
    if first is None or first.kind not in ("text", "attribute"):
        return None
    if first.before is None or first.after is None:
        return None
    return first.before, first.after
