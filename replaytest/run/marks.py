"""The steps of a run as events of its own recording: how each was found and went."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from replaytest.redrive.model import Step
from replaytest.redrive.words import told
from replaytest.run.model import Run

_TAG = re.compile(r"<([a-z][\w-]*)")


def step_events(run: Run) -> Iterator[tuple[int, dict[str, Any]]]:
    """Give each step as (when it was done, in ms since 1970; payload of `tags.STEP`).

    The last is the one that could not be done, if there is one.
    """
    for done in run.steps:
        found = {
            "rule": done.rule,
            "score": round(done.score, 3),
            "margin": round(done.margin, 3),
        }
        yield (
            int(done.did_at),
            _about(done.step)
            | (found if done.rule else {})
            | {
                "waited_ms": round(max(done.did_at - done.at, 0.0)),
                "took_ms": round(done.took),
                "settled": done.settled,
            }
            | ({"note": without_page(done.note)} if done.note else {}),
        )
    if run.blocked:
        stopped = {"blocked": without_page(run.blocked.why)}
        nearest = {"nearest": list(run.blocked.nearest)}
        yield int(run.blocked.at), _about(run.blocked.step) | stopped | nearest


def _about(step: Step) -> dict[str, Any]:
    minor = {"minor": True} if step.minor else {}
    return {"number": step.number, "kind": step.kind, "words": told(step), **minor}


def without_page(reason: str) -> str:
    """Return what Playwright says less the markup of the page, which nobody masked."""
    tag = _TAG.search(reason)
    if tag is None or "intercepts pointer events" not in reason:
        return reason
    return f"<{tag[1]}> intercepts pointer events"
