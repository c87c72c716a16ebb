"""A browser for the tests that ask one, and the recordings that they share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from replaytest.browser.launch import launch_options


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args, browser_name) -> dict:
    return {**browser_type_launch_args, **launch_options(browser_name)}


@pytest.fixture(scope="session")
def visited(browser, tmp_path_factory) -> Iterator[dict[str, Any]]:
    """Every page of the sample site and one with everything, recorded once, by path."""
    from tests.mirror.visits import visits

    folder = tmp_path_factory.mktemp("visits")
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield dict(visits(browser, folder))
    finally:
        os.chdir(before)
