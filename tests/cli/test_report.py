"""`report`: a folder that is a site, and stays one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from replaytest.cli import showing
from replaytest.errors import RecordingDamaged
from replaytest.model import Test
from replaytest.search import saved
from replaytest.site import write
from replaytest.store import keys
from replaytest.store.entry import beside
from tests.cli.conftest import NODEID
from tests.report.site_builders import data_of
from tests.support.builders import STARTED_AT, click, full_snapshot, write_recording


@pytest.fixture
def against():
    """Return what the pages' failures were compared with."""
    return []


@pytest.fixture(autouse=True)
def pages(monkeypatch, here, against):
    """Return what pages were made of; the viewer has tests of its own."""
    made, compared = [], against

    def write_page(paths, target, *, against: Any):
        made.append([path.name for path in paths])
        compared.append(tuple(here / path for path in against))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("a page")
        # Younger than its sources even where the clock ticks slowly.
        os.utime(target, (2**32, 2**32))
        return 6

    monkeypatch.setattr(write, "write_replay_of", write_page)
    return made


def data(here: Path, folder: str = "report") -> dict:
    return data_of((here / folder / "index.html").read_bytes())


def links(here: Path) -> list[str]:
    return data(here)["replays"]


def files(folder: Path) -> dict[str, tuple[int, int]]:
    """Return what is in a folder, and when it was written."""
    return {
        path.relative_to(folder).as_posix(): (
            path.stat().st_mtime_ns,
            path.stat().st_ino,
        )
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_writes_a_site_with_pages_of_what_failed(run, record, here):
    record(0)
    record(1, outcome="passed", session="b" * 32)
    record(2, nodeid=None, outcome="unfinished", session="c" * 32)
    result = run("report")
    assert (result.code, result.out) == (0, f"report{os.sep}index.html\n")
    assert "3 sessions, 2 replay pages written" in result.err
    found = links(here)
    assert [bool(each) for each in found] == [True, False, True]
    for link in filter(None, found):
        assert (here / "report" / link).read_text() == "a page"
        assert not link.startswith(("/", "http"))
        assert ".." not in link
    assert "test-cart" in found[2]


def test_all_has_pages_of_all(run, record, here):
    record(0)
    record(1, outcome="passed", session="b" * 32)
    told = run("report", "--all", "--json").json
    assert told["pages"] == told["written"] == 2
    assert told["index"] == str(Path("report") / "index.html")
    assert all(links(here))


def test_written_again_nothing_changes(run, record, here, pages):
    record(0)
    run("report")
    before = files(here / "report")
    again = run("report", "--json").json
    assert files(here / "report") == before
    assert (again["changed"], again["written"], again["pages"]) == (False, 0, 1)
    assert len(pages) == 1
    # A page of a passed one stays linked when only failed ones are asked for.
    record(1, outcome="passed", session="b" * 32)
    run("report", "--all")
    run("report")
    assert all(links(here))
    assert len(pages) == 2


def test_what_is_new_is_written_and_nothing_else(run, record, here, pages):
    record(0)
    run("report")
    (page,) = (here / "report/replays").glob("*.html")
    written = page.stat().st_mtime_ns
    path = record(5, session="b" * 32)
    assert run("report", "--json").json["written"] == 1
    assert page.stat().st_mtime_ns == written
    # Another context of the same attempt.
    shutil.copy(path, path.with_name("session-2.replaytest"))
    run("report")
    assert pages[-1] == ["session.replaytest", "session-2.replaytest"]
    path.with_name("session-2.replaytest").unlink()
    run("report")
    assert pages[-1] == ["session.replaytest"]


def test_what_was_removed_is_nowhere_in_the_report(run, record, here):
    record(0)
    gone = record(1, nodeid="tests/test_secret.py::test_gone", session="b" * 32)
    run("report")
    theirs = here / "report/replays/notes.html"
    theirs.write_text("mine")
    for path in (gone, *beside(gone)):
        path.unlink(missing_ok=True)
    assert run("report", "--json").json["removed"] == 1
    said = [p.name.encode() + p.read_bytes() for p in (here / "report").rglob("*.*")]
    assert not any(b"gone" in each for each in said)
    assert theirs.read_text() == "mine"


def test_a_list_of_pages_that_somebody_changed_removes_nothing_else(run, record, here):
    record(0)
    run("report")
    (here / "precious.html").write_text("mine")
    ours = here / "report/replays/pages.json"
    ours.write_text('{"../../precious.html": "", "/etc/x.html": ""}')
    assert run("report").code == 0
    assert (here / "precious.html").exists()
    ours.write_text("[[")
    assert run("report").code == 0


def test_where_narrows_and_collections_are_in_it(run, record, here, store):
    record(0)
    record(1, outcome="passed", session="b" * 32)
    saved.save(store.root, saved.Collection("odd", (saved.Member("b" * 32, "why"),)))
    saved.save(store.root, saved.Search("bad", where="outcome = failed"))
    run("report", "--where", "collection = odd", "-o", "narrow")
    told = data(here, "narrow")
    assert len(told["replays"]) == 1
    assert told["collections"] == [
        {"name": "odd", "file": "odd", "sessions": {"b" * 32: "why"}}
    ]
    assert told["searches"] == [["bad", "outcome = failed"]]
    wrong = run("report", "--where", "signl")
    assert (wrong.code, (here / "report").exists()) == (2, False)


def test_a_failure_is_compared_with_the_last_pass_of_the_site(
    run, record, here, against
):
    old = record(0, outcome="passed", session="a" * 32)
    last = record(1, outcome="passed", session="b" * 32)
    record(2, outcome="passed", session="c" * 32, nodeid="t.py::test_other")
    record(3)
    record(4, outcome="passed", session="d" * 32)
    run("report")
    assert against == [(last,)]
    assert run("report", "--json").json["written"] == 0
    # What was left out of the site, or of the store, is in none of its pages.
    run("report", "--where", f"session != {'b' * 32}")
    assert against.pop() == (old,)
    for path in (old, *beside(old), last, *beside(last)):
        path.unlink(missing_ok=True)
    run("report")
    assert against.pop() == ()


def test_a_page_that_cannot_be_made_is_said(run, record, here, monkeypatch):
    def fail(_paths, _target, **_):
        raise RecordingDamaged("half of it is gone", where="here", fix="none")

    monkeypatch.setattr(write, "write_replay_of", fail)
    record(0)
    result = run("report")
    assert result.code == 0
    assert "half of it is gone" in result.err
    assert links(here) == [""]
    path = record(1, session="b" * 32)
    path.write_bytes(b"no recording")
    assert run("report", "--json").code == 0
    assert data(here)["columns"]["damaged"][0]


def test_what_is_encrypted_is_not_in_it(run, store, here, monkeypatch):
    monkeypatch.setenv(keys.VARIABLE, str(here / "keys"))
    test = Test(NODEID, 1, "", "run")
    write_recording(
        store.attempt_folder(test, STARTED_AT) / "session.replaytest",
        [full_snapshot(2), click(1)],
        key_folder=here / "keys",
        store=store,
        test=test,
        end={"at": STARTED_AT, "outcome": "failed"},
    )
    result = run("report", "--all")
    assert "not searched, as they are encrypted: 1" in result.err
    assert data(here)["replays"] == []
    assert NODEID not in (here / "report/index.html").read_text()


def test_the_page_is_the_same_for_everybody(run, record, here):
    record(0)
    run("report")
    text = (here / "report/index.html").read_text()
    assert str(here) not in text
    assert "connect-src" not in text
    assert "default-src 'none'" in text
    assert (here / "report/index.html").stat().st_mode & 0o044


def test_it_can_be_opened(run, record, here, monkeypatch):
    import webbrowser

    opened = []
    monkeypatch.setattr(webbrowser, "open", lambda url: opened.append(url) or True)
    monkeypatch.setattr(showing, "can_open", lambda: True)
    record(0)
    run("report", "--open")
    assert opened == [(here / "report/index.html").as_uri()]


def test_where_it_cannot_be_written(run, record, here):
    record(0)
    (here / "file").write_text("x")
    for target, code in (("file", 2), (".replaytest/report", 2), ("file/report", 3)):
        result = run("report", "-o", target)
        assert result.code == code, result.err
    assert (here / "file").read_text() == "x"
    shutil.rmtree(here / ".replaytest")
    assert "there is no store here" in run("report").err
