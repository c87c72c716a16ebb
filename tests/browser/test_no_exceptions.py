"""Starting to record throws nothing, not even what is caught.

For the trace of an exception V8 parses all of the recorder again, 20 ms of a page's
start.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import replaytest
from tests.support.pages import Pages

DOCUMENTS = {
    "with an origin": "<!doctype html><p>text</p>",
    "without one": "",  # a data: URL
}


@pytest.mark.only_browser("chromium")
@pytest.mark.parametrize("kind", DOCUMENTS)
def test_starting_in_a_document_throws_nothing(
    browser: Any, tmp_path: Path, kind: str
) -> None:
    pages = Pages({"/": DOCUMENTS[kind]})
    with pages, replaytest.record(browser, folder=tmp_path / "recording"):
        page = browser.new_page()
        session = page.context.new_cdp_session(page)
        thrown = []

        def paused(told: dict[str, Any]) -> None:
            thrown.append([each["functionName"] for each in told["callFrames"]])
            session.send("Debugger.resume")

        session.on("Debugger.paused", paused)
        session.send("Debugger.enable")
        session.send("Debugger.setPauseOnExceptions", {"state": "all"})
        page.goto(pages.url if DOCUMENTS[kind] else "data:text/html,<p>text")
        page.wait_for_timeout(50)
        session.detach()
        page.close()
    assert thrown == []
