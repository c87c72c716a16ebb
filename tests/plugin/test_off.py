"""Off means off: nothing of replaytest is loaded, and nothing of Playwright. On, no more
than recording takes."""

from __future__ import annotations

SPY = """
import sys

def test_imports():
    loaded = sorted(name for name in sys.modules if name.startswith("replaytest"))
    assert loaded == ["replaytest", "replaytest.config", "replaytest.errors",
                      "replaytest.files", "replaytest.plugin",
                      "replaytest.plugin.redrive"]
    assert "playwright" not in sys.modules
    assert "zstandard" not in sys.modules
"""

LATE = """
import sys

def test_imports():
    late = {"against", "diff", "mirror", "redrive", "replay", "report", "run", "signals"}
    loaded = {name.split(".")[1] for name in sys.modules if name.startswith("replaytest.")}
    assert "recorder" in loaded
    assert not late & loaded
"""

WITHOUT_PLAYWRIGHT = ("-p", "no:playwright", "-p", "no:playwright-asyncio")


def test_without_the_flag_nothing_is_imported(pytester):
    pytester.makepyfile(SPY)
    pytester.runpytest_subprocess(*WITHOUT_PLAYWRIGHT).assert_outcomes(passed=1)


def test_what_shows_a_recording_is_not_imported_before_a_test_has_failed(pytester):
    pytester.makepyfile(LATE)
    ran = pytester.runpytest_subprocess("--record-sessions", *WITHOUT_PLAYWRIGHT)
    ran.assert_outcomes(passed=1)


def test_collect_only_records_nothing(pytester):
    pytester.makepyfile("def test_it(): pass")
    result = pytester.runpytest_subprocess(
        "--record-sessions", "--collect-only", *WITHOUT_PLAYWRIGHT
    )
    assert result.ret == 0
    assert not (pytester.path / ".replaytest").exists()
