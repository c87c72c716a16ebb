"""An imported session is a recording like any other."""

from __future__ import annotations

import json

import pytest

from replaytest.errors import LimitExceeded, StoreNotWritable
from replaytest.importers.read import read_foreign
from replaytest.importers.store import import_session
from replaytest.mask.rules import Rules
from replaytest.mask.secrets import Secrets
from replaytest.store.folder import Store
from replaytest.store.read import read
from tests.importers.builders import AT, FOLDER, ID, OTHER, WINDOW, dumped, stream


@pytest.fixture
def store(tmp_path):
    return Store.create(tmp_path / "store")


def imported(store, source, **more):
    [session] = read_foreign(source, "" if source is None else "x.json")
    return import_session(session, store, **more)


def test_events_gaps_and_problems_are_stored_and_sealed(store):
    lines = (FOLDER / "lines.ndjson").read_bytes().splitlines()
    lines[4] = b'{"type":'
    recording = read(imported(store, b"\n".join(lines)).path)
    assert recording.sealed
    assert recording.outcome is None
    assert (recording.started_at, recording.ended_at) == (AT, AT + 70)
    events = stream()
    assert list(recording.events()) == [(1, e) for e in [*events[:4], *events[5:]]]
    assert [(gap.from_at, gap.to_at) for gap in recording.gaps] == [(AT + 30, AT + 50)]
    assert recording.problems == (
        "not imported: damaged: an event could not be read (1)",
    )
    assert not recording.skipped


def test_the_header_says_where_it_came_from(store, tmp_path):
    [session] = read_foreign(FOLDER / "posthog-two-windows.json", "/home/me/a.json")
    recording = read(import_session(session, store, clock=lambda: 7.5).path)
    assert recording.header["imported"] == {
        "from": "posthog-export-2023-04-28",
        "file": "a.json",
        "at": 7500,
        "id": f"posthog:{ID}",
        "windows": {"1": OTHER, "2": WINDOW},
    }
    assert [tab.number for tab in recording.tabs] == [1, 2]


def test_the_same_session_is_stored_once(store):
    first = imported(store, FOLDER / "array.json")
    again = imported(store, FOLDER / "lines.ndjson")
    assert (first.was_there, again.was_there) == (False, True)
    assert (again.path, again.events) == (first.path, 8)
    assert len(list(store.entries())) == 1


def test_a_session_has_the_same_id_in_every_store(store, tmp_path):
    other = Store.create(tmp_path / "other")
    first = imported(store, FOLDER / "posthog-2023-04-28.json")
    assert imported(other, FOLDER / "posthog-2023-04-28.json").session == first.session


def test_everything_passes_the_second_line_of_masking(store):
    events = stream()
    events[5]["data"]["payload"] = {"text": "the password is hunter2-hunter2"}
    export = {"version": "2023-04-28", "data": {"person": {"name": "hunter2-hunter2"}}}
    export["data"] |= {"id": "x", "snapshots": events}
    secrets = Secrets.of(Rules(), {})
    secrets.add("hunter2-hunter2")
    [session] = read_foreign(dumped(export), "x")
    path = import_session(session, store, mask=secrets.mask_lines).path
    recording = read(path)
    text = json.dumps([recording.header, *recording.events()])
    assert "hunter2" not in text
    assert "the password is" in text


def deep(levels):
    value = []
    for _ in range(levels):
        value = [value]
    return value


def test_deep_events_are_kept_as_long_as_they_can_be_read(store):
    events = stream()
    events[5]["data"]["payload"] = deep(900)
    assert [e for _, e in read(imported(store, dumped(events)).path).events()] == events


def test_an_event_one_level_too_deep_is_a_gap(store):
    event = stream()[5]
    text = dumped(event).replace(b'{"n":1}', b"[" * 1022 + b"]" * 1022)
    data = b"\n".join([dumped(stream()[0]), text, dumped(stream()[7])])
    recording = read(imported(store, data).path)
    assert [event for _, event in recording.events()] == [stream()[0], stream()[7]]
    assert [gap.events for gap in recording.gaps] == [1]


def test_an_event_that_is_too_large_leaves_nothing_behind(store, monkeypatch):
    monkeypatch.setattr("replaytest.importers.store.MAX_EVENT", 300)
    with pytest.raises(LimitExceeded) as caught:
        imported(store, FOLDER / "array.json")
    assert "x.json, tab 1, event 2" in caught.value.where
    assert list(store.entries()) == []
    assert list((store.root / "sessions").iterdir()) == []


def test_many_events_make_many_batches(store, monkeypatch):
    monkeypatch.setattr("replaytest.importers.store.BATCH", 100)
    path = imported(store, FOLDER / "array.json").path
    assert [event for _, event in read(path).events()] == stream()


def test_a_store_that_cannot_be_written_says_so(store):
    (store.root / "sessions").rmdir()
    (store.root / "sessions").write_text("a file")
    with pytest.raises(StoreNotWritable):
        imported(store, FOLDER / "array.json")
