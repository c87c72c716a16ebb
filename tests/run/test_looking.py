"""An element is looked for as long as it may still come."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from replaytest.redrive.locate import Located, Refused
from replaytest.run import finder
from replaytest.run.live import Live
from replaytest.run.model import Options
from replaytest.run.reasons import Stopped
from replaytest.run.recorded import Recorded


class Page(dict):
    def is_busy(self):
        return False


class Target:
    words = "option"


@pytest.fixture
def find(monkeypatch):
    """Look for what is found from the `after`th look at the page on."""
    monkeypatch.setattr(finder, "LOOKING_S", -1.0)  # a look takes longer than that

    async def element(*_, **__):
        return "element"

    async def looked(*, after):
        live = Live()
        tab = live.of(1)

        async def refresh(*_):
            tab.version += 1

        def locate(*_):
            found = Located(7, "text", 1.0, 1.0), Refused("not yet")
            return found[tab.version < after]

        monkeypatch.setattr(finder, "locate", locate)
        monkeypatch.setattr(finder, "element_of", element)
        pages = Page({1: None})
        made = finder.Finder(Recorded({}), pages, live, refresh, Options())
        return (await made.find(1, Target()))[0].node_id

    # Playwright's fixtures leave a loop running here.
    with ThreadPoolExecutor(1) as thread:
        yield lambda **asked: thread.submit(asyncio.run, looked(**asked)).result()


def test_the_page_is_asked_again_before_a_look_is_the_last_one(find):
    assert find(after=1) == 7


def test_it_is_given_up_then(find):
    with pytest.raises(Stopped, match="not yet"):
        find(after=5)
