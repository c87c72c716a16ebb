"""A moment looks the same however one gets there, and at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.report.builders import START, Page, replay, session
from tests.report.conftest import Viewer

Open = Callable[..., Viewer]
BLACK, RED = "rgb(0, 0, 0)", "rgb(255, 0, 0)"


@pytest.fixture
def view(tmp_path: Path, open_replay: Open) -> Callable[[Page], Viewer]:
    return lambda page: open_replay(replay(tmp_path / "r.html", session(page.lines)))


def looks(viewer: Viewer, at: float, what: str) -> Any:
    """Seek and look in one go: no time passes between."""
    script = """([at, what]) => {
      replaytest.seek(at);
      const page = replaytest.frameDocument();
      const found = page.querySelector("p, main");
      if (what === "color") return page.defaultView.getComputedStyle(found).color;
      if (what === "scroll") return [page.defaultView.scrollY, found.scrollTop];
      if (what === "shadow") return found.shadowRoot.querySelector("div").scrollTop;
      const { left, top } = document.querySelector(".replayer-mouse").style;
      return [left, top];
    }"""
    return viewer.page.evaluate(script, [at, what])


def test_a_page_has_no_adopted_style_sheets_of_another(
    view: Callable[[Page], Viewer],
) -> None:
    page = Page()
    page.open(0, page.node("p", "one"))
    sheet = {"styleId": 1, "rules": [{"rule": "p { color: red }", "index": 0}]}
    page.event(100, 3, {"source": 15, "id": 1, "styles": [sheet], "styleIds": [1]})
    page.open(200, page.node("p", "two"), url="https://b.example/").click(300, 90)
    viewer = view(page)
    colors = [looks(viewer, at, "color") for at in (150, 250, 150, 50)]
    assert colors == [RED, BLACK, RED, BLACK]


@pytest.mark.parametrize("link", ["of the snapshot", "of a mutation"])
def test_a_style_sheet_that_came_late_is_gone_before_it_came(
    view: Callable[[Page], Viewer], link: str
) -> None:
    page = Page()
    first = [page.node("link", id=30)]
    page.open(0, page.node("p", "one"), *(first if link == "of the snapshot" else []))
    if link == "of a mutation":
        page.mutate(30, adds=[{"parentId": 90, "nextId": None, "node": first[0]}])
    css = {"_cssText": "p { color: red }", "rel": "stylesheet"}
    page.mutate(100, attributes=[{"id": 30, "attributes": css}]).click(200, 90)
    viewer = view(page)
    colors = [looks(viewer, at, "color") for at in (50, 150, 50, 150)]
    assert colors == [BLACK, RED, BLACK, RED]


SMOOTH = "html, main { scroll-behavior: smooth }"
TALL = "body, b { display: block; height: 3000px } main, div { height: 80px; overflow: auto }"


@pytest.mark.parametrize("said_by", ["style sheet", "script"])
def test_a_page_that_scrolls_smoothly_is_there_at_once(
    view: Callable[[Page], Viewer], said_by: str
) -> None:
    page = Page()
    css = TALL + (SMOOTH if said_by == "style sheet" else "")
    main = page.node("main", page.node("b"), id=40, rr_scrollTop=70)
    page.open(0, main, head=[page.node("style", _cssText=css)])
    if said_by == "script":
        style = {"style": {"scroll-behavior": "smooth"}}
        root = page.lines[-1][1]["data"]["node"]["childNodes"][1]["id"]
        ids = [root, 40]
        page.mutate(50, attributes=[{"id": id_, "attributes": style} for id_ in ids])
    page.scroll(100, 1, 900).scroll(101, 40, 200).scroll(300, 1, 20)
    viewer = view(page)
    places = [looks(viewer, at, "scroll") for at in (200, 60, 300)]
    assert places == [[900, 200], [0, 70], [20, 200]]


def test_a_shadow_root_that_scrolls_smoothly_is_there_at_once(
    view: Callable[[Page], Viewer],
) -> None:
    page = Page()
    css = TALL + "div { scroll-behavior: smooth }"
    inside = [
        page.node("style", _cssText=css) | {"isShadow": True},
        page.node("div", page.node("b"), id=40, rr_scrollTop=70) | {"isShadow": True},
    ]
    page.open(0, page.node("main", *inside) | {"isShadowHost": True})
    page.scroll(100, 40, 200).click(300, 90)
    viewer = view(page)
    assert [looks(viewer, at, "shadow") for at in (50, 200, 50)] == [70, 200, 70]


def test_the_pointer_stays_where_what_it_clicked_is_gone(
    view: Callable[[Page], Viewer],
) -> None:
    page = Page()
    page.open(0, page.node("p", "one", id=20), page.node("button", "Pay", id=30))
    page.click(100, 30, 50, 60)
    page.mutate(110, removes=[{"parentId": 90, "id": 30}]).click(300, 20, 7, 8)
    viewer = view(page)
    places = [looks(viewer, at, "pointer") for at in (300, 200, 100)]
    assert places == [["7px", "8px"], ["50px", "60px"], ["50px", "60px"]]


def errand() -> Page:
    """Three pages; on each a field is filled, a list changes, and all of it scrolls."""
    page = Page()
    for at in (0, 1000, 2000):
        page.open(
            at,
            page.node("p", page.text(f"page at {at}", id=20), id=21),
            page.node("input", id=30, value="empty"),
            page.node("input", id=31, type="checkbox"),
            page.node("main", page.node("b", id=41), id=40),
            page.node("ul", page.node("li", "one", id=51), id=50, class_="list"),
            head=[page.node("style", _cssText=TALL)],
            url=f"https://{at}.example/",
        )
        page.move(at + 100, (9, 9, -50), (40, 40, 0)).click(at + 120, 21)
        page.mutate(at + 140, attributes=[{"id": 21, "attributes": {"class": ""}}])
        page.click(at + 150, 51)
        page.mutate(at + 200, attributes=[{"id": 51, "attributes": {"class": "on"}}])
        page.scroll(at + 250, 1, 300 + at // 10).scroll(at + 250, 40, 50)
        page.click(at + 300, 30).type(at + 310, 30, f"typed at {at}")
        page.event(
            at + 320, 3, {"source": 5, "id": 31, "text": "on", "isChecked": True}
        )
        more = page.node("li", "two", id=52)
        page.mutate(at + 400, adds=[{"parentId": 50, "nextId": 51, "node": more}])
        page.click(at + 450, 52).set_text(at + 500, 20, f"changed at {at}")
        page.mutate(at + 600, removes=[{"parentId": 50, "id": 52}])
        page.mutate(at + 700, attributes=[{"id": 50, "attributes": {"class": None}}])
        page.scroll(at + 800, 40, 0)
    return page


STATE = """at => {
  replaytest.seek(at);
  const page = replaytest.frameDocument();
  const live = [...page.querySelectorAll("*")].map(
    ({ scrollTop, value, checked }) => [scrollTop, value, checked].join(" "));
  return [page.documentElement.outerHTML, ...live, page.defaultView.scrollY];
}"""


def test_a_moment_is_the_same_from_before_and_from_after(
    view: Callable[[Page], Viewer],
) -> None:
    page = errand()
    viewer = view(page)
    times = sorted({event["timestamp"] - START for _, event in page.lines} - {0})
    first, last = times[0], times[-1]

    def states(*ways: int) -> dict[int, Any]:
        """Seek to each moment by the same ways, or straight on from the one before."""
        found = {}
        for at in times:
            for way in ways:
                viewer.seek(way)
            found[at] = viewer.page.evaluate(STATE, at)
        return found

    step_by_step = states()
    for ways in ([first], [last], [first, last], [last, first]):
        assert states(*ways) == step_by_step, ways
    times.reverse()
    assert states() == step_by_step
