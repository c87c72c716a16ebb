"""Run a suite in a pytest of its own, as a user would, and look at what it left."""

from __future__ import annotations

from pathlib import Path

import replaytest
from replaytest.store.read import Recording

CONFTEST = """
import pytest
from replaytest.browser.launch import launch_options

@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args, browser_name):
    return {**browser_type_launch_args, **launch_options(browser_name)}
"""

# What else is installed here has no part in most suites, and to import it takes each
# process of each run as long as pytest itself. A suite that is about one of these plugins
# says ALONGSIDE.
ASIDE = tuple(
    word
    for name in (
        *("allure_pytest", "anyio", "hypothesispytest", "_hypothesispytest"),
        *("html", "html_fixtures", "metadata", "rerunfailures"),
    )
    for word in ("-p", f"no:{name}")
)
ALONGSIDE = (
    "-p",
    "no:playwright-asyncio",
    "-p",
    "no:asyncio",
    "-p",
    "no:cacheprovider",
)
SYNC = (*ASIDE, *ALONGSIDE)
ASYNC = (*ASIDE, "-p", "no:playwright", "-p", "no:cacheprovider")

PAGE = "data:text/html,<title>t</title><h1>Hello</h1><input><button>go</button>"


def page_of(body: str) -> str:
    """Return the address of a page."""
    return f"data:text/html,<title>t</title>{body}"


def recordings(folder: Path) -> list[Recording]:
    """Return all recordings below a store, in the order of their tests' node ids."""
    found = map(replaytest.read, sorted(folder.rglob("*.replaytest")))
    return sorted(found, key=lambda r: (r.test.nodeid if r.test else "", r.started_at))


def texts_of(recording: Recording) -> str:
    """Return everything a recording says, as one text to search in."""
    return "\n".join(str(event) for _, event in recording.events())
