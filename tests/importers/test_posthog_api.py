"""PostHog's API, as far as a fake of it goes."""

from __future__ import annotations

import sys
from email.utils import formatdate

import pytest

from replaytest.errors import (
    NotARecording,
    RecordingError,
    RecordingNotFound,
    UsageError,
)
from replaytest.importers.normal import session_id
from replaytest.importers.posthog_api import Api
from replaytest.importers.read import read_foreign
from tests.importers.builders import AT, FOLDER, PERSON, WINDOW, dumped, stream
from tests.importers.fake_posthog import KEY, PROJECT, SESSION, Fake, blobs, serving

pytest.importorskip("httpx")
NOW = AT / 1000 + 3 * 24 * 3600


@pytest.fixture
def fake():
    with serving(Fake(blobs=blobs(2))) as found:
        yield found


@pytest.fixture
def waits():
    return []


@pytest.fixture
def notes():
    return []


@pytest.fixture
def fetch(fake, waits, notes):
    def fetch_(session=SESSION, *, key=KEY, now=NOW, project=PROJECT, **more):
        api = Api(
            fake.url,
            project,
            key,
            on_note=notes.append,
            sleep=waits.append,
            clock=lambda: now,
        )
        with api:
            return api.fetch(session, **more)

    return fetch_


def test_a_recording_is_fetched_with_its_person_and_windows(fetch, notes):
    session = fetch()
    [tab] = session.tabs
    assert tab.name == WINDOW
    assert tab.events == [*stream(AT, "n0"), *stream(AT + 1000, "n1")]
    assert (session.origin, session.person, notes) == ("posthog-api", PERSON, [])
    assert session.problems == []


def test_an_export_of_the_same_recording_is_the_same_session(fetch):
    [export] = read_foreign(FOLDER / "posthog-2023-04-28.json")
    assert session_id(fetch()) == session_id(export)


def test_blobs_are_asked_for_in_runs_of_twenty(fake, fetch):
    fake.blobs = blobs(45)
    steps = []
    assert fetch(on_progress=lambda done, all_: steps.append((done, all_))).event_count
    runs = [
        (query["start_blob_key"], query["end_blob_key"])
        for query in fake.asked
        if "start_blob_key" in query
    ]
    assert runs == [("0", "19"), ("20", "39"), ("40", "44")]
    assert steps == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_sources_of_older_servers_are_asked_for_one_by_one(fake, fetch):
    fake.blobs = {"a-b": blobs(1)["0"]}
    fake.sources = [
        {"source": "blob", "blob_key": "a-b"},
        {"source": "realtime", "blob_key": None},
    ]
    session = fetch()
    assert fake.asked[2:] == [
        {"source": "blob", "blob_key": "a-b"},
        {"source": "realtime"},
    ]
    assert session.event_count == 16


@pytest.mark.parametrize(
    ("header", "waited"),
    [
        ({"Retry-After": "17"}, 17.0),
        ({"Retry-After": formatdate(NOW + 42, usegmt=True)}, 42.0),
        ({"Retry-After": formatdate(NOW - 42, usegmt=True)}, 0.0),
        ({"Retry-After": "soon"}, 1.0),
        ({}, 1.0),
    ],
)
def test_a_throttle_is_kept_to(fake, fetch, waits, header, waited):
    fake.first = [(429, header)]
    assert fetch().event_count == 16
    assert waits == [pytest.approx(waited, abs=1)]


def test_a_long_wait_is_told(fake, fetch, notes):
    fake.first = [(429, {"Retry-After": "61"})]
    fetch()
    assert notes == ["PostHog's limit is reached: waiting 61 s"]


def test_nobody_waits_for_a_day(fake, fetch, waits):
    fake.first = [(429, {"Retry-After": "86400"})]
    with pytest.raises(RecordingError, match="asks to wait 1440 minutes"):
        fetch()
    assert waits == []


def test_a_server_in_trouble_is_asked_again_and_not_for_ever(fake, fetch, waits):
    fake.first = [(503, {})] * 3
    assert fetch().event_count == 16
    assert waits == [1, 2, 4]
    waits.clear()
    fake.first = [(502, {})] * 50
    with pytest.raises(RecordingError, match="answered 502, 6 times"):
        fetch()
    assert waits == [1, 2, 4, 8, 16]


def test_a_part_that_cannot_be_fetched_is_a_gap(fake, fetch):
    fake.blobs = blobs(41)
    fake.broken = {"25"}
    session = fetch()
    assert session.event_count == 21 * 8
    [gap] = session.gaps
    assert gap.events is None
    assert (gap.from_at, gap.to_at) == (AT + 19_070, AT + 40_000)
    assert "a part of the recording could not be fetched" in session.problems[0]


def test_a_recording_of_which_nothing_can_be_fetched_is_an_error(fake, fetch):
    fake.broken = {"0"}
    with pytest.raises(RecordingError, match="could not be fetched"):
        fetch()


def test_a_young_recording_may_be_incomplete(fetch, notes):
    session = fetch(now=AT / 1000 + 3600)
    assert "younger than 24 hours" in session.problems[0]
    assert len(notes) == 1


@pytest.mark.parametrize("status", [403, 404, 500])
def test_a_person_that_may_not_be_seen_costs_nothing_else(fake, fetch, status):
    fake.person_status = status
    assert fetch().event_count == 16


def test_a_wrong_key_is_the_callers(fetch):
    with pytest.raises(UsageError, match=r"refuses the API key \(HTTP 401\)") as caught:
        fetch(key="phx_wrong")
    assert "session_recording:read" in caught.value.fix
    assert "phx_wrong" not in str(caught.value)


def test_a_key_without_the_scope_is_the_callers(fake, fetch):
    fake.first = [(403, {})]
    with pytest.raises(UsageError, match="HTTP 403"):
        fetch()


@pytest.mark.parametrize("more", [{"session": "../../x"}, {"project": "8"}])
def test_a_recording_that_is_not_there_is_not_found(fetch, more):
    with pytest.raises(RecordingNotFound, match="no such recording"):
        fetch(**more)


def test_a_recording_without_sources_has_expired(fake, fetch):
    fake.sources = []
    with pytest.raises(RecordingNotFound, match="no snapshots"):
        fetch()


def test_a_recording_without_events_is_none(fake, fetch):
    fake.blobs = {"0": b"", "1": dumped({})}
    with pytest.raises(NotARecording):
        fetch()


def test_a_redirect_is_not_followed_with_the_key(fake, fetch):
    fake.first = [(302, {"Location": "http://127.0.0.1:1/"})]
    with pytest.raises(RecordingError, match="answered 302"):
        fetch()


def test_a_server_that_is_not_there_is_said_to_be(waits):
    api = Api("http://127.0.0.1:9", "1", KEY, on_note=waits.append, sleep=waits.append)
    with api, pytest.raises(RecordingError, match="cannot be reached"):
        api.fetch("x")
    assert len(waits) == 5


def test_an_answer_that_was_cut_is_a_gap(fake, fetch):
    fake.blobs["1"] = fake.blobs["1"][:-20]
    session = fetch()
    assert session.event_count == 15
    assert [gap.why for gap in session.gaps] == ["an answer of the server was cut"]


def test_a_key_that_goes_out_unencrypted_is_told(notes):
    Api("http://posthog.test", "1", KEY, on_note=notes.append)
    assert notes == ["the API key goes to http://posthog.test unencrypted"]


@pytest.mark.parametrize(
    "host", ["eu.posthog.com", "ftp://x", "http://", "", "http://["]
)
def test_a_host_is_a_url(host):
    with pytest.raises(UsageError, match="is no URL"):
        Api(host, "1", KEY, on_note=print)


def test_without_httpx_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(UsageError) as caught:
        Api("https://eu.posthog.com", "1", KEY, on_note=print)
    assert caught.value.fix == "pip install httpx"


def test_without_cramjam_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "cramjam", None)
    with pytest.raises(UsageError) as caught:
        read_foreign(FOLDER / "posthog-snappy.bin")
    assert caught.value.fix == "pip install cramjam"
