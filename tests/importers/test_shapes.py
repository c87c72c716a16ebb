"""Every shape has a small file in fixtures/imports/, all made from one stream."""

from __future__ import annotations

import json

import pytest

from replaytest.errors import NotARecording
from replaytest.importers.read import read_foreign, read_together
from tests.importers.builders import (
    AT,
    FOLDER,
    ID,
    OTHER,
    PERSON,
    WINDOW,
    dumped,
    ndjson,
    one_window,
    others,
    packed,
    stream,
    windowed,
)

SHAPES = {name: origin for name, (origin, _) in one_window().items()}


def read_one(source, name=""):
    [session] = read_foreign(source, name)
    return session


@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_gives_the_same_events(name):
    session = read_one(FOLDER / name)
    assert session.origin == SHAPES[name]
    assert [tab.events for tab in session.tabs] == [stream()]
    assert (session.started_at, session.ended_at) == (AT, AT + 70)
    assert session.gaps == []
    assert not session.skipped


@pytest.mark.parametrize("name", [name for name in SHAPES if "." in name])
def test_what_a_file_is_does_not_depend_on_its_name(name):
    data = (FOLDER / name).read_bytes()
    assert read_one(data, "x").tabs == read_one(FOLDER / name).tabs


def test_fixtures_are_what_the_builders_make():
    for name, (_, data) in one_window().items():
        if not name.endswith((".zst", ".gz", ".zip", "segment", ".bin")):
            assert (FOLDER / name).read_bytes() == data, name


def test_windows_become_tabs_in_order_of_appearance():
    session = read_one(FOLDER / "posthog-two-windows.json")
    assert [(tab.number, tab.name) for tab in session.tabs] == [(1, OTHER), (2, WINDOW)]
    assert session.tabs[0].events == stream(AT + 5, "two")
    assert session.tabs[1].events == stream()
    assert dict(session.skipped) == {"event that was there twice": 1}


def test_windows_may_be_numbers():
    events = [*windowed(stream(), 4), *windowed(stream(AT, "two"), 2)]
    session = read_one(dumped(events))
    assert [(tab.number, tab.name) for tab in session.tabs] == [(1, "4"), (2, "2")]
    assert session.tabs[1].events == stream(AT, "two")


def test_an_export_names_its_session_and_person():
    session = read_one(FOLDER / "posthog-2023-04-28.json")
    assert session.id == f"posthog:{ID}"
    assert session.person == PERSON
    assert read_one(FOLDER / "posthog-2022-12-02.json").id is None


def test_a_later_export_is_read_and_said_to_be_later():
    session = read_one(FOLDER / "posthog-later.json")
    assert session.problems == ["an export of PostHog in a later version, '2031-01-01'"]


def test_a_kept_full_snapshot_becomes_a_recording():
    data = stream()[1]["data"]
    [tab] = read_one(dumped(data)).tabs
    assert [event["type"] for event in tab.events] == [4, 2]
    assert tab.events[1]["data"] == data
    assert tab.events[0]["data"] == {
        "href": "about:blank",
        "width": 1280,
        "height": 720,
    }


def test_one_packed_event_is_a_file():
    events = stream()
    for encoding in ("latin-1", "utf-8"):
        [found] = read_one(packed(events[2]).encode(encoding)).tabs[0].events
        assert found == events[2] | {"v": "v1"}
    assert read_one(dumped(packed(events[2]))).tabs[0].events == [events[2]]


def test_unknown_fields_stay():
    events = stream()
    events[3] |= {"delay": 4, "_sid": 7, "sessionId": "s"}
    assert read_one(dumped(events)).tabs[0].events == events


def test_half_a_surrogate_pair_and_nan_do_not_cost_an_event():
    events = stream()
    text = dumped(events).decode().replace('"marker"', r'"cut \ud83d"')
    text = text.replace('"n":1', '"n":NaN')
    [tab] = read_one(text.encode()).tabs
    assert tab.events[5]["data"] == {"tag": "cut \ufffd", "payload": {"n": None}}
    assert len(tab.events) == 8


def test_a_compressed_part_that_cannot_be_read_is_a_gap():
    events = windowed(stream(), 1)
    events[2] |= {"cv": "2024-10"}
    events[2]["data"]["adds"] = "\x1f\x8b\x08 not gzip"
    session = read_one(dumped(events))
    assert session.tabs[0].events == [*stream()[:2], *stream()[3:]]
    [gap] = session.gaps
    assert (gap.tab, gap.from_at, gap.to_at, gap.events) == (1, AT + 10, AT + 30, 1)


def test_sentry_segments_are_one_session_in_the_order_of_their_numbers(tmp_path):
    events = stream()
    parts = {0: events[:3], 1: events[3:5], 10: events[5:]}
    sources = []
    for number, part in parts.items():
        path = tmp_path / f"{9 - number if number < 9 else 0}"
        path.write_bytes(b'{"segment_id":%d}\n' % number + dumped(part))
        sources.append((path.name, path))
    sources.append(("other", FOLDER / "array.json"))
    found = dict(read_together(reversed(sources)))
    assert set(found) == {"other", "9"}
    [session] = found["9"]
    assert session.tabs[0].events == events
    assert [gap.why for gap in session.gaps] == ["segments 2 to 9 are missing"]


def test_a_zip_gives_every_recording_in_it(tmp_path):
    from tests.importers.builders import zipped

    two = zipped({"a.json": dumped(stream()), "b.json": dumped(stream(AT, "two"))})
    found = read_foreign(two, "all.zip")
    assert [session.file for session in found] == ["all.zip!a.json", "all.zip!b.json"]
    assert found[1].tabs[0].events == stream(AT, "two")


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("not-a-recording.har", "a HAR"),
        ("not-a-recording.png", "a PNG picture"),
        ("not-a-recording.mob", "OpenReplay's binary messages"),
        ("not-a-recording.empty", "an empty file"),
        ("not-a-recording.json", "JSON without rrweb events: an array of 2"),
        ("not-a-recording.txt", "text that is no JSON, 'a,b,c'"),
        ("not-a-recording.html", "an HTML page without rrweb events"),
        ("not-a-recording.zip", "a trace of Playwright"),
        ("snapshots-sources.json", "the list of sources that PostHog's API gives"),
    ],
)
def test_something_else_is_refused_by_what_it_looks_like(name, what):
    with pytest.raises(NotARecording) as caught:
        read_foreign(FOLDER / name)
    assert what in caught.value.problem
    assert name in caught.value.where
    assert caught.value.fix


def test_every_other_file_has_a_test():
    assert set(others()) == {
        each.name
        for each in FOLDER.iterdir()
        if each.name.startswith(("not-", "snapshots-"))
    }


def test_events_before_unknown_lines_stay():
    lines = ndjson([*stream(), {"hello": 1}])
    session = read_one(lines)
    assert session.event_count == 8
    assert json.loads(lines.splitlines()[-1]) == {"hello": 1}
    assert session.skipped["something that is no rrweb event"] == 1


def test_a_byte_order_mark_is_no_part_of_the_text():
    data = b"\xef\xbb\xbf" + dumped(stream())
    assert read_one(data).tabs[0].events == stream()
