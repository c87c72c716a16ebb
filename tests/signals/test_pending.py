"""Requests that never ended, streams, and what failed after its head had come."""

from __future__ import annotations

import pytest

from tests.signals.build import request, signals


def test_a_request_that_was_open_for_long_is_a_slow_response():
    [found] = signals("slow-response", request(9000, pendingFor=3000, **_pending()))
    assert found.detail["ms"] == 3000


@pytest.mark.parametrize(
    "more",
    [
        {"pendingFor": 2999},
        {"pendingFor": None},
        {"pendingFor": 9000, "initiatorType": "eventsource"},
        {"pendingFor": 9000, "stream": 3},
    ],
)
def test_these_are_pending_and_not_slow(more):
    assert signals("slow-response", request(9000, **_pending(), **more)) == []


def test_a_stream_that_was_fetched_may_take_its_time():
    slow = request(20_000, duration=9000)
    streamed = request(20_000, duration=9000, stream=1)
    assert len(signals("slow-response", slow)) == 1
    assert signals("slow-response", streamed) == []


def test_what_broke_after_its_head_had_come_is_a_failed_request():
    broken = {"failure": "net::ERR_INCOMPLETE_CHUNKED_ENCODING", "status": 200}
    [found] = signals("failed-request", request(900, **broken))
    assert found.text.endswith("net::ERR_INCOMPLETE_CHUNKED_ENCODING")
    given_up = {"failure": "net::ERR_ABORTED", "status": 200}
    assert signals("failed-request", request(900, **given_up)) == []
    refused = {"failure": "net::ERR_ABORTED", "status": 500}
    assert len(signals("failed-request", request(900, **refused))) == 1


def test_a_pending_request_is_no_failed_one():
    assert signals("failed-request", request(900, **_pending(), status=None)) == []


def _pending():
    return {"pending": True, "endTime": None, "timestamp": 1_700_000_000_000}
