from __future__ import annotations

import pytest

from tests.support.suites import PAGE, recordings

BOTH = f"""
def test_passes(page): page.goto({PAGE!r})

def test_fails(page):
    page.goto({PAGE!r})
    raise AssertionError
"""


def test_failed_keeps_those_of_failed_tests_only(suite, store):
    suite(BOTH, "--record-sessions", "--record-sessions-keep=failed")
    assert [r.outcome for r in recordings(store)] == ["failed"]
    # No empty folder reminds of the others.
    assert [path.name for path in (store / "tests").iterdir()] == [
        "test-it-py-test-fails-chromium"
    ]


def test_all_keeps_all_and_recent_three_passed_ones_of_each_test(suite, store):
    for _ in range(3):
        suite(BOTH, "--record-sessions", "--record-sessions-keep=all")
    assert len(recordings(store)) == 6
    suite(BOTH, "--record-sessions")
    outcomes = [r.outcome for r in recordings(store)]
    assert outcomes.count("passed") == 3
    assert outcomes.count("failed") == 4


@pytest.mark.parametrize("where", ["ini", "environment"])
def test_options_can_come_from_elsewhere(suite, pytester, monkeypatch, where):
    if where == "ini":
        pytester.makeini(
            "[pytest]\nrecord_sessions = true\nrecord_sessions_keep = failed\n"
            "record_sessions_dir = elsewhere\n"
        )
    else:
        monkeypatch.setenv("REPLAYTEST_RECORD_SESSIONS", "1")
        monkeypatch.setenv("REPLAYTEST_RECORD_SESSIONS_KEEP", "failed")
        monkeypatch.setenv("REPLAYTEST_RECORD_SESSIONS_DIR", "elsewhere")
    suite(BOTH)
    assert len(recordings(pytester.path / "elsewhere")) == 1


def test_wrong_value_is_one_clear_line(suite, pytester):
    pytester.makeini("[pytest]\nrecord_sessions_keep = sometimes\n")
    result = suite(BOTH)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        ["*'sometimes' is no way to keep recordings (record_sessions_keep)*"]
    )
    assert "Traceback" not in result.stderr.str()
