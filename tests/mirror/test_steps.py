"""What was done to a page is a step; what its scripts write into its fields is none."""

from __future__ import annotations

import orjson

from replaytest.mirror.steps import steps_of
from tests.mirror.events import change, event, page

TITLE, SLUG, LIST = 5, 6, 7


def deeds(*events):
    """Return (deed, node) of each step after the visit."""
    lines = [orjson.dumps([1, each]) for each in (*page(), *events)]
    return [(step.deed, step.node_id) for step in steps_of(lines)][1:]


def wrote(node, at, *, by_person):
    told = {} if by_person is None else {"userTriggered": by_person}
    return change(5, at, id=node, text="x", isChecked=False, **told)


def action(at, **payload):
    return event(5, at, tag="replaytest/action@1", payload=payload)


def test_a_field_that_follows_another_does_not_cut_its_typing():
    typed = [
        each
        for at in range(0, 100, 10)
        for each in (
            wrote(TITLE, at, by_person=True),
            wrote(SLUG, at + 5, by_person=False),
        )
    ]
    assert deeds(*typed) == [("input", TITLE)]


def test_a_driver_that_chooses_by_a_script_did_it_and_the_page_answered():
    assert deeds(
        wrote(SLUG, 10, by_person=False),
        action(20, kind="set", id=LIST),
        wrote(LIST, 20, by_person=False),
        wrote(SLUG, 21, by_person=False),
        wrote(LIST, 22, by_person=False),
        wrote(TITLE, 60, by_person=True),
        wrote(LIST, 300, by_person=False),
    ) == [("input", LIST), ("input", TITLE)]


def test_the_page_that_empties_a_field_at_once_is_no_part_of_the_step():
    events = [
        *page(),
        wrote(LIST, 10, by_person=False),
        action(20, kind="set", id=LIST),
        wrote(LIST, 20, by_person=False),
        wrote(LIST, 25, by_person=False),
    ]
    steps = steps_of(orjson.dumps([1, each]) for each in events)
    assert [(step.deed, step.event) for step in steps[1:]] == [("input", 4)]


def test_files_that_are_given_after_a_click_are_of_that_step():
    assert deeds(
        change(2, 10, type=2, id=LIST, x=1, y=1),
        action(400, kind="set", id=LIST),
        wrote(LIST, 400, by_person=False),
    ) == [("click", LIST)]


def test_scripts_alone_are_believed_where_nobody_is_known_to_have_typed():
    scripted = [wrote(node, 10 * node, by_person=False) for node in (TITLE, LIST)]
    assert deeds(*scripted) == [("input", TITLE), ("input", LIST)]
    assert deeds(*scripted, action(500, kind="input", id=SLUG)) == []


def test_recorders_that_do_not_say_who_wrote_are_believed():
    assert deeds(wrote(TITLE, 0, by_person=None), wrote(SLUG, 5, by_person=None)) == [
        ("input", TITLE),
        ("input", SLUG),
    ]
