"""What recording costs: the sample suite with it, without it, and with --tracing on.

    python tests/benchmarks/overhead.py [--rounds 5]

The three run in turn, round by round; ratios are taken inside a round and their median
is printed with the smallest and the largest, since absolute times on a shared machine
are noise. cpu: all processes that the run started and waited for, browsers included.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

ROOT = Path(__file__).parents[2]
SUITE = ["sample_site/suite", "-p", "no:playwright-asyncio", "-p", "no:cacheprovider"]
MODES = ("plain", "recording", "tracing")


@dataclass(frozen=True, slots=True)
class Cost:
    cpu_s: float
    wall_s: float
    bytes: int


def measure(mode: str) -> Cost:
    """Run the suite once in `mode`."""
    with tempfile.TemporaryDirectory() as folder:
        store, traces = Path(folder) / "store", Path(folder) / "traces"
        flags = {
            "plain": [],
            "recording": ["--record-sessions", f"--record-sessions-dir={store}"],
            "tracing": ["--tracing=on"],
        }[mode]
        command = [sys.executable, "-m", "pytest", *SUITE, f"--output={traces}", *flags]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        started = time.perf_counter()
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
        wall = time.perf_counter() - started
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode not in {0, 1}:  # one test of the suite fails on purpose
            sys.exit(done.stdout.decode() + done.stderr.decode())
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        stored = [path for place in (store, traces) for path in place.rglob("*")]
        size = sum(path.stat().st_size for path in stored if path.is_file())
        return Cost(cpu, wall, size)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    for mode in MODES:
        measure(mode)  # warm caches; not counted
    console = Console()
    costs = [
        {mode: measure(mode) for mode in MODES}
        for _ in track(range(rounds), "measuring", console=Console(stderr=True))
    ]
    console.print(
        f"{rounds} rounds, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"load {os.getloadavg()[0]:.1f}"
    )
    table = Table("", "cpu / plain", "wall / plain", "kB stored")
    for mode in MODES[1:]:
        table.add_row(
            mode,
            spread([each[mode].cpu_s / each["plain"].cpu_s for each in costs]),
            spread([each[mode].wall_s / each["plain"].wall_s for each in costs]),
            f"{statistics.median(each[mode].bytes for each in costs) / 1000:.0f}",
        )
    console.print(table)


def spread(ratios: list[float]) -> str:
    """Return median (smallest to largest)."""
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})"


if __name__ == "__main__":
    main()
