"""Replays composed of recordings: what goes into the page, and what stays behind."""

from __future__ import annotations

from replaytest import replay
from replaytest.replay import write_replay_of
from tests.mirror.events import START, event, page
from tests.support.builders import write_recording


def test_bodies_of_requests_are_not_in_the_page(tmp_path, monkeypatch):
    request = {"name": "/pay", "status": 200, "responseBody": "b", "requestBody": "a"}
    told = {"plugin": "rrweb/network@1", "payload": {"requests": [request]}}
    odd = {"plugin": "rrweb/network@1", "payload": {"requests": [None, 7]}}
    events = [*page(), event(6, 5, **told), event(6, 6, **odd), event(6, 7, payload=[])]
    path = write_recording(tmp_path / "session.replaytest", events, started_at=START)
    shown = []

    def write(_target, *, sessions, **_more):
        shown.extend(event for _, event in sessions[0].events)
        return 0

    monkeypatch.setattr(replay, "write_replay", write)
    write_replay_of([path], tmp_path / "replay.html")
    assert len(shown) == len(events)
    (kept,) = shown[2]["data"]["payload"]["requests"]
    assert kept == {"name": "/pay", "status": 200}
