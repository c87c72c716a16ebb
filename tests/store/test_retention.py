from __future__ import annotations

import os
import time

import pytest

from replaytest.errors import UsageError
from replaytest.model import Test
from replaytest.store import retention
from replaytest.store.entry import sidecar_of
from replaytest.store.folder import Store
from replaytest.store.lines import encode
from replaytest.store.read import read
from replaytest.store.retention import DAY_MS, apply, collect, remove
from replaytest.store.stream import LineFile
from tests.support.builders import click, full_snapshot, write_recording

NOW = 1_800_000_000_000


@pytest.fixture
def store(tmp_path):
    return Store.create(tmp_path / "store")


def record(store, days_ago, outcome, *, name="pays", events=None, file="session"):
    at = int(NOW - days_ago * DAY_MS)
    test = Test(f"tests/test_cart.py::test_{name}", 1, "", "run")
    return write_recording(
        store.attempt_folder(test, at) / f"{file}.replaytest",
        events or [click(1)],
        store=store,
        test=test,
        started_at=at,
        end=None if outcome == "unfinished" else {"at": at, "outcome": outcome},
    )


def age_blobs(store, hours=2):
    then = time.time() - hours * 3600
    for _, path in store.blobs:
        os.utime(path, (then, then))


def in_real_time():
    return int(time.time() * 1000)


def test_the_newest_passed_attempts_of_each_test_stay(store):
    outcomes = ["passed", "skipped", "interrupted", None, "passed"]
    paths = [record(store, days, outcome) for days, outcome in enumerate(outcomes)]
    other = record(store, 90, "passed", name="ships")
    removed = apply(store, now=NOW)
    assert set(removed.recordings) == set(paths[3:])
    assert all(path.exists() for path in [*paths[:3], other])
    assert not any(path.parent.exists() for path in paths[3:])
    assert removed.size > 0


def test_failures_stay_until_they_are_old(store):
    young, old = record(store, 29, "failed"), record(store, 31, "failed")
    assert apply(store, now=NOW, keep_passed=0).recordings == (old,)
    assert young.exists()
    assert apply(store, now=NOW, failed_days=28).recordings == (young,)


def test_an_attempt_with_one_failed_session_failed(store):
    both = [
        record(store, 5, "passed"),
        record(store, 5, "failed", file="session-2"),
    ]
    assert apply(store, now=NOW, keep_passed=0).recordings == ()
    assert set(apply(store, now=NOW, failed_days=4).recordings) == set(both)


def test_what_may_still_be_written_stays(store):
    young, old = record(store, 0.9, "unfinished"), record(store, 2, "unfinished")
    removed = apply(store, now=NOW, keep_passed=0, failed_days=0)
    assert removed.recordings == (old,)
    assert young.exists()


def test_recordings_without_a_test_stay(store):
    path = store.session_folder("a" * 32, 1) / "session.replaytest"
    write_recording(path, [], store=store, started_at=1, end={"outcome": "passed"})
    assert apply(store, now=NOW, keep_passed=0, failed_days=0).recordings == ()


def test_damaged_recordings_and_unknown_files_stay(store):
    damaged = record(store, 99, "unfinished")
    damaged.write_bytes(b"")
    going = record(store, 98, "passed")
    unknown = going.with_name("trace.zip")
    unknown.write_bytes(b"")
    apply(store, now=NOW, keep_passed=0, failed_days=0)
    assert damaged.exists()
    assert list(unknown.parent.iterdir()) == [unknown]


def test_blobs_go_with_the_last_recording_that_needs_them(store):
    page, other = full_snapshot(300), full_snapshot(5, css="p {} " * 1000)
    first = record(store, 1, "passed", events=[page])
    second = record(store, 2, "passed", events=[page, other])
    age_blobs(store)
    removed = remove(store, [e for e in store.entries() if e.path == second])
    assert removed.blobs == 1
    assert list(read(first).events()) == [(1, page)]
    assert remove(store, store.entries()).blobs == 1
    assert list((store.root / "blobs").iterdir()) == []


def test_young_blobs_stay_for_who_may_be_writing(store):
    store.blobs.put(b"of another process")
    assert collect(store, now=in_real_time()) == (0, 0)
    age_blobs(store)
    assert collect(store, now=in_real_time())[0] == 1


def test_a_lost_sidecar_costs_no_blob(store):
    path = record(store, 1, "passed", events=[full_snapshot(300)])
    sidecar_of(path).unlink()
    age_blobs(store)
    assert collect(store, now=in_real_time()) == (0, 0)


@pytest.mark.parametrize("sidecar", [True, False])
def test_blobs_of_a_later_format_stay(store, sidecar):
    digest = store.blobs.put(b"of a later replaytest")
    age_blobs(store)
    path = store.root / "tests" / "a" / "b" / "session.replaytest"
    path.parent.mkdir(parents=True)
    file = LineFile(path)
    file.write(encode({"replaytest": 99}))
    file.close()
    if sidecar:
        line = encode({"replaytest": 99, "blobs": [digest]})
        sidecar_of(path).write_bytes(line)
    assert collect(store, now=in_real_time()) == (0, 0)
    assert apply(store, now=NOW, keep_passed=0, failed_days=0).recordings == ()


def test_a_damaged_recording_does_not_keep_blobs(store):
    record(store, 1, "unfinished").write_bytes(b"")
    store.blobs.put(b"unneeded")
    age_blobs(store)
    assert collect(store, now=in_real_time())[0] == 1


def test_removing_refuses_what_is_outside_before_it_begins(store, tmp_path):
    inside = record(store, 1, "passed")
    other = Store.create(tmp_path / "other")
    record(other, 1, "passed")
    with pytest.raises(UsageError, match="not in this store"):
        remove(store, [*store.entries(), *other.entries()])
    assert inside.exists()


def test_what_cannot_be_removed_is_not_told_as_removed(store, monkeypatch):
    path = record(store, 1, "passed")
    monkeypatch.setattr(retention, "_unlink", lambda path: None)
    assert remove(store, store.entries()).recordings == ()
    assert path.exists()
