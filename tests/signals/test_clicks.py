"""Rage, dead and slow clicks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replaytest.model import Event
from tests.mirror.events import START, add, change, element, event, mutation, text
from tests.signals.build import (
    CHECK,
    LINK,
    NAME,
    NEXT,
    NOTE,
    PAY,
    SEND,
    URL,
    click,
    custom,
    reacts,
    request,
    session,
    shop,
    signals,
    typed,
    visit,
)


def test_three_quick_clicks_on_one_button_are_a_rage_click():
    [found] = signals("rage-click", click(1000), click(1400), click(1800))
    assert (found.at, found.tab, found.node_id) == (START + 1000, 1, PAY)
    assert found.target == 'button "Pay"'
    assert found.page == URL
    assert found.detail["clicks"] == 3
    assert found.detail["ms"] == 800


def test_more_clicks_in_a_row_are_still_one_rage_click():
    [found] = signals("rage-click", *[click(1000 + 300 * n) for n in range(9)])
    assert found.detail["clicks"] == 9


@pytest.mark.parametrize(
    "clicks",
    [
        [click(1000), click(1400)],
        [click(1000), click(1400), click(2401)],
        [click(1000), click(1400), click(1800, x=130)],
        [click(1000), click(1400), click(1800, node=NOTE)],
        [click(1000, node=NEXT), click(1400, node=NEXT), click(1800, node=NEXT)],
        [click(1000, node=NAME), click(1200, node=NAME), click(1400, node=NAME)],
    ],
    ids=["two", "slowly", "elsewhere", "another element", "a pager", "a text field"],
)
def test_these_are_no_rage_clicks(clicks):
    assert signals("rage-click", *clicks) == []


def test_a_triple_click_that_selects_a_paragraph_is_no_rage_click():
    chosen = {"start": 21, "startOffset": 0, "end": 21, "endOffset": 9}
    clicks = [click(1000 + 200 * n, node=NOTE) for n in range(3)]
    assert signals("rage-click", *clicks) != []
    selection = change(14, 1390, ranges=[chosen])
    assert signals("rage-click", *clicks, selection) == []


def twins(at: int) -> list[Event]:
    """Two more buttons that are called Pay, as in the rows of a table."""
    rows = [
        add(element(node, "button", text(node + 1, "Pay"), type="button"))
        for node in TWINS
    ]
    return [mutation(at, adds=rows)]


TWINS = (200, 210)


def nowhere(clicks: list[Event]) -> list[Event]:
    for each in clicks:
        each["data"] |= {"x": None, "y": None}
    return clicks


def test_one_click_on_each_of_three_buttons_of_one_name_is_no_rage_click():
    clicks = [click(1000 + 300 * n, node) for n, node in enumerate((PAY, *TWINS))]
    unknown = [nowhere(each) for each in clicks]
    assert signals("rage-click", twins(500), *unknown) == []
    assert (
        len(
            signals(
                "rage-click",
                twins(500),
                *[nowhere(click(n)) for n in (1000, 1200, 1400)],
            )
        )
        == 1
    )


def test_a_button_that_each_click_renders_anew_at_its_place_can_be_raged_at():
    events = []
    for n, node in enumerate((PAY, *TWINS)):
        events += click(1000 + 300 * n, node)
        if n < 2:
            anew = element(TWINS[n], "button", text(TWINS[n] + 1, "Pay"), type="button")
            gone = [{"parentId": 4, "id": node}]
            events.append(mutation(1100 + 300 * n, adds=[add(anew)], removes=gone))
    assert len(signals("rage-click", events)) == 1


def test_the_numbers_of_a_rage_click_can_be_set():
    two = [click(1000), click(1400)]
    assert len(signals("rage-click", *two, rage_clicks=2)) == 1
    assert signals("rage-click", *two, rage_clicks=2, rage_click_ms=399) == []


@given(st.lists(st.integers(1, 2500), min_size=1, max_size=12))
def test_rage_clicks_are_the_runs_without_a_long_pause(pauses):
    at, clicks, run, runs = 1000, [], 0, []
    for pause in pauses:
        clicks.append(change(2, at, type=2, id=PAY, x=10, y=10))
        run += 1
        if pause > 1000:
            runs.append(run)
            run = 0
        at += pause
    runs.append(run)
    found = signals("rage-click", clicks)
    assert [each.detail["clicks"] for each in found] == [n for n in runs if n >= 3]


def test_a_click_that_does_nothing_is_dead():
    [found] = signals("dead-click", click(1000))
    assert (found.node_id, found.severity) == (PAY, "medium")
    [found] = signals("dead-click", click(1000, node=NOTE))
    assert (found.target, found.severity) == ('p "Thank you"', "low") or (
        found.target.startswith("paragraph") and found.severity == "low"
    )


@pytest.mark.parametrize(
    "reaction",
    [
        reacts(3400),
        typed(2000),
        change(3, 1090, id=1, x=0, y=100),
        change(14, 1090, ranges=[]),
        change(2, 1500, type=5, id=NAME),
        request(3000, duration=1900),
        visit(2000, "http://shop.test/done"),
        custom(1100, "replaytest/dialog@1", {"type": "alert"}),
        custom(1100, "replaytest/popup@1", {"tab": 2}),
        change(9, 1200, id=4, type=0, commands=[]),
    ],
    ids=[
        "mutation",
        "input",
        "scroll",
        "selection",
        "focus elsewhere",
        "request that began then",
        "navigation",
        "dialog",
        "popup",
        "canvas",
    ],
)
def test_a_click_with_an_effect_is_not_dead(reaction):
    assert signals("dead-click", click(1000), reaction) == []


@pytest.mark.parametrize(
    "later",
    [
        reacts(3501),
        change(3, 1101, id=1, x=0, y=100),
        change(14, 1101, ranges=[]),
        change(2, 2001, type=5, id=NAME),
        change(2, 985, type=5, id=PAY),
        reacts(900),
        request(5000, duration=1400),
    ],
    ids=[
        "mutation after the window",
        "scroll too late",
        "selection too late",
        "focus too late",
        "focus of the button itself",
        "mutation before the press",
        "request too late",
    ],
)
def test_what_is_no_effect_of_a_click_leaves_it_dead(later):
    assert len(signals("dead-click", click(1000), later)) == 1


def test_what_the_press_did_counts_for_the_click():
    # Menus open when the button goes down.
    assert signals("dead-click", click(1000), reacts(985)) == []


def test_a_request_may_begin_a_little_before_its_click_by_another_clock():
    # The press is at 980. In a cross-origin frame it was measured 4 to 7 ms too late.
    assert signals("dead-click", click(1000), request(993, duration=20)) == []
    assert len(signals("dead-click", click(1000), request(950, duration=20))) == 1


@pytest.mark.parametrize("node", [LINK, NAME, CHECK, 4, 2, 999])
def test_clicks_on_links_fields_the_bare_page_and_lost_nodes_are_never_dead(node):
    assert signals("dead-click", click(1000, node=node)) == []


def test_a_form_that_comes_back_at_its_own_address_is_an_effect():
    # No request is recorded, and the address stays: only the new document tells.
    again = [event(0, 1900), *shop(2000)]
    assert signals("dead-click", click(1000, node=SEND), again) == []
    checkout = shop(2000)
    assert len(signals("dead-click", click(1000, node=SEND), checkout)) == 1


def test_a_click_with_a_key_held_is_not_dead():
    held = {"kind": "pointer", "id": PAY, "type": "click", "modifiers": ["Control"]}
    note = custom(1001, "replaytest/action@1", held)
    assert signals("dead-click", click(1000), note) == []


def test_a_click_just_before_the_end_is_not_known_to_be_dead():
    assert signals("dead-click", click(1000), until=3499) == []
    assert len(signals("dead-click", click(1000), until=3500)) == 1


def test_a_click_beside_a_gap_is_not_known_to_be_dead():
    from replaytest.signals.clicks import dead_clicks
    from replaytest.signals.thresholds import Thresholds

    found = session(shop(), click(1000))
    found.tabs[0].gaps = [(START + 1500, START + 2000)]
    assert list(dead_clicks(found, Thresholds())) == []


def test_a_double_click_is_dead_once():
    assert len(signals("dead-click", click(1000), click(1200))) == 1


def test_a_double_click_that_selects_a_word_is_not_dead():
    chosen = {"start": 21, "startOffset": 0, "end": 21, "endOffset": 5}
    clicks = [click(1000, node=NOTE), click(1180, node=NOTE)]
    selection = change(14, 1190, ranges=[chosen])
    assert signals("dead-click", *clicks, selection) == []


def test_the_focus_that_the_next_press_brings_is_no_effect():
    following = click(1500, node=LINK)
    focus = change(2, 1490, type=5, id=LINK)
    assert len(signals("dead-click", click(1000), following, focus)) == 1


def test_a_late_effect_makes_a_click_slow_and_not_dead():
    [found] = signals("slow-click", click(1000), reacts(5000))
    assert found.detail["ms"] == 4000
    assert signals("dead-click", click(1000), reacts(5000)) == []


@pytest.mark.parametrize(
    "events",
    [
        [click(1000), reacts(3900)],
        [click(1000), reacts(8100)],
        [click(1000)],
        [click(1000), click(4000, node=NOTE), reacts(5000)],
        [click(1000), change(3, 1200, id=1, x=0, y=9), reacts(5000)],
        [click(1000, node=NOTE), reacts(5000)],
    ],
    ids=["quick", "too late", "never", "after another click", "scrolls", "a paragraph"],
)
def test_these_are_no_slow_clicks(events):
    assert signals("slow-click", *events) == []


def test_a_link_whose_page_comes_late_is_slow():
    found = signals("slow-click", click(1000, node=LINK), visit(5000, "http://x.test/"))
    assert [each.detail["ms"] for each in found] == [4000]
