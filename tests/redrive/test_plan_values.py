"""What was typed, ticked and chosen, by hand."""

from __future__ import annotations

import pytest

from replaytest.redrive.fields import inserted, looks_masked
from replaytest.redrive.model import File
from tests.mirror.events import mutation
from tests.redrive.acts import (
    called,
    click,
    done,
    down,
    focus,
    form,
    gist,
    our,
    our_click,
    our_key,
    our_letter,
    planned,
    pointer,
    typed,
    up,
    value,
)


def text_of(at, number, said):
    return mutation(at, texts=[{"id": number, "value": said}])


def test_inputs_in_a_row_are_one_fill_with_the_last_value():
    growing = [value(200 + n, 10, "tea"[:n]) for n in (1, 2, 3)]
    first, step = done(*form(), *click(100, 10), *growing)
    assert first.kind == "click"
    assert (step.kind, step.value, step.typed, step.masked) == (
        "fill",
        "tea",
        True,
        False,
    )
    assert (step.first, step.last) == (5, 7)


def test_a_value_that_comes_at_once_was_not_typed():
    (step,) = done(*form(), typed(200, 10), value(200, 10, "tea", userTriggered=True))
    assert (step.value, step.typed, step.first) == ("tea", False, 3)


def test_keys_say_that_it_was_typed_and_belong_to_it():
    keys = [
        our_letter(200, 10),
        typed(201, 10),
        value(201, 10, "t", userTriggered=True),
    ]
    (step,) = done(*form(), *keys)
    assert (step.value, step.typed, step.first) == ("t", True, 2)


def test_what_else_is_done_ends_a_fill():
    other = [value(200, 10, "a"), *click(300, 11), value(400, 10, "ab")]
    told = gist(done(*form(), *click(100, 10), *other))
    assert told[1:] == [("fill", 10, "a"), ("click", 11, None), ("fill", 10, "ab")]


def test_scrolling_does_not_end_a_fill():
    from tests.mirror.events import change

    moved = change(3, 250, id=1, x=0, y=9)
    (step,) = done(*form(), value(200, 10, "a"), moved, value(300, 10, "ab"))
    assert step.value == "ab"


def test_what_scripts_set_is_no_step():
    by_script = value(200, 10, "x", userTriggered=False)
    assert done(*form(), by_script) == []
    # Without that word of rrweb's: where nobody is.
    assert done(*form(), *click(100, 11), focus(101, 11), value(900, 45, "x"))[1:] == []
    assert done(*form(value="same"), value(900, 49, "same")) == []


def test_a_call_of_playwrights_sets_values_by_script():
    call = called("Locator.select_option", 190, 210)
    chosen = value(200, 20, "1", userTriggered=False)
    echo = value(201, 10, "1", userTriggered=False)
    (step,) = done(*form(), chosen, echo, call)
    assert (step.kind, step.values, step.indexes) == ("select", ("Coffee",), (1,))


def test_opening_a_select_and_walking_in_it_is_choosing():
    (step,) = done(*form(), *click(100, 20), value(900, 20, "1"))
    assert (step.kind, step.values, step.first) == ("select", ("Coffee",), 2)
    walked = [
        *(our_key(100, 20, "ArrowDown"), value(101, 20, "1", userTriggered=True)),
        *(our_key(400, 20, "ArrowUp"), value(401, 20, "0", userTriggered=True)),
    ]
    (step,) = done(*form(), *walked)
    assert (step.kind, step.values, step.first, step.last) == ("select", ("Tea",), 2, 5)


def test_a_tick_is_one_step_with_the_state_after_it():
    ticked = [*click(100, 12), value(103, 12, isChecked=True)]
    unticked = [*click(500, 12), value(503, 12)]
    first, second = done(*form(), *ticked, *unticked)
    assert (first.kind, first.first, first.last, first.number) == ("check", 2, 5, 2)
    assert second.kind == "uncheck"


def test_of_radio_buttons_the_chosen_one_is_ticked():
    chosen = [*click(100, 16), value(103, 16, isChecked=True), value(103, 15)]
    (step,) = done(*form(), *chosen)
    assert (step.kind, step.target.hit) == ("check", 16)


def test_a_box_that_a_key_ticks_is_that_key():
    space = our("key", 100, 12, **{"class": "other", "modifiers": []})
    clicked = our("pointer", 101, 12, type="click", button=0, pointer="", modifiers=[])
    events = [space, clicked, value(102, 12, isChecked=True, userTriggered=True)]
    assert gist(done(*form(), *events)) == [("press", 12, "Space")]


def test_a_box_that_is_ticked_with_another_is_no_step():
    both = [*click(100, 11), value(103, 12, isChecked=True)]
    assert gist(done(*form(), *both)) == [("click", 11, None)]


def test_files():
    named = [{"name": "a.txt", "type": "text/plain", "size": 3}]
    told = [
        *our_click(100, 43),
        typed(900, 43, ""),
        value(900, 43, "C:\\fakepath\\a.txt", userTriggered=True),
        our("files", 901, 43, files=named),
    ]
    (step,) = done(*form(), *told)
    assert (step.kind, step.files) == ("files", (File("a.txt", "text/plain", 3),))
    assert step.first == 2
    (step,) = done(*form(), value(900, 43, "C:\\fakepath\\a.txt"))
    assert step.files == (File("a.txt", "", 0),)
    assert "files are not kept" in planned(*form(), *told).missing[0]


def test_files_that_a_test_made_up():
    args = {"payloads": ["a.txt", "b.txt"]}
    call = called("Locator.set_input_files", 890, 910, args=args)
    (step,) = done(*form(), value(900, 43, "", userTriggered=False), call)
    assert [each.name for each in step.files] == ["a.txt", "b.txt"]
    assert done(*form(), value(900, 43, "", userTriggered=False)) == []


def test_a_password_is_masked_whatever_it_looks_like():
    (step,) = done(*form(), value(200, 44, "secret"))
    assert step.masked
    (step,) = done(*form(), value(200, 44, "", userTriggered=True))
    assert not step.masked
    assert planned(*form(), value(200, 44, "***")).missing[0].startswith("1 value is")


@pytest.mark.parametrize(
    ("said", "level", "masked"),
    [
        ("***", 0, True),
        ("Xxx 00", 1, True),
        ("Xxx 00", 0, False),
        ("box 00", 1, False),
        ("", 2, False),
        ("--", 2, False),
    ],
)
def test_what_looks_masked(said, level, masked):
    assert looks_masked(said, level) is masked


def test_editing_the_page_is_one_step_of_what_came_to_it():
    keys = [our_letter(100, 40), typed(101, 40), text_of(102, 41, "Hi!")]
    more = [our_letter(110, 40), typed(111, 40), text_of(112, 41, "Hi!!")]
    (step,) = done(*form(), *keys, *more)
    assert (step.kind, step.value, step.typed) == ("insert", "!!", True)
    assert (step.first, step.target.hit) == (2, 40)


def test_editing_what_was_empty_or_replaced_is_a_fill():
    (step,) = done(*form(), typed(101, 40), text_of(102, 41, "New"))
    assert (step.kind, step.value) == ("fill", "New")


def test_edited_text_is_that_of_the_moment_when_something_else_begins():
    sent = [typed(101, 40), text_of(102, 41, "Hi Bob"), our_key(200, 40, "Enter")]
    first, second = done(*form(), *sent, text_of(201, 41, ""))
    assert (first.kind, first.value) == ("insert", " Bob")
    assert second.value == "Enter"


def test_a_new_line_is_typed_and_no_key_of_its_own():
    lines = [our_key(100, 40, "Enter"), typed(101, 40, "insertParagraph")]
    (step,) = done(*form(), *lines, text_of(102, 41, "Hi\nyou"))
    assert (step.kind, step.value) == ("insert", "\nyou")


def test_editing_is_noticed_where_rrweb_is_alone():
    events = [*click(100, 40), focus(101, 40), text_of(300, 41, "Hi there")]
    _, caret, step = done(*form(), *events)
    assert (caret.kind, caret.value) == ("press", "Control+End")
    assert (step.kind, step.value) == ("insert", " there")
    assert caret.guess
    assert step.guess


def test_where_text_was_inserted_is_not_guessed_but_at_the_end():
    events = [*click(100, 40), focus(101, 40), text_of(300, 41, "Hey Hi")]
    assert [each.kind for each in done(*form(), *events)] == ["click", "insert"]


def test_a_paste_is_the_value_it_gives():
    pasted = [
        our_key(100, 10, "v", "Control"),
        our("clipboard", 101, 10, type="paste", length=3),
        typed(102, 10, "insertFromPaste"),
        value(102, 10, "tea", userTriggered=True),
    ]
    assert gist(done(*form(), *pasted)) == [("fill", 10, "tea")]


def test_what_a_key_sets_is_that_key():
    stepped = [our_key(100, 42, "ArrowUp"), value(101, 42, "51", userTriggered=True)]
    assert gist(done(*form(), *stepped)) == [("press", 42, "ArrowUp")]


def test_keys_are_guessed_of_what_became_of_a_field():
    typing = [*click(50, 10), focus(51, 10), value(100, 10, "tea")]
    sent = gist(done(*form(), *typing, value(300, 10, "")))
    assert sent[1:] == [("fill", 10, "tea"), ("press", 10, "Enter")]
    kept = mutation(
        300, removes=[{"id": 9, "parentId": 4}], texts=[{"id": 41, "value": "tea"}]
    )
    assert gist(done(*form(), *typing, kept))[2][2] == "Enter"
    left = mutation(300, removes=[{"id": 9, "parentId": 4}])
    assert gist(done(*form(), *typing, left))[2][2] == "Escape"


def test_a_value_may_be_set_while_a_button_is_held():
    spun = [down(100, 49), value(105, 49, "2"), up(300, 49), pointer(2, 301, 49)]
    assert gist(done(*form(type="number"), *spun)) == [("fill", 49, "2")]


@pytest.mark.parametrize(
    ("before", "after", "added"),
    [
        ("ab", "axb", "x"),
        ("ab", "abc", "c"),
        ("", "abc", None),
        ("ab", "b", None),
        ("abc", "xbcd", None),
    ],
)
def test_what_was_inserted(before, after, added):
    assert inserted(before, after) == added
