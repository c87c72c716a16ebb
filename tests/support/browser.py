"""`make browser`: say which Chromium will be used, installing one where there is none.

Playwright's own is preferred; where its download is not to be had (a closed network),
a system Chromium is found, or installed with apt.
"""

from __future__ import annotations

import shutil
import subprocess
import sys

from replaytest.browser.launch import is_installed, launch_options
from replaytest.errors import BrowserNotFound


def main() -> int:
    for install in (None, from_playwright, from_debian):
        if install is not None:
            install()
        try:
            options = launch_options()
        except BrowserNotFound as error:
            problem = error
            continue
        print(f"browser: {options.get('executable_path', 'Chromium of Playwright')}")
        return 0
    print(problem, file=sys.stderr)
    return 4


def from_playwright() -> None:
    print("browser: none found; trying `playwright install chromium`", flush=True)
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    done = subprocess.run(command, capture_output=True, check=False, timeout=600)
    if done.returncode or not is_installed("chromium"):
        print("browser: Playwright's own cannot be downloaded here")


def from_debian() -> None:
    apt = shutil.which("apt-get")
    if apt is None:
        return
    print("browser: installing Debian's chromium-headless-shell", flush=True)
    for words in (["update"], ["install", "-y", "chromium-headless-shell"]):
        subprocess.run([apt, *words], capture_output=True, check=False, timeout=900)


if __name__ == "__main__":
    sys.exit(main())
