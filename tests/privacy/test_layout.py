"""At level 2 nothing can be read, and every line is where it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import replaytest
from replaytest.replay import write_replay_of
from sample_site.pages import PAGES
from sample_site.serve import SampleSite

TOLERANCE = 0.1
# Elements with a text of their own: [text, width, height].
BOXES = """() => [...document.body.querySelectorAll("*")]
  .filter((e) => !["SCRIPT", "STYLE", "NOSCRIPT", "OPTION"].includes(e.tagName))
  .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
  .map((e) => [e, e.getBoundingClientRect()])
  .map(([e, { width, height }]) => [e.textContent.trim(), width, height])"""


@pytest.fixture(scope="module")
def site() -> Iterator[SampleSite]:
    with SampleSite() as running:
        yield running


@pytest.mark.parametrize("path", PAGES)
def test_boxes_of_masked_texts_keep_their_size(browser, site, tmp_path, path):
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    with replaytest.record(context, folder=tmp_path / "r", mask=2) as recording:
        page = context.new_page()
        page.goto(site.url + path)
        page.wait_for_timeout(300)
        live = page.evaluate(BOXES)
        page.close()
    write_replay_of(recording.paths, tmp_path / "replay.html")
    viewer = context.new_page()
    viewer.goto((tmp_path / "replay.html").as_uri())
    viewer.evaluate("replaytest.ready")
    viewer.evaluate("replaytest.seek(replaytest.duration())")
    [inner] = [f for f in viewer.frames if f.parent_frame == viewer.main_frame]
    shown = inner.evaluate(BOXES)
    context.close()
    assert len(shown) == len(live) > 0
    assert not {old[0] for old in live} & {new[0] for new in shown if new[0].isalpha()}
    assert [
        (old, new)
        for old, new in zip(live, shown, strict=True)
        if any(abs(new[i] - old[i]) > TOLERANCE * max(old[i], 1) for i in (1, 2))
    ] == []
