"""A body is cut into the same messages however its bytes arrive."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from replaytest.capture.pieces import (
    EVENTS,
    Piece,
    Splitter,
    block_of,
    event_of,
    is_stream,
)

LINES = "application/x-ndjson"
NAMES = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]))
TEXTS = st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"]))


def cut(kind, data, at=(), most=1000):
    splitter = Splitter(kind, most)
    ends = [0, *sorted(each % (len(data) + 1) for each in at), len(data)]
    parts = [data[one:two] for one, two in pairwise(ends)]
    return [
        *(piece for part in parts for piece in splitter.feed(part)),
        *splitter.rest(),
    ]


@given(
    st.lists(st.tuples(NAMES, TEXTS), max_size=5),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.lists(st.integers(0), max_size=5),
)
def test_events_come_out_however_they_are_cut(events, end, at):
    written = "".join(block_of(*each) for each in events)
    # A line that is cut between \r and \n is one line all the same.
    data = written.replace("\n", end).encode()
    found = [(piece.event, piece.data) for piece in cut(EVENTS, data, at)]
    assert found == events


@given(st.lists(st.text("aé€𝄞 ", min_size=1)), st.lists(st.integers(0)))
def test_lines_come_out_however_they_are_cut(lines, at):
    lines = [line for line in lines if line.strip()]
    found = cut(LINES, "\n".join(lines).encode(), at)
    assert [piece.data for piece in found] == [line.strip(" ") for line in lines]


@given(st.binary(), st.lists(st.integers(0)), st.sampled_from([EVENTS, LINES]))
def test_whatever_comes_nothing_is_longer_than_it_may_be(data, at, kind):
    for piece in cut(kind, data, at, most=8):
        assert piece.data is None or len(piece.data) <= 8


def test_what_is_too_long_is_left_out_and_the_next_one_is_not():
    data = b"a" * 50 + b"\n" + b"bc\n"
    for at in ([], range(54), [50], [51], [3, 49]):
        first, second = cut(LINES, data, at, most=10)
        assert first == Piece("", None, 50)
        assert second == Piece("", "bc", 2)


def test_comments_and_events_without_an_end_are_no_messages():
    assert cut(EVENTS, b": ping\n\nretry: 5\n\ndata: a\n\ndata: half\n") == [
        Piece("", "a", 7)
    ]


def test_types_with_and_without_parameters():
    assert is_stream("Text/Event-Stream; charset=utf-8")
    assert is_stream("application/x-ndjson")
    assert not is_stream("application/json")
    assert not is_stream("")
    assert event_of("event: a") is None
