"""The page of a run: what it did, with the recording beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from replaytest.against.data import MOST_CHANGES, page_data
from replaytest.diff.compare import compare
from replaytest.diff.model import Difference
from replaytest.diff.noise import Noise
from replaytest.errors import CaptureError
from replaytest.mask.said import Said
from replaytest.redrive.words import told as step_told
from replaytest.replay import details_of, shown
from replaytest.report.viewer import (
    DifferenceMark,
    PagesMark,
    ReplayPass,
    StepMark,
    write_replay,
)
from replaytest.run.foreign import hiding
from replaytest.run.marks import without_page
from replaytest.run.model import Divergence, Run
from replaytest.run.telling import (
    masked,
    masking,
    name_of,
    over,
    plan_of_run,
    texts_of,
    verdict,
    words_of,
)
from replaytest.run.verdict import told
from replaytest.store.read import Recording, read
from replaytest.summary.opening import session_of
from replaytest.timelines import timeline

_KINDS = {"dom": "page", "locate": "step"}
Times = tuple[tuple[float, float], ...]


def write_run_page(
    run: Run, baseline: Recording, target: Path, *, noise: Noise | None = None
) -> int:
    """Write one HTML file that plays a run beside its recording; return its bytes.

    It opens where the run is first not as recorded, or where it stopped. `noise` is
    what does not count in the pages of a step that could not be done, by default that
    of the project.

    Raises:
        CaptureError: the run was not recorded.
        RecordingError: its recording cannot be read, or `target` not be written.
        BundleMissing: the viewer's JavaScript is not in this installation.
    """
    if run.path is None:
        raise CaptureError("the run was not recorded", fix="replaytest doctor")
    own = read(run.path)
    found = _moments(run, baseline, own, noise or Noise.load(Path.cwd()))
    mask = masking(run, baseline)
    pages = [each for each in found if each.difference]
    before = shown(baseline, session_of(baseline), 1, bodies=0)
    now = shown(own, session_of(own), 1)
    return write_replay(
        target,
        title=f"redrive of {name_of(baseline)}",
        test=None,
        outcome=None,
        failures=(),
        sessions=[replace(now, label="the run", steps=tuple(_steps(run, found)))],
        details=details_of(own),
        passed=ReplayPass(
            started_at=baseline.started_at,
            sessions=(replace(before, label="the recording"),),
            differences=tuple(_mark(each, pages, run, mask) for each in found),
            times=_times(run, baseline, own, found),
            pages=tuple(map(_pages_mark, pages)),
            name="recording",
        ),
        run=verdict(run, baseline, mask),
    )


def _moments(
    run: Run, baseline: Recording, own: Recording, noise: Noise
) -> list[Divergence]:
    """Return what differs, each with a moment; first what differs first.

    The step that could not be done is among them, with all that differs in the page.
    """
    found = [_placed(each, run) for each in run.divergences]
    if run.blocked is None:
        return found
    step, at, there = run.blocked.step, run.blocked.at, run.blocked.run_tab
    before = timeline(baseline, step.tab)
    stamp = before.stamps[step.first - 1] if step.first else 0.0
    difference = None
    if any(tab.number == there for tab in own.tabs):
        one = before.seek_position(step.first)
        other = timeline(own, there).seek(at)
        if hide := hiding(baseline, plan_of_run(run)):
            hide(one)
            hide(other)
        with suppress(RecursionError):  # it is shown without it just as well
            difference = compare(one, other, noise=noise)
    why = f"{step_told(step)}: {without_page(run.blocked.why)}"
    number = run.steps[-1].step.number if run.steps else 0
    stop = Divergence(number, "locate", why, step.tab, difference, at, stamp)
    return [*found, replace(stop, run_tab=there)]


def _placed(divergence: Divergence, run: Run) -> Divergence:
    """Give what has no moment that of the step it came after."""
    at, recorded = over(run, divergence.step)
    return replace(
        divergence,
        at=divergence.at or at,
        recorded_at=divergence.recorded_at or recorded,
    )


def _steps(run: Run, found: Sequence[Divergence]) -> Iterator[StepMark]:
    tabs = {each.tab: each.run_tab for each in found}
    for done in run.steps:
        if not done.step.minor:
            tab = tabs.get(done.step.tab, done.step.tab)
            yield StepMark(done.step.number, done.did_at, tab)


def _times(
    run: Run, baseline: Recording, own: Recording, found: Sequence[Divergence]
) -> Times:
    """Return pairs of moments that are the same, ascending in both."""
    pairs = [(float(baseline.started_at), float(own.started_at))]
    for done in run.steps:
        pairs.append((done.step.at, done.did_at))
        pairs.append((done.step.until, done.at + done.took))
    pairs += [(each.recorded_at, each.at) for each in found]
    if run.blocked is None and baseline.ended_at and own.ended_at:
        pairs.append((float(baseline.ended_at), float(own.ended_at)))
    kept: list[tuple[float, float]] = []
    for before, now in sorted(pairs, key=lambda pair: pair[1]):
        if not before or not now:
            continue
        if not kept or (before > kept[-1][0] and now > kept[-1][1]):
            kept.append((before, now))
    return tuple(kept)


def _mark(
    each: Divergence, pages: Sequence[Divergence], run: Run, mask: Said
) -> DifferenceMark:
    change = texts_of(each.difference)
    count = len(each.difference.changes) if each.difference else 0
    place = next((n for n, page in enumerate(pages) if page is each), None)
    return DifferenceMark(
        kind=_KINDS.get(each.kind, each.kind),
        text=masked(each.text or told(each), mask),
        after=words_of(run, each.step),
        failed_at=each.at,
        passed_at=each.recorded_at,
        before=each.before or (change and change[0]),
        now=each.now or (change and change[1]),
        session=0,
        tab=each.run_tab,
        page=place,
        changes=tuple(range(min(count, MOST_CHANGES))),
    )


def _pages_mark(each: Divergence) -> PagesMark:
    return PagesMark(
        passed_at=each.recorded_at,
        failed_at=each.at,
        passed_tab=(0, each.tab),
        failed_tab=(0, each.run_tab),
        difference=page_data(each.difference or Difference((), ())),
    )
