"""A run that several tests look at: made by the first of them, in whichever worker.

A module's fixture would be made again by each worker of xdist that has one of its tests.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from replaytest.store.read import Recording
from tests.support.suites import CONFTEST, SYNC, recordings

LONGEST_S = 180


@dataclass(frozen=True)
class Ran:
    """What a suite of several files left behind. It is read, never changed."""

    folder: Path
    code: int
    lines: list[str]

    @property
    def store(self) -> Path:
        return self.folder / ".replaytest"

    @property
    def output(self) -> str:
        return "\n".join(self.lines)

    def recordings(self, file: str) -> list[Recording]:
        """Return the recordings of the tests of one file, in the order of node ids."""
        return [
            recording
            for recording in recordings(self.store / "tests")
            if recording.test and recording.test.nodeid.startswith(f"{file}.py::")
        ]

    def replays(self, file: str) -> list[Path]:
        """Return the HTML files beside the recordings of the tests of one file."""
        beside = {recording.path.parent for recording in self.recordings(file)}
        return [path for folder in beside for path in folder.rglob("*.html")]

    def outcomes(self, file: str) -> dict[str, int]:
        """Return how often pytest told PASSED, FAILED, ERROR, SKIPPED of one file."""
        told = re.compile(rf"([A-Z]+) (?:\[\d+\] )?{file}\.py:")
        return dict(Counter(found[1] for found in map(told.match, self.lines) if found))


def run_once(
    factory: pytest.TempPathFactory,
    name: str,
    files: Mapping[str, str],
    *args: str,
    base: tuple[str, ...] = SYNC,
    conftest: str = "",
    rules: str = "",
    **environ: str,
) -> Ran:
    """Run these files (name → source) in one pytest, once for all workers of this run.

    conftest, rules: what stands in the suite's conftest.py and pyproject.toml.
    """
    root = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    folder = root / f"once-{name}"
    done = folder / "done.json"
    with alone(root / f"once-{name}.lock"):
        if not done.exists():
            folder.mkdir(exist_ok=True)
            (folder / "conftest.py").write_text(CONFTEST + conftest)
            (folder / "pyproject.toml").write_text(rules)
            for file, source in files.items():
                (folder / f"{file}.py").write_text(source)
            _run(folder, [*base, *args, *(f"{file}.py" for file in files)], environ)
    return Ran(folder, **json.loads(done.read_text()))


def _run(folder: Path, args: list[str], environ: dict[str, str]) -> None:
    command = [sys.executable, "-m", "pytest", "--basetemp=tmp", "-rpfEs"]
    ran = subprocess.run(
        [*command, *args],
        cwd=folder,
        env={**os.environ, **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )
    done = {"code": ran.returncode, "lines": ran.stdout.splitlines()}
    (folder / "done.json").write_text(json.dumps(done))


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Let only one process at a time do something, by a file at `path`."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
