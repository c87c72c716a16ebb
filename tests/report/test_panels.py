"""The panels below the player: what a page and its test told beside the page itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.report.builders import START, Page, failure, replay, session
from tests.report.conftest import Viewer

Open = Callable[..., Viewer]
API = "https://shop.example/api/cart"


def request(at: int, url: str = API, **more: Any) -> dict[str, Any]:
    told = {
        "name": url,
        "method": "GET",
        "initiatorType": "fetch",
        "status": 200,
        "timestamp": START + at,
        "duration": 120,
        "requestHeaders": {"accept": "*/*"},
        "responseHeaders": {"content-type": "application/json"},
    }
    return {"requests": [told | more]}


def telling() -> Page:
    """A page that tells of everything there is a panel for."""
    page = Page()
    page.open(0, page.node("h1", "Shop"), page.node("button", "Pay", id=30))
    page.plugin(400, "rrweb/network@1", request(300, responseBody='{"total":112.5}'))
    page.plugin(900, "rrweb/network@1", request(800, API + "/pay", status=500))
    icon = request(100, "https://shop.example/cup.png", initiatorType="image")
    icon["requests"][0] |= {
        "responseBody": "iVBORw==",
        "responseBodyEncoding": "base64",
    }
    page.plugin(120, "rrweb/network@1", icon)
    said = {"level": "warn", "payload": ['"slow network"'], "trace": ["a/app.js:3:1"]}
    page.plugin(500, "rrweb/console@1", said)
    frame = {"function": "t", "url": "https://shop.example/min.js", "line": 1}
    original = {"source": "src/pay.ts", "line": 41, "column": 7, "name": "pay"}
    error = {"kind": "exception", "name": "TypeError", "message": "no card"}
    stack = [frame | {"column": 900, "original": original}]
    page.custom(950, "replaytest/error@1", error | {"stack": stack})
    call = {"api": "Locator.click", "file": "test_pay.py", "line": 12, "duration": 30}
    call |= {"args": {"selector": "#pay"}, "at": START + 780}
    page.custom(810, "replaytest/call@1", call)
    failed = call | {"api": "LocatorAssertions.to_be_visible", "line": 13}
    failed |= {"at": START + 1000, "error": "the assertion failed"}
    page.custom(2000, "replaytest/call@1", failed)
    lines = {"11": "def test_pay(page):", "13": "    expect(receipt).to_be_visible()"}
    page.custom(2050, "replaytest/source@1", {"file": "test_pay.py", "lines": lines})
    state = {"when": "start", "origin": "https://shop.example", "session": {}}
    page.custom(20, "replaytest/storage@1", state | {"local": {"theme": "dark"}})
    ended = state | {"when": "end", "local": {"theme": "light", "cart": "xx"}}
    return page.custom(2100, "replaytest/storage@1", ended)


@pytest.fixture
def viewer(tmp_path: Path, open_replay: Open) -> Viewer:
    failures = [failure(2050, "no receipt")]
    path = replay(tmp_path / "r.html", session(telling().lines), failures=failures)
    return open_replay(path)


def panel(viewer: Viewer, name: str) -> Locator:
    viewer.page.get_by_role("tab", name=name).click()
    return viewer.page.get_by_role("tabpanel")


def test_panels_are_closed_until_asked_for(viewer: Viewer) -> None:
    expect(viewer.page.get_by_role("tabpanel")).to_be_hidden()
    network = viewer.page.get_by_role("tab", name="Network, 3, 1 bad")
    network.click()
    expect(viewer.page.get_by_role("tabpanel", name="Network")).to_be_visible()
    viewer.page.keyboard.press("ArrowRight")
    expect(viewer.page.get_by_role("tabpanel", name="Console")).to_be_visible()
    viewer.page.get_by_role("button", name="Close panel").click()
    expect(viewer.page.get_by_role("tabpanel")).to_be_hidden()


def test_requests_with_bodies_and_headers(viewer: Viewer) -> None:
    shown = panel(viewer, "Network")
    rows = shown.get_by_role("option")
    expect(rows).to_have_count(3)
    expect(rows.nth(0)).to_contain_text("cup.png")
    rows.filter(has_text="cart").first.click()
    details = shown.get_by_role("region", name="Requests: details")
    expect(details).to_contain_text('"total": 112.5')
    expect(details).to_contain_text("application/json")
    assert viewer.time() == 300
    assert rows.nth(2).get_attribute("class") == "row bad later"
    rows.nth(0).click()
    expect(details).to_contain_text("(4 bytes)")
    expect(details).not_to_contain_text("iVBORw")


@pytest.mark.parametrize(
    ("kind", "left"),
    [("All", 3), ("API", 2), ("Failed", 1), ("Pages", 0), ("Assets", 1)],
)
def test_requests_are_filtered_by_kind(viewer: Viewer, kind: str, left: int) -> None:
    shown = panel(viewer, "Network")
    shown.get_by_role("button", name=kind, exact=True).click()
    expect(shown.get_by_role("option")).to_have_count(left)
    expect(shown.get_by_text("Nothing fits the filter.")).to_be_visible(
        visible=not left
    )


def test_requests_are_filtered_by_words(viewer: Viewer) -> None:
    shown = panel(viewer, "Network")
    shown.get_by_label("Filter").fill("PAY")
    expect(shown.get_by_role("option")).to_have_count(1)
    # Keys of the player are letters in a field.
    viewer.page.keyboard.type("f5 ")
    assert viewer.time() == 2050


def test_the_console_and_uncaught_errors_are_one_list(viewer: Viewer) -> None:
    rows = panel(viewer, "Console").get_by_role("option")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("slow network")
    expect(rows.nth(0)).to_contain_text("app.js:3:1")
    expect(rows.nth(1)).to_contain_text("Uncaught TypeError: no card")


def test_stacks_are_told_in_the_files_they_were_written_in(viewer: Viewer) -> None:
    shown = panel(viewer, "Errors")
    shown.get_by_role("option").click()
    frame = shown.get_by_role("listitem")
    expect(frame).to_have_text("paysrc/pay.ts:41:7")
    assert frame.get_attribute("title") == "https://shop.example/min.js:1:900"


def test_calls_with_their_source_and_error(viewer: Viewer) -> None:
    shown = panel(viewer, "Calls")
    expect(shown.get_by_role("option")).to_have_count(2)
    shown.get_by_role("button", name="Failed").click()
    shown.get_by_role("option").click()
    details = shown.get_by_role("region", name="Calls: details")
    expect(details).to_contain_text("the assertion failed")
    expect(details.get_by_role("figure")).to_contain_text("test_pay.py:13")
    here = details.locator(".here-line")
    assert here.inner_text().rstrip() == "    expect(receipt).to_be_visible()"
    assert viewer.time() == 1000


@pytest.mark.parametrize(
    ("api", "args", "said"),
    [
        ("Page.goto", {"url": "/cart", "waitUntil": "load"}, 'page.goto("/cart")'),
        (
            "Locator.fill",
            {"selector": 'internal:label="Code"i', "strict": True, "value": "xx00"},
            'get_by_label("Code").fill("xx00")',
        ),
        (
            "LocatorAssertions.to_have_text",
            {"selector": "#a", "expression": "to.have.text", "expectedText": ["12"]},
            'expect(locator("#a")).to_have_text("12")',
        ),
        (
            "LocatorAssertions.to_have_count",
            {"selector": "li", "expectedNumber": 3, "isNot": False},
            'expect(locator("li")).to_have_count(3)',
        ),
        (
            "PageAssertions.to_have_url",
            {"expression": "to.have.url", "expectedText": ["a", "b"]},
            'expect(page).to_have_url(["a","b"])',
        ),
        (
            "Locator.drag_to",
            {"source": 'internal:text="A"i', "target": 'internal:text="B"i'},
            'get_by_text("A").drag_to(get_by_text("B"))',
        ),
        (
            "Locator.select_option",
            {"selector": "#a", "options": [{"valueOrLabel": "€00"}]},
            'locator("#a").select_option("€00")',
        ),
        ("BrowserContext.new_page", {}, "context.new_page()"),
        ("Dialog.accept", {"promptText": "x"}, 'dialog.accept("x")'),
    ],
)
def test_calls_are_said_as_the_test_has_them(
    tmp_path: Path, open_replay: Open, api: str, args: dict[str, Any], said: str
) -> None:
    page = Page().open(0, "text")
    told = {"api": api, "args": args, "at": START + 10, "duration": 5}
    page.custom(20, "replaytest/call@1", told)
    shown = panel(
        open_replay(replay(tmp_path / "r.html", session(page.lines))), "Calls"
    )
    expect(shown.locator(".said")).to_have_text(said)


def test_storage_says_what_changed(viewer: Viewer) -> None:
    rows = panel(viewer, "Storage").get_by_role("row")
    assert [" ".join(row.inner_text().split()) for row in rows.all()[1:]] == [
        "cart xx added",
        "theme dark light changed",
    ]


def test_a_panel_and_a_moment_are_in_the_address(
    viewer: Viewer, open_replay: Open, tmp_path: Path
) -> None:
    panel(viewer, "Console")
    viewer.seek(500)
    link = viewer.page.evaluate("location.hash")
    assert link == "#t=0.50s&panel=console"
    other = open_replay(tmp_path / "r.html", link)
    assert other.time() == 500
    expect(other.page.get_by_role("tabpanel", name="Console")).to_be_visible()


def test_lists_are_walked_with_the_keyboard(viewer: Viewer) -> None:
    shown = panel(viewer, "Network")
    shown.get_by_role("listbox").focus()
    for key, at in (("Home", 100), ("ArrowDown", 300), ("ArrowDown", 800)):
        viewer.page.keyboard.press(key)
        assert viewer.time() == at
    expect(shown.get_by_role("option", selected=True)).to_contain_text("500")
    viewer.page.keyboard.press("Escape")
    expect(shown.get_by_role("option", selected=True)).to_have_count(0)


def test_what_the_test_printed(tmp_path: Path, open_replay: Open) -> None:
    page = telling()
    said = {"title": "Captured log call", "text": "WARNING <b>tea</b> is out"}
    page.custom(2000, "replaytest/output@1", said)
    viewer = open_replay(replay(tmp_path / "r.html", session(page.lines)))
    shown = panel(viewer, "Output")
    expect(shown.get_by_role("heading")).to_have_text("Captured log call")
    expect(shown.locator("pre")).to_have_text("WARNING <b>tea</b> is out")


MESSAGE = """AssertionError: Locator expected to have text 'Total 112.50'
Actual value: Total 100.00
Call log:
  - Expect "to_have_text" with timeout 1000ms
  - waiting for get_by_test_id("total")
"""


def test_a_failed_assertion_is_taken_apart(tmp_path: Path, open_replay: Open) -> None:
    path = tmp_path / "r.html"
    page = telling()
    failures = [failure(2000, MESSAGE)]
    viewer = open_replay(replay(path, session(page.lines), failures=failures))
    shown = viewer.page.get_by_role("region", name="Failure")
    expect(shown.get_by_role("heading")).to_have_text("Locator expected to have text")
    assert shown.locator(".expected mark").inner_text() == "12.5"
    assert shown.locator(".received mark").inner_text() == "00.0"
    expect(shown.locator(".locator")).to_have_text('get_by_test_id("total")')


@pytest.mark.parametrize(
    ("message", "title", "rest"),
    [
        ("assert 3 == 4", "assert 3 == 4", ""),
        (
            "TimeoutError: Locator.click: Timeout 30ms exceeded.\nCall log:\n  - x",
            "TimeoutError: Locator.click: Timeout 30ms exceeded.",
            "",
        ),
        ("ValueError: one\ntwo\nthree", "ValueError: one", "two\nthree"),
        ("", "The test failed", ""),
    ],
)
def test_other_failures_are_told_as_they_are(
    tmp_path: Path, open_replay: Open, message: str, title: str, rest: str
) -> None:
    failures = [failure(2000, message)]
    path = replay(tmp_path / "r.html", session(telling().lines), failures=failures)
    shown = open_replay(path).page.get_by_role("region", name="Failure")
    expect(shown.get_by_role("heading")).to_have_text(title)
    assert (shown.locator(".more").all_inner_texts() or [""]) == [rest]
