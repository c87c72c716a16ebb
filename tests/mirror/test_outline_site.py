"""The outline of every page of the sample site is the one of the live page."""

from __future__ import annotations

import pytest

import replaytest
from replaytest.mirror.outline import outline
from replaytest.store.read import read
from replaytest.timelines import timeline
from sample_site.pages import PAGES
from sample_site.serve import SampleSite
from tests.browser.test_equality import let_it_rest_later
from tests.mirror.pages import ABSOLUTE_LINKS, MASK


@pytest.fixture(scope="module")
def site():
    with SampleSite() as running:
        yield running


@pytest.mark.parametrize("path", PAGES)
def test_the_outline_is_the_one_of_the_live_page(browser, site, tmp_path, path):
    context = browser.new_context()
    with replaytest.record(context, folder=tmp_path / "kept", mask=MASK) as recording:
        page = context.new_page()
        rest = let_it_rest_later(page)
        page.goto(site.url + path)
        page.wait_for_timeout(300)
        rest()
        # How texts are spaced is the sheets' doing: they have to be there, and recorded.
        page.wait_for_load_state("networkidle")
        page.evaluate(ABSOLUTE_LINKS)
        page.wait_for_timeout(300)
        live = page.locator("body").aria_snapshot()
        page.wait_for_timeout(100)
        page.close()
    context.close()
    tab = timeline(read(recording.paths[0]))
    assert outline(tab.seek_position(len(tab))) == live
