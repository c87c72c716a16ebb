"""Recording must never change a test's outcome: a suite with the flag and without it.

That awkward pages pass with it is seen in tests/test_compat.py.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.support.suites import SYNC

ROOT = Path(__file__).parents[2]
SUITE = "sample_site/suite"


def outcomes(report: Path, *args: str) -> tuple[dict[str, str], str]:
    """Return ({test: outcome}, output) of a run of the suite in its own process."""
    command = [sys.executable, "-m", "pytest", SUITE, "-c", "/dev/null", *SYNC]
    place = [f"--rootdir={ROOT}", f"--junit-xml={report}", f"--output={report}-output"]
    done = subprocess.run(
        [*command, *place, *args], cwd=ROOT, capture_output=True, text=True, check=False
    )
    cases = ET.parse(report).iter("testcase")
    found = {case.get("name", ""): _outcome(case) for case in cases}
    return found, done.stdout + done.stderr


def _outcome(case: ET.Element) -> str:
    told = [child.tag for child in case if child.tag in {"failure", "error", "skipped"}]
    return told[0] if told else "passed"


def test_outcomes_are_the_same(tmp_path):
    plain, _ = outcomes(tmp_path / "plain.xml")
    store = tmp_path / "store"
    recorded, output = outcomes(
        tmp_path / "recorded.xml",
        "--record-sessions",
        f"--record-sessions-dir={store}",
    )
    assert len(plain) > 15
    assert recorded == plain, output
    assert "replaytest warning" not in output
    assert len(list(store.rglob("*.replaytest"))) >= len(plain) - 3
