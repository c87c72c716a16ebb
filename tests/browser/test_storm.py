"""A page that tells more than is kept: fewer events and a gap, never a failed test."""

from __future__ import annotations

import time
import warnings
from contextlib import contextmanager

import pytest

import replaytest
from replaytest.capture import budget
from replaytest.context import TOO_MUCH
from tests.support.pages import Pages

STORM = """<!doctype html><title>storm</title><div id=at></div><button>more</button>
<script>
let turns = 0;
const turn = () => {
  const made = Array.from({ length: 40 }, (_, n) => `<p>turn ${turns} line ${n}</p>`);
  document.getElementById('at').innerHTML = made.join('');
  document.title = `storm ${++turns}`;
};
const storm = setInterval(turn, 5);
</script>"""


@pytest.fixture(autouse=True)
def limits(monkeypatch):
    monkeypatch.setattr(budget, "MOST_AT_ONCE", 100_000)
    monkeypatch.setattr(budget, "RATE", 50_000)
    monkeypatch.setattr(budget, "REST_S", 0.5)


@contextmanager
def storming(browser, folder):
    """Give a page in a storm that was too much, and its recording."""
    with (
        Pages({"/": STORM}) as pages,
        warnings.catch_warnings(record=True) as caught,
        replaytest.record(browser, folder=folder) as recorded,
    ):
        warnings.simplefilter("always")
        page = browser.new_page()
        page.goto(pages.url)
        until = time.monotonic() + 10
        while time.monotonic() < until and not caught:
            page.wait_for_timeout(50)
        yield page, recorded
        page.close()
    assert {str(each.message) for each in caught} == {TOO_MUCH}
    gaps = replaytest.read(recorded.paths[0]).gaps
    assert {gap.why for gap in gaps} == {TOO_MUCH}


def test_a_storm_is_cut_and_what_comes_after_it_is_recorded(browser):
    with storming(browser, "recording") as (page, recorded):
        turns = page.evaluate("turns")
        page.wait_for_timeout(600)
        assert page.evaluate("turns") > turns  # the page goes on
        page.evaluate("clearInterval(storm); document.body.append('afterwards')")
        page.wait_for_timeout(300)
    recording = replaytest.read(recorded.paths[0])
    events = [event for _, event in recording.events()]
    gap = recording.gaps[0]
    inside = [e for e in events if gap.from_at + 300 < e["timestamp"] < gap.to_at - 50]
    assert not [e for e in inside if e["type"] == 3]
    after = [e for e in events if e["timestamp"] >= gap.to_at - 50]
    assert any(e["type"] == 2 for e in after)
    assert "afterwards" in str(after)


def test_a_page_that_keeps_its_recorder_busy_goes_on_without_it(browser, monkeypatch):
    monkeypatch.setattr(budget, "MOST_AT_ONCE", 10**9)
    monkeypatch.setattr(budget, "MOST_MS_AT_ONCE", 20)
    monkeypatch.setattr(budget, "MS_RATE", 1)
    with storming(browser, "recording") as (page, _):
        turns = page.evaluate("turns")
        page.wait_for_timeout(100)
        assert page.evaluate("turns") > turns


def test_a_page_that_rests_as_a_block_ends_is_recorded_again(
    browser, monkeypatch, tmp_path
):
    monkeypatch.setattr(budget, "REST_S", 60)
    with storming(browser, tmp_path / "outer") as (page, recorded):
        page.evaluate("clearInterval(storm)")
        with replaytest.record(page.context, folder=tmp_path / "inner"):
            pass
        page.wait_for_timeout(300)
        page.evaluate("document.body.append('afterwards')")
    recording = replaytest.read(recorded.paths[0])
    changes = [e for _, e in recording.events() if e["type"] == 3]
    assert "afterwards" in str(changes)
