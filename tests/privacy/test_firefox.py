"""The canary suite in Firefox, in an environment whose Playwright drives Debian's.

Playwright of `.venv` needs a newer Firefox; see tests/test_compat.py.
"""

from __future__ import annotations

import os
import subprocess

import pytest

from replaytest.browser.launch import launch_options
from replaytest.errors import BrowserNotFound
from tests.test_compat import ROOT, python_with

SUITE = "tests/privacy/test_canaries.py"


def test_canaries_in_firefox(tmp_path):
    try:
        launch_options("firefox")
    except BrowserNotFound as error:
        if "firefox" in os.environ.get("REPLAYTEST_REQUIRE", ""):
            raise
        pytest.skip(str(error))
    command = [str(python_with("1.64.1")), "-m", "pytest", SUITE, "--browser=firefox"]
    where = ["-c", "/dev/null", f"--rootdir={ROOT}", f"--output={tmp_path}"]
    quiet = ["-q", "-s", "--tb=short", "-p", "no:cacheprovider"]
    # One level with a control; the others, and plain rrweb, are Chromium's matter.
    which = ["-k", "firefox-2 and (no_covered_place_leaks or alive)"]
    done = subprocess.run(
        [*command, *where, *quiet, *which],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout
