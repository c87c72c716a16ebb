"""A run that is at another moment of a movement has not diverged; else it has."""

from __future__ import annotations

import pytest

from replaytest.diff.noise import Noise
from replaytest.mirror.timeline import Timeline
from replaytest.run.live import Live
from replaytest.run.recorded import Recorded
from replaytest.run.settle import Likeness
from replaytest.store.lines import encode
from tests.mirror.events import START, add, change, element, mutation, page, text

SECOND = 1000


def opened(*events):
    """A page with a list 11, a box 12 and in it a field 13."""
    field = element(13, "input", name="a")
    box = element(12, "div", field, **{"class": "box"})
    return [*page(element(11, "ul", **{"class": "rows"}), box), *events]


def has(at, node=12, **attributes):
    return mutation(at, attributes=[{"id": node, "attributes": attributes}])


def classed(at, names, node=12):
    return has(at, node, **{"class": names})


def pressed(at, node=13):
    return change(2, at, type=2, id=node, x=1, y=1)


class Compared:
    """A recording, of which steps were done at `moments`, and the page of a run."""

    def __init__(self, recorded, moments=(), closed=None):
        self.moments = [START + moment for moment in moments]
        self.recorded = Recorded(
            {1: Timeline.of_events(recorded)},
            self.moments,
            {} if closed is None else {1: START + closed},
        )
        self.live = Live()
        self.live.kinds = self.recorded.kinds
        self.tab = self.live.of(1)
        self.likeness = Likeness(Noise())
        self.done = 0

    def see(self, *events):
        for each in events:
            self.tab.apply(encode([1, each]))
        return self

    def act(self, *, at=None):
        """Do the next step, `at` in the time of the live page."""
        self.live.step(self.moments[self.done])
        if at is not None:
            self.tab.spans.steps[-1] = START + at, self.moments[self.done]
        self.done += 1
        return self

    def equal(self, event=None):
        mirror, version = self.recorded.before(1, event)
        excuse = self.recorded.excuse(1, event)
        return self.likeness.equal(mirror, version, self.tab, excuse)


def toast(at, words="Saved", number=20, **attributes):
    told = attributes or {"class": "toast"}
    return mutation(
        at, adds=[add(element(number, "div", **told)), add(text(number + 1, words), 20)]
    )


def gone(at, node=20, parent=4):
    return mutation(at, removes=[{"parentId": parent, "id": node}])


def after(at):
    return change(3, at, id=1)


@pytest.mark.parametrize("told", [{"class": "toast"}, {"role": "alert", "class": "b"}])
def test_a_notice_that_the_run_has_had_may_be_over(told):
    compared = Compared(opened(toast(100, **told), after(2 * SECOND)), [90])
    assert not compared.see(*opened()).equal()
    compared.see(toast(100, **told), gone(4 * SECOND))
    assert compared.equal()


def test_a_notice_may_be_emptied_before_it_goes():
    recorded = opened(toast(100), after(2 * SECOND))
    emptied = mutation(3900, texts=[{"id": 21, "value": ""}])
    seen = opened(toast(100), emptied, gone(4 * SECOND))
    assert Compared(recorded).see(*seen).equal()


def test_a_notice_that_was_over_too_soon_or_said_something_else_is_a_difference():
    recorded = opened(toast(100), after(3 * SECOND))
    assert not Compared(recorded).see(*opened(toast(100), gone(2 * SECOND))).equal()
    other = opened(toast(100, "Not saved"), gone(4 * SECOND))
    assert not Compared(recorded).see(*other).equal()


def test_a_notice_of_the_page_before_is_none_of_this_one():
    again = [toast(100), *page(at=SECOND), toast(3 * SECOND)]
    recorded = opened(*again, after(5 * SECOND))
    # It was there for two seconds, not for five.
    assert Compared(recorded).see(*opened(*again, gone(5100))).equal()
    assert not Compared(recorded).see(*opened(*again, gone(4500))).equal()


def test_what_is_no_notice_or_was_dismissed_is_a_difference():
    row = {"class": "row"}
    recorded = opened(toast(100, **row), after(2 * SECOND))
    seen = opened(toast(100, **row), gone(4 * SECOND))
    assert not Compared(recorded).see(*seen).equal()
    error = {"class": "error", "role": "alert"}
    recorded = opened(toast(100, **error), after(2 * SECOND))
    seen = opened(toast(100, **error), pressed(3950), gone(4 * SECOND))
    assert not Compared(recorded).see(*seen).equal()


def test_notices_move_up_as_one_of_them_goes():
    def both(*, top):
        style = f"top: {top}px"
        second = element(30, "div", **{"class": "toast", "style": style})
        return [toast(100), mutation(200, adds=[add(second)])]

    recorded = opened(*both(top=72), after(2 * SECOND))
    moved = opened(*both(top=72), gone(4 * SECOND), has(4100, 30, style="top: 16px"))
    assert Compared(recorded).see(*moved).equal()
    # Nothing has gone.
    still = opened(*both(top=72), has(4100, 30, style="top: 16px"))
    assert not Compared(recorded).see(*still).equal()


def test_a_page_may_be_ahead_for_more_than_one_step():
    shut, again = classed(900, "box shut"), classed(1200, "box shut")
    recorded = opened(shut, classed(1000, "box"), again)
    compared = Compared(recorded, [100, 200, 300])
    assert compared.see(*opened()).equal(2)
    compared.act().see(classed(150, "box shut"))
    assert compared.equal(2)
    assert compared.act().equal(2)
    # Once both were equal, what differs has another cause.
    assert compared.equal(3)
    assert not compared.act().equal(4)


def test_an_element_may_be_replaced_before_it_is_in_the_recording():
    def put(at, number, shape):
        path = element(number + 1, "path", d=shape)
        return add(element(number, "svg", path), 12, 13)

    arrow = mutation(100, adds=[put(100, 20, "M0 0L9 9")])
    other = {"removes": [{"parentId": 12, "id": 20}], "adds": [put(0, 30, "M9 9L0 0")]}
    recorded = opened(arrow, mutation(900, **other))
    assert Compared(recorded).see(*opened(arrow, mutation(300, **other))).equal(3)
    stays = opened(arrow, after(900))
    assert not Compared(stays).see(*opened(arrow, mutation(300, **other))).equal(3)


def test_rows_without_a_class_are_told_by_their_list():
    def row(at, number, **attributes):
        return mutation(at, adds=[add(element(number, "li", **attributes), 11)])

    # Its list is known if it was there, or came in an event.
    recorded = opened(row(900, 20, role="option"))
    assert Compared(recorded).see(*opened(row(100, 20, role="option"))).equal(2)
    assert not Compared(recorded).see(*opened(row(100, 20, role="note"))).equal(2)


@pytest.mark.parametrize(
    ("before", "now", "equals"),
    [
        ("transform: translate(4px, 9px)", "transform: translate(4px, 10.5px)", True),
        ("transform: translate(4px, 9px)", "transform: translate(4px, 19px)", False),
        ("opacity: 1", "opacity: 0", False),
        ("display: none; left: 9px", "display: none; left: 90px", True),
        ("display: none; color: red", "display: none; color: blue", False),
        ("left: 9px", "display: none; left: 9px", False),
    ],
)
def test_a_place_is_not_compared_to_the_pixel(before, now, equals):
    compared = Compared(opened(has(100, style=before)))
    assert compared.see(*opened(has(100, style=now))).equal() is equals


def test_focus_depends_on_the_moment_of_a_movement_in_which_a_step_was_done():
    focused = classed(250, "box is-focus")
    assert not Compared(opened(), [200]).see(*opened(focused)).equal()
    moves = [classed(100, "rows fade-enter-active", 11), classed(400, "rows", 11)]
    recorded = opened(*moves)
    assert Compared(recorded, [200]).see(*opened(*moves, focused)).equal()
    # It had come to rest when the step was done.
    assert not Compared(recorded, [3000]).see(*opened(*moves, focused)).equal()
    other = classed(250, "box is-checked")
    assert not Compared(recorded, [200]).see(*opened(*moves, other)).equal()


def test_what_fades_at_the_end_may_be_gone():
    def come(at):
        tip = element(20, "div", **{"class": "tip"})
        return mutation(at, adds=[add(tip), add(text(21, "Next"), 20)])

    fades = has(200, 20, style={"opacity": "0", "transition-delay": "0ms"})
    recorded = opened(come(100), fades)
    assert Compared(recorded).see(*opened(come(100), fades, gone(400))).equal()
    assert not Compared(opened(come(100))).see(*opened(come(100), gone(400))).equal()
    rests = opened(come(100), fades, after(9 * SECOND))
    assert not Compared(rests).see(*opened(come(100), gone(400))).equal()


def test_what_was_leaving_at_the_end_may_take_with_it_what_belongs_to_it():
    adds = [
        add(element(20, "div", **{"class": "drawer"})),
        add(element(22, "div", **{"class": "inner"}), 20),
        add(element(21, "ul", **{"class": "options"})),
        add(text(23, "Cook"), 21),
    ]
    come = mutation(100, adds=adds)
    leaves = classed(5100, "drawer fade-leave-active", 20)
    away = [{"parentId": 4, "id": 21}, {"parentId": 20, "id": 22}]
    hidden = [{"id": 20, "attributes": {"class": "drawer", "style": "display: none"}}]
    over = mutation(5300, removes=away, attributes=hidden)
    recorded = opened(come, pressed(5000), leaves, after(5170))
    compared = Compared(recorded, [5000]).see(*opened(come)).act(at=5000)
    assert compared.see(pressed(5000), leaves).equal()
    assert compared.see(over).equal()
    never = opened(come, pressed(5000), after(5170))
    compared = Compared(never, [5000]).see(*opened(come)).act(at=5000)
    assert not compared.see(pressed(5000), mutation(5100, removes=away[:1])).equal()


def closes(at):
    leaves = classed(at, "box pop-leave-active")
    hidden = [{"id": 12, "attributes": {"class": "box", "style": "display: none"}}]
    return [
        leaves,
        has(at + 5, 11, **{"aria-label": "shut"}),
        mutation(at + 200, attributes=hidden),
    ]


@pytest.mark.parametrize(
    ("closed", "equals"), [(1300, True), (1050, False), (1150, False)]
)
def test_a_popover_may_close_after_the_end_of_the_recording(closed, equals):
    recorded = opened(pressed(1000), after(1170))
    compared = Compared(recorded, [1000]).see(*opened()).act(at=1000)
    compared.see(pressed(1000), *closes(closed))
    assert compared.equal() is equals


@pytest.mark.parametrize(("closed", "equals"), [(1170, True), (9 * SECOND, False)])
def test_a_page_is_not_watched_any_more_when_it_is_closed(closed, equals):
    told_later = {"type": 5, "timestamp": START + 9 * SECOND, "data": {"tag": "x"}}
    recorded = opened(pressed(1000), told_later)
    compared = Compared(recorded, [1000], closed=closed).see(*opened()).act(at=1000)
    assert compared.see(pressed(1000), *closes(1300)).equal() is equals


def test_a_popover_that_was_seen_to_stay_is_a_difference_if_it_closes():
    recorded = opened(pressed(1000), after(9 * SECOND))
    compared = Compared(recorded, [1000]).see(*opened()).act(at=1000)
    assert not compared.see(pressed(1000), *closes(1300)).equal()


def test_what_was_sliding_at_the_end_may_be_gone_with_all_that_goes_with_it():
    def come(at):
        inner = element(21, "div", **{"class": "sheet"})
        return mutation(at, adds=[add(element(20, "div", inner, **{"class": "side"}))])

    slides = has(200, 21, style={"transform": "translateX(9px)", "transition": "1s"})
    away = mutation(
        600,
        removes=[{"parentId": 4, "id": 20}],
        attributes=[{"id": 11, "attributes": {"aria-hidden": "true"}}],
    )
    recorded = opened(come(100), slides)
    assert Compared(recorded).see(*opened(come(100), away)).equal()
    assert not Compared(opened(come(100))).see(*opened(come(100), away)).equal()
    later = has(5 * SECOND, 11, **{"aria-hidden": "true"})
    seen = opened(come(100), gone(600), later)
    assert not Compared(recorded).see(*seen).equal()


@pytest.mark.parametrize(
    ("popover", "equals"),
    [
        ({"class": "popper", "style": "display: none", "aria-hidden": "true"}, True),
        ({"class": "popper", "style": "", "aria-hidden": "false"}, False),
        ({"class": "tab", "style": "display: none", "aria-hidden": "true"}, False),
    ],
)
def test_a_closed_popover_may_hold_anything(popover, equals):
    def filled(words):
        option = element(21, "li", text(22, words))
        return mutation(100, adds=[add(element(20, "div", option, **popover))])

    compared = Compared(opened(filled("Tea"))).see(*opened(filled("Rope")))
    assert compared.equal() is equals


@pytest.mark.parametrize(("name", "equals"), [("x-message", True), ("x", False)])
def test_messages_that_are_read_out_float(name, equals):
    told = {"class": name, "role": "alert"}
    seen = opened(toast(100, **told), pressed(3950), gone(4 * SECOND))
    recorded = opened(toast(100, **told), after(2 * SECOND))
    assert Compared(recorded).see(*seen).equal() is equals
