"""Replaying, composed: store → mirror → report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from replaytest.errors import UsageError
from replaytest.mirror.timeline import Timeline
from replaytest.model import Event
from replaytest.report.viewer import ReplaySession, replay_page, write_replay
from replaytest.store.read import Recording, read

REPLAY_NAME = "replay.html"


def timeline(recording: Recording, tab: int | None = None) -> Timeline:
    """Return one tab of a recording, by default its first, to be moved through time.

    Raises `UsageError` for a tab that is not there.
    """
    numbers = [each.number for each in recording.tabs]
    if tab is None:
        tab = numbers[0] if numbers else 1
    elif tab not in numbers:
        raise UsageError(
            f"there is no tab {tab}",
            where=str(recording.path),
            fix=f"its tabs: {', '.join(map(str, numbers)) or 'none'}",
        )
    return Timeline(recording.lines(tab), unpack=recording.unpacked)


def write_replay_of(paths: Sequence[Path], target: Path) -> int:
    """Write one HTML file that plays these recordings of one test; return its bytes.

    Raises:
        RecordingError: none of the recordings can be read, or `target` not be written.
        BundleMissing: the viewer's JavaScript is not in this installation.
    """
    return write_replay(target, **_contents(paths))


def replay_of(paths: Sequence[Path]) -> bytes:
    """Return the file that `write_replay_of` would write, and write nothing.

    Raises what `write_replay_of` raises.
    """
    return b"".join(replay_page(**_contents(paths)))


def _contents(paths: Sequence[Path]) -> dict[str, Any]:
    recordings = [read(path) for path in paths]
    first = recordings[0]
    return {
        "title": first.test.nodeid if first.test else f"session {first.session[:8]}",
        "test": first.test,
        "outcome": first.outcome,
        "failures": first.failures,
        "sessions": [
            _session(recording, number)
            for number, recording in enumerate(recordings, 1)
        ],
        "details": _details(first),
    }


def _session(recording: Recording, number: int) -> ReplaySession:
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
        events=map(_without_bodies, recording.events()),
    )


def _without_bodies(found: tuple[int, Event]) -> tuple[int, Event]:
    """Leave out bodies of requests, which the page does not show."""
    data = found[1].get("data")
    payload = data.get("payload") if isinstance(data, dict) else None
    requests = payload.get("requests") if isinstance(payload, dict) else None
    for request in requests if isinstance(requests, list) else ():
        if isinstance(request, dict):
            request.pop("requestBody", None)
            request.pop("responseBody", None)
    return found


def _details(recording: Recording) -> dict[str, str]:
    browser = recording.header.get("browser", {})
    versions = recording.header.get("versions", {})
    named = {
        "browser": f"{browser.get('name', '')} {browser.get('version', '')}".strip()
    }
    return {name: str(text) for name, text in {**named, **versions}.items() if text}
