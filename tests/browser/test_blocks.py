"""Blocks of `replaytest.record`: beside each other, in each other, and after them."""

from __future__ import annotations

import asyncio
import time
import warnings

import pytest

import replaytest
from replaytest.browser.instrument import PATIENCE_S
from replaytest.browser.observe import CallObserver
from tests.support.pages import Answer, Pages


@pytest.fixture
def site():
    answers = {
        "/": Answer("<!doctype html><title>t</title><h1>Shop</h1><a href=/file>f</a>"),
        "/file": Answer("d", headers={"Content-Disposition": "attachment"}),
    }
    with Pages(answers) as pages:
        yield pages


def calls_of(recording) -> list[str]:
    [path] = recording.paths
    return [
        event["data"]["payload"]["api"]
        for _, event in replaytest.read(path).events()
        if event["data"].get("tag") == "replaytest/call@1"
    ]


def count_of(emitter) -> int:
    """Return how many listeners an implementation object has."""
    events = emitter._events.values()
    return sum(len(each) if isinstance(each, list) else 1 for each in events)


def test_a_context_may_be_closed_in_a_block_within_a_block(browser, site):
    context = browser.new_context()
    with replaytest.record(browser, folder="outer"):
        with replaytest.record(context, folder="inner") as inner:
            context.new_page().goto(site.url)
            context.close()
        assert inner.paths


def test_a_block_within_a_block_takes_no_calls_from_it(context, site):
    with replaytest.record(context, folder="outer") as outer:
        page = context.new_page()
        with replaytest.record(context, folder="inner") as inner:
            page.goto(site.url)
        page.title()
    assert calls_of(inner) == ["Page.goto"]
    assert calls_of(outer) == ["BrowserContext.new_page", "Page.goto", "Page.title"]


def test_observers_of_calls_may_come_and_go_in_any_order(page, site):
    from playwright._impl.client_instrumentation import ClientInstrumentation as Clients

    before = Clients.on_api_call_begin, Clients.on_api_call_end
    told: list[list[str]] = [[], []]
    first, second = (
        CallObserver(lambda _, call, each=each: each.append(call.api)) for each in told
    )
    assert first.install()
    assert second.install()
    page.goto(site.url)
    first.uninstall()
    page.title()
    second.uninstall()
    page.title()
    assert told == [["Page.goto"], ["Page.goto", "Page.title"]]
    assert (Clients.on_api_call_begin, Clients.on_api_call_end) == before


def test_nothing_listens_after_a_block(page, site):
    page.goto(site.url)
    before = count_of(page.context._impl_obj)
    for number in range(2):
        with replaytest.record(page.context, folder=f"block{number}"):
            page.evaluate("1")
        assert count_of(page.context._impl_obj) == before


def test_a_page_that_comes_after_a_block_is_left_alone(page, site):
    page.goto(site.url)
    with replaytest.record(page.context, folder="here"):
        page.evaluate("1")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with page.expect_popup() as popup:
            page.evaluate("open('/')")
        with popup.value.expect_download():
            popup.value.locator("a").click()
        popup.value.close()


def test_a_page_that_is_closed_is_forgotten(context, site):
    with replaytest.record(context, folder="here") as recording:
        kept = recording._recorder._contexts[context._impl_obj].channels
        page = context.new_page()
        page.goto(site.url)
        assert set(kept._listening) == {context._impl_obj, page._impl_obj}
        page.close()
        assert set(kept._listening) == {context._impl_obj}


def test_what_failed_is_no_error_of_the_test_whatever_it_makes_of_warnings(context):
    with replaytest.record(context) as recording, warnings.catch_warnings():
        warnings.simplefilter("error")
        recording._recorder.problem("something of ours failed")


def test_a_body_that_never_comes_is_waited_for_once(context, site):
    with replaytest.record(context, folder="here") as recording:
        mine = recording._recorder._contexts[context._impl_obj]
        pages = [context.new_page() for _ in range(2)]
        mine._spawn(asyncio.Event().wait())
        took = []
        for page in pages:
            since = time.monotonic()
            page.close()
            took.append(time.monotonic() - since)
    assert took[0] >= PATIENCE_S
    assert took[1] < PATIENCE_S


def test_a_page_that_cannot_tell_its_last_moments_is_warned_of(context, site):
    with replaytest.record(context, folder="here") as recording:
        page = context.new_page()
        page.goto(site.url)
        page.wait_for_timeout(400)  # that much is sent
        page.evaluate("setTimeout(() => { for (;;); }, 10)")
        page.wait_for_timeout(100)
        with pytest.warns(UserWarning, match="did not answer"):
            page.close()
    (path,) = recording.paths
    assert any(event["type"] == 2 for _, event in replaytest.read(path).events())
