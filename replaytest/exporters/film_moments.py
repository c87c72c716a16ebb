"""The moments of a filmstrip: where something was done, or one every so often."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from replaytest.errors import UsageError
from replaytest.exporters.film_course import PRESS_MS
from replaytest.exporters.film_scene import Scene
from replaytest.mirror.steps import Step
from replaytest.model import Failure

DEFAULT_MOST = 24
MOST = 500
# Of a recording in which nobody does anything.
UNTOLD = 8
# A page is there when its first snapshot is; what it loads comes a little later.
SETTLE_MS = 500
PRESSING = ("click", "double-click", "context-menu")


@dataclass(frozen=True, slots=True)
class Moment:
    """One picture of the strip. `at` is ms since 1970; `name` what was done then."""

    at: float
    name: str = ""
    failed: bool = False
    pressed: bool = False


def moments_of(
    scene: Scene, steps: Sequence[Step], failures: Sequence[Failure], most: int
) -> list[Moment]:
    """Return the moments of steps and failures and the end, `most` of them at most.

    Where there are more, they are taken from all over the recording.
    """
    found = [*_steps(scene, steps), Moment(scene.to_at, "end")]
    if len(steps) < 2 and all(step.deed == "navigate" for step in steps):
        found = evenly(scene, (scene.to_at - scene.from_at) / (UNTOLD - 1) or 1)
    failed = [
        Moment(min(failure.failed_at, scene.to_at), "failed", failed=True)
        for failure in failures
    ]
    return _spread(_distinct(scene, found + failed), most)


def evenly(scene: Scene, every: float, most: int = MOST) -> list[Moment]:
    """Return a moment every so many ms. Raises `UsageError` for more than `most`."""
    length = scene.to_at - scene.from_at
    count = int(length / every) + 1
    if count > most:
        enough = math.ceil(length / max(1, most - 1) / 10) / 100
        raise UsageError(
            f"that would be {count} pictures, and {most} is the most",
            where=f"--every {every / 1000:g}s",
            fix=f"--every {enough:.2f}s, or more --frames",
        )
    # Not one by one: a sum of fractions misses the end.
    times = [scene.from_at + number * every for number in range(count)]
    return [Moment(at, pressed=scene.pressed(at, PRESS_MS)) for at in times]


def _steps(scene: Scene, steps: Sequence[Step]) -> Iterator[Moment]:
    for step, after in zip(steps, [*steps[1:], None], strict=True):
        at = max(step.at, scene.from_at)
        if step.deed == "navigate":
            end = min(after.at - 1 if after else scene.to_at, scene.to_at)
            at = max(at, min(at + SETTLE_MS, end))
        # A press is of its own step only, not of a page that it opened.
        yield Moment(at, _name(step), pressed=step.deed in PRESSING)


def _name(step: Step) -> str:
    if step.deed == "navigate":
        return f"open {_address(step.detail)}".strip()
    return f"{step.deed} {step.detail}".strip()


def _address(url: str) -> str:
    """Return the path of a URL, its host if it has none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return parts.path if len(parts.path) > 1 else parts.netloc or parts.path


def _distinct(scene: Scene, moments: Sequence[Moment]) -> list[Moment]:
    """Return them in order, one for each look of the page; a failure comes first."""
    kept: dict[tuple[int, bool], Moment] = {}
    for moment in sorted(moments, key=lambda each: each.at):
        look = scene.changes_until(moment.at), moment.pressed
        if look not in kept or moment.failed:
            kept[look] = moment
    return list(kept.values())


def _spread(moments: list[Moment], most: int) -> list[Moment]:
    """Return `most` of them from first to last; failures stay."""
    if len(moments) <= most:
        return moments
    failed = [moment for moment in moments if moment.failed][:most]
    others = [moment for moment in moments if not moment.failed]
    room, last = most - len(failed), len(others) - 1
    kept = [
        others[round(n * last / (room - 1))] for n in range(room if room > 1 else 0)
    ]
    kept += others[-1:] if room == 1 else []
    return sorted(failed + kept, key=lambda each: each.at)
