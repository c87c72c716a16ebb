"""A dialog of the browser stands in the recording with how it was answered."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.async_api import async_playwright

import replaytest
from replaytest.browser import installed
from replaytest.browser.launch import launch_options
from replaytest.mask.sensitive import SECRET
from tests.support.pages import Pages

PAGE = "<!doctype html><title>t</title><button>go</button>"
PLAYWRIGHT = tuple(int(part) for part in installed.version().split(".")[:2])
ASK = "prompt('Your name?', 'Grace')"


@pytest.fixture(scope="module")
def site():
    with Pages({"/": PAGE, "/other": PAGE}) as pages:
        yield pages


@pytest.fixture
def record(context, site):
    """Do something on a page; return its recording's events."""

    def run(work, **options):
        with replaytest.record(context, folder="here", **options) as recording:
            page = context.new_page()
            page.goto(site.url)
            work(page)
            page.wait_for_timeout(60)
        return events_of(recording)

    return run


def events_of(recording):
    found = replaytest.read(recording.paths[0])
    assert not found.problems
    return [event for _, event in found.events()]


def payloads(events, tag):
    return [e["data"]["payload"] for e in events if e["data"].get("tag") == tag]


def answers(events):
    told = payloads(events, "replaytest/dialog@1")
    return [(each["type"], each.get("accepted"), each.get("text")) for each in told]


def test_answers_of_the_test_are_told(record):
    given = []

    def work(page):
        for script, answer in (
            (ASK, lambda dialog: dialog.accept("Ada 42")),
            (ASK, lambda dialog: dialog.accept()),
            (ASK, lambda dialog: dialog.dismiss()),
            ("confirm('Sure?')", lambda dialog: dialog.accept()),
            ("confirm('Sure?')", lambda dialog: dialog.dismiss()),
            ("alert('Done')", lambda dialog: dialog.accept()),
        ):
            page.once("dialog", answer)
            given.append(page.evaluate(script))

    events = record(work)
    assert given[0] == "Ada 42"
    assert given[2:] == [None, True, False, None]
    assert answers(events) == [
        ("prompt", True, "Xxx 00"),
        ("prompt", True, None),
        ("prompt", False, None),
        ("confirm", True, None),
        ("confirm", False, None),
        ("alert", True, None),
    ]
    assert "Ada" not in str(events)


@pytest.mark.skipif(
    PLAYWRIGHT < (1, 64), reason="this Playwright does not tell of them"
)
def test_dialogs_that_nobody_answers_are_dismissed_by_playwright(record, site):
    def work(page):
        page.evaluate(ASK)
        page.evaluate("confirm('Sure?')")
        page.locator("button").click()  # a page that was touched may ask to stay
        page.evaluate("() => { onbeforeunload = event => event.preventDefault() }")
        page.goto(f"{site.url}/other")

    told = answers(record(work))
    assert told == [
        ("prompt", False, None),
        ("confirm", False, None),
        ("beforeunload", True, None),
    ]


def test_no_answer_is_made_up_where_a_listener_gave_none(context, record):
    def work(page):
        other = context.new_page()
        other.on("dialog", lambda dialog: None)
        with other.expect_event("dialog"):
            other.evaluate("setTimeout(() => confirm('Sure?'))")
        other.close()

    assert {accepted for _, accepted, _ in answers(record(work))} <= {None}


def test_an_answer_to_a_question_for_a_secret_is_one(record):
    def work(page):
        page.once("dialog", lambda dialog: dialog.accept("hunter22"))
        page.evaluate("prompt('Password')")

    events = record(work, mask={"level": 1})
    ((_, accepted, text),) = answers(events)
    assert accepted
    assert "hunter22" not in str(events)
    assert text == SECRET


def test_an_answer_is_a_call_of_the_test_in_the_tab_of_its_dialog(context, site):
    with replaytest.record(context, folder="here") as recording:
        context.new_page().goto(site.url)
        page = context.new_page()
        page.goto(site.url)
        page.once("dialog", lambda dialog: dialog.accept("a"))
        page.evaluate(ASK)
    pairs = list(replaytest.read(recording.paths[0]).events())
    calls = [
        (tab, event["data"]["payload"])
        for tab, event in pairs
        if event["data"].get("tag") == "replaytest/call@1"
    ]
    ((tab, call),) = [(t, c) for t, c in calls if c["api"].startswith("Dialog.")]
    assert (tab, call["api"]) == (2, "Dialog.accept")
    assert call["file"].endswith("test_dialogs.py")
    (dialog,) = [t for t, e in pairs if e["data"].get("tag") == "replaytest/dialog@1"]
    assert dialog == 2


def test_answers_of_the_async_api_are_told(site):
    async def work():
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(**launch_options("chromium"))
            context = await browser.new_context()
            async with replaytest.record(context, folder="here") as recording:
                page = await context.new_page()
                await page.goto(site.url)
                page.on("dialog", lambda dialog: dialog.accept("Ada"))
                assert await page.evaluate(ASK) == "Ada"
            await browser.close()
            return recording

    # In a thread: pytest-playwright's loop counts as running in this one.
    with ThreadPoolExecutor() as threads:
        recording = threads.submit(asyncio.run, work()).result()
    assert answers(events_of(recording)) == [("prompt", True, "Xxx")]
