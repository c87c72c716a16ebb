"""`--record-sessions-seed`: pages draw the values they drew last time."""

from __future__ import annotations

import pytest

from tests.support.suites import recordings

DRAWING = """
def test_drawing(page):
    page.route("http://app.test/", lambda route: route.fulfill(body="drawn"))
    page.goto("http://app.test/")
    print("drawn", page.evaluate("Math.random()"))
"""


@pytest.fixture
def drawn(suite):
    """Run the suite with some flags; return what the page drew."""

    def run(*flags):
        result = suite(DRAWING, "-s", *flags)
        result.assert_outcomes(passed=1)
        return next(line for line in result.outlines if "drawn" in line).split()[-1]

    return run


def test_a_seed_repeats_what_pages_draw_and_stands_in_the_recording(drawn, store):
    seeded = ("--record-sessions", "--record-sessions-seed=7")
    first = drawn(*seeded)
    assert drawn(*seeded) == first
    assert drawn("--record-sessions") != first
    seeds = [each.header.get("seed") for each in recordings(store)]
    assert sorted(seeds, key=str) == [7, 7, None]
