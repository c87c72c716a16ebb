"""What a team can say about privacy, and what becomes of it in a real run.

What is told in the same way is told in one run of several files.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from replaytest.errors import KeyMissing
from replaytest.store.read import Recording
from tests.support.once import Ran, run_once
from tests.support.suites import page_of, recordings
from tests.support.suites import texts_of as texts

# Told by the environment, by a test in time, and by one too late.
SECRET, OF_TEST, LATE_SECRET = "Tr0ub4dor-and-3", "Of-the-test-31", "T00-late-and-7"
TEXT = page_of("<h1>Margaret Hamilton</h1><input value=Entered>")


LATE = f"""
def test_a(page, session_recording):
    page.goto({page_of(f"<p>{LATE_SECRET}</p>")!r})
    page.wait_for_timeout(600)
    session_recording.mask({LATE_SECRET!r})  # too late: it is written already
"""
TOLD_BY_TESTS = {
    "test_late": LATE,
    "test_marker": f"""
import pytest

@pytest.fixture(scope="module")
def shared(browser):
    page = browser.new_page()
    page.goto({TEXT!r})
    yield page
    page.close()

def touch(page): page.evaluate("document.body.append(document.createElement('hr'))")
def test_first(shared): touch(shared)
@pytest.mark.record_session(level=2)
def test_second(shared): touch(shared)
@pytest.mark.record_session(level=4)
def test_third(shared): touch(shared)
def test_fourth(shared):
    touch(shared)
    shared.reload()
""",
    "test_wrong": f"""
import pytest
@pytest.mark.record_session(level=9)
def test_a(page): page.goto({TEXT!r})
""",
    "test_secret": f"""
def test_a(page, session_recording):
    session_recording.mask({OF_TEST!r})
    page.goto({page_of(f"<p>{OF_TEST}</p>")!r})
""",
    "test_opts_out": f"""
def test_a(page):
    page.goto({TEXT!r})
    page.wait_for_timeout(400)
    page.evaluate("replaytest.optOut(); document.title = 'Afterwards'")
    page.wait_for_timeout(400)
    page.goto({page_of("<p>Elsewhere</p>")!r})
""",
    "test_person": f"""
def test_a(page, session_recording):
    page.goto({TEXT!r})
    session_recording.identify("ada@example.com")
def test_b(page):
    page.goto({TEXT!r})
""",
}
RULES = """
[tool.replaytest.mask]
mask = ['h1']
honour_do_not_track = true
block_urls = ['data:*Blocked*']
[tool.pytest.ini_options]
record_sessions = 'true'
"""
TOLD_BY_RULES = {
    "test_masked": f"def test_a(page): page.goto({TEXT!r})",
    "test_not_tracked": f"""
def test_a(browser):
    context = browser.new_context()
    context.add_init_script("Object.defineProperty(navigator, 'globalPrivacyControl', {{value: true}})")
    page = context.new_page()
    page.goto({TEXT!r})
""",
    "test_blocked": f"""
def test_a(page):
    page.goto({page_of("<p>Before</p>")!r})
    page.goto({page_of("<p>Blocked</p>")!r})
    page.goto({page_of("<p>After</p>")!r})
""",
    "test_late": LATE,
}
AT_LEVEL_2 = {
    "test_level": f"def test_a(page): page.goto({TEXT!r})",
    "test_lowers": f"""
def test_a(page):
    page.goto({TEXT!r})
    page.wait_for_timeout(400)
    page.evaluate('''() => {{
        const mine = window[Symbol.for('replaytest')];
        mine.follow({{level: 0, mask: [], unmask: ['*'], block: [], ignore: [], attributes: [],
            keepAttributes: [], onlyUrls: [], blockUrls: [], patternsOff: [], key: ''}}, '');
        mine.snapshot();
    }}''')
    page.wait_for_timeout(400)
""",
}
PASSWORD = page_of(f"<p title='{SECRET}'>Your password is {SECRET}</p>")
SAMPLE_OF_NONE = {
    # The first that fails is the one that the summary tells how to open.
    "test_named": f"""
import pytest
@pytest.mark.parametrize("password", [{SECRET!r}])
def test_a(page, password, session_recording):
    page.goto({PASSWORD!r})
    session_recording.annotate("logged in", password=password)
    assert page.title() == password, password
""",
    "test_sample": f"""
import pytest
def test_passes(page): page.goto({TEXT!r})
def test_fails(page):
    page.goto({TEXT!r})
    raise AssertionError
@pytest.mark.record_session(sample=1)
def test_wanted(page): page.goto({TEXT!r})
""",
}


def everything_under(*places: Path) -> bytes:
    """Return all bytes below folders, what is compressed laid open, names too."""
    found = []
    for place in places:
        for path in place.rglob("*"):
            found.append(str(path.relative_to(place)).encode())
            if path.is_file():
                data = path.read_bytes()
                if data[:4] == b"\x28\xb5\x2f\xfd":
                    data = subprocess.run(
                        ["zstd", "-dcq"], input=data, capture_output=True, check=True
                    ).stdout
                found.append(data)
    return b"\n".join(found)


def levels(found: list[Recording]) -> dict[str, int]:
    return {
        r.test.nodeid.split("::")[1].split("[")[0]: r.header["mask"]["level"]
        for r in found
    }


@pytest.fixture(scope="module")
def told_by_tests(tmp_path_factory) -> Ran:
    return run_once(
        tmp_path_factory, "privacy-told_by_tests", TOLD_BY_TESTS, "--record-sessions"
    )


@pytest.fixture(scope="module")
def told_by_rules(tmp_path_factory) -> Ran:
    return run_once(
        tmp_path_factory,
        "privacy-told_by_rules",
        TOLD_BY_RULES,
        "--record-sessions-strict",
        rules=RULES,
    )


@pytest.fixture(scope="module")
def at_level_2(tmp_path_factory) -> Ran:
    return run_once(
        tmp_path_factory,
        "privacy-at_level_2",
        AT_LEVEL_2,
        "--record-sessions",
        "--record-sessions-level=2",
    )


@pytest.fixture(scope="module")
def sample_of_none(tmp_path_factory) -> Ran:
    return run_once(
        tmp_path_factory,
        "privacy-sample_of_none",
        SAMPLE_OF_NONE,
        "--record-sessions",
        "--record-sessions-sample=0",
        "--mask-secret=SHOP_PASSWORD",
        SHOP_PASSWORD=SECRET,
    )


def test_the_level_comes_from_the_command_line(at_level_2):
    [recording] = at_level_2.recordings("test_level")
    assert recording.header["mask"] == {"level": 2}
    assert "Margaret" not in texts(recording)
    assert re.search("X[xiw]{7} X[xiw]{7}", texts(recording))


def test_the_rules_come_from_pyproject(told_by_rules):
    [recording] = told_by_rules.recordings("test_masked")
    assert "Margaret" not in texts(recording)


def test_a_wrong_rule_is_one_clear_line(suite, pytester):
    pytester.makepyprojecttoml("[tool.replaytest.mask]\nlevle = 2\n")
    result = suite(f"def test_a(page): page.goto({TEXT!r})", "--record-sessions")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*there is no rule 'levle'*pyproject.toml*"])
    assert "Traceback" not in result.stderr.str()


def test_a_marker_changes_the_level_of_a_page_that_lives_on(told_by_tests):
    assert told_by_tests.outcomes("test_marker") == {"PASSED": 4}
    found = told_by_tests.recordings("test_marker")
    assert levels(found) == {"test_first": 1, "test_second": 2, "test_fourth": 1}
    for recording in found:
        masked = recording.header["mask"]["level"] == 2
        assert ("Margaret" not in texts(recording)) == masked


def test_a_wrong_marker_records_nothing_and_says_so(told_by_tests):
    assert told_by_tests.outcomes("test_wrong") == {"PASSED": 1}
    assert told_by_tests.recordings("test_wrong") == []
    assert re.search(
        "test_wrong.*test_a.*is not recorded: wrong marker: .*9 is no level",
        told_by_tests.output,
    )


def test_a_sample_of_none_keeps_failed_tests_only(sample_of_none):
    found = sample_of_none.recordings("test_sample")
    assert set(levels(found)) == {"test_fails", "test_wanted"}


def test_a_named_secret_is_nowhere(sample_of_none):
    assert sample_of_none.outcomes("test_named") == {"FAILED": 1}
    [recording] = sample_of_none.recordings("test_named")
    found = everything_under(sample_of_none.store)
    assert b"logged in" in found
    assert SECRET.encode() not in found
    assert SECRET.lower().encode() not in found.lower()
    # The failure's text too.
    assert "'t' == '****" in recording.failures[0].message
    [told] = [line for line in sample_of_none.lines if line.startswith("open one: ")]
    assert "test_named.py::test_a[chromium-*" in told


def test_an_unknown_secret_is_one_clear_line(suite):
    result = suite("def test_a(): pass", "--record-sessions", "--mask-secret=NO_SUCH")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*no environment variable 'NO_SUCH'*"])


def test_a_secret_of_the_test_is_masked(told_by_tests):
    assert len(told_by_tests.recordings("test_secret")) == 1
    assert OF_TEST.encode() not in everything_under(told_by_tests.store)


def assert_quarantined(ran: Ran) -> None:
    assert ran.outcomes("test_late") == {"PASSED": 1}
    assert ran.recordings("test_late") == []
    assert list((ran.store / "quarantine").rglob("quarantined.json"))
    assert re.search("secret given by the test.*quarantined in", ran.output)


def test_what_slipped_through_is_quarantined(told_by_tests):
    assert_quarantined(told_by_tests)
    assert told_by_tests.code == 0


def test_strict_fails_the_run_for_it(told_by_rules):
    assert_quarantined(told_by_rules)
    assert "FAILED" not in told_by_rules.output
    assert told_by_rules.code == pytest.ExitCode.TESTS_FAILED


@pytest.mark.parametrize(
    ("strict", "code"),
    [
        ((), pytest.ExitCode.OK),
        (("--record-sessions-strict",), pytest.ExitCode.TESTS_FAILED),
    ],
    ids=["quarantined", "strict"],
)
def test_a_worker_tells_what_slipped_through(suite, store, strict, code):
    result = suite(LATE, "--record-sessions", "-n1", *strict)
    result.assert_outcomes(passed=1)
    assert result.ret == code
    assert recordings(store / "tests") == []
    assert list((store / "quarantine").rglob("quarantined.json"))
    result.stdout.fnmatch_lines(["*secret given by the test*quarantined in*"])


def test_a_page_can_opt_out(told_by_tests):
    assert told_by_tests.outcomes("test_opts_out") == {"PASSED": 1}
    [recording] = told_by_tests.recordings("test_opts_out")
    assert [gap.why for gap in recording.gaps] == ["the page opted out of recording"]
    assert "Margaret" in texts(recording)
    assert "Afterwards" not in texts(recording)
    assert "Elsewhere" not in texts(recording)


def test_do_not_track_is_honoured_when_told_to(told_by_rules):
    assert told_by_rules.outcomes("test_not_tracked") == {"PASSED": 1}
    assert told_by_rules.recordings("test_not_tracked") == []


def test_blocked_addresses_are_left_out(told_by_rules):
    [recording] = told_by_rules.recordings("test_blocked")
    assert "Before" in texts(recording)
    assert "After" in texts(recording)
    assert "Blocked" not in texts(recording)


def test_encrypted_recordings_leave_nothing_readable(
    suite, store, pytester, monkeypatch
):
    monkeypatch.setenv("REPLAYTEST_KEYS", str(pytester.path / "keys"))
    source = f"""
def test_a(page):
    page.goto({TEXT!r})
    raise AssertionError("Hamilton failed")
"""
    result = suite(source, "--record-sessions", "--record-sessions-encrypt")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*encrypted recording: *.replaytest"])
    assert b"Hamilton" not in everything_under(store)
    assert not list(store.rglob("*.html"))
    [recording] = recordings(store)
    assert "Margaret Hamilton" in texts(recording)
    for key in (pytester.path / "keys").rglob("*.*"):
        key.unlink()
    with pytest.raises(KeyMissing):
        recordings(store)


def test_keys_inside_the_store_are_refused(suite, store, monkeypatch):
    monkeypatch.setenv("REPLAYTEST_KEYS", str(store / "keys"))
    result = suite(
        "def test_a(): pass", "--record-sessions", "--record-sessions-encrypt"
    )
    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_a_person_can_be_found_and_not_read(told_by_tests, pytester):
    assert b"ada@example" not in everything_under(told_by_tests.store)
    store = pytester.path / ".replaytest"
    shutil.copytree(told_by_tests.store, store)
    before = [r.test.nodeid for r in recordings(store / "tests")]
    done = pytester.run(sys.executable, "-m", "replaytest", "rm",
                        "--person=ada@example.com", "--yes")  # fmt: skip
    assert done.ret == 0
    left = [r.test.nodeid for r in recordings(store / "tests")]
    assert "test_person.py::test_b[chromium]" in left
    assert set(before) - set(left) == {"test_person.py::test_a[chromium]"}


def test_a_page_cannot_lower_its_mask(at_level_2):
    [recording] = at_level_2.recordings("test_lowers")
    assert "Margaret" not in texts(recording)
