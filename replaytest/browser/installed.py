"""The Playwright that is installed: version, Node.js, and where its classes are.

Each is found where one of the supported versions keeps it.
"""

from __future__ import annotations

import importlib

from replaytest.errors import CaptureError

_MODULES = {
    "Browser": "_browser",
    "BrowserType": "_browser_type",
    "BrowserContext": "_browser_context",
    "Page": "_page",
}


def version() -> str:
    """Return the version of the installed Playwright, "" where that is unknown."""
    try:
        found: str = importlib.import_module("playwright._repo_version").version
    except (ImportError, AttributeError):
        return ""
    return found


def node() -> str:
    """Return the path of the Node.js that Playwright runs its driver with."""
    driver = importlib.import_module("playwright._impl._driver")
    found = driver.compute_driver_executable()
    # One path until 1.43, since then (node, script).
    return str(found[0] if isinstance(found, tuple) else found)


def manager(api: str) -> type:
    """Return the class behind `sync_playwright()` (`api` is "sync_api") or its twin."""
    module = importlib.import_module(f"playwright.{api}._context_manager")
    found: type = module.PlaywrightContextManager
    return found


def class_of(name: str) -> type:
    """Return an implementation class, which both public APIs share.

    Raises:
        CaptureError: this Playwright keeps it in none of the places known.
    """
    # 1.65 has renamed the modules of the classes and lists them in one of their own.
    for module in ("_api_classes", _MODULES[name]):
        try:
            found = getattr(importlib.import_module(f"playwright._impl.{module}"), name)
        except (ImportError, AttributeError):
            continue
        if isinstance(found, type):
            return found
    raise CaptureError(
        f"this Playwright has no class {name} where replaytest looks for it",
        where=f"playwright {version()}",
        fix="use a Playwright that replaytest's README lists",
    )
