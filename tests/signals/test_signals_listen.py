"""What pages said is read the same without building them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from replaytest.signals.collect import collect, listen
from replaytest.store.lines import encode

ERROR = {"kind": "exception", "name": "TypeError", "message": "no", "stack": ""}
REQUEST = {"requests": [{"name": "http://a/b", "method": "GET", "status": 500}]}
SAID = st.sampled_from(
    [
        {"type": 5, "data": {"tag": "replaytest/error@1", "payload": ERROR}},
        {"type": 6, "data": {"plugin": "rrweb/network@1", "payload": REQUEST}},
        {"type": 5, "data": {"tag": "replaytest/annotation@1", "payload": None}},
        {"type": 3, "data": {"source": 2, "type": 2, "id": 1, "x": 1, "y": 1}},
        {"type": 4, "data": {"href": "http://a/", "width": 1, "height": 1}},
    ]
)


@given(st.lists(st.tuples(SAID, st.integers(1, 50)), max_size=12))
def test_listening_hears_what_collecting_hears(said):
    lines = [encode([1, event | {"timestamp": at}]) for event, at in said]
    heard, known = listen(lines), collect(lines)
    assert heard.requests == known.requests
    assert [(e.at, e.event, e.text) for e in heard.errors] == [
        (e.at, e.event, e.text) for e in known.errors
    ]
