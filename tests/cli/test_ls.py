from __future__ import annotations

import io

import pytest

from replaytest.cli import output
from replaytest.store.folder import Store


@pytest.fixture
def four(record):
    """Return the paths of four recordings, oldest first."""
    paths = [
        record(0, outcome="passed"),
        record(1, outcome="failed"),
        record(2, outcome="unfinished", nodeid="tests/test_cart.py::test_ships[bold]"),
        record(3, outcome=None, nodeid=None, session="ab" * 16),
    ]
    broken = record(-1, outcome="unfinished", nodeid="tests/test_cart.py::test_broken")
    broken.write_bytes(b"nothing of ours")
    return paths


def test_newest_first_and_aligned(run, four):
    result = run("ls")
    assert (result.code, result.err) == (0, "")
    head, *rows = result.out.splitlines()
    assert head.split() == [
        *("when", "outcome", "test", "attempt", "tabs", "events", "size", "path")
    ]
    known = [row for row in rows if "damaged" not in row]
    assert [row.split()[2] for row in known] == ["-", "unfinished", "failed", "passed"]
    assert "session abababab" in known[0]
    assert "test_ships[bold]" in known[1]
    assert len({row.index(".replaytest/") for row in rows}) == 1
    assert len(rows) == 5


def test_failed_ones_and_what_was_killed(run, four):
    found = run("ls", "--failed", "--json").json
    assert sorted(str(entry["outcome"]) for entry in found) == [
        "None",
        "None",
        "failed",
    ]
    assert not any(
        entry["finished"] and entry["outcome"] != "failed" for entry in found
    )


def test_what_narrows(run, four):
    assert len(run("ls", "test_pays", "--json").json) == 2
    assert len(run("ls", "abab" * 2, "--json").json) == 1
    assert len(run("ls", four[0], "--json").json) == 1
    assert len(run("ls", four[0].parent.parent, "--json").json) == 2


def test_json_of_an_entry(run, four):
    [entry] = run("ls", four[1], "--json").json
    size, began = four[1].stat().st_size, entry["started_at"]
    assert entry == {
        "path": str(four[1]),
        "session": "0123456789abcdef0123456789abcdef",
        "test": {
            "nodeid": "tests/test_cart.py::test_pays",
            "attempt": 1,
            "worker": "",
            "run": "run",
        },
        "started_at": began,
        "ended_at": began,
        "outcome": "failed",
        "tabs": 1,
        "events": 3,
        "gaps": 0,
        "size": size,
        "finished": True,
        "problems": [],
        "damaged": None,
    }


def test_an_empty_store_is_no_error(run, store):
    result = run("ls")
    assert (result.code, result.out) == (0, "")
    assert "pytest --record-sessions" in result.err
    assert run("ls", "--json").json == []


def test_nothing_failed_is_no_error(run, record):
    record(outcome="passed")
    result = run("ls", "--failed")
    assert (result.code, result.out) == (0, "")
    assert result.err == "no recording of a failed test\n"


def test_no_store_is_3(run):
    result = run("ls")
    assert result.code == 3
    assert result.err.startswith("[RT103] there is no store here (.replaytest)")


def test_nothing_that_matches_is_3_and_names_what_is_near(run, record):
    record()
    result = run("ls", "test_payz")
    assert (result.code, result.out) == (3, "")
    assert "did you mean tests/test_cart.py::test_pays?" in result.err


def test_store_is_found_from_a_folder_below(run, record, here, monkeypatch):
    record()
    (here / "deep" / "er").mkdir(parents=True)
    monkeypatch.chdir(here / "deep" / "er")
    assert "../../.replaytest/tests" in run("ls").out


def test_dir_wins_over_the_environment_over_the_default(run, record, here, monkeypatch):
    record(nodeid="test_default")
    for name in ("variable", "option"):
        record(nodeid=f"test_{name}", into=Store.create(here / name))
    assert "test_default" in run("ls").out
    monkeypatch.setenv("REPLAYTEST_RECORD_SESSIONS_DIR", "variable")
    assert "test_variable" in run("ls").out
    assert "test_option" in run("ls", "--dir", "option").out


def test_a_name_cannot_steer_the_terminal(run, record):
    record(nodeid="test_a[\x1b[31m\n]")
    out = run("ls").out
    assert "\x1b" not in out
    assert r"test_a[\x1b[31m\n]" in out


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize("no_color", [True, False])
def test_colours_on_a_terminal_only(four, monkeypatch, no_color):
    from replaytest.cli.main import main

    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "400")
    monkeypatch.delenv("NO_COLOR", raising=False)
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    assert main(["ls"]) == 0
    assert "test_ships[bold]" in terminal.getvalue()
    assert ("\x1b[31m" in terminal.getvalue()) != no_color


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (99949, "99.9 kB"),
        (100000, "100 kB"),
        (999600, "1.0 MB"),
        (5 * 10**12, "5000 GB"),
    ],
)
def test_sizes(count, text):
    assert output.size(count) == text


def test_a_moment_that_is_none():
    assert output.moment(2**62) == str(2**62)
