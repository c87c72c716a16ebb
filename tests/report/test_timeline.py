"""The line of time: its pictures, its lanes, and links to its moments."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace as changed
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from replaytest.report.viewer import SignalMark, StepMark
from tests.report.builders import START, Page, failure, replay, session
from tests.report.conftest import Viewer
from tests.report.test_panels import telling

Open = Callable[..., Viewer]
RED, BLUE = [255, 0, 0], [0, 0, 255]


def colours(viewer: Viewer) -> list[list[int]]:
    """The colour in the middle of each picture that is there."""
    found: list[list[int]] = viewer.page.evaluate(
        """[...document.querySelectorAll(".frame canvas")].map((it) => {
          const pixel = new OffscreenCanvas(1, 1).getContext("2d");
          pixel.drawImage(it, it.width >> 1, it.height >> 1, 1, 1, 0, 0, 1, 1);
          return [...pixel.getImageData(0, 0, 1, 1).data].slice(0, 3);
        })"""
    )
    return found


def painted(extra: Any = "", **shown: Any) -> Page:
    page = Page()
    style = {"position": "fixed", "inset": "0"}
    css = ";".join(f"{name}:{value}" for name, value in style.items())
    box = page.node("div", extra, id=40, style=f"{css};background:#f00", **shown)
    page.open(0, box)
    change = {"id": 40, "attributes": {"style": f"{css};background:#00f"}}
    return page.mutate(5000, attributes=[change]).mutate(10_000)


def test_pictures_show_the_page_as_it_was(tmp_path: Path, open_replay: Open) -> None:
    viewer = open_replay(replay(tmp_path / "r.html", session(painted().lines)))
    frames = viewer.page.locator(".frame").count()
    viewer.until(f"document.querySelectorAll('.frame canvas').length === {frames}")
    half = frames // 2
    assert colours(viewer)[:half] == [RED] * half
    assert colours(viewer)[-half:] == [BLUE] * half
    viewer.page.locator(".frame").last.click()
    assert viewer.time() > 9000


def test_pictures_are_laid_out_for_the_size_of_the_page(
    tmp_path: Path, open_replay: Open
) -> None:
    page = Page()
    css = "body { background: #f00 }"
    css += "@media (max-width: 600px) { body { background: #00f } }"
    page.open(0, page.node("p", "text"), head=[page.node("style", css)])
    page.mutate(5000)
    viewer = open_replay(replay(tmp_path / "r.html", session(page.lines)))
    viewer.until("document.querySelectorAll('.frame canvas').length > 1")
    assert colours(viewer)[:2] == [RED, RED]


def test_a_page_too_large_for_small_pictures_has_none(
    tmp_path: Path, open_replay: Open
) -> None:
    page = Page()
    rows = [page.node("i", str(number)) for number in range(6500)]
    page.open(0, *rows)
    page.mutate(5000)
    viewer = open_replay(replay(tmp_path / "r.html", session(page.lines)))
    viewer.until("!document.querySelector('.workshop')")
    assert viewer.page.locator(".frame").count() > 2
    assert colours(viewer) == []
    expect(viewer.page.locator(".filmstrip")).to_be_hidden()


def test_lanes_say_what_is_under_the_pointer_and_open_its_panel(
    tmp_path: Path, open_replay: Open
) -> None:
    path = replay(tmp_path / "r.html", session(telling().lines))
    page = open_replay(path).page
    names = page.locator(".lane-names").inner_text().split()
    assert names == ["Calls", "Network", "Console"]
    canvas = page.locator(".lanes canvas")
    box = canvas.bounding_box()
    assert box
    failing = 1010 / 2100 * box["width"]
    canvas.hover(position={"x": failing, "y": 6})
    expect(page.locator(".lane-hint")).to_contain_text("to_be_visible")
    canvas.click(position={"x": failing, "y": 6})
    expect(page.get_by_role("tabpanel", name="Calls")).to_be_visible()
    assert page.evaluate("replaytest.time()") == 1000


def test_signals_are_marked_and_told(tmp_path: Path, open_replay: Open) -> None:
    text = "3 clicks in 1 s on button “Pay”"
    found = SignalMark(START + 700, 1, "rage-click", "medium", text)
    told = changed(session(telling().lines), signals=(found,))
    page = open_replay(replay(tmp_path / "r.html", told)).page
    assert "Signals" in page.locator(".lane-names").inner_text()
    page.get_by_role("button", name=text).click()
    assert page.evaluate("replaytest.time()") == 700


def test_what_the_story_tells_anyway_is_told_once(
    tmp_path: Path, open_replay: Open
) -> None:
    found = SignalMark(START + 950, 1, "exception", "high", "Uncaught TypeError: once")
    told = changed(session(telling().lines), signals=(found,))
    page = open_replay(replay(tmp_path / "r.html", told)).page
    expect(page.locator(".moments").get_by_text("Uncaught TypeError")).to_have_count(1)


@pytest.mark.parametrize(("link", "at"), [("#step=2", 800), ("#step=9", 2050)])
def test_links_to_steps(
    tmp_path: Path, open_replay: Open, link: str, at: float
) -> None:
    steps = (StepMark(1, START + 300, 1), StepMark(2, START + 800, 1))
    told = changed(session(telling().lines), steps=steps)
    path = replay(tmp_path / "r.html", told, failures=[failure(2050)])
    assert open_replay(path, link).time() == at


def test_a_hostile_page_draws_harmless_pictures(
    tmp_path: Path, open_replay: Open
) -> None:
    """`open_replay` fails on any request, dialog, error and line in the console."""
    nasty = json.dumps("]]></foreignObject><script>alert(1)</script>")
    page = painted(nasty, onload="alert(1)")
    viewer = open_replay(replay(tmp_path / "r.html", session(page.lines)))
    viewer.until("document.querySelectorAll('.frame canvas').length > 3")
    assert colours(viewer)[0] == RED
