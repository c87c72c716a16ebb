"""What the pointer did: each click once, and only those that somebody made."""

from __future__ import annotations

import pytest

from replaytest.mirror.timeline import Timeline
from replaytest.redrive.evidence import evidence
from replaytest.redrive.plan import plan
from tests.mirror.events import change, mutation
from tests.redrive.acts import (
    arrive,
    called,
    click,
    done,
    down,
    focus,
    form,
    gist,
    moved,
    our,
    our_click,
    our_key,
    our_pointer,
    planned,
    pointer,
    up,
    value,
)


def added(at, number, parent=4):
    node = {"type": 2, "id": number, "tagName": "p", "attributes": {}, "childNodes": []}
    return mutation(at, adds=[{"parentId": parent, "nextId": None, "node": node}])


def test_a_click_is_one_step_from_its_press_on():
    (step,) = done(*form(), *click(100, 11))
    assert (step.kind, step.first, step.last, step.target.hit) == ("click", 2, 4, 11)
    assert (step.number, step.point, step.guess) == (2, None, "")
    assert step.until - step.at == 2


@pytest.mark.parametrize(
    ("before", "first"),
    [
        ([added(99, 60), added(99, 61)], 2),
        ([added(90, 60), added(99, 61)], 3),
        ([added(99, 60), focus(99, 10)], 4),
    ],
)
def test_what_a_page_does_as_the_pointer_goes_down_is_of_the_click(before, first):
    (step,) = done(*form(), *before, *click(100, 11))
    assert (step.first, step.target.hit) == (first, 11)


def test_what_came_as_the_pointer_went_down_can_be_clicked():
    (step,) = done(*form(), added(100, 60), *click(100, 60))
    assert (step.first, step.target.hit) == (3, 60)


def test_a_click_that_we_recorded_too_is_one_step_and_says_where():
    (step,) = done(*form(), *our_click(100, 11, modifiers=["Shift", "Control"]))
    assert (step.first, step.last, step.number) == (2, 5, 2)
    assert step.point == (0.5, 0.25)
    assert step.modifiers == ("Control", "Shift")


def test_a_click_in_a_frame_of_another_origin_has_rrwebs_node():
    events = [*form(), down(100, 11), up(101, 11), our_pointer("click", 102, -1)]
    (step,) = done(*events, pointer(2, 102, 11))
    assert step.target.hit == 11


def test_two_clicks_and_a_double_click_are_one_step():
    twice = [*click(100, 11), *click(150, 11), pointer(4, 153, 11)]
    (step,) = done(*form(), *twice)
    assert (step.kind, step.first, step.last) == ("double-click", 2, 8)
    assert step.number == 4
    ours = [*our_click(100, 11), *our_click(150, 11), our_pointer("dblclick", 153, 11)]
    (step,) = done(*form(), *ours, pointer(4, 153, 11))
    assert (step.kind, step.first, step.last) == ("double-click", 2, 11)


def test_the_right_button():
    menu = [down(100, 11), up(101, 11), pointer(3, 101, 11)]
    (step,) = done(*form(), *menu)
    assert (step.kind, step.button, step.first) == ("context-menu", "right", 2)
    told = [
        down(100, 11),
        our_pointer("contextmenu", 101, 11, button=2),
        pointer(3, 101, 11),
        up(150, 11),
        our_pointer("auxclick", 151, 11, button=2),
    ]
    (step,) = done(*form(), *told, added(400, 60))
    assert (step.kind, step.button) == ("context-menu", "right")


def test_the_middle_button():
    told = [down(100, 11), up(101, 11), our_pointer("auxclick", 102, 11, button=1)]
    (step,) = done(*form(), *told)
    assert (step.kind, step.button) == ("click", "middle")


def test_a_tap():
    (step,) = done(
        *form(), pointer(7, 100, 11), pointer(9, 110, 11), pointer(2, 120, 11)
    )
    assert step.kind == "tap"
    emulated = [pointer(7, 100, 11), pointer(9, 110, 11), *click(150, 11)]
    (step,) = done(*form(), *emulated)
    assert step.kind == "tap"


def test_what_a_label_and_a_script_click_is_no_step():
    forwarded = [*click(100, 13), pointer(2, 103, 12), value(103, 12, isChecked=True)]
    (step,) = done(*form(), *forwarded)
    assert (step.kind, step.target.hit) == ("check", 13)
    scripted = [*our_click(100, 11), pointer(2, 500, 45)]
    assert gist(done(*form(), *scripted)) == [("click", 11, None)]


def test_a_script_of_the_test_clicks():
    call = called("Locator.dispatch_event", 495, 505)
    events = [*form(), *our_click(100, 11), pointer(2, 500, 45), call]
    assert [each.target.hit for each in done(*events)] == [11, 45]


def test_a_click_that_a_key_made_is_that_key():
    sent = [our_key(100, 10, "Enter"), our_pointer("click", 101, 11, pointer="")]
    assert gist(done(*form(), *sent, pointer(2, 101, 11))) == [("press", 10, "Enter")]


def test_keys_are_guessed_of_clicks_where_rrweb_is_alone():
    before = [*form(), *click(50, 45)]
    (_, key) = done(*before, focus(500, 10), pointer(2, 900, 11, 0, 0))
    assert gist([key]) == [("press", 10, "Enter")]
    assert key.guess
    (_, key) = done(*before, focus(500, 12), pointer(2, 900, 12, 0, 0))
    assert gist([key]) == [("press", 12, "Space")]
    (_, step) = done(*before, pointer(2, 900, 11, 0, 0))
    assert step.kind == "click"
    assert "without a press" in step.guess


def test_every_click_counts_where_presses_are_not_recorded():
    events = [*form(), pointer(2, 100, 11), pointer(2, 900, 45)]
    assert [(each.kind, each.guess) for each in done(*events)] == [("click", "")] * 2


def test_a_press_that_changed_the_page_is_a_click_though_none_was_recorded():
    pressed = [down(100, 11), added(110, 60), up(120, 11), added(500, 61)]
    (step,) = done(*form(), *pressed)
    assert (step.kind, step.guess != "") == ("click", True)
    assert done(*form(), down(100, 11), up(120, 11), added(500, 61)) == []


def test_a_slider_is_set_and_not_clicked():
    slid = [
        down(100, 42, 10),
        moved(150, (42, 0)),
        value(160, 42, "30"),
        up(200, 42, 90),
        pointer(2, 201, 42, 90),
    ]
    (step,) = done(*form(), *slid)
    assert (step.kind, step.value, step.first) == ("fill", "30", 2)


def test_a_pointer_drags():
    way = [
        down(100, 47, 10, 10),
        moved(150, (47, 20), (48, 10)),
        mutation(160, attributes=[{"id": 47, "attributes": {"style": "left: 9px"}}]),
        up(200, 48, 60, 40),
        added(500, 60),
    ]
    (step,) = done(*form(), *way)
    assert (step.kind, step.target.hit, step.to.hit) == ("drag", 47, 48)
    assert step.by == (50, 30)
    origin = {"fx": 0.1, "fy": 0.9, "modifiers": ["Alt"]}
    released = our_pointer("release", 199, 48, **{"from": origin})
    (step,) = done(*form(), *way[:3], released, *way[3:])
    assert (step.point, step.to_point) == ((0.1, 0.9), (0.5, 0.25))
    assert step.modifiers == ("Alt",)


def test_a_hand_that_shakes_clicks():
    shaken = [
        down(100, 11, 10),
        moved(150, (11, 0)),
        mutation(160, attributes=[{"id": 11, "attributes": {"class": "pressed"}}]),
        up(200, 11, 17),
        pointer(2, 201, 11, 17),
    ]
    assert [each.kind for each in done(*form(), *shaken)] == ["click"]
    shaken[3:] = [up(200, 11, 90), pointer(2, 201, 11, 90)]
    assert [each.kind for each in done(*form(), *shaken)] == ["drag"]


def test_marking_text_prepares_at_most():
    way = [down(100, 41), moved(150, (41, 20)), up(200, 41, 300), added(900, 60)]
    found = planned(*form(), *way).steps
    assert [(each.kind, each.minor) for each in found[1:]] == [("drag", True)]


def test_html_drag_and_drop():
    dragged = [
        down(100, 47),
        our("drag", 110, 47, type="dragstart", fx=0.5, fy=0.5),
        our("drag", 150, 48, type="drop", fx=0.1, fy=0.2, types=["text/plain"]),
        our("drag", 151, 47, type="dragend", fx=0.5, fy=0.5),
    ]
    (step,) = done(*form(), *dragged)
    assert (step.kind, step.target.hit, step.to.hit) == ("drag", 47, 48)
    assert (step.first, step.last, step.number) == (2, 5, 2)
    assert (step.point, step.to_point) == ((0.5, 0.5), (0.1, 0.2))


def test_html_drag_and_drop_is_worked_out_where_rrweb_is_alone():
    way = change(12, 180, positions=[{"x": 80, "y": 5, "id": 47, "timeOffset": 0}])
    (step,) = done(*form(), down(100, 47, 10), way, *arrive(400, "about:blank"))
    assert (step.kind, step.to, step.by) == ("drag", None, (70, 0))
    assert step.guess


@pytest.mark.parametrize("gone", [True, False])
def test_a_target_that_comes_as_it_is_clicked_has_evidence(gone):
    late = [] if gone else [added(100, 60)]
    events = [*form(), down(100, 60), *late, up(101, 60), pointer(2, 102, 60)]
    (step,) = done(*events)
    assert (step.target is None) is gone


def test_evidence_is_that_of_the_page_as_it_was():
    named = mutation(300, attributes=[{"id": 11, "attributes": {"aria-label": "Pay"}}])
    events = [*form(), *click(100, 11), *click(200, 45), named, *click(400, 11)]
    line = Timeline.of_events(events)
    steps = [each for each in plan({1: line}).steps if each.target]
    assert [each.target.words for each in steps] == [
        "button",
        "textbox",
        'button "Pay"',
    ]
    for step in steps:
        mirror = line.seek_position(step.first)
        assert step.target == evidence(mirror, step.target.hit)
