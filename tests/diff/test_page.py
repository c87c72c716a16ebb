"""A difference as one page: both pages side by side, marked, and nothing runs."""

from __future__ import annotations

import re
from html import unescape

import pytest

from replaytest.diff.compare import compare
from replaytest.diff.page import html_page
from tests.mirror.events import document, element, mirror_of, page, text

EVIL = "</style><script>alert(1)</script>"


def button(**attributes):
    return element(10, "button", text(11, "Pay"), **attributes)


def shown(one, other):
    """Return the two recorded pages as the frames hold them."""
    a, b = mirror_of(page(*one)), mirror_of(page(*other))
    made = html_page(compare(a, b), [], title="a and b", pages=(a, b))
    return [unescape(each) for each in re.findall(r'srcdoc="([^"]*)"', made)]


def outlined(told):
    """Return what is outlined: node id → the style of its line."""
    found = re.findall(r'\[data-node="(\d+)"\]\{outline:4px (\w+) ', told)
    return {int(number): line for number, line in found}


@pytest.mark.parametrize(
    ("one", "other", "before", "after"),
    [
        ([button()], [button(disabled="")], {10: "solid"}, {10: "solid"}),
        ([button()], [], {10: "dashed"}, {}),
        ([], [button()], {}, {10: "solid"}),
        ([button()], [button(**{"class": "a"})], {10: "double"}, {10: "double"}),
        (
            [element(12, "p", text(13, "one"))],
            [element(12, "p", text(13, "two"))],
            {12: "solid"},
            {12: "solid"},
        ),
        (
            [element(20, "ul", *(element(n, "li", text(n + 10, f"tea {n}")) for n in (30, 31, 32)))],
            [element(20, "ul", *(element(n, "li", text(n + 10, f"tea {n}")) for n in (32, 30, 31)))],
            {32: "dotted"},
            {32: "dotted"},
        ),
    ],
)  # fmt: skip
def test_what_differs_is_outlined_in_both(one, other, before, after):
    assert [outlined(each) for each in shown(one, other)] == [before, after]


def test_of_a_frame_and_of_a_shadow_root_what_holds_it_is_outlined():
    def inside(disabled):
        own = button(**disabled) | {"isShadow": True}
        host = element(40, "my-pay", own) | {"isShadowHost": True}
        frame = element(50, "iframe", document(51, element(52, "html", element(53, "p", text(54, str(disabled))))))  # fmt: skip
        return [host, frame]

    _, after = shown(inside({}), inside({"disabled": ""}))
    assert outlined(after).keys() == {40, 50}


def test_nothing_of_a_page_leaves_its_frame():
    one, other = [button()], [button(title=EVIL), element(30, "p", text(31, EVIL))]
    a, b = mirror_of(page(*one)), mirror_of(page(*other))
    made = html_page(compare(a, b), [], title=EVIL, pages=(a, b))
    assert "<script" not in made
    assert made.count("</style>") == 1
    assert made.count("<iframe sandbox ") == 2


def test_pages_that_are_the_same_are_not_shown():
    a, b = mirror_of(page(button())), mirror_of(page(button()))
    made = html_page(compare(a, b), [], title="same", pages=(a, b))
    assert "Nothing differs." in made
    assert "<iframe" not in made
