"""rrweb's own player, in a browser, plays what was exported for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright

import replaytest
from replaytest.browser.launch import launch_options
from replaytest.exporters.posthog import posthog_json
from replaytest.exporters.rrweb import rrweb_json
from tests.exporters.builders import event, joined, recorded
from tests.report.builders import Page

PLAYER = (
    Path(replaytest.__file__).parent
    / "web/node_modules/@rrweb/replay/dist/replay.umd.min.cjs"
)
# Shows the page as it is `at` ms after its first event.
PLAY = """([events, at]) => {
    const faults = [];
    window.addEventListener("error", (error) => faults.push(String(error.message)));
    const warn = console.warn;
    console.warn = (...words) => { faults.push(words.join(" ")); warn(...words); };
    const { Replayer } = rrwebReplay;
    const replayer = new Replayer(events, { root: document.body, mouseTail: false });
    replayer.pause(at);
    const shown = replayer.iframe.contentDocument.body.innerText;
    return { shown, faults, ms: replayer.getMetaData().totalTime };
}"""


@pytest.fixture(scope="module")
def browser_of_ours(playwright: Playwright) -> Iterator[Browser]:
    if not PLAYER.is_file():
        pytest.skip("rrweb's player is not there: npm ci in replaytest/web")
    browser = playwright.chromium.launch(**launch_options())
    yield browser
    browser.close()


@pytest.fixture
def recording(tmp_path):
    page = Page()
    page.open(0, page.node("p", page.text("at first", id=20)))
    page.set_text(500, 20, "later").set_text(1000, 20, "at last").custom(1200, "end")
    meta, snapshot, later, last, end = page.lines
    # As pages do: what was later comes first in the file.
    pairs = [meta, snapshot, last, later, end, (2, event(1, {}))]
    return recorded(tmp_path / "s.replaytest", pairs)


@pytest.mark.parametrize(
    ("at", "text"), [(100, "at first"), (700, "later"), (1100, "at last")]
)
@pytest.mark.parametrize("form", ["rrweb", "posthog"])
def test_rrwebs_player_shows_what_was_recorded(
    browser_of_ours, recording, form, at, text
):
    if form == "rrweb":
        events = json.loads(joined(rrweb_json(recording, 1)))
    else:
        snapshots = json.loads(joined(posthog_json(recording)))["data"]["snapshots"]
        window = snapshots[0]["windowId"]
        events = [each for each in snapshots if each["windowId"] == window]
    page = browser_of_ours.new_page()
    try:
        page.add_script_tag(content=PLAYER.read_text("utf-8"))
        found = page.evaluate(PLAY, [events, at])
    finally:
        page.close()
    assert found == {"shown": text, "faults": [], "ms": 1200}
