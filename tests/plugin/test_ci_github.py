"""The summary of a GitHub step and its errors: complete, bounded, and only text."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replaytest.model import Test
from replaytest.plugin.ci import github, markdown
from replaytest.plugin.ci.failed import FailedTest
from replaytest.store.folder import Store
from tests.plugin.test_ci_junit import CI_VARIABLES, CONFTEST, QUIET
from tests.support.builders import STARTED_AT, click, full_snapshot, write_recording

HOSTILE = (
    "a|b `c` <img src=x> ![x](http://evil) **bold** :tada: $x$ @all #1 www.evil.test"
)


def failed(number: int = 1, reason: str = "it broke", **more: object) -> FailedTest:
    return FailedTest(
        f"tests/test_it.py::test_{number}",
        reason,
        Path("/project/tests/test_it.py"),
        number,
        **more,
    )


def same(text: str) -> str:
    return text


@pytest.fixture(autouse=True)
def nowhere(monkeypatch):
    for name in CI_VARIABLES:
        monkeypatch.delenv(name, raising=False)


def parsed(command: str) -> tuple[dict[str, str], str]:
    """Read a workflow command as GitHub's runner does."""
    head, _, message = command.removeprefix("::error ").partition("::")

    def decoded(text: str, *, inside: bool) -> str:
        if inside:
            text = text.replace("%3A", ":").replace("%2C", ",")
        return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")

    pairs = (each.split("=", 1) for each in head.split(","))
    properties = {name: decoded(value, inside=True) for name, value in pairs}
    return properties, decoded(message, inside=False)


def test_error_stands_beside_the_line_of_the_test():
    test = failed(7, replay=Path("/project/.replaytest/tests/x/1/replay.html"))
    [line] = github.error_commands([test], {"GITHUB_WORKSPACE": "/project"})
    assert parsed(line) == (
        {
            "file": "tests/test_it.py",
            "line": "7",
            "title": "tests/test_it.py::test_7",
        },
        "it broke\nreplay: .replaytest/tests/x/1/replay.html",
    )


@given(nodeid=st.text(max_size=40), reason=st.text(max_size=80))
def test_no_text_ends_a_command_or_begins_another(nodeid, reason):
    test = FailedTest(nodeid, reason, Path("/project/x.py"), 1)
    [line] = github.error_commands([test], {"GITHUB_WORKSPACE": "/project"})
    assert "\n" not in line
    assert "\r" not in line
    properties, _ = parsed(line)
    assert properties["title"] == nodeid
    assert properties["file"] == "x.py"


def test_github_shows_ten_errors_and_gets_no_more():
    assert len(list(github.error_commands([failed(n) for n in range(30)], {}))) == 10


def test_long_message_is_cut_to_its_first_lines():
    [line] = github.error_commands([failed(reason="one\n" * 50)], {})
    assert parsed(line)[1].count("one") == github.MESSAGE_LINES


def test_summary_has_a_row_for_each_failed_test(tmp_path):
    replay = tmp_path / ".replaytest" / "tests" / "x" / "replay.html"
    text = github.step_summary([failed(replay=replay), failed(2)], tmp_path, same)
    rows = [line for line in text.splitlines() if line.startswith("| tests")]
    assert len(rows) == 2
    assert ".replaytest/tests/x/replay.html" in html.unescape(rows[0])
    assert "2 failed tests" in text


def test_summary_names_the_worst_signals(tmp_path):
    store = Store.create(tmp_path)
    folder = store.attempt_folder(Test("t", 1, "", "r"), STARTED_AT)
    error = {
        "type": 6,
        "data": {
            "plugin": "rrweb/console@1",
            "payload": {"level": "error", "payload": ['"card | refused"'], "trace": []},
        },
        "timestamp": STARTED_AT + 10,
    }
    meta = {
        "type": 4,
        "data": {"href": "http://shop.test/", "width": 800, "height": 600},
        "timestamp": STARTED_AT,
    }
    write_recording(
        folder / "session.replaytest",
        [meta, full_snapshot(2), click(1), error],
        store=store,
        end={"at": STARTED_AT + 20, "outcome": "failed"},
    )
    test = failed(replay=folder / "replay.html")
    text = html.unescape(github.step_summary([test], tmp_path, same))
    assert "card | refused" in text
    # What it says is masked like everything else.
    hidden = github.step_summary([test], tmp_path, lambda t: t.replace("card", "****"))
    assert "card" not in hidden


def test_summary_that_would_be_too_large_is_cut_and_says_so():
    tests = [failed(n, "x" * 400) for n in range(100)]
    text = github.step_summary(tests, Path("/"), same, room=10_000)
    assert len(text.encode()) <= 10_000
    shown = text.count("| tests")
    assert 0 < shown < 100
    assert f"and {100 - shown} more" in text
    assert github.step_summary(tests, Path("/"), same, room=50) == ""


def test_what_other_tools_wrote_counts_and_stays(tmp_path):
    path = tmp_path / "summary.md"
    path.write_text("of another tool\n" + "x" * (github.MOST_BYTES - 600))
    tests = [failed(n, "y" * 200) for n in range(20)]
    github.write_step_summary(tests, {github.STEP_SUMMARY: str(path)}, tmp_path, same)
    data = path.read_text("utf-8")
    assert data.startswith("of another tool\n")
    assert len(data.encode()) <= github.MOST_BYTES


def test_nothing_said_by_a_page_is_markup():
    cell = markdown.cell(HOSTILE)
    assert html.unescape(cell) == HOSTILE
    for markup in ("<img", "`c`", "![x]", "**", "|", "://", "www.", "$x$", "@all"):
        assert markup not in cell


@given(st.text())
def test_cell_is_one_line_without_a_bar(text):
    cell = markdown.cell(text, 100)
    assert "|" not in cell
    assert cell.isprintable()
    assert len(html.unescape(cell)) <= 100


HELPER = """
def helper():
    raise ValueError("100%\\n::error::not mine")
"""

TESTS = """
import pytest
from helping import helper

def test_passes(): pass

def test_fails():
    helper()

@pytest.mark.parametrize("word", ["sk_live_4eC39HqLyjWDarjtT1zdp7dc"])
def test_secret(word): assert 0, word
"""


def test_run_on_github_tells_both_once(pytester, monkeypatch):
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(test_it=TESTS, helping=HELPER)
    summary = pytester.path / "summary.md"
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    monkeypatch.setenv("GITHUB_WORKSPACE", str(pytester.path.parent))
    result = pytester.runpytest_inprocess(*QUIET)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    commands = [line for line in result.outlines if line.startswith("::error ")]
    assert len(commands) == 2
    told, message = parsed(next(c for c in commands if "test_fails" in c))
    # The line in the test, not that in its helper.
    name = pytester.path.name
    assert (told["file"], told["line"]) == (f"{name}/test_it.py", "7")
    assert message.startswith("ValueError: 100%\n::error::not mine\n")
    assert f"replay: {name}/replays/test_fails/replay.html" in message
    text = summary.read_text()
    assert text.count("test&#95;fails") == 2  # its name, and its replay's path
    assert re.search(r"^### 2 failed tests$", text, re.MULTILINE)


def test_another_annotator_is_not_repeated(pytester):
    config = pytester.parseconfig(*QUIET)
    environ = {"GITHUB_ACTIONS": "true"}
    assert github.annotates(config, environ)
    assert not github.annotates(config, {})
    name = "pytest_github_actions_annotate_failures"
    config.pluginmanager.register(object(), name)
    assert not github.annotates(config, environ)


def test_summary_that_cannot_be_written_changes_no_outcome(pytester, monkeypatch):
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(test_it="def test_fails(): assert 0")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(pytester.path / "absent" / "s.md"))
    result = pytester.runpytest_inprocess(*QUIET)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["told: no replay for GitHub step summary: *"])
