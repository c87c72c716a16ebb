"""The outline is the one that Playwright prints of the live page."""

from __future__ import annotations

import sys

import pytest

from replaytest.mirror.outline import (
    accessible_name,
    accessible_tree,
    outline,
    role,
)
from replaytest.mirror.outline_text import yaml_key, yaml_value
from tests.mirror.events import document, element, mirror_of, page, text
from tests.mirror.pages import ABSOLUTE_LINKS, OUTLINES, recorded


def live_outline(live):
    live.evaluate(ABSOLUTE_LINKS)
    return live.locator("body").aria_snapshot()


@pytest.fixture(scope="module")
def outlines(browser, tmp_path_factory):
    """The live outline and ours, of every page: one recording for all of them."""
    folder = tmp_path_factory.mktemp("outlines") / "recording"
    return dict(recorded(browser, folder, OUTLINES, live_outline, of=outline))


@pytest.mark.parametrize("name", OUTLINES)
def test_the_outline_is_the_one_of_the_live_page(outlines, name):
    found = outlines[name]
    assert found.live
    assert found.read == found.live


def test_values_are_what_was_recorded_last():
    field = element(10, "input", value="first", placeholder="Say")
    box = element(11, "input", type="checkbox", **{"aria-label": "On"})
    mirror = mirror_of(page(field, box))
    assert outline(mirror) == '- textbox "Say": first\n- checkbox "On"'
    mirror.inputs[10] = mirror.inputs[11] = _input("typed")
    assert outline(mirror) == '- textbox "Say": typed\n- checkbox "On" [checked]'


def _input(value):
    from replaytest.mirror.sources import Input

    return Input(id=10, text=value, is_checked=True)


def test_frames_are_told_on_request():
    inner = element(21, "html", element(22, "body", element(23, "h1", text(24, "In"))))
    mirror = mirror_of(page(element(10, "iframe", document(20, inner))))
    assert outline(mirror) == "- iframe"
    assert outline(mirror, frames=True) == '- iframe:\n  - heading "In" [level=1]'


def test_an_element_is_asked_alone():
    button = element(10, "button", text(11, " Buy  now "))
    mirror = mirror_of(page(button, element(12, "p", text(13, "x"))))
    node = mirror.nodes[10]
    assert (role(mirror, node), accessible_name(mirror, node)) == ("button", "Buy now")
    assert role(mirror, mirror.nodes[4]) is None
    assert outline(mirror, mirror.nodes[12]) == "- paragraph: x"


def test_entries_name_their_nodes():
    mirror = mirror_of(page(element(10, "ul", element(11, "li", text(12, "a")))))
    [found] = accessible_tree(mirror).children
    assert (found.node, found.role) == (10, "list")
    assert [each.node for each in found.children] == [11]


def test_no_page_has_no_outline():
    assert outline(mirror_of([])) == ""


def test_deep_nesting_is_survived():
    """Five thousand levels; one in ten has its name from all that is in it."""
    inner = element(9, "b", text(8, "deep"))
    for number in range(5_000):
        inner = element(20_000 + number, "div", inner)
        inner["attributes"] = {} if number % 10 else {"role": "link"}
    # Only the event itself is nested Python; the mirror must not need the same depth.
    sys.setrecursionlimit(50_000)
    try:
        mirror = mirror_of(page(inner))
    finally:
        sys.setrecursionlimit(1_000)
    assert outline(mirror).count("- link") == 500


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("plain", "plain"),
        ("", '""'),
        ("true", '"true"'),
        ("1_0", "1_0"),
        ("1e5", '"1e5"'),
        ("a: b", '"a: b"'),
        ("a:b", "a:b"),
        ('say "x"', 'say "x"'),
        ("{\x07}", '"{\\x07}"'),
    ],
)
def test_values_are_quoted_where_yaml_needs_it(value, told):
    assert yaml_value(value) == told


def test_keys_are_quoted_with_apostrophes():
    assert yaml_key('button "it\'s: so"') == "'button \"it''s: so\"'"
