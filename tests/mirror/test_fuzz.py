"""Whatever a stream holds: nothing is raised, the tree stays a tree, and time is bounded."""

from __future__ import annotations

import json
import time
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replaytest.mirror.html import html
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.timeline import Timeline
from tests.mirror.events import (
    add,
    change,
    document,
    element,
    event,
    mirror_of,
    mutation,
    page,
    shape,
    text,
)
from tests.support.damage_events import (
    damaged,
    faults_of,
    line_of,
    read_all,
    whole_page,
)

DEEP = 10_000
SECONDS = 2.0  # for one stream on a busy machine; each takes milliseconds

bounded = settings(max_examples=150, deadline=SECONDS * 5000)
streams = st.randoms(use_true_random=False).map(lambda r: damaged(whole_page(), r))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["type", "data", "source", "id", "node", "adds", "childNodes"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


def applied(events: list[Any]) -> Mirror:
    """The same stream both ways it comes: as values here, as bytes below."""
    mirror = Mirror()
    for each in events:
        mirror.apply(each)
    return mirror


def sought(events: list[Any]) -> Mirror:
    tab = Timeline(line_of(each) for each in events)
    assert len(tab.steps) <= len(tab)
    for _ in tab.changes():
        pass
    tab.seek_position(len(tab) // 2)
    return tab.seek_position(len(tab))


def test_the_whole_page_is_understood():
    mirror = applied(whole_page())
    assert not mirror.skipped
    assert faults_of(mirror) == []
    assert {20, 31, 41, 44, 50, 61, 71} <= set(mirror.nodes)


def test_a_broken_tree_is_seen():
    """The invariants themselves can fail."""
    mirror = applied(whole_page())
    mirror.nodes[60].children.append(mirror.nodes[4])
    assert faults_of(mirror)
    mirror = applied(whole_page())
    del mirror.nodes[60]
    assert faults_of(mirror) == ["node 60 is not known by its id"]


@bounded
@given(streams)
def test_damaged_events_leave_a_tree(events):
    mirror = applied(events)
    assert faults_of(mirror) == []
    read_all(mirror)


@bounded
@given(streams)
def test_damaged_lines_leave_a_tree(events):
    mirror = sought(events)
    assert faults_of(mirror) == []
    read_all(mirror)


@bounded
@given(st.lists(values, max_size=4))
def test_values_of_any_shape_are_no_error(found):
    for mirror in (applied([*page(), *found]), sought([*page(), *found])):
        assert faults_of(mirror) == []


@bounded
@given(st.lists(st.binary(max_size=40) | st.sampled_from([b"[1,", b"[]", b"[1,{}]"])))
def test_lines_of_any_bytes_are_no_error(lines):
    whole = [line_of(each) for each in page(text(10, "x"))]
    tab = Timeline([*lines, *whole, *lines])
    assert 10 in tab.seek_position(len(tab)).nodes
    assert sum(tab.skipped.values()) + len(tab) == len(whole) + 2 * len(lines)


@bounded
@given(st.lists(st.tuples(*[st.integers(1, 14)] * 4), max_size=30))
def test_references_in_a_circle_leave_a_tree(adds):
    """`parentId`, `nextId` and `previousId` name each other, themselves and nobody."""
    told = [
        add(element(node), parent=parent, before=following, previousId=previous)
        for node, parent, following, previous in adds
    ]
    mirror = mirror_of([*page(), mutation(adds=told[:15]), mutation(adds=told[15:])])
    assert faults_of(mirror) == []


@pytest.mark.parametrize(
    "adds",
    [
        pytest.param([add(element(10), parent=10)], id="in itself"),
        pytest.param([add(element(4), parent=20)], id="in its child"),
        pytest.param([add(element(1), parent=20)], id="the document"),
        pytest.param(
            [add(element(10), parent=11), add(element(11), parent=10)], id="in another"
        ),
        pytest.param(
            [add(element(10), before=11), add(element(11), before=10)], id="nextId"
        ),
        pytest.param([add(element(10), before=10)], id="before itself"),
        pytest.param([add(element(10), previousId=10)], id="after itself"),
        pytest.param(
            [add(element(10), before=-1), add(element(11), parent=10, previousId=10)],
            id="beside what is in it",
        ),
        pytest.param([add(element(10, "p", element(10)))], id="one id, inside"),
        pytest.param([add(element(10, "p", element(4)))], id="one id, outside"),
        pytest.param([add(element(10, "p", element(20)), parent=20)], id="a swap"),
        pytest.param([add(element(10) | {"rootId": 10})], id="its own root"),
        pytest.param([add(element(10) | {"rootId": 999})], id="no root"),
    ],
)
def test_what_cannot_be_is_left_out(adds):
    mirror = mirror_of([*page(element(20)), mutation(adds=adds), mutation(adds=adds)])
    assert faults_of(mirror) == []
    assert shape(mirror.document)[:2] == [1, [2, 3, shape(mirror.nodes[4])]]


def test_a_waiting_node_keeps_its_children():
    """Of rrweb 0.x: filled while its place is not known."""
    adds = [
        add(element(10), before=-1),
        add(text(11, "x"), parent=10),
        add(element(12), previousId=10),
    ]
    mirror = mirror_of([*page(), mutation(adds=adds)])
    assert shape(mirror.nodes[4]) == [4, [10, 11], 12]


def test_bytes_that_are_no_text_are_no_error():
    lines = [
        line_of(each) for each in page(element(10, title="HERE"), text(11, "HERE"))
    ]
    lines += [line_of(mutation(1, texts=[{"id": 11, "value": "HERE"}]))]
    lines += [line_of(event(4, 2, href="HERE", width=1, height=1))]
    tab = Timeline(line.replace(b"HERE", b"\xc7(") for line in lines)
    mirror = tab.seek_position(len(tab))
    read_all(mirror)
    assert tab.steps == tab.steps
    assert faults_of(mirror) == []


def test_half_an_emoji_is_a_character():
    events = [
        *page(text(10, "\ud83d")),
        mutation(texts=[{"id": 10, "value": "a\udc00"}]),
    ]
    for mirror in (applied(events), sought(events)):
        assert html(mirror).encode()


def within(seconds: float, events: list[Any]) -> Mirror:
    begin = time.process_time()
    mirror = sought(events)
    took = time.process_time() - begin
    assert faults_of(mirror) == []
    assert took < seconds, f"{took:.1f} s"
    return mirror


def test_a_page_as_deep_as_you_like_takes_little_time():
    adds = [add(element(10 + n), parent=9 + n if n else 4) for n in range(DEEP)]
    for order in (adds, adds[::-1]):
        mirror = within(SECONDS, [*page(), mutation(adds=order)])
        assert len(mirror.nodes) == DEEP + 4
        assert len(html(mirror)) > DEEP


def test_an_event_nested_too_deep_for_json_is_left_out():
    node = b'{"type":2,"tagName":"p","attributes":{},"id":10,"childNodes":['
    line = line_of(mutation(1, adds=["HERE"]))
    deep = b'{"parentId":4,"nextId":null,"node":%s%s}' % (node * DEEP, b"]}" * DEEP)
    whole = [line_of(each) for each in page()]
    tab = Timeline([*whole, line.replace(b'"HERE"', deep)])
    mirror = tab.seek_position(len(tab))
    assert shape(mirror.nodes[4]) == 4
    assert tab.skipped or mirror.skipped


def test_adds_that_wait_for_each_other_take_little_time():
    """The worst order: each waits for the next, and the last for nobody that comes."""
    count = 20_000
    adds = [add(element(10 + n), before=11 + n) for n in range(count)]
    mirror = within(2 * SECONDS, [*page(), mutation(adds=adds)])
    assert len(mirror.nodes[4].children) == count


def test_as_many_attributes_as_you_like_take_little_time():
    many = {f"a{n}": "v" for n in range(50_000)}
    changes = [{"id": 10, "attributes": many}, {"id": 10, "attributes": {"style": {}}}]
    mirror = within(SECONDS, [*page(element(10, **many)), mutation(attributes=changes)])
    assert len(mirror.nodes[10].attributes) >= len(many)


def test_one_style_changed_often_takes_little_time():
    changes = [
        change(8, n, id=10, adds=[{"rule": f".a{n}{{top:0}}", "index": n % 7}])
        for n in range(3000)
    ]
    mirror = within(SECONDS, [*page(element(10, "style")), *changes])
    begin = time.process_time()
    assert mirror.css(mirror.nodes[10]).count("top") == len(changes)
    assert time.process_time() - begin < SECONDS


def test_a_frame_that_is_sent_again_and_again_is_one_document():
    sent = [
        mutation(n, adds=[add(document(40, element(41, "html")), parent=30)])
        for n in range(200)
    ]
    mirror = within(SECONDS, [*page(element(30, "iframe")), *sent])
    assert shape(mirror.nodes[30]) == [30, [40, 41]]


@pytest.mark.parametrize("seed", range(30))
def test_a_damaged_stream_is_the_same_as_values_and_as_bytes(seed):
    events = damaged(whole_page(), Random(seed))
    whole = [each for each in events if isinstance(each, dict) and _has_time(each)]
    whole.sort(key=lambda each: each["timestamp"])
    if "NaN" not in json.dumps(whole) and "Infinity" not in json.dumps(whole):
        assert shape(applied(whole).document) == shape(sought(whole).document)


def _has_time(event: dict[str, Any]) -> bool:
    return type(event.get("timestamp")) is int and type(event.get("type")) is int
