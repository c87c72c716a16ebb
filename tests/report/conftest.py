"""A browser of our own, and a page that tells all it should not have done."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright

from replaytest.browser.launch import launch_options


@dataclass
class Viewer:
    """An opened replay. `faults` is what a harmless one leaves empty."""

    page: Page
    faults: list[str] = field(default_factory=list)

    def time(self) -> float:
        return float(self.page.evaluate("replaytest.time()"))

    def duration(self) -> float:
        return float(self.page.evaluate("replaytest.duration()"))

    def tab(self) -> str:
        return str(self.page.evaluate("replaytest.currentTab()"))

    def seek(self, ms: float) -> None:
        self.page.evaluate("ms => replaytest.seek(ms)", ms)

    def until(self, condition: str) -> None:
        """Wait for it; Playwright's own wait needs `eval`, which the policy forbids."""
        deadline = time.monotonic() + 10
        while not self.page.evaluate(condition):
            assert time.monotonic() < deadline, condition
            self.page.wait_for_timeout(20)

    def frame_text(self) -> str:
        return str(
            self.page.evaluate("replaytest.frameDocument()?.body?.innerText ?? ''")
        )

    def frame_html(self) -> str:
        return str(
            self.page.evaluate(
                "replaytest.frameDocument()?.documentElement?.outerHTML ?? ''"
            )
        )


@pytest.fixture(scope="session")
def own_browser(playwright: Playwright) -> Iterator[Browser]:
    # From pytest-playwright: a process can have one sync driver only.
    browser = playwright.chromium.launch(**launch_options())
    yield browser
    browser.close()


@pytest.fixture
def open_replay(own_browser: Browser) -> Iterator[Callable[..., Viewer]]:
    """Open a replay from file://; at the end it must have done nothing forbidden."""
    opened: list[Viewer] = []

    def open_(path: Path, link: str = "", **options: Any) -> Viewer:
        page = own_browser.new_page(**options)
        viewer = Viewer(page)
        opened.append(viewer)
        watch(viewer)
        page.goto(path.as_uri() + link)
        page.evaluate("replaytest.ready")
        return viewer

    yield open_
    for viewer in opened:
        viewer.page.context.close()
    assert [viewer.faults for viewer in opened] == [[] for _ in opened]


def watch(viewer: Viewer) -> None:
    page, faults = viewer.page, viewer.faults

    def request(found: Any) -> None:
        if not found.url.startswith(("file:", "data:", "about:")):
            faults.append(f"request {found.url}")

    def console(message: Any) -> None:
        if message.type in {"error", "warning"}:
            faults.append(f"console {message.text}")

    def dialog(found: Any) -> None:
        faults.append(f"dialog {found.message}")
        found.dismiss()

    page.on("request", request)
    page.on("console", console)
    page.on("dialog", dialog)
    page.on("pageerror", lambda error: faults.append(f"error {error}"))
    page.on("popup", lambda popup: faults.append(f"popup {popup.url}"))
    page.on(
        "framenavigated",
        lambda frame: (
            faults.append(f"navigation {frame.url}")
            if not frame.url.startswith(("file:", "about:"))
            else None
        ),
    )
