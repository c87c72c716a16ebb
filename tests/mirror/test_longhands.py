"""A style is the same whether its sides are told as one or one by one."""

from __future__ import annotations

import pytest

from replaytest.diff.compare import compare
from replaytest.mirror.style import changed_style, declarations, longhands
from tests.mirror.events import element, mirror_of, page


@pytest.mark.parametrize(
    ("told", "sides"),
    [
        ("1px", "1px 1px 1px 1px"),
        ("1px 2px", "1px 2px 1px 2px"),
        ("1px 2px 3px", "1px 2px 3px 2px"),
        ("1px 2px 3px auto", "1px 2px 3px auto"),
    ],
)
def test_sides_are_top_right_bottom_left(told, sides):
    found = longhands({"margin": told})
    names = [f"margin-{side}" for side in ("top", "right", "bottom", "left")]
    assert found == dict(zip(names, sides.split(), strict=True))


def test_what_is_told_later_holds_and_what_is_no_list_of_sides_stays():
    assert longhands({"left": "1px", "inset": "0px"})["left"] == "0px"
    assert longhands({"inset": "0px", "left": "1px"})["left"] == "1px"
    assert longhands({"overflow": "hidden !important"}) == {
        "overflow-x": "hidden !important",
        "overflow-y": "hidden !important",
    }
    odd = {"padding": "calc(1px + 2px) 3px", "inset": "1px 2px 3px 4px 5px"}
    assert longhands(odd) == odd


def test_a_change_of_one_side_replaces_its_part_of_the_whole():
    told = declarations(changed_style("inset: 0px auto", {"top": "5px", "left": False}))
    assert told == {"right": "auto", "bottom": "0px", "top": "5px"} or told == {
        "top": "5px",
        "right": "auto",
        "bottom": "0px",
    }


def test_pages_that_tell_it_both_ways_are_equal():
    styles = ("inset: 0px auto auto 0px", "top:0px;right:auto;bottom:auto;left:0px")
    one, other = (mirror_of(page(element(5, "div", style=each))) for each in styles)
    assert not compare(one, other)
