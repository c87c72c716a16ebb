"""Whatever the events, a plan is made of them, in order and within them."""

from __future__ import annotations

import copy
import json
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from replaytest.mirror.timeline import Timeline
from replaytest.model import Tab
from replaytest.redrive.plan import plan
from replaytest.redrive.words import told
from tests.mirror.events import START, change, mutation
from tests.redrive import acts

JUNK = st.sampled_from(
    [None, True, -1, 0, 4, 12, 40, 1e300, 2**70, "", "x", "a" * 300, [], [3], {}, [{}]]
)


def all_sorts():
    """One of everything that is recorded, some of it twice."""
    return [
        *acts.form(),
        *acts.our_click(100, 11),
        *acts.click(300, 13),
        acts.pointer(4, 303, 13),
        acts.pointer(3, 310, 11),
        *(acts.pointer(kind, 320 + kind, 12) for kind in (5, 6, 7, 8, 9, 10)),
        acts.value(400, 10, "tea"),
        acts.value(410, 20, "1"),
        acts.value(420, 12, isChecked=True),
        acts.value(430, 43, "C:\\fakepath\\x"),
        acts.our_letter(440, 40),
        acts.typed(441, 40),
        mutation(442, texts=[{"id": 41, "value": "new"}]),
        mutation(443, removes=[{"id": 9, "parentId": 4}]),
        acts.our_key(500, 10, "Enter"),
        acts.our("drag", 510, 47, type="dragstart"),
        acts.our("drag", 520, 48, type="drop", files=1),
        acts.our("files", 530, 43, files=[{"name": "a", "size": 3}]),
        acts.our("history", 540, delta=-1),
        acts.our("over", 550, 46),
        acts.moved(600, (46, 80), (47, 20)),
        acts.moved(610, (46, 80), source=12),
        change(3, 620, id=1, x=0, y=5),
        change(4, 630, width=300, height=200),
        acts.dialog("confirm", 640),
        acts.called("Page.goto", 690, 710, args={"url": "/x"}),
        acts.called("Dialog.accept", 640, 645),
        acts.called("Page.close", 800, 810),
        acts.settings(650, navigation="back_forward", delta=1),
        *acts.arrive(700, acts.HOME + "next"),
        *acts.arrive(720, acts.HOME, told=False),
    ]


def places(value, path=()):
    """Yield the paths to everything inside a value."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in pairs:
        yield (*path, key)
        if isinstance(inner, dict | list):
            yield from places(inner, (*path, key))


def spoiled(events, seed, junk):
    """Return events of which some are gone, doubled, out of order or damaged."""
    chance = random.Random(seed)
    kept = [copy.deepcopy(each) for each in events if chance.random() > 0.2]
    chance.shuffle(kept)
    for each in kept:
        if chance.random() < 0.5:
            each["timestamp"] = START + chance.randrange(800)
        for value in junk:
            if chance.random() < 0.3:
                *way, last = chance.choice([*places(each["data"]), ("type",)])
                inner = each["data"] if way or last != "type" else each
                for key in way:
                    inner = inner[key]
                inner[last] = copy.deepcopy(value)
    return kept


def line_of(events):
    return Timeline(json.dumps([1, each]).encode() for each in events)


@settings(max_examples=100)
@given(st.integers(0, 10**9), st.lists(JUNK, max_size=3), st.integers(0, 3))
def test_any_events_make_a_plan(seed, junk, level):
    first = line_of(spoiled(all_sorts(), seed, junk))
    second = line_of(spoiled(all_sorts(), seed + 1, junk))
    lines = {1: first, 2: second}
    tabs = (Tab(1, START), Tab(2, START + 300, opener=1), Tab(3, START, opener=9))
    found = plan(lines, tabs, level=level)
    assert [each.at for each in found.steps] == sorted(each.at for each in found.steps)
    for step in found.steps:
        line = lines[step.tab]
        assert 0 <= step.first <= step.last < len(line)
        assert 1 <= step.number <= max(len(line.steps), 1)
        assert step.at <= step.until
        assert step.kind != "navigate" or step.value
        assert told(step)


def test_of_nothing_comes_an_empty_plan():
    assert plan({}).steps == ()
    assert plan({1: Timeline.of_events([])}, (Tab(1, START),)).steps == ()
