"""What the mirror says at the end of a recording is what the live page was."""

from __future__ import annotations

import json

import pytest

from replaytest.mirror.timeline import Timeline
from sample_site.pages import PAGES
from tests.support.compare_live import lowered, mirror_tree


@pytest.mark.parametrize("path", [*PAGES, "/everything"])
def test_the_mirror_equals_the_live_page(visited, browser, path):
    visit = visited[path]
    tab = Timeline.of_events(visit.events)
    mirror = tab.seek_position(len(tab))
    page = browser.new_page()
    try:
        found = mirror_tree(mirror, page)
    finally:
        page.close()
    assert _told(found) == _told(lowered(visit.live))
    assert not mirror.skipped


def _told(tree: object) -> str:
    return json.dumps(tree, indent=1, sort_keys=True)
