"""Find a browser to launch: Playwright's own where installed, else one of the system.

Asks no driver process: Playwright's registry of browsers is a JSON file beside its
driver, and an installed browser is a folder of its cache.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from replaytest.errors import BrowserNotFound

# In order of preference; the headless shell starts about five times faster.
SYSTEM_CHROMIUM = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
)
MAC_CHROMIUM = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
CACHES = {
    "darwin": "~/Library/Caches/ms-playwright",
    "win32": "~/AppData/Local/ms-playwright",
}


def launch_options(browser_name: str = "chromium") -> dict[str, Any]:
    """Return the keyword arguments that make `launch()` find a browser on this machine.

    Empty when Playwright's own browser is installed. Otherwise `executable_path` (and
    `args`, for a Chromium run by root) of a system browser; `channel` for Firefox,
    which Playwright drives by WebDriver BiDi when it is not its own build.

    Raises:
        BrowserNotFound: there is neither.
    """
    if is_installed(browser_name):
        return {}
    if browser_name == "chromium":
        return _system_chromium()
    firefox = shutil.which("firefox-esr") or shutil.which("firefox")
    if browser_name == "firefox" and firefox:
        return {"channel": "moz-firefox", "executable_path": firefox}
    raise _not_found(browser_name)


def is_installed(browser_name: str) -> bool:
    """Say whether `playwright install` has put this browser into Playwright's cache."""
    names = {"chromium": ("chromium", "chromium-headless-shell")}.get(
        browser_name, (browser_name,)
    )
    revisions = _revisions()
    return any(
        # The folder is made before the download ends; the marker is made after it.
        (
            cache_folder() / _folder(name, revisions[name]) / "INSTALLATION_COMPLETE"
        ).exists()
        for name in names
        if name in revisions
    )


def cache_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder in which `playwright install` keeps browsers."""
    chosen = environ.get("PLAYWRIGHT_BROWSERS_PATH")
    if chosen and chosen != "0":
        return Path(chosen)
    if chosen == "0":
        return _driver_folder() / ".local-browsers"
    return Path(CACHES.get(sys.platform, "~/.cache/ms-playwright")).expanduser()


def _system_chromium() -> dict[str, Any]:
    found = next(filter(None, map(shutil.which, SYSTEM_CHROMIUM)), None)
    if found is None:
        found = next((path for path in MAC_CHROMIUM if Path(path).exists()), None)
    if found is None:
        raise _not_found("chromium")
    # Chromium's sandbox refuses to run as root, which containers usually are.
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return {"executable_path": found, "args": ["--no-sandbox"] if as_root else []}


def _not_found(browser_name: str) -> BrowserNotFound:
    return BrowserNotFound(
        f"no {browser_name} on this machine",
        where=f"{cache_folder()}, PATH",
        fix=f"playwright install {browser_name}, or your system's package of it",
    )


def _revisions() -> dict[str, str]:
    try:
        listed = json.loads((_driver_folder() / "browsers.json").read_text("utf-8"))
        return {entry["name"]: entry["revision"] for entry in listed["browsers"]}
    except (OSError, ValueError, KeyError):
        return {}


def _folder(name: str, revision: str) -> str:
    return f"{name.replace('-', '_')}-{revision}"


def _driver_folder() -> Path:
    import playwright

    return Path(playwright.__file__).parent / "driver" / "package"
