"""Which pages were asked for, and which a step has led to; tabs and dialogs."""

from __future__ import annotations

from replaytest.mirror.timeline import Timeline
from replaytest.model import Tab
from replaytest.redrive.model import Answer
from replaytest.redrive.plan import plan
from tests.mirror.events import START, element, event, page
from tests.redrive.acts import (
    HOME,
    arrive,
    called,
    click,
    dialog,
    done,
    form,
    our,
    our_click,
    our_key,
    planned,
    settings,
    value,
)

NEXT = f"{HOME}next"


def requested(url, at):
    request = {"name": url, "entryType": "navigation", "timestamp": START + at}
    payload = {"requests": [request]}
    return event(6, at, plugin="rrweb/network@1", payload=payload)


def told(*events):
    return [
        (each.kind, each.value, each.cause, bool(each.guess))
        for each in planned(*events).steps
    ]


def test_the_first_page_is_asked_for():
    assert told(*page()) == [("navigate", HOME, None, False)]
    assert told(*arrive(0, "about:blank"), *arrive(100, NEXT)) == [
        ("navigate", NEXT, None, False)
    ]


def test_a_page_that_a_step_led_to_is_waited_for():
    link = element(10, "a", href="/next")
    events = [*arrive(0, HOME, link), *click(100, 10), *arrive(900, NEXT)]
    assert told(*events)[1:] == [
        ("click", None, None, False),
        ("navigate", NEXT, 2, False),
    ]


def test_a_page_that_may_have_been_gone_to_is_a_guess():
    for body in (element(10, "a", href="/other"), element(10, "button")):
        events = [*arrive(0, HOME, body), *click(100, 10), *arrive(900, NEXT)]
        assert told(*events)[2] == ("navigate", NEXT, 2, True)
    again = [*arrive(0, HOME, body), *click(100, 10), *arrive(900, HOME)]
    assert told(*again)[2] == ("reload", HOME, 2, True)


def test_our_recorder_tells_who_goes_to_a_page():
    body = element(10, "button")
    events = [*arrive(0, HOME, body), *our_click(100, 10), *arrive(900, NEXT)]
    assert told(*events)[2] == ("navigate", NEXT, 2, False)


def test_a_page_that_nothing_led_to_was_asked_for():
    events = [*arrive(0, HOME), *arrive(9000, NEXT), *arrive(19000, HOME)]
    assert told(*events)[1:] == [
        ("navigate", NEXT, None, True),
        ("back", HOME, None, True),
    ]
    assert told(*arrive(0, HOME), *arrive(9000, HOME))[1][0] == "reload"


def test_calls_of_playwrights_say_what_was_asked_for():
    body = element(10, "a")
    events = [
        *arrive(0, HOME, body),
        *our_click(100, 10),
        *arrive(900, NEXT, body),
        called("Page.goto", 850, 950),
        *arrive(1900, NEXT, body),
        called("Page.reload", 1850, 1950),
        *arrive(2900, HOME, body),
        called("Page.go_back", 2850, 2950),
        *arrive(3900, NEXT, body),
        called("Page.go_forward", 3850, 3950),
    ]
    assert [(kind, cause) for kind, _, cause, _ in told(*events)[1:]] == [
        ("click", None),
        ("navigate", None),
        ("reload", None),
        ("back", None),
        ("forward", None),
    ]


def test_a_call_need_not_wait_for_its_page():
    events = [*arrive(0, HOME, element(10, "a")), *our_click(700, 10)]
    events += [called("Page.goto", 750, 760), *arrive(900, NEXT)]
    assert told(*events)[2] == ("navigate", NEXT, None, False)


def test_a_page_may_still_come_when_another_is_asked_for():
    shop = f"{HOME}shop"
    pressed = [*arrive(0, HOME, element(10, "button")), *our_click(700, 10)]
    asked = called("Page.goto", 750, 1000, args={"url": "/shop"})
    on_its_way, later = requested(NEXT, 710), requested(NEXT, 760)
    came = [*arrive(800, NEXT), *arrive(950, shop)]
    assert told(*pressed, asked, on_its_way, *came, requested(shop, 760))[2:] == [
        ("navigate", NEXT, 2, False),
        ("navigate", shop, None, False),
    ]
    # It may lead to another address, too, and that to the one that was asked for.
    assert told(*pressed, asked, *arrive(800, NEXT))[2:] == [
        ("navigate", NEXT, None, False)
    ]
    assert told(*pressed, asked, requested(shop, 752), later, *came)[2:] == [
        ("navigate", NEXT, None, False),
        ("navigate", shop, 3, False),
    ]


def test_the_browser_says_how_a_page_was_come_by():
    events = [
        *arrive(0, HOME),
        *arrive(9000, HOME),
        settings(9001, navigation="reload"),
        *arrive(19000, NEXT),
        settings(19001, navigation="back_forward", delta=1),
    ]
    assert told(*events)[1:] == [
        ("reload", HOME, None, False),
        ("forward", NEXT, None, False),
    ]


def test_a_page_that_is_recorded_again_is_no_visit():
    body = [element(10 + n, "p") for n in range(9)]
    again = arrive(9000, HOME, *body, told=False)
    assert told(*arrive(0, HOME, *body), *again) == [("navigate", HOME, None, False)]
    # Nobody says that pages load: it is told by what they have in common.
    first = arrive(0, HOME, *body, told=False)
    assert len(told(*first, *again)) == 1
    moved = arrive(9000, NEXT, *body, told=False)
    assert len(told(*first, *moved)) == 1
    other = arrive(9000, NEXT, *(element(30 + n, "b") for n in range(9)), told=False)
    assert [each[0] for each in told(*first, *other)] == ["navigate", "navigate"]


def test_what_is_told_between_a_page_and_its_snapshot_does_not_hide_it():
    other = (element(30 + n, "b") for n in range(9))
    meta, snapshot = arrive(1000, NEXT, *other, told=False)
    first = arrive(0, HOME, *(element(10 + n, "p") for n in range(9)))
    late = [our("storage", 1000), snapshot, settings(1001, navigation="navigate")]
    found = told(*first, *our_click(800, 10), meta, *late)
    assert found[2] == ("navigate", NEXT, 2, False)


def test_moves_in_the_history_that_stay_in_their_document():
    moves = [our("history", 5000, delta=-2), our("history", 9000, delta=1)]
    assert [each[0] for each in told(*form(), *moves)[1:]] == ["back", "forward"]
    led = [*our_click(4995, 11), our("history", 5000, delta=-1)]
    assert [each[0] for each in told(*form(), *led)[1:]] == ["click"]
    unknown = told(*form(), our("history", 5000))[1]
    assert unknown == ("back", None, None, True)
    by_call = [our("history", 5000), called("Page.go_forward", 4990, 5010)]
    assert told(*form(), *by_call)[1] == ("forward", None, None, False)


def test_a_call_that_stays_in_its_document_is_a_visit():
    calls = [
        called("Page.goto", 500, 600, args={"url": "#there"}),
        called("Page.goto", 700, 800, args={"url": "/gone"}, error="refused"),
    ]
    assert told(*form(), *calls)[1:] == [("navigate", f"{HOME}#there", None, False)]


def test_what_was_typed_was_sent_where_no_key_is_recorded():
    events = [*form(), *click(50, 10), value(100, 10, "tea"), *arrive(900, NEXT)]
    assert told(*events)[2:] == [
        ("fill", "tea", None, False),
        ("press", "Enter", None, True),
        ("navigate", NEXT, 3, True),
    ]
    known = [*form(), value(100, 10, "tea", userTriggered=True)]
    sent = [our_key(200, 10, "Enter"), *arrive(900, NEXT)]
    assert [each[:3] for each in told(*known, *sent)[2:]] == [
        ("press", "Enter", None),
        ("navigate", NEXT, 3),
    ]


def tabs(*, closes=False):
    first = [*form(), *our_click(100, 11), *our_click(2000, 12), *our_click(4000, 11)]
    popup = [*arrive(300, NEXT, element(10, "a")), *our_click(500, 10)]
    if closes:
        popup.append(called("Page.close", 3000, 3010))
    lines = {1: Timeline.of_events(first), 2: Timeline.of_events(popup)}
    known = (Tab(1, START), Tab(2, START + 150, opener=1, closed_at=START + 3010))
    return plan(lines, known).steps


def test_a_popup_is_opened_by_the_step_before_it():
    steps = tabs()
    assert [(each.tab, each.kind, each.opens, each.cause) for each in steps[:4]] == [
        (1, "navigate", (), None),
        (1, "click", (2,), None),
        (2, "navigate", (), 2),
        (2, "click", (), None),
    ]
    assert [each.at for each in steps] == sorted(each.at for each in steps)


def test_a_tab_that_the_test_closes():
    assert "close" not in {each.kind for each in tabs()}
    closing = [each for each in tabs(closes=True) if each.kind == "close"]
    assert [(each.tab, each.minor) for each in closing] == [(2, False)]
    last = [*form(), *our_click(100, 11), called("Page.close", 3000, 3010)]
    assert [each.kind for each in done(*last)] == ["click"]


def test_dialogs_belong_to_the_step_during_which_they_came():
    asked = [
        *our_click(100, 11),
        dialog("confirm", 102, accepted=True),
        *our_click(500, 12),
        dialog("prompt", 502, accepted=True, text="Xxxx"),
    ]
    first, second = done(*form(), *asked, level=1)
    assert first.dialogs == (Answer("confirm", True),)
    assert second.dialogs == (Answer("prompt", True, "Xxxx", masked=True),)


def test_calls_tell_how_dialogs_were_answered():
    asked = [
        *our_click(100, 11),
        dialog("confirm", 110),
        called("Dialog.dismiss", 108, 110),
        *our_click(500, 11),
        dialog("prompt", 510),
        called("Dialog.accept", 505, 510, args={"promptText": "Ada"}),
    ]
    first, second = done(*form(), *asked)
    assert first.dialogs == (Answer("confirm", False),)
    assert second.dialogs == (Answer("prompt", True, "Ada"),)


def test_an_answer_that_nobody_recorded_is_missing():
    asked = [*our_click(100, 11), dialog("confirm", 102), dialog("alert", 105)]
    found = planned(*form(), *asked)
    assert [each.accepted for each in found.steps[1].dialogs] == [None, True]
    assert found.missing == ("the answer of 1 dialog is not recorded",)


def test_a_plan_says_what_rrweb_alone_does_not_tell():
    assert "rrweb alone" in planned(*form()).missing[0]
    assert planned(*form(), *our_click(100, 11)).missing == ()


def test_a_page_that_a_script_wrote_has_no_address():
    events = [*arrive(0, "about:blank", element(10, "a")), *our_click(100, 10)]
    assert planned(*events).missing == (
        "1 tab has no address to begin at: a script has written the page",
    )
