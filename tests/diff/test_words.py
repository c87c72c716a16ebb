"""A difference as people read it, and folded as they count."""

from __future__ import annotations

import pytest

import replaytest
from replaytest.diff.compare import compare
from replaytest.diff.data import as_data
from replaytest.diff.noise import placeholder
from replaytest.diff.outline import outline_hunks
from replaytest.diff.page import html_page
from replaytest.diff.words import lines
from tests.mirror.events import element, mirror_of, page, text

CLOCK = placeholder("clock")


def pages(one, other):
    return mirror_of(page(*one)), mirror_of(page(*other))


def said(one, other):
    return lines(compare(*pages(one, other)))


def button(**attributes):
    return element(10, "button", text(11, "Pay"), **attributes)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ([button()], [button(disabled="")], 'button "Pay": disabled'),
        ([button(disabled="")], [button()], 'button "Pay": enabled'),
        ([button(**{"aria-expanded": "true"})], [button(**{"aria-expanded": "false"})], 'button "Pay": collapsed'),
        ([button()], [], 'removed: button "Pay"'),
        ([], [button()], 'added: button "Pay"'),
        ([button(**{"class": "a b"})], [button(**{"class": "b c"})], 'button "Pay": class +c -a'),
        ([button(style="color: red; top: 1px")], [button(style="color: blue; top: 1px")], 'button "Pay": style color "red" is now "blue"'),
        ([button()], [element(20, "div", button())], 'button "Pay": wrapped in a new <div>'),
        ([element(10, "h2", text(11, "Cart"))], [element(10, "h3", text(11, "Cart"))], 'heading "Cart": <h2> is now <h3>'),
        ([element(10, "h2", text(11, "Cart (1)"))], [element(10, "h2", text(11, "Cart (2)"))], 'heading: "Cart (1)" is now "Cart (2)"'),
        ([element(10, "a", text(11, "Help"), href="/a")], [element(10, "a", text(11, "Help"), href="/b")], 'link "Help": href "/a" is now "/b"'),
    ],
)  # fmt: skip
def test_one_change_is_one_line(one, other, expected):
    assert said(one, other) == [expected]


def items(*names):
    rows = [element(100 + n, "li", text(200 + n, name)) for n, name in enumerate(names)]
    return [element(20, "ul", *rows, **{"aria-label": "Teas"})]


def test_alike_changes_of_a_list_are_one_line_with_a_count():
    teas = ["Assam", "Ceylon", "Darjeeling", "Keemun", "Lapsang Souchong"]
    assert said(items(*teas), items(*[f"{tea}!" for tea in teas])) == [
        '5 times listitem: "Assam" is now "Assam!", and so on  (in list "Teas")'
    ]
    assert said(items("Assam"), items("Assam", *teas[1:])) == [
        '4 times added: listitem "Ceylon", and so on  (in list "Teas")'
    ]
    (line,) = said(items(*teas), items(*reversed(teas)))
    assert line.startswith("4 items in another order or place, as listitem")


def test_two_changes_that_are_not_alike_are_two_lines():
    assert len(said(items("Assam", "Ceylon"), items("Assam 1", "Ceylon 2"))) == 2


def test_what_moved_elsewhere_is_told_with_where_it_was():
    card = element(30, "p", text(31, "Two boxes of tea"))
    boxes = [element(n, "section", **{"aria-label": f"Lane {n}"}) for n in (40, 50)]
    boxes[0]["childNodes"], before = [card], list(boxes)
    after = [{**boxes[0], "childNodes": []}, {**boxes[1], "childNodes": [card]}]
    assert said(before, after) == [
        'paragraph "Two boxes of tea": moved here from region "Lane 40"  (in region "Lane 50")'
    ]


def test_a_long_difference_can_be_cut_and_says_how_much_is_left():
    difference = compare(*pages([], [element(n, tag) for n, tag in enumerate(("hr", "nav", "main", "aside"), 10)]))  # fmt: skip
    assert lines(difference, most=3)[2:] == ["… and 2 more changes"]


def test_the_outline_is_told_in_hunks_less_its_noise():
    one = [element(20, "h1", text(21, "At 12:30")), button()]
    other = [element(20, "h1", text(21, "At 12:31")), button(disabled="")]
    assert outline_hunks(*pages(one, other))[3:] == [
        f' - heading "At {CLOCK}" [level=1]',
        '-- button "Pay"',
        '+- button "Pay" [disabled]',
    ]
    assert outline_hunks(*pages(one, one)) == []


def test_data_counts_and_groups():
    data = as_data(compare(*pages([button()], [button(disabled="")])))
    assert data["counts"] == {"structure": 0, "text": 0, "state": 1, "style": 0}
    assert data["groups"] == [
        {"words": 'button "Pay": disabled', "count": 1, "alike": True}
    ]
    assert data["changes"][0]["node_before"] == 10


def test_the_page_shows_what_a_page_said_as_text():
    evil = "<script>alert(1)</script>"
    a, b = pages([button()], [button(title=evil), element(30, "p", text(31, evil))])
    made = html_page(compare(a, b), outline_hunks(a, b), title=evil)
    assert "<script" not in made
    assert "&lt;script&gt;" in made


def test_it_is_public():
    assert replaytest.compare is compare
