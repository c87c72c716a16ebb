"""The replay page in Firefox: run by test_firefox_viewer.py in an environment of its own.

Its name keeps it out of the ordinary run, whose Playwright cannot drive this Firefox.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect

from replaytest.browser.launch import launch_options
from tests.report.builders import failure, replay, session
from tests.report.conftest import Viewer
from tests.report.test_hostile_corpus import (  # noqa: F401
    in_changes,
    in_full_snapshot,
    look_everywhere,
    server,
)
from tests.report.test_panels import MESSAGE, telling
from tests.support.pages import Pages

Open = Callable[..., Viewer]


@pytest.fixture(scope="session")
def own_browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.firefox.launch(**launch_options("firefox"))
    yield browser
    browser.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    failures = [failure(2050, MESSAGE)]
    return replay(tmp_path / "r.html", session(telling().lines), failures=failures)


def test_it_opens_and_seeks(path: Path, open_replay: Open) -> None:
    viewer = open_replay(path)
    assert viewer.time() == 2050
    assert "Shop" in viewer.frame_text()
    viewer.seek(500)
    assert viewer.time() == 500
    assert "Pay" in viewer.frame_text()


def test_the_keyboard(path: Path, open_replay: Open) -> None:
    viewer = open_replay(path)
    keys = viewer.page.keyboard
    for key, at in (("Home", 0), ("ArrowRight", 1000), ("End", viewer.duration())):
        keys.press(key)
        assert viewer.time() == at
    keys.press("f")
    assert viewer.time() == 2050
    keys.press("Home")
    keys.press("Space")
    viewer.until("replaytest.time() > 100")
    keys.press("Space")
    keys.press("?")
    expect(viewer.page.locator("dialog[open]")).to_be_visible()


def test_every_panel_opens(path: Path, open_replay: Open) -> None:
    viewer = open_replay(path)
    for tab in viewer.page.get_by_role("tab").all():
        tab.click()
        expect(tab).to_have_attribute("aria-selected", "true")
        expect(viewer.page.get_by_role("tabpanel")).to_be_visible()
        row = viewer.page.get_by_role("tabpanel").get_by_role("option").first
        if row.is_visible():
            row.click()


def test_links_to_moments_and_panels(path: Path, open_replay: Open) -> None:
    viewer = open_replay(path, "#t=0.5s&panel=console")
    assert viewer.time() == 500
    expect(viewer.page.get_by_role("tabpanel", name="Console")).to_be_visible()
    viewer.page.evaluate("location.hash = '#t=1s&panel=network'")
    viewer.until("replaytest.time() === 1000")
    expect(viewer.page.get_by_role("tabpanel", name="Network")).to_be_visible()


@pytest.mark.parametrize("place", [in_full_snapshot, in_changes])
def test_no_vector_runs_or_loads(
    tmp_path: Path,
    open_replay: Open,
    server: Pages,  # noqa: F811
    place: Callable[[str], object],
) -> None:
    lines = place(server.url).lines  # type: ignore[attr-defined]
    look_everywhere(open_replay(replay(tmp_path / "r.html", session(lines))))
