"""What is guessed where rrweb is alone: each guess of what people do, and of no more."""

from __future__ import annotations

import pytest

from replaytest.mirror.timeline import Timeline
from replaytest.model import Tab
from replaytest.redrive.plan import plan
from tests.mirror.events import START, add, element, mutation, page, text
from tests.redrive.acts import (
    arrive,
    blur,
    click,
    done,
    down,
    focus,
    form,
    gist,
    moved,
    our_click,
    planned,
    up,
    value,
)

LANES = (
    element(60, "ol", element(61, "li", text(62, "Mug")), element(63, "li")),
    element(64, "ol", element(65, "li"), element(66, "li")),
)


def moved_to(at, node, parent, before=None):
    gone = {"parentId": 60, "id": node["id"]}
    return mutation(at, removes=[gone], adds=[add(node, parent, before)])


def ends(step):
    return step.kind, step.target.hit, step.to and step.to.hit, step.to_point


def test_what_was_pressed_and_lies_elsewhere_was_dragged_there():
    card = element(61, "li", text(62, "Mug"))
    for before, over, point in ((66, 66, (0.5, 0.1)), (None, 64, (0.5, 0.95))):
        events = [down(100, 61), moved_to(300, card, 64, before), *arrive(900, "/x")]
        step = done(*page(*LANES), *events)[0]
        assert ends(step) == ("drag", 61, over, point)
        assert step.guess


def test_what_is_made_anew_where_it_was_dropped_was_dragged_too():
    events = [
        down(100, 62),
        moved_to(300, element(61, "li", text(62, "Mug")), 64),
        *click(900, 63),
    ]
    made = element(90, "li", text(91, "Mug"))
    anew = mutation(
        300, removes=[{"parentId": 60, "id": 61}], adds=[add(made, 64, None)]
    )
    assert ends(done(*page(*LANES), *events)[0])[:3] == ("drag", 62, 64)
    events[1] = anew
    assert ends(done(*page(*LANES), *events)[0])[:3] == ("drag", 62, 64)


def test_what_moves_because_it_was_pressed_was_not_dragged():
    card = element(61, "li", text(62, "Mug"))
    events = [down(100, 61), moved_to(101, card, 64), up(150, 61), *click(900, 63)]
    assert [each.kind for each in done(*page(*LANES), *events)] == ["click", "click"]


def test_what_comes_along_with_the_pointer_is_dragged_by_so_much():
    events = [
        down(100, 61, 5, 5),
        moved(300, (61, 100), (61, 0)),
        mutation(350, attributes=[{"id": 61, "attributes": {"style": "left: 9px"}}]),
        up(400, 61, 45, 7),
        *click(900, 63),
    ]
    step = done(*page(*LANES), *events)[0]
    assert (step.kind, step.to, step.by) == ("drag", None, (40, 2))


def test_a_select_that_nobody_focused_was_chosen_unless_the_page_has_just_answered():
    chosen = value(3000, 20, "1")
    before = [*click(100, 10), focus(101, 10)]
    assert done(*form(), *before, chosen)[-1].values == ("Coffee",)
    answered = [*click(2950, 11), chosen]
    assert done(*form(), *before, *answered)[-1].kind == "click"


def test_the_same_value_is_typed_again_where_the_focus_is():
    focused = [*click(100, 49), focus(101, 49), value(500, 49, "1")]
    assert gist(done(*form(value="1"), *focused))[-1] == ("fill", 49, "1")
    elsewhere = [*click(100, 10), focus(101, 10), value(500, 49, "1")]
    assert [each.kind for each in done(*form(value="1"), *elsewhere)] == ["click"]


@pytest.mark.parametrize(
    ("closing", "shown"),
    [
        (
            mutation(5000, attributes=[{"id": 50, "attributes": {"open": None}}]),
            element(50, "dialog", element(51, "input"), open=""),
        ),
        (
            mutation(5000, removes=[{"parentId": 4, "id": 50}]),
            element(50, "div", element(52, "div", role="dialog")),
        ),
    ],
)
def test_a_dialog_that_goes_away_on_its_own_was_left(closing, shown):
    events = [*page(shown, element(53, "button")), *click(100, 53)]
    step = done(*events, closing)[-1]
    assert (step.kind, step.value, step.target) == ("press", "Escape", None)
    assert step.guess
    assert [each.kind for each in done(*events, *click(4500, 53), closing)] == [
        "click",
        "click",
    ]


def test_a_dialog_that_goes_away_after_its_button_was_answered():
    shown = element(50, "div", element(51, "button"), role="dialog")
    closing = mutation(5000, removes=[{"parentId": 4, "id": 50}])
    kinds = [each.kind for each in done(*page(shown), *click(100, 51), closing)]
    assert kinds == ["click"]


def test_a_page_that_shows_dialogs_by_itself_has_no_keys():
    shown = element(50, "div", role="dialog")
    closing = mutation(5000, removes=[{"parentId": 4, "id": 50}])
    assert done(*page(shown), closing) == []


def test_a_key_comes_before_what_it_has_changed():
    # rrweb tells of the emptied field after what the page has added.
    events = [
        *[*form(), *click(100, 10), focus(101, 10), value(200, 10, "t")],
        mutation(300, adds=[add(element(70, "p", text(71, "t")))]),
        value(301, 10, ""),
    ]
    typed, press = done(*events)[1:]
    assert (typed.value, press.value) == ("t", "Enter")
    assert press.first == len(events) - 2


def test_one_letter_can_be_taken_back():
    typing = [*click(100, 10), focus(101, 10), value(200, 10, "t"), value(400, 10, "")]
    assert gist(done(*form(), *typing))[1:] == [("fill", 10, "")]


def test_a_script_hears_of_the_pointer_before_rrweb_does():
    opened = mutation(4000, attributes=[{"id": 46, "attributes": {"class": "open"}}])
    events = [*form(), moved(3000, (9, 0)), opened, moved(4500, (46, 499))]
    hover = planned(*events).steps[-1]
    assert (hover.kind, hover.target.hit, hover.first) == ("hover", 46, len(form()) + 1)
    late = [*form(), opened, moved(4500, (46, 400))]
    assert [each.kind for each in planned(*late).steps] == ["navigate"]


def test_mail_keeps_its_shape_at_level_0_and_is_masked_all_the_same():
    typing = [*click(100, 49), focus(101, 49)]
    for said, masked in (("xxx@xxxxxxx.xxx", True), ("ada@example.com", False)):
        step = done(*form(type="email"), *typing, value(300, 49, said))[-1]
        assert (step.value, step.masked) == (said, masked)


def sessions(begins, *, exact=False, opener=None):
    """Two tabs: a click in the first, and the second from `begins` on."""
    clicked = our_click(1000, 11) if exact else click(1000, 11)
    lines = {
        1: Timeline.of_events([*form(), *clicked, blur(9000, 10)]),
        2: Timeline.of_events(arrive(begins, "http://127.0.0.1/two")),
    }
    tabs = (Tab(1, START), Tab(2, START + begins, opener=opener))
    steps = plan(lines, tabs).steps
    return [(each.tab, each.kind, each.opens, each.cause) for each in steps]


def test_a_tab_that_begins_right_after_a_click_may_be_its_doing():
    assert sessions(1500)[1:] == [(1, "click", (2,), None), (2, "navigate", (), 2)]
    assert sessions(6000)[1:] == [(1, "click", (), None), (2, "navigate", (), None)]
    # Ours says who opened a tab; nobody did.
    assert sessions(1500, exact=True)[-1] == (2, "navigate", (), None)
