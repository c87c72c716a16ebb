"""A recording that ends in the midst of an answer is met on the way, or not at all."""

from __future__ import annotations

import pytest

from replaytest.run.ends import Ends
from tests.run.test_excuse import Compared, after, has, opened, pressed

ANSWERED = has(1100, node=11, title="1 removed")
GOES_ON = has(1110, node=13, disabled="")


def run_of(recorded, *live):
    """Return what has watched a live page that does these things, and that page."""
    compared = Compared(recorded, [1000]).see(*opened())
    ends = Ends()
    ends.watch(1, compared.tab, compared.equal)
    compared.see(pressed(1000), *live)
    return ends, compared


@pytest.mark.parametrize(
    ("live", "met"),
    [
        ([ANSWERED, GOES_ON], True),
        ([GOES_ON, ANSWERED], False),
        ([has(1100, node=11, title="2 removed"), GOES_ON], False),
    ],
)
def test_a_page_that_has_gone_on_was_as_recorded_or_not(live, met):
    ends, compared = run_of(opened(pressed(1000), ANSWERED), *live)
    assert not compared.equal()
    assert ends.has_met(1) is met


@pytest.mark.parametrize(("last", "moving"), [(1150, True), (1400, False)])
def test_a_page_that_had_rested_before_it_was_left_was_done(last, moving):
    recorded = opened(pressed(1000), ANSWERED, after(last))
    assert Compared(recorded, [1000]).recorded.ends_moving(1) is moving


def test_a_page_that_changes_all_the_time_is_not_looked_at_forever(monkeypatch):
    monkeypatch.setattr("replaytest.run.ends._MOST_S", 0.0)
    ends, compared = run_of(opened(pressed(1000), ANSWERED), GOES_ON, ANSWERED)
    assert compared.tab.watch is None
    assert not ends.has_met(1)
