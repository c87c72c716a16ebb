"""Locators find one element, by what people call it where that is enough."""

from __future__ import annotations

import pytest

from replaytest.codegen.locators import locator_of
from replaytest.codegen.look import Look
from tests.codegen.made import locator
from tests.mirror.events import document, element, mirror_of, page, text


def button(number, said, **attributes):
    return element(number, "button", text(number + 1, said), **attributes)


def label(number, said, *inside, **attributes):
    return element(number, "label", text(number + 1, said), *inside, **attributes)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (button(10, "Pay"), 'get_by_role("button", name="Pay")'),
        (
            button(10, "Pay", **{"data-testid": "pay"}),
            'get_by_test_id("pay")',
        ),
        (
            element(10, "input", type="hidden", placeholder="Code"),
            'get_by_placeholder("Code")',
        ),
        (element(10, "img", alt="", title="Logo"), 'get_by_role("img", name="Logo")'),
        (element(10, "p", text(11, "Nothing here.")), 'get_by_text("Nothing here.")'),
        (element(10, "div", title="Weather"), 'get_by_title("Weather")'),
        (element(10, "div", id="map"), 'locator("#map")'),
        (element(10, "canvas"), 'locator("canvas")'),
        (element(10, "nav"), 'get_by_role("navigation")'),
        (element(10, "div", **{"data-test": "x"}), "locator('[data-test=\"x\"]')"),
    ],
)
def test_the_order_is_that_of_playwright(target, expected):
    assert locator(10, target) == expected


def test_a_part_of_another_name_is_exact():
    join = button(10, "Join"), button(20, "join the circle")
    assert locator(10, *join) == 'get_by_role("button", name="Join", exact=True)'
    assert locator(20, *join) == 'get_by_role("button", name="join the circle")'


def test_hidden_elements_have_no_role_but_texts():
    hidden = button(10, "Pay", style="display: none")
    assert locator(20, hidden, button(20, "Pay")) == 'get_by_role("button", name="Pay")'
    navs = element(10, "nav", style="display: none"), element(20, "nav")
    assert locator(20, *navs) == 'get_by_role("navigation")'
    gone = element(30, "p", text(31, "Paid"), style="display: none")
    assert (
        locator(40, gone, element(40, "p", text(41, "Paid"))) != 'get_by_text("Paid")'
    )


def test_a_row_is_told_by_what_it_is_about():
    rows = [
        element(
            n,
            "tr",
            element(n + 1, "td", text(n + 2, name)),
            element(n + 3, "td", button(n + 4, "Remove")),
        )
        for n, name in ((10, "Tea"), (20, "Coffee"))
    ]
    assert locator(24, element(5, "table", *rows)) == (
        'get_by_role("row", name="Coffee").get_by_role("button", name="Remove")'
    )
    items = [
        element(
            n,
            "li",
            element(n + 1, "a", text(n + 2, name), href="/"),
            button(n + 4, "Remove"),
        )
        for n, name in ((10, "Tea"), (20, "Coffee"))
    ]
    assert locator(14, element(5, "ul", *items)) == (
        'get_by_role("listitem").filter(has_text="Tea")'
        '.get_by_role("button", name="Remove")'
    )


def test_a_dialog_scopes_what_is_in_it():
    dialog = element(20, "div", button(21, "Save"), role="dialog")
    assert locator(21, button(10, "Save"), dialog) == (
        'get_by_role("dialog").get_by_role("button", name="Save")'
    )


def test_twins_are_counted():
    twins = [button(n, "Like") for n in (10, 20, 30)]
    assert locator(10, *twins) == 'get_by_role("button", name="Like").first'
    assert locator(30, *twins) == 'get_by_role("button", name="Like").nth(2)'


def test_what_has_no_words_is_found_by_the_way_to_it():
    spans = [element(n, "i", element(n + 1, "b")) for n in (10, 20)]
    found = locator(21, *spans)
    assert found == 'locator("i:nth-child(2) > b")'


def test_frames_are_gone_through_from_outside():
    inner = document(
        20, element(21, "html", element(22, "body", button(23, "Next tide")))
    )
    frames = [element(10, "iframe", inner, title="Tides"), element(30, "iframe")]
    assert locator(23, *frames) == (
        'frame_locator(\'[title="Tides"]\').get_by_role("button", name="Next tide")'
    )
    assert locator(40, button(40, "Next tide"), *frames) == (
        'get_by_role("button", name="Next tide")'
    )


def test_shadow_roots_are_no_border():
    star = button(11, "4 stars") | {"isShadow": True}
    host = element(10, "review-card", star) | {"isShadowHost": True}
    assert locator(11, host) == 'get_by_role("button", name="4 stars")'


def test_a_label_names_what_has_no_role():
    field = element(20, "input", type="color", id="ink")
    assert locator(20, label(10, "Ink", **{"for": "ink"}), field) in (
        'get_by_role("textbox", name="Ink")',
        'get_by_label("Ink")',
    )


@pytest.mark.parametrize("said", ["Xxx xxxx", "**** ***", "Updated 12:04:55"])
def test_masked_and_passing_names_name_nothing(said):
    assert said not in locator(10, button(10, said, id="it"))


def test_a_long_name_is_cut_where_its_beginning_is_enough():
    name = "Send everything to the address above before noon"
    name += " and tell me when it arrives"
    found = locator(10, button(10, name))
    assert (
        found
        == 'get_by_role("button", name="Send everything to the address above before")'
    )


def test_generated_ids_are_no_names():
    assert "radix" not in locator(10, element(10, "div", id="radix-42"))


def test_a_node_of_no_page_has_no_locator():
    look = Look(mirror_of(page(button(10, "Pay"))))
    node = look.mirror.nodes[10]
    look.mirror.detach(node)
    assert locator_of(look, node) is None
