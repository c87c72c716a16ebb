"""What it costs to know of requests: Playwright's events, with bodies, a HAR, or CDP.

    python tests/benchmarks/channels.py [--rounds 5]

One page makes 300 requests of 2 kB of JSON each. Every way runs in a process of its own,
in turn, round by round; the CPU time is that of Python, Playwright's driver and the
browser together. Ratios to a run that asks for nothing are taken inside a round.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, sync_playwright
from rich.console import Console
from rich.progress import track
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[2]))

import replaytest
from replaytest.browser.launch import launch_options
from replaytest.recorder import Recorder
from tests.support.pages import Answer, Pages

MODES = {
    "nothing": "nothing is asked for",
    "events": "Playwright's events, kept",
    "bodies": "and bodies fetched",
    "har": "record_har_path, bodies attached",
    "cdp": "CDP session, getResponseBody",
    "recording": "--record-sessions, without what Playwright tells",
    "channels": "--record-sessions, as it is",
}
ITEMS = json.dumps(
    [{"id": n, "name": f"item {n}", "price": n * 1.5} for n in range(45)]
)
WORK = """async () => {
  for (let i = 0; i < 30; i++)
    await Promise.all([...Array(10).keys()].map((n) => fetch(`/items?${i}-${n}`).then((r) => r.text())));
}"""


def run(mode: str) -> None:
    """Do the work once, observed in this way."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Pages(
            {"/": "<p>x</p>", "/items": Answer(ITEMS, kind="application/json")}
        ) as site,
        sync_playwright() as playwright,
    ):
        har = {"record_har_path": f"{folder}/t.zip"} if mode == "har" else {}
        browser = playwright.chromium.launch(**launch_options())
        if mode in ("recording", "channels"):
            _record(browser, site.url, Path(folder), quiet=mode == "recording")
            return
        context = browser.new_context(**har)
        asked = _observe(context, mode)
        page = context.new_page()
        if mode == "cdp":
            _observe_cdp(context, page)
        page.goto(site.url)
        page.evaluate(WORK)
        kept = [each.response().body() for each in asked]
        assert len(kept) in (0, 301)
        context.close()
        browser.close()


def _observe(context: BrowserContext, mode: str) -> list[Any]:
    kept: list[Any] = []
    finished: list[Any] = []
    if mode in ("events", "bodies"):
        context.on("response", lambda each: kept.append((each.url, each.headers)))
        context.on("requestfailed", lambda each: kept.append(each.url))
    if mode == "events":
        context.on("requestfinished", lambda each: kept.append(each.timing))
    if mode == "bodies":
        # Not the method itself: the sync API cannot mark what is built in.
        context.on("requestfinished", lambda request: finished.append(request))
    return finished


def _observe_cdp(context: BrowserContext, page: Any) -> None:
    session = context.new_cdp_session(page)
    kept: list[Any] = []

    def finished(event: dict[str, Any]) -> None:
        asked = {"requestId": event["requestId"]}
        kept.append(session.send("Network.getResponseBody", asked))

    session.on("Network.loadingFinished", finished)
    session.send("Network.enable")


def _record(browser: Any, url: str, folder: Path, *, quiet: bool) -> None:
    if quiet:
        # The recorder of pages alone, as it was before it knew of requests.
        from replaytest.context import RecordedContext

        RecordedContext.listen = lambda *_: None  # type: ignore[method-assign]
        Recorder._called = lambda *_: None  # type: ignore[method-assign]
    context = browser.new_context()
    with replaytest.record(context, folder=folder / "r"):
        page = context.new_page()
        page.goto(url)
        page.evaluate(WORK)
        context.close()
    browser.close()


def cost(mode: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, __file__, "--mode", mode], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print the table, or run one mode."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--mode", choices=MODES)
    asked = parser.parse_args()
    if asked.mode:
        run(asked.mode)
        return
    progress = Console(stderr=True)
    rounds = [
        {mode: cost(mode) for mode in MODES}
        for _ in track(range(asked.rounds), "rounds", console=progress)
    ]
    table = Table("300 requests", "CPU / nothing", "smallest to largest")
    for mode, told in MODES.items():
        ratios = [each[mode] / each["nothing"] for each in rounds]
        spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
        table.add_row(told, f"{statistics.median(ratios):.2f}", spread)
    Console().print(table)


if __name__ == "__main__":
    main()
