"""Several tabs beside each other on one clock, in a real browser."""

from __future__ import annotations

import pytest

from replaytest.report.viewer import ReplayPass, write_replay
from tests.report.builders import START, Page, failure, replay, session, tab
from tests.report.test_accessible import axe, faults, opened

__all__ = ["axe"]

NAMES = ("Shop", "Terms", "Bank", "Mail", "News")
SHOWN = ".stage-grid.is-split > .pane:not(.is-away)"


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """A page whose text changes each second, and a popup open from 1 s to 3 s."""
    main, popup = Page(), Page(2)
    main.open(0, main.node("p", main.text("at 0", id=301), id=300))
    for at in (1500, 2500, 3500, 4500):
        main.set_text(at, 301, f"at {at}")
    popup.open(1200, popup.node("p", popup.text("rules", id=301), id=300),
               title="Terms", url="https://t.example/terms")  # fmt: skip
    popup.set_text(2000, 301, "accepted")
    tabs = [tab(), tab(2, 1000, opener=1, closed_at=START + 3000, ended="closed")]
    told = session(sorted_lines(main, popup), tabs=tabs)
    return replay(tmp_path_factory.mktemp("tabs") / "shop.html", told)


@pytest.fixture(scope="module")
def five(tmp_path_factory):
    """Four popups over one page, all of them open from the start."""
    pages = []
    for number, name in enumerate(NAMES, 1):
        page = Page(number)
        pages.append(page.open(number, page.node("p", name), title=name))
    tabs = [tab(number, opener=None if number == 1 else 1) for number in range(1, 6)]
    told = session(sorted_lines(*pages), tabs=tabs)
    return replay(tmp_path_factory.mktemp("tabs") / "five.html", told)


def sorted_lines(*pages):
    lines = [line for page in pages for line in page.lines]
    return sorted(lines, key=lambda line: line[1]["timestamp"])


def panes(viewer):
    """Return what stands over each pane that is shown, in order."""
    return bars(viewer).locator("b").all_inner_texts()


def bars(viewer):
    return viewer.page.locator(f"{SHOWN} > .pane-bar")


def text_of(viewer, key):
    said = "key => replaytest.tabDocument(key)?.body?.innerText ?? ''"
    return viewer.page.evaluate(said, key)


def said_in(viewer, number):
    return viewer.page.locator(SHOWN).nth(number).locator(".stage-empty").inner_text()


def chip(viewer, name):
    return viewer.page.get_by_role("navigation").get_by_role("button", name=name)


def test_one_tab_offers_nothing_to_put_beside_it(open_replay, tmp_path):
    page = Page()
    path = replay(tmp_path / "r.html", session(page.open(0, "x").lines))
    viewer = open_replay(path, "#tabs=0/1,0/2")
    viewer.page.keyboard.press("s")
    assert not viewer.page.get_by_role("button", name="Side by side").is_visible()
    assert panes(viewer) == []


def test_both_tabs_are_at_the_time_of_the_clock(open_replay, shop):
    viewer = open_replay(shop, "#t=1.3s")
    button = viewer.page.get_by_role("button", name="Side by side")
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert panes(viewer) == ["Shop", "Terms"]
    assert (text_of(viewer, "0/1"), text_of(viewer, "0/2")) == ("at 0", "rules")
    viewer.seek(2600)
    assert (text_of(viewer, "0/1"), text_of(viewer, "0/2")) == ("at 2500", "accepted")
    button.click()
    assert panes(viewer) == []
    assert viewer.page.locator(".stage-grid > .pane:not(.is-away)").count() == 1


def test_playing_takes_both_along(open_replay, shop):
    viewer = open_replay(shop, "#t=1.3s&tabs=0/1,0/2")
    viewer.page.keyboard.press("4")
    viewer.page.keyboard.press("Space")
    viewer.until(
        "['0/1', '0/2'].map(key => replaytest.tabDocument(key).body.innerText)"
        ".join() === 'at 2500,accepted'"
    )
    assert viewer.time() < 3500


def test_a_tab_that_is_not_open_says_so_in_its_pane(open_replay, shop):
    viewer = open_replay(shop, "#t=0.5s&tabs=0/1,0/2")
    assert said_in(viewer, 1) == "This tab is not open yet at this moment."
    viewer.seek(1100)
    assert said_in(viewer, 1) == "The page has not loaded yet at this moment."
    viewer.seek(1300)
    assert viewer.page.locator(".stage-empty").count() == 0
    viewer.seek(3100)
    assert said_in(viewer, 1) == "This tab was closed at 0:03.0."
    assert not viewer.page.locator(".tab-stage").nth(1).is_visible()
    assert text_of(viewer, "0/1") == "at 2500"


@pytest.mark.parametrize(("first", "gone"), [(3950, False), (2000, True)])
def test_tabs_that_end_together_stay_in_sight(open_replay, tmp_path, first, gone):
    pages = [Page(number).open(number, "x") for number in (1, 2)]
    tabs = [
        tab(1, closed_at=START + 4000, ended="closed"),
        tab(2, closed_at=START + first, ended="closed"),
    ]
    told = session(sorted_lines(*pages), tabs=tabs)
    viewer = open_replay(replay(tmp_path / "r.html", told), "#t=4s&tabs=0/1,0/2")
    assert viewer.page.locator(".stage-empty").count() == gone


def test_s_toggles_and_the_address_names_the_tabs(open_replay, shop):
    viewer = open_replay(shop, "#t=1.3s")
    viewer.page.keyboard.press("s")
    assert viewer.page.url.endswith("#t=1.30s&tabs=0/1,0/2")
    link = "#" + viewer.page.url.partition("#")[2]
    viewer.page.keyboard.press("s")
    assert panes(viewer) == []
    assert viewer.page.url.endswith("#t=1.30s")
    assert panes(open_replay(shop, link)) == ["Shop", "Terms"]


def test_the_address_of_an_open_page_can_be_changed(open_replay, shop):
    viewer = open_replay(shop, "#t=1.3s")
    viewer.page.evaluate("location.hash = '#t=2.6s&tabs=0/2,0/1'")
    viewer.until("replaytest.time() === 2600")
    assert panes(viewer) == ["Shop", "Terms"]
    assert text_of(viewer, "0/2") == "accepted"


@pytest.mark.parametrize(
    "link", ["#tabs=0/9,7/1", "#tabs=0/1", "#tabs=,,/", "#tabs=0/1,0/1"]
)
def test_an_address_of_less_than_two_tabs_shows_one(open_replay, shop, link):
    assert panes(open_replay(shop, link)) == []


def test_shift_click_adds_and_removes(open_replay, five):
    viewer = open_replay(five)
    viewer.page.evaluate("replaytest.pin('0/1')")
    chip(viewer, "popup 3: Bank").click(modifiers=["Shift"])
    assert panes(viewer) == ["Shop", "Bank"]
    chip(viewer, "popup 2: Terms").click(modifiers=["Shift"])
    assert panes(viewer) == ["Shop", "Terms", "Bank"]
    chip(viewer, "popup 3: Bank").click(modifiers=["Shift"])
    assert panes(viewer) == ["Shop", "Terms"]
    chip(viewer, "page 1: Shop").click(modifiers=["Shift"])
    assert panes(viewer) == []
    assert viewer.tab() == "0/2"


def test_shift_enter_is_a_shift_click(open_replay, five):
    viewer = open_replay(five)
    viewer.page.evaluate("replaytest.pin('0/1')")
    chip(viewer, "popup 4: Mail").focus()
    viewer.page.keyboard.press("Shift+Enter")
    assert panes(viewer) == ["Shop", "Mail"]


def test_four_are_shown_at_most_and_the_current_one_among_them(open_replay, five):
    viewer = open_replay(five)
    viewer.page.evaluate("replaytest.pin('0/5')")
    viewer.page.keyboard.press("s")
    assert panes(viewer) == ["Shop", "Terms", "Bank", "News"]
    chip(viewer, "popup 4: Mail").click(modifiers=["Shift"])
    assert len(panes(viewer)) == 4
    assert "Mail" in panes(viewer)


def test_the_bar_of_a_pane_chooses_what_is_inspected(open_replay, shop):
    viewer = open_replay(shop, "#t=2.6s&tabs=0/1,0/2&panel=dom")
    for number, (key, text) in enumerate([("0/1", "at 2500"), ("0/2", "accepted")]):
        bar = bars(viewer).nth(number)
        bar.focus()
        viewer.page.keyboard.press("Enter")
        assert viewer.tab() == key
        assert viewer.frame_text() == text
        assert bar.get_attribute("aria-current") == "true"
        assert viewer.page.locator(SHOWN).nth(number).locator(".outlines").count() > 0


def test_a_pane_has_a_name_that_says_which_tab_it_is(open_replay, shop):
    viewer = open_replay(shop, "#t=2.6s&tabs=0/1,0/2")
    name = "popup 2 Terms https://t.example/terms"
    assert viewer.page.get_by_role("button", name=name).is_visible()


def test_a_tab_alone_ends_it(open_replay, five):
    viewer = open_replay(five, "#tabs=0/1,0/2")
    chip(viewer, "popup 4: Mail").click()
    assert panes(viewer) == []
    assert viewer.tab() == "0/4"


def test_the_last_pass_and_tabs_take_turns(open_replay, tmp_path):
    pages = [Page(number).open(number, "x") for number in (1, 2)]
    told = session(sorted_lines(*pages), tabs=[tab(), tab(2)])
    shown = ReplayPass(START, (told,), (), ((START, START),))
    path = tmp_path / "r.html"
    write_replay(path, title="t", test=None, outcome="failed", failures=[failure(9)],
                 sessions=[told], details={}, passed=shown)  # fmt: skip
    viewer = open_replay(path)
    side = viewer.page.locator(".side.passed")
    for key, tabs, passed in (("s", 2, False), ("d", 0, True), ("s", 2, False)):
        viewer.page.keyboard.press(key)
        assert (len(panes(viewer)), side.is_visible()) == (tabs, passed)


@pytest.mark.parametrize(
    ("width", "columns"), [(1400, 2), (1000, 2), (900, 1), (400, 1)]
)
def test_panes_fit_and_are_stacked_where_it_is_narrow(
    open_replay, five, width, columns
):
    viewer = open_replay(five, viewport={"width": width, "height": 900})
    viewer.page.keyboard.press("s")
    boxes = [
        box for pane in viewer.page.locator(SHOWN).all() if (box := pane.bounding_box())
    ]
    assert len(boxes) == 4
    assert len({round(box["x"]) for box in boxes}) == columns
    assert min(min(box["width"], box["height"]) for box in boxes) > 120
    overflow = "document.documentElement.scrollWidth > innerWidth"
    assert viewer.page.evaluate(overflow) is False


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 400])
def test_no_violation_side_by_side(open_replay, shop, axe, scheme, width):
    viewer = opened(open_replay, shop, axe, scheme, width)
    viewer.page.keyboard.press("s")
    for at in (500, 2600, 3100):
        viewer.seek(at)
        assert len(panes(viewer)) == 2
        assert faults(viewer) == []
