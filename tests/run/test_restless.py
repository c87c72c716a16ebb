"""What changes all the time is no difference; what has come to rest is one."""

from __future__ import annotations

import pytest

from replaytest.diff.noise import Noise
from replaytest.mirror.timeline import Timeline
from replaytest.run.live import LiveTab
from replaytest.run.recorded import Recorded
from replaytest.run.settle import Likeness
from replaytest.store.lines import encode
from tests.mirror.events import START, add, change, element, mutation, page, text
from tests.redrive.acts import value

SECOND = 1000


def clock(said, *events):
    """A page with a text 11 in 10, a bar 12, and a field 13."""
    shown = element(10, "p", text(11, said))
    bar = element(12, "div", style="width: 1%")
    return [*page(shown, bar, element(13, "input", name="a")), *events]


def said(at, words):
    return mutation(at, texts=[{"id": 11, "value": words}])


def wide(at, share):
    attributes = {"style": f"width: {share}%"}
    return mutation(at, attributes=[{"id": 12, "attributes": attributes}])


def ticks(count, each=SECOND, make=said):
    return [make(each * n, f"{n} boats") for n in range(1, count + 1)]


def meter(count):
    return [wide(SECOND * n, 7 * n % 90) for n in range(1, count + 1)]


def equal(recorded, live, *, event=None, moments=()):
    found = Recorded({1: Timeline.of_events(recorded)}, [START + m for m in moments])
    tab = LiveTab(found.kinds)
    for each in live:
        tab.apply(encode([1, each]))
    mirror, version = found.before(1, event)
    return Likeness(Noise()).equal(mirror, version, tab, found.excuse(1, event))


@pytest.mark.parametrize("events", [ticks(6), meter(6)])
def test_what_ticks_until_the_end_may_say_anything(events):
    assert equal(clock("none", *events), clock("none"))
    assert equal(clock("none", *events), clock("none"), event=4)


def test_a_text_may_be_another_node_each_time():
    events = [
        mutation(
            SECOND * n,
            removes=[{"parentId": 10, "id": 10 + n if n == 1 else 100 + n - 1}],
            adds=[add(text(100 + n, f"{n} boats"), 10)],
        )
        for n in range(1, 7)
    ]
    assert equal(clock("none", *events), clock("none"))


def test_all_else_of_such_a_page_is_compared():
    recorded = clock("none", *ticks(6))
    assert not equal(recorded, clock("none", wide(100, 50)))
    assert not equal(recorded, clock("none", value(100, 13, "tea")))


def test_what_has_come_to_rest_is_compared():
    rest = change(3, 12 * SECOND, id=1)
    assert not equal(clock("none", *ticks(6), rest), clock("none"))


def test_what_changed_a_few_times_or_at_once_is_compared():
    assert not equal(clock("none", *ticks(3)), clock("none"))
    assert not equal(clock("none", *ticks(9, each=100)), clock("none"))


def test_what_changes_as_somebody_types_is_compared():
    typing = [value(SECOND * n - 50, 13, "t" * n) for n in range(1, 7)]
    events = sorted([*ticks(6), *typing], key=lambda each: each["timestamp"])
    assert not equal(clock("none", *events), clock("none", typing[-1]))
    done = [SECOND * n - 50 for n in range(1, 7)]
    assert not equal(clock("none", *ticks(6)), clock("none"), moments=done)


def test_an_answer_that_comes_word_by_word_is_compared():
    words = ["a", "boat", "has", "come", "into", "the", "harbour"]
    told = [said(SECOND * n, " ".join(words[:n])) for n in range(1, len(words) + 1)]
    assert not equal(clock("none", *told), clock("none"))


def test_no_tick_is_waited_for():
    line = Timeline.of_events(clock("none", wide(500, 50), *ticks(6)))
    assert Recorded({1: line}).changed_at(1, None) == START + 500
