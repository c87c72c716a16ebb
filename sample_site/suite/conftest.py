"""The shop, started once for all tests and put back to its seed before each."""

from __future__ import annotations

import pytest

from replaytest.browser.launch import launch_options
from sample_site.serve import SampleSite


@pytest.fixture(scope="session")
def site():
    with SampleSite() as running:
        yield running


@pytest.fixture(scope="session")
def base_url(site):
    return site.url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args, browser_name):
    return {**browser_type_launch_args, **launch_options(browser_name)}


@pytest.fixture(autouse=True)
def _fresh(site):
    site.reset()
