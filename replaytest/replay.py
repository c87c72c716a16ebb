"""The replay page of recordings, composed: store → mirror → signals → report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from replaytest.against.compare import Attempt, compare
from replaytest.against.data import page_data
from replaytest.against.model import Difference, PagePair
from replaytest.against.passed import last_pass
from replaytest.errors import ReplaytestError
from replaytest.model import Event
from replaytest.report.viewer import (
    DifferenceMark,
    PagesMark,
    ReplayPass,
    ReplaySession,
    SignalMark,
    StepMark,
    replay_page,
    write_replay,
)
from replaytest.signals.facts import Session
from replaytest.signals.find import find
from replaytest.store.read import Recording, read
from replaytest.summary.opening import session_of

# Characters; what API calls answer packs to about a tenth in the page.
MOST_BODIES = 4 * 1024 * 1024


def write_replay_of(
    paths: Sequence[Path], target: Path, *, against: Sequence[Path] | None = None
) -> int:
    """Write one HTML file that plays these recordings of one test; return its bytes.

    A failure is compared with `against`, the recordings of an attempt that passed; by
    default with the last one that lies in the same store, with () with none.

    Raises:
        RecordingError: none of the recordings can be read, or `target` not be written.
        BundleMissing: the viewer's JavaScript is not in this installation.
    """
    return write_replay(target, **_contents(paths, against))


def replay_of(paths: Sequence[Path], *, against: Sequence[Path] | None = None) -> bytes:
    """Return the file that `write_replay_of` would write, and write nothing.

    Raises what `write_replay_of` raises.
    """
    return b"".join(replay_page(**_contents(paths, against)))


def _contents(paths: Sequence[Path], against: Sequence[Path] | None) -> dict[str, Any]:
    attempt = _attempt(paths)
    first = attempt[0][0]
    return {
        "title": first.test.nodeid if first.test else f"session {first.session[:8]}",
        "test": first.test,
        "outcome": first.outcome,
        "failures": first.failures,
        "sessions": [
            shown(recording, facts, number)
            for number, (recording, facts) in enumerate(attempt, 1)
        ],
        "details": details_of(first),
        "passed": _passed(attempt, against),
    }


def _attempt(paths: Sequence[Path]) -> Attempt:
    recordings = [read(path) for path in paths]
    return [(recording, session_of(recording)) for recording in recordings]


def _passed(attempt: Attempt, against: Sequence[Path] | None) -> ReplayPass | None:
    """Return what goes into the page of the last pass, None for nothing."""
    first = attempt[0][0]
    if against is None:
        against = last_pass(first) if first.outcome == "failed" else ()
    try:
        return _compared(attempt, _attempt(against)) if against else None
    except (ReplaytestError, OSError, RecursionError):
        # It was removed a moment ago, or is none that can be read: a failure is shown
        # without it just as well.
        return None


def _compared(attempt: Attempt, before: Attempt) -> ReplayPass:
    found = compare(before, attempt)
    pairs = found.pairs()
    return ReplayPass(
        started_at=before[0][0].started_at,
        sessions=tuple(
            shown(recording, facts, number, bodies=0)
            for number, (recording, facts) in enumerate(before, 1)
        ),
        differences=tuple(_mark(each, pairs) for each in found.differences),
        times=found.times,
        pages=tuple(map(_pages_mark, pairs)),
    )


def _mark(each: Difference, pairs: Sequence[PagePair]) -> DifferenceMark:
    page = next((n for n, pair in enumerate(pairs) if pair is each.pair), None)
    return DifferenceMark(
        kind=each.kind,
        text=each.text,
        after=each.after,
        failed_at=each.failed_at,
        passed_at=each.passed_at,
        before=each.before,
        now=each.now,
        session=each.tab[0],
        tab=each.tab[1],
        page=page,
        changes=each.changes,
    )


def _pages_mark(pair: PagePair) -> PagesMark:
    return PagesMark(
        passed_at=pair.passed_at,
        failed_at=pair.failed_at,
        passed_tab=pair.passed_tab,
        failed_tab=pair.failed_tab,
        difference=page_data(pair.difference),
    )


def shown(
    recording: Recording, facts: Session, number: int, *, bodies: int | None = None
) -> ReplaySession:
    """Return a recording as a page shows it, the `number`th of its test, from 1.

    `bodies` is how many characters those of requests may have.
    """
    browser = recording.header.get("browser", {})
    torn = (
        (f"the recording stops at byte {recording.torn_at}: its writer was killed",)
        if recording.torn_at is not None
        else ()
    )
    return ReplaySession(
        session=recording.session,
        label=f"{browser.get('name') or 'browser'} context {number}",
        tabs=recording.tabs,
        gaps=recording.gaps,
        problems=recording.problems + torn,
        events=_bodies_within(
            recording.events(), MOST_BODIES if bodies is None else bodies
        ),
        signals=tuple(_signals_of(facts)),
        steps=tuple(_steps_of(facts)),
    )


def _signals_of(facts: Session) -> Iterator[SignalMark]:
    for each in find(facts):
        yield SignalMark(each.at, each.tab, each.kind, each.severity, each.text)


def _steps_of(facts: Session) -> Iterator[StepMark]:
    for tab, deed in facts.each("deeds"):
        yield StepMark(deed.step.number, deed.step.at, tab.number)


def _bodies_within(
    events: Iterable[tuple[int, Event]], most: int
) -> Iterator[tuple[int, Event]]:
    """Leave out the bodies of requests from where they would make the page large."""
    left = most
    for tab, event in events:
        for request in _requests_of(event):
            for name in ("requestBody", "responseBody"):
                body = request.get(name)
                if isinstance(body, str):
                    left -= len(body)
                    if left < 0:
                        request |= {name: None, "bodyOmitted": "page"}
        yield tab, event


def _requests_of(event: Event) -> Iterator[dict[str, Any]]:
    data = event.get("data")
    payload = data.get("payload") if isinstance(data, dict) else None
    requests = payload.get("requests") if isinstance(payload, dict) else None
    for request in requests if isinstance(requests, list) else ():
        if isinstance(request, dict):
            yield request


def details_of(recording: Recording) -> dict[str, str]:
    """Return with what it was recorded: names and values."""
    browser = recording.header.get("browser", {})
    versions = recording.header.get("versions", {})
    named = {
        "browser": f"{browser.get('name', '')} {browser.get('version', '')}".strip()
    }
    return {name: str(text) for name, text in {**named, **versions}.items() if text}
