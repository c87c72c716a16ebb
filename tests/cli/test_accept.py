"""`accept`: a recording becomes one file beside the tests."""

from __future__ import annotations

import orjson
import pytest

import replaytest
from replaytest.cli.main import main
from replaytest.errors import RecordingDamaged
from replaytest.model import Test
from replaytest.store.alone import write_alone
from replaytest.store.folder import Store
from replaytest.store.write import RecordingWriter, WriterThread

LONG = "body { color: red } " * 1000
NODES = [
    {"type": 3, "id": 10 + number, "textContent": f"text {number}"}
    for number in range(300)
]
EVENTS = [
    {
        "type": 4,
        "timestamp": 1000,
        "data": {"href": "http://a/", "width": 9, "height": 9},
    },
    {
        "type": 2,
        "timestamp": 1001,
        "data": {"node": {"type": 0, "id": 1, "childNodes": NODES}},
    },
    {"type": 5, "timestamp": 1002, "data": {"tag": "x", "payload": {"text": LONG}}},
]


def made(store, name, *, header=(), test=None, outcome="passed", end=True):
    """Return a recording as the store has it: sealed, its bodies in blobs."""
    told = {
        "session": name * 32,
        "started_at": 1000,
        "test": {"nodeid": test, "attempt": 1, "worker": "", "run": "r"}
        if test
        else None,
        **dict(header),
    }
    thread = WriterThread()
    folder = store.session_folder(name * 32, 1000)
    if test:
        folder = store.attempt_folder(Test(test, 1, "", "r"), 1000)
    path = folder / "session.replaytest"
    writer = RecordingWriter(
        path, told, thread=thread, store=store, on_problem=pytest.fail
    )
    writer.record({"record": "tab", "tab": 1, "opener": None, "at": 1000})
    lines = b"".join(orjson.dumps([1, event]) + b"\n" for event in EVENTS)
    writer.append(lines, events=len(EVENTS))
    if end:
        writer.finish({"at": 2000, "outcome": outcome, "failures": []})
    assert thread.close(10)
    return path


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def store():
    from pathlib import Path

    return Store.create(Path(".replaytest"))


def events_of(path):
    return list(replaytest.read(path).events())


def test_a_recording_is_one_file_that_needs_no_store(store, folder, capsys):
    path = made(store, "a", test="tests/test_cart.py::test_pays[chromium]")
    assert replaytest.read(path).blobs
    assert main(["accept", "test_pays", "sessions/"]) == 0
    assert capsys.readouterr().out == "new: sessions/pays.replaytest\n"
    alone = folder / "sessions" / "pays.replaytest"
    moved = alone.rename(folder.parent / f"{folder.name}.replaytest")
    found = replaytest.read(moved)
    assert (found.blobs, found.torn_at, found.outcome) == ((), None, "passed")
    assert [event for _, event in found.events()] == EVENTS
    assert not found.skipped
    moved.unlink()


def test_a_file_can_be_named(store, folder):
    path = made(store, "a")
    assert main(["accept", str(path), "deep/in/visit.replaytest"]) == 0
    assert events_of(folder / "deep/in/visit.replaytest") == events_of(path)


def test_a_run_renews_what_it_was_a_run_of(store, folder, capsys):
    first = made(store, "a")
    main(["accept", str(first), "sessions/visit.replaytest"])
    of = {"of": "../sessions/visit.replaytest", "session": "a" * 32}
    run = made(store, "b", header={"redrive": of}, outcome=None)
    capsys.readouterr()
    assert main(["accept", "bbbbbb"]) == 0
    assert capsys.readouterr().out == "renewed: sessions/visit.replaytest\n"
    found = replaytest.read(folder / "sessions/visit.replaytest")
    assert (found.session, found.outcome) == ("b" * 32, "passed")
    assert events_of(found.path) == events_of(run)


def test_an_older_run_is_told(store, capsys):
    main(["accept", str(made(store, "a")), "visit.replaytest"])
    of = {"of": "../visit.replaytest", "session": "c" * 32}
    made(store, "b", header={"redrive": of})
    assert main(["accept", "bbbbbb"]) == 0
    assert "has been renewed since" in capsys.readouterr().err


def test_what_is_no_baseline_is_not_replaced(store, capsys):
    first = made(store, "a")
    before = first.read_bytes()
    of = {"of": first.relative_to(store.root).as_posix(), "session": "a" * 32}
    made(store, "b", header={"redrive": of})
    assert main(["accept", "bbbbbb"]) == 2
    assert "is no baseline" in capsys.readouterr().err
    assert first.read_bytes() == before
    assert main(["accept", "aaaaaa"]) == 2
    assert "no run of a re-drive" in capsys.readouterr().err
    assert main(["accept", "aaaaaa", "visit.json"]) == 2
    assert "a baseline is a .replaytest file" in capsys.readouterr().err


def test_what_is_not_whole_is_refused(store, folder, capsys):
    made(store, "a", end=False)
    assert main(["accept", "aaaaaa", "visit.replaytest"]) == 3
    assert "is not whole" in capsys.readouterr().err
    path = made(store, "b")
    for blob in store.blobs.folder.rglob("*.zst"):
        blob.unlink()
    with pytest.raises(RecordingDamaged, match="missing from its store"):
        write_alone(replaytest.read(path), folder / "visit.replaytest")
    assert not list(folder.glob("*visit*"))


def test_a_high_level_is_told(store, capsys):
    made(store, "a", header={"mask": {"level": 2}})
    assert main(["accept", "aaaaaa", "visit.replaytest"]) == 0
    assert "recorded at level 2" in capsys.readouterr().err


def test_an_export_of_others_can_be_accepted(folder, capsys):
    (folder / "visit.json").write_bytes(orjson.dumps(EVENTS))
    assert main(["accept", "visit.json", "sessions/visit.replaytest"]) == 0
    found = replaytest.read(folder / "sessions/visit.replaytest")
    assert [event for _, event in found.events()] == EVENTS
    assert found.outcome is None
