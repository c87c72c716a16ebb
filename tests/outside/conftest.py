"""Each module's application, started once and put back to its seed before each test.

Nothing here is collected unless the command line names this folder, or a part of it:
the applications are installed by `make outside` only.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from replaytest.browser.launch import launch_options
from tests.outside.apps import App, serve
from tests.outside.process import stop_on_sigterm

PATIENCE_MS = 10_000
HERE = Path(__file__).parent


def pytest_configure() -> None:
    stop_on_sigterm()


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    named = (Path(arg.partition("::")[0]).absolute() for arg in config.args)
    return None if any(HERE in (path, *path.parents) for path in named) else True


@pytest.fixture(scope="module")
def app(request: pytest.FixtureRequest) -> Iterator[App]:
    with serve(request.path.parent.name) as running:
        yield running


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], browser_name: str
) -> dict[str, Any]:
    return {**browser_type_launch_args, **launch_options(browser_name)}


@pytest.fixture
def browser_context_args(
    browser_context_args: dict[str, Any], app: App
) -> dict[str, Any]:
    app.reset()
    return {**browser_context_args, "base_url": app.url, "timezone_id": "UTC"}


@pytest.fixture(autouse=True)
def _patience(context: BrowserContext) -> None:
    context.set_default_timeout(PATIENCE_MS)
