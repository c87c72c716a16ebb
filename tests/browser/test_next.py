"""A page tells what has changed when somebody waits for that, and not before."""

from __future__ import annotations

import time

import pytest

import replaytest

NEXT = "ms => window[Symbol.for('replaytest')].next(ms)"
LATER = """ms => {
  setTimeout(() => document.body.append("gull"), ms);
  return window[Symbol.for("replaytest")].next(20_000);
}"""


@pytest.fixture
def tab(context, tmp_path):
    with replaytest.record(context, folder=tmp_path / "recorded", mask=0):
        page = context.new_page()
        page.set_content("<p>harbour</p>")
        page.evaluate(NEXT, 0)
        yield page


def test_a_page_at_rest_has_nothing_to_tell(tab):
    while tab.evaluate(NEXT, 300):
        pass  # what a document says of itself a moment after it has come
    began = time.monotonic()
    assert tab.evaluate(NEXT, 200) == ""
    assert time.monotonic() - began >= 0.15


def test_what_changes_is_told_at_once(tab):
    while tab.evaluate(NEXT, 300):
        pass
    began = time.monotonic()
    assert "gull" in tab.evaluate(LATER, 100)
    assert time.monotonic() - began < 10
