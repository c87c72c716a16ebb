"""What comes and goes by itself is no difference; what stays, or says something, is."""

from __future__ import annotations

import pytest

from replaytest.diff.noise import Noise
from replaytest.mirror.timeline import Timeline
from replaytest.run.live import LiveTab
from replaytest.run.passing import Kinds, Lives, is_leaving
from replaytest.run.recorded import Recorded
from replaytest.run.settle import Likeness
from replaytest.store.lines import encode
from tests.mirror.events import START, add, change, element, mutation, page, text


def ripple(number, at, name="wobble"):
    return mutation(at, adds=[add(element(number, "span", **{"class": name}), 10)])


def gone(number, at):
    return mutation(at, removes=[{"parentId": 10, "id": number}])


def classed(at, names, node=10):
    return mutation(at, attributes=[{"id": node, "attributes": {"class": names}}])


def opened(*events):
    return [*page(element(10, "div", element(11, "p"), **{"class": "box"})), *events]


def equal(recorded, live, *, event=None, moments=()):
    """Compare the recorded page before an event with what a run's page is now."""
    found = Recorded({1: Timeline.of_events(recorded)}, [START + m for m in moments])
    tab = LiveTab(found.kinds)
    for each in live:
        tab.apply(encode([1, each]))
    mirror, version = found.before(1, event)
    excuse = found.excuse(1, event)
    return Likeness(Noise()).equal(mirror, version, tab, excuse)


def test_a_movement_that_the_recording_was_in_is_no_difference():
    seen = [ripple(20, 100), gone(20, 600), ripple(21, 1000)]
    assert equal(opened(*seen), opened())


def test_what_never_went_by_itself_is_one():
    assert not equal(opened(ripple(20, 100)), opened())
    # It went when something was done.
    seen = [ripple(20, 100), gone(20, 600), ripple(21, 1000)]
    assert not equal(opened(*seen), opened(), moments=[500])


def test_what_has_stayed_once_is_one():
    seen = [ripple(20, 100), gone(20, 600), ripple(19, 700), change(3, 6000, id=1)]
    assert not equal(opened(*seen, ripple(21, 6100)), opened(*seen[:3]))


def test_what_says_something_is_one_however_short_it_is_there():
    told = element(20, "p", **{"class": "note"})
    adds = [add(told, 10), add(text(22, "Saved"), 20)]
    seen = [mutation(100, adds=adds), gone(20, 600), mutation(1000, adds=adds)]
    assert not equal(opened(*seen), opened())


def test_what_is_in_the_live_page_alone_is_one():
    passed = [ripple(20, 100), gone(20, 600), change(3, 9000, id=1)]
    assert not equal(opened(*passed), opened(ripple(20, 100)))


@pytest.mark.parametrize("name", ["v-enter-active", "fade-exit", "el-list-enter-to"])
def test_classes_of_transitions_pass_whatever_was_seen_of_them(name):
    recorded = opened(classed(100, f"box {name}"))
    assert equal(recorded, opened()) is not name.endswith("exit")


def test_a_class_of_a_state_is_a_difference():
    assert not equal(opened(classed(100, "box is-checked")), opened())


def test_a_page_that_goes_on_as_the_recorded_one_soon_did_is_not_another():
    recorded = opened(classed(100, "box open"), classed(900, "box shut"))
    ahead = opened(classed(100, "box open"), classed(150, "box shut"))
    assert equal(recorded, ahead, event=3, moments=[500])
    # The recorded one stayed as it was, or the live one never was as it was.
    assert not equal(recorded[:3], ahead, event=3, moments=[500])
    assert not equal(recorded, opened(), event=3, moments=[500])


def test_what_fades_out_at_the_end_may_be_gone():
    leaving = classed(100, "box fade-leave-active")
    empty = page()
    assert equal(opened(leaving), empty)
    assert not equal(opened(), empty)


def test_rows_that_are_moved_have_not_gone():
    kinds = Kinds()
    lives = Lives(kinds)
    line = Timeline.of_events(
        opened(
            ripple(20, 100, "row"),
            mutation(
                200,
                removes=[{"parentId": 10, "id": 20}],
                adds=[add(element(20, "span", **{"class": "row"}), 10)],
            ),
        )
    )
    for number, each in line.decoded():
        lives.see(each, number)
    assert not kinds.passed


def test_only_classes_that_end_something_are_leaving():
    assert is_leaving(("class", "el-drawer-fade-leave-active"))
    assert not is_leaving(("class", "el-drawer-fade-enter-active"))
    assert not is_leaving(("element", "div fade-leave-active"))
