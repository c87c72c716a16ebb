"""What masking costs in the page, level by level, against a recorder that masks nothing.

    python tests/benchmarks/masking.py [--rounds 7]

The same recorder is built once more with a mask that lets everything through; it is in
no wheel. All of them run in turn, round by round; ratios of the renderer's task time
are taken inside a round, and their median is printed with the smallest and the largest.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright
from rich.console import Console
from rich.progress import track
from rich.table import Table

import replaytest
from replaytest.browser.launch import launch_options
from replaytest.capture import script

HERE = Path(__file__).parent
WEB = HERE.parents[1] / "replaytest" / "web"
MODES = ("unmasked", 1, 2, 3)
ROW = (
    "<div class='row'><a href='/item/1?ref=abc' title='An item'>Item 1 of many</a>"
    "<span>12,50</span><input value='one'></div>"
)
WORKLOADS = {
    "full snapshot of 10,000 elements": (
        f"<style>.row {{ display: flex }}</style>{ROW * 2500}",
        "replaytestAgain()",
    ),
    "2,000 texts and attributes changed": (
        ROW * 500,
        """const links = document.querySelectorAll('.row a');
        for (let i = 0; i < 1000; i++) {
          links[i % 500].firstChild.data = 'Item ' + i;
          links[i % 500].title = 'Title ' + i;
        }""",
    ),
    "2,000 elements added": (
        "<main></main>",
        f"for (let i = 0; i < 500; i++) document.querySelector('main').insertAdjacentHTML('beforeend', {ROW!r})",
    ),
}


def task_seconds(browser: Browser, mode: str | int, body: str, work: str) -> float:
    """Return how long the renderer was busy with `work`, recorder included."""
    context = browser.new_context()
    with tempfile.TemporaryDirectory() as folder:
        level = mode if isinstance(mode, int) else 1
        with replaytest.record(context, folder=Path(folder) / "r", mask=level):
            page = context.new_page()
            page.set_content(f"<!doctype html><title>t</title>{body}")
            page.wait_for_timeout(700)
            cdp = context.new_cdp_session(page)
            cdp.send("Performance.enable")
            before = busy(cdp)
            again = "window[Symbol.for('replaytest')].snapshot()"
            page.evaluate(work.replace("replaytestAgain()", again))
            page.wait_for_timeout(400)
            return busy(cdp) - before


def busy(cdp: Any) -> float:
    metrics = cdp.send("Performance.getMetrics")["metrics"]
    return next(m["value"] for m in metrics if m["name"] == "TaskDuration")


def bundles() -> dict[str | int, str]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "unmasked.js"
        command = ["node", str(HERE / "unmasked.mjs"), str(WEB), str(out)]
        subprocess.run(command, check=True)
        masked = script._bundle()
        return dict.fromkeys(MODES, masked) | {"unmasked": out.read_text()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    built = bundles()
    console = Console()
    table = Table("renderer busy / unmasked", *(f"level {mode}" for mode in MODES[1:]))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())

        def measure(mode: str | int, body: str, work: str) -> float:
            script._bundle = lambda: built[mode]
            return task_seconds(browser, mode, body, work)

        for name, (body, work) in WORKLOADS.items():
            costs = [
                {mode: measure(mode, body, work) for mode in MODES}
                for _ in track(range(rounds), name, console=Console(stderr=True))
            ]
            table.add_row(name, *(spread(costs, mode) for mode in MODES[1:]))
    console.print(table)


def spread(costs: list[dict[str | int, float]], mode: str | int) -> str:
    ratios = [cost[mode] / cost["unmasked"] for cost in costs]
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})"


if __name__ == "__main__":
    main()
