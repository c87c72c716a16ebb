"""What PostHog's player does to a recording when it loads it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replaytest.errors import NotARecording
from replaytest.importers.normal import session_id
from replaytest.importers.read import read_foreign
from replaytest.importers.times import MADE_UP_FROM
from tests.importers.builders import AT, dumped, stream, windowed


def read_one(events):
    [session] = read_foreign(dumped(events), "x")
    return session


def tab_of(events):
    return read_one(events).tabs[0].events


@settings(max_examples=50)
@given(st.permutations(range(8)))
def test_events_come_back_in_order_of_time(order):
    events = stream()
    assert tab_of([events[number] for number in order]) == events


def test_events_of_one_moment_keep_their_order():
    events = [event | {"timestamp": AT} for event in stream()]
    assert tab_of(events) == events


def test_an_event_that_is_there_twice_is_there_once():
    events = stream()
    session = read_one([*events, events[3] | {"delay": 5}, events[3]])
    assert session.tabs[0].events == events
    assert session.skipped["event that was there twice"] == 2


def test_another_event_of_the_same_moment_stays():
    events = stream()
    other = events[3] | {"data": events[3]["data"] | {"x": 9}}
    assert len(tab_of([*events, other])) == 9


def test_a_meta_is_made_up_for_a_full_snapshot_that_has_none():
    events = stream()
    session = read_one([*events[1:], events[1] | {"timestamp": AT + 500}])
    made = {"href": "about:blank", "width": 1280, "height": 720}
    metas = [event for event in session.tabs[0].events if event["type"] == 4]
    assert [event["data"] for event in metas] == [made, made]
    assert [event["timestamp"] for event in metas] == [AT + 10, AT + 500]
    kinds = [event["type"] for event in session.tabs[0].events]
    assert [kinds[n - 1] for n, kind in enumerate(kinds) if kind == 2] == [4, 4]


def test_a_made_up_meta_has_the_size_and_address_the_tab_had():
    events = stream()
    later = events[1] | {"timestamp": AT + 500}
    assert tab_of([*events, later])[-2:] == [
        {"type": 4, "data": events[0]["data"], "timestamp": AT + 500},
        later,
    ]


def test_a_made_up_meta_has_the_size_of_another_tab_if_need_be():
    events = [*windowed(stream()[1:], "a"), *windowed(stream(), "b")]
    first = read_one(events).tabs[0].events[0]
    assert first["data"] == {"href": "about:blank", "width": 800, "height": 600}


def test_a_meta_need_not_stand_right_before_its_snapshot():
    meta, full, *rest = stream()
    custom = rest[3] | {"timestamp": AT + 5}
    assert tab_of([meta, custom, full]) == [meta, custom, full]


def test_events_without_times_are_spaced_evenly_and_that_is_said():
    events = [
        {key: event[key] for key in event if key != "timestamp"} for event in stream()
    ]
    session = read_one(events)
    times = [event["timestamp"] for event in session.tabs[0].events]
    assert times == [MADE_UP_FROM + 50 * number for number in range(8)]
    assert "no event had a usable timestamp" in session.problems[0]


@pytest.mark.parametrize("time", [None, "x", -1, 10**15, 1e300, True, [1]])
def test_an_event_with_no_usable_time_is_a_gap(time):
    events = stream()
    session = read_one([*events[:4], events[4] | {"timestamp": time}, *events[5:]])
    assert session.tabs[0].events == [*events[:4], *events[5:]]
    [gap] = session.gaps
    assert (gap.from_at, gap.to_at, gap.events) == (AT + 30, AT + 50, 1)


def test_nan_is_no_time():
    text = json.dumps([*stream(), stream()[3] | {"timestamp": float("nan")}])
    [session] = read_foreign(text.encode(), "x")
    assert session.tabs[0].events == stream()
    assert len(session.gaps) == 1


@pytest.mark.parametrize(
    ("unit", "factor"), [("microseconds", 1000), ("nanoseconds", 10**6)]
)
def test_times_in_other_units_become_milliseconds(unit, factor):
    events = [event | {"timestamp": event["timestamp"] * factor} for event in stream()]
    session = read_one(events)
    assert session.tabs[0].events == stream()
    assert session.problems == [f"the timestamps were {unit}"]


def test_times_in_seconds_with_fractions_become_milliseconds():
    events = [event | {"timestamp": event["timestamp"] / 1000} for event in stream()]
    assert read_one(events).tabs[0].events == stream()


def test_small_times_that_could_be_milliseconds_stay():
    events = [
        event | {"timestamp": 1_900_000_001 + 500 * number}
        for number, event in enumerate(stream())
    ]
    assert tab_of(events) == events


def test_times_written_as_text_are_times():
    events = [event | {"timestamp": str(event["timestamp"])} for event in stream()]
    assert tab_of(events) == stream()


def test_a_window_without_a_single_event_is_no_tab():
    data = {"version": "2022-12-02", "data": {"snapshotsByWindowId": {"a": []}}}
    with pytest.raises(NotARecording):
        read_foreign(dumped(data), "x")
    data["data"]["snapshotsByWindowId"]["b"] = stream()
    assert [tab.name for tab in read_one(data).tabs] == ["b"]


def test_a_session_has_the_same_id_wherever_it_is_read():
    first, again = read_one(stream()), read_one({"events": stream()})
    assert session_id(first) == session_id(again)
    assert session_id(first) != session_id(read_one(stream(AT, "two")))
    assert len(session_id(first)) == 32


def test_a_single_time_in_seconds_becomes_milliseconds():
    events = stream()
    session = read_one([*events[1:], events[0] | {"timestamp": AT / 1000}])
    assert session.tabs[0].events == events
    assert session.problems == ["some timestamps were seconds"]


def test_an_early_time_that_fits_nowhere_stays():
    events = stream()
    assert tab_of([*events[1:], events[0] | {"timestamp": 7}])[0]["timestamp"] == 7
