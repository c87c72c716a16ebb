"""Bytes of a suite: its trace zips, and its recordings in one store.

The sample suite, and the journeys of those applications of others that are installed,
about 50 tests; all of them are traced and recorded at once.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.benchmarks.recording.serve import ROOT


@dataclass(frozen=True, slots=True)
class Bytes:
    """`tests` are those that have a trace.

    `recordings` is all of the store but `replays`, the pages made of failed tests.
    """

    tests: int
    traces: int
    recordings: int
    replays: int

    @property
    def ratio(self) -> float:
        return self.traces / max(1, self.recordings)

    def as_dict(self) -> dict[str, float]:
        return asdict(self) | {"ratio": self.ratio}


def suite_bytes(applications: Sequence[str]) -> Bytes:
    """Run the suites; `applications` are folders of tests/outside/apps."""
    with tempfile.TemporaryDirectory(prefix="replaytest-bench-") as name:
        store, traces = Path(name) / "store", Path(name) / "traces"
        suites = ["sample_site/suite"]
        suites += [f"tests/outside/apps/{each}" for each in applications]
        for at, suite in enumerate(suites):
            words = [sys.executable, "-m", "pytest", "-q", suite]
            words += ["-p", "no:cacheprovider", "-p", "no:playwright-asyncio"]
            words += ["--tracing=on", f"--output={traces / str(at)}"]
            words += ["--record-sessions", "--record-sessions-keep=all"]
            words += [f"--record-sessions-dir={store}"]
            # One test of the sample suite fails on purpose.
            subprocess.run(words, cwd=ROOT, capture_output=True, check=False)
        zips = list(traces.rglob("trace*.zip"))
        recorded = [path for path in store.rglob("*") if path.is_file()]
        pages = [path for path in recorded if path.suffix == ".html"]
        replays = _size(pages)
        return Bytes(len(zips), _size(zips), _size(recorded) - replays, replays)


def _size(paths: Sequence[Path]) -> int:
    return sum(path.stat().st_size for path in paths)
