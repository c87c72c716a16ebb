"""What stands behind a dialog is hidden from screen readers, whole or in parts."""

from __future__ import annotations

from tests.mirror.events import add, element, mutation
from tests.run.test_passing import equal, opened

MARKED = {"aria-hidden": "true", "data-aria-hidden": "true"}
HIDDEN = {"aria-hidden": "true"}


def told(*, whole=(), left=(), right=(), dialog=()):
    """Return a page with two parts in a whole, and a dialog, and what marks them."""
    parts = element(21, "p", **dict(left)), element(22, "p", **dict(right))
    region = element(20, "div", *parts, id="region", **dict(whole))
    shown = element(30, "div", role="dialog", **dict(dialog))
    adds = [add(region, 10), add(shown, 10)]
    return opened(mutation(100, adds=adds))


def test_a_whole_and_its_parts_hide_the_same():
    whole = told(whole=MARKED)
    parts = told(left=MARKED, right=MARKED)
    assert equal(whole, parts)
    assert equal(parts, whole)


def test_what_came_after_the_dialog_stands_behind_it_unmarked():
    assert equal(told(left=MARKED), told(left=MARKED, right=MARKED))


def test_what_nothing_around_it_hides_is_a_difference():
    assert not equal(told(), told(left=MARKED))
    assert not equal(told(whole=MARKED), told())
    # Not by a dialog: icons and the like are always hidden.
    assert not equal(told(whole=HIDDEN), told(left=HIDDEN, right=HIDDEN))


def test_a_dialog_that_is_hidden_is_a_difference():
    behind = told(whole=MARKED)
    assert equal(behind, behind)
    assert not equal(behind, told(whole=MARKED, dialog=MARKED))
