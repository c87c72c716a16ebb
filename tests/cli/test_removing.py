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


def identify(**payload):
    from tests.support.builders import STARTED_AT

    data = {"tag": "identify", "payload": payload}
    return {"type": 5, "data": data, "timestamp": STARTED_AT}


def left(*paths):
    return [path.exists() for path in paths]


def test_rm_of_a_test_by_pattern(run, record):
    paths = [
        record(0, nodeid="tests/a.py::test_pays[chromium]"),
        record(1, nodeid="tests/a.py::test_pays[firefox]"),
        record(2, nodeid="tests/b.py::test_ships"),
        record(3, nodeid=None),
    ]
    for pattern in ("", "*pays", "t?ships"):  # these fit no whole name
        assert run("rm", "--test", pattern, "--yes").code == 3, pattern
    for pattern in ("tests/a.py::test_pays[chrom?um]", "*B.PY*"):
        assert run("rm", "--test", pattern, "--yes").code == 0
    assert left(*paths) == [False, True, False, True]
    assert run("rm", "--test", "TEST_P", "--yes").code == 0
    assert left(*paths) == [False, False, False, True]


def test_rm_before_a_date(run, record):
    old, young = record(0), record(2 * DAY_MINUTES)
    assert run("rm", "--before", "2026-11-22T12:00", "--yes").code == 0
    assert left(old, young) == [False, True]
    assert run("rm", "--before", "2026-11-22", "--yes").code == 3
    assert run("rm", "--before", "2027-01-01", "--yes").code == 0
    assert not young.exists()


@pytest.mark.parametrize("date", ["yesterday", "", "2026-13-01", "9" * 30])
def test_rm_before_what_is_no_date_is_2(run, record, date):
    path = record()
    assert run("rm", f"--before={date}", "--yes").code == 2
    assert path.exists()


def test_rm_of_a_person(run, record):
    ours = [
        record(0, events=[identify(person="anna@example.com")]),
        record(1, events=[identify(distinct_id="anna@example.com"), identify()]),
    ]
    others = [
        record(2, events=[identify(person="bert@example.com")]),
        record(3, events=[identify(name="anna@example.com")]),
        record(4, events=[{**identify(person="anna@example.com"), "type": 6}]),
        record(5),
    ]
    for path in ours:
        path.with_name("replay.html").write_text("a page")
    result = run("rm", "--person", "anna@example.com", "--yes")
    assert (result.code, result.out) == (0, "")
    assert result.err.startswith("removed 2 recordings")
    assert not any(path.parent.exists() for path in ours)
    assert all(left(*others))


def test_rm_of_a_person_whose_id_is_a_number(run, record):
    path = record(events=[identify(distinct_id=17)])
    assert run("rm", "--person", "17", "--yes").code == 0
    assert not path.exists()


def test_rm_of_a_person_says_what_was_not_searched(run, record, store):
    record(0, events=[identify(person="anna")])
    broken = record(1, outcome="unfinished", nodeid="test_broken")
    broken.write_bytes(b"nothing of ours")
    aside = store.root / "quarantine" / "x"
    aside.mkdir(parents=True)
    (aside / "session.replaytest").write_bytes(b"")
    result = run("rm", "--person", "anna", "--yes")
    assert result.code == 0
    assert "could not be searched: " in result.err
    assert "not searched, look there yourself: .replaytest/quarantine" in result.err
    assert broken.exists()


def test_rm_takes_what_all_options_agree_on(run, record):
    paths = [
        record(0, events=[identify(person="anna")]),
        record(1, events=[identify(person="anna")], nodeid="test_other"),
        record(2 * DAY_MINUTES, events=[identify(person="anna")]),
    ]
    words = ("--test", "test_pays", "--before", "2026-11-22T12:00", "--person", "anna")
    assert run("rm", *words, "--yes").code == 0
    assert left(*paths) == [False, True, True]
    assert run("rm", "test_other", "--person", "bert", "--yes").code == 3


def test_rm_of_nothing_in_particular_is_2(run, record):
    path = record()
    result = run("rm", "--yes")
    assert result.code == 2
    assert "--person" in result.err
    assert path.exists()


def test_rm_of_a_person_asks_like_any_other(run, record, answer):
    path = record(events=[identify(person="anna")])
    answer("n\n")
    result = run("rm", "--person", "anna")
    assert (result.code, path.exists()) == (0, True)
    assert "remove 1 recording, " in result.err


@pytest.fixture
def encrypted(store, here, monkeypatch):
    """Write an encrypted recording; its key goes to the folder `keys`."""
    from replaytest.model import Test
    from tests.support.builders import STARTED_AT
    from tests.support.builders import write_recording as write_encrypted

    monkeypatch.setenv("REPLAYTEST_KEYS", str(here / "keys"))

    def encrypted_(minutes=0, *, session="ab" * 16, into=store, outcome="passed"):
        test = Test("tests/test_cart.py::test_pays", 1, "", "run")
        at = STARTED_AT + minutes * 60_000
        return write_encrypted(
            into.attempt_folder(test, at) / "session.replaytest",
            [identify(person="anna")],
            key_folder=here / "keys",
            store=into,
            test=test,
            started_at=at,
            session=session,
            end={"at": at, "outcome": outcome},
        )

    return encrypted_


def key_names(here):
    return sorted(path.stem for path in (here / "keys").iterdir())


def test_rm_of_an_encrypted_recording_shreds_its_key_first(
    run, encrypted, here, monkeypatch
):
    path = encrypted()
    copy = path.rename(here / "copy.replaytest")
    path.write_bytes(copy.read_bytes())
    other = encrypted(1, session="cd" * 16)
    # Even when the file cannot go.
    monkeypatch.setattr("replaytest.store.retention._unlink", lambda path: None)
    assert run("rm", path, "--yes").code == 3
    assert key_names(here) == ["cd" * 16]
    assert run("events", copy).code == 3
    monkeypatch.undo()
    monkeypatch.chdir(here)
    monkeypatch.setenv("REPLAYTEST_KEYS", str(here / "keys"))
    result = run("rm", "--person", "anna", "--yes")
    assert (result.code, other.exists(), key_names(here)) == (0, False, [])
    assert "and the keys of 1, " in result.err
    assert "could not be searched" in result.err


def test_rm_without_the_key_still_removes(run, encrypted, here):
    path = encrypted()
    (here / "keys" / f"{'ab' * 16}.key").unlink()
    assert run("rm", "ab" * 4, "--yes").code == 0
    assert not path.exists()


def test_gc_shreds_what_it_removes(run, encrypted, here, now):
    paths = [encrypted(n, session=f"{n:032x}") for n in range(3)]
    assert run("gc", "--keep-passed", 1, "--json").json["keys"] == 2
    assert left(*paths) == [False, False, True]
    assert key_names(here) == [f"{2:032x}"]


def test_gc_removes_stray_keys_of_this_store_only(run, encrypted, store, here, now):
    import os

    elsewhere = Store.create(here / "elsewhere")
    encrypted(0, session="aa" * 16)
    lost = [encrypted(1, session="bb" * 16), encrypted(2, session="cc" * 16)]
    theirs = encrypted(3, session="dd" * 16, into=elsewhere)
    aside = store.root / "quarantine" / "x.replaytest"
    aside.parent.mkdir()
    encrypted(4, session="ee" * 16).rename(aside)
    for path in (*lost, theirs):
        path.unlink()
    for key in (here / "keys").iterdir():
        # The clock of these tests stands at some day; all but one key are old.
        os.utime(key, (0, 0) if key.stem != "cc" * 16 else (2**33, 2**33))
    (here / "keys" / "notes.txt").write_text("mine")
    (here / "keys" / f"{'0' * 32}.key").write_text("not a key")
    assert run("gc", "--json").json["keys"] == 1
    assert key_names(here) == sorted(
        ["0" * 32, "aa" * 16, "cc" * 16, "dd" * 16, "ee" * 16, "notes"]
    )
