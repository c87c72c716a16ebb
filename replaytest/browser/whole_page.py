"""A recorded page from top to bottom, as pictures of one viewport after another.

The page keeps its viewport and is scrolled through: in a taller one, what is as high as
the viewport (`100vh`) would grow. What stays in its place while a page is scrolled is
in the first picture only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from replaytest.browser.frames import SHOW, first_line, opened
from replaytest.errors import CaptureError

if TYPE_CHECKING:
    from playwright.sync_api import Page

# The pointer is the replay page's, not the recorded page's.
MEASURE = """() => {
  for (const each of document.querySelectorAll("[class^=replayer-mouse]"))
    each.style.setProperty("display", "none", "important");
  const page = replaytest.frameDocument();
  if (!page?.documentElement) return 0;
  page.documentElement.style.setProperty("scroll-behavior", "auto", "important");
  return (page.scrollingElement ?? page.documentElement).scrollHeight;
}"""
SCROLL = """async (top) => {
  const page = replaytest.frameDocument();
  const view = page.defaultView;
  view.scrollTo(0, top);
  if (top > 0 && !window.isUnpinned) {
    window.isUnpinned = true;
    const roots = [page];
    for (const root of roots)
      for (const each of root.querySelectorAll("*")) {
        if (each.shadowRoot) roots.push(each.shadowRoot);
        const { position } = view.getComputedStyle(each);
        if (position === "fixed") each.style.setProperty("opacity", "0", "important");
        if (position !== "sticky") continue;
        each.style.setProperty("position", "relative", "important");
        each.style.setProperty("inset", "auto", "important");
      }
  }
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const { x, y, width, height } = view.frameElement.getBoundingClientRect();
  return [view.scrollY, { x, y, width, height }];
}"""


@dataclass(frozen=True, slots=True)
class Tile:
    """A PNG of one viewport of the page, which begins at `top` CSS pixels of it."""

    top: float
    picture: bytes


@dataclass(frozen=True, slots=True)
class WholePage:
    """Tiles from top to bottom. `height` is the page's, of which they may lack some."""

    height: int
    tiles: tuple[Tile, ...]


def whole_page(
    replay: Iterable[bytes], at: float, *, width: int, height: int, most: int
) -> WholePage:
    """Return the page as it was `at` ms on the replay page's clock.

    `width` and `height` are of the browser's window: one that is smaller than the
    recorded viewport makes the tiles smaller. Of a page higher than `most` CSS pixels
    the rest is left out. Raises what `frames.pictures` does, and `CaptureError` if
    there is no page at that moment.
    """
    from playwright.sync_api import Error

    try:
        with opened(replay, width, height) as page:
            page.evaluate(SHOW, [at, False])
            return _scrolled_through(page, most)
    except Error as error:
        raise CaptureError(
            f"the browser could not draw the recorded page: {first_line(error)}",
            where=f"at {at / 1000:.2f} s",
            fix="try again with more memory at hand",
        ) from error


def _scrolled_through(page: Page, most: int) -> WholePage:
    high: int = page.evaluate(MEASURE)
    if not high:
        raise CaptureError("the recorded page is empty at that moment")
    step: int = page.evaluate("replaytest.frameDocument().defaultView.innerHeight")
    tiles: list[Tile] = []
    wanted, end = 0.0, min(high, most)
    while wanted < end and step > 0:
        top, box = page.evaluate(SCROLL, wanted)
        tiles.append(Tile(top, page.screenshot(type="png", clip=box)))
        # Some pages cannot be scrolled to where they end.
        wanted = max(top, wanted) + step
    return WholePage(high, tuple(tiles))
