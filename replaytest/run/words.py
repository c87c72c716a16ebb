"""A run as a block of lines: the verdict, the step, what differs, what to look at.

What stands in them came from a page: no control character of it gets through.
"""

from __future__ import annotations

from collections.abc import Sequence

from replaytest.diff.words import lines
from replaytest.redrive.model import Step
from replaytest.redrive.words import told
from replaytest.run.model import Divergence, Run

MOST_DIFFERENCES = 8
MOST_NOTES = 5
_INDENT = "    "


def headline(run: Run) -> str:
    """Return the verdict in a line: `diverged at step 4: button "Pay": disabled`."""
    at = f" at step {run.at_step}" if run.at_step is not None else ""
    return _clean(f"{run.verdict}{at}: {run.why}")


def block(run: Run, expected: Sequence[str]) -> list[str]:
    """Return what is to be said of a run that is not as expected."""
    found = [f"expected: {' or '.join(expected)}"]
    if step := _step(run):
        found.append(f"step {step.number}: {told(step)}")
    if run.blocked:
        found += [f"nearest: {near}" for near in run.blocked.nearest]
    first = next((each for each in run.divergences if _tells_more(each, run)), None)
    if first is not None:
        found += [f"after step {first.step} the page is not as recorded:", *_all(first)]
    found += remarks(run)
    if run.determinism:
        found.append(run.determinism)
    if run.path:
        found.append(f"run: {run.path}")
    return [headline(run), *(_INDENT + _clean(line) for line in found)]


def remarks(run: Run) -> list[str]:
    """Return what a run asked for in vain, and what is to be known of it."""
    return [
        *_some("not allowed", run.refused),
        *_some("not recorded", run.missed),
        *_some("note", run.notes),
    ]


def _step(run: Run) -> Step | None:
    if run.blocked:
        return run.blocked.step
    steps = [done.step for done in run.steps if not done.step.minor]
    return next((step for step in steps if step.number == run.at_step), None)


def _tells_more(divergence: Divergence, run: Run) -> bool:
    """Say whether a divergence has anything to add to the headline."""
    if divergence.difference is None:
        return divergence.text not in run.why
    return True


def _all(divergence: Divergence) -> list[str]:
    if divergence.difference is None:
        return [_INDENT + divergence.text]
    told = lines(divergence.difference, most=MOST_DIFFERENCES)
    return [_INDENT + line for line in told]


def _some(title: str, texts: Sequence[str]) -> list[str]:
    found = [f"{title}: {text}" for text in texts[:MOST_NOTES]]
    if more := len(texts) - len(found):
        found.append(f"{title}: {more} more")
    return found


def _clean(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode()
        for sign in text
    )
