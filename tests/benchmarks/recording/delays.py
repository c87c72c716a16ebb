"""What a page, and its end, wait for recording: start of a page, and the two closes.

In ms, each in turn with recording and without, and the median of paired differences.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping
from itertools import islice
from pathlib import Path
from typing import TypeVar

from playwright.sync_api import Browser, sync_playwright

from replaytest.browser.launch import launch_options
from tests.benchmarks.recording.modes import Mode
from tests.benchmarks.recording.ratios import Spread, spread
from tests.benchmarks.recording.serve import Sites

MOMENTS = ("new context", "start of a page", "page.close()", "context.close()")
Times = dict[str, float]
T = TypeVar("T")


def delays(
    sites: Sites, modes: Mapping[str, Mode], count: int
) -> dict[str, dict[str, Spread]]:
    """Return {mode: {moment: ms later than with `modes["plain"]`}} of `count` pairs."""
    url = f"{sites.url('ours')}/blank"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        for mode in modes.values():
            _once(browser, mode, url)
        times = []
        for number in range(count):
            at = number % len(modes)  # who comes first pays for cold caches
            order = [*islice(modes, at, None), *islice(modes, at)]
            times.append({mode: _once(browser, modes[mode], url) for mode in order})
        browser.close()
    return {
        mode: {
            moment: spread(
                [each[mode][moment] - each["plain"][moment] for each in times]
            )
            for moment in MOMENTS
        }
        for mode in modes
        if mode != "plain"
    }


def _once(browser: Browser, mode: Mode, url: str) -> Times:
    with (
        tempfile.TemporaryDirectory(prefix="replaytest-bench-") as folder,
        mode(browser, Path(folder)) as observed,
    ):
        made = _timed(browser.new_context)
        context = made[1]
        opened = _timed(lambda: observed.opened(context))

        def start() -> None:
            context.new_page().goto(url)

        started = _timed(start)
        context.new_page().goto(url)
        first, second = context.pages
        first_closed = _timed(first.close)
        second.evaluate("document.body.append('something to tell')")
        closing = _timed(lambda: observed.closing(context))
        closed = _timed(context.close)
        return {
            "new context": made[0] + opened[0],
            "start of a page": started[0],
            "page.close()": first_closed[0],
            "context.close()": closing[0] + closed[0],
        }


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    began = time.perf_counter()
    result = work()
    return (time.perf_counter() - began) * 1000, result
