"""How fast the mirror gets to the end of a recording, against players and a compiler.

    python tests/benchmarks/mirror.py [--rounds 5] [FILE.json ...]

Pages are recorded in Chromium by the real recorder; FILEs are rrweb event arrays. Then,
in turn, round by round: the mirror (parse and apply, CPU time of this process), orjson
alone on the same bytes, rrweb's Replayer jumping to the end in headless Chromium (the
renderer's task time), and, if it is installed (`pip install spoiler`), `spoiler compile`
(CPU time of its process; it answers another question about the same bytes). Ratios are
taken inside a round; printed is their median with the smallest and the largest.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console
from rich.progress import track
from rich.table import Table

import replaytest
from replaytest.browser.launch import launch_options
from replaytest.mirror.timeline import Timeline

WEB = Path(replaytest.__file__).parent / "web"
TABLE = """
const make = (round) => {
  const rows = [];
  for (let r = 0; r < 1000; r++) {
    const cells = [];
    for (let c = 0; c < 8; c++) cells.push(`<td class="c${c}">cell ${r}.${c}.${round}</td>`);
    rows.push(`<tr data-row="${r}">${cells.join('')}</tr>`);
  }
  document.querySelector('tbody').innerHTML = rows.join('');
};
"""
WORKLOADS = {
    "table of 8,000 cells, 5 times anew": (
        "<table><tbody></tbody></table>",
        TABLE + "for (let i = 0; i < 5; i++) { make(i); await pause(); }",
    ),
    "table of 8,000 cells, sorted 5 times": (
        "<table><tbody></tbody></table>",
        TABLE
        + """make(0);
        const body = document.querySelector('tbody');
        for (let i = 0; i < 5; i++) {
          await pause();
          const rows = [...body.rows].sort((a, b) => (a.dataset.row * 7919 * (i + 1)) % 1000 - (b.dataset.row * 7919 * (i + 1)) % 1000);
          body.append(...rows);
        }""",
    ),
    "300 frames of 200 changes": (
        "<p>x</p>" * 200,
        """const all = [...document.querySelectorAll('p')];
        for (let i = 0; i < 300; i++) {
          for (const [n, p] of all.entries()) n % 2 ? (p.firstChild.data = `t${i}`) : p.setAttribute('data-n', i);
          await pause();
        }""",
    ),
    "a form typed into, 6 visits": ("<input id=a><input id=b><button>go</button>", ""),
}
SCRIPT = "async (work) => { const pause = () => new Promise(requestAnimationFrame); await eval('(async () => {' + work + '})()'); }"
VOCABULARY = """\
version: 1
apps:
  demo: { project: 1, host: "127.0.0.1", audience: "people" }
surfaces:
  - { id: demo.page, app: demo, route: "/", name: "Page" }
features: []
"""


def recorded(browser: Browser, body: str, work: str) -> list[bytes]:
    """Return the event lines of a page on which `work` was done."""
    with tempfile.TemporaryDirectory() as folder:
        context = browser.new_context()
        with replaytest.record(context, folder=Path(folder) / "r") as recording:
            page = context.new_page()
            for visit in range(1 if work else 6):
                page.goto(f"data:text/html,<!doctype html><title>{visit}</title>{body}")
                if work:
                    page.evaluate(SCRIPT, work)
                else:
                    page.locator("#a").press_sequentially("some words")
                    page.locator("button").click()
            context.close()
        made = replaytest.read(recording.paths[0])
        return [made.unpacked(line) or line for line in made.lines(1)]


def cpu(work: Callable[[], Any]) -> float:
    """Return the CPU seconds of this process that `work` takes."""
    began = time.process_time()
    work()
    return time.process_time() - began


def child_cpu(command: list[str]) -> float:
    """Return the CPU seconds that a command takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def to_the_end(lines: list[bytes]) -> Timeline:
    line = Timeline(lines)
    # From the first event on: a full snapshot at the end must not make it short.
    line.seek_position(0)
    for number in line._pages:
        line.seek_position(number)
    line.seek_position(len(line))
    return line


def player(folder: Path) -> Path:
    """Build rrweb's Replayer for a bare page; return the script."""
    entry, target = folder / "player.js", folder / "bundle.js"
    entry.write_text(
        "import { Replayer } from '@rrweb/replay'; window.Replayer = Replayer;"
    )
    command = ["npx", "esbuild", str(entry), "--bundle", "--format=iife"]
    subprocess.run(
        [*command, f"--outfile={target}", "--log-level=error"],
        cwd=WEB,
        env={"NODE_PATH": str(WEB / "node_modules"), "PATH": _path()},
        check=True,
    )
    return target


def _path() -> str:
    import os

    return os.environ["PATH"]


JUMP = """async (text) => {
  const events = JSON.parse(text);
  const replayer = new Replayer(events, { mouseTail: false, showWarning: false });
  replayer.pause(events[events.length - 1].timestamp - events[0].timestamp + 1);
  await new Promise((done) => setTimeout(done, 50));
}"""


def jump(page: Page, session: Any, text: str) -> float:
    """Return how long the renderer was busy with going to the end."""
    page.goto("about:blank")
    page.add_script_tag(path=player.bundle)  # type: ignore[attr-defined]

    def busy() -> float:
        found = session.send("Performance.getMetrics")["metrics"]
        return float(next(m["value"] for m in found if m["name"] == "TaskDuration"))

    before = busy()
    page.evaluate(JUMP, text)
    return busy() - before


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("files", nargs="*", type=Path)
    asked = parser.parse_args()
    console = Console()
    spoiler = shutil.which("spoiler", path=str(Path(sys.executable).parent))
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        player.bundle = player(folder)  # type: ignore[attr-defined]
        (folder / "v.yaml").write_text(VOCABULARY)
        browser = playwright.chromium.launch(**launch_options("chromium"))
        streams = {
            name: recorded(browser, *workload) for name, workload in WORKLOADS.items()
        }
        for file in asked.files:
            events = orjson.loads(file.read_bytes())
            streams[file.name[-40:]] = [orjson.dumps([1, event]) for event in events]
        table = Table("recording", "MB", "changes", "MB/s", "changes/s")
        for name in ("mirror to orjson", "player to mirror", "mirror to spoiler"):
            table.add_column(name, justify="right")
        for name, lines in streams.items():
            row = measured(browser, folder, lines, asked.rounds, spoiler, name)
            table.add_row(name, *row)
        browser.close()
    console.print(table)
    console.print("median (smallest to largest) of the ratios of single rounds")


def measured(
    browser: Browser,
    folder: Path,
    lines: list[bytes],
    rounds: int,
    spoiler: str | None,
    name: str,
) -> list[str]:
    """Return the cells of one row."""
    events = [orjson.loads(line)[1] for line in lines]
    whole = orjson.dumps(events)
    # In lines: an array on one line is to spoiler one [window, event].
    file = folder / "events.jsonl"
    file.write_bytes(b"\n".join(orjson.dumps(["1", event]) for event in events))
    page = browser.new_page()
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    mirror, parsed, played, compiled = [], [], [], []
    for _ in track(range(rounds), description=name):
        mirror.append(cpu(lambda: to_the_end(lines)))
        parsed.append(cpu(lambda: [orjson.loads(line) for line in lines]))
        played.append(jump(page, session, whole.decode()))
        if spoiler:
            command = [spoiler, "compile", "--recording", str(file)]
            command += ["--vocab", str(folder / "v.yaml"), "--app", "demo"]
            compiled.append(child_cpu([*command, "--out", str(folder / "o.json")]))
    page.close()
    best = min(mirror)
    changes = _changes(events)
    return [
        f"{len(whole) / 1e6:.2f}",
        f"{changes:,}",
        f"{len(whole) / 1e6 / best:.0f}",
        f"{changes / best:,.0f}",
        _ratio(mirror, parsed),
        _ratio(played, mirror),
        _ratio(mirror, compiled) if compiled else "not installed",
    ]


def _changes(events: list[dict[str, Any]]) -> int:
    return sum(
        len(event["data"].get(part) or ())
        for event in events
        if event["type"] == 3 and event["data"]["source"] == 0
        for part in ("adds", "removes", "texts", "attributes")
    )


def _ratio(ours: list[float], theirs: list[float]) -> str:
    found = [one / (other or 1e-9) for one, other in zip(ours, theirs, strict=True)]
    return f"{statistics.median(found):.2f} ({min(found):.2f} to {max(found):.2f})"


if __name__ == "__main__":
    main()
