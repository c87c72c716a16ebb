"""What was hit in a control is found in its counterpart."""

from __future__ import annotations

from replaytest.run.within import counterpart
from tests.mirror.events import element, mirror_of, page


def chip(first, *more):
    icon = element(first + 2, "svg", element(first + 3, "path"), **{"class": "delete"})
    inside = [element(first + 1, "span", **{"class": "label"}), *more, icon]
    return element(first, "div", *inside, role="button")


def test_the_way_inwards_is_by_tag_class_and_place():
    recorded = mirror_of(page(chip(10)))
    # Another icon before it, of another class, is not taken for it.
    other = element(99, "svg", **{"class": "star"})
    live = mirror_of(page(chip(50, other)))
    assert counterpart(recorded, 13, 10, live, 50) == 53
    assert counterpart(recorded, 10, 10, live, 50) == 50


def test_a_state_may_have_given_it_another_class():
    recorded = mirror_of(page(chip(10)))
    live = chip(50)
    live["childNodes"][1]["attributes"]["class"] = "delete busy"
    assert counterpart(recorded, 12, 10, mirror_of(page(live)), 50) == 52


def test_there_is_none_where_the_way_ends():
    recorded = mirror_of(page(chip(10), element(30, "p")))
    live = mirror_of(page(element(50, "div", element(51, "span"), role="button")))
    assert counterpart(recorded, 13, 10, live, 50) is None
    assert counterpart(recorded, 30, 10, live, 50) is None
