"""The empty about:blank in which every page starts: nothing waits for the recorder there."""

from __future__ import annotations

import pytest

import replaytest
from replaytest.rrweb import EventType
from replaytest.tags import ACTION
from tests.browser.test_channels import customs_of

WAYS = {
    "set_content": lambda page: page.set_content("<p>something</p>"),
    "a script": lambda page: page.evaluate("document.body.append('something')"),
}


@pytest.fixture
def listeners(context):
    """Return the types of events that the window of a page is listened to for."""

    def of(page):
        session = context.new_cdp_session(page)
        window = session.send("Runtime.evaluate", {"expression": "window"})["result"]
        found = session.send(
            "DOMDebugger.getEventListeners", {"objectId": window["objectId"]}
        )
        return {listener["type"] for listener in found["listeners"]}

    return of


@pytest.mark.parametrize("way", WAYS)
def test_is_listened_to_once_there_is_something(context, listeners, way):
    with replaytest.record(context, folder="here", mask=0) as recording:
        page = context.new_page()
        # Each way out of a page with this listener begins by asking its renderer.
        assert not listeners(page) & {"beforeunload", "click", "input"}
        WAYS[way](page)
        assert listeners(page) >= {"beforeunload", "click", "input"}
        page.click("body")
    found = replaytest.read(recording.paths[0])
    assert not found.problems
    told = [event for _, event in found.events()]
    seen = [event for event in told if event["type"] == EventType.FULL_SNAPSHOT]
    assert "something" in str(seen[-1])
    done = customs_of(told, ACTION)
    assert "click" in [action.get("type") for action in done]
