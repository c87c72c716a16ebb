from __future__ import annotations

import json

import pytest

from replaytest.store import lines


def test_half_an_emoji_costs_a_character_not_the_event():
    raw = b'[1,{"type":3,"data":{"text":"a\\ud83d \\\\ud83d"},"timestamp":1}]'
    _, event, _ = lines.event_of(lines.decode(raw))
    assert event["data"]["text"] == "a\ufffd \\ud83d"


@pytest.mark.parametrize(
    "junk",
    [b"", b"x", b"NaN", b"[1,", b'{"a":1e400}', b"\xff\xfe", b"[" * 5000 + b"]" * 5000],
)
def test_what_is_no_json_is_a_value_error(junk):
    with pytest.raises(ValueError):  # noqa: PT011
        lines.decode(junk)


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        [],
        [1],
        [1, {}],
        [1, {"type": 3}],
        [1, {"type": "3", "timestamp": 1}],
        [1, {"type": 3, "timestamp": "1"}],
        [1, {"type": 3, "timestamp": True}],
        [0, {"type": 3, "timestamp": 1}],
        [True, {"type": 3, "timestamp": 1}],
        ["1", {"type": 3, "timestamp": 1}],
        [1, {"type": 3, "timestamp": 1}, 1],
        [1, {"type": 3, "timestamp": 1}, "packed", 1],
    ],
)
def test_what_is_no_event_line_is_none(value):
    assert lines.event_of(value) is None


def test_an_event_without_data_is_one():
    assert lines.event_of([2, {"type": 1, "timestamp": 1.5}]) is not None


@pytest.mark.parametrize(
    ("line", "tab"),
    [
        (b'[12,{"a"', 12),
        (b"[ 3 ,{", 3),
        (b"[0,{}", None),
        (b"[x,{}", None),
        (b"[", None),
    ],
)
def test_the_tab_is_known_without_decoding(line, tab):
    assert lines.tab_of(line) == tab


def test_unknown_objects_are_written_as_text():
    assert json.loads(lines.encode({"path": OSError("x")})) == {"path": "x"}


@pytest.mark.parametrize("value", [None, "1", True, float("inf"), float("nan"), [1]])
def test_what_is_no_finite_number_is_no_time(value):
    assert lines.milliseconds(value) is None
