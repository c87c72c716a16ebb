"""A masked recording replays with the layout that the page had (`pytest -s` for numbers).

Compared are the boxes of all elements with a text of their own, in the live page and in
what the replay rebuilds. Masked text has as many letters, not the same ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import replaytest
from replaytest.replay import write_replay_of
from sample_site.pages import PAGES
from sample_site.serve import SampleSite
from tests.browser.test_equality import let_it_rest_later

NEAR = 0.1
# In a word of three letters one of them is a third. Without this allowance the numbers
# are those in brackets.
SMALL_PX = 6
BOXES = """() => {
  const skipped = "script,style,noscript,template,link,meta,title,head";
  return [...document.body.querySelectorAll("*")].filter((e) => !e.closest(skipped)).map((e) => {
    const text = [...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data.trim()).join("");
    const { left, top, width, height } = e.getBoundingClientRect();
    const { display } = getComputedStyle(e);
    return { tag: e.localName, text, box: [left, top, width, height], inline: display.startsWith("inline") && !display.includes("block") && !display.includes("flex") };
  });
}"""


@dataclass(frozen=True)
class Pair:
    """One element, live and replayed."""

    live: dict[str, Any]
    shown: dict[str, Any]

    def off(self, allowed_px: float = SMALL_PX) -> float:
        """How far its size is off, as a share of what it was."""
        sides = zip(self.live["box"][2:], self.shown["box"][2:], strict=True)
        return max(
            max(0.0, abs(old - new) - allowed_px) / max(old, 1) for old, new in sides
        )

    def __str__(self) -> str:
        was, now = ([round(x) for x in e["box"]] for e in (self.live, self.shown))
        text = f"{self.live['text'][:30]!r} -> {self.shown['text'][:30]!r}"
        return f"{self.live['tag']} {was} -> {now} {self.off():.0%} {text}"


@pytest.fixture(scope="module")
def site() -> Iterator[SampleSite]:
    with SampleSite() as running:
        yield running


def replayed(browser: Any, url: str, level: int, folder: Path) -> list[Pair]:
    """Record `url` at `level`; return its elements with text, live and replayed."""
    context = browser.new_context()
    with replaytest.record(context, folder=folder / "it", mask=level) as recording:
        page = context.new_page()
        rest = let_it_rest_later(page)
        page.goto(url)
        page.wait_for_timeout(300)
        rest()
        live = page.evaluate(BOXES)
        page.close()
    replay = folder / "replay.html"
    write_replay_of(recording.paths, replay)
    viewer = context.new_page()
    viewer.goto(replay.resolve().as_uri())
    viewer.evaluate("window.replaytest.ready")
    viewer.evaluate("replaytest.seek(replaytest.duration())")
    viewer.wait_for_timeout(300)
    inner = viewer.query_selector(".stage iframe").content_frame()
    shown = inner.evaluate(BOXES)
    context.close()
    assert [e["tag"] for e in live] == [e["tag"] for e in shown]
    pairs = [Pair(*both) for both in zip(live, shown, strict=True)]
    return [
        pair for pair in pairs if pair.live["text"] and min(pair.live["box"][2:]) > 0
    ]


def numbers(pairs: list[Pair]) -> str:
    def share(some: list[Pair]) -> str:
        near = sum(pair.off() <= NEAR for pair in some)
        worst = max((pair.off() for pair in some), default=0.0)
        exact = sum(pair.off(0) <= NEAR for pair in some)
        return f"{near:4} ({exact:3}) of {len(some):<4} worst {worst:4.0%}"

    inline = [pair for pair in pairs if pair.live["inline"]]
    block = [pair for pair in pairs if not pair.live["inline"]]
    return f"blocks {share(block)}   inline {share(inline)}"


@pytest.mark.parametrize("path", PAGES)
def test_masked_page_replays_with_the_same_boxes(browser, site, tmp_path, path, capsys):
    pairs = replayed(browser, site.url + path, 2, tmp_path)
    with capsys.disabled():
        print(f"\n  {path:45} {numbers(pairs)}", end="")
    assert all(
        pair.live["text"] != pair.shown["text"]
        for pair in pairs
        if pair.live["text"].isalpha() and len(pair.live["text"]) > 3
    )
    far = [str(pair) for pair in pairs if pair.off() > NEAR]
    assert not far, "\n".join(["further than 10 % off:", *far])
