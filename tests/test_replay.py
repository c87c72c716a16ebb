"""Replays composed of recordings: what goes into the page, and what stays behind."""

from __future__ import annotations

import json

import pytest

from replaytest import replay
from replaytest.replay import write_replay_of
from replaytest.store.folder import Store
from tests.against.attempts import TEST, promo
from tests.mirror.events import START, event, page
from tests.support.builders import write_recording


def test_bodies_that_would_make_the_page_large_are_not_in_it(tmp_path, monkeypatch):
    monkeypatch.setattr(replay, "MOST_BODIES", 1)
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
    assert kept == {
        "name": "/pay",
        "status": 200,
        "requestBody": "a",
        "responseBody": None,
        "bodyOmitted": "page",
    }


def page_of(paths, **more):
    """Return what the page says about itself."""
    page = replay.replay_of(paths, **more).decode()
    about = page.split('id="about">', 1)[1].split("</script>", 1)[0]
    return json.loads(about), page


@pytest.fixture
def attempts(tmp_path):
    """A pass and, two hours later, a failure of the same test, in one store."""
    store = Store.create(tmp_path / ".replaytest")
    later = START + 7_200_000
    passed = promo().write(store.attempt_folder(TEST, START))
    folder = store.attempt_folder(TEST, later)
    failed = promo(later, says="-€25.00").write(folder, "failed")
    return passed, failed


def test_a_failure_is_shown_with_the_last_pass(attempts):
    _, failed = attempts
    about, page = page_of([failed])
    (first,) = about["passed"]["differences"]
    assert first["text"] == 'paragraph: "-€12.50" is now "-€25.00"'
    (pages,) = about["passed"]["pages"]
    change = pages["difference"]["changes"][first["changes"][0]]
    assert [first["page"], change["node_before"], change["node_after"]] == [0, 22, 22]
    assert about["passed"]["started_at"] == START
    assert len(about["passed"]["sessions"]) == 1
    assert page.count('class="events-of-pass"') == 1


def test_a_pass_is_shown_alone(attempts):
    about, page = page_of([attempts[0]])
    assert "passed" not in about
    assert "events-of-pass" not in page.split("<script>")[0]


def test_against_names_the_attempt_or_none(attempts):
    passed, failed = attempts
    assert "passed" not in page_of([failed], against=[])[0]
    about, _ = page_of([passed], against=[failed])
    assert about["passed"]["differences"][0]["now"] == "-€12.50"


def test_a_pass_that_cannot_be_read_costs_no_replay(attempts, monkeypatch):
    monkeypatch.setattr(replay, "last_pass", lambda _: [attempts[0].with_name("gone")])
    about, _ = page_of([attempts[1]])
    assert about["outcome"] == "failed"
    assert "passed" not in about


def test_a_large_pass_is_compared_and_not_shown(attempts, monkeypatch):
    monkeypatch.setattr("replaytest.report.viewer.MOST_OF_PASS", 100)
    about, page = page_of([attempts[1]])
    assert about["passed"]["sessions"] == []
    assert len(about["passed"]["differences"]) == 1
    assert '<script type="text/plain" class="events-of-pass">' not in page


def test_bodies_of_the_pass_stay_behind(attempts, monkeypatch):
    shown = []

    def page(*, passed, **_more):
        shown.extend(str(event) for _, event in passed.sessions[0].events)
        return [b""]

    passed, failed = attempts
    body = promo()
    for each in body.events:
        for request in (each["data"].get("payload") or {}).get("requests", ()):
            request["responseBody"] = "a secret of nobody"
    passed.unlink()
    body.write(passed.parent)
    monkeypatch.setattr(replay, "replay_page", page)
    replay.replay_of([failed])
    assert shown
    assert "secret of nobody" not in "".join(shown)
