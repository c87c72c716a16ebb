"""Lines that are sealed without being decoded are those that decoding would keep."""

from __future__ import annotations

import orjson
from hypothesis import example, given
from hypothesis import strategies as st

from replaytest.rrweb import EventType
from replaytest.store import lines, pack

# A line in which anything may be: all is looked at.
ALL = b'"$'
TEXTS = st.builds(
    lambda text, times: text * times,
    st.text('ab"\\\n é𝄞', max_size=9),
    st.sampled_from([1, 60, 300, 600]),
)
VALUES = st.recursive(
    TEXTS | st.integers(-9, 9) | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner),
    max_leaves=12,
)


@given(st.dictionaries(TEXTS, VALUES, max_size=5))
@example({"a": "x" * 4096})
@example({"a": '"' * 4096})
@example({"a": "x" * 4095, "b": "\\" * 3000})
def test_a_line_that_holds_no_long_string_gives_no_blob(data):
    event = {"type": 3, "data": data, "timestamp": 1}
    line = orjson.dumps([1, event])
    blobs = []
    pack.pack(event, ALL, lambda blob: str(blobs.append(blob)))
    assert not blobs or pack.may_hold_long(line)


@given(
    st.sampled_from([1, 2, 0, -1, 1.5, "1", None]),
    st.sampled_from([*map(int, EventType), -1, "3", None, 2.0]),
    st.sampled_from([1, 1.5, -1, 1e300, "1", None, True]),
    st.sampled_from([["packed"], []]),
)
def test_a_type_is_told_of_lines_that_are_events(tab, kind, at, rest):
    line = orjson.dumps([tab, {"type": kind, "data": {}, "timestamp": at}, *rest])
    known = lines.type_of(line)
    found = lines.event_of(lines.decode(line))
    assert known is None or (found is not None and found[1]["type"] == known)
    assert known is None or not rest
