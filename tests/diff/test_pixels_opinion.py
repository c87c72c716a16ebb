"""Pages drawn by a browser: pixels as a second opinion beside the DOM."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from replaytest.browser.stills import Sketch, stills
from replaytest.diff.compare import compare
from replaytest.diff.noise import Noise
from replaytest.diff.pixels_opinion import Shown, noisy_texts, opinion
from replaytest.diff.pixels_picture import MARK, side_by_side
from replaytest.mirror.html import html
from tests.mirror.events import element, mirror_of, page, text

CSS = (
    "* { font: 16px monospace } button { border: 2px solid; background: #ddd }"
    " .gone { display: none } input { width: 200px }"
)


def shop(
    css="", *, saved="Saved at 12:30", mail="xxxx", label="Pay", blocked="#aaa", more=()
):
    """A page; its parts are as always unless told otherwise."""
    return mirror_of(
        page(
            element(20, "style", text(21, CSS + css)),
            element(
                *(30, "main"),
                element(31, "h1", text(32, "Cart")),
                element(33, "p", text(34, saved)),
                element(35, "input", value=mail),
                element(36, "section", rr_width="120px", rr_height="40px", **{"class": blocked}),
                element(37, "button", text(38, label)),
                element(39, "p", text(40, "for screen readers"), **{"class": "gone"}),
                *more,
            ),
        )
    )  # fmt: skip


PAGES = {
    "as always": shop(),
    "colour": shop("button { color: red }"),
    "noise": shop(saved="Saved at 12:59"),
    "mask": shop(mail="oooo"),
    "border of a field": shop("input { border: 3px solid red }"),
    "hidden": shop("", more=[element(50, "p", text(51, "x"), **{"class": "gone"})]),
    "label": shop(label="Buy"),
    "blocked": shop(".x { background: red }", blocked="x"),
    "taller": shop("", more=[element(52, "div", style="height: 900px")]),
}


@pytest.fixture(scope="module")
def drawn():
    """All pages, drawn by one browser."""
    noise = Noise()
    sketches = [
        Sketch(html(m, ids=True), m.width, m.height, {}, noisy_texts(m, noise))
        for m in PAGES.values()
    ]
    return {
        name: Shown(mirror, still.picture, still.boxes, still.inner, still.texts)
        for (name, mirror), still in zip(PAGES.items(), stills(sketches), strict=True)
    }


@pytest.fixture
def told(drawn):
    def said(name):
        before, after = drawn["as always"], drawn[name]
        same = not compare(before.mirror, after.mirror)
        return opinion(before, after, same_dom=same).lines()

    return said


def test_equal_pages_are_equal_in_both(told):
    assert told("as always") == ["DOM and pixels equal"]


def test_what_only_sheets_changed_is_seen_by_pixels_alone(told):
    head, seen = told("colour")
    assert head == "DOM equal but pixels differ, in 1 area:"
    assert seen.startswith('  button "Pay": ')
    assert seen.endswith("  (in main)")


def test_what_nobody_sees_differs_in_the_dom_alone(told):
    assert told("hidden") == ["DOM differs, pixels equal"]


def test_both_may_differ(told):
    head, seen = told("label")
    assert head == "pixels differ too, in 1 area:"
    assert 'button "Buy"' in seen


def test_noise_masked_values_and_blocked_sections_are_ignored(told):
    assert told("noise") == ["DOM and pixels equal"]
    assert told("mask") == ["DOM differs, pixels equal"]
    assert told("blocked") == ["DOM differs, pixels equal"]


def test_the_border_of_a_field_is_not_masked(told):
    head, *seen = told("border of a field")
    assert head.startswith("DOM equal but pixels differ")
    assert any("textbox" in line for line in seen)


def test_a_page_is_drawn_as_high_as_it_is(drawn, told):
    high = Image.open(io.BytesIO(drawn["taller"].picture)).height
    assert high > 900 > Image.open(io.BytesIO(drawn["as always"].picture)).height
    assert told("taller")[0].startswith("pixels differ too")


def test_boxes_reach_into_shadow_roots_and_no_other_file_is_drawn(tmp_path):
    Image.new("RGB", (50, 50), "red").save(tmp_path / "secret.png")
    address = (tmp_path / "secret.png").as_uri()
    inside = element(11, "p", text(12, "Tea")) | {"isShadow": True}
    host = element(10, "div", inside) | {"isShadowHost": True}
    styled = element(14, "div", style=f"height: 50px; background: url({address})")
    mirror = mirror_of(page(host, element(13, "img", src=address), styled))
    [still] = stills([Sketch(html(mirror, ids=True), 300, 200, {}, frozenset({11}))])
    assert 11 in still.boxes
    assert len(still.texts[11]) == 1
    drawn = Image.open(io.BytesIO(still.picture)).convert("RGB")
    assert (255, 0, 0) not in {colour for _, colour in drawn.getcolors(1 << 20)}


def test_both_are_shown_side_by_side_with_what_differs_marked(drawn):
    before, after = drawn["as always"], drawn["colour"]
    found = opinion(before, after, same_dom=True)
    made = Image.open(io.BytesIO(side_by_side(before, after, found)))
    assert made.width > 2 * 800
    marked = Image.new("RGB", (1, 1), MARK).getpixel((0, 0))
    for half in (made.crop((0, 0, 800, 600)), made.crop((816, 0, 1616, 600))):
        assert marked in {colour for _, colour in half.getcolors(1 << 20)}
