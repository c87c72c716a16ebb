"""The replay page against Playwright's trace viewer, and on a long and a large page.

    python tests/benchmarks/viewer.py [--rounds 5] [--seeks 40]

One test of the sample suite is recorded by both. Its pages are opened in turn, each in a
new context of one headless Chromium, ours from file:// and theirs from loopback, as
`playwright show-trace` would; the time is from the start of the navigation until a frame
with words of the recorded page has been painted, taken by the same script in both.
Ratios are taken inside a round, since absolute times on a shared machine are noise.
"""

from __future__ import annotations

import argparse
import functools
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from pathlib import Path
from typing import Any

import playwright
from playwright.sync_api import Browser, Page, sync_playwright

from replaytest.browser.launch import launch_options
from replaytest.replay import write_replay_of
from tests.report import builders

ROOT = Path(__file__).parents[2]
TEST = "sample_site/suite/test_cart.py::test_order_is_placed_and_kept"
PYTEST = ["-q", "-p", "no:playwright-asyncio", "-p", "no:cacheprovider"]
DRIVER = Path(playwright.__file__).parent / "driver" / "package"
TRACE_VIEWER = DRIVER / "lib" / "vite" / "traceViewer"
SESSION_MS = 30 * 60 * 1000
MUTATIONS = 12_000
ROWS = 10_000
GOAL_SEEK_MS = 300
# A frame of some size that shows words, and then one more painted one.
FIRST_FRAME = """
if (window === top) {
  const shows = (frame) => {
    const { width, height } = frame.getBoundingClientRect();
    if (width < 100 || height < 100) return false;
    for (let each = frame; each; each = each.parentElement) {
      const { visibility, display, opacity } = getComputedStyle(each);
      if (visibility === "hidden" || display === "none" || opacity === "0") return false;
    }
    try { return Boolean(frame.contentDocument?.body?.innerText.trim()); }
    catch { return false; }
  };
  const look = () => {
    if (![...document.querySelectorAll("iframe")].some(shows)) return requestAnimationFrame(look);
    requestAnimationFrame(() => { window.firstFrame = performance.now(); });
  };
  requestAnimationFrame(look);
}
"""
SEEK = """async (at) => {
  const start = performance.now();
  replaytest.seek(at);
  replaytest.frameDocument().body.getBoundingClientRect();
  const done = performance.now() - start;
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  return [done, performance.now() - start];
}"""


@dataclass(frozen=True, slots=True)
class Sizes:
    replay: int
    viewer: int
    trace: int


def record(folder: Path) -> tuple[Path, Path, Sizes]:
    """Run the test twice; return its replay page, its trace, and their bytes."""
    store = folder / "store"
    ours = ["--record-sessions", "--record-sessions-keep=all"]
    _run(*ours, f"--record-sessions-dir={store}", f"--output={folder / 'ours'}")
    _run("--tracing=on", f"--output={folder / 'theirs'}")
    page, empty = folder / "replay.html", folder / "empty.html"
    size = write_replay_of(sorted(store.rglob("*.replaytest")), page)
    (trace,) = (folder / "theirs").rglob("trace.zip")
    builders.replay(empty)
    return page, trace, Sizes(size, empty.stat().st_size, trace.stat().st_size)


def _run(*flags: str) -> None:
    command = [sys.executable, "-m", "pytest", TEST, *PYTEST, *flags]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        sys.exit(done.stdout.decode() + done.stderr.decode())


class _Static(SimpleHTTPRequestHandler):
    """Serves the trace viewer, and beside it the trace: one origin, no CORS."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: Any, trace: Path) -> None:
        self._trace = trace
        super().__init__(*args, directory=str(TRACE_VIEWER))

    def translate_path(self, path: str) -> str:
        if path.partition("?")[0] == "/trace.zip":
            return str(self._trace)
        return super().translate_path(path)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(trace: Path) -> Iterator[str]:
    """Serve the trace viewer on loopback; yield the address that shows this trace."""
    handler = functools.partial(_Static, trace=trace)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        home = f"http://127.0.0.1:{server.server_port}"
        yield f"{home}/index.html?trace={home}/trace.zip"
    finally:
        server.shutdown()
        server.server_close()


def first_frame(browser: Browser, url: str) -> float:
    """Return ms from the start of the navigation to the first painted frame."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.add_init_script(FIRST_FRAME)
    page.goto(url, wait_until="commit")
    for _ in range(3000):
        if (found := page.evaluate("window.firstFrame ?? null")) is not None:
            break
        page.wait_for_timeout(20)
    context.close()
    return float(found)


def long_session(path: Path) -> Path:
    """Write 30 minutes of a page that changes, is pointed at, clicked and typed into."""
    chance = random.Random(1)  # the same session each time
    page = builders.Page()
    rows = [
        page.node("li", page.text(f"row {at}", id=1000 + at), id=300 + at)
        for at in range(200)
    ]
    field = page.node("input", id=31)
    page.open(
        0, page.node("button", "Pay", id=30), field, page.node("ul", *rows, id=32)
    )
    for number in range(MUTATIONS):
        at = 1000 + number * (SESSION_MS - 2000) // MUTATIONS
        row = chance.randrange(200)
        if number % 3 == 0:
            page.set_text(at, 1000 + row, f"row {row} at {number}")
        elif number % 3 == 1:
            changed = {"id": 300 + row, "attributes": {"class": f"c{number}"}}
            page.mutate(at, attributes=[changed])
        else:
            fresh = page.node("li", page.text(f"new {number}"), id=50_000 + number)
            removed = [{"parentId": 32, "id": 50_000 + number - 90}]
            page.mutate(
                at,
                adds=[{"parentId": 32, "nextId": None, "node": fresh}],
                removes=removed if number > 100 else [],
            )
        if number % 10 == 0:
            page.move(at + 5, (number % 900, 300, -50), (number % 800, 310, 0))
        if number % 100 == 0:
            page.click(at + 7, 30).type(at + 8, 31, f"tea {number}")
    return builders.replay(path, builders.session(page.lines))


def large_table(path: Path) -> Path:
    """Write a page with a table of 10,000 rows, some 90,000 nodes, that changes."""
    page = builders.Page()
    rows = [
        page.node("tr", *(page.node("td", f"{at}/{column}") for column in range(4)))
        for at in range(ROWS)
    ]
    first = page.text("changes", id=20)
    page.open(0, page.node("p", first), page.node("table", page.node("tbody", *rows)))
    for at in range(100):
        page.set_text(1000 + at * 500, 20, f"change {at}")
    return builders.replay(path, builders.session(page.lines))


def seeks(page: Page, times: int) -> list[tuple[float, float]]:
    """Seek to random moments; return (ms to a laid out page, ms to a painted one)."""
    chance = random.Random(2)
    duration = page.evaluate("replaytest.duration()")
    found = []
    for _ in range(times):
        done, painted = page.evaluate(SEEK, chance.random() * duration)
        found.append((done, painted))
    return found


def seek_row(browser: Browser, name: str, path: Path, times: int) -> str:
    opened = statistics.median(first_frame(browser, path.as_uri()) for _ in range(3))
    page = browser.new_page()
    page.goto(path.as_uri())
    page.evaluate("replaytest.ready")
    found = seeks(page, times)
    page.close()
    laid_out = sorted(done for done, _ in found)
    painted = sorted(done for _, done in found)
    columns: list[Any] = [f"{path.stat().st_size / 1e6:.2f} MB", f"{opened:.0f} ms"]
    for sample in (laid_out, painted):
        columns += [f"{statistics.median(sample):.0f} ms", f"{at_95(sample):.0f} ms"]
    columns.append("yes" if at_95(laid_out) < GOAL_SEEK_MS else "**no**")
    return f"| {name} | " + " | ".join(columns) + " |"


def at_95(ordered: list[float]) -> float:
    return ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]


def spread(ratios: list[float]) -> str:
    """Return median (smallest to largest)."""
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})"


def compare(browser: Browser, page: Path, trace: Path, rounds: int) -> str:
    ours, theirs = [], []
    with serving(trace) as url:
        for _ in range(rounds):
            ours.append(first_frame(browser, page.as_uri()))
            theirs.append(first_frame(browser, url))
    ratios = [one / other for one, other in zip(ours, theirs, strict=True)]
    medians = f"{statistics.median(ours):.0f} ms | {statistics.median(theirs):.0f} ms"
    return f"| first frame | {medians} | {spread(ratios)} | 0.5 |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seeks", type=int, default=40)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver:
        folder = Path(name)
        page, trace, sizes = record(folder)
        browser = driver.chromium.launch(**launch_options())
        print(f"{options.rounds} rounds; {versions(browser)}\n")
        print(f"`{TEST}`\n")
        print("| | replay | trace | ratio | goal |\n| --- | --- | --- | --- | --- |")
        print(size_row("data", sizes.replay - sizes.viewer, sizes.trace, "0.1"))
        print(size_row("file", sizes.replay, sizes.trace, ""))
        print(compare(browser, page, trace, options.rounds))
        print(
            "\n| page | file | first frame | seek p50 | p95 | painted p50 | p95 |",
            end="",
        )
        print(f" < {GOAL_SEEK_MS} ms |\n|" + " --- |" * 8)
        for label, path in (
            (f"30 minutes, {MUTATIONS} mutations", long_session(folder / "long.html")),
            (f"table of {ROWS} rows", large_table(folder / "table.html")),
        ):
            print(seek_row(browser, label, path, options.seeks))
        browser.close()


def size_row(name: str, ours: int, theirs: int, goal: str) -> str:
    sizes = f"{ours / 1000:.0f} kB | {theirs / 1000:.0f} kB"
    return f"| {name} | {sizes} | {ours / theirs:.3f} | {goal} |"


def versions(browser: Browser) -> str:
    names = ", ".join(
        f"{name} {version(name)}" for name in ("replaytest", "playwright")
    )
    return (
        f"{names}, Chromium {browser.version}, Python {platform.python_version()}, "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )


if __name__ == "__main__":
    main()
