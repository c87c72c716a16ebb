from __future__ import annotations

import os
import sys

import pytest

from replaytest.cli import showing
from replaytest.store.entry import sidecar_of


@pytest.fixture
def opened(monkeypatch):
    """Return the addresses that were opened; there is a display."""
    import webbrowser

    found = []
    monkeypatch.setattr(webbrowser, "open", lambda url: found.append(url) or True)
    monkeypatch.setattr(showing, "can_open", lambda: True)
    return found


@pytest.fixture(autouse=True)
def pages(monkeypatch):
    """Return what pages were made of; the viewer has tests of its own."""
    found = []

    def write(paths, target, *, against=None):
        found.append([path.name for path in paths])
        target.write_text("a page")
        # Younger than its sources even where the clock ticks slowly.
        os.utime(target, (2**32, 2**32))
        return 6

    monkeypatch.setattr("replaytest.replay.write_replay_of", write)
    monkeypatch.setattr(
        "replaytest.replay.replay_of", lambda paths, *, against=None: b"a page"
    )
    return found


def test_writes_prints_opens(run, record, opened):
    path = record()
    result = run("show", "test_pays")
    page = path.with_name("replay.html")
    assert result.code == 0
    assert result.out == f"{os.path.relpath(page)}\n"
    assert opened == [page.as_uri()]


def test_no_open(run, record, opened):
    record()
    assert run("show", "test_pays", "--no-open").code == 0
    assert opened == []


def test_all_sessions_of_the_newest_attempt_in_their_order(run, record, opened, pages):
    record(0)
    for number in (10, 2):
        record(1, file=f"session-{number}", session=str(number) * 16)
    path = record(1)
    for what in ("test_pays", path, path.parent, "101010", path.parent.parent):
        path.with_name("replay.html").unlink(missing_ok=True)
        assert run("show", what).code == 0
        sessions = ["session", "session-2", "session-10"]
        assert pages.pop() == [f"{name}.replaytest" for name in sessions]


def test_other_tests_in_the_same_folder_stay_out(run, record, here, pages):
    ours, theirs = record(), record(1, nodeid="test_other")
    ours.replace(here / "a.replaytest")
    theirs.replace(here / "b.replaytest")
    assert run("show", "a.replaytest", "--no-open").code == 0
    assert pages == [["a.replaytest"]]


def test_a_page_is_reused_until_its_recording_changes(run, record, pages):
    path = record()
    first = run("show", "test_pays", "--json").json
    again = run("show", "test_pays", "--json").json
    assert (first["reused"], again["reused"], len(pages)) == (False, True, 1)
    os.utime(path, (2**32 + 1, 2**32 + 1))
    assert not run("show", "test_pays", "--json").json["reused"]


def test_json(run, record, opened):
    path = record()
    assert run("show", "test_pays", "--json").json == {
        "replay": os.path.relpath(path.with_name("replay.html")),
        "size": 6,
        "reused": False,
        "test": "tests/test_cart.py::test_pays",
        "attempt": 1,
        "outcome": "failed",
        "recordings": [os.path.relpath(path)],
    }
    assert opened == []


def test_output_file(run, record, here):
    record()
    assert run("show", "test_pays", "--no-open", "-o", "here.html").out == "here.html\n"
    assert (here / "here.html").read_text() == "a page"


def test_a_recording_is_never_overwritten(run, record):
    path = record()
    before = path.read_bytes()
    for words in (["show", path, "--no-open"], ["export", path, "--to", "rrweb"]):
        result = run(*words, "-o", path)
        assert result.code == 2
        assert "overwrite" in result.err
    assert path.read_bytes() == before


def test_stdout_is_no_file_to_open(run, record):
    record()
    result = run("show", "test_pays", "-o", "-")
    assert (result.code, result.out) == (2, "")


@pytest.mark.parametrize("what", ["nothing-like-it", "gone.replaytest", "", "a/b::c"])
def test_not_found_is_3(run, record, what):
    record()
    result = run("show", what)
    assert (result.code, result.out) == (3, "")
    assert result.err.startswith("[RT103] ")


def test_a_downloaded_recording_needs_no_store(run, record, here, tmp_path_factory):
    alone = tmp_path_factory.mktemp("downloads")
    path = record(outcome="unfinished").rename(alone / "from_ci.replaytest")
    result = run("show", path, "--no-open", "--dir", alone / "no-store")
    assert (result.code, result.err) == (0, "")
    assert (alone / "replay.html").exists()


def test_damaged_is_3(run, record):
    path = record(outcome="unfinished")
    path.write_bytes(b"not ours")
    result = run("show", path)
    assert (result.code, result.out) == (3, "")
    assert result.err.startswith("[RT101] ")


def test_a_damaged_session_does_not_hide_the_others(run, record, pages):
    path = record()
    damaged = record(file="session-2", outcome="unfinished")
    damaged.write_bytes(b"not ours")
    result = run("show", path.parent, "--no-open")
    assert result.code == 0
    assert pages == [["session.replaytest"]]
    assert "left out, it cannot be read" in result.err


def test_no_browser_that_opens_is_told_and_no_error(run, record, monkeypatch):
    import webbrowser

    record()
    monkeypatch.setattr(webbrowser, "open", lambda url: False)
    monkeypatch.setattr(showing, "can_open", lambda: True)
    result = run("show", "test_pays")
    assert result.code == 0
    assert "open the file yourself" in result.err


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, False),
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"BROWSER": "code"}, True),
        ({"DISPLAY": ":0", "CI": "true"}, False),
        ({"DISPLAY": ":0", "CI": "false"}, True),
    ],
)
def test_opens_only_where_somebody_looks(environ, expected, monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    assert showing.can_open(environ) == expected


def test_export_html(run, record, here):
    path = record()
    assert run("export", "test_pays", "--to", "html").code == 0
    assert path.with_name("replay.html").exists()
    result = run("export", "test_pays", "--to", "html", "-o", "-")
    assert (result.code, result.out) == (0, "a page")


def test_export_html_has_no_tab(run, record):
    record()
    assert run("export", "test_pays", "--to", "html", "--tab", "1").code == 2


def test_lost_sidecars_change_nothing(run, record, pages):
    sidecar_of(record()).unlink()
    assert run("show", "test_pays", "--no-open").code == 0


@pytest.fixture
def compared_with(monkeypatch):
    """Return with what each page was compared."""
    found = []

    def write(paths, target, *, against=None):
        found.append(against)
        target.write_text("a page")
        return 6

    monkeypatch.setattr("replaytest.replay.write_replay_of", write)
    return found


def test_against_names_the_attempt_to_compare_with(run, record, compared_with):
    passed = record(0, outcome="passed")
    record(1)
    run("show", "test_pays", "--no-open")
    run("show", "test_pays", "--no-open", "--against", passed)
    run("export", "test_pays", "--to", "html", "-o", "x.html", "--against", "none")
    assert compared_with == [None, [passed], []]


def test_against_makes_a_page_anew(run, record, compared_with):
    record()
    for words in ((), (), ("--against", "none")):
        assert run("show", "test_pays", "--json", *words).code == 0
    assert compared_with[-1] == []


def test_against_nothing_that_is_there_is_said(run, record, compared_with):
    record()
    result = run("show", "test_pays", "--no-open", "--against", "test_other")
    assert result.code == 3
    assert "test_other" in result.err
    assert compared_with == []


def test_against_is_for_pages_only(run, record):
    record()
    result = run("export", "test_pays", "--to", "har", "--against", "none")
    assert result.code == 2
    assert "--against" in result.err
