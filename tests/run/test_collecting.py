"""While browsers are kept, the cycle collector comes seldom."""

from __future__ import annotations

import gc

import pytest

from replaytest.run.keeper import _collect_seldom


@pytest.fixture(autouse=True)
def _as_it_was():
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


@pytest.mark.parametrize(
    ("was", "is_now"),
    [(700, 50_000), (200_000, 200_000), (0, 0)],
    ids=["Python's own", "more than that", "switched off"],
)
def test_nobody_has_it_come_more_often_than_before(was, is_now):
    gc.set_threshold(was, 11, 12)
    _collect_seldom()
    assert gc.get_threshold() == (is_now, 11, 12)
