"""Where the cost of recording goes: by process, and in the page by part of the recorder.

    python -m tests.benchmarks.recording.profile [--rounds N] [WORKLOAD …]
    python -m tests.benchmarks.recording.profile --starts N

Beside `plain`, `floor` and `ours` runs `heard`: nothing is recorded, and a listener that
does nothing waits for each of Playwright's events that recording listens to. What that
costs is the price of being told. With `--starts`, of N pages, how much later each way
has them, and two more: `sent`, the floor with as many characters of comment as the
recorder has, and `loaded`, the floor with the recorder itself, evaluated and not begun.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import tempfile
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import mean
from typing import Any, TypeVar
from unittest.mock import patch

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from rich.console import Console
from rich.table import Table

from replaytest.browser.launch import launch_options
from replaytest.capture import script
from tests.benchmarks.recording.delays import MOMENTS, delays
from tests.benchmarks.recording.measure import measure, work
from tests.benchmarks.recording.modes import MODES, WEB, Floor, Plain
from tests.benchmarks.recording.ratios import Round, Spread
from tests.benchmarks.recording.serve import Sites
from tests.benchmarks.recording.workloads import OURS, Workload

EVENTS = ("request", "response", "requestfinished", "requestfailed", "console")
NAME = "recorder.js"
SAMPLES = "disabled-by-default-v8.cpu_profiler"
MOST_SHOWN = 12

T = TypeVar("T")
Parts = dict[tuple[str, str], float]  # ms by (file, function)
Node = tuple[int, str, int]  # process, profile, number


class Heard(Plain):
    """Playwright tells of its events, and nobody does anything with them."""

    def opened(self, context: BrowserContext) -> None:
        for event in EVENTS:
            context.on(event, lambda *_: None)  # type: ignore[call-overload]


class Sent(Floor):
    """The floor recorder, and a comment as long as the recorder is."""

    def opened(self, context: BrowserContext) -> None:
        super().opened(context)
        context.add_init_script(f"/*{'x y ' * (len(script._bundle()) // 4)}*/")


class Loaded(Floor):
    """The floor recorder, and all that ours defines."""

    def opened(self, context: BrowserContext) -> None:
        super().opened(context)
        context.add_init_script(f"(() => {{{script._bundle()}}})()")


WAYS = {"plain": Plain, "heard": Heard, **{m: MODES[m] for m in ("floor", "ours")}}
STARTS = {**WAYS, "sent": Sent, "loaded": Loaded}


def main() -> None:
    asked = _arguments()
    chosen = [w for w in OURS if not asked.workloads or w.name in asked.workloads]
    console = Console()
    if asked.starts:
        with Sites() as sites:
            _show_starts(console, delays(sites, STARTS, asked.starts))
        return
    with Sites() as sites, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        for workload in chosen:
            url = sites.url(workload.site)
            told = [
                {
                    way: measure(browser, workload, mode, url, servers=[sites.pid])
                    for way, mode in WAYS.items()
                }
                for _ in range(asked.rounds + 1)
            ]
            _show_processes(console, workload, told[1:])  # the first pays for the rest
            _show_parts(console, profile(browser, workload, url))
        browser.close()


class Profile:
    """Samples of what the main threads of pages did while they were recorded.

    They are the browser's own: a DevTools session's profiler ends with a document.
    """

    def __init__(self) -> None:
        self._frames: dict[Node, Mapping[str, Any]] = {}
        self._parents: dict[Node, Node] = {}
        self._us: dict[Node, int] = defaultdict(int)
        self._source = ""

    @contextmanager
    def of(self, page: Page) -> Iterator[None]:
        """Take samples until the block ends."""
        browser = page.context.browser
        assert browser
        browser.start_tracing(categories=[SAMPLES])
        yield
        for event in json.loads(browser.stop_tracing())["traceEvents"]:
            if event["name"] == "ProfileChunk":
                self._take((event["pid"], event["id"]), event["args"]["data"])
        session = page.context.new_cdp_session(page)
        session.on("Debugger.scriptParsed", lambda told: self._parsed(session, told))
        session.send("Debugger.enable")

    def _take(self, profile: tuple[int, str], told: Mapping[str, Any]) -> None:
        chunk = told.get("cpuProfile", {})
        for node in chunk.get("nodes", ()):
            self._frames[*profile, node["id"]] = node["callFrame"]
            if "parent" in node:
                self._parents[*profile, node["id"]] = (*profile, node["parent"])
        spent = zip(chunk.get("samples", ()), told.get("timeDeltas", ()), strict=True)
        for node, us in spent:
            self._us[*profile, node] += us

    def _parsed(self, session: Any, told: Mapping[str, Any]) -> None:
        if told["url"] == NAME and not self._source:
            asked = {"scriptId": told["scriptId"]}
            self._source = session.send("Debugger.getScriptSource", asked)[
                "scriptSource"
            ]

    def by_function(self) -> Parts:
        """Return the ms of each (file, function) of the recorder.

        What the browser does for a function (reads an attribute, parses a style sheet)
        counts as the function's.
        """
        files = _Files(self._source)
        ms: Parts = defaultdict(float)
        for node, us in self._us.items():
            at: Node | None = node
            while at is not None and self._frames[at].get("url") != NAME:
                at = self._parents.get(at)
            if at is not None:
                frame = self._frames[at]
                file = files.of(frame.get("lineNumber", 0))
                ms[file, frame["functionName"] or "…"] += us / 1000
        return ms


class _Files:
    """Which file a line of the bundle comes from: esbuild says so where one begins."""

    def __init__(self, source: str) -> None:
        self._begins, self._names = [-1], ["script.py"]
        for number, line in enumerate(source.split("\n")):
            if found := re.match(
                r"^ *// (?:src/recorder/|node_modules/@?)(\S+)$", line
            ):
                self._begins.append(number)
                self._names.append(found[1].removesuffix("/dist/record.js"))

    def of(self, line: int) -> str:
        return self._names[bisect_right(self._begins, line) - 1]


def profile(browser: Browser, workload: Workload, url: str) -> Parts:
    """Return {(file, function): ms} of the recorder in the page, the work done once."""
    readable = f"{_readable()}\n//# sourceURL={NAME}\n"
    found = Profile()
    with (
        tempfile.TemporaryDirectory(prefix="replaytest-bench-") as folder,
        patch.object(script, "_bundle", lambda: readable),
        WAYS["ours"](browser, Path(folder)) as observed,
    ):
        work(browser, workload, url, observed, found.of)
    return found.by_function()


def _readable() -> str:
    with tempfile.TemporaryDirectory() as folder:
        build = ["node", "build.mjs", folder, "readable"]
        subprocess.run(build, check=True, cwd=WEB)
        return (Path(folder) / "recorder.js").read_text("utf-8")


def _show_processes(
    console: Console,
    workload: Workload,
    told: Sequence[Round],
) -> None:
    kinds = sorted({kind for each in told for kind in each["ours"].cpu_by_kind})
    table = Table(title=f"{workload.name}: CPU time, ms", title_justify="left")
    for head in ("", *kinds, "all", "of plain"):
        table.add_column(head, justify="right" if head else "left")
    plain = 0.0
    for way in WAYS:
        spent = [
            mean(each[way].cpu_by_kind.get(kind, 0) for each in told) for kind in kinds
        ]
        plain = plain or sum(spent)
        ms = [f"{second * 1000:.0f}" for second in [*spent, sum(spent)]]
        table.add_row(way, *ms, f"{sum(spent) / plain:.2f}x")
    console.print(table)


def _show_parts(console: Console, ms: Parts) -> None:
    files: dict[str, float] = defaultdict(float)
    for (file, _), spent in ms.items():
        files[file] += spent
    console.print(f"the recorder in the page, {sum(ms.values()):.0f} ms:")
    console.print("  " + ", ".join(f"{f} {n:.0f}" for f, n in _largest(files)))
    for (file, function), spent in _largest(ms):
        console.print(f"  {spent:7.1f}  {function}  [dim]{file}[/dim]", highlight=False)
    console.print()


def _largest(ms: Mapping[T, float]) -> list[tuple[T, float]]:
    return sorted(ms.items(), key=lambda each: -each[1])[:MOST_SHOWN]


def _show_starts(console: Console, told: Mapping[str, Mapping[str, Spread]]) -> None:
    table = Table("", *MOMENTS, title="ms later than without recording")
    for way, moments in told.items():
        table.add_row(way, *(f"{moments[each].median:.0f}" for each in MOMENTS))
    console.print(table)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.recording.profile"
    )
    names = [each.name for each in OURS]
    parser.add_argument(
        "workloads", nargs="*", metavar="WORKLOAD", help=", ".join(names)
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--starts", type=int, default=0, metavar="N")
    asked = parser.parse_args()
    for name in {*asked.workloads} - {*names}:
        parser.error(f"there is no {name}: {', '.join(names)}")
    return asked


if __name__ == "__main__":
    main()
