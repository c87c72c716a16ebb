"""Pictures of a recorded page: our replay page, moved to moments in a headless browser.

The replay page rebuilds the recorded one in a frame without scripts, and its policy
loads nothing; here the browser has no network on top of that. Time is the page's own:
a moment looks the same however long it took to draw the one before.
"""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from replaytest.browser.launch import launch_options
from replaytest.errors import CaptureError

if TYPE_CHECKING:
    from playwright.sync_api import Page

Kind = Literal["png", "jpeg"]
# 1280 by 720, measured: JPEG takes 44 ms and PNG 84 ms a picture; 90 is 5 ms over 80.
QUALITY = 90
# Pages of some 100 MB take their time to be parsed.
OPEN_MS = 120_000
# Only the recorded page is left of the replay page, and what moves there by itself
# stands still. The pointer is a ring too while a button is down.
STYLE = """
header, aside, .player, .bar { display: none !important }
.stage { position: fixed !important; inset: 0; z-index: 9;
  width: 100%; height: 100%; max-height: none !important; background: #d9dde3 }
.replayer-mouse, .replayer-mouse::after { transition: none !important;
  animation: none !important }
.pressed .replayer-mouse::before { content: ""; position: absolute;
  box-sizing: border-box;
  left: calc(-13px / var(--scale, 1)); top: calc(-14px / var(--scale, 1));
  width: calc(32px / var(--scale, 1)); height: calc(32px / var(--scale, 1));
  border: calc(3px / var(--scale, 1)) solid #e5484d; border-radius: 50%;
  background: #e5484d55 }
"""
# Endless animations stand at their beginning, where they are each time. Pictures come
# as data and are decoded a moment later; one that never is holds up one frame only.
SHOW = """async ([at, pressed]) => {
  document.documentElement.classList.toggle("pressed", pressed);
  replaytest.seek(at);
  const page = replaytest.frameDocument();
  if (!page) return;
  for (const each of page.getAnimations())
    if (each.effect?.getComputedTiming().endTime === Infinity) each.currentTime = 0;
  const seen = (window.awaited ??= new WeakSet());
  const open = [...page.images].filter(
    (image) => !image.complete && image.loading !== "lazy" && !seen.has(image));
  const end = performance.now() + 1000;
  while (open.some((image) => !image.complete) && performance.now() < end)
    await new Promise((resolve) => setTimeout(resolve, 10));
  open.forEach((image) => seen.add(image));
}"""


@dataclass(frozen=True, slots=True)
class View:
    """A moment, in ms on the replay page's clock; `pressed` if the mouse was."""

    at: float
    pressed: bool = False


def pictures(
    replay: Iterable[bytes],
    views: Iterable[View],
    *,
    width: int,
    height: int,
    kind: Kind = "png",
) -> Generator[bytes, Any, None]:
    """Yield one picture for each view, of `width` by `height` pixels.

    `replay` is the replay page (`report.viewer.replay_page`) of one session and tab. A
    recorded viewport that is larger is made smaller, one that is smaller is centred.
    Plain sync Playwright: not for a thread in which an event loop runs.

    Raises:
        BrowserNotFound: there is no Chromium.
        CaptureError: it did not start, or it stopped on the way.
    """
    from playwright.sync_api import Error

    at = None
    try:
        with opened(replay, width, height) as page:
            for view in views:
                at = view.at
                yield _picture(page, view, kind)
    except Error as error:
        raise CaptureError(
            f"the browser could not draw the recorded page: {first_line(error)}",
            where="while opening it" if at is None else f"at {at / 1000:.2f} s",
            fix="try again; with less memory at hand, a smaller --width",
        ) from error


def _picture(page: Page, view: View, kind: Kind) -> bytes:
    page.evaluate(SHOW, [view.at, view.pressed])
    if kind == "jpeg":
        return page.screenshot(type="jpeg", quality=QUALITY)
    return page.screenshot(type="png")


@contextmanager
def opened(replay: Iterable[bytes], width: int, height: int) -> Iterator[Page]:
    from playwright.sync_api import Error, sync_playwright

    options = launch_options("chromium")
    with tempfile.TemporaryDirectory(prefix="replaytest-") as folder:
        path = Path(folder) / "replay.html"
        with path.open("wb") as file:
            file.writelines(replay)
        with sync_playwright() as playwright:
            try:
                browser = playwright.chromium.launch(**options)
            except Error as error:
                raise CaptureError(
                    f"the browser did not start: {first_line(error)}",
                    where=str(options.get("executable_path", "Playwright's Chromium")),
                    fix="replaytest doctor",
                ) from error
            try:
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    device_scale_factor=1,
                    offline=True,
                    service_workers="block",
                )
                context.route(
                    lambda url: not url.startswith(("file:", "data:", "blob:")),
                    lambda route: route.abort(),
                )
                page = context.new_page()
                page.goto(path.as_uri(), timeout=OPEN_MS)
                page.add_style_tag(content=STYLE)
                page.evaluate("replaytest.ready")
                yield page
            finally:
                browser.close()


def first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0]
