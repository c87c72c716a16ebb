"""rrweb's own form: one tab, one array, in order of time."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from replaytest.exporters.rrweb import rrweb_json
from tests.exporters.builders import event, joined, meta, recorded
from tests.support.builders import STARTED_AT, click, full_snapshot


def test_one_tabs_events_in_order_of_time(tmp_path):
    pairs = [(1, meta()), (1, click(9)), (2, click(5)), (1, full_snapshot(2))]
    recording = recorded(tmp_path / "s.replaytest", pairs)
    read = []
    text = joined(rrweb_json(recording, 1, on_event=lambda: read.append(1)))
    assert json.loads(text) == [meta(), full_snapshot(2), click(9)]
    assert len(read) == 3


def test_events_of_one_millisecond_stay_as_they_came(tmp_path):
    same = [(1, event(5, {"tag": str(number)})) for number in range(20)]
    text = joined(rrweb_json(recorded(tmp_path / "s.replaytest", same), 1))
    assert [each["data"]["tag"] for each in json.loads(text)] == [
        str(number) for number in range(20)
    ]


def test_a_tab_that_no_player_can_show_is_told(tmp_path):
    told = []
    recording = recorded(tmp_path / "s.replaytest", [(1, meta())])
    joined(rrweb_json(recording, 1, on_problem=told.append))
    assert told == ["tab 1 has no full snapshot: a player will show nothing"]


def test_no_event_is_an_empty_array(tmp_path):
    recording = recorded(tmp_path / "s.replaytest", [(1, meta())])
    assert joined(rrweb_json(recording, 2)) == b"[]\n"


VALUES = st.recursive(
    st.none() | st.booleans() | st.text(max_size=5) | st.integers(-(2**53), 2**53),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 9), VALUES), min_size=1, max_size=12))
def test_no_value_is_lost_or_changed(tmp_path_factory, values):
    events = [event(77, value, at) for at, value in values]
    path = tmp_path_factory.mktemp("any") / "s.replaytest"
    recording = recorded(path, [(1, each) for each in events])
    found = json.loads(joined(rrweb_json(recording, 1)))
    assert found == sorted(events, key=lambda each: each["timestamp"])
    assert all(each["timestamp"] >= STARTED_AT for each in found)
