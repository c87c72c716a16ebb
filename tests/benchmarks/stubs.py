"""What an answer costs: from a recording, from Playwright's HAR, from the server.

    python -m tests.benchmarks.stubs [--rounds 10] [--requests 50]

A page asks for JSON, one request after another and all at once. The three answer in
turn, round by round, each in a context of its own; the page takes the time. Ratios to
the server are taken inside a round, and their median is printed with the smallest and
the largest. The server is on this machine and has nothing to do.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from collections import defaultdict
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console
from rich.progress import track
from rich.table import Table

import replaytest
from replaytest.browser.launch import launch_options
from replaytest.exporters.har import har_json
from tests.support.pages import Answer, Pages

WAYS = ("server", "recording", "har")
ORDERS = ("in turn", "at once")
ASK = """async ([many, order]) => {
  const ask = async (number) => (await fetch(`/api/${order}/${number}`)).json();
  const numbers = [...Array(many).keys()], began = performance.now();
  if (order === "at once") await Promise.all(numbers.map(ask));
  else for (const number of numbers) await ask(number);
  return (performance.now() - began) / many;
}"""


def ask(page: Page, url: str, many: int) -> dict[str, float]:
    """Return the ms for each request of a page, by order."""
    page.goto(url)
    return {order: page.evaluate(ASK, [many, order]) for order in ORDERS}


def recorded(browser: Browser, url: str, many: int, folder: Path) -> tuple[Path, Path]:
    """Return a recording of the page, and a HAR of it."""
    context = browser.new_context()
    with replaytest.record(context, folder=folder, mask=0) as recording:
        ask(context.new_page(), url, many)
    context.close()
    har = folder / "page.har"
    har.write_bytes(b"".join(har_json(replaytest.read(recording.paths[0]))))
    return recording.paths[0], har


def measured(
    browser: Browser, way: str, url: str, many: int, stored: tuple[Path, Path]
) -> dict[str, float]:
    """Return what one way of answering takes."""
    context = browser.new_context()
    if way == "recording":
        stubs = replaytest.stub(context, stored[0])
    elif way == "har":
        context.route_from_har(stored[1])
    found = ask(context.new_page(), url, many)
    if way == "recording" and stubs.misses:
        raise SystemExit(stubs.report())
    context.close()
    return found


def site(many: int) -> Pages:
    body = json.dumps({"name": "Tide Mug", "words": ["harbour"] * 100})
    answer = Answer(body, kind="application/json")
    paths = [
        f"/api/{order.replace(' ', '%20')}/{n}" for order in ORDERS for n in range(many)
    ]
    return Pages(
        {"/": "<!doctype html><title>t</title>", **dict.fromkeys(paths, answer)}
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--requests", type=int, default=50)
    given = parser.parse_args()
    taken: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    with (
        tempfile.TemporaryDirectory() as folder,
        site(given.requests) as pages,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(**launch_options())
        stored = recorded(browser, pages.url, given.requests, Path(folder))
        for _ in track(range(given.rounds), "rounds", transient=True):
            for way in WAYS:
                took = measured(browser, way, pages.url, given.requests, stored)
                for order, ms in took.items():
                    taken[way, order].append(ms)
        browser.close()
    show(taken)


def show(taken: dict[tuple[str, str], list[float]]) -> None:
    table = Table("answers", "order", "ms a request", "to the server")
    for (way, order), found in taken.items():
        live = taken["server", order]
        ratios = [mine / its for mine, its in zip(found, live, strict=True)]
        spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
        ratio = f"{statistics.median(ratios):.2f} ({spread})"
        table.add_row(way, order, f"{statistics.median(found):.2f}", ratio)
    Console().print(table)


if __name__ == "__main__":
    main()
