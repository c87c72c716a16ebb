"""The focus of a field that is filled next is given by whoever fills it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from replaytest.mirror.timeline import Timeline
from replaytest.redrive.evidence import evidence
from replaytest.redrive.model import Step
from replaytest.run.implied import is_implied
from replaytest.run.recorded import Recorded
from tests.mirror.events import START, mutation
from tests.redrive.acts import form, value


def step(kind, node, first, **more):
    target = evidence(Timeline.of_events(form()).seek_position(2), node)
    at = START + first
    return Step(1, kind, 1, first, first, at, at, target=target, **more)


def implied(one, other, *between):
    events = [*form(), *between, value(500, 10, "Tea")]
    recorded = Recorded({1: Timeline.of_events(events)})
    return is_implied(one, other, recorded)


FOCUS = step("focus", 10, 2, minor=True)


@pytest.mark.parametrize("kind", ["fill", "insert", "press"])
def test_what_is_done_to_the_same_field_gives_it_the_focus(kind):
    assert implied(FOCUS, step(kind, 10, 2))


@pytest.mark.parametrize(
    "other",
    [None, step("fill", 45, 2), step("click", 10, 2), step("focus", 10, 2)],
    ids=["nothing", "another field", "a click", "a second focus"],
)
def test_what_gives_it_no_focus_does_not(other):
    assert not implied(FOCUS, other)


def test_a_page_that_the_focus_changes_is_seen_with_it():
    opened = mutation(100, attributes=[{"id": 9, "attributes": {"class": "open"}}])
    assert not implied(FOCUS, step("fill", 10, 3), opened)


def test_a_focus_that_opens_a_tab_is_given():
    assert not implied(replace(FOCUS, opens=(2,)), step("fill", 10, 2))
