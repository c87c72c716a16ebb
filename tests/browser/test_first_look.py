"""The first look at a document is taken in a task of its own, once it has been parsed."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

import replaytest
from replaytest.mirror.mirror import Mirror
from replaytest.rrweb import EventType
from tests.support.pages import Answer, Pages

# It says when it has loaded.
PAGE = """<!doctype html><title>page</title><h1>Shop</h1><ul></ul>
<button style="position:fixed;top:0;left:0;width:80px;height:40px">buy</button>
<script>
const list = document.querySelector('ul');
list.innerHTML = Array.from({ length: 3000 }, (_, n) => `<li>${n}</li>`).join('');
addEventListener('load', () => { window.loaded = Date.now(); });
%s
</script>"""
NEXT = "<!doctype html><title>next</title><h1>Next</h1>"
GOES = "addEventListener('DOMContentLoaded', () => { location.href = '/next'; });"
# Busy while the mouse is pressed: what waits for the page is done once it has mounted.
MOUNTS = """addEventListener('DOMContentLoaded', () => {
  fetch('/busy');
  const until = performance.now() + 600;
  while (performance.now() < until);
  list.before('mounted');
});"""
BUTTON = (20, 20)
KINDS = {
    EventType.DOM_CONTENT_LOADED: "parsed",
    EventType.LOAD: "loaded",
    EventType.META: "address",
    EventType.FULL_SNAPSHOT: "page",
}


@pytest.fixture(scope="module")
def site():
    answers = {
        "/": Answer(PAGE % ""),
        "/goes": Answer(PAGE % GOES),
        "/mounts": Answer(PAGE % MOUNTS),
        "/next": Answer(NEXT),
        "/busy": Answer(""),
    }
    with Pages(answers) as pages:
        yield pages


@contextmanager
def tab(browser):
    """Give a page that is recorded, and then what was."""
    with replaytest.record(browser, folder="recording") as recorded:
        yield browser.new_page(), recorded
    for context in browser.contexts:
        context.close()


def events_of(recorded):
    (path,) = recorded.paths
    found = replaytest.read(path)
    assert not found.problems
    return [event for _, event in found.events()]


def kinds_of(recorded):
    """Return what is told of documents, in order."""
    kinds = [KINDS.get(event["type"]) for event in events_of(recorded)]
    return [kind for kind in kinds if kind]


def titles_of(recorded):
    """Return the headings of the documents that were looked at."""
    found = []
    for event in events_of(recorded):
        if event["type"] == EventType.FULL_SNAPSHOT:
            mirror = Mirror()
            mirror.apply(event)
            nodes = mirror.document.walk()
            found += [node.text_content() for node in nodes if node.tag == "h1"]
    return found


def test_load_does_not_wait_for_it(browser, site):
    with tab(browser) as (page, recorded):
        page.goto(site.url)
        loaded = page.evaluate("window.loaded")
    events = events_of(recorded)
    looked = next(e for e in events if e["type"] == EventType.META)
    assert looked["timestamp"] >= loaded


def test_what_is_told_is_in_the_order_that_readers_know(browser, site):
    with tab(browser) as (page, recorded):
        page.goto(site.url)
        page.goto(f"{site.url}/next")
    one = ["parsed", "address", "page", "loaded"]
    assert kinds_of(recorded) == [*one, *one]
    told = [event for event in events_of(recorded) if event["type"] in KINDS]
    stamps = [event["timestamp"] for event in told]
    assert stamps == sorted(stamps)


def test_what_is_done_at_once_is_done_on_a_page_that_was_looked_at(browser, site):
    with tab(browser) as (page, recorded):
        with page.expect_request("**/busy"):
            page.goto(f"{site.url}/mounts", wait_until="commit")
        page.mouse.click(*BUTTON)
    mirror, clicked = Mirror(), []
    for event in events_of(recorded):
        mirror.apply(event)
        if event["data"].get("source") == 2 and event["data"].get("type") == 2:
            clicked.append(mirror.get(event["data"]["id"]))
    assert [node and node.tag for node in clicked] == ["button"]
    texts = [node.text_content() for node in mirror.document.walk()]
    assert any("mounted" in text for text in texts)


@pytest.mark.parametrize("ends", ["left", "closed", "recorded no more"])
def test_it_is_taken_before_the_page_goes(browser, site, ends):
    with tab(browser) as (page, recorded):
        if ends == "left":
            page.goto(f"{site.url}/goes", wait_until="commit")
            page.wait_for_url("**/next")
            page.get_by_text("Next").wait_for()
        else:
            page.goto(site.url, wait_until="domcontentloaded")
        if ends == "closed":
            page.close()
    wanted = ["Shop", "Next"] if ends == "left" else ["Shop"]
    assert titles_of(recorded) == wanted
