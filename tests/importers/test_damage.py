"""Files that were cut or changed: what comes before the damage is there."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replaytest.errors import NotARecording, RecordingError, ReplaytestError
from replaytest.importers.read import read_foreign
from replaytest.importers.salvage import values_of
from replaytest.importers.scan import end_of
from tests.importers.builders import (
    FOLDER,
    dumped,
    ndjson,
    one_window,
    others,
    stream,
)

FILES = {name: (FOLDER / name).read_bytes() for name in one_window()}
# A cut zip has no directory, and is refused as a whole.
CUT = sorted(name for name in FILES if not name.endswith(".zip"))
EVENTS = stream()


def events_of(data: bytes):
    [session] = read_foreign(data, "x")
    [tab] = session.tabs
    return tab.events, session


@pytest.mark.parametrize("name", CUT)
@settings(max_examples=25)
@given(data=st.data())
def test_a_cut_file_gives_the_events_before_the_cut(name, data):
    whole = FILES[name]
    at = data.draw(st.integers(0, len(whole) - 1))
    try:
        found, session = events_of(whole[:at])
    except RecordingError:
        return
    assert found == EVENTS[: len(found)]
    assert found


@pytest.mark.parametrize(
    "name", ["array.json", "pretty.json", "posthog-2023-04-28.json"]
)
def test_every_whole_event_before_a_tear_is_read(name):
    whole = FILES[name]
    # The sixth event, a Custom, is where it is torn: in the middle of its tag.
    at = whole.index(b'"marker"') + 3
    found, session = events_of(whole[:at])
    assert found == EVENTS[:5]
    [gap] = session.gaps
    assert (gap.from_at, gap.to_at, gap.events) == (
        EVENTS[4]["timestamp"],
        EVENTS[4]["timestamp"],
        None,
    )
    assert any("ends in the middle of an event" in each for each in session.problems)


def test_a_broken_line_costs_itself():
    lines = ndjson(EVENTS).splitlines(keepends=True)
    lines[3] = lines[3][:40] + b"\n"
    found, session = events_of(b"".join(lines))
    assert found == [*EVENTS[:3], *EVENTS[4:]]
    [gap] = session.gaps
    assert (gap.from_at, gap.to_at) == (
        EVENTS[2]["timestamp"],
        EVENTS[4]["timestamp"],
    )


def test_a_broken_event_in_an_array_costs_itself():
    text = dumped(EVENTS).replace(b'"x":3', b'"x":,')
    found, session = events_of(text)
    assert found == [*EVENTS[:3], *EVENTS[4:]]
    assert len(session.gaps) == 1


def test_a_damaged_first_line_does_not_cost_the_others():
    lines = ndjson(EVENTS).splitlines(keepends=True)
    lines[0] = lines[0][5:]
    assert events_of(b"".join(lines))[0][-7:] == EVENTS[1:]


@pytest.mark.parametrize("name", sorted(FILES))
@settings(max_examples=25)
@given(data=st.data())
def test_changed_bytes_raise_nothing_but_our_errors(name, data):
    whole = bytearray(FILES[name])
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(
            st.integers(0, 255)
        )
    try:
        sessions = read_foreign(bytes(whole), "x")
    except ReplaytestError:
        return
    for session in sessions:
        for tab in session.tabs:
            times = [event["timestamp"] for event in tab.events]
            assert times == sorted(times)


@settings(max_examples=200)
@given(st.binary(max_size=200))
def test_no_bytes_at_all_raise_anything_else(data):
    with contextlib.suppress(ReplaytestError):
        read_foreign(data, "x")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("type", "data", "timestamp", "events", "snapshots", "windowId"),
                    *("window_id", "version", "node", "cv", "payload", "segment_id"),
                    *("snapshotsByWindowId", "texts", "childNodes", "width", "href"),
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=300)
@given(JSON)
def test_no_json_at_all_raises_anything_else(value):
    try:
        read_foreign(json.dumps(value).encode(), "x")
    except RecordingError:
        return


@settings(max_examples=100)
@given(JSON, st.integers(0, 400))
def test_a_value_that_is_whole_is_found_whole(value, cut):
    text = json.dumps([value]).encode()
    assert end_of(text, 0) == len(text)
    assert end_of(text[:-1], 0) is None
    values_of(text[:cut], "x")


@pytest.mark.parametrize("name", sorted(others()))
def test_a_refusal_of_half_a_file_is_a_refusal(name):
    data = (FOLDER / name).read_bytes()
    with pytest.raises(RecordingError):
        read_foreign(data[: len(data) // 2], name)


def test_a_file_cut_before_its_first_event_is_refused():
    with pytest.raises(NotARecording, match="damaged before its first event"):
        read_foreign(FILES["array.json"][:40], "x")


def test_a_full_snapshot_that_was_cut_is_no_recording():
    whole = dumped(EVENTS[1]["data"])
    with pytest.raises(NotARecording):
        read_foreign(whole[: whole.index(b"caf") + 3], "x")
