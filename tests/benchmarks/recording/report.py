"""The tables, as Markdown and as JSON."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks.recording.modes import WEB
from tests.benchmarks.recording.ratios import Round, Spread, added, over_plain, overhead
from tests.benchmarks.recording.suite import Bytes
from tests.benchmarks.recording.workloads import Workload

PACKAGES = ("playwright", "replaytest", "pytest", "zstandard", "orjson")
MOST_OF_FLOOR, MOST_OF_TRACING, MOST_MS = 1.5, 0.3, 15
# How many times less than trace zips: of a suite, and of the largest table.
SUITE_LESS, TABLE_LESS = 50, 5
# Of columns of numbers, so that a reader sees how far they are to be trusted.
NOTE = (
    "x / plain: median of ratios taken inside a round (smallest to largest). Overhead: the "
    "median CPU time added, in units of that of the floor recorder and of tracing; - is "
    "less than can be told from noise. Blocked: ms of main-thread tasks beyond 50 ms "
    "each, added."
)


@dataclass(slots=True)
class Results:
    """All that was measured; `costs` are rounds by workload."""

    browser: str
    modes: Sequence[str]
    workloads: Sequence[Workload]
    costs: Mapping[str, list[Round]] = field(default_factory=dict)
    delays: Mapping[str, Mapping[str, Spread]] = field(default_factory=dict)
    suite: Bytes | None = None
    skipped: Sequence[str] = ()


def machine(browser: str) -> dict[str, Any]:
    """Return what numbers depend on."""
    return {
        "system": platform.platform(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load": [round(each, 1) for each in os.getloadavg()],
        "python": platform.python_version(),
        "browser": f"Chromium {browser}",
        "rrweb": json.loads((WEB / "package.json").read_text())["dependencies"][
            "@rrweb/record"
        ],
        **{name: version(name) for name in PACKAGES},
        "commit": _commit(),
    }


def as_json(results: Results) -> dict[str, Any]:
    """Return everything, raw costs too."""
    return {
        "machine": machine(results.browser),
        "costs": {
            name: [
                {mode: cost.as_dict() for mode, cost in each.items()} for each in told
            ]
            for name, told in results.costs.items()
        },
        "claims": [
            {"claim": claim, "measured": measured, "holds": holds}
            for claim, measured, holds in claims(results)
        ],
        "delays_ms": {
            mode: {moment: each.as_dict() for moment, each in told.items()}
            for mode, told in results.delays.items()
        },
        "suite": results.suite.as_dict() if results.suite else None,
        "skipped": list(results.skipped),
    }


def as_markdown(results: Results) -> str:
    """Return the page that people read."""
    told = "\n".join(f"- {k}: {v}" for k, v in machine(results.browser).items())
    parts = ["# What recording costs", told]
    parts += [f"Skipped: {each}." for each in results.skipped]
    if results.costs:
        parts += [NOTE, *_costs(results)]
    if results.delays:
        parts += ["## ms later than without recording", _delays(results)]
    if found := list(claims(results)):
        rows = [(c, m, {True: "yes", False: "no", None: "-"}[h]) for c, m, h in found]
        parts += ["## What is aimed at", _table(("", "measured", "holds"), rows)]
    return "\n\n".join(parts) + "\n"


def claims(results: Results) -> Iterator[tuple[str, str, bool | None]]:
    """Yield what is aimed at, what was measured, and whether that is enough.

    None: it could not be told.
    """
    modes = set(results.modes)
    for each in results.workloads:
        if (told := results.costs.get(each.name)) and modes >= {"plain", "ours"}:
            yield from _claims_of(each, told, modes)
    for moment, late in results.delays.get("ours", {}).items():
        if moment != "new context":
            claim = f"{moment}: at most {MOST_MS} ms later"
            yield claim, f"{late.median:.0f} ms", late.median <= MOST_MS
    if results.suite:
        yield (
            f"suite of {results.suite.tests} tests: bytes at most 1/{SUITE_LESS} of traces",
            f"1/{results.suite.ratio:.0f}",
            results.suite.ratio >= SUITE_LESS,
        )


def _claims_of(
    each: Workload, told: list[Round], modes: set[str]
) -> Iterator[tuple[str, str, bool | None]]:
    cpu = over_plain(told, "ours", lambda cost: cost.cpu_s)
    if each.most:
        yield (
            f"{each.name}: CPU about {each.most:.2f} of plain",
            str(cpu),
            cpu.median <= each.most,
        )
    for against, most in (("floor", MOST_OF_FLOOR), ("tracing", MOST_OF_TRACING)):
        if against in modes:
            times = overhead(told, "ours", against)
            claim = f"{each.name}: overhead at most {most} of {against}'s"
            yield claim, _times(times), None if times is None else times <= most
    if "tracing" in modes:
        ours, theirs = (
            added(told, m, lambda c: c.blocked_ms) for m in ("ours", "tracing")
        )
        claim = f"{each.name}: main thread blocked for less than with tracing"
        yield claim, f"{ours:.0f} ms, tracing {theirs:.0f} ms", ours <= max(theirs, 0)
    if each.name == "table-10000" and "tracing" in modes:
        less = median(a["tracing"].bytes / a["ours"].bytes for a in told)
        claim = f"{each.name}: bytes at most 1/{TABLE_LESS} of tracing's"
        yield claim, f"1/{less:.1f}", less >= TABLE_LESS


def _costs(results: Results) -> Iterator[str]:
    others = [mode for mode in results.modes if mode != "plain"]
    for title, of in (
        ("CPU / plain", lambda cost: cost.cpu_s),
        ("Wall / plain", lambda cost: cost.wall_s),
    ):
        rows = [
            (name, *(str(over_plain(told, mode, of)) for mode in others))
            for name, told in results.costs.items()
        ]
        yield f"## {title}"
        yield _table(("", *others), rows)
    yield "## Overhead, blocked, kB stored"
    head = ["", "rounds", "ours / floor", "ours / tracing"]
    head += [f"blocked {mode}" for mode in others] + [f"kB {mode}" for mode in others]
    yield _table(
        head, [_row(name, told, others) for name, told in results.costs.items()]
    )


def _row(name: str, told: list[Round], others: Sequence[str]) -> list[str]:
    cells = [name, str(len(told))]
    for against in ("floor", "tracing"):
        known = {"ours", against} <= set(others)
        cells.append(_times(overhead(told, "ours", against) if known else None))
    cells += [f"{added(told, mode, lambda c: c.blocked_ms):.0f}" for mode in others]
    return cells + [
        f"{median(a[mode].bytes for a in told) / 1000:.0f}" for mode in others
    ]


def _delays(results: Results) -> str:
    moments = next(iter(results.delays.values()))
    rows = [
        (
            mode,
            *(
                f"{s.median:.0f} ({s.smallest:.0f} to {s.largest:.0f})"
                for s in told.values()
            ),
        )
        for mode, told in results.delays.items()
    ]
    return _table(("", *moments), rows)


def _times(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next(
        (x.partition(":")[2].strip() for x in lines if x.startswith("model name")), ""
    )


def _commit() -> str:
    words = ["git", "describe", "--always", "--dirty"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.stdout.strip()
