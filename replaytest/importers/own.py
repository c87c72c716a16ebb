"""Our own recordings and replay pages, read as any other file from elsewhere.

All sessions, tabs, gaps and problems come back, and the test with its outcome. Their
events stay as they are: nothing is sorted, dropped or added.
"""

from __future__ import annotations

import base64
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

from replaytest.errors import RecordingDamaged, RecordingError, ReplaytestError
from replaytest.importers.inflate import ZSTD_MAGIC, unzstd
from replaytest.importers.limits import MAX_TABS, Budget, exceeded
from replaytest.importers.model import ForeignSession, ForeignTab
from replaytest.model import Event, Failure, Gap, Tab
from replaytest.store import lines
from replaytest.store.read import Recording, outcome_of, read, test_of
from replaytest.store.stream import Lines

RECORDING, REPLAY = "replaytest", "replaytest-replay"
_ABOUT = b'<script type="application/json" id="about">'
_EVENTS = b'<script type="text/plain" class="events">'
_END = b"</script>"
UNREADABLE = "line that is no event"


def is_recording(data: bytes, budget: Budget) -> bool:
    """Say whether `data` is one of our own recordings, from its first bytes."""
    if not data.startswith(ZSTD_MAGIC):
        return False
    head, _ = unzstd(data[:8192], budget)
    return is_header(head)


def is_header(text: bytes) -> bool:
    """Say whether a text begins as our recordings do when they are decompressed."""
    return re.match(rb'\s*\{\s*"replaytest"\s*:\s*\d', text) is not None


def from_bytes(data: bytes, name: str) -> ForeignSession:
    """Return the recording in `data`; its blobs, if it has some, are not there."""
    with tempfile.TemporaryDirectory(prefix="replaytest-") as folder:
        path = Path(folder) / "session.replaytest"
        path.write_bytes(data)
        try:
            return from_path(path, name)
        except ReplaytestError as error:
            raise type(error)(error.problem, where=name, fix=error.fix) from error


def from_text(text: bytes, name: str) -> ForeignSession:
    """Return the recording that `zstd -dc` gave the lines of."""
    import zstandard

    # Without its newline the last line counts as torn, which it is not.
    end = b"" if text.endswith(b"\n") else b"\n"
    return from_bytes(zstandard.ZstdCompressor(level=1).compress(text + end), name)


def from_path(path: Path, name: str) -> ForeignSession:
    """Return the recording at `path`. Raises `RecordingError` as `store.read` does."""
    budget = Budget(name, path.stat().st_size)
    for line in Lines(path):
        budget.take(len(line) + 1)
    recording = read(path)
    events: dict[int, list[Event]] = defaultdict(list)
    for tab, event in recording.events():
        events[tab].append(event)
        if len(events) > MAX_TABS:
            raise exceeded(f"has more than {MAX_TABS} tabs", budget.where)
    session = _session(recording, events, name)
    if recording.torn_at is not None:
        session.problems.append(f"torn at byte {recording.torn_at}: read up to there")
        end, why = session.ended_at, "the file is torn"
        session.gaps += [Gap(tab.number, end, end, None, why) for tab in session.tabs]
    if not events:
        raise RecordingDamaged(
            "there is no event in this recording", where=name, fix="record it again"
        )
    return session


def _session(
    recording: Recording, events: dict[int, list[Event]], name: str
) -> ForeignSession:
    ends = [int(each[-1]["timestamp"]) for each in events.values()]
    return ForeignSession(
        origin=RECORDING,
        file=name,
        id=recording.session,
        tabs=_tabs(recording.tabs, events),
        started_at=recording.started_at,
        ended_at=recording.ended_at or max(ends, default=recording.started_at),
        gaps=list(recording.gaps),
        problems=list(recording.problems),
        skipped=recording.skipped,
        test=recording.test,
        outcome=recording.outcome,
        failures=list(recording.failures),
    )


def _tabs(tabs: Iterable[Tab], events: dict[int, list[Event]]) -> list[ForeignTab]:
    known = {tab.number: tab for tab in tabs}
    found = []
    for number in sorted(known.keys() | events.keys()):
        tab = known.get(number) or Tab(number, int(events[number][0]["timestamp"]))
        found.append(
            ForeignTab(
                number,
                None,
                events.get(number, []),
                opener=tab.opener,
                opened_at=tab.opened_at,
                closed_at=tab.closed_at,
                ended=tab.ended,
            )
        )
    return found


def is_replay(text: bytes) -> bool:
    """Say whether a text is a replay page of ours."""
    about = text.find(_ABOUT)
    return about >= 0 and text.find(_EVENTS, about) >= 0


def _elements(text: bytes, tag: bytes) -> Iterator[bytes]:
    """Yield what is in each element; a page that was cut has no end of its last."""
    at = text.find(tag)
    while at >= 0:
        end = text.find(_END, at)
        yield text[at + len(tag) : end if end >= 0 else len(text)]
        at = text.find(tag, end) if end >= 0 else -1


def from_replay(text: bytes, name: str, budget: Budget) -> list[ForeignSession]:
    """Return all sessions of a replay page of ours.

    Raises `RecordingDamaged` when what it says of itself cannot be read, and
    `LimitExceeded`.
    """
    try:
        about = orjson.loads(next(_elements(text, _ABOUT)))
        told = [dict(each) for each in about["sessions"]]
        sessions = [
            _from_page(about, each, body, name, budget)
            for each, body in zip(told, _elements(text, _EVENTS), strict=False)
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise RecordingDamaged(
            "this replay page was changed or cut: its data cannot be read",
            where=name,
            fix="export it again: replaytest export --to html",
        ) from error
    if len(sessions) < len(told):
        problem = f"the page is cut: {len(told) - len(sessions)} sessions are missing"
        sessions[-1:] = [_noted(each, problem) for each in sessions[-1:]]
    if not any(session.event_count for session in sessions):
        raise RecordingError(
            "this replay page has no events", where=name, fix="was its download cut?"
        )
    first = min(session.started_at for session in sessions)
    for session in sessions:
        session.attempt_at = first
    return [session for session in sessions if session.event_count]


def _noted(session: ForeignSession, problem: str) -> ForeignSession:
    session.problems.append(problem)
    return session


def _from_page(
    about: dict[str, Any],
    told: dict[str, Any],
    body: bytes,
    name: str,
    budget: Budget,
) -> ForeignSession:
    # A cut leaves up to three characters that are no whole group.
    text, whole = unzstd(base64.b64decode(body[: len(body) // 4 * 4]), budget)
    session = ForeignSession(
        origin=REPLAY,
        file=name,
        id=str(told["session"]),
        tabs=[],
        started_at=0,
        ended_at=0,
        gaps=[Gap(**gap) for gap in told["gaps"]],
        problems=list(map(str, told["problems"])),
        test=test_of(about.get("test")),
        outcome=outcome_of(about.get("outcome")),
        failures=[Failure(**failure) for failure in about["failures"]],
    )
    events = _events_of(text, session)
    session.tabs = _tabs([Tab(**tab) for tab in told["tabs"]], events)
    times = [int(e[at]["timestamp"]) for e in events.values() for at in (0, -1)]
    opened = [tab.opened_at for tab in session.tabs if tab.opened_at is not None]
    session.started_at = min(times + opened, default=0)
    session.ended_at = max(times, default=0)
    if not whole:
        session.problems.append("the events of this page are cut: read up to there")
    return session


def _events_of(text: bytes, session: ForeignSession) -> dict[int, list[Event]]:
    events: dict[int, list[Event]] = defaultdict(list)
    for line in text.splitlines():
        try:
            found = lines.event_of(lines.decode(line))
        except ValueError:
            found = None
        if found is None:
            session.skipped[UNREADABLE] += 1
            continue
        events[found[0]].append(found[1])
        if len(events) > MAX_TABS:
            raise exceeded(f"has more than {MAX_TABS} tabs", session.file)
    return events
