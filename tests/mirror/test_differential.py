"""The mirror and rrweb's own player agree, at any moment of a recording."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sample_site.pages import PAGES
from tests.mirror.events import (
    add,
    change,
    document,
    element,
    mutation,
    page,
    text,
)
from tests.support.compare_known import reason
from tests.support.compare_player import PLAYER, compare, player_page

MOMENTS = 20


@pytest.fixture(scope="module")
def player(browser) -> Iterator[Any]:
    if not PLAYER.is_file():
        pytest.skip("rrweb's player is not there: npm ci in replaytest/web")
    context = browser.new_context()
    yield player_page(context)
    context.close()


@pytest.mark.parametrize("path", [*PAGES, "/everything"])
def test_at_random_moments_the_player_shows_what_the_mirror_says(visited, player, path):
    events = visited[path].events
    found = compare(player, events, moments=MOMENTS)
    assert found.moments == MOMENTS
    assert [each for each in found.differences if reason(each, events) is None] == []


STREAMS = {
    "moves": [
        *page(element(10), element(11), element(12)),
        mutation(50, removes=[{"id": 10, "parentId": 4}], adds=[add(element(10))]),
        mutation(
            100, adds=[add(element(13), before=12), add(text(14, "x"), parent=13)]
        ),
        mutation(150, texts=[{"id": 14, "value": "y"}]),
    ],
    "a style whose text is added": [
        *page(),
        mutation(
            50,
            adds=[
                add(element(20, "style", _cssText="a{top:0}"), parent=3),
                add(text(21, ""), parent=20),
            ],
        ),
        change(8, 100, id=20, adds=[{"rule": "b{top:0}", "index": 0}]),
        mutation(150, texts=[{"id": 21, "value": "i{top:0}"}]),
    ],
    "a frame": [
        *page(element(30, "iframe")),
        mutation(50, adds=[add(document(31, element(32, "html")), parent=30)]),
    ],
}


@pytest.mark.parametrize("name", STREAMS)
def test_streams_written_by_hand(player, name):
    found = compare(player, STREAMS[name], moments=MOMENTS)
    assert found.differences == []


def test_a_wrong_page_is_seen(player):
    """The comparison itself can fail."""
    right = STREAMS["moves"]
    told = [*right[:-1], mutation(150, texts=[{"id": 14, "value": "z"}])]
    wrong = compare(player, right, moments=MOMENTS, told=told)
    assert {(each.what, each.mirror) for each in wrong.differences} == {("text", "z")}
