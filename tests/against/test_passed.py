"""Which attempt the last pass is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from replaytest.against.passed import last_pass
from replaytest.store.entry import sidecar_of
from replaytest.store.folder import Store
from replaytest.store.read import read
from tests.against.attempts import START, TEST, promo
from tests.support.builders import write_recording

HOUR = 3_600_000


@pytest.fixture
def store(tmp_path):
    return Store.create(tmp_path / ".replaytest")


@pytest.fixture
def record(store):
    """Write an attempt so many hours after START; return its recording's path."""

    def record_(hours, outcome="passed", **more):
        test = replace(TEST, **more)
        started_at = START + hours * HOUR
        folder = store.attempt_folder(test, started_at)
        return promo(started_at).write(folder, outcome, test)

    return record_


def found(path):
    return last_pass(read(path))


def test_the_newest_that_passed_before(record):
    record(1)
    newest = record(2)
    record(3, "failed")
    record(4, "skipped")
    failed = record(5, "failed")
    record(6)
    assert found(failed) == [newest]


def test_a_retry_finds_the_first_attempt_and_the_reverse(record):
    passed = record(1, attempt=2)
    assert found(record(2, "failed")) == [passed]
    assert found(record(3, "failed", attempt=2)) == [passed]


def test_other_parameters_and_browsers_are_other_tests(record):
    record(1, nodeid="tests/test_cart.py::test_pays[firefox]")
    record(1, nodeid="tests/test_cart.py::test_pays")
    assert found(record(2, "failed")) == []


def test_all_sessions_of_the_attempt_in_order(record):
    passed = record(1)
    more = []
    for number in (10, 2):
        path = passed.with_name(f"session-{number}.replaytest")
        path.write_bytes(passed.read_bytes())
        more.append(path)
    assert found(record(2, "failed")) == [passed, *reversed(more)]


def test_one_that_is_unfinished_or_torn_is_none(record, store):
    torn = record(1)
    torn.write_bytes(b"no recording")
    sidecar_of(torn).unlink()
    unfinished = store.attempt_folder(TEST, START + HOUR + 1)
    write_recording(unfinished / "session.replaytest", [], test=TEST, started_at=START)
    assert found(record(2, "failed")) == []


def test_an_encrypted_one_is_none(record, monkeypatch):
    older = record(1)
    hidden = record(2)
    monkeypatch.setattr(
        "replaytest.store.crypt.session_of",
        lambda path: "0" * 32 if path == hidden else None,
    )
    assert found(record(3, "failed")) == [older]


def test_quarantine_is_no_store(record, store):
    record(1)
    inside = store.root / "quarantine" / "tests"
    (store.root / "tests").rename(inside.parent.parent / "t")
    inside.parent.mkdir()
    (store.root / "t").rename(inside)
    (store.root / "tests").mkdir()
    passed = next(inside.rglob("*.replaytest"))
    failed = passed.parent.with_name("later") / passed.name
    promo(START + 9 * HOUR).write(failed.parent, "failed")
    assert found(failed) == []


def test_a_recording_that_lies_alone_has_none(tmp_path):
    assert found(promo().write(tmp_path, "failed")) == []
