"""The loss table: ticks that a page made against ticks in the file.

A page counts in its own text every 4 ms and keeps the count in localStorage, where it
can be read after its document has gone. `pytest tests/browser/test_loss.py -s` prints
the table.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error

import replaytest
from tests.support.pages import Answer, Pages

TICKING = """<!doctype html><title>ticking</title>
<a id=link href="/next">next</a>
<form action="/next"><input type=hidden name=q value=1><button>send</button></form>
<p id=ticks></p>
<script>
  const key = 'ticks:' + performance.timeOrigin;
  document.querySelector('#ticks').id = key;
  let n = 0;
  setInterval(() => {
    document.getElementById(key).textContent = ++n;
    localStorage.setItem(key, n);
  }, 4);
</script>"""
NAVIGATIONS = 5


@pytest.fixture(scope="module")
def site() -> Iterator[Pages]:
    table: dict[str, str | Answer] = {"/": TICKING, "/next": TICKING, "/quiet": "quiet"}
    table["/slow"] = Answer(TICKING, after_s=0.4)
    with Pages(table) as pages:
        yield pages


def ticks_in(paths: list[Path]) -> dict[str, set[int]]:
    """Return the ticks in recordings, by the key of the document that made them."""
    ticks: dict[str, set[int]] = {}
    for path in paths:
        owner: dict[tuple[int, int], str] = {}
        for tab, event in replaytest.read(path).events():
            data = event["data"]
            if event["type"] == 2:
                _start(tab, data["node"], owner, ticks)
            elif event["type"] == 3 and data["source"] == 0:
                for add in data["adds"]:
                    key = owner.get((tab, add["parentId"]))
                    if key and add["node"].get("textContent", "").isdigit():
                        ticks[key].add(int(add["node"]["textContent"]))
                        owner[tab, add["node"]["id"]] = key
                for text in data["texts"]:
                    if key := owner.get((tab, text["id"])):
                        ticks[key].add(int(text["value"]))
    return ticks


def _start(tab: int, node: dict[str, Any], owner: dict, ticks: dict) -> None:
    key = node.get("attributes", {}).get("id", "")
    if key.startswith("ticks:"):
        owner[tab, node["id"]] = key
        # What the full snapshot shows stands for the ticks before it.
        for child in node["childNodes"]:
            owner[tab, child["id"]] = key
            ticks.setdefault(key, set()).update(range(1, int(child["textContent"]) + 1))
        ticks.setdefault(key, set())
    for child in node.get("childNodes", ()):
        _start(tab, child, owner, ticks)


def lost(made: dict[str, int], paths: list[Path]) -> tuple[int, int]:
    """Return (ticks lost, ticks made)."""
    recorded = ticks_in(paths)
    missing = sum(
        len(set(range(1, count + 1)) - recorded.get(key, set()))
        for key, count in made.items()
    )
    return missing, sum(made.values())


def counted(context: Any, site: Pages) -> dict[str, int]:
    """Return what the pages counted, read from another page of their origin."""
    page = context.new_page()
    page.goto(f"{site.url}/quiet")
    kept = page.evaluate("Object.entries(localStorage)")
    return {key: int(count) for key, count in kept if key.startswith("ticks:")}


def tell(way: str, missing: int, made: int) -> None:
    print(f"| {way} | {made} | {missing} |")


def _navigate(page: Any, leave: Callable[[], object]) -> None:
    for _ in range(NAVIGATIONS):
        page.wait_for_timeout(120)
        with page.expect_navigation(wait_until="load"):
            leave()


WAYS: dict[str, Callable[[Any, str], None]] = {
    "link": lambda page, _: _navigate(page, lambda: page.click("#link")),
    "form": lambda page, _: _navigate(page, lambda: page.click("button")),
    "script": lambda page, _: _navigate(
        page, lambda: page.evaluate("setTimeout(() => location.href = '/next')")
    ),
    "slow answer": lambda page, _: _navigate(
        page, lambda: page.evaluate("setTimeout(() => location.href = '/slow')")
    ),
    "reload": lambda page, _: _navigate(page, page.reload),
    "page.goto": lambda page, url: _navigate(page, lambda: page.goto(f"{url}/next")),
    "popup and window.close()": lambda page, url: _popup(page, url),
}


def _popup(page: Any, url: str) -> None:
    for _ in range(2):
        with page.expect_popup() as popup:
            page.evaluate("void (window.child = window.open('/next'))")
        popup.value.wait_for_timeout(300)
        with popup.value.expect_event("close"):
            page.evaluate("child.close()")


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_lost_when_a_page_goes_on(context, site, way):
    with replaytest.record(context, folder="recording") as recording:
        page = context.new_page()
        page.goto(site.url)
        WAYS[way](page, site.url)
        made = counted(context, site)
    missing, total = lost(made, recording.paths)
    tell(way, missing, total)
    assert len(made) > 2
    assert missing == 0


@pytest.mark.parametrize("closes", ["page", "context", "browser"])
def test_nothing_before_a_close_is_lost(
    browser_type, browser_type_launch_args, site, closes
):
    browser = browser_type.launch(**browser_type_launch_args)
    context = browser.new_context()
    with replaytest.record(context, folder="recording") as recording:
        page = context.new_page()
        page.goto(site.url)
        page.wait_for_timeout(400)
        made = page.evaluate("({[key]: n})")
        {"page": page, "context": context, "browser": browser}[closes].close()
    missing, total = lost(made, recording.paths)
    tell(f"{closes}.close()", missing, total)
    assert missing == 0
    browser.close()


def test_nothing_is_lost_while_python_is_busy(context, site):
    with replaytest.record(context, folder="recording") as recording:
        page = context.new_page()
        page.goto(site.url)
        time.sleep(1)
        made = page.evaluate("({[key]: n})")
        page.close()
    missing, total = lost(made, recording.paths)
    tell("Python busy for a second", missing, total)
    assert total > 100
    assert missing == 0


def test_crash_of_the_tab_loses_at_most_one_flush_interval(context, site):
    with replaytest.record(context, folder="recording") as recording:
        page = context.new_page()
        page.goto(site.url)
        page.wait_for_timeout(700)
        made = page.evaluate("({[key]: n})")
        with page.expect_event("crash"), suppress(Error):
            page.goto("chrome://crash", timeout=5000)
    missing, total = lost(made, recording.paths)
    tell("tab crash", missing, total)
    assert missing <= 250 / 4
    [tab] = replaytest.read(recording.paths[0]).tabs
    assert tab.ended == "crashed"
