"""Locators in a replay: searched, printed, suggested, and of the call that failed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.report.builders import Page, failure, replay, session
from tests.report.inspecting import (
    Open,
    call,
    chosen,
    details,
    find,
    found,
    opened,
    shop,
)


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("li", "1 of 3"),
        ("get_by_role('button', name='Add')", "1 of 2"),
        ("get_by_role('button', name='Add', exact=True)", "1 of 1"),
        ("page.get_by_label('Quantity')", "1 of 1"),
        ("get_by_text(re.compile(r'\\d+ PRODUCTS', re.IGNORECASE))", "1 of 1"),
        ("frame_locator('iframe').get_by_text('in the')", "1 of 1"),
        ('internal:testid=[data-testid="count"s]', "1 of 1"),
        ("60 prod", "1 of 1"),
        ("get_by_role('button', name=", "Nothing found"),
        ("nowhere to be seen", "Nothing found"),
    ],
)
def test_search_takes_text_css_and_locators(
    tmp_path: Path, open_replay: Open, query: str, hits: str
) -> None:
    assert found(opened(tmp_path, open_replay, shop()), query) == hits


SELECTORS = [
    ("internal:role=button[name=\"Add\"i]", 'get_by_role("button", name="Add")', 2),
    ("internal:role=button[name=\"Add\"s]",
     'get_by_role("button", name="Add", exact=True)', 1),
    ("internal:role=button >> nth=0", 'get_by_role("button").first', 1),
    ("internal:role=button >> nth=-1", 'get_by_role("button").last', 1),
    ("internal:role=heading[level=1]", 'get_by_role("heading", level=1)', 1),
    ("internal:label=\"quantity\"i", 'get_by_label("quantity")', 1),
    ("internal:attr=[placeholder=\"promo\"i]", 'get_by_placeholder("promo")', 1),
    ("internal:testid=[data-testid=\"count\"s]", 'get_by_test_id("count")', 1),
    ("internal:text=\"item\"i", 'get_by_text("item")', 3),
    ("internal:text=\"item\"s", 'get_by_text("item", exact=True)', 0),
    ("internal:text=/^Item [01]$/",
     'get_by_text(re.compile(r"^Item [01]$"))', 2),
    ("li >> internal:has-text=\"Item 2\"i",
     'locator("li").filter(has_text="Item 2")', 1),
    ("li >> internal:has-not-text=\"Item 2\"i",
     'locator("li").filter(has_not_text="Item 2")', 2),
    ('ul >> internal:has="internal:text=\\"Item 1\\"i"',
     'locator("ul").filter(has=get_by_text("Item 1"))', 1),
    ('ul >> internal:has-not="internal:text=\\"Item 1\\"i"',
     'locator("ul").filter(has_not=get_by_text("Item 1"))', 0),
    ('internal:role=button >> internal:and=".primary"',
     'get_by_role("button").and_(locator(".primary"))', 1),
    ('h1 >> internal:or="p"', 'locator("h1").or_(locator("p"))', 2),
    ("iframe >> internal:control=enter-frame >> internal:text=\"frame\"i",
     'locator("iframe").content_frame.get_by_text("frame")', 1),
    ("xpath=//li[2]", 'locator("//li[2]")', 1),
    ("li:has-text(\"Item 1\")", 'locator("li:has-text(\\"Item 1\\")")', 1),
    ("text=Item 1", 'locator("text=Item 1")', 1),
    ("li >> visible=true", 'locator("li").filter(visible=True)', 3),
    ("x-badge b", 'locator("x-badge b")', 0),
    ("b", 'locator("b")', 1),
    ("internal:unheard=x", 'locator("internal:unheard=x")', 0),
    ("internal:role=button[name=", "internal:role=button[name=", 0),
    ("li[", 'locator("li[")', 0),
]  # fmt: skip


def test_calls_have_their_locators_in_python_and_their_elements_outlined(
    tmp_path: Path, open_replay: Open
) -> None:
    page = shop()
    for at, (selector, _, _) in enumerate(SELECTORS):
        call(page, 100 + 100 * at, selector)
    page.lines.sort(key=lambda line: line[1]["timestamp"])
    viewer = opened(tmp_path, open_replay, page, "#t=0.1s&panel=calls")
    lines = viewer.page.locator(".calls .row")
    for at, (selector, text, count) in enumerate(SELECTORS):
        lines.nth(at).click()
        said = lines.nth(at).locator(".said").inner_text()
        assert said == f"{text}.click()"
        outlines = viewer.page.locator(".outlines.call .outline").count()
        assert outlines == count, selector
    lines.nth(len(SELECTORS) - 1).click()
    lines.nth(0).click()
    lines.nth(0).click()
    assert viewer.page.locator(".outlines.call .outline").count() == 0


def test_details_of_an_element(tmp_path: Path, open_replay: Open) -> None:
    viewer = opened(tmp_path, open_replay, shop())
    find(viewer, ".primary")
    shown = details(viewer)
    locators = shown.locator(".dom-locators li").all_inner_texts()
    assert [row.replace("\n", " ") for row in locators] == [
        '1 get_by_role("button", name="Add", exact=True)',
        '1 get_by_text("Add", exact=True)',
        '2 get_by_role("button", name="Add")',
        '2 get_by_text("Add")',
        '2 get_by_role("button")',
        '1 locator("button:nth-child(3)")',
    ]
    text = shown.inner_text()
    assert "class\tprimary" in text
    assert "Role\tbutton\nName\tAdd" in text
    crumbs = viewer.page.get_by_role("navigation", name="Around the element")
    assert crumbs.inner_text().split() == ["html", "body", "button"]
    crumbs.get_by_text("body").click()
    assert "body" in chosen(viewer)


def test_copying_a_locator(tmp_path: Path, open_replay: Open) -> None:
    viewer = opened(tmp_path, open_replay, shop())
    find(viewer, "[data-testid=count]")
    copy = details(viewer).get_by_role("button", name='Copy get_by_test_id("count")')
    copy.click()
    viewer.until("document.querySelector('.dom-copy.done') !== null")
    viewer.page.get_by_label("Find in the page").fill("")
    viewer.page.get_by_label("Find in the page").press("Control+v")
    field = viewer.page.get_by_label("Find in the page")
    assert field.input_value() == 'get_by_test_id("count")'


def failed(page: Page, at: int, locator: str, tmp_path: Path) -> Path:
    message = (
        "Locator expected to be visible\nActual value: None\n"
        f"Error: element(s) not found\nCall log:\n  - waiting for {locator}\n"
    )
    return replay(
        tmp_path / "r.html", session(page.lines), failures=[failure(at, message)]
    )


def test_the_failing_element_is_outlined_at_the_failure_and_not_before(
    tmp_path: Path, open_replay: Open
) -> None:
    page = call(
        shop().click(300, 30),
        1000,
        'internal:testid=[data-testid="count"s]',
        api="LocatorAssertions.to_have_text",
        error="Error: Locator expected to have text",
    ).click(1500, 32)
    path = failed(page, 1100, "get_by_text('elsewhere')", tmp_path)
    viewer = open_replay(path)
    outline = viewer.page.locator(".outlines.failing .outline")
    viewer.until("document.querySelector('.outlines.failing .outline') !== null")
    label = viewer.page.locator(".outlines.failing .outline-label").text_content()
    assert label == (
        'expect(get_by_test_id("count")).to_have_text() → the failing element'
    )
    viewer.seek(900)
    assert outline.count() == 0
    assert not viewer.page.locator(".failing-note").is_visible()
    viewer.seek(1500)
    assert outline.count() == 1
    viewer.page.get_by_role("button", name="Inspect it").click()
    assert "60 products" in chosen(viewer)


def test_what_a_failing_call_did_not_find_is_said(
    tmp_path: Path, open_replay: Open
) -> None:
    page = call(shop(), 1000, 'internal:text="10 products"i').click(1500, 32)
    path = failed(page, 1100, 'get_by_text("10 products")', tmp_path)
    viewer = open_replay(path)
    viewer.until("!document.querySelector('.failing-note').hidden")
    said = viewer.page.locator(".failures").inner_text()
    assert "matched nothing at this moment. Nearest: 60 products." in said
    assert viewer.page.locator(".outlines.failing .outline").count() == 0


def test_a_failure_without_recorded_calls_still_has_its_element(
    tmp_path: Path, open_replay: Open
) -> None:
    path = failed(shop().click(1500, 32), 1100, 'get_by_test_id("count")', tmp_path)
    viewer = open_replay(path)
    viewer.until("document.querySelector('.outlines.failing .outline') !== null")
