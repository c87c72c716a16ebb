"""The same smoke suite on the oldest Playwright and the newest, and in Firefox.

Each version lives in a virtual environment of its own, kept below .venv for the next
run. `pytest tests/test_compat.py` alone takes about two minutes the first time.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import venv
import zlib
from importlib.metadata import version
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from replaytest.browser.launch import launch_options
from replaytest.context import SILENT
from replaytest.errors import BrowserNotFound
from replaytest.tags import CALL
from tests.support.once import alone
from tests.support.suites import SYNC, recordings, texts_of

ROOT = Path(__file__).parents[1]
SUITE = "tests/browser/suites/awkward/test_awkward.py"
OLDEST = "1.56.0"
NEWEST = Path(sys.executable)
NEEDS = [
    "pytest>=8",
    "pytest-playwright",
    "msgspec",
    "orjson",
    "zstandard",
    "python-slugify",
    "rich",
    "tinycss2",
]


def python_with(playwright: str) -> Path:
    """Return the interpreter of an environment with this Playwright, made if missing."""
    folder = ROOT / ".venv" / f"playwright-{playwright}"
    python = folder / "bin" / "python"
    # Named for what is in it: another list of needs is another environment.
    complete = folder / f"complete-{zlib.crc32(' '.join(NEEDS).encode()):08x}"
    # Tests of two workers may ask for the same one.
    with alone(folder.with_name(f"{folder.name}.lock")):
        if not complete.exists():
            venv.create(folder, with_pip=True, clear=True)
            words = [str(python), "-m", "pip", "install", "--quiet", *NEEDS]
            subprocess.run([*words, f"playwright=={playwright}"], check=True)
            complete.touch()
    return python


def run(python: Path, store: Path, *args: str) -> tuple[list[str], str]:
    """Return ([tests that did not pass], output) of the smoke suite."""
    command = [
        str(python),
        "-m",
        "pytest",
        SUITE,
        "-c",
        "/dev/null",
        f"--rootdir={ROOT}",
    ]
    # Installed where these tests run.
    plugin = [] if python == NEWEST else ["-p", "replaytest.plugin"]
    ours = [*plugin, "--record-sessions"]
    place = [f"--record-sessions-dir={store}", f"--junit-xml={store}.xml"]
    done = subprocess.run(
        [
            *command,
            *ours,
            *place,
            *SYNC,
            f"--output={store}-out",
            *args,
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    output = done.stdout + done.stderr
    assert Path(f"{store}.xml").exists(), output
    cases = list(ET.parse(f"{store}.xml").iter("testcase"))
    assert len(cases) > 25, output
    return [case.get("name", "") for case in cases if len(case.findall("*"))], output


@pytest.mark.parametrize("version", [OLDEST, version("playwright")])
def test_chromium(version, tmp_path):
    python = python_with(version) if version == OLDEST else NEWEST
    failed, output = run(python, tmp_path / "store")
    assert failed == [], output
    # One of the pages is in an endless loop when it is closed.
    warned = re.findall("^replaytest warning: (.*)$", output, re.MULTILINE)
    assert warned == [SILENT], output
    found = recordings(tmp_path / "store")
    assert len(found) > 25
    assert {r.header["versions"]["playwright"] for r in found} == {version}
    assert all("Page.goto" in calls_of(recording) for recording in found)


def calls_of(recording):
    told = [event["data"] for _, event in recording.events()]
    return {each["payload"]["api"] for each in told if each.get("tag") == CALL}


def test_firefox(tmp_path):
    try:
        launch_options("firefox")
    except BrowserNotFound as error:
        pytest.skip(str(error))
    # 1.65 needs a newer Firefox than Debian's.
    python = python_with("1.64.1")
    failed, output = run(python, tmp_path / "store", "--browser=firefox")
    assert failed == [], output
    found = recordings(tmp_path / "store")
    assert {r.header["browser"]["name"] for r in found} == {"firefox"}
    assert any("Gone" in texts_of(r) for r in found)


def test_this_environment_has_the_newest():
    assert version("playwright").startswith("1.65."), sys.version
