"""The site in a browser: what it shows, and how it is used."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from replaytest.report.site import SiteCollection
from tests.report.conftest import Viewer, watch
from tests.report.site_builders import data_of, happened, visit, written

Open = Callable[..., Page]
ERROR = happened("error", "TypeError: no total", "TypeError", fingerprint="ab12")
FAILURE = happened("failure", "no receipt", "call", fingerprint="cd34")
RAGE = happened("signal", "3 clicks on Pay", "rage-click", count=2)
SLOW = happened("signal", "took 4 s", "slow-response")


@pytest.fixture
def open_site(own_browser: Browser) -> Iterator[Open]:
    """Open a site from file://; at the end it must have done nothing forbidden."""
    opened: list[Viewer] = []

    def open_(path: Path, link: str = "", **options: object) -> Page:
        options.setdefault("viewport", {"width": 1400, "height": 700})
        page = own_browser.new_page(**options)
        opened.append(Viewer(page))
        watch(opened[-1])
        page.goto(path.as_uri() + link)
        return page

    yield open_
    for viewer in opened:
        viewer.page.context.close()
    assert [viewer.faults for viewer in opened] == [[] for _ in opened]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A flaky test, one that failed, one that passed, one session without a test."""
    return written(
        tmp_path / "site.html",
        visit(1, ERROR, FAILURE, RAGE, SLOW, outcome="failed", replay="replays/a.html"),
        visit(2, test="tests/test_shop.py::test_browses", duration_s=90),
        visit(3, ERROR, test="t.py::test_old", outcome="failed"),
        visit(4),
        visit(5, test="", outcome=""),
        collections=[SiteCollection("odd ones", "odd-ones", {"s2": "look at this"})],
        searches=[("old", "test ~ old")],
    )


def rows(page: Page) -> list[str]:
    """Return the ids of the sessions that are shown, in their order."""
    names = page.locator(".c-test .test").evaluate_all(
        "all => all.map(each => each.querySelector('b').textContent)"
    )
    return [name.removeprefix("test_").removeprefix("session ") for name in names]


def type_filter(page: Page, text: str) -> None:
    page.locator(".filter").fill(text)
    # Longer than one waits for the next key.
    page.wait_for_timeout(120)


def test_lists_what_there_is(shop: Path, open_site: Open) -> None:
    page = open_site(shop)
    assert page.title() == "shop sessions"
    assert rows(page) == ["pays", "browses", "old", "pays", "s5"]
    first = page.get_by_role("row").nth(1)
    said = first.inner_text().split("\n")
    for text in ("Failed", "tests/test_shop.py", "flaky", "2.5 s", "no receipt"):
        assert text in said, text
    assert first.locator(".pill").all_inner_texts() == [
        "high:\n2",
        "low:\n1",
        "2",
    ]
    assert first.get_by_role("link").get_attribute("href") == "replays/a.html"
    expect(page.get_by_role("status").first).to_have_text("5 sessions2 failed")
    assert page.get_by_role("row").nth(2).get_by_role("link").count() == 0


def test_the_last_runs_of_a_test_are_squares_newest_last(
    shop: Path, open_site: Open
) -> None:
    trend = open_site(shop).locator(".trend").first
    squares = "all => all.map(each => each.className)"
    assert trend.locator("i").evaluate_all(squares) == ["passed", "failed"]
    assert trend.get_attribute("aria-label") == "Last 2 runs: 1 failed, flaky"


def test_several_sessions_of_an_attempt_are_one_run(
    tmp_path: Path, open_site: Open
) -> None:
    first = visit(1, outcome="failed")
    path = str(first.columns["path"]).replace("session.", "session-2.")
    second = replace(first, columns={**first.columns, "path": path})
    page = open_site(written(tmp_path / "s.html", first, second), "#view=tests")
    assert page.locator(".trend i").count() == 1
    assert page.locator(".grid-row .c-runs").inner_text() == "1"


def test_the_filter_narrows_and_is_in_the_address(shop: Path, open_site: Open) -> None:
    page = open_site(shop)
    type_filter(page, 'outcome = failed and error ~ "NO TOTAL"')
    assert rows(page) == ["pays", "old"]
    assert "where=outcome+%3D+failed" in page.url
    page.reload()
    assert rows(page) == ["pays", "old"]
    assert page.locator(".filter").input_value().startswith("outcome = failed")


def test_a_mistake_in_the_filter_is_explained_and_the_list_stays(
    shop: Path, open_site: Open
) -> None:
    page = open_site(shop)
    type_filter(page, "outcome = failed")
    type_filter(page, "outcome = failed and signl")
    problem = page.locator(".problem").inner_text()
    assert (
        problem == "there is no field 'signl' at character 22: did you mean 'signal'?"
    )
    assert rows(page) == ["pays", "old"]
    type_filter(page, "text ~ promo")
    assert "this page does not hold 'text'" in page.locator(".problem").inner_text()
    assert open_site(shop, "#where=signl").locator(".grid-row").count() == 5


def test_quick_filters(shop: Path, open_site: Open) -> None:
    page = open_site(shop)
    for name, found in (
        ("Failed", ["pays", "old"]),
        ("Flaky", ["pays", "pays"]),
        ("Slow", ["browses"]),
        ("With signals", ["pays"]),
    ):
        button = page.get_by_role("button", name=name)
        button.click()
        assert rows(page) == found
        expect(button).to_have_attribute("aria-pressed", "true")
        button.click()
    assert len(rows(page)) == 5
    page.get_by_role("button", name="Failed").click()
    page.get_by_role("button", name="Flaky").click()
    assert rows(page) == ["pays"]


def test_sorting(shop: Path, open_site: Open) -> None:
    page = open_site(shop)
    header = page.get_by_role("columnheader", name="Duration")
    header.get_by_role("button").click()
    assert rows(page)[0] == "browses"
    expect(header).to_have_attribute("aria-sort", "descending")
    header.get_by_role("button").click()
    assert rows(page)[-1] == "browses"
    header.get_by_role("button").click()
    assert rows(page) == ["pays", "browses", "old", "pays", "s5"]
    assert rows(open_site(shop, "#sort=-signals"))[0] == "pays"


def test_errors_are_grouped_by_their_fingerprint(shop: Path, open_site: Open) -> None:
    page = open_site(shop, "#view=errors")
    assert page.locator(".grid-row .c-error").all_inner_texts() == [
        "TypeError: no total",
        "no receipt",
    ]
    assert page.locator(".grid-row .c-sessions").all_inner_texts() == ["2", "1"]
    page.get_by_text("TypeError: no total").click()
    assert rows(page) == ["pays", "old"]
    assert "error=ab12" in page.url
    page.get_by_role("button", name="Error ab12: remove").click()
    assert len(rows(page)) == 5


def test_a_test_leads_to_its_sessions_and_back(shop: Path, open_site: Open) -> None:
    page = open_site(shop)
    page.get_by_role("button", name="Tests").click()
    assert rows(page) == ["pays", "browses", "old"]
    page.locator(".grid").focus()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    assert rows(page) == ["pays", "pays"]
    page.go_back()
    expect(page.locator(".grid-row")).to_have_count(3)
    assert rows(page) == ["pays", "browses", "old"]


def test_collections_and_saved_searches(shop: Path, open_site: Open) -> None:
    page = open_site(shop)
    page.get_by_role("combobox").select_option("odd ones (1)")
    assert rows(page) == ["browses"]
    page.get_by_role("button", name="Collection odd ones: remove").click()
    page.get_by_role("combobox").select_option("Search: old")
    assert rows(page) == ["old"]


def test_details_of_a_session(tmp_path: Path, open_site: Open) -> None:
    comment = happened("annotation", '{"text":"the total is odd"}', "comment")
    tagged = replace(
        visit(1, ERROR, RAGE, comment, outcome="failed"),
        properties=[("names", 'a "b"', None)],
    )
    page = open_site(written(tmp_path / "s.html", tagged, visit(2)))
    page.get_by_text("test_pays").first.click()
    aside = page.get_by_role("complementary")
    text = aside.inner_text()
    for part in ("TypeError: no total", "rage click", "the total is odd", "2 runs"):
        assert part in text, part
    assert "replaytest show s1" in text
    aside.get_by_role("button", name='a "b"').click()
    expect(page.locator(".filter")).to_have_value('tag = "a \\"b\\""')
    assert page.locator(".grid-row").count() == 1
    page.keyboard.press("Escape")
    assert aside.is_hidden()


def test_keyboard(shop: Path, open_site: Open) -> None:
    page = open_site(shop)
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[aria-selected=true]")).to_contain_text("test_browses")
    chosen = page.locator(".grid").get_attribute("aria-activedescendant")
    assert chosen == page.locator("[aria-selected=true]").get_attribute("id")
    page.keyboard.press("/")
    page.keyboard.type("test ~ old")
    page.keyboard.press("Enter")
    page.wait_for_timeout(120)
    assert rows(page) == ["old"]
    page.keyboard.press("3")
    assert "view=errors" in page.url
    page.keyboard.press("?")
    assert page.get_by_role("dialog").is_visible()
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").is_hidden()


def test_only_rows_that_can_be_seen_are_there(tmp_path: Path, open_site: Open) -> None:
    many = [visit(n, test=f"t.py::test_{n}") for n in range(10_000)]
    path = written(tmp_path / "s.html", *many)
    for options in ({}, {"viewport": {"width": 400, "height": 700}}):
        page = open_site(path, **options)
        assert page.locator(".grid-row").count() < 40
        page.locator(".grid").focus()
        page.keyboard.press("End")
        page.wait_for_timeout(50)
        last = page.locator("[aria-selected=true]")
        expect(last).to_contain_text("test_9999")
        assert last.get_attribute("aria-rowindex") == "10001"
        assert page.locator(".grid-row").count() < 40


@pytest.mark.parametrize("width", [1400, 900, 400])
def test_nothing_is_wider_than_the_page(
    shop: Path, open_site: Open, width: int
) -> None:
    page = open_site(shop, "#where=session", viewport={"width": width, "height": 700})
    page.get_by_text("test_pays").first.click()
    for name in ("html", ".grid", "aside"):
        wide = f"(e => e.scrollWidth - e.clientWidth)(document.querySelector('{name}'))"
        assert page.evaluate(wide) <= 0, name


HOSTILE = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "<!--<script>",
    "javascript:alert(1)",
    "\u2028alert(1)\u2029",
    "__proto__",
    "\ud800 alone",
]


def test_whatever_a_recording_says_stays_text(tmp_path: Path, open_site: Open) -> None:
    sessions = []
    for number, text in enumerate(HOSTILE):
        events = [
            happened(kind, text, text, fingerprint=text)
            for kind in ("error", "failure", "signal", "annotation", "page")
        ]
        columns = dict.fromkeys(
            ("test", "outcome", "worker", "browser", "person", "session", "damaged"),
            text,
        )
        row = visit(number, *events, **columns)
        sessions.append(replace(row, properties=[(text, text, None)]))
        sessions[-1].properties.append(("names", text, None))
    path = written(
        tmp_path / "s.html",
        *sessions,
        title=HOSTILE[0],
        collections=[SiteCollection(text, "x", {text: text}) for text in HOSTILE],
        searches=[(text, text) for text in HOSTILE],
    )
    page = open_site(path)
    for view in ("", "#view=tests", "#view=errors"):
        page.goto(path.as_uri() + view)
        assert page.locator(".grid-row").count() == len(HOSTILE)
    page.goto(path.as_uri())
    for number in range(len(HOSTILE)):
        page.locator(".grid-row").nth(number).click(position={"x": 30, "y": 10})
        assert page.get_by_role("complementary").is_visible()
    assert page.locator("body script").count() == 2
    assert page.locator("img, svg[onload], iframe").count() == 0
    told = data_of(path.read_bytes())
    assert HOSTILE[0] in told["strings"]
