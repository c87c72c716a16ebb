from __future__ import annotations

import io

import pytest

from replaytest.store.folder import Store

DAY_MINUTES = 24 * 60


@pytest.fixture
def answer(monkeypatch):
    """Put a person at a terminal who answers so."""

    def answer_(text):
        terminal = io.StringIO(text)
        terminal.isatty = lambda: True  # type: ignore[method-assign]
        monkeypatch.setattr("sys.stdin", terminal)

    return answer_


def test_rm_removes_what_matches_and_its_replay(run, record):
    going, staying = record(), record(1, nodeid="test_other")
    for path in (going, staying):
        path.with_name("replay.html").write_text("a page")
    result = run("rm", "test_pays", "--yes")
    assert (result.code, result.out) == (0, "")
    assert result.err.startswith("removed 1 recording, ")
    assert not going.parent.exists()
    assert staying.with_name("replay.html").exists()


def test_rm_leaves_unknown_files(run, record):
    path = record()
    path.with_name("trace.zip").write_text("")
    assert run("rm", path, "--yes").code == 0
    assert [each.name for each in path.parent.iterdir()] == ["trace.zip"]


def test_rm_json(run, record):
    path = record()
    freed = sum(each.stat().st_size for each in path.parent.iterdir())
    assert run("rm", path, "--yes", "--json").json == {
        "recordings": [str(path)],
        "blobs": 0,
        "keys": 0,
        "size": freed,
    }


def test_rm_without_anybody_to_ask_is_2(run, record, monkeypatch):
    path = record()
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    result = run("rm", "test_pays")
    assert result.code == 2
    assert "hint: add --yes" in result.err
    assert path.exists()


@pytest.mark.parametrize(
    ("text", "gone"), [("y\n", True), ("yes\n", True), ("\n", False), ("", False)]
)
def test_rm_asks(run, record, answer, text, gone):
    paths = [record(minute) for minute in range(12)]
    answer(text)
    result = run("rm", "test_pays")
    assert (result.code, result.out) == (0, "")
    assert "… and 2 more" in result.err
    assert "remove 12 recordings, " in result.err
    assert ("nothing was removed" in result.err) != gone
    assert not any(path.exists() == gone for path in paths)


def test_rm_of_what_is_not_there_is_3(run, record):
    record()
    assert run("rm", "nothing-like-it", "--yes").code == 3


def test_rm_outside_the_store_is_2(run, record, here):
    path = record(into=Store.create(here / "other"))
    record()
    result = run("rm", path, "--yes")
    assert result.code == 2
    assert path.exists()


def test_rm_of_what_cannot_go_is_3(run, record, monkeypatch):
    record()
    monkeypatch.setattr("replaytest.store.retention._unlink", lambda path: None)
    result = run("rm", "test_pays", "--yes")
    assert result.code == 3
    assert "1 could not be removed" in result.err


@pytest.fixture
def now(monkeypatch):
    """Make it ten days after the first recording."""
    from tests.support.builders import STARTED_AT

    at = STARTED_AT / 1000 + 10 * 86_400
    monkeypatch.setattr("replaytest.cli.removing.time.time", lambda: at)


def test_gc_keeps_the_last_passed_and_the_young_failed(run, record, now):
    passed = [record(minute, outcome="passed") for minute in range(5)]
    failed = [record(day * DAY_MINUTES, nodeid="test_f") for day in (0, 5)]
    assert sorted(run("gc", "--json").json["recordings"]) == sorted(
        relative(passed[:2])
    )
    words = ("gc", "--keep-passed", 1, "--failed-days", 7, "--json")
    assert set(run(*words).json["recordings"]) == set(
        relative([*passed[2:4], failed[0]])
    )
    assert passed[4].exists()
    assert failed[1].exists()


def relative(paths):
    from pathlib import Path

    return [str(path.relative_to(Path.cwd())) for path in paths]


def test_gc_removes_replays_too(run, record, now):
    path = record(outcome="passed")
    path.with_name("replay.html").write_text("a page")
    result = run("gc", "--keep-passed", 0)
    assert (result.code, result.out) == (0, "")
    assert not path.parent.exists()


def test_gc_of_nothing(run, store):
    result = run("gc")
    assert (result.code, result.err) == (0, "removed 0 recordings, 0 B\n")


@pytest.mark.parametrize("verb", [("gc",), ("rm", "x", "--yes")])
def test_without_a_store_is_3(run, verb):
    assert run(*verb).code == 3


@pytest.mark.parametrize("value", ["-1", "x", "1.5", "", "9" * 99, "\u0661"])
def test_gc_refuses_what_is_no_number(run, record, value):
    path = record()
    assert run("gc", f"--keep-passed={value}").code == 2
    assert path.exists()
