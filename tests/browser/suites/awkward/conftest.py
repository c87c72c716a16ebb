from __future__ import annotations

import pytest

from replaytest.browser.launch import launch_options
from tests.browser.suites.awkward.site import TABLE
from tests.support.pages import Pages


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args, browser_name):
    return {**browser_type_launch_args, **launch_options(browser_name)}


@pytest.fixture(scope="session")
def site():
    with Pages(TABLE) as pages:
        yield pages


@pytest.fixture(scope="session")
def base_url(site):
    return site.url


@pytest.fixture
def told(page):
    """What the page says to the outside: console messages and uncaught errors."""
    heard = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(f"error: {error}"))
    return heard
