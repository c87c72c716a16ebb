"""`replaytest migrate`, with a format 2 that exists only here."""

from __future__ import annotations

import argparse
import json

import orjson
import pytest

from replaytest.cli import migrating
from replaytest.errors import StoreNotWritable, UsageError
from replaytest.store import entry, migrate
from replaytest.store.entry import load, sidecar_of
from replaytest.store.read import read
from replaytest.store.stream import Lines
from tests.support.builders import STARTED_AT, click, write_recording


@pytest.fixture
def migrate_(capsys):
    """Run the verb; return what it printed and said."""

    def run(*words):
        top = argparse.ArgumentParser()
        migrating.add(top.add_subparsers())
        options = top.parse_args(["migrate", *map(str, words)])
        assert options.run(options) == 0
        return capsys.readouterr()

    return run


@pytest.fixture
def format_2(monkeypatch):
    def step(header):
        return header | {"recorder": "replaytest"}

    monkeypatch.setattr(migrate, "FORMAT", 2)
    monkeypatch.setattr(migrate, "STEPS", {1: step})
    monkeypatch.setattr(entry, "FORMAT", 2)


def raw(path):
    """Return the lines of a file, the first as it is written."""
    first, *rest = Lines(path)
    return orjson.loads(first), rest


def test_where_all_are_current_nothing_is_written(record, migrate_):
    path = record()
    before = path.stat()
    done = migrate_()
    assert done.out == ""
    assert done.err == "format 1: 0 rewritten, 1 current already\n"
    assert path.stat() == before


@pytest.mark.parametrize("outcome", ["failed", "passed"])
def test_an_older_one_is_rewritten_line_for_line(record, migrate_, outcome, request):
    path = record(outcome=outcome)
    header, rest = raw(path)
    events = list(read(path).events())
    request.getfixturevalue("format_2")
    assert "1 rewritten" in migrate_().err
    now, same = raw(path)
    assert now == header | {"replaytest": 2, "recorder": "replaytest"}
    assert same == rest
    assert list(read(path).events()) == events
    assert json.loads(sidecar_of(path).read_text())["replaytest"] == 2
    assert [each.name for each in path.parent.iterdir()].count(path.name) == 1
    assert len(list(path.parent.iterdir())) == 2
    assert "0 rewritten, 1 current already" in migrate_().err


def test_an_unsealed_one_stays_unsealed(record, migrate_, store, request):
    path = record(outcome="unfinished")
    file = path.with_name("session-2.replaytest")
    write_recording(
        file, [click(1)], store=store, end={"at": 5, "outcome": "passed"}, seal=False
    )
    request.getfixturevalue("format_2")
    assert "1 rewritten" in migrate_().err
    assert not read(file).sealed
    assert raw(file)[0]["replaytest"] == 2


def test_an_encrypted_one_is_rewritten_with_its_key(
    store, migrate_, tmp_path, monkeypatch, request
):
    pytest.importorskip("cryptography")
    monkeypatch.setenv("REPLAYTEST_KEYS", str(tmp_path / "keys"))
    path = store.session_folder("0" * 32, STARTED_AT) / "session.replaytest"
    write_recording(
        path,
        [click(1)],
        store=store,
        end={"at": STARTED_AT, "outcome": "failed"},
        key_folder=tmp_path / "keys",
    )
    request.getfixturevalue("format_2")
    assert "1 rewritten" in migrate_().err
    assert b'replaytest":' not in path.read_bytes()
    assert raw(path)[0]["recorder"] == "replaytest"
    assert load(path).outcome == "failed"


def test_dry_run_says_it_and_writes_nothing(record, migrate_, format_2):
    path = record()
    before = path.read_bytes()
    done = migrate_("--dry-run")
    assert done.err == "format 2: 1 would be rewritten, 0 current already\n"
    assert done.out.strip().endswith("session.replaytest")
    assert path.read_bytes() == before


def test_what_cannot_be_rewritten_is_left_and_told(record, migrate_, format_2):
    unfinished = record(outcome="unfinished")
    torn = record(1, session="1" * 32)
    torn.write_bytes(torn.read_bytes()[:-9])
    junk = record(2, session="2" * 32)
    junk.write_bytes(b"junk")
    before = {path: path.read_bytes() for path in (unfinished, torn, junk)}
    done = json.loads(migrate_("--json").out)
    assert done["rewritten"] == []
    assert len(done["left"]) == 3
    assert {path: path.read_bytes() for path in before} == before


def test_json_counts(record, migrate_, format_2):
    path = record()
    told = json.loads(migrate_("--json").out)
    assert told == {
        "format": 2,
        "dry_run": False,
        "current": 0,
        "rewritten": [str(path.relative_to(path.parents[4]))],
        "left": [],
    }


def test_a_full_disk_is_told_and_the_recording_stays(
    record, migrate_, format_2, monkeypatch
):
    path = record()
    before = path.read_bytes()

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("replaytest.store.rewrite.LineFile", full)
    with pytest.raises(StoreNotWritable, match="No space left"):
        migrate_()
    assert path.read_bytes() == before


def test_a_step_that_loses_something_is_not_kept(
    record, migrate_, format_2, monkeypatch
):
    path = record()
    before = path.read_bytes()
    monkeypatch.setattr(
        "replaytest.store.rewrite.islice", lambda lines, *_: list(lines)[2:]
    )
    assert "does not read back" in migrate_().err
    assert path.read_bytes() == before
    assert len(list(path.parent.iterdir())) == 2


def test_a_url_is_refused(migrate_):
    with pytest.raises(UsageError, match="folder only"):
        migrate_("--dir", "s3://bucket/x")
