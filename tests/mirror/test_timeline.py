"""Seeking: the page at any moment is the page all events before it make."""

from __future__ import annotations

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from replaytest.errors import UsageError
from replaytest.mirror.timeline import Timeline
from replaytest.store.folder import Store
from replaytest.store.read import read
from replaytest.timelines import timeline
from tests.mirror.events import (
    START,
    add,
    body,
    change,
    element,
    event,
    mirror_of,
    mutation,
    page,
    text,
)
from tests.support.builders import full_snapshot, write_recording


def visit() -> list[dict]:
    """Two pages with a checkout, a click and some typing."""
    found = page(element(10, "input"), element(11, "button"), at=0)
    found.append(change(2, 50, type=2, id=11, x=5, y=5))
    found += [mutation(100 + n, adds=[add(element(20 + n))]) for n in range(5)]
    found += page(*(element(20 + n) for n in range(5)), element(10, "input"), at=200)
    found += [
        change(5, 210 + n, id=10, text="abc"[:n], isChecked=False) for n in (1, 2, 3)
    ]
    found.append(event(4, 300, href="http://127.0.0.1/next", width=800, height=600))
    found.append(event(2, 301, node=page(element(30))[1]["data"]["node"]))
    found += [mutation(400, removes=[{"parentId": 4, "id": 30}])]
    return found


@given(st.lists(st.integers(0, 16), min_size=1, max_size=12))
def test_any_way_to_a_moment_gives_the_same_page(places):
    events = visit()
    line = Timeline.of_events(events)
    assert len(line) == len(events) == 16
    for place in places:
        there = line.seek_position(place)
        straight = mirror_of(events[:place])
        assert (there.document is None) == (straight.document is None)
        if there.document is not None:
            assert body(there) == body(straight)
        assert there.href == straight.href


def test_a_moment_includes_the_events_of_its_millisecond():
    line = Timeline.of_events(visit())
    assert body(line.seek(START + 102)) == [4, 10, 11, 20, 21, 22]
    assert body(line.seek(START + 101.5)) == [4, 10, 11, 20, 21]
    assert line.seek(START - 1).document is None
    assert body(line.seek(START + 10**9)) == 4


def test_events_are_told_in_order_of_time():
    events = visit()
    line = Timeline.of_events(reversed(events[:8]))
    assert line.stamps == sorted(each["timestamp"] for each in events[:8])
    assert body(line.seek_position(8)) == [4, 10, 11, 20, 21, 22, 23, 24]


def test_going_forward_builds_nothing_twice(monkeypatch):
    applied = []
    line = Timeline.of_events(visit())
    apply = Timeline._apply
    monkeypatch.setattr(
        Timeline, "_apply", lambda self, n: (applied.append(n), apply(self, n))[1]
    )
    line.seek_event(4)
    line.seek_event(6)
    assert applied == [*range(7)]  # each once
    applied.clear()
    line.seek_event(10)  # past a full snapshot: what came before it is of no use
    assert applied == [8, 9, 10]


def test_steps():
    line = Timeline.of_events(visit())
    told = [(s.number, s.deed, s.event, s.node_id, s.detail) for s in line.steps]
    assert told == [
        (1, "navigate", 0, None, "http://127.0.0.1/"),
        (2, "click", 2, 11, ""),
        (3, "input", 12, 10, ""),
        (4, "navigate", 13, None, "http://127.0.0.1/next"),
    ]


def test_a_step_is_its_moment_and_a_checkpoint_what_it_led_to():
    line = Timeline.of_events(visit())
    assert body(line.seek_step(2)) == [4, 10, 11]
    assert body(line.seek_checkpoint(2)) == [4, 20, 21, 22, 23, 24, 10]
    assert body(line.seek_checkpoint(4)) == 4
    assert line.seek_checkpoint(0).document is None


def test_keys_that_replaytest_recorded_are_steps():
    key = {
        "kind": "key",
        "id": 10,
        "key": "Enter",
        "code": "Enter",
        "modifiers": ["Shift"],
    }
    typed = {"kind": "key", "id": 10, "class": "letter", "modifiers": []}
    held = {"kind": "key", "id": 10, "key": "Shift", "modifiers": ["Shift"]}
    copied = {"kind": "key", "id": 10, "key": "c", "modifiers": ["Control"]}
    events = page(element(10, "input"))
    for at, payload in enumerate((typed, held, key, copied, {"kind": 3}), 10):
        events.append(event(5, at, tag="replaytest/action@1", payload=payload))
    steps = Timeline.of_events(events).steps
    assert [(s.deed, s.detail) for s in steps[1:]] == [
        ("press", "Shift+Enter"),
        ("press", "Control+c"),
    ]


def test_a_tick_is_one_step():
    events = page(element(10, "input", type="checkbox"))
    events.append(change(2, 10, type=2, id=10, x=1, y=1))
    events.append(change(5, 12, id=10, text="on", isChecked=True))
    events.append(change(5, 900, id=10, text="on", isChecked=False))
    steps = Timeline.of_events(events).steps
    assert [(s.deed, s.event) for s in steps] == [
        ("navigate", 0),
        ("click", 3),
        ("input", 4),
    ]


@pytest.mark.parametrize(
    ("seek", "number"),
    [("seek_event", 16), ("seek_event", -1), ("seek_step", 0), ("seek_step", 5)],
)
def test_what_is_not_there_says_what_is(seek, number):
    line = Timeline.of_events(visit())
    with pytest.raises(UsageError, match=f"(?s){number}.*there are (16|4) in this tab"):
        getattr(line, seek)(number)
    with pytest.raises(UsageError):
        line.seek_checkpoint(5)


def test_changes_say_what_each_event_did():
    events = [
        *page(element(10, "p", text(11, "a"))),
        mutation(5, adds=[add(element(12))]),
    ]
    parts = {
        "removes": [{"parentId": 4, "id": 12}],
        "texts": [{"id": 11, "value": "b"}],
        "attributes": [{"id": 10, "attributes": {"title": "t"}}],
    }
    events += [
        mutation(6, **parts),
        change(3, 7, id=10, x=0, y=1),
        event(5, 8, tag="x"),
    ]
    line = Timeline.of_events(events)
    told = list(line.changes())
    assert [bool(each) for each in told] == [False, True, True, True, True, False]
    assert told[1].page
    assert told[2].added == (12,)
    assert (told[3].removed, told[3].texts, told[3].attributes) == ((12,), (11,), (10,))
    assert told[4].state == (10,)
    assert [each.number for each in told] == list(range(6))
    assert body(line.mirror) == [4, [10, 11]]


def test_lines_that_are_no_events_are_counted():
    good = [orjson.dumps([1, each]) for each in page(element(10))]
    bad = [
        b"[1",
        b"[1,2]",
        b'[1,{"type":3}]',
        b'[1,{"type":3,"timestamp":"x"}]',
        b"[" * 5000,
    ]
    line = Timeline([*good, *bad])
    assert len(line) == 2
    assert line.skipped == {"line that is no event": 5}


def test_half_a_surrogate_pair_costs_nothing():
    whole = orjson.dumps([1, change(5, 9, id=10, text="CUT", isChecked=False)])
    lines = [*(orjson.dumps([1, each]) for each in page(element(10, "input")))]
    line = Timeline([*lines, whole.replace(b"CUT", b"cut \\ud83d")])
    mirror = line.seek_event(2)
    assert mirror.value(mirror.nodes[10]) == "cut \ufffd"
    assert line.event(2)["data"]["text"] == "cut \ufffd"


def test_a_stored_recording_with_blobs(tmp_path):
    store = Store.create(tmp_path / "store")
    events = [full_snapshot(css="a { top: 0 }" * 1000), change(3, 500, id=2, x=0, y=4)]
    path = write_recording(
        tmp_path / "store" / "sessions" / "one" / "session.replaytest",
        events,
        store=store,
        end={"record": "end", "at": START, "outcome": "passed"},
    )
    recording = read(path)
    assert recording.sealed
    assert any(b"packed" in line for line in recording.lines())
    line = timeline(recording)
    assert line.event(0) == events[0]
    mirror = line.seek_event(len(line) - 1)
    styles = [node for node in mirror.nodes.values() if node.tag == "style"]
    assert mirror.css(styles[0]) == "a { top: 0 }" * 1000
    assert len(mirror.nodes) == len(mirror_of(events).nodes) > 600


def test_bytes_that_are_no_text_cost_no_more_than_what_they_stand_in():
    lines = [orjson.dumps([1, each]) for each in page(element(10, title="OLD"))]
    lines[1] = lines[1].replace(b"OLD", b"\xc7(")
    lines.append(b'[1,{"type":4,"timestamp":2000000000000,"data":{"href":"\xc7("}}]')
    line = Timeline(lines)
    mirror = line.seek_position(3)
    assert mirror.nodes[10].attributes == {"title": "\ufffd("}
    assert mirror.href == "http://127.0.0.1/"
    assert mirror.skipped
    assert len(line.steps) == 1
