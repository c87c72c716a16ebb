"""Rows: what stands in which column, and that no event is without a row."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replaytest.exporters.flat import (
    EVENT_COLUMNS,
    SESSION_COLUMNS,
    event_rows,
    session_row,
)
from replaytest.exporters.ndjson import ndjson
from replaytest.exporters.source import json_of
from replaytest.model import Test
from tests.exporters.builders import HREF, custom, event, joined, meta, recorded
from tests.exporters.test_rrweb import VALUES
from tests.support.builders import SESSION, STARTED_AT, click

TEST = Test("tests/test_cart.py::test_pays", 2, "gw0", "run")


def told(row):
    """Return the columns that say something, without where and when."""
    common = ("session", "test", "tab", "number", "timestamp", "since_s", "data")
    return {
        name: value
        for name, value in row.items()
        if value is not None and name not in common
    }


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        (meta(), {"type": "meta", "href": HREF}),
        (event(2, {"node": {}}), {"type": "full-snapshot"}),
        (custom("paid", {"a": 1}), {"type": "custom", "tag": "paid"}),
        (custom("$pageview", {"href": HREF}),
         {"type": "custom", "tag": "$pageview", "href": HREF}),
        (custom("note", "hello"), {"type": "custom", "tag": "note", "text": "hello"}),
        (event(6, {"plugin": "rrweb/console@1",
                   "payload": {"level": "log", "payload": ['"say \\"a\\""', "1", '{"b":2}', '"cut', 3]}}),
         {"type": "plugin", "tag": "rrweb/console@1", "text": 'say "a" 1 {"b":2} "cut 3'}),
        (event(3, {"source": 11, "level": "warn", "payload": ['"old"']}),
         {"type": "incremental-snapshot", "source": "log", "text": "old"}),
        (event(3, {"source": 0, "adds": []}),
         {"type": "incremental-snapshot", "source": "mutation"}),
        (event(3, {"source": 1, "positions": [{"x": 1, "y": 2, "id": 3}, {"x": 4, "y": 5.5, "id": 6}]}),
         {"type": "incremental-snapshot", "source": "mouse-move", "x": 4.0, "y": 5.5, "node": 6}),
        (event(3, {"source": 2, "type": 2, "id": 9, "x": 1, "y": 2}),
         {"type": "incremental-snapshot", "source": "mouse-interaction", "action": "click",
          "node": 9, "x": 1.0, "y": 2.0}),
        (event(3, {"source": 2, "type": 5, "id": 9}),
         {"type": "incremental-snapshot", "source": "mouse-interaction", "action": "focus",
          "node": 9}),
        (event(3, {"source": 3, "id": 1, "x": 0, "y": 40}),
         {"type": "incremental-snapshot", "source": "scroll", "node": 1, "x": 0.0, "y": 40.0}),
        (event(3, {"source": 5, "id": 8, "text": "abc", "isChecked": False}),
         {"type": "incremental-snapshot", "source": "input", "node": 8, "text": "abc"}),
        (event(77, None), {"type": "type-77"}),
        (event(3, {"source": 88}), {"type": "incremental-snapshot", "source": "source-88"}),
        (event(3, {"source": 2, "type": 99, "id": "x", "x": None}),
         {"type": "incremental-snapshot", "source": "mouse-interaction"}),
        (event(3, {"source": 1, "positions": "none"}),
         {"type": "incremental-snapshot", "source": "mouse-move"}),
    ],
)  # fmt: skip
def test_columns(tmp_path, given_, expected):
    recording = recorded(tmp_path / "s.replaytest", [(1, given_)])
    [row] = event_rows(recording)
    assert list(row) == list(EVENT_COLUMNS)
    assert told(row) == expected
    assert json.loads(row["data"]) == given_["data"]


def test_numbers_count_in_each_tab_and_times_from_the_start(tmp_path):
    pairs = [(1, meta()), (2, click(5)), (1, click(1500)), (2, click(6))]
    recording = recorded(tmp_path / "s.replaytest", pairs, test=TEST)
    rows = list(event_rows(recording))
    assert [(row["tab"], row["number"]) for row in rows] == [
        (1, 0),
        (2, 0),
        (1, 1),
        (2, 1),
    ]
    assert [row["since_s"] for row in rows] == [0, 0.005, 1.5, 0.006]
    assert rows[2]["timestamp"] == STARTED_AT + 1500
    assert {(row["session"], row["test"]) for row in rows} == {(SESSION, TEST.nodeid)}


def test_the_row_of_a_session(tmp_path):
    browser = {"name": "chromium", "version": "1"}
    recording = recorded(
        tmp_path / "s.replaytest",
        [(1, meta()), (3, meta())],
        test=TEST,
        browser=browser,
    )
    row = session_row(recording)
    assert list(row) == list(SESSION_COLUMNS)
    assert row["started_at"] == "2026-11-21T05:52:32.123000"
    assert row["duration_s"] == 60
    assert (row["test"], row["attempt"], row["worker"]) == (TEST.nodeid, 2, "gw0")
    assert (row["outcome"], row["tabs"], row["events"]) == ("passed", 2, 2)
    assert (row["browser"], row["finished"]) == ("chromium", True)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 8), VALUES), max_size=8))
def test_whatever_a_page_sends_is_a_line_with_all_columns(tmp_path_factory, values):
    path = tmp_path_factory.mktemp("any") / "s.replaytest"
    pairs = [(1, event(kind, value)) for kind, value in values]
    lines = joined(ndjson([recorded(path, pairs)])).splitlines()
    rows = [json.loads(line) for line in lines]
    assert [json.loads(row["data"]) for row in rows] == [value for _, value in values]
    assert all(list(row) == list(EVENT_COLUMNS) for row in rows)


def test_ndjson_of_several_recordings(tmp_path):
    one = recorded(tmp_path / "a.replaytest", [(1, meta())])
    two = recorded(
        tmp_path / "b.replaytest", [(1, meta()), (1, click(1))], session="b" * 32
    )
    read = []
    lines = joined(ndjson([one, two], on_event=lambda: read.append(1))).splitlines()
    assert [json.loads(line)["session"] for line in lines] == [
        SESSION,
        "b" * 32,
        "b" * 32,
    ]
    assert len(read) == 3


def test_json_of_a_tree_deeper_than_orjson_writes():
    deep: dict = {}
    for _ in range(1000):
        deep = {"childNodes": [deep]}
    assert json_of(deep).count(b"childNodes") == 1000
