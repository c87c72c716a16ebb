"""Pages drawn from inert HTML: one picture of each, and where its elements are in it.

The browser has no network, and the policy of the HTML lets nothing run. Animations
stand at their end and there is no caret, so that one page always looks the same.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from replaytest.browser.frames import OPEN_MS, first_line
from replaytest.browser.launch import launch_options
from replaytest.errors import CaptureError

if TYPE_CHECKING:
    from playwright.sync_api import Page

# (x, y, width, height) in CSS pixels from the top left corner of the page.
Box = tuple[float, float, float, float]
# Of a higher page the rest is left out: Chromium cannot draw it in one picture.
MOST_HEIGHT = 16_000
_DEFAULT = (1280, 720)
# By node id: boxes, the same without borders, and the lines of texts.
_MEASURE = """([scrolls, texts]) => {
  const boxes = {}, inner = {}, lines = {}, roots = [document], asked = new Set(texts);
  const elements = [];
  for (const root of roots)
    for (const each of root.querySelectorAll("[data-node]")) {
      if (each.shadowRoot) roots.push(each.shadowRoot);
      elements.push(each);
      const offset = scrolls[each.getAttribute("data-node")];
      if (!offset) continue;
      each.scrollTo({ left: offset[0], top: offset[1], behavior: "instant" });
    }
  window.scrollTo(0, 0);
  for (const each of elements) {
    const node = each.getAttribute("data-node");
    const { x, y, width, height } = each.getBoundingClientRect();
    if (!width || !height) continue;
    boxes[node] = [x, y, width, height];
    const { clientLeft, clientTop, clientWidth, clientHeight } = each;
    inner[node] = [x + clientLeft, y + clientTop, clientWidth, clientHeight];
    if (!asked.has(Number(node))) continue;
    for (const child of each.childNodes) {
      if (child.nodeType !== 3) continue;
      const range = document.createRange();
      range.selectNode(child);
      for (const line of range.getClientRects())
        (lines[node] ??= []).push([line.x, line.y, line.width, line.height]);
    }
  }
  return [boxes, inner, lines, document.documentElement.scrollHeight];
}"""


@dataclass(frozen=True, slots=True)
class Sketch:
    """A page to draw. `width` and `height` are its viewport's, in CSS pixels.

    `html` has node ids as `data-node`. `scrolls` are offsets (x, y) of elements by id,
    `texts` the ids of elements of whose texts it shall be told where they are.
    """

    html: str
    width: float = 0
    height: float = 0
    scrolls: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    texts: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Still:
    """A PNG of the whole page, one of its pixels a CSS pixel, and boxes by node id.

    `inner` are boxes without borders and scroll bars, `texts` those of lines of text.
    Elements in frames are not told: what is in a frame is the frame's.
    """

    picture: bytes
    boxes: Mapping[int, Box]
    inner: Mapping[int, Box]
    texts: Mapping[int, tuple[Box, ...]]


def stills(sketches: Sequence[Sketch]) -> list[Still]:
    """Draw pages one after the other, all by the same browser.

    Where an event loop runs (a notebook's, a test's) in a thread of its own, for sync
    Playwright does not start beside one.

    Raises:
        BrowserNotFound: there is no Chromium.
        CaptureError: it did not start, or stopped on the way.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return _all(sketches)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(_all, sketches).result()


def _all(sketches: Sequence[Sketch]) -> list[Still]:
    from playwright.sync_api import Error

    try:
        with _blank() as (page, path):
            return [_drawn(page, each, path) for each in sketches]
    except Error as error:
        raise CaptureError(
            f"the browser could not draw a page: {first_line(error)}",
            where="comparing pixels",
            fix="replaytest doctor",
        ) from error


def _drawn(page: Page, sketch: Sketch, path: Path) -> Still:
    width, height = int(sketch.width) or _DEFAULT[0], int(sketch.height) or _DEFAULT[1]
    page.set_viewport_size({"width": width, "height": height})
    path.write_text(sketch.html, "utf-8")
    page.goto(path.as_uri(), timeout=OPEN_MS)
    scrolls = {str(node): offset for node, offset in sketch.scrolls.items()}
    told = page.evaluate(_MEASURE, [scrolls, sorted(sketch.texts)])
    boxes, inner, texts, high = told
    clip = {"x": 0, "y": 0, "width": width, "height": max(1, min(high, MOST_HEIGHT))}
    picture = page.screenshot(
        full_page=True,
        clip=clip,  # type: ignore[arg-type]
        animations="disabled",
        caret="hide",
        scale="css",
    )
    return Still(
        picture,
        _by_node(boxes),
        _by_node(inner),
        {int(node): tuple(map(_box, lines)) for node, lines in texts.items()},
    )


def _by_node(told: dict[str, Any]) -> dict[int, Box]:
    return {int(node): _box(box) for node, box in told.items()}


def _box(told: Sequence[float]) -> Box:
    x, y, width, height = told
    return x, y, width, height


@contextmanager
def _blank() -> Iterator[tuple[Page, Path]]:
    """Give a page without a network, and the one file that it may open."""
    from playwright.sync_api import sync_playwright

    options = launch_options("chromium")
    with (
        tempfile.TemporaryDirectory(prefix="replaytest-") as folder,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(**options)
        try:
            context = browser.new_context(
                device_scale_factor=1, offline=True, service_workers="block"
            )
            path = Path(folder) / "page.html"
            # A recording is untrusted: no other file of this machine may be drawn.
            context.route(
                lambda url: (
                    url != path.as_uri()
                    and not url.startswith(("data:", "blob:", "about:"))
                ),
                lambda route: route.abort(),
            )
            yield context.new_page(), path
        finally:
            browser.close()
