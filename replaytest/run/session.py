"""A whole re-drive: a context that is guarded and recorded, its run, its verdict."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any

from replaytest.browser import instrument
from replaytest.diff.noise import Noise
from replaytest.errors import CaptureError, UsageError
from replaytest.recorder import Recorder
from replaytest.redrive.model import Plan
from replaytest.redrive.settings import TELLING, settings_of
from replaytest.rrweb import EventType
from replaytest.run.address import Addresses
from replaytest.run.answered import WAITS
from replaytest.run.context import hosts_of, new_context, typed
from replaytest.run.determinism import Clock, Level, leaks, level_of, seed_of, words
from replaytest.run.foreign import hiding, rules_of
from replaytest.run.guard import Guard
from replaytest.run.hosts import Hosts
from replaytest.run.live import Live, Refresh
from replaytest.run.marks import step_events
from replaytest.run.model import Options, Run
from replaytest.run.pages import Pages
from replaytest.run.progress import Progress
from replaytest.run.recorded import Recorded
from replaytest.run.redriver import Redriver
from replaytest.run.routes import Stubs, stub
from replaytest.run.settle import Likeness
from replaytest.run.verdict import conclude
from replaytest.store.folder import Store
from replaytest.store.read import Recording, read
from replaytest.tags import STEP, STREAM
from replaytest.timelines import plan_of, timeline

_LONGEST_TAIL_S = 10.0
_SHARE_OF_TAIL = 0.6
# What the header of a run says of the recording that it is a run of.
RUN_OF = "redrive"


async def redrive(
    recording: Recording, browser: Any, options: Options | None = None
) -> Run:
    """Perform what was recorded in a new context of an async Playwright `browser`.

    The run records itself; `Run.path` is where. A step that cannot be done ends it.

    Raises:
        UsageError: an option cannot be, or there is no address to begin at.
        ApplicationNotThere: nobody answers at the base URL.
        CaptureError: the browser cannot be recorded.
    """
    options = options or Options()
    began = time.monotonic()
    engine = browser.browser_type.name
    # Made when something of it is needed, which is while the browser opens a page.
    plan = cache(partial(_plan, recording))
    was_at = "" if options.base_url else Addresses(plan()).base_url
    settings = settings_of(recording.events(types=TELLING))
    async with Guard(hosts_of(was_at, options), engine) as guard:
        context, notes = await new_context(recording, settings, browser, guard, options)
        try:
            with typed("the browser has failed"):
                run = await _perform(recording, context, plan, guard.hosts, options)
        finally:
            await context.close()
    run.notes = notes + run.notes
    run.refused = guard.refused
    run.leaks = leaks(_level(options), recording.header, settings)
    run.duration_s = time.monotonic() - began
    run.recorded_s = ((recording.ended_at or 0) - recording.started_at) / 1000
    conclude(run, plan(), recording, read(run.path) if run.path else None)
    return run


def _plan(recording: Recording) -> Plan:
    plan = plan_of(recording)
    if _begins_anew(plan) and plan.steps[0].kind != "navigate":
        raise UsageError(
            "there is no address to begin at: a script has written the page",
            where=str(recording.path),
            fix="record a page that is served",
        )
    return plan


def _level(options: Options) -> Level:
    return level_of(options.determinism, stubbed=options.network != "live")


async def _perform(
    recording: Recording,
    context: Any,
    planned: Callable[[], Plan],
    hosts: Hosts,
    options: Options,
) -> Run:
    pages = Pages(context, options.values)
    problems: list[str] = []
    level = _level(options)
    clock = Clock(level, _began(recording, planned) if level >= 2 else 0.0)
    stubs = await _stubs(context, recording, options)
    live = Live()
    recorder = Recorder(
        Store.create(options.folder),
        on_problem=problems.append,
        rules=rules_of(recording, planned),  # masked as the recording is
        tap=live,
        seed=(seed_of(recording.header) or 0) if level >= 2 else None,
        # To listen to pages that may have none took 20 ms of a short run.
        expects_streams=_has_streams(recording),
    )
    live.clean = recorder.secrets.mask_lines
    async with _recorded(context, recorder, live, _origin(recording, options)) as tape:
        await clock.install(context, pages.is_busy)
        if recording.tabs and recording.tabs[0].opener is None:
            pages.ahead()
            await asyncio.sleep(0)  # the browser opens it while all this is read
        plan = planned()
        recorded = _recorded_pages(recording, plan)
        if stubs is not None:
            stubs.progress = Progress(recorded, tape.live)
        driver = Redriver(
            plan,
            recorded,
            pages,
            tape.live,
            refresh=clock.telling(tape.refresh),
            addresses=Addresses(
                plan, options.base_url, None if options.network == "stub" else hosts
            ),
            options=options,
            likeness=Likeness(
                options.noise or Noise.load(Path.cwd()), hiding(recording, plan)
            ),
            until=clock.until,
        )
        await driver.perform(watch_s=_tail_s(recording, plan))
        tape.tell(driver.run)
    run = driver.run
    if tape.path is None and not run.blocked:  # blocked, it may have come to no page
        raise CaptureError("the run was not recorded", fix="replaytest doctor")
    run.path = tape.path
    run.base_url, run.network = options.base_url, options.network
    run.determinism = words(level)
    run.notes += problems
    run.notes += [f"nothing tells how this was answered: {d}" for d in pages.dialogs]
    if stubs is not None:
        _tell_answers(run, stubs)
    run.crashed = pages.crashed
    return run


def _tell_answers(run: Run, stubs: Stubs) -> None:
    run.stubs = stubs.report().splitlines()
    run.missed = [each.words for each in stubs.misses]
    if run.divergences or run.blocked:  # that may be why
        run.notes += [f"{WAITS}: {each.words}" for each in stubs.waiting]


def _began(recording: Recording, planned: Callable[[], Plan]) -> float:
    """Return when the first step was done, in ms since 1970."""
    first = next(iter(planned().steps), None)
    return first.at if first else recording.started_at


def _begins_anew(plan: Plan) -> bool:
    """Say whether the first step is done in a tab that no other step opens."""
    first = next(iter(plan.steps), None)
    if first is None or first.cause is not None:
        return False
    return not any(first.tab in step.opens for step in plan.steps)


def _recorded_pages(recording: Recording, plan: Plan) -> Recorded:
    tabs = [tab.number for tab in recording.tabs] or [1]
    return Recorded(
        {tab: timeline(recording, tab) for tab in tabs},
        [step.at for step in plan.steps if not step.minor],
        {tab.number: tab.closed_at for tab in recording.tabs if tab.closed_at},
    )


async def _stubs(context: Any, recording: Recording, options: Options) -> Stubs | None:
    if options.network == "live":
        return None
    return await stub(
        context,
        recording,
        missing="live" if options.network == "stub-missing" else "abort",
        base_url=options.base_url or None,
    )


def _has_streams(recording: Recording) -> bool:
    custom = recording.events(types=(EventType.CUSTOM,))
    told = (event.get("data") for _, event in custom)
    return any(isinstance(data, dict) and data.get("tag") == STREAM for data in told)


def _tail_s(recording: Recording, plan: Plan) -> float:
    """Return how long a failing page was watched after its last step, in seconds."""
    if recording.outcome != "failed" or not plan.steps:
        return 0.0
    failed_at = min(
        (failure.failed_at for failure in recording.failures),
        default=recording.ended_at or 0,
    )
    tail = (failed_at - plan.steps[-1].until) / 1000
    # Less than it was: what came just after the failure may come just before it now.
    return min(max(tail * _SHARE_OF_TAIL, 0.0), _LONGEST_TAIL_S)


class _Tape:
    """The recording of the run, while it is made."""

    def __init__(self, recorder: Recorder, live: Live, refresh: Refresh) -> None:
        self.live = live
        self.refresh = refresh
        self.path: Path | None = None
        self._recorder = recorder

    def tell(self, run: Run) -> None:
        """Write down what was done, and how each element was found."""
        for at, payload in step_events(run):
            self._recorder.note(STEP, payload, at)


def _origin(recording: Recording, options: Options) -> dict[str, str]:
    """Return what a run's header says of its baseline; its path is from the store."""
    path = (options.of or recording.path).absolute()
    try:
        of = os.path.relpath(path, options.folder.absolute())
    except ValueError:  # on another drive of Windows
        of = str(path)
    return {"of": Path(of).as_posix(), "session": recording.session}


@asynccontextmanager
async def _recorded(
    context: Any, recorder: Recorder, live: Live, origin: dict[str, str]
) -> AsyncIterator[_Tape]:
    """Record a context; `origin` is what it is a run of."""
    _, inner = instrument.implementation(context)
    recorder.begin(None, extra={RUN_OF: origin})
    await recorder.opened(inner)
    tape = _Tape(recorder, live, recorder.recorded(inner).refresh)
    try:
        yield tape
    finally:
        paths = await recorder.release()
        await asyncio.gather(asyncio.to_thread(recorder.stop), context.close())
        tape.path = paths[0] if paths else None
