"""How fast a recording is re-driven.

    python -m tests.benchmarks.redrive [--rounds 3]

Against the same steps as a Playwright script, which is what the sample suite's tests
are without pytest: both in a context of their own, in turn, round by round; ratios are
taken inside a round, and their median is printed with the smallest and the largest, and
the ratio of all seconds together; beside them what it costs to record that script as a
run is recorded, which is part of it, and the messages that both send to the browser,
which no load changes.
Against real time: a recording with a pause before each step. And how many sessions a
minute 1, 2, 4 and 8 contexts of one browser make.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import inspect
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright
from rich.console import Console
from rich.progress import track
from rich.table import Table

import replaytest
from replaytest.browser.launch import launch_options
from replaytest.redrive.values import Values
from replaytest.run.model import Options, Run
from replaytest.run.sets import redrive_all
from tests.benchmarks.recording.serve import SAMPLE, Sites
from tests.support.redrive_suite import values_for

ROOT = Path(__file__).parents[2]
AT_ONCE = (1, 2, 4, 8)
PAUSE_MS = 4000


def record(store: Path) -> None:
    """Record the sample suite, to be re-driven."""
    flags = ["--record-sessions", "--record-sessions-level=0"]
    flags += ["--record-sessions-keep=all", f"--record-sessions-dir={store}"]
    command = [sys.executable, "-m", "pytest", "-q", "sample_site/suite", *flags]
    command += ["-p", "no:cacheprovider"]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=False)


def journeys(store: Path) -> Iterator[tuple[str, Path, Callable[..., Any]]]:
    """Yield (name, recording, test function) of tests that need but a page."""
    for path in sorted(store.glob("tests/*/*/session.replaytest")):
        recording = replaytest.read(path)
        if recording.test is None or recording.outcome != "passed":
            continue
        file, _, name = recording.test.nodeid.partition("::")
        module = importlib.import_module(file.removesuffix(".py").replace("/", "."))
        function = getattr(module, name.partition("[")[0])
        if list(inspect.signature(function).parameters) == ["page"]:
            yield name.partition("[")[0], path, function


def by_script(
    browser: Browser,
    sites: Sites,
    test: Callable[..., Any],
    folder: Path | None = None,
) -> float:
    """Return the seconds that the steps take as a script, recorded in `folder`."""
    url = sites.url(SAMPLE)
    began = time.perf_counter()
    context = browser.new_context(base_url=url)
    with replaytest.record(context, folder=folder, mask=0) if folder else nullcontext():
        test(context.new_page())
    context.close()
    return time.perf_counter() - began


def again(
    recording: Path, sites: Sites, runs: Path, values: Values
) -> tuple[float, Run]:
    """Return the seconds that the recording takes, and its run."""
    url = sites.url(SAMPLE)
    began = time.perf_counter()
    run = replaytest.redrive(
        recording,
        base_url=url,
        allow=[sites.addresses(SAMPLE)["payment_url"]],
        values=values,
        folder=runs,
    )
    return time.perf_counter() - began, run


def told(connection: type[Any]) -> Counter[str]:
    """Count the messages that `Connection`s send from now on, by their method."""
    found: Counter[str] = Counter()
    send = connection.send_message_to_server

    def counted(this: Any, owner: Any, method: str, *more: Any, **named: Any) -> Any:
        found[method] += 1
        return send(this, owner, method, *more, **named)

    connection.send_message_to_server = counted
    return found


def compared(store: Path, runs: Path, rounds: int, console: Console) -> list[Path]:
    """Print each journey beside its script; return the recordings that matched."""
    found = list(journeys(store))
    table = Table("journey", "re-driven / script", "recorded", "messages", "verdict")
    ratios, costs, matched, seconds = [], [], [], []
    with Sites() as sites, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        sent = told(type(browser._impl_obj._connection))
        for name, path, test in track(found, "measuring", console=Console(stderr=True)):
            values = values_for(name)
            again(path, sites, runs, values)
            by_script(browser, sites, test)  # caches are warm; not counted
            own, recorded, verdicts = [], [], set()
            for number in range(rounds):
                sent.clear()
                took, run = again(path, sites, runs, values)
                messages = [sent.total()]
                plain = by_script(browser, sites, test)
                messages.append(sent.total() - messages[0])
                own.append(took / plain)
                seconds.append((took, plain))
                folder = runs / name / str(number)
                recorded.append(by_script(browser, sites, test, folder) / plain)
                verdicts.add(run.verdict)
            ratios += own
            costs += recorded
            if verdicts == {"matched"}:
                matched.append(path)
            told_of = f"{messages[0]} / {messages[1]}"
            cost = f"{statistics.median(recorded):.2f}x"
            cells = spread(own), cost, told_of, ", ".join(sorted(verdicts))
            table.add_row(name, *cells)
        browser.close()
    console.print(table)
    console.print(f"all: {spread(ratios)}; the script, recorded: {spread(costs)}")
    together = [sum(each) for each in zip(*seconds, strict=True)]
    console.print(f"together: {together[0] / together[1]:.2f}x")
    return matched


def spread(ratios: list[float]) -> str:
    """Return a median with the smallest and the largest."""
    middle = statistics.median(ratios)
    return f"{middle:.2f}x ({min(ratios):.2f}-{max(ratios):.2f})"


def slowed(recording: Path, folder: Path) -> Path:
    """Return a recording, of rrweb's form, with a pause before each thing done."""
    late = 0
    events = []
    for _, event in sorted(
        replaytest.read(recording).events(), key=lambda each: each[1]["timestamp"]
    ):
        pressed = event["type"] == 3 and event["data"].get("source") == 2
        late += PAUSE_MS if pressed and event["data"].get("type") == 1 else 0
        told = event["data"].get("payload")
        if isinstance(told, dict) and "at" in told:  # when a call began
            told["at"] += late
        events.append(event | {"timestamp": event["timestamp"] + late})
    target = folder / "slowed.json"
    target.write_text(json.dumps(events), "utf-8")
    return target


async def a_minute(paths: list[Path], sites: Sites, runs: Path, n: int) -> float:
    """Return how many sessions a minute are done, `n` at a time."""
    options = Options(base_url=sites.url(SAMPLE), folder=runs)
    began = time.perf_counter()
    done = 0
    async for _, result in redrive_all(paths, options, at_once=n):
        done += isinstance(result, Run) and result.verdict == "matched"
    return done / (time.perf_counter() - began) * 60


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    console = Console()
    with tempfile.TemporaryDirectory() as folder:
        store, runs = Path(folder) / "store", Path(folder) / "runs"
        record(store)
        console.print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        matched = compared(store, runs, rounds, console)
        quick = [path for path in matched if "guide" in str(path)] or matched[:1]
        with Sites() as sites, ThreadPoolExecutor(1) as thread:
            for path in quick:
                run = replaytest.redrive(
                    slowed(path, Path(folder)), base_url=sites.url(SAMPLE), folder=runs
                )
                faster = run.recorded_s / max(run.duration_s, 0.001)
                console.print(
                    f"with pauses: {run.verdict}, recorded in {run.recorded_s:.0f} s, "
                    f"{faster:.0f}x faster than real time"
                )
            for n in AT_ONCE:
                # A thread of its own: Playwright's sync API keeps a loop in this one.
                work = a_minute(quick * 12, sites, runs, n)
                rate = thread.submit(asyncio.run, work).result()
                console.print(f"{n} at a time: {rate:.0f} sessions a minute")


if __name__ == "__main__":
    main()
