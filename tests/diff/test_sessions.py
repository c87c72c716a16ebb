"""Where one session leaves another: earliest step, then earliest kind."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replaytest.diff.sessions import confirmed, course_of, first_divergence
from replaytest.diff.sides import Side, as_data
from tests.diff.made_sessions import Made, each_says, nothing, sides
from tests.mirror.events import add, element, text


def test_equal_sessions_have_no_divergence():
    a, b = sides(nothing, nothing)
    course = course_of(a, b)
    assert not course
    assert course.first is None
    assert course.pages == 4


@pytest.mark.parametrize(
    ("change", "sort", "step", "text"),
    [
        (lambda m: m.show(2, 1, "Broken"), "dom", 2, 'paragraph: "row 1" is now "Broken"  (in main)'),
        (lambda m: m.err(2, "TypeError: x"), "error", 2, "the page throws TypeError: x"),
        (lambda m: m.ask(2, "/pay"), "request", 2, "POST /pay is new: answered 200"),
        (lambda m: m.visit(2, "/login"), "navigation", 2, "the page /login is opened, which was not"),
        (lambda m: m.targets.pop(1), "locate", 2, 'step 2: click button "2" is missing'),
        (lambda m: m.targets.insert(1, "link"), "locate", 1, "after step 1: click link is new"),
        (lambda m: m.targets.__setitem__(1, "link"), "locate", 2, 'step 2: click link, where it was click button "2"'),
    ],
)  # fmt: skip
def test_each_kind_is_named_at_its_step(change, sort, step, text):
    first = first_divergence(*sides(nothing, change))
    assert first is not None
    assert (first.sort, first.step, first.text) == (sort, step, text)


def test_what_is_missing_or_answered_otherwise_is_told():
    a, b = sides(lambda m: m.ask(1, "/a").ask(2, "/b").visit(3, "/c"), lambda m: m.ask(2, "/b", "500"))  # fmt: skip
    course = course_of(a, b)
    assert [each.sentence for each in course.each()] == [
        'after step 1 (click button "1"): POST /a is not sent, was answered 200',
        'after step 2 (click button "2"): POST /b is now answered 500, was answered 200',
        'after step 3 (click button "3"): the page /c is not opened',
    ]


def test_of_one_step_the_kind_that_may_be_the_cause_comes_first():
    def broken(made: Made) -> None:
        made.show(2, 0, "Sorry").err(2, "boom").ask(2, "/x", "500").visit(2, "/oops")
        made.show(3, 2, "More")

    a, b = sides(lambda m: m.ask(2, "/x"), broken)
    course = course_of(a, b)
    assert [each.sort for each in course.each()] == ["navigation", "request", "error", "dom", "dom"]  # fmt: skip
    assert course.counts == {"navigation": 1, "request": 1, "error": 1, "dom": 2}
    assert [each.step for each in course.each()] == [2, 2, 2, 2, 3]


def test_what_follows_from_a_missing_step_comes_after_it():
    a, b = sides(lambda m: m.ask(2, "/x").show(2, 1, "Done"), lambda m: m.targets.pop(1))  # fmt: skip
    assert [each.sort for each in course_of(a, b).each()][:2] == ["locate", "request"]


def test_a_step_more_in_the_middle_leaves_the_others_comparable():
    a, b = sides(lambda m: m.targets.pop(1), nothing, steps=6)
    course = course_of(a, b)
    assert course.counts == {"locate": 1}
    assert course.pages == 6


@pytest.mark.parametrize("late_ms", [300, 900, 2100])
def test_what_only_comes_later_is_no_difference(late_ms):
    toast = [add(element(70, "p", text(71, "Saved")), 9)]

    def shows(made: Made, ms: float) -> None:
        made.show(1, 1, "Loaded", ms=ms)
        made.do(1, ms + 50, adds=toast)
        made.do(1, ms + 800, removes=[{"parentId": 9, "id": 70}])

    a, b = sides(lambda m: shows(m, 10), lambda m: shows(m, late_ms))
    assert not course_of(a, b)
    assert not course_of(b, a)


def test_what_stays_as_it_was_though_there_was_time_is_a_difference():
    a, b = sides(lambda m: m.show(1, 1, "1 item"), nothing)
    assert course_of(a, b).first.step == 1
    assert course_of(b, a).first.step == 1


def test_who_stays_behind_is_not_caught_up_with_by_going_back():
    a, b = sides(lambda m: m.show(1, 1, "1 item").show(2, 1, "row 1"), nothing)
    assert course_of(a, b).first.step == 1
    assert course_of(b, a).first.step == 1


@pytest.mark.parametrize("late_ms", [100, 2100, None])
def test_what_only_moves_later_is_no_difference(late_ms):
    """A script wraps a row that was there, before the next step or after it."""

    def wraps(made, ms):
        if ms is None:
            return
        moved = element(50, "p", text(100, "row 0"))
        box = add(element(200, "section"), 9)
        made.do(1, ms, removes=[{"parentId": 9, "id": 50}], adds=[box])
        made.do(1, ms, adds=[add(moved, 200)])

    a, b = sides(lambda m: wraps(m, 100), lambda m: wraps(m, late_ms))
    assert bool(course_of(a, b)) == bool(course_of(b, a)) == (late_ms is None)


@pytest.mark.parametrize("late_ms", [100, 2100, None])
def test_rows_that_are_filled_anew_later_are_no_difference(late_ms):
    """Cells of the next page of a table that stood in other rows of this one."""

    def turns(made, ms):
        rows = [["Ada", "12 kg", "north"], ["Bob", "36 kg", "south"]]
        new = [["Cid", "36 kg", "south"], ["Dot", "12 kg", "north"]]
        for at, row in enumerate(rows):
            cells = [
                element(220 + 10 * at + n, "td", text(320 + 10 * at + n, said))
                for n, said in enumerate(row)
            ]
            made.do(0, 10, adds=[add(element(210 + at, "tr", *cells), 9)])
        if ms is None:
            return
        texts = [
            {"id": 320 + 10 * at + n, "value": said}
            for at, row in enumerate(new)
            for n, said in enumerate(row)
        ]
        made.do(1, ms, texts=texts)

    a, b = sides(lambda m: turns(m, 100), lambda m: turns(m, late_ms))
    course = course_of(a, b)
    assert bool(course) == bool(course_of(b, a)) == (late_ms is None)


@pytest.mark.parametrize(("watched", "told"), [(500, False), (2000, True)])
def test_what_would_have_gone_after_the_end_is_no_difference(watched, told):
    """A menu closes 400 ms after the last step; one session ends before that."""

    def closes(made, ms, left):
        made.left = left
        if ms:
            made.do(3, ms, removes=[{"parentId": 9, "id": 51}])

    a, b = sides(lambda m: closes(m, 400, 2000), lambda m: closes(m, 0, watched))
    assert bool(course_of(a, b)) == bool(course_of(b, a)) == told


def test_a_list_that_closes_is_the_one_that_was_open_whatever_is_marked_in_it():
    def closes(made, ms, left, marked):
        made.left = left
        rows = [
            element(210 + n, "li", text(220 + n, f"row {n}"), role="option")
            for n in range(5)
        ]
        rows[marked]["attributes"]["class"] = f"hint-{marked}"
        made.do(3, 50, adds=[add(element(200, "ul", *rows), 9)])
        if ms:
            made.do(3, ms, removes=[{"parentId": 9, "id": 200}])

    a, b = sides(lambda m: closes(m, 400, 2000, 1), lambda m: closes(m, 0, 500, 2))
    assert not course_of(a, b)
    assert not course_of(b, a)


def test_what_a_step_of_one_session_leads_to_is_no_lateness():
    """The cart is empty in `b`; in `a` it is too, once its last line was removed."""

    def stops(made: Made) -> None:
        made.show(1, 1, "0 items")
        made.targets = made.targets[:1]

    a, b = sides(lambda m: m.show(1, 1, "2 items").show(2, 1, "0 items"), stops)  # fmt: skip
    a = timed(a, 0, 300, 4000)
    first = course_of(a, b).first
    assert (first.sort, first.step) == ("dom", 1)


def test_what_nobody_was_there_to_see_is_no_difference():
    def ends_soon(made: Made) -> None:
        made.left = 100

    a, b = sides(lambda m: m.show(3, 1, "Thanks", ms=200), ends_soon)
    assert not course_of(a, b)
    assert not course_of(b, a)


def test_the_same_difference_is_told_once_however_long_it_stays():
    a, b = sides(nothing, lambda m: m.show(1, 1, "Broken"), steps=30)
    course = course_of(a, b)
    assert course.counts == {"dom": 1}
    assert course.differing == 30


@pytest.mark.parametrize(("ms", "passed"), [(50, False), (200, True)])
def test_a_page_that_was_only_passed_by_is_no_difference(ms, passed):
    """A click leads to a page that the test leaves at once, sooner or later."""

    def visits(made: Made, *addresses: str) -> None:
        made.targets = ["log in", *(f"open {each}" for each in addresses)]

    a, b = sides(lambda m: visits(m, "/account", "/shop"), lambda m: visits(m, "/shop"))
    a, b = timed(a, 0, ms, 500), timed(b, 0, 400)
    assert bool(course_of(a, b)) is not passed
    assert bool(course_of(b, a)) is not passed


def timed(side: Side, *offsets: float) -> Side:
    """The same session, its steps so many ms after the first one."""
    first = side.steps[0].at
    steps = zip(side.steps, offsets, strict=True)
    return replace(side, steps=tuple(replace(s, at=first + ms) for s, ms in steps))


def test_what_changes_something_is_told_when_it_is_sent_twice():
    a, b = sides(lambda m: m.ask(1, "/order"), lambda m: m.ask(1, "/order").ask(1, "/order", ms=70))  # fmt: skip
    first = course_of(a, b).first
    assert (first.step, first.text) == (1, "POST /order is sent 2 times, was 1")
    assert not course_of(b, a)


def test_reading_again_is_asking_again():
    a, b = sides(lambda m: m.ask(1, "/list", method="GET"), lambda m: m.ask(1, "/list", method="GET").ask(3, "/list", method="GET"))  # fmt: skip
    assert not course_of(a, b)
    assert not course_of(b, a)


@given(st.permutations(list(range(8))), st.integers(0, 7), st.integers(0, 7))
@settings(max_examples=30)
def test_the_first_of_two_faults_is_the_first(order, one, other):
    """Whatever comes in whatever order, the fault of the earlier step is named."""

    def fine(made: Made) -> None:
        for step, number in enumerate(order):
            made.show(step, number, f"says {number}")

    def broken(made: Made) -> None:
        fine(made)
        made.show(one, 8, "wrong", ms=300).err(other, "boom")

    a, b = sides(fine, broken, paragraphs=9, steps=7)
    first = first_divergence(a, b)
    assert first is not None
    assert (first.step, first.sort) == min((one, "zdom"), (other, "error")) or (
        first.step == one < other and first.sort == "dom"
    )


def test_repetition_tells_a_divergence_from_a_flake():
    heads = sides(
        lambda m: m.show(1, 1, "flaky").show(2, 2, "broken"),
        lambda m: m.show(2, 2, "broken"),
        lambda m: m.show(2, 2, "broken").show(1, 0, "other"),
    )
    bases = sides(nothing, lambda m: m.show(3, 3, "base too"), nothing)
    found = confirmed(heads, bases)
    assert found.divergence is not None
    assert (found.divergence.step, found.divergence.change.after) == (2, "broken")
    assert (found.seen, found.heads, found.base_pairs) == (3, 3, 2)
    assert [each.change.after for each in found.flaky] == ["flaky", "other"]


def test_what_the_base_does_by_itself_is_no_divergence():
    heads = sides(*[lambda m: m.show(1, 1, "b")] * 3)
    bases = sides(*each_says(["a", "b"]))
    found = confirmed(heads, bases)
    assert found.divergence is None
    assert len(found.flaky) == 1


def test_a_course_is_data():
    a, b = sides(nothing, lambda m: m.show(1, 1, "x").err(2, "boom"))
    told = json.loads(json.dumps(as_data(course_of(a, b))))
    assert told["equal"] is False
    assert told["first"]["change"]["kind"] == "text"
    assert told["counts"] == {"locate": 0, "navigation": 0, "request": 0, "error": 1, "dom": 1}  # fmt: skip
    assert told["consequences"][0]["sentence"].startswith("after step 2")
