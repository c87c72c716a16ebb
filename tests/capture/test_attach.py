"""How the recorder is placed in a context: what is asked for, and in which order."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

from replaytest.browser.calls import Call
from replaytest.browser.drive import drive
from replaytest.capture.attach import Feed, attach, run_everywhere
from tests.support.loops import in_a_loop

BINDING = "__replaytest_batch"


def asked(*pages, following=False):
    """Return what is asked of a context with these pages, to attach to it or to run
    more in it."""
    context, scripts = SimpleNamespace(pages=list(pages)), ["one", "two"]
    routine = attach(context, scripts, Feed(), again=False)
    if following:
        routine = run_everywhere(context, scripts)
    found = [next(routine)]
    try:
        while True:
            found.append(routine.send("an answer"))
    except StopIteration:
        return found


def words(calls):
    return [(call.method, call.args[0]) for call in calls]


PLACED = [("expose_binding", BINDING), ("add_init_script", "one")]
PLACED += [("add_init_script", "two")]


def test_a_context_without_pages_has_its_bindings_and_then_all_scripts_at_once():
    bindings, scripts = asked()
    assert words(bindings) == PLACED[:1]
    assert words(scripts) == PLACED[1:]


def test_in_one_with_pages_each_step_is_there_before_the_next():
    frame = SimpleNamespace()
    found = asked(SimpleNamespace(frames=[frame]))
    run = [("evaluate", "one"), ("evaluate", "two")]
    assert words(found) == [*PLACED, *run]
    assert [call.on for call in found[3:]] == [frame, frame]


def test_scripts_that_follow_run_in_the_pages_to_come_and_in_those_that_are_there():
    found = asked(SimpleNamespace(frames=[SimpleNamespace()]), following=True)
    run = [("evaluate", "one"), ("evaluate", "two")]
    assert words(found) == [*PLACED[1:], *run]


class Slow:
    """Answers the later, the earlier it was asked."""

    def __init__(self):
        self.asked = []

    async def do(self, number):
        self.asked.append(number)
        await asyncio.sleep(0.03 / (1 + number))
        if number == 9:
            raise ValueError
        return -number


def test_a_list_of_calls_goes_out_in_order_and_so_do_its_answers():
    slow = Slow()

    def routine():
        answers = yield [Call(slow, "do", (number,)) for number in (0, 1, 2)]
        last = yield Call(slow, "do", (3,))
        return answers, last

    assert in_a_loop(drive(routine())) == ([0, -1, -2], -3)
    assert slow.asked == [0, 1, 2, 3]


def test_what_one_of_them_raises_is_raised_in_the_routine():
    slow = Slow()

    def routine():
        try:
            yield [Call(slow, "do", (number,)) for number in (9, 0)]
        except ValueError:
            return "raised"

    assert in_a_loop(drive(routine())) == "raised"
