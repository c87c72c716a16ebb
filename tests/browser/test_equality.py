"""What the file rebuilds equals the page, for every page of the sample site."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import replaytest
from replaytest.replay import write_replay_of
from sample_site.pages import PAGES
from sample_site.serve import SampleSite

TREE = (Path(__file__).parents[1] / "support" / "dom_tree.js").read_text()


@pytest.fixture(scope="module")
def site() -> Iterator[SampleSite]:
    with SampleSite() as running:
        yield running


def live_tree(page: Any) -> Any:
    """Serialise the live page; frames of other origins by themselves, then put in."""
    foreign = []
    for frame in page.frames[1:]:
        inside = frame.frame_element().evaluate("e => Boolean(e.contentDocument)")
        if not inside:
            foreign.append(frame.evaluate(TREE, []))
    return page.evaluate(TREE, foreign)


def rebuilt_tree(page: Any, replay: Path) -> Any:
    """Serialise what the replay shows at its end."""
    page.goto(replay.resolve().as_uri())
    page.evaluate("window.replaytest.ready")
    page.evaluate("replaytest.seek(replaytest.duration())")
    page.wait_for_timeout(300)
    inner = page.query_selector(".stage iframe").content_frame()
    return inner.evaluate(TREE, [])


def let_it_rest_later(page: Any) -> Callable[[], None]:
    """Return a function that stops what never rests: both sides are of one moment."""
    resting = []

    def relay(socket: Any) -> None:
        server = socket.connect_to_server()
        server.on_message(lambda text: None if resting else socket.send(text))

    def rest() -> None:
        resting.append(True)
        page.evaluate("for (let i = setTimeout(() => {}); i; i--) clearTimeout(i)")
        page.wait_for_timeout(100)

    page.route_web_socket("**/*", relay)
    return rest


def use(page: Any) -> None:
    """Do something everywhere: fill what can be filled, click what is harmless."""
    for field in page.locator("input[type=text], input[type=search], textarea").all()[
        :3
    ]:
        if field.is_visible() and field.is_editable():
            field.fill("Something 12")
    page.mouse.wheel(0, 400)
    page.wait_for_timeout(400)


@pytest.mark.parametrize("path", PAGES)
def test_rebuilt_page_equals_the_live_one(browser, site, tmp_path, path):
    context = browser.new_context()
    with replaytest.record(context, folder=tmp_path / "recording") as recording:
        page = context.new_page()
        rest = let_it_rest_later(page)
        page.goto(site.url + path)
        use(page)
        rest()
        live = live_tree(page)
        page.close()
    replay = tmp_path / "replay.html"
    write_replay_of(recording.paths, replay)
    shown = rebuilt_tree(context.new_page(), replay)
    context.close()
    assert json.dumps(live, indent=1) == json.dumps(shown, indent=1)
