from __future__ import annotations

import pytest

import replaytest
from replaytest.browser.launch import launch_options
from sample_site.serve import SampleSite
from tests.run.offline import TABLE, tape
from tests.support.pages import Pages


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args, browser_name) -> dict:
    return {**browser_type_launch_args, **launch_options(browser_name)}


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def taped(browser):
    """Do something on the shop, which is off afterwards. Return (path, its URL)."""

    def run(work, **options):
        with SampleSite() as site:
            return tape(browser, work, site.url, **options), site.url

    return run


@pytest.fixture
def offline(browser):
    """Return (page, stubs) of a new context that a recording answers."""
    contexts = []

    def make(path, **options):
        contexts.append(browser.new_context(service_workers="block"))
        stubs = replaytest.stub(contexts[-1], path, **options)
        return contexts[-1].new_page(), stubs

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def plain():
    with Pages(TABLE) as pages:
        yield pages
