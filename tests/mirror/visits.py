"""Visits to pages that change: each recorded, and kept as the live page was at its end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import replaytest
from replaytest.mirror.timeline import Timeline
from replaytest.model import Event
from replaytest.store.read import read
from replaytest.timelines import timeline
from sample_site.pages import PAGES
from sample_site.serve import SampleSite
from tests.browser.test_equality import let_it_rest_later, live_tree, use
from tests.support.pages import Pages

EVERYTHING = Path(__file__).with_name("everything.html")
LEVEL = 1


@dataclass(frozen=True)
class Visit:
    """The events of one page, and its DOM at their end as `dom_tree.js` tells it."""

    events: list[Event]
    live: Any


def visits(browser: Any, folder: Path) -> Iterator[tuple[str, Visit]]:
    """Record every page in one tab, and yield each by its path."""
    context = browser.new_context()
    live: dict[str, Any] = {}
    everything = EVERYTHING.read_text("utf-8")
    with SampleSite() as site, Pages({"/everything": everything}) as pages:
        with replaytest.record(context, folder=folder / "r", mask=LEVEL) as recording:
            page = context.new_page()
            for path in PAGES:
                live[path] = _visit(page, site.url + path, use)
            live["/everything"] = _visit(page, pages.url + "/everything", _do_all)
            page.close()
        context.close()
    parts = _parts(timeline(read(recording.paths[0])))
    for (path, kept), events in zip(live.items(), parts, strict=True):
        yield path, Visit(events, kept)


def _visit(page: Any, url: str, deed: Callable[[Any], None]) -> Any:
    rest = let_it_rest_later(page)
    page.goto(url)
    deed(page)
    rest()
    kept = live_tree(page)
    page.unroute_all()
    return kept


def _do_all(page: Any) -> None:
    page.frames[1].wait_for_selector("#q")
    page.evaluate(
        "async () => { for (const step of window.steps) {"
        " step(); await new Promise((resolve) => setTimeout(resolve, 15)); } }"
    )
    page.locator("#name").fill("Ann")
    page.mouse.move(30, 40)
    page.wait_for_timeout(200)


def _parts(tab: Timeline) -> list[list[Event]]:
    """Split the events of a tab at each page."""
    events = [tab.event(number) for number in range(len(tab))]
    starts = [n for n, event in enumerate(events) if event["type"] == 4]
    ends = [*starts[1:], len(events)]
    return [
        json.loads(json.dumps(events[a:b])) for a, b in zip(starts, ends, strict=True)
    ]
