"""What shows once a page is left alone for longer than it was is no difference."""

from __future__ import annotations

import time

import pytest

from replaytest.model import now_ms
from replaytest.run.live import Live
from replaytest.run.progress import Progress
from tests.mirror.events import START, add, element, mutation, text
from tests.run.test_excuse import Compared, after, classed, has, opened, pressed

TYPED = pressed(1000)
# The test was over half a second after its last click, and saved nothing until then.
RECORDED = opened(TYPED, classed(1100, "box unsaved"), after(1500))


def compared():
    return Compared(RECORDED, [1000]).see(*opened()).act(at=2000)


def seen(*events):
    """Return a run that has seen the box become unsaved, and `events` then."""
    return compared().see(pressed(2000), classed(2100, "box unsaved"), *events)


@pytest.mark.parametrize(
    ("at", "names", "equals"),
    [(3700, "box saved", True), (2300, "box saved", False)],
)
def test_what_a_page_does_once_it_is_left_alone_may_come_after_the_end(
    at, names, equals
):
    assert seen(classed(at, names)).equal() is equals


def test_a_page_that_was_never_as_recorded_is_a_difference_however_late():
    assert not compared().see(pressed(2000), classed(3700, "box saved")).equal()


def test_what_a_click_has_done_is_not_late():
    assert not seen(pressed(3690), classed(3700, "box saved")).equal()


def wrapped(at, *children, tag="span"):
    return mutation(
        at, adds=[add(element(30, tag, *children, **{"class": "mark"}), 12)]
    )


@pytest.mark.parametrize(
    ("mark", "equals"),
    [
        (wrapped(3700), True),
        (wrapped(2300), False),
        (wrapped(3700, text(31, "Not saved")), False),
        (wrapped(3700, tag="button"), False),
    ],
)
def test_marks_may_come_late_but_nothing_that_speaks(mark, equals):
    assert seen(mark).equal() is equals


def icon(at, number, drawn, removes=()):
    drawing = element(number, "svg", element(number + 1, "path", d=drawn))
    return mutation(at, removes=list(removes), adds=[add(drawing, 12)])


@pytest.mark.parametrize(("at", "equals"), [(3700, True), (2300, False)])
def test_another_icon_may_come_late(at, equals):
    """An arrow points up once the list below it has opened, and no sooner."""
    down = icon(50, 20, "m1 2")
    up = icon(at, 40, "m2 1", [{"parentId": 12, "id": 20}])
    run = Compared(opened(down, TYPED, after(1500)), [1000]).see(*opened(down))
    assert run.act(at=2000).see(pressed(2000), up).equal() is equals


@pytest.mark.parametrize(("at", "equals"), [(3700, True), (2300, False)])
def test_an_attribute_that_was_not_there_may_come_late(at, equals):
    run = compared().see(pressed(2000), has(at, **{"aria-autocomplete": "list"}))
    assert run.see(classed(2100, "box unsaved")).equal() is equals


def test_what_led_to_a_page_is_the_first_step_of_its_tab():
    live = Live()
    assert live.of(1).spans.steps == []
    live.step(START)
    assert [then for _, then in live.of(2).spans.steps] == [START]


WORD = mutation(50, adds=[add(element(20, "b", text(21, "height")), 12)])


@pytest.mark.parametrize(("at", "equals"), [(3700, True), (2300, False)])
def test_words_may_be_marked_late(at, equals):
    recorded = opened(WORD, TYPED, after(1500))
    put = [add(element(30, "span"), 12), add(element(20, "b", text(21, "height")), 30)]
    into = mutation(at, removes=[{"parentId": 12, "id": 20}], adds=put)
    run = Compared(recorded, [1000]).see(*opened(WORD)).act(at=2000)
    assert run.see(pressed(2000), pressed(at - 30), into).equal() is equals


@pytest.mark.parametrize(("ago", "unseen"), [(2000, True), (200, False)])
def test_a_page_left_alone_for_longer_than_it_was_does_what_nobody_has_seen(
    ago, unseen
):
    compared = Compared(RECORDED, [1000])
    progress = Progress(compared.recorded, compared.live)
    assert not progress.is_unseen(changes=False)
    now = now_ms() - START
    compared.act(at=now - ago)
    assert progress.is_unseen(changes=False) is unseen
    compared.moments.append(START + 1400)
    compared.act(at=now - 10)
    assert not progress.is_unseen(changes=False)


def test_what_a_page_changes_by_itself_nobody_has_seen():
    compared = Compared(RECORDED, [1000])
    progress = Progress(compared.recorded, compared.live)
    compared.tab.spans.use(now_ms() - 400)
    assert progress.is_unseen(changes=True)
    compared.tab.spans.use(now_ms() - 20)
    assert not progress.is_unseen(changes=True)


@pytest.mark.parametrize(("paused", "unseen"), [(0, True), (60_000, False)])
def test_what_a_pause_after_a_key_gave_time_for_nobody_has_seen(paused, unseen):
    compared = Compared(RECORDED)
    compared.live.step(START, START + paused, at_once=True)
    time.sleep(0.005)
    progress = Progress(compared.recorded, compared.live)
    assert progress.is_unseen(changes=True) is unseen
    compared.live.step(START + paused, START + 2 * paused)
    assert progress.is_unseen(changes=True) is unseen


def test_a_run_has_come_as_far_as_the_next_step():
    compared = Compared(RECORDED, [1000])
    progress = Progress(compared.recorded, compared.live)
    assert not progress.is_due(START)
    compared.live.step(START, START + 500)
    assert [progress.is_due(START + at) for at in (499, 500)] == [True, False]
    compared.live.step(START + 500)
    assert progress.is_due(START + 9000)


def busy(at):
    bar = [add(element(30, "div", **{"class": "bar"}), 4)]
    return mutation(at, adds=bar, attributes=[{"id": 12, "attributes": {"busy": ""}}])


def idle(at):
    return mutation(
        at,
        removes=[{"parentId": 4, "id": 30}],
        attributes=[{"id": 12, "attributes": {"busy": None}}],
    )


def answer(at):
    return mutation(at, adds=[add(text(40, "forty"), 12)])


@pytest.mark.parametrize(
    ("recorded", "over", "live", "equals"),
    [
        ([TYPED, busy(1010), answer(1020)], 1300, [answer(2500)], True),
        # Nothing tells that anything was done at all.
        ([TYPED, busy(1010)], 1300, [], False),
        ([TYPED, busy(1010), answer(1020)], 1300, [], False),
        # It stays busy.
        ([TYPED, busy(1010), answer(1020)], 9000, [answer(2500)], False),
    ],
)
def test_a_page_may_skip_what_it_says_while_it_is_busy(recorded, over, live, equals):
    events = opened(*recorded, pressed(1200), idle(over))
    run = Compared(events, [1000, 1200]).see(*opened())
    assert run.equal(len(opened()))
    run.act()
    assert run.see(pressed(2000), *live).equal(len(events) - 2) is equals
