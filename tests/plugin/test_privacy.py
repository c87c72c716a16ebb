"""What a team can say about privacy, and what becomes of it in a real run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from replaytest.errors import KeyMissing
from tests.support.suites import page_of, recordings
from tests.support.suites import texts_of as texts

SECRET = "Tr0ub4dor-and-3"
TEXT = page_of("<h1>Margaret Hamilton</h1><input value=Entered>")


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


def levels(store: Path) -> dict[str, int]:
    return {
        r.test.nodeid.split("::")[1].split("[")[0]: r.header["mask"]["level"]
        for r in recordings(store)
    }


def test_the_level_comes_from_the_command_line(suite, store):
    suite(f"def test_a(page): page.goto({TEXT!r})", "--record-sessions",
          "--record-sessions-level=2")  # fmt: skip
    [recording] = recordings(store)
    assert recording.header["mask"] == {"level": 2}
    assert "Margaret" not in texts(recording)
    assert re.search("X[xiw]{7} X[xiw]{7}", texts(recording))


def test_the_rules_come_from_pyproject(suite, store, pytester):
    pytester.makepyprojecttoml(
        "[tool.pytest.ini_options]\nrecord_sessions = 'true'\n"
        "[tool.replaytest.mask]\nmask = ['h1']\n"
    )
    suite(f"def test_a(page): page.goto({TEXT!r})")
    [recording] = recordings(store)
    assert "Margaret" not in texts(recording)


def test_a_wrong_rule_is_one_clear_line(suite, pytester):
    pytester.makepyprojecttoml("[tool.replaytest.mask]\nlevle = 2\n")
    result = suite(f"def test_a(page): page.goto({TEXT!r})", "--record-sessions")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*there is no rule 'levle'*pyproject.toml*"])
    assert "Traceback" not in result.stderr.str()


def test_a_marker_changes_the_level_of_a_page_that_lives_on(suite, store):
    source = f"""
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
"""
    result = suite(source, "--record-sessions")
    result.assert_outcomes(passed=4)
    assert levels(store) == {"test_first": 1, "test_second": 2, "test_fourth": 1}
    for recording in recordings(store):
        masked = recording.header["mask"]["level"] == 2
        assert ("Margaret" not in texts(recording)) == masked


def test_a_wrong_marker_records_nothing_and_says_so(suite, store):
    source = f"""
import pytest
@pytest.mark.record_session(level=9)
def test_a(page): page.goto({TEXT!r})
"""
    result = suite(source, "--record-sessions")
    result.assert_outcomes(passed=1)
    assert recordings(store) == []
    result.stdout.fnmatch_lines(
        ["*test_a*is not recorded: wrong marker: *9 is no level*"]
    )


def test_a_sample_of_none_keeps_failed_tests_only(suite, store):
    source = f"""
import pytest
def test_passes(page): page.goto({TEXT!r})
def test_fails(page):
    page.goto({TEXT!r})
    raise AssertionError
@pytest.mark.record_session(sample=1)
def test_wanted(page): page.goto({TEXT!r})
"""
    suite(source, "--record-sessions", "--record-sessions-sample=0")
    assert set(levels(store)) == {"test_fails", "test_wanted"}


def test_a_named_secret_is_nowhere(suite, store, monkeypatch):
    monkeypatch.setenv("SHOP_PASSWORD", SECRET)
    page = page_of(f"<p title='{SECRET}'>Your password is {SECRET}</p>")
    source = f"""
import pytest
@pytest.mark.parametrize("password", [{SECRET!r}])
def test_a(page, password, session_recording):
    page.goto({page!r})
    session_recording.annotate("logged in", password=password)
    assert page.title() == password, password
"""
    result = suite(source, "--record-sessions", "--mask-secret=SHOP_PASSWORD")
    result.assert_outcomes(failed=1)
    assert len(recordings(store)) == 1
    found = everything_under(store)
    assert b"logged in" in found
    assert SECRET.encode() not in found
    assert SECRET.lower().encode() not in found.lower()
    # The failure's text too.
    assert "'t' == '****" in recordings(store)[0].failures[0].message
    result.stdout.fnmatch_lines(["open one: *test_a?chromium-[*]*"])


def test_an_unknown_secret_is_one_clear_line(suite):
    result = suite("def test_a(): pass", "--record-sessions", "--mask-secret=NO_SUCH")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*no environment variable 'NO_SUCH'*"])


def test_a_secret_of_the_test_is_masked(suite, store):
    source = f"""
def test_a(page, session_recording):
    session_recording.mask({SECRET!r})
    page.goto({page_of(f"<p>{SECRET}</p>")!r})
"""
    suite(source, "--record-sessions")
    assert len(recordings(store)) == 1
    assert SECRET.encode() not in everything_under(store)


LATE = f"""
def test_a(page, session_recording):
    page.goto({page_of(f"<p>{SECRET}</p>")!r})
    page.wait_for_timeout(600)
    session_recording.mask({SECRET!r})  # too late: it is written already
"""


@pytest.mark.parametrize("workers", [(), ("-n1",)])
def test_what_slipped_through_is_quarantined(suite, store, workers):
    result = suite(LATE, "--record-sessions", *workers)
    result.assert_outcomes(passed=1)
    assert result.ret == 0
    assert recordings(store / "tests") == []
    assert list((store / "quarantine").rglob("quarantined.json"))
    result.stdout.fnmatch_lines(["*secret given by the test*quarantined in*"])


@pytest.mark.parametrize("workers", [(), ("-n1",)])
def test_strict_fails_the_run_for_it(suite, workers):
    result = suite(LATE, "--record-sessions", "--record-sessions-strict", *workers)
    result.assert_outcomes(passed=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_a_page_can_opt_out(suite, store):
    source = f"""
def test_a(page):
    page.goto({TEXT!r})
    page.wait_for_timeout(400)
    page.evaluate("replaytest.optOut(); document.title = 'Afterwards'")
    page.wait_for_timeout(400)
    page.goto({page_of("<p>Elsewhere</p>")!r})
"""
    result = suite(source, "--record-sessions")
    result.assert_outcomes(passed=1)
    [recording] = recordings(store)
    assert [gap.why for gap in recording.gaps] == ["the page opted out of recording"]
    assert "Margaret" in texts(recording)
    assert "Afterwards" not in texts(recording)
    assert "Elsewhere" not in texts(recording)


def test_do_not_track_is_honoured_when_told_to(suite, store, pytester):
    pytester.makepyprojecttoml("[tool.replaytest.mask]\nhonour_do_not_track = true\n")
    source = f"""
def test_a(browser):
    context = browser.new_context()
    context.add_init_script("Object.defineProperty(navigator, 'globalPrivacyControl', {{value: true}})")
    page = context.new_page()
    page.goto({TEXT!r})
"""
    suite(source, "--record-sessions").assert_outcomes(passed=1)
    assert recordings(store) == []


def test_blocked_addresses_are_left_out(suite, store, pytester):
    pytester.makepyprojecttoml(
        "[tool.replaytest.mask]\nblock_urls = ['data:*Margaret*']\n"
    )
    source = f"""
def test_a(page):
    page.goto({page_of("<p>Before</p>")!r})
    page.goto({TEXT!r})
    page.goto({page_of("<p>After</p>")!r})
"""
    suite(source, "--record-sessions")
    [recording] = recordings(store)
    assert "Before" in texts(recording)
    assert "After" in texts(recording)
    assert "Margaret" not in texts(recording)


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


def test_a_person_can_be_found_and_not_read(suite, store, pytester):
    source = f"""
def test_a(page, session_recording):
    page.goto({TEXT!r})
    session_recording.identify("ada@example.com")
def test_b(page):
    page.goto({TEXT!r})
"""
    suite(source, "--record-sessions")
    assert b"ada@example" not in everything_under(store)
    done = pytester.run(sys.executable, "-m", "replaytest", "rm",
                        "--person=ada@example.com", "--yes")  # fmt: skip
    assert done.ret == 0
    assert [r.test.nodeid for r in recordings(store)] == [
        "test_it.py::test_b[chromium]"
    ]


def test_a_page_cannot_lower_its_mask(suite, store):
    source = f"""
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
"""
    suite(source, "--record-sessions", "--record-sessions-level=2")
    [recording] = recordings(store)
    assert "Margaret" not in texts(recording)
