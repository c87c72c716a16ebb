"""An element is looked for as long as it may still come."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from replaytest.redrive.locate import Located, Refused
from replaytest.run import finder
from replaytest.run.live import Live
from replaytest.run.model import Options
from replaytest.run.reasons import Stopped
from replaytest.run.recorded import Recorded
from tests.support.loops import in_a_loop


class Page(dict):
    def is_busy(self):
        return False


class Target:
    words = "option"
    node_id = 7


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

    return lambda **asked: in_a_loop(looked(**asked))


def test_the_page_is_asked_again_before_a_look_is_the_last_one(find):
    assert find(after=1) == 7


def test_it_is_given_up_then(find):
    with pytest.raises(Stopped, match="not yet"):
        find(after=5)


@pytest.fixture
def guessing(monkeypatch):
    """Return what is found at `node` after a guess that node 7 is it."""

    async def asked_for(*_, **__):
        return "asked for"

    async def looked(node, guess, *, framed=False):
        monkeypatch.setattr(finder, "locate", lambda *_: Located(node, "id", 1.0, 1.0))
        monkeypatch.setattr(finder, "element_of", asked_for)
        monkeypatch.setattr(finder, "element_on", guess)
        monkeypatch.setattr(finder, "is_framed", lambda *_: framed)
        live = Live()
        live.of(1).version = 1
        made = finder.Finder(Recorded({}), Page({1: None}), live, None, Options())
        made.guess(SimpleNamespace(target=Target()), 1)
        _, element, shown = await made.find(1, Target())
        _, again, _ = await made.find(1, Target())
        assert shown
        assert again == "asked for"  # a guess is good for once
        return element

    return lambda *asked, **more: in_a_loop(looked(*asked, **more))


async def right(*_, **__):
    return "guessed"


async def not_shown(*_, **__):
    return None


async def failing(*_, **__):
    raise RuntimeError("the page has gone elsewhere")


def test_a_guess_that_was_right_is_not_asked_for_again(guessing):
    assert guessing(7, right) == "guessed"


def test_a_guess_is_dropped_where_the_element_is_another_one(guessing):
    assert guessing(8, right) == "asked for"


def test_or_is_in_a_frame_of_which_it_must_be_asked(guessing):
    assert guessing(7, right, framed=True) == "asked for"


def test_or_is_not_shown_or_was_on_a_page_that_has_gone(guessing):
    assert guessing(7, not_shown) == "asked for"
    assert guessing(7, failing) == "asked for"
