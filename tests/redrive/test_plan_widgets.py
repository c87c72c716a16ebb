"""What component libraries do under the pointer and the caret, met in real ones."""

from __future__ import annotations

from tests.mirror.events import element, mutation, page
from tests.redrive.acts import (
    called,
    done,
    down,
    focus,
    form,
    gist,
    moved,
    our,
    our_click,
    our_pointer,
    planned,
    pointer,
    typed,
    up,
    value,
)


def renamed(at, node=9):
    return mutation(at, attributes=[{"id": node, "attributes": {"class": f"c{at}"}}])


def minors(*events):
    return gist([each for each in planned(*events).steps if each.minor])


def test_a_field_gets_the_focus_before_it_is_filled_in():
    filled = [typed(120, 10), value(121, 10, "Mo", userTriggered=True)]
    clicked = our_click(60, 11)
    assert minors(*form(), *clicked, focus(100, 10), renamed(101), *filled) == [
        ("focus", 10, None)
    ]
    # A press on the field itself gives it, and what a page fills in needs none.
    at_once = [focus(clicked[-1]["timestamp"] + 1, 10), renamed(101)]
    assert minors(*form(), *clicked, *at_once, *filled) == []
    pressed = [down(100, 10), focus(101, 10), up(102, 10), pointer(2, 103, 10)]
    assert minors(*form(), *pressed, *filled) == []
    set_by_page = value(121, 10, "Mo", userTriggered=False)
    assert minors(*form(), *clicked, focus(100, 10), set_by_page) == []


def test_a_call_that_takes_long_to_fill_in_has_given_the_focus():
    slow = [focus(100, 10), renamed(101), typed(420, 10), value(421, 10, "Mo")]
    call = called("Locator.fill", 90, 440)
    assert minors(*form(), *our_click(60, 11), *slow, call) == [("focus", 10, None)]
    # By itself it came long before: a page gives it as well.
    assert minors(*form(), *our_click(60, 11), *slow) == []


def test_what_opens_at_a_press_has_the_release_and_not_the_click():
    layer = {"parentId": 4, "nextId": None, "node": element(70, "div")}
    opening = [down(100, 11), mutation(101, adds=[layer]), up(110, 70)]
    clicked = [our_pointer("click", 110, 4), pointer(2, 110, 4)]
    (step,) = done(*form(), *opening, *clicked)
    assert (step.kind, step.target.hit, step.point) == ("click", 11, None)


def test_a_value_given_after_the_page_answered_is_a_step_of_its_own():
    letters = [
        each
        for at, said in ((100, "c"), (150, "cr"), (200, "cra"))
        for each in (typed(at, 10), value(at, 10, said), renamed(at + 20))
    ]
    emptied = [typed(400, 10, "deleteContent"), value(400, 10, "")]
    assert gist(done(*form(), focus(90, 10), *letters, *emptied)) == [
        ("fill", 10, "cra"),
        ("fill", 10, ""),
    ]


def test_a_click_that_playwright_held_back_is_none():
    held_back = our_pointer("click", 100, 47)
    (step,) = done(*form(), held_back, *our_click(300, 48))
    assert step.target.hit == 48
    # What rrweb tells of as well has come through.
    assert len(done(*form(), held_back, pointer(2, 101, 47), *our_click(300, 48))) == 2


def test_hovering_begins_before_the_change_that_is_told_first():
    events = [*form(), *our_click(100, 47), renamed(200, 46), our("over", 201, 48)]
    plan = planned(*events, *our_click(203, 48))
    (hover,) = (each for each in plan.steps if each.minor)
    assert (hover.kind, hover.target.hit) == ("hover", 48)
    assert hover.first == len(form()) + len(our_click(100, 47))


def test_ticking_a_box_gives_no_value_to_what_the_page_sets_meanwhile():
    ticking = called("Locator.check", 50, 400)
    given = value(100, 10, "5", userTriggered=False)
    steps = done(*form(), given, *our_click(300, 12), ticking)
    assert [each.kind for each in steps] == ["click"]


def test_a_page_that_fills_itself_in_before_anybody_did_anything_is_left_alone():
    fields = [element(10, "input", name="rows"), element(11, "button")]
    assert gist(done(*page(*fields), value(30, 10, "5"), *our_click(300, 11))) == [
        ("click", 11, None)
    ]


def test_the_pointer_may_change_what_it_comes_to_before_it_presses():
    events = [*form(), down(10, 47), up(11, 47), pointer(2, 12, 47)]
    coming = [moved(100, (48, 0)), renamed(130, 48), down(140, 48), up(141, 48)]
    plan = planned(*events, *coming, pointer(2, 142, 48))
    assert [e.kind for e in plan.steps if e.minor] == ["hover"]
