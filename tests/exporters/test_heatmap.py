"""Heatmaps: what counts, from events alone. What is drawn: test_heatmap_draw.py."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from replaytest.errors import RecordingError, UsageError
from replaytest.exporters.heatmap import Heatmap, chosen, left_out, write_heatmap
from replaytest.exporters.heatmap_page import not_visited, page_of, wanted_page
from replaytest.exporters.heatmap_visits import Seen, look_at
from replaytest.exporters.heatmap_walk import LATE_SCROLL_MS, Stay
from replaytest.model import Test
from replaytest.signals.thresholds import Thresholds
from replaytest.store.read import Recording, read
from tests.report.builders import START, Page
from tests.support.builders import write_recording

DOCUMENT, BODY = 1, 90


@pytest.fixture
def seen(tmp_path: Path) -> Callable[..., Seen]:
    """Look at /cart in recordings of these tabs."""

    def seen_(*pages: Page, page: str = "/cart", test: bool = False) -> Seen:
        found = Seen()
        for each in pages:
            path = tmp_path / f"{uuid4().hex}.replaytest"
            look_at(
                recorded(path, each, test=test),
                wanted_page(page),
                Thresholds(),
                found,
            )
        return found

    return seen_


def recorded(path: Path, page: Page, *, test: bool = False) -> Recording:
    write_recording(
        path,
        [event for _, event in page.lines],
        started_at=START,
        test=Test("tests/test_cart.py::test_pays") if test else None,
        end={"at": START + 60_000},
    )
    return read(path)


def cart(*body: Any, query: str = "", size: tuple[int, int] = (800, 600)) -> Page:
    page = Page()
    return page.open(0, *body, url=f"https://shop.test/cart{query}", size=size)


def touch(page: Page, at: int, kind: int, x: float, y: float) -> None:
    page.event(at, 3, {"source": 2, "type": kind, "id": BODY, "x": x, "y": y})


def places(found: Seen) -> list[tuple[float, float]]:
    return [(point.x, point.y) for stay in found.stays for point in stay.points]


def stay(width: int, until: float = 0, height: int = 600, number: int = 0) -> Stay:
    return Stay(None, 1, number, "/", width, height, until=until)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("page", "url", "fits"),
    [
        ("/cart", "https://shop.test/cart?id=1#top", True),
        ("/cart/", "http://localhost:8123/cart", True),
        ("cart", "https://shop.test/cart/", True),
        ("/cart", "https://shop.test/cart/2", False),
        ("/", "https://shop.test", True),
        ("https://Shop.test/cart", "https://shop.test/cart", True),
        ("https://shop.test/cart", "https://other.test/cart", False),
        ("/cart?id=1", "https://shop.test/cart?id=1#top", True),
        ("/cart?id=1", "https://shop.test/cart?id=2", False),
        ("/#/cart", "https://shop.test/#/cart", True),
        ("/#/cart", "https://shop.test/#/login", False),
        ("/orders/*", "https://shop.test/orders/17", True),
        ("/orders/*/pay", "https://shop.test/orders/17", False),
        ("/a b", "https://shop.test/a%20b", True),
        ("/cart.", "https://shop.test/carts", False),
        ("/cart", "http://[broken", False),
    ],
)
def test_a_page_is_known_by_what_is_said_of_it(page, url, fits):
    assert wanted_page(page).fits(url) is fits


@pytest.mark.parametrize("text", ["", "  ", "http://[broken"])
def test_what_is_no_address_is_refused(text):
    with pytest.raises(UsageError, match="no address"):
        wanted_page(text)


def test_the_pages_there_are_can_be_asked_for_as_they_are_told():
    told = page_of("http://127.0.0.1:8123/orders/1/?a=b#c")
    assert told == "/orders/1"
    assert wanted_page(told).fits("http://127.0.0.1:9000/orders/1/?x")
    assert page_of("about:blank") == "about:blank"


def test_a_page_that_nobody_visited_is_answered_by_ten_that_somebody_did():
    error = not_visited("/x", Counter({f"/{n}": n for n in range(1, 15)}))
    assert error.fix.startswith("pages there are, with visits: /14 (14), /13 (13), ")
    assert error.fix.endswith("/5 (5), and 4 more")
    assert not_visited("/x", Counter()).fix == ""


def test_a_click_is_where_it_was_on_the_page_not_in_the_viewport(seen):
    page = cart().click(100, BODY, x=40, y=50).scroll(500, DOCUMENT, 900)
    page.click(2000, BODY, x=60, y=70).scroll(3000, BODY, 33)
    page.click(4000, BODY, x=61, y=71)
    assert places(seen(page)) == [(40, 50), (60, 970), (61, 971)]


def test_clicks_on_other_pages_and_before_the_page_is_there_are_none(seen):
    page = cart().click(100, BODY, x=1, y=1)
    page.event(200, 4, {"href": "https://shop.test/cart?2", "width": 800, "height": 6})
    page.click(201, BODY, x=2, y=2)
    page.open(300, url="https://shop.test/pay").click(400, BODY, x=3, y=3)
    found = seen(page)
    assert places(found) == [(1, 1)]
    assert found.pages == {"/cart": 1, "/pay": 1}


def test_a_driver_scrolls_and_clicks_before_the_scroll_is_told(seen):
    def page(gap: int) -> Page:
        found = cart().move(100, (40, 50, 0)).click(100, BODY, x=40, y=50)
        return found.scroll(100 + gap, DOCUMENT, 300)

    assert places(seen(page(14), test=True)) == [(40, 350)]
    assert places(seen(page(LATE_SCROLL_MS + 1), test=True)) == [(40, 50)]
    # A person does not: what scrolls is what they clicked.
    assert places(seen(page(14))) == [(40, 50)]


def test_a_link_that_scrolls_moves_no_click(seen):
    builder = Page()
    link = builder.node("a", "Reviews", id=77, href="#reviews")
    page = builder.open(0, link, url="https://shop.test/cart", size=(800, 600))
    page.click(100, 77, x=40, y=50).scroll(114, DOCUMENT, 300)
    assert places(seen(page, test=True)) == [(40, 50)]


def test_the_next_page_moves_no_click(seen):
    page = cart().scroll(50, DOCUMENT, 500).click(200, BODY, x=40, y=50)
    page.open(220, url="https://shop.test/cart").scroll(240, DOCUMENT, 20)
    assert places(seen(page, test=True)) == [(40, 550)]


def test_a_tap_counts_once_whether_a_click_follows_or_not(seen):
    page = cart()
    touch(page, 1000, 7, 10, 20)
    touch(page, 1080, 9, 11, 20)
    page.click(1100, BODY, x=11, y=20)
    touch(page, 3000, 7, 30, 40)
    touch(page, 3080, 9, 30, 41)
    assert places(seen(page)) == [(11, 20), (30, 41)]


@pytest.mark.parametrize(("took", "to"), [(900, 10), (80, 90)])
def test_a_long_press_and_a_swipe_are_no_taps(seen, took, to):
    page = cart()
    touch(page, 1000, 7, 10, 10)
    touch(page, 1000 + took, 9, 10, to)
    page.move(4000, (1, 1, 0))
    assert places(seen(page)) == []


def test_clicks_in_frames_are_counted_and_left_out(seen):
    builder = Page()
    inner = {
        "type": 0,
        "id": 300,
        "childNodes": [builder.node("html", builder.node("body", "pay", id=301))],
    }
    frame = builder.node("iframe", id=299) | {"childNodes": [inner]}
    page = builder.open(0, frame, url="https://shop.test/cart", size=(800, 600))
    found = seen(page.click(100, 301, x=5, y=5).click(900, 299, x=6, y=6))
    assert places(found) == [(6, 6)]
    assert found.framed == 1


def test_each_visit_has_its_deepest_pixel(seen):
    page = cart().scroll(500, DOCUMENT, 900).scroll(900, DOCUMENT, 100)
    page.open(2000, url="https://shop.test/pay").scroll(2500, DOCUMENT, 5000)
    page.open(3000, url="https://shop.test/cart", size=(800, 600))
    found = seen(page).stays
    assert [each.depth for each in found] == [1500, 600]
    assert len({each.visit for each in found}) == 2


def test_another_query_is_the_same_visit_and_no_old_scroll_is_its_depth(seen):
    page = Page().open(0, url="https://shop.test/list", size=(800, 600))
    page.scroll(500, DOCUMENT, 4000)
    page.custom(1000, "$url_changed", {"href": "https://shop.test/cart"})
    page.scroll(1010, DOCUMENT, 0).click(1500, BODY, x=1, y=2)
    page.custom(2000, "$url_changed", {"href": "https://shop.test/cart?sort=1"})
    page.click(2500, BODY, x=3, y=4)
    (only,) = (found := seen(page)).stays
    assert only.depth == 600
    assert places(found) == [(1, 2), (3, 4)]


def test_under_a_pattern_each_page_is_a_visit_of_its_own(seen):
    page = Page().open(0, url="https://shop.test/orders/1")
    page.open(1000, url="https://shop.test/orders/2")
    assert len(seen(page, page="/orders/*").stays) == 2


def test_a_viewport_that_changes_makes_two_stays_of_a_visit(seen):
    page = cart().click(100, BODY, x=1, y=1)
    page.event(200, 3, {"source": 4, "width": 400, "height": 700})
    found = seen(page.click(300, BODY, x=2, y=2)).stays
    assert [(each.width, len(each.points)) for each in found] == [(800, 1), (400, 1)]
    assert len({each.visit for each in found}) == 1


def test_rage_and_dead_clicks_are_known(seen):
    builder = Page()
    button = builder.node("button", "Pay", id=77)
    page = builder.open(0, button, url="https://shop.test/cart", size=(800, 600))
    for at in (1000, 1300, 1600):
        page.click(at, 77, x=40, y=50)
    page.click(20_000, 77, x=41, y=51)
    (only,) = seen(page).stays
    assert [point.trouble for point in only.points] == ["rage"] * 3 + ["dead"]


def test_the_most_common_viewport_is_drawn_and_those_near_it_count():
    near, far = stay(880, 9), stay(881, 10)
    older, last, tall = stay(800, 1), stay(800, 5), stay(800, 7, height=900)
    stays, ground = chosen([near, far, older, last, tall], None)
    assert ground is last
    assert stays == [near, older, last, tall]


def test_a_width_that_is_asked_for_decides(tmp_path):
    wide, phone = [stay(1280)] * 3, [stay(390), stay(412)]
    stays, ground = chosen([*wide, *phone], 400)
    assert (stays, ground.width) == (phone, 412)
    with pytest.raises(RecordingError, match="about 800 pixels") as caught:
        chosen([*wide, *phone], 800)
    assert caught.value.fix == "widths there are: 1280, 390, 412"


def test_what_is_left_out_is_told():
    made = Heatmap("/", 800, 600, other_widths=1, framed=2, outside=3, is_whole=False)
    assert left_out(made) == [
        "1 visit at other widths left out",
        "2 clicks in frames left out",
        "3 clicks outside of the page as it is drawn left out",
        "cut at 600 px",
    ]
    assert left_out(Heatmap("/", 800, 600)) == []


def test_only_a_png_is_written_and_never_over_a_recording(tmp_path):
    with pytest.raises(UsageError, match="is a PNG"):
        write_heatmap([], tmp_path / "map.gif", page="/")
    recording = recorded(tmp_path / "cart.png", cart())
    before = recording.path.read_bytes()
    with pytest.raises(UsageError, match="overwrite"):
        write_heatmap([recording], recording.path, page="/cart")
    assert recording.path.read_bytes() == before


def test_without_pillow_the_error_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr("replaytest.exporters.heatmap.find_spec", lambda _: None)
    with pytest.raises(UsageError) as caught:
        write_heatmap([], tmp_path / "map.png", page="/")
    assert "replaytest[film]" in caught.value.fix
