"""Heatmaps, drawn: heat where the clicks were, over the page as a browser shows it."""

from __future__ import annotations

import io
import random
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from replaytest.exporters import heatmap
from replaytest.exporters.heatmap import write_heatmap
from replaytest.exporters.heatmap_color import (
    CELL,
    RAMP,
    UNIT,
    colour,
    coloured,
    heat,
)
from replaytest.exporters.heatmap_draw import Heading, clicks_picture, scroll_picture
from tests.exporters.test_heatmap import BODY, DOCUMENT, cart, recorded
from tests.report.builders import Page

SIZE = (400, 300)
HEADING = Heading("Clicks on /cart", ("2 visits", "viewport 400 px wide"))


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def below(picture: Image.Image, height: int) -> Image.Image:
    """Return the page, without the heading."""
    return picture.crop((0, picture.height - height, picture.width, picture.height))


def distance(one: object, other: object) -> int:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True))  # type: ignore[call-overload]


@given(st.lists(st.tuples(st.integers(60, 339), st.integers(60, 239), st.just(1))))
def test_heat_loses_no_click(points):
    rows = heat(points, SIZE)
    assert (len(rows[0]), len(rows)) == (100, 75)
    # Three boxes of 7 cells in each direction.
    assert sum(map(sum, rows)) == len(points) * 7**6


@given(
    st.lists(
        st.tuples(st.integers(-9, 500), st.integers(-9, 500), st.integers(1, 9)),
        max_size=20,
    )
)
def test_any_clicks_can_be_drawn(points):
    page = Image.new("RGB", (397, 299), "white")
    seen, hottest = coloured(page, heat(points, page.size))
    inside = any(0 <= x < 397 and 0 <= y < 299 for x, y, _ in points)
    assert seen.size == page.size
    assert (hottest > 0) == inside == bool(ImageChops.difference(page, seen).getbbox())


def test_one_click_is_hottest_where_it_was():
    rows = heat([(100, 200, 1)], SIZE)
    assert max(map(max, rows)) == rows[200 // CELL][100 // CELL] == UNIT


def test_the_ramp_grows_darker_from_end_to_end():
    light = [sum(colour(step / 20)) for step in range(21)]
    assert light == sorted(light, reverse=True)
    assert (colour(0), colour(1), colour(7)) == (RAMP[0], RAMP[-1], RAMP[-1])


def test_more_clicks_are_darker_and_few_can_still_be_seen():
    page = Image.new("RGB", SIZE, "white")
    seen, hottest = coloured(page, heat([(100, 100, 5000), (300, 200, 1)], SIZE))
    hot, mild, none = (seen.getpixel(at) for at in ((100, 100), (300, 200), (200, 30)))
    assert round(hottest) == 5000
    assert none == (255, 255, 255)
    assert distance(hot, none) > distance(mild, none) > 60


def test_marks_are_drawn_and_explained():
    page = Image.new("RGB", SIZE, "white")
    plain = opened(clicks_picture(page, [(50, 50, 1)], [], HEADING))
    marks = [(200, 150, "rage"), (300, 150, "dead")]
    marked = opened(clicks_picture(page, [(50, 50, 1)], marks, HEADING))
    assert below(plain, 300).getpixel((200 - 8, 150)) == (255, 255, 255)
    assert below(marked, 300).getpixel((200 - 8, 150)) == (0x0B, 0x63, 0xCE)
    assert below(marked, 300).getpixel((300, 150)) == (0x1D, 0x1D, 0x1B)
    assert marked.height == plain.height + 2 * 20


def test_a_page_that_is_narrower_than_its_heading_is_in_the_middle():
    page = Image.new("RGB", (100, 50), "black")
    made = opened(clicks_picture(page, [], [], HEADING))
    row = [made.getpixel((x, made.height - 1))[0] < 200 for x in range(made.width)]
    assert row.count(True) == 100
    assert row.index(True) == (made.width - 100) // 2


def test_scroll_bands_fade_to_the_page_that_nobody_saw():
    page = Image.new("RGB", (400, 1000), "white")
    made = below(opened(scroll_picture(page, [(400, 4), (700, 1)], 4, HEADING)), 1000)
    all_, one, none = (made.getpixel((300, y)) for y in (200, 600, 900))
    assert none == (255, 255, 255)
    assert distance(all_, none) > distance(one, none) > 60
    ink = [y for y in range(1000) if made.getpixel((390, y)) == (0x1D, 0x1D, 0x1B)]
    assert ink == [398, 399, 698, 699]


def test_letters_that_no_font_has_do_not_stop_it():
    page = Image.new("RGB", (300, 50), "white")
    odd = Heading("漢字\x00" * 200, ("x" * 900, "\u202e \ud800"))
    assert opened(clicks_picture(page, [], [], odd)).width == 312


def test_a_hundred_thousand_clicks_take_seconds():
    some = random.Random(7)
    points = [(some.randrange(1280), some.randrange(5000), 1) for _ in range(100_000)]
    page = Image.new("RGB", (1280, 5000), "white")
    began = time.process_time()
    coloured(page, heat(points, page.size))
    # Measured: 1 s.
    assert time.process_time() - began < 8


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Page]:
    """A page of three screens with a bar that stays, clicked on the second."""
    builder = Page()
    red, green = "rgb(200,0,0)", "rgb(0,160,0)"
    body = [
        builder.node("style", "body{margin:0}div{width:100%}"),
        builder.node("div", style=f"position:fixed;height:20px;background:{red}"),
        builder.node("div", style="height:100vh"),
        builder.node("div", style=f"height:300px;background:{green}"),
        builder.node("div", style="height:300px"),
    ]
    page = builder.open(0, *body, url="https://shop.test/cart", size=SIZE)
    page.scroll(500, DOCUMENT, 300).click(1000, BODY, x=200, y=150)
    page.open(2000, url="https://shop.test/pay", size=SIZE)
    return tmp_path_factory.mktemp("shop"), page


def test_the_whole_page_is_drawn_as_it_was_before_it_was_left(shop):
    folder, page = shop
    recording = recorded(folder / "session.replaytest", page)
    made = write_heatmap([recording], folder / "map.png", page="/cart")
    assert (made.width, made.height, made.is_whole) == (400, 900, True)
    assert made.clicks == [(200, 450, 1)]
    assert made.scroll == [(600, 1)]
    seen = below(opened((folder / "map.png").read_bytes()), 900)
    bar, white, green, hot, after = (
        seen.getpixel(at)
        for at in ((200, 10), (200, 200), (20, 450), (200, 450), (200, 700))
    )
    assert bar != white == after == (255, 255, 255)
    # The bar stays in the viewport, and is drawn once.
    assert seen.getpixel((200, 310)) == green != white
    assert distance(hot, green) > 60


def test_viewports_near_each_other_are_scaled_to_one(tmp_path, monkeypatch):
    white = Image.new("RGB", (800, 600), "white")
    monkeypatch.setattr(heatmap, "ground_of", lambda _: (white, True))
    pages = [
        cart(size=(800, 600)).click(100, BODY, x=400, y=50),
        cart(size=(800, 600)),
        cart(size=(760, 600)).click(100, BODY, x=380, y=50),
        cart(size=(390, 600)).click(100, BODY, x=10, y=50),
        cart(size=(800, 600)).click(100, BODY, x=400, y=4000),
    ]
    recordings = [
        recorded(tmp_path / f"{n}.replaytest", page) for n, page in enumerate(pages)
    ]
    made = write_heatmap(recordings, tmp_path / "map.png", page="/cart", show="scroll")
    assert made.clicks == [(400, 50, 2)]
    assert (made.sessions, made.visits, made.other_widths) == (4, 4, 1)
    assert made.outside == 1
    assert made.scroll == [(600, 4)]


def test_many_pages_under_a_pattern_are_told_as_the_pattern(tmp_path, monkeypatch):
    white = Image.new("RGB", (800, 600), "white")
    monkeypatch.setattr(heatmap, "ground_of", lambda _: (white, True))
    page = Page().open(0, url="https://shop.test/orders/1", size=(800, 600))
    page.open(900, url="https://shop.test/orders/2", size=(800, 600))
    recording = recorded(tmp_path / "session.replaytest", page)
    made = write_heatmap([recording], tmp_path / "map.png", page="/orders/*")
    assert (made.page, made.visits, made.sessions) == ("/orders/*", 2, 1)
