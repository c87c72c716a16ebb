"""The browser of these tests is the one this machine has."""

from __future__ import annotations

import pytest

from replaytest.browser.launch import launch_options


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args, browser_name) -> dict:
    return {**browser_type_launch_args, **launch_options(browser_name)}
