"""`session_recording.assert_dom`: baselines beside tests, in the runs of a user."""

from __future__ import annotations

import pytest

from tests.support.suites import ASYNC, recordings, texts_of

SHOP = """
import os
import pytest

SHOP = ('<head><title>t</title><body><main><h1>Cart</h1><p>Saved at 12:%d<p id=%s>Tea'
        '<input aria-label=Mail value=jane.doe@example.org><button %s>Pay</button></main>')

def shop(now=0, id="id-0b6f8a3e-1111-4222-8333-444455556666"):
    return SHOP % (10 + now, id, os.environ.get("BUTTON", "disabled"))
"""

SYNC_SUITE = (
    SHOP
    + """
def test_pay(page, session_recording):
    page.set_content(shop())
    session_recording.assert_dom(page, "cart", timeout=800)

@pytest.mark.parametrize("size", ["small"])
class TestLater:
    def test_it(self, page, session_recording, size):
        page.set_content(shop())
        session_recording.assert_dom(page, "cart", timeout=800)
        page.set_content("<h1>Thank you</h1>")
        session_recording.assert_dom(page, "thanks", timeout=800)
        page.get_by_text("Thank you").click()
"""
)

ASYNC_SUITE = (
    SHOP
    + """
@pytest.mark.asyncio(loop_scope="session")
async def test_pay(page, session_recording):
    await page.set_content(shop())
    await session_recording.assert_dom(page, "cart", timeout=800)
"""
)

ERRORS_SUITE = """
import pytest
from replaytest.errors import CaptureError, UsageError

def test_it(page, session_recording):
    with pytest.raises(UsageError, match="cannot read the DOM of a Locator"):
        session_recording.assert_dom(page.locator("p"), "a")
    with pytest.raises(UsageError, match="needs a name"):
        session_recording.assert_dom(page, "")
    page.close()
    with pytest.raises(UsageError, match="open"):
        session_recording.assert_dom(page, "a")

@pytest.mark.record_session(False)
def test_off(page, session_recording):
    page.set_content("<p>Tea")
    with pytest.raises(CaptureError, match="a level below 4"):
        session_recording.assert_dom(page, "a", timeout=300)
"""

OTHER_FLAG = """
def pytest_addoption(parser):
    parser.addoption("--update-snapshots", action="store_true", help="theirs")
"""


@pytest.fixture
def baselines(pytester):
    return pytester.path / "__snapshots__" / "test_it"


def test_the_first_run_writes_and_the_next_ones_compare(
    suite, store, baselines, monkeypatch
):
    result = suite(SYNC_SUITE)
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(
        [
            "*AssertionError: there was no baseline 'cart' of this page; it is written*",
            "*baseline: __snapshots__/test_it/test_pay/cart.html",
        ]
    )
    stored = (baselines / "test_pay" / "cart.html").read_text("utf-8")
    assert 'value="xxxx.xxx@xxxxxxx.xxx"' in stored
    later = baselines / "TestLater.test_it[small]"
    assert (later / "cart.html").read_text("utf-8") == stored
    assert not (later / "thanks.html").exists()
    # With the flag nothing fails, and what is missing is written.
    suite(SYNC_SUITE, "--update-snapshots").assert_outcomes(passed=2)
    assert (later / "thanks.html").exists()

    # What is recorded looks the same, and goes on being recorded.
    suite(SYNC_SUITE, "--record-sessions").assert_outcomes(passed=2)
    other, pay = recordings(store / "tests")
    assert other.test is not None
    assert "TestLater" in other.test.nodeid
    assert "'type': 'click'" in texts_of(other)
    for recording in (other, pay):
        assert not list(recording.gaps)
        assert "jane.doe" not in texts_of(recording)

    monkeypatch.setenv("BUTTON", "")
    result = suite(SYNC_SUITE)
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(
        [
            "*AssertionError: the page differs from its baseline 'cart', after 0.8 s",
            'E  *button "Pay": enabled  (in main)',
            "*baseline: __snapshots__/test_it/test_pay/cart.html",
            "*actual:   .replaytest/actual/test_it/test_pay/cart.html",
        ]
    )
    result.stdout.no_fnmatch_line("*plugin/snapshots.py*")
    assert (baselines / "test_pay" / "cart.html").read_text("utf-8") == stored
    actual = (store / "actual/test_it/test_pay/cart.html").read_text("utf-8")
    assert actual == stored.replace("<button disabled>", "<button>")


def test_it_works_with_the_async_api(suite, baselines, monkeypatch):
    args = ("--record-sessions", "--update-snapshots")
    suite(ASYNC_SUITE, *args, base=ASYNC).assert_outcomes(passed=1)
    assert (baselines / "test_pay" / "cart.html").exists()
    monkeypatch.setenv("BUTTON", "")
    result = suite(ASYNC_SUITE, base=ASYNC)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(['E  *button "Pay": enabled  (in main)'])


def test_another_flag_of_that_name_is_honoured(suite, baselines):
    args = ("--update-snapshots", "-k", "test_pay")
    suite(SYNC_SUITE, *args, conftest=OTHER_FLAG).assert_outcomes(passed=1)
    assert (baselines / "test_pay" / "cart.html").exists()


def test_what_cannot_be_compared_is_told_in_one_line(suite):
    suite(ERRORS_SUITE, "--record-sessions").assert_outcomes(passed=2)
