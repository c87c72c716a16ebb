"""A large change is told in a task of its own; all else that is told comes after it."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

import replaytest
from replaytest.mirror.mirror import Mirror
from replaytest.rrweb import EventType, Source
from tests.support.pages import Pages

ROWS = 5000
PAGE = """<!doctype html><title>rows</title><button>build</button><ul></ul>
<script>
const list = document.querySelector('ul');
const build = (count) => {
  const items = Array.from({ length: count }, (_, n) => `<li><i>${n}</i> row</li>`);
  list.innerHTML = items.join('');
};
</script>"""


@pytest.fixture(scope="module")
def site():
    with Pages({"/": PAGE}) as pages:
        yield pages


@contextmanager
def tab(browser, site):
    """Give a page that is recorded, and then what was."""
    with replaytest.record(browser, folder="recording") as recorded:
        page = browser.new_page()
        page.goto(site.url)
        yield page, recorded
    page.context.close()


def events_of(recorded):
    (path,) = recorded.paths
    return [event for _, event in replaytest.read(path).events()]


def rows(mirror):
    return [node for node in mirror.document.walk() if node.tag == "li"]


def is_mutation(event):
    source = event["data"].get("source")
    return event["type"] == EventType.INCREMENTAL_SNAPSHOT and source == Source.MUTATION


def test_a_page_does_not_wait_for_what_is_told_of_a_large_change(browser, site):
    with tab(browser, site) as (page, _):
        in_the_task, altogether = page.evaluate(
            """async (rows) => {
              build(rows);
              const began = performance.now();
              await Promise.resolve();  // the recorder hears of it before this goes on
              const waited = performance.now() - began;
              await new Promise((done) => setTimeout(done));
              return [waited, performance.now() - began];
            }""",
            ROWS,
        )
    assert in_the_task < altogether / 3


def test_what_follows_at_once_is_told_after_it(browser, site):
    with tab(browser, site) as (page, recorded):
        page.evaluate(
            """async (rows) => {
              build(rows);
              await Promise.resolve();
              list.children[rows - 1].remove();
              list.append(list.firstChild);
              await Promise.resolve();
              replaytest.annotate('moved');
              list.lastChild.click();
            }""",
            ROWS,
        )
    events = events_of(recorded)
    mirror = Mirror()
    for event in events:
        mirror.apply(event)
    assert len(rows(mirror)) == ROWS - 1
    assert rows(mirror)[-1].text_content().strip() == "0 row"
    change, note, click = [
        event
        for event in events
        if is_mutation(event)
        or event["data"].get("tag") == "replaytest/annotation@1"
        or event["data"].get("source") == Source.MOUSE_INTERACTION
    ]
    assert is_mutation(change)
    assert note["data"]["payload"]["name"] == "moved"
    assert mirror.get(click["data"]["id"]) is rows(mirror)[-1]
    assert change["timestamp"] <= note["timestamp"] <= click["timestamp"]


@pytest.mark.parametrize("goes", ["closed", "left", "recorded no more"])
def test_nothing_of_it_is_lost_when_the_page_goes(browser, site, goes):
    with tab(browser, site) as (page, recorded):
        page.evaluate(f"build({ROWS}); {'location.href = `/?` ' * (goes == 'left')}")
        if goes == "left":
            page.wait_for_url("**/?")
        if goes == "closed":
            page.close()
    mirror, most = Mirror(), 0
    for event in events_of(recorded):
        mirror.apply(event)
        if is_mutation(event):
            most = max(most, len(rows(mirror)))
    assert most == ROWS
