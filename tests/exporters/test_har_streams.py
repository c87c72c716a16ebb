"""What was still open and what came bit by bit, in a HAR."""

from __future__ import annotations

import json

import pytest

from replaytest.exporters.har import har_json
from tests.exporters.builders import custom, joined, meta, network, recorded
from tests.exporters.har_types import checked
from tests.support.builders import STARTED_AT

STREAM = "replaytest/stream@1"
LIVE = {
    "name": "http://shop.test/live",
    "entryType": "resource",
    "initiatorType": "eventsource",
    "method": "GET",
    "status": 200,
    "timestamp": STARTED_AT,
    "timeOrigin": STARTED_AT,
    "startTime": 0,
    "stream": 1,
}


@pytest.fixture
def entries(tmp_path):
    def entries_(*events):
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.replaytest"
        text = joined(har_json(recorded(path, [(1, each) for each in events])))
        checked(text)
        return json.loads(text)["log"]["entries"]

    return entries_


def message(number, data, at, **more):
    told = {"id": number, "kind": "message", "url": LIVE["name"], "data": data}
    return custom(STREAM, told | more, at)


def test_what_was_still_open_says_so_and_for_how_long(entries):
    pending = LIVE | {"pending": True, "pendingFor": 1500.5}
    [entry] = entries(meta(), network([pending], 1600))
    assert entry["time"] == 1500.5
    assert entry["comment"].startswith("still open")
    [entry] = entries(meta(), network([LIVE | {"duration": 20}], 1600))
    assert "comment" not in entry


def test_messages_stand_in_the_entry_of_their_stream(entries):
    first, second = entries(
        meta(),
        message(1, "a", 100, event="tick"),
        message(2, "other", 150),
        message(1, None, 200),
        network([LIVE | {"duration": 250}], 10),
        network([LIVE | {"stream": 3, "timeOrigin": STARTED_AT + 300}], 300),
    )
    at = [(STARTED_AT + ms) / 1000 for ms in (100, 200)]
    assert first["_eventSourceMessages"] == [
        {"time": at[0], "eventName": "tick", "eventId": "", "data": "a"},
        {"time": at[1], "eventName": "message", "eventId": "", "data": ""},
    ]
    assert "_eventSourceMessages" not in second


@pytest.mark.parametrize("payload", [None, 7, [], {}, {"id": "1", "kind": "message"}])
def test_streams_of_another_shape_are_left_out(entries, payload):
    [entry] = entries(meta(), custom(STREAM, payload, 5), network([LIVE], 10))
    assert "_eventSourceMessages" not in entry
