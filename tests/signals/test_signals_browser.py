"""Each signal on a page of the sample site, as the real recorder tells it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import replaytest
import sample_site
from replaytest.signals.collect import collect
from replaytest.signals.facts import Session
from replaytest.signals.find import FINDERS
from replaytest.signals.model import Kind, Signal
from replaytest.signals.thresholds import Thresholds
from replaytest.store.lines import decode
from replaytest.summary.opening import session_of
from sample_site.serve import SampleSite

# Shorter than the defaults, so that nobody waits for seven seconds.
LIMITS = Thresholds(
    dead_click_ms=700,
    slow_click_ms=400,
    slow_click_end_ms=2000,
    blank_page_ms=500,
    slow_response_ms=400,
    layout_input_ms=200,
)
Act = Callable[[Any], None]


@pytest.fixture(scope="module")
def site() -> Iterator[SampleSite]:
    with SampleSite() as running:
        yield running


@pytest.fixture
def signals(browser, site, tmp_path) -> Iterator[Callable[..., list[Signal]]]:
    """Record what is done on a page, and return the signals of one kind."""

    def signals_(
        kind: Kind, *acts: Act, page: str = "", hash_: str = ""
    ) -> list[Signal]:
        context = browser.new_context()
        folder = tmp_path / f"recording{time.monotonic_ns()}"
        with replaytest.record(context, folder=folder, mask=1) as recording:
            tab = context.new_page()
            tab.goto(f"{site.url}/static/signal-{page or kind}.html{hash_}")
            for act in acts:
                act(tab)
        context.close()
        session = session_of(replaytest.read(recording.paths[0]))
        return list(FINDERS[kind](session, LIMITS))

    return signals_


@pytest.mark.parametrize("kind", FINDERS)
def test_each_finder_has_a_page_and_a_test_here(kind):
    assert (Path(sample_site.__file__).parent / f"static/signal-{kind}.html").exists()
    assert f"test_{kind.replace('-', '_')}" in globals()


def click(selector: str, times: int = 1) -> Act:
    def act(tab: Any) -> None:
        for _ in range(times):
            tab.locator(selector).click()

    return act


def wait(ms: int) -> Act:
    return lambda tab: tab.wait_for_timeout(ms)


def fill(text: str) -> Act:
    return lambda tab: tab.get_by_label("Name").fill(text)


def test_rage_click(signals):
    [found] = signals("rage-click", click("#bad", 4))
    assert found.target == 'button "Pay"'
    assert found.detail["clicks"] == 4
    assert signals("rage-click", click("#bad", 2), click("#good", 4)) == []


def test_dead_click(signals):
    [found] = signals("dead-click", click("#bad"), wait(800))
    assert found.target == 'button "Pay"'
    assert signals("dead-click", click("#good"), wait(800)) == []


def test_a_form_that_comes_back_at_its_address_is_not_dead(browser, site, tmp_path):
    context = browser.new_context()
    with replaytest.record(context, folder=tmp_path / "r", mask=1) as recording:
        tab = context.new_page()
        tab.goto(f"{site.url}/login")
        tab.get_by_label("Email").fill("ada@example.com")
        tab.get_by_label("Password").fill("wrong")
        tab.get_by_role("button", name="Log in").click()
        tab.get_by_role("alert").wait_for()
        tab.wait_for_timeout(800)
    context.close()
    # What rrweb alone tells, without requests.
    recorded = replaytest.read(recording.paths[0])
    plain = [line for line in recorded.lines(1) if decode(line)[1]["type"] <= 4]
    end = session_of(recorded).ended_at
    facts = collect(plain, until=end, unpack=recorded.unpacked)
    assert [click.element.name for click in facts.clicks] == ["Log in"]
    assert facts.until >= facts.clicks[0].at + LIMITS.dead_click_ms
    assert list(FINDERS["dead-click"](Session([facts]), LIMITS)) == []


def test_slow_click(signals):
    [found] = signals("slow-click", click("#bad"), wait(800))
    assert 400 < found.detail["ms"] < 1500
    assert signals("slow-click", click("#good"), wait(800)) == []


def test_mouse_thrash(signals):
    def thrash(tab: Any) -> None:
        for turn in range(24):
            tab.mouse.move(100 + 400 * (turn % 2), 300)
            tab.wait_for_timeout(60)

    def cross(tab: Any) -> None:
        for place in range(24):
            tab.mouse.move(20 * place, 300)
            tab.wait_for_timeout(20)

    # Two, where a busy machine stopped in between.
    assert signals("mouse-thrash", thrash, wait(600))
    assert signals("mouse-thrash", cross, wait(600)) == []


def test_u_turn(signals):
    away, back = click("text=Prices"), click("text=Back")
    [found] = signals("u-turn", away, wait(300), back, wait(300))
    assert found.page.endswith("signal-u-turn-away.html")
    assert signals("u-turn", away, wait(2100), back, wait(300)) == []


def test_blank_page(signals):
    [found] = signals("blank-page", wait(1000), hash_="#bad")
    assert found.detail["to_the_end"]
    assert signals("blank-page", wait(1000)) == []


def test_form_abandonment(signals):
    def leave(tab: Any) -> None:
        tab.get_by_text("Prices").click()
        tab.wait_for_url("**/signal-u-turn-away.html")
        tab.go_back()
        tab.wait_for_url("**/signal-form-abandonment.html*")

    def send(tab: Any) -> None:
        tab.get_by_role("button").click()
        tab.wait_for_url("**?name=*")

    # Longer than an Enter that was not recorded would take.
    left = (fill("Ada"), wait(1100), leave)
    [found] = signals("form-abandonment", *left, *left)
    assert found.detail == {"form": "order", "times": 2}
    assert signals("form-abandonment", *left, fill("Ada"), send) == []


def test_layout_jump(signals):
    found = signals("layout-jump", wait(1100), click("#pay"), hash_="#bad")
    [guessed] = [each for each in found if not each.detail["measured"]]
    assert "Everything is cheaper" in guessed.text
    assert signals("layout-jump", wait(1100), click("#pay")) == []


def test_long_task(signals):
    def longest(button: str) -> float:
        found = signals("long-task", wait(300), click(button), wait(300))
        return max((each.detail["ms"] for each in found), default=0)

    # On a busy machine any task may be long, but not for as long as the page counts.
    assert longest("#bad") >= 290
    assert any(longest("#good") < 290 for _ in range(3))


def test_measured_layout_shift(signals):
    def scores(hash_: str) -> list[bool]:
        found = signals("layout-jump", wait(1300), page="layout-jump", hash_=hash_)
        return [each.detail["measured"] for each in found]

    assert scores("#bad") == [True]
    assert scores("") == []


def test_exception(signals):
    [found] = signals("exception", wait(300), hash_="#bad")
    assert found.text.startswith("TypeError: no order")
    [again] = signals("exception", wait(300), hash_="#bad")
    assert again.detail["fingerprint"] == found.detail["fingerprint"]
    assert signals("exception", wait(300)) == []


def test_console_error(signals):
    [found] = signals("console-error", wait(300), hash_="#bad")
    assert found.text == "no stock"
    assert signals("console-error", wait(300)) == []


def test_failed_request(signals):
    [found] = signals("failed-request", click("#bad"), wait(300))
    assert found.detail["status"] == 404
    assert signals("failed-request", click("#good"), wait(300)) == []


def test_slow_response(signals):
    def delay(tab: Any) -> None:
        def answer(route: Any) -> None:
            time.sleep(0.6)
            route.continue_()

        tab.route("**/healthz", answer)

    load, done = click("#load"), lambda tab: tab.get_by_text("200").wait_for()
    [found] = signals("slow-response", delay, load, done, wait(100))
    assert found.detail["ms"] >= 400
    assert signals("slow-response", load, done, wait(100)) == []


def test_error_after_action(signals):
    [found] = signals("error-after-action", click("#bad"), wait(400))
    assert found.target == 'button "Pay"'
    assert found.detail["kinds"] == ["exception"]
    assert signals("error-after-action", click("#good"), wait(400)) == []
