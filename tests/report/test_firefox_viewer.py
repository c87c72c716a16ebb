"""The replay page in Firefox, in an environment whose Playwright drives Debian's.

Playwright of `.venv` needs a newer Firefox; see tests/test_compat.py.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from replaytest.browser.launch import launch_options
from replaytest.errors import BrowserNotFound
from tests.test_compat import ROOT, python_with


def test_the_replay_page_in_firefox(tmp_path: Path) -> None:
    try:
        launch_options("firefox")
    except BrowserNotFound as error:
        if "firefox" in os.environ.get("REPLAYTEST_REQUIRE", ""):
            raise
        pytest.skip(str(error))
    command = [str(python_with("1.64.1")), "-m", "pytest", "tests/report/in_firefox.py"]
    where = ["-c", "/dev/null", f"--rootdir={ROOT}", f"--basetemp={tmp_path / 'base'}"]
    quiet = ["-q", "--tb=short", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, *where, *quiet, f"--output={tmp_path / 'out'}"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "6 passed" in done.stdout
