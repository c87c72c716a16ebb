"""The command line; see the package's docstring."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from rich.console import Console

from tests.benchmarks.recording import outside, run
from tests.benchmarks.recording.delays import delays
from tests.benchmarks.recording.modes import MODES
from tests.benchmarks.recording.processes import PROC
from tests.benchmarks.recording.ratios import Round
from tests.benchmarks.recording.report import Results, as_json, as_markdown
from tests.benchmarks.recording.serve import ROOT, Sites
from tests.benchmarks.recording.suite import suite_bytes
from tests.benchmarks.recording.workloads import OURS


def main() -> None:
    asked = _arguments()
    theirs, skipped = ([], []) if asked.quick else outside.installed()
    workloads = [
        each
        for each in [*OURS, *theirs]
        if (each.name in asked.only if asked.only else each.quick or not asked.quick)
    ]
    modes = [mode for mode in MODES if mode in asked.modes or mode == "plain"]
    console = Console(stderr=True)
    with Sites() as sites:
        browser = run.warm_up(sites, modes)
        results = Results(browser, modes, workloads, {}, skipped=skipped)
        costs: dict[str, list[Round]] = {each.name: [] for each in workloads}
        for number, each, told in run.rounds(workloads, modes, asked.rounds, sites):
            costs[each.name].append(told)
            seconds = " ".join(
                f"{mode} {cost.cpu_s:.2f}" for mode, cost in told.items()
            )
            console.print(f"round {number + 1} {each.name}: cpu s {seconds}")
            results.costs = {name: some for name, some in costs.items() if some}
            _write(results, asked.out)  # what is there if it is interrupted
        ways = {mode: MODES[mode] for mode in modes}
        results.delays = delays(sites, ways, asked.delays) if asked.delays else {}
    if asked.suite:
        results.suite = suite_bytes([each.site for each in theirs])
    _write(results, asked.out)
    print(as_markdown(results))


def _write(results: Results, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / "recording.md").write_text(as_markdown(results), "utf-8")
    (out / "recording.json").write_text(json.dumps(as_json(results), indent=1), "utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.recording")
    parser.add_argument(
        "--quick", action="store_true", help="four workloads, two rounds"
    )
    parser.add_argument("--rounds", type=int, help="5, or 2 with --quick")
    parser.add_argument("--only", type=_names, default=[], metavar="WORKLOAD,…")
    parser.add_argument("--modes", type=_names, default=list(MODES), metavar="MODE,…")
    parser.add_argument("--delays", type=int, help="pairs; 30, or 10 with --quick")
    parser.add_argument("--suite", action=argparse.BooleanOptionalAction)
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks")
    asked = parser.parse_args()
    if not (PROC / "self" / "stat").exists():
        parser.error(f"CPU time is read from {PROC}, which this system has not")
    quick = asked.quick
    asked.rounds = asked.rounds or (2 if quick else 5)
    asked.delays = (10 if quick else 30) if asked.delays is None else asked.delays
    asked.suite = not (quick or asked.only) if asked.suite is None else asked.suite
    known = {each.name for each in [*OURS, *outside.installed()[0]]}
    for name in {*asked.only} - known | {*asked.modes} - MODES.keys():
        parser.error(f"there is no {name}: {', '.join([*sorted(known), *MODES])}")
    return asked


def _names(text: str) -> list[str]:
    return text.split(",")


if __name__ == "__main__":
    main()
