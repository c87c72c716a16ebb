"""What `pytest --record-sessions` leaves behind.

One run of several files, at which each test looks from its side.
"""

from __future__ import annotations

import json

import pytest

from tests.support.once import Ran, run_once
from tests.support.suites import PAGE, texts_of

ONE_OF_EACH = f"""
import pytest
from playwright.sync_api import expect

def test_passes(page):
    page.goto({PAGE!r})
    page.get_by_role("textbox").fill("typed")

def test_fails(page):
    page.goto({PAGE!r})
    expect(page.get_by_role("heading")).to_have_text("Goodbye", timeout=200)

def test_without_browser():
    pass

@pytest.mark.skip
def test_skipped(page):
    pass
"""


TYPES = """
def test_types(page):
    page.set_content(
        "<input id=a><input id=p type=password><textarea></textarea>"
        "<p contenteditable></p><input type=hidden value=PlantedHidden>"
        "<select><option value=PlantedOption selected>x</select>")
    page.fill("#a", "PlantedText")
    page.fill("#p", "PlantedPassword")
    page.fill("textarea", "PlantedArea")
    page.locator("p").type("PlantedNote")
    page.evaluate("document.querySelector('#p').type = 'text'")
    page.fill("#p", "PlantedAgain")
"""

OUTLIVES = """
import pytest

@pytest.fixture(scope="session")
def shared(browser):
    page = browser.new_page()
    page.set_content("<h1>before any test</h1><button onclick='n.textContent++'>go"
                     "</button><b id=n>0</b>")
    yield page
    page.close()

def test_one(shared): shared.click("button")
def test_untouched(shared): pass
def test_two(shared): shared.click("button")
def test_three(shared):
    shared.click("button")
    assert shared.text_content("b") == "3"
"""

PAUSES = """
def test_notes(page, session_recording):
    assert session_recording.active
    page.set_content("<p>shown</p>")
    session_recording.annotate("checkout_started", cart=149.99)
    session_recording.pause()
    page.evaluate("document.body.append('NotToBeSeen')")
    page.evaluate("document.body.lastChild.remove()")
    session_recording.resume()
    page.evaluate("document.body.append('seen again')")
"""

LEFT_OUT = f"""
import pytest

@pytest.mark.record_session(False)
def test_private(page): page.goto({PAGE!r})

def test_public(page): page.goto({PAGE!r})
"""

BROKEN = f"""
import pytest

@pytest.fixture
def broken(page):
    page.goto({PAGE!r})
    %s
    yield
    %s

def test_it(broken): pass
"""
BREAK = "raise RuntimeError('broken fixture')"

NOTES = """
import time

def test_notes(page, session_recording):
    page.set_content("<p>shown</p>")
    before = time.time() - 1
    session_recording.comment("it began here", at=before)
    session_recording.tag("checkout", "slow")
    session_recording.identify("user_42", plan="pro")
"""

PRINTS = """
import logging, os, sys

def test_pays(page):
    page.set_content("<p>shown</p>")
    print("to stdout", os.environ["SHOP_TOKEN"], "x" * 200_000, "the end")
    print("to stderr", file=sys.stderr)
    logging.warning("to the log")
    assert page.text_content("p") == "other"
"""

SKIPS = """
import pytest

@pytest.fixture
def elsewhere(page):
    page.set_content("<p>shown</p>")
    pytest.skip("not here")

def test_it(elsewhere): pass
"""

PHASES = """
import pytest, time

@pytest.fixture
def basket():
    time.sleep(0.05)

def test_pays(page, basket):
    page.set_content("<p>shown</p>")
    assert page.text_content("p") == "other"
"""

FILES = {
    "test_it": ONE_OF_EACH,
    "test_types": TYPES,
    "test_pauses": PAUSES,
    "test_left_out": LEFT_OUT,
    "test_setup": BROKEN % (BREAK, "pass"),
    "test_teardown": BROKEN % ("pass", BREAK),
    "test_notes": NOTES,
    "test_prints": PRINTS,
    "test_skips": SKIPS,
    "test_phases": PHASES,
    # Its page stays open from here on.
    "test_outlives": OUTLIVES,
}


@pytest.fixture(scope="module")
def ran(tmp_path_factory) -> Ran:
    return run_once(
        tmp_path_factory,
        "recording",
        FILES,
        "--record-sessions",
        "--tracing=on",
        "--junit-xml=report.xml",
        "--mask-secret=SHOP_TOKEN",
        SHOP_TOKEN="tok-3f9a1c77e2",
    )


def test_each_test_with_a_page_has_a_recording(ran):
    assert ran.outcomes("test_it") == {"PASSED": 2, "FAILED": 1, "SKIPPED": 1}
    found = ran.recordings("test_it")
    assert [(r.test.nodeid, r.outcome) for r in found] == [
        ("test_it.py::test_fails[chromium]", "failed"),
        ("test_it.py::test_passes[chromium]", "passed"),
    ]
    assert all(r.finished and r.torn_at is None and not r.problems for r in found)
    assert "Hello" in texts_of(found[0])


def test_failure_is_in_the_recording_at_its_moment(ran):
    failed = ran.recordings("test_it")[0]
    [failure] = failed.failures
    assert failure.phase == "call"
    assert "Locator expected to have text 'Goodbye'" in failure.message
    assert "to_have_text" in failure.traceback
    assert failed.started_at < failure.failed_at <= failed.ended_at


def test_failed_test_has_one_html_file_and_the_summary_names_it(ran):
    [replay] = ran.replays("test_it")
    assert replay.name == "replay.html"
    start = next(i for i, line in enumerate(ran.lines) if "recorded sessions" in line)
    lines = ran.lines[start + 1 :]
    assert lines[0] == "test_it.py::test_fails[chromium]"
    assert lines[1] == f"  replay: {replay.relative_to(ran.folder)}"
    [how] = [line for line in lines if "replaytest show" in line]
    assert '"test_it.py::test_fails[chromium]"' in how


def test_replay_is_a_property_of_the_junit_report(ran):
    [replay] = ran.replays("test_it")
    report = (ran.folder / "report.xml").read_text()
    assert (
        f'<property name="replaytest_replay" value="{replay.relative_to(ran.folder)}"'
        in report
    )


def test_folder_is_named_as_pytest_playwright_names_its_own(ran):
    ours, theirs = (
        {path.name for path in folder.glob("test-it-*")}
        for folder in (ran.store / "tests", ran.folder / "test-results")
    )
    assert len(ours) == 2
    assert ours == theirs


def test_nothing_typed_is_stored_in_clear(ran):
    [recording] = ran.recordings("test_types")
    # The option's attribute is not a value that was entered; its element's value is.
    assert "Planted" not in texts_of(recording).replace("'value': 'PlantedOption'", "")
    assert "Xxxxxxx" in texts_of(recording)


def test_page_that_outlives_tests_gives_each_a_part_of_its_own(ran):
    one, three, two = ran.recordings("test_outlives")
    assert [
        r.test.nodeid.split("[")[0].removeprefix("test_outlives.py::")
        for r in (one, two, three)
    ] == [
        "test_one",
        "test_two",
        "test_three",
    ]
    for recording in (one, two, three):
        # What Playwright tells (5, 6) may come before the first event of the page.
        kinds = [e["type"] for _, e in recording.events() if e["type"] < 5]
        assert kinds[:2] == [4, 2]  # each stands alone: Meta, full snapshot
        assert not recording.gaps
    assert "before any test" in texts_of(three)


def test_annotation_pause_and_resume(ran):
    assert ran.outcomes("test_pauses") == {"PASSED": 1}
    [recording] = ran.recordings("test_pauses")
    said = [event["data"] for _, event in recording.events() if event["type"] == 5]
    assert {"tag": "checkout_started", "payload": {"cart": 149.99}} in said
    assert "NotToBeSeen" not in texts_of(recording)
    assert "seen again" in texts_of(recording)
    [gap] = recording.gaps
    assert gap.why == "recording was paused by the test"


def test_fixture_does_nothing_without_the_flag(suite, store):
    result = suite("""
def test_notes(session_recording):
    session_recording.annotate("x")
    session_recording.pause()
    session_recording.resume()
    assert not session_recording.active
""")
    result.assert_outcomes(passed=1)
    assert not store.exists()


def test_marker_leaves_a_test_out(ran):
    assert [r.test.nodeid for r in ran.recordings("test_left_out")] == [
        "test_left_out.py::test_public[chromium]"
    ]


@pytest.mark.parametrize(
    ("where", "outcomes"),
    [("setup", {"ERROR": 1}), ("teardown", {"PASSED": 1, "ERROR": 1})],
)
def test_error_in_a_fixture_is_a_failure_too(ran, where, outcomes):
    file = f"test_{where}"
    assert ran.outcomes(file) == outcomes
    [recording] = ran.recordings(file)
    assert recording.outcome == "failed"
    assert [failure.phase for failure in recording.failures] == [where]
    assert len(ran.replays(file)) == 1


def test_recording_can_be_read_by_zstd_and_json(ran):
    import zstandard

    path = ran.recordings("test_it")[0].path
    with path.open("rb") as file:
        text = zstandard.ZstdDecompressor().stream_reader(file).read()
    header, *rest = map(json.loads, text.splitlines())
    assert header["replaytest"] == 1
    assert header["test"]["nodeid"].startswith("test_it.py::")
    assert rest[-1]["record"] == "end"


def test_comments_tags_and_persons(ran):
    (recording,) = ran.recordings("test_notes")
    events = [event for _, event in recording.events()]
    told = {e["data"]["tag"]: e for e in events if e["type"] == 5}
    assert told["comment"]["data"]["payload"] == {"text": "it began here"}
    assert told["comment"]["timestamp"] <= told["tag"]["timestamp"] - 1000
    assert told["tag"]["data"]["payload"] == {"names": ["checkout", "slow"]}
    assert told["identify"]["data"]["payload"]["plan"] == "pro"
    assert "user_42" not in str(events)


def test_what_a_test_printed_is_in_its_recording(ran):
    (recording,) = ran.recordings("test_prints")
    told = [
        e["data"]["payload"]
        for _, e in recording.events()
        if e["data"].get("tag") == "replaytest/output@1"
    ]
    shown = {each["title"]: each["text"] for each in told}
    assert "to the log" in shown["Captured log call"]
    assert "to stderr" in shown["Captured stderr call"]
    assert shown["Captured stdout call"].endswith("the end\n")
    assert len(shown["Captured stdout call"]) == 100_000
    assert "tok-3f9a1c77e2" not in str(told)


def test_a_fixture_that_skips_has_not_failed(ran):
    (recording,) = ran.recordings("test_skips")
    told = {
        e["data"]["payload"].get("name"): e["data"]["payload"]["outcome"]
        for _, e in recording.events()
        if e["data"].get("tag") == "replaytest/phase@1"
    }
    assert told["elsewhere"] == "skipped"


def test_phases_and_fixtures(ran):
    (recording,) = ran.recordings("test_phases")
    told = [
        e["data"]["payload"]
        for _, e in recording.events()
        if e["data"].get("tag") == "replaytest/phase@1"
    ]
    by_name = {each.get("name", each["phase"]): each for each in told}
    assert by_name["basket"]["duration"] >= 50
    assert by_name["call"]["outcome"] == "failed"
    assert by_name["setup"]["outcome"] == by_name["teardown"]["outcome"] == "passed"
    assert by_name["setup"]["at"] <= by_name["basket"]["at"] <= by_name["call"]["at"]
