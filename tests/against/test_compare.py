"""The first thing that differs, and all that is no difference."""

from __future__ import annotations

import pytest

from replaytest.against.compare import compare
from replaytest.against.data import LONGEST, MOST_CHANGES, page_data
from replaytest.diff.noise import Noise
from replaytest.diff.rules import RULES, NoiseRule
from tests.against.attempts import (
    APPLY,
    START,
    TOTAL,
    Course,
    compared,
    opened,
    promo,
)
from tests.mirror.events import add, element, mutation, text

CLICK = 'page.get_by_role("button", name="Apply").click()'
LATER = START + 7_200_000


def test_another_text_after_a_click_is_told_in_one_sentence(tmp_path):
    found = compared(tmp_path, promo(), promo(LATER, says="-€25.00"))
    first = found.first
    assert first is not None
    assert first.sentence == f'After {CLICK}: paragraph: "-€12.50" is now "-€25.00"'
    assert (first.kind, first.before, first.now) == ("page", "-€12.50", "-€25.00")
    assert (first.passed_at - START, first.failed_at - LATER) == (235, 235)
    assert len(found.differences) == 1


@pytest.mark.parametrize("slow", [1, 2, 4])
def test_a_slower_attempt_does_not_differ(tmp_path, slow):
    assert compared(tmp_path, promo(), promo(LATER, slow=slow)).differences == ()
    assert compared(tmp_path / "2", promo(slow=slow), promo(LATER)).differences == ()


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (
            "Order 5f2c8a91-1f0e-4d7c-9b1e-0a1b2c3d4e5f",
            "Order " + "0" * 8 + "-1111" * 3 + "-" + "2" * 12,
        ),
        ("Placed 2026-11-21 at 14:31", "Placed 2026-11-22 at 09:02:11"),
        ("Saved 3 seconds ago", "Saved 12 seconds ago"),
        ("Order 4810234", "Order 4810977"),
        ("build a81f99c2e0", "build 77ab10f3d1"),
    ],
)
def test_what_differs_anyway_does_not_differ(tmp_path, before, now):
    assert compared(tmp_path, promo(says=before), promo(LATER, says=now)).first is None


@pytest.mark.parametrize(
    ("before", "now"), [("€12.50", "€12.51"), ("3 items", "4 items"), ("Paid", "Due")]
)
def test_amounts_counts_and_words_do(tmp_path, before, now):
    first = compared(tmp_path, promo(says=before), promo(LATER, says=now)).first
    assert first is not None
    assert (first.before, first.now) == (before, now)


def test_a_text_that_was_there_for_a_moment_only_is_not_missing(tmp_path):
    """The pass is looked at while it shows a toast, the failure just after."""
    passed = (
        promo().page(300, "Cart", "-€12.50", "Saved!").page(2500, "Cart", "-€12.50")
    )
    failed = (
        promo(LATER).page(230, "Cart", "-€12.50", "Saved!").page(240, "Cart", "-€12.50")
    )
    assert compared(tmp_path, passed, failed).first is None


def test_a_page_that_is_left_late_is_none(tmp_path):
    """In the pass the page before is still there when the assertion has passed."""

    def attempt(started_at, seen):
        return (
            Course(started_at)
            .call(0, "Page.goto", url="/login")
            .page(5, "Log in", href="http://127.0.0.1:4711/login")
            .call(100, "Locator.click", took=50, selector=APPLY)
            .page(seen, "Account", href="http://127.0.0.1:4711/account")
            .call(160, "LocatorAssertions.to_be_visible", selector=TOTAL)
            .call(200, "Locator.click", selector=TOTAL)
            .over(2000)
        )

    late, soon = attempt(START, 215), attempt(LATER, 155)
    assert compared(tmp_path, late, soon).first is None


def test_a_request_explains_a_page_and_comes_first(tmp_path):
    failed = promo(LATER, says="Something went wrong")
    for each in failed.events:
        for request in (each["data"].get("payload") or {}).get("requests", ()):
            if request["method"] == "POST":
                request["status"] = 500
    found = compared(tmp_path, promo(), failed)
    assert [each.kind for each in found.differences] == ["request", "page"]
    first = found.first
    assert first is not None
    assert first.text == "POST /promo is now answered 500, was answered 200"
    assert first.after == CLICK


def test_an_error_that_the_pass_did_not_have(tmp_path):
    failed = promo(LATER, says="60 products").error(215, "items is undefined")
    found = compared(tmp_path, promo(says="10 products"), failed)
    assert [each.kind for each in found.differences] == ["error", "page"]
    assert "the page throws TypeError: items is undefined" in found.differences[0].text


def test_an_error_of_both_is_none(tmp_path):
    passed = promo().error(215, "3 items are undefined")
    failed = promo(LATER).error(216, "4 items are undefined")
    assert compared(tmp_path, passed, failed).first is None


@pytest.mark.parametrize("which", ["passed", "failed"])
def test_a_request_given_up_when_the_page_is_left_is_none(tmp_path, which):
    attempts = {"passed": promo(), "failed": promo(LATER)}
    attempts[which].request(300, "/health", failure="net::ERR_ABORTED")
    other = attempts["failed" if which == "passed" else "passed"]
    other.request(301, "/health", 204)
    assert compared(tmp_path, **attempts).first is None


def test_a_request_without_an_answer_differs_after_a_while_only(tmp_path):
    for duration, expected in ((900, None), (3000, "not answered")):
        failed = promo(LATER).request(300, "/total", status=None, pending=duration)
        passed = promo().request(300, "/total")
        first = compared(tmp_path / str(duration), passed, failed).first
        assert (first and first.now) == expected


def test_a_request_sent_twice_that_changes_something(tmp_path):
    failed = promo(LATER).request(208, "/promo", method="POST")
    first = compared(tmp_path, promo(), failed).first
    assert first is not None
    assert first.text == "POST /promo is sent 2 times, was 1"


def test_polling_more_often_is_none(tmp_path):
    passed = promo().request(300, "/status?at=1")
    failed = promo(LATER).request(300, "/status?at=2").request(350, "/status?at=3")
    assert compared(tmp_path, passed, failed).first is None


def test_another_page_hides_what_is_on_it(tmp_path):
    failed = promo(LATER).page(232, "Log in", "Email", href="http://127.0.0.1:99/login")
    first, *more = compared(tmp_path, promo(), failed).differences
    assert (first.kind, first.after, more) == ("navigation", CLICK, [])
    assert first.now == "http://127.0.0.1:99/login"


def test_a_call_with_another_argument(tmp_path):
    def attempt(started_at, quantity):
        return (
            Course(started_at)
            .call(0, "Page.goto", url="http://127.0.0.1:4711/cart")
            .page(5, "Cart")
            .call(
                20, "Locator.fill", selector='internal:label="Count"i', value=quantity
            )
            .call(40, "Locator.click", selector=APPLY)
            .over(600)
        )

    first = compared(tmp_path, attempt(START, "1"), attempt(LATER, "2")).first
    assert first is not None
    assert first.text == (
        'page.get_by_label("Count").fill("2") is called, '
        'where the pass called page.get_by_label("Count").fill("1")'
    )


def test_a_call_that_fails_is_told_if_nothing_differs_before(tmp_path):
    failed = promo(LATER)
    failed.events = [e for e in failed.events if "to_have_text" not in str(e)]
    failed.call(
        220, "LocatorAssertions.to_have_text", took=300, selector=TOTAL, error="no\nlog"
    )
    (only,) = compared(tmp_path, promo(), failed).differences
    assert only.text == 'expect(get_by_test_id("total")).to_have_text() fails: no log'


def test_what_the_failure_did_not_reach_is_no_difference(tmp_path):
    passed = promo().call(500, "Locator.click", selector=APPLY).request(505, "/order")
    assert compared(tmp_path, passed, promo(LATER)).first is None


def test_looking_more_often_is_none(tmp_path):
    failed = promo(LATER)
    for at in (110, 130, 150):
        failed.call(at, "Locator.is_visible", selector=TOTAL)
    assert compared(tmp_path, promo(), failed).first is None


def test_attempts_without_calls_or_pages_do_not_differ(tmp_path):
    found = compared(tmp_path, Course().over(5), Course(LATER).over(9))
    assert (found.first, found.times) == (None, ())


def test_moments_are_paired_in_order(tmp_path):
    times = compared(tmp_path, promo(), promo(LATER, slow=3)).times
    assert times[0] == (START, LATER)
    assert (START + 200, LATER + 600) in times
    assert sorted(times) == list(times)
    assert sorted(times, key=lambda pair: pair[1]) == list(times)


def test_deep_and_damaged_recordings_do_not_stop_it(tmp_path):
    odd = {"type": 5, "timestamp": START + 3, "data": {"tag": "replaytest/call@1"}}
    failed = promo(LATER)
    failed.events += [
        odd | {"data": {"tag": "replaytest/call@1", "payload": payload}}
        for payload in (None, [], {"args": 7, "at": "x"}, {"api": 5, "duration": "y"})
    ]
    assert compared(tmp_path, promo(), failed).differences is not None


def test_a_state_that_is_another(tmp_path):
    def attempt(started_at, **state):
        page = Course(started_at).call(0, "Page.goto", url="/cart").page(5, "Cart")
        pay = element(30, "button", text(31, "Pay"), **state)
        return page._add(mutation(10, adds=[add(pay)])).over(2000)

    one, other = attempt(START, disabled=""), attempt(LATER)
    gone = compared(tmp_path / "1", one, other).first
    came = compared(tmp_path / "2", attempt(START), attempt(LATER, disabled="")).first
    assert gone is not None
    assert gone.text == 'button "Pay": enabled'
    assert came is not None
    assert came.text == 'button "Pay": disabled'


def shown(started_at, *nodes, over=2000):
    cart = Course(started_at).call(0, "Page.goto", url="/cart").page(5, "Cart")
    return cart._add(mutation(10, adds=[add(node) for node in nodes])).over(over)


def item(number, says, **attributes):
    return element(number, "li", text(number + 5000, says), **attributes)


def test_another_order_that_stays_is_told(tmp_path):
    one = shown(START, item(31, "Assam"), item(32, "Ceylon"), item(33, "Keemun"))
    other = shown(LATER, item(31, "Keemun"), item(32, "Assam"), item(33, "Ceylon"))
    first = compared(tmp_path, one, other).first
    assert first is not None
    assert first.text == 'listitem "Keemun": moved among its siblings'


def test_an_order_that_came_later_is_none(tmp_path):
    """The pass had it before the test went on, the failure a while after."""

    def attempt(started_at, sorted_at):
        assam, keemun = item(31, "Assam"), item(33, "Keemun")
        course = shown(started_at, item(32, "Ceylon"), keemun, assam)
        move = {"removes": [{"parentId": 4, "id": 31}], "adds": [add(assam, before=32)]}
        return course._add(mutation(sorted_at, **move))

    soon, late = attempt(START, 200), attempt(LATER, 700)
    for each in (soon, late):
        each.call(100, "Locator.click", selector=APPLY)
        each.call(500, "Locator.click", selector=TOTAL)
    assert compared(tmp_path, soon, late).first is None


@pytest.mark.parametrize(
    "attributes", [{"class": "busy"}, {"style": "top: 1px"}, {"data-build": "7"}]
)
def test_what_nobody_sees_or_hears_is_none_and_shown_in_the_pages(tmp_path, attributes):
    found = compared(
        tmp_path,
        shown(START, item(31, "Tea")),
        shown(LATER, item(31, "Tea", **attributes)),
    )
    assert found.first is None
    assert found.last is not None
    (change,) = found.last.difference.changes
    assert (change.name, change.node_after) == (*attributes, 31)


def test_the_pages_of_the_failure_stand_beside_those_of_a_difference(tmp_path):
    found = compared(tmp_path, promo(), promo(LATER, says="-€25.00"))
    (pair,) = found.pairs()
    assert pair is found.last is found.first.pair
    assert (pair.passed_at - START, pair.failed_at - LATER) == (1000, 1000)
    (change,) = pair.difference.changes
    assert found.first.changes == (0,)
    assert (change.before, change.after) == ("-€12.50", "-€25.00")


def test_what_stays_other_is_told_where_it_came_first(tmp_path):
    def attempt(started_at, says):
        course = promo(started_at, says=says).call(500, "Locator.click", selector=TOTAL)
        return course.over(3000)

    found = compared(tmp_path, attempt(START, "-€12.50"), attempt(LATER, "-€25.00"))
    (only,) = found.differences
    assert only.after == CLICK


def test_a_page_that_was_left_before_it_was_recorded_is_none(tmp_path):
    """Both log in and go on; only one recording has the page in between."""

    def attempt(started_at, *, seen):
        course = Course(started_at).call(0, "Page.goto", url="/login")
        course.page(5, "Log in", href="http://127.0.0.1:4711/login")
        course.call(100, "Locator.click", took=50, selector=APPLY)
        if seen:
            course.page(160, "Account", href="http://127.0.0.1:4711/account")
        course.call(1400, "Page.goto", took=100, url="/cart")
        return course.page(1500, "Cart", href="http://127.0.0.1:4711/cart").over(3000)

    one, other = attempt(START, seen=True), attempt(LATER, seen=False)
    assert compared(tmp_path / "1", one, other).first is None
    one, other = attempt(START, seen=False), attempt(LATER, seen=True)
    assert compared(tmp_path / "2", one, other).first is None


def test_a_rule_of_the_project_is_kept(tmp_path):
    rule = NoiseRule("offer", ("text",), "Offer [A-Z]+", "of the day")
    one, other = promo(says="Offer TEA"), promo(LATER, says="Offer MUG")
    paths = one.write(tmp_path / "1"), other.write(tmp_path / "2", "failed")
    first, second = map(opened, paths)
    assert compare(first, second).first is not None
    assert compare(first, second, noise=Noise((rule, *RULES))).first is None


def test_what_came_after_the_pass_had_ended_is_none(tmp_path):
    def attempt(started_at, over):
        cart = Course(started_at).call(0, "Page.goto", url="/cart")
        return cart.page(50, "Cart", "Recommended: loading").over(over)

    failed = attempt(LATER, 3000).says(900, 2, "Recommended: Tide Mug")
    assert compared(tmp_path / "1", attempt(START, 120), failed).first is None
    passed = attempt(START, 3000).says(900, 2, "Recommended: Tide Mug")
    assert compared(tmp_path / "2", passed, attempt(LATER, 120)).first is None


def test_a_page_is_given_what_it_can_bear(tmp_path):
    rows = [item(100 + 2 * n, f"{n} ".ljust(900, "x")) for n in range(MOST_CHANGES + 5)]
    found = compared(tmp_path, shown(START), shown(LATER, *rows))
    assert found.last is not None
    data = page_data(found.last.difference)
    assert (len(data["changes"]), data["left_off"]) == (MOST_CHANGES, 5)
    assert data["counts"]["structure"] == MOST_CHANGES + 5
    assert sum(group["count"] for group in data["groups"]) == MOST_CHANGES
    assert len(data["changes"][0]["after"]) == LONGEST
