"""Keys that do something are steps; those that type are what they typed."""

from __future__ import annotations

import pytest

from tests.mirror.events import change, mutation
from tests.redrive.acts import (
    click,
    done,
    focus,
    form,
    gist,
    moved,
    our,
    our_click,
    our_key,
    planned,
    typed,
    value,
)


@pytest.mark.parametrize(
    ("key", "held", "told"),
    [
        ("Enter", (), "Enter"),
        ("Tab", ("Shift",), "Shift+Tab"),
        ("k", ("Control",), "Control+k"),
        ("/", (), "/"),
        (" ", (), "Space"),
        ("ArrowDown", (), "ArrowDown"),
        ("+", ("Control",), "Control++"),
    ],
)
def test_a_key_on_the_page(key, held, told):
    assert gist(done(*form(), our_key(100, 4, key, *held))) == [("press", 4, told)]


@pytest.mark.parametrize("key", ["Shift", "Control", "CapsLock", "Dead", "Process", ""])
def test_keys_that_do_nothing_alone(key):
    assert done(*form(), our_key(100, 4, key)) == []


@pytest.mark.parametrize(
    ("key", "held", "pressed"),
    [
        ("a", (), False),
        ("a", ("Shift",), False),
        ("Backspace", (), False),
        ("@", ("Control", "Alt"), False),
        ("a", ("Control",), True),
        ("b", ("Meta",), True),
        ("Escape", (), True),
        ("ArrowLeft", (), True),
    ],
)
def test_keys_in_a_field(key, held, pressed):
    assert len(done(*form(), our_key(100, 10, key, *held))) == pressed


def test_a_key_that_goes_nowhere_is_pressed_all_the_same():
    assert gist(done(*form(), our_key(100, -1, "Escape"))) == [
        ("press", None, "Escape")
    ]


def test_what_the_browser_itself_does_with_a_key_is_told_as_that():
    assert (
        done(*form(), our_key(100, 4, "F5"), our_key(300, 4, "ArrowLeft", "Alt")) == []
    )


def test_focus_that_came_by_itself_matters_where_a_key_follows():
    steps = planned(*form(), focus(500, 11), our_key(600, 11, "Enter")).steps
    assert [(each.kind, each.minor) for each in steps[1:]] == [
        ("focus", True),
        ("press", False),
    ]
    assert steps[1].number == steps[2].number == 2
    clicked = planned(
        *form(), *our_click(490, 11), focus(500, 11), our_key(600, 11, "Enter")
    )
    assert [each.kind for each in clicked.steps[1:]] == ["click", "press"]


def scroll(at, node, y):
    return change(3, at, id=node, x=0, y=y)


def test_only_the_last_place_before_a_step_is_scrolled_to():
    moves = [scroll(100, 1, 10), scroll(200, 1, 90.4), scroll(210, 46, 5)]
    steps = planned(*form(), *moves, *click(300, 11), scroll(400, 1, 0)).steps
    assert [(each.kind, each.value, each.minor) for each in steps[1:]] == [
        ("scroll", "0,90", True),
        ("scroll", "0,5", True),
        ("click", None, False),
        ("scroll", "0,0", True),
    ]
    assert steps[1].target is None
    assert steps[2].target.hit == 46
    assert {each.number for each in steps[1:]} == {2}


def test_another_size_of_the_window():
    steps = planned(*form(), change(4, 100, width=800, height=600)).steps
    assert len(steps) == 1
    steps = planned(*form(), change(4, 100, width=400, height=600)).steps
    assert (steps[1].kind, steps[1].value, steps[1].minor) == (
        "resize",
        "400,600",
        True,
    )


def changed(at):
    return mutation(at, attributes=[{"id": 46, "attributes": {"class": "open"}}])


def test_hovering_matters_where_the_page_changed_of_it():
    late = moved(1600, (46, 300), (47, 250))
    steps = planned(*form(), changed(1400), late, *click(2000, 48)).steps
    assert [(each.kind, each.target.hit) for each in steps[1:]] == [
        ("hover", 47),
        ("click", 48),
    ]
    assert steps[1].minor
    assert steps[1].guess
    assert steps[1].first == 2  # when the pointer was there, not when it was told


def test_hovering_that_changed_nothing_is_no_step():
    assert planned(*form(), moved(1000, (46, 10)), changed(2000)).steps[1:] == ()
    assert planned(*form(), moved(1000, (4, 10)), changed(1100)).steps[1:] == ()
    busy = planned(*form(), *click(900, 11), moved(1000, (46, 10)), changed(1100))
    assert [each.kind for each in busy.steps[1:]] == ["click"]


def test_what_our_recorder_says_was_hovered():
    overs = [our("over", 1000, 46), our("over", 1100, 46), changed(1101)]
    steps = planned(*form(), *overs).steps
    assert [(each.kind, each.guess) for each in steps[1:]] == [("hover", "")]
    # A style sheet may show what is clicked; what lies elsewhere it does not.
    near = planned(*form(), our("over", 1000, 47), *our_click(1500, 48)).steps
    assert [each.kind for each in near[1:]] == ["hover", "click"]
    far = planned(*form(), our("over", 1000, 47), *our_click(1500, 11)).steps
    assert [each.kind for each in far[1:]] == ["click"]


def test_nothing_is_guessed_of_moves_where_our_recorder_says_what_was_hovered():
    events = [moved(1600, (47, 250)), our("over", 1100, 46), changed(1400)]
    assert [each.target.hit for each in planned(*form(), *events).steps[1:]] == [46]


def test_typing_begins_with_its_key_however_late_the_value_comes():
    before = form()
    late = [our_key(100, 10, "a"), typed(390, 10), value(391, 10, "a")]
    (step,) = done(*before, *late)
    assert (step.value, step.first, step.typed) == ("a", len(before), True)
    # The key was that of the value before.
    given = [*late[:2], value(101, 10, "a"), *our_click(200, 11), value(700, 10, "b")]
    (*_, step) = done(*before, *given)
    assert (step.kind, step.value, step.typed) == ("fill", "b", False)
