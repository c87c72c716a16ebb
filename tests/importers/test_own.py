"""Our own recordings and replay pages come back as they went."""

from __future__ import annotations

import gzip

import pytest
import zstandard

from replaytest.errors import NotARecording, RecordingDamaged
from replaytest.importers.read import read_foreign
from replaytest.importers.store import import_session
from replaytest.model import Failure, Gap, Tab, Test
from replaytest.report.viewer import ReplaySession, write_replay
from replaytest.store.folder import Store
from replaytest.store.read import read
from tests.importers.builders import AT, stream
from tests.support.builders import (
    SESSION,
    STARTED_AT,
    click,
    full_snapshot,
    write_recording,
)

TEST = Test("tests/test_cart.py::test_pays", 1, "gw0", "run")
FAILURE = Failure("call", "assert 1 == 2", "Traceback", AT + 60)
END = {
    "at": STARTED_AT + 900,
    "outcome": "failed",
    "failures": [
        {"phase": "call", "message": "m", "traceback": "t", "at": STARTED_AT + 1}
    ],
}


@pytest.fixture
def recorded(tmp_path):
    """A sealed recording whose bodies are blobs of its store."""
    store = Store.create(tmp_path / "there")
    path = store.attempt_folder(TEST, STARTED_AT) / "session.replaytest"
    events = [full_snapshot(css="p{}" * 3000), *stream(STARTED_AT)]
    write_recording(path, events, store=store, test=TEST, end=END)
    return path


def test_a_recording_is_imported_with_its_blobs_test_and_failures(recorded, tmp_path):
    [session] = read_foreign(recorded)
    here = Store.create(tmp_path / "here")
    imported = import_session(session, here)
    was, now = read(recorded), read(imported.path)
    assert was.blobs
    assert list(now.events()) == list(was.events())
    assert (now.session, now.started_at, now.ended_at) == (
        was.session,
        was.started_at,
        was.ended_at,
    )
    assert (now.test, now.outcome, now.failures, now.tabs) == (
        was.test,
        was.outcome,
        was.failures,
        was.tabs,
    )
    assert imported.path.relative_to(here.root) == recorded.relative_to(
        tmp_path / "there"
    )
    assert not now.skipped


def test_its_events_are_neither_sorted_nor_dropped(tmp_path):
    events = [*reversed(stream()), *stream()]
    path = write_recording(tmp_path / "a.replaytest", events, end={"at": AT})
    [session] = read_foreign(path)
    assert session.tabs[0].events == events


@pytest.mark.parametrize("pack", [gzip.compress, bytes])
def test_a_recording_in_something_else_is_read_without_its_blobs(recorded, pack):
    [session] = read_foreign(pack(recorded.read_bytes()), "x")
    assert session.id == SESSION
    assert session.tabs[0].events == stream(STARTED_AT)
    assert session.skipped["full snapshot whose blob is missing"] == 1


def test_what_zstd_dc_prints_is_a_recording(tmp_path):
    path = write_recording(
        tmp_path / "a.replaytest", stream(), test=TEST, end=END, seal=False
    )
    text = zstandard.ZstdDecompressor().decompressobj().decompress(path.read_bytes())
    [session] = read_foreign(text, "x")
    assert session.origin == "replaytest"
    assert session.tabs[0].events == stream()
    assert (session.test, session.outcome) == (TEST, "failed")


def test_a_torn_recording_is_read_up_to_the_tear(tmp_path):
    path = write_recording(tmp_path / "a.replaytest", stream())
    data = path.read_bytes()
    path.write_bytes(data[:-20])
    [session] = read_foreign(path)
    found = session.tabs[0].events
    assert 0 < len(found) < 8
    assert found == stream()[: len(found)]
    assert "torn at byte" in session.problems[0]
    assert [gap.why for gap in session.gaps] == ["the file is torn"]


def test_a_recording_without_events_is_refused(tmp_path):
    path = write_recording(tmp_path / "a.replaytest", [], end={"at": AT})
    with pytest.raises(RecordingDamaged, match="no event"):
        read_foreign(path)


def test_an_encrypted_recording_is_refused(tmp_path):
    path = write_recording(
        tmp_path / "a.replaytest", stream(), end=END, key_folder=tmp_path / "keys"
    )
    with pytest.raises(NotARecording, match="encrypted"):
        read_foreign(path)


def write_page(path, sessions):
    write_replay(
        path,
        title="x",
        test=TEST,
        outcome="failed",
        failures=[FAILURE],
        sessions=sessions,
        details={},
    )
    return path


@pytest.fixture
def replay(tmp_path):
    """A replay page with two sessions, the first with two tabs and a gap."""
    tabs = (Tab(1, AT), Tab(2, AT + 1, opener=1, closed_at=AT + 90, ended="closed"))
    events = [(1, event) for event in stream()]
    second = [(2, event) for event in stream(AT + 1, "two")]
    gap = Gap(2, AT, AT + 1, 3, "lost")
    sessions = [
        ReplaySession("a" * 32, "first", tabs, (gap,), ("odd",), [*events, *second]),
        ReplaySession("b" * 32, "second", (Tab(1, AT),), (), (), events),
    ]
    return write_page(tmp_path / "replay.html", sessions)


def test_a_replay_page_gives_all_sessions_and_tabs(replay, tmp_path):
    found = read_foreign(replay)
    assert [session.id for session in found] == ["a" * 32, "b" * 32]
    store = Store.create(tmp_path / "here")
    first, second = (read(import_session(session, store).path) for session in found)
    assert [tab.number for tab in first.tabs] == [1, 2]
    assert first.tabs[1] == Tab(2, AT + 1, 1, AT + 90, "closed")
    assert [event for _, event in first.events(2)] == stream(AT + 1, "two")
    assert first.gaps == (Gap(2, AT, AT + 1, 3, "lost"),)
    assert first.problems == ("odd",)
    assert (second.test, second.outcome) == (TEST, "failed")
    assert second.failures == (FAILURE,)
    assert [event for _, event in second.events()] == stream()
    # One attempt has one folder.
    assert first.path.parent == second.path.parent


def test_a_cut_replay_page_gives_the_sessions_before_the_cut(replay):
    data = replay.read_bytes()
    [session] = read_foreign(data[: data.rindex(b'<script type="text/plain"')], "x")
    assert session.id == "a" * 32
    assert session.event_count == 16
    assert "1 sessions are missing" in session.problems[-1]


def test_a_replay_page_cut_inside_a_session_gives_the_events_before(tmp_path):
    events = [click(number) for number in range(6000)]
    one = ReplaySession("a" * 32, "x", (), (), (), [(1, event) for event in events])
    data = write_page(tmp_path / "replay.html", [one]).read_bytes()
    start = data.rindex(b'class="events">')
    cut = start + (data.index(b"</script>", start) - start) * 3 // 4
    [session] = read_foreign(data[:cut], "x")
    found = session.tabs[0].events
    assert 1000 < len(found) < 6000
    assert found == events[: len(found)]
    assert any("cut" in each for each in session.problems)


def test_a_replay_page_that_was_changed_is_damaged(replay):
    text = replay.read_bytes().replace(b'"sessions":', b'"sesions":', 1)
    with pytest.raises(RecordingDamaged, match="changed or cut"):
        read_foreign(text, "x")
