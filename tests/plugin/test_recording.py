"""What `pytest --record-sessions` leaves behind."""

from __future__ import annotations

import json

import pytest

from tests.support.suites import PAGE, recordings, texts_of

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


def test_each_test_with_a_page_has_a_recording(suite, store):
    result = suite(ONE_OF_EACH, "--record-sessions")
    result.assert_outcomes(passed=2, failed=1, skipped=1)
    found = recordings(store)
    assert [(r.test.nodeid, r.outcome) for r in found] == [
        ("test_it.py::test_fails[chromium]", "failed"),
        ("test_it.py::test_passes[chromium]", "passed"),
    ]
    assert all(r.finished and r.torn_at is None and not r.problems for r in found)
    assert "Hello" in texts_of(found[0])


def test_failure_is_in_the_recording_at_its_moment(suite, store):
    suite(ONE_OF_EACH, "--record-sessions")
    failed = recordings(store)[0]
    [failure] = failed.failures
    assert failure.phase == "call"
    assert "Locator expected to have text 'Goodbye'" in failure.message
    assert "to_have_text" in failure.traceback
    assert failed.started_at < failure.failed_at <= failed.ended_at


def test_failed_test_has_one_html_file_and_the_summary_names_it(suite, store):
    result = suite(ONE_OF_EACH, "--record-sessions")
    [replay] = store.rglob("*.html")
    assert replay.name == "replay.html"
    lines = result.outlines
    start = next(i for i, line in enumerate(lines) if "recorded sessions" in line)
    assert lines[start + 1] == "test_it.py::test_fails[chromium]"
    assert lines[start + 2] == f"  replay: {replay.relative_to(store.parent)}"
    assert 'replaytest show "test_it.py::test_fails[chromium]"' in lines[start + 3]


def test_replay_is_a_property_of_the_junit_report(suite, store):
    suite(ONE_OF_EACH, "--record-sessions", "--junit-xml=report.xml")
    [replay] = store.rglob("*.html")
    report = (store.parent / "report.xml").read_text()
    assert (
        f'<property name="replaytest_replay" value="{replay.relative_to(store.parent)}"'
        in report
    )


def test_folder_is_named_as_pytest_playwright_names_its_own(suite, store):
    suite(ONE_OF_EACH, "--record-sessions", "--tracing=on")
    ours = {path.name for path in (store / "tests").iterdir()}
    theirs = {path.name for path in (store.parent / "test-results").iterdir()}
    assert ours == theirs


def test_nothing_typed_is_stored_in_clear(suite, store):
    suite(
        """
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
""",
        "--record-sessions",
    )
    [recording] = recordings(store)
    # The option's attribute is not a value that was entered; its element's value is.
    assert "Planted" not in texts_of(recording).replace("'value': 'PlantedOption'", "")
    assert "Xxxxxxx" in texts_of(recording)


def test_page_that_outlives_tests_gives_each_a_part_of_its_own(suite, store):
    suite(
        """
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
""",
        "--record-sessions",
    )
    one, three, two = recordings(store)
    assert [r.test.nodeid.split("[")[0][12:] for r in (one, two, three)] == [
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


def test_annotation_pause_and_resume(suite, store):
    result = suite(
        """
def test_notes(page, session_recording):
    assert session_recording.active
    page.set_content("<p>shown</p>")
    session_recording.annotate("checkout_started", cart=149.99)
    session_recording.pause()
    page.evaluate("document.body.append('NotToBeSeen')")
    page.evaluate("document.body.lastChild.remove()")
    session_recording.resume()
    page.evaluate("document.body.append('seen again')")
""",
        "--record-sessions",
    )
    result.assert_outcomes(passed=1)
    [recording] = recordings(store)
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


def test_marker_leaves_a_test_out(suite, store):
    suite(
        f"""
import pytest

@pytest.mark.record_session(False)
def test_private(page): page.goto({PAGE!r})

def test_public(page): page.goto({PAGE!r})
""",
        "--record-sessions",
    )
    assert [r.test.nodeid for r in recordings(store)] == [
        "test_it.py::test_public[chromium]"
    ]


@pytest.mark.parametrize("where", ["setup", "teardown"])
def test_error_in_a_fixture_is_a_failure_too(suite, store, where):
    body = "raise RuntimeError('broken fixture')"
    before, after = (body, "pass") if where == "setup" else ("pass", body)
    result = suite(
        f"""
import pytest

@pytest.fixture
def broken(page):
    page.goto({PAGE!r})
    {before}
    yield
    {after}

def test_it(broken): pass
""",
        "--record-sessions",
    )
    result.assert_outcomes(errors=1, passed=int(where == "teardown"))
    [recording] = recordings(store)
    assert recording.outcome == "failed"
    assert [failure.phase for failure in recording.failures] == [where]
    assert len(list(store.rglob("replay.html"))) == 1


def test_recording_can_be_read_by_zstd_and_json(suite, store):
    suite(ONE_OF_EACH, "--record-sessions")
    import zstandard

    path = next(store.rglob("session.replaytest"))
    with path.open("rb") as file:
        text = zstandard.ZstdDecompressor().stream_reader(file).read()
    header, *rest = map(json.loads, text.splitlines())
    assert header["replaytest"] == 1
    assert header["test"]["nodeid"].startswith("test_it.py::")
    assert rest[-1]["record"] == "end"


def test_comments_tags_and_persons(suite, store):
    suite(
        """
import time

def test_notes(page, session_recording):
    page.set_content("<p>shown</p>")
    before = time.time() - 1
    session_recording.comment("it began here", at=before)
    session_recording.tag("checkout", "slow")
    session_recording.identify("user_42", plan="pro")
""",
        "--record-sessions",
    )
    (recording,) = recordings(store)
    events = [event for _, event in recording.events()]
    told = {e["data"]["tag"]: e for e in events if e["type"] == 5}
    assert told["comment"]["data"]["payload"] == {"text": "it began here"}
    assert told["comment"]["timestamp"] <= told["tag"]["timestamp"] - 1000
    assert told["tag"]["data"]["payload"] == {"names": ["checkout", "slow"]}
    assert told["identify"]["data"]["payload"]["plan"] == "pro"
    assert "user_42" not in str(events)


def test_what_a_test_printed_is_in_its_recording(suite, store, monkeypatch):
    monkeypatch.setenv("SHOP_TOKEN", "tok-3f9a1c77e2")
    suite(
        """
import logging, os, sys

def test_pays(page):
    page.set_content("<p>shown</p>")
    print("to stdout", os.environ["SHOP_TOKEN"], "x" * 200_000, "the end")
    print("to stderr", file=sys.stderr)
    logging.warning("to the log")
    assert page.text_content("p") == "other"
""",
        "--record-sessions",
        "--mask-secret=SHOP_TOKEN",
    )
    (recording,) = recordings(store)
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


def test_a_fixture_that_skips_has_not_failed(suite, store):
    suite(
        """
import pytest

@pytest.fixture
def elsewhere(page):
    page.set_content("<p>shown</p>")
    pytest.skip("not here")

def test_it(elsewhere): pass
""",
        "--record-sessions",
    )
    (recording,) = recordings(store)
    told = {
        e["data"]["payload"].get("name"): e["data"]["payload"]["outcome"]
        for _, e in recording.events()
        if e["data"].get("tag") == "replaytest/phase@1"
    }
    assert told["elsewhere"] == "skipped"


def test_phases_and_fixtures(suite, store):
    suite(
        """
import pytest, time

@pytest.fixture
def basket():
    time.sleep(0.05)

def test_pays(page, basket):
    page.set_content("<p>shown</p>")
    assert page.text_content("p") == "other"
""",
        "--record-sessions",
    )
    (recording,) = recordings(store)
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
