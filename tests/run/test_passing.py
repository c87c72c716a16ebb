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


def equal(recorded, live, *, event=None, moments=(), since=None):
    """Compare the recorded page before an event with what a run's page is now."""
    found = Recorded({1: Timeline.of_events(recorded)}, [START + m for m in moments])
    tab = LiveTab(found.kinds)
    for each in live:
        tab.apply(encode([1, each]))
    if since is not None:
        tab.lives.since = since
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


def test_what_came_with_something_else_says_nothing_of_what_comes_alone():
    inner = element(41, "span", **{"class": "wobble"})
    row = mutation(700, adds=[add(element(40, "div", inner), 10)])
    seen = [ripple(20, 100), gone(20, 600), row, change(3, 6000, id=1)]
    assert equal(opened(*seen, ripple(21, 6100)), opened(*seen))


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


def test_at_the_end_a_movement_may_have_gone_on_to_where_it_was():
    """A bar is shown while a request lasts, and the recording ends with it."""

    def bar(at, role, opacity):
        attributes = {"role": role, "style": {"opacity": opacity}}
        return mutation(at, attributes=[{"id": 10, "attributes": attributes}])

    shown = bar(500, "progressbar", "1")
    assert equal(opened(shown), opened(shown, bar(900, None, "0")), moments=[300])
    # It did not come at all, or to something else.
    assert not equal(opened(shown), opened(), moments=[300])
    assert not equal(opened(shown), opened(bar(500, "alert", "1")), moments=[300])


GROWN = "opacity: 1; transform: scale(1, 1); transition: opacity 225ms"
SHRINKS = "opacity: 0; transform: scale(0.75); transition: opacity 200ms"
RESTS = "opacity: 1; transform: none; transition: opacity 225ms"


def test_a_style_may_say_that_something_goes_when_it_is_told_as_a_text():
    """As recorders do where that is shorter than what has changed of it."""
    shrinks = mutation(100, attributes=[{"id": 10, "attributes": {"style": SHRINKS}}])
    rests = mutation(100, attributes=[{"id": 10, "attributes": {"style": RESTS}}])
    plain = mutation(
        100, attributes=[{"id": 10, "attributes": {"style": "opacity: 0"}}]
    )
    assert equal(opened(shrinks), page())
    assert not equal(opened(rests), page())
    assert not equal(opened(plain), page())


def test_at_the_end_what_grows_inside_of_what_came_may_have_grown():
    def told(style):
        notice = element(21, "div", role="alert", style=style)
        return mutation(100, adds=[add(element(20, "div", notice, id="snack"), 10)])

    assert equal(opened(told(GROWN)), opened(told(RESTS)))
    # Before a step, the run waits for it: its recording tells how it went on.
    later = opened(told(GROWN), mutation(150))
    assert not equal(later, opened(told(RESTS)), event=len(later) - 1)
    # It was at rest, or is another one.
    assert not equal(opened(told("opacity: 1")), opened(told(RESTS)))
    other = mutation(200, attributes=[{"id": 21, "attributes": {"role": "log"}}])
    assert not equal(opened(told(GROWN)), opened(told(RESTS), other))


def test_a_page_that_has_loaded_further_is_not_another():
    """Somebody was quicker than its scripts, which the run was not."""
    recorded = opened(change(5, 50, id=11), classed(100, "box shown"))

    def loaded(names):
        return page(element(10, "div", element(11, "p"), **{"class": names}))

    assert equal(recorded, loaded("box shown"), event=3)
    assert not equal(recorded, loaded("box hidden"), event=3)
    # It was loaded before the last step: then it did that now, and not before.
    tab_was = [*loaded("box shown"), change(3, 60, id=1)]
    assert not equal(recorded, tab_was, event=3, since=len(tab_was))


def test_what_scripts_put_into_another_place_may_be_there_already():
    """A list of choices gets buttons around it, while somebody types above."""
    choices = element(11, "ul", element(12, "li", text(13, "Cork")), id="all")
    chooser = element(30, "div", choices, **{"class": "chooser"})
    into = mutation(100, removes=[{"parentId": 4, "id": 11}], adds=[add(chooser)])
    field = element(10, "input")
    recorded = [*page(field, choices), change(5, 50, id=10), into]
    assert equal(recorded, page(field, chooser), event=3)
    assert not equal(recorded[:3], page(field, chooser), event=3)
    # Both were equal once, and the live page has done it since.
    assert equal(recorded, [*page(field, choices), into], event=3, since=3)


def test_what_moves_is_told_as_it_is_by_then():
    listed = element(11, "ul", title="from", **{"class": "choices"})
    chooser = element(30, "div", listed, **{"class": "chooser"})
    into = mutation(100, removes=[{"parentId": 10, "id": 11}], adds=[add(chooser)])
    was = page(element(10, "div", element(11, "ul", **{"class": "choices"})))
    lives = Lives(Kinds())
    for number, each in Timeline.of_events([*was, into]).decoded():
        lives.see(each, number)
    assert [lives.moved(node, 2) for node in (10, 11)] == [False, True]
    assert lives.had(11, "title", "from", 2)
    assert lives.labels.leaves("ul choices", 2, 3)
    assert lives.labels.comes("div chooser", 2, 3)


def test_what_went_alone_may_go_with_all_around_it():
    """A list is filtered while somebody chooses from it, or just before that."""
    row = add(element(20, "li", **{"class": "row"}), 11)
    rows = mutation(100, adds=[row, add(text(22, "Malmö"), 20)])
    choice = mutation(900, removes=[{"parentId": 4, "id": 10}])
    filtered = mutation(400, removes=[{"parentId": 11, "id": 20}])
    recorded = opened(rows, choice)
    assert equal(recorded, opened(rows, filtered), event=3, moments=[500])
    # It was there to the end, or is gone before it ever came.
    assert not equal(recorded[:3], opened(rows, filtered), event=3, moments=[500])
    assert not equal(recorded, opened(), event=3, moments=[500], since=9)


def test_a_text_may_be_ahead_if_the_recorded_one_became_the_same():
    def worded(at, words):
        return mutation(at, texts=[{"id": 13, "value": words}])

    shown = page(element(10, "p", text(13, "Searching")))
    recorded = [*shown, change(5, 600, id=1), worded(900, "2 boats")]
    assert equal(recorded, [*shown, worded(700, "2 boats")], event=2, moments=[500])
    assert not equal(recorded, [*shown, worded(700, "3 boats")], event=2)
    assert not equal(recorded[:3], [*shown, worded(700, "2 boats")], event=2)
