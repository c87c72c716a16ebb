"""`replaytest.record` without pytest, in both of Playwright's APIs."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.async_api import async_playwright

import replaytest
from replaytest.browser.launch import launch_options
from replaytest.errors import UsageError
from tests.support.suites import PAGE, texts_of


def test_context(context):
    with replaytest.record(context) as recording:
        context.new_page().goto(PAGE)
        recording.annotate("noted", by="me")
    [path] = recording.paths
    assert path.parts[:2] == (".replaytest", "sessions")
    assert "Hello" in texts_of(replaytest.read(path))
    assert "noted" in texts_of(replaytest.read(path))


def test_browser_records_contexts_made_in_the_block(browser):
    with replaytest.record(browser, folder="here") as recording:
        for _ in range(2):
            context = browser.new_context()
            context.new_page().goto(PAGE)
            context.close()
    assert [path.name for path in recording.paths] == [
        "session.replaytest",
        "session-2.replaytest",
    ]


def test_open_page_is_recorded_from_where_it_is(page):
    page.set_content("<p>was there before</p>")
    with replaytest.record(page.context) as recording:
        page.evaluate("document.body.append('added')")
    said = texts_of(replaytest.read(recording.paths[0]))
    assert "was there before" in said
    assert "added" in said


def test_context_can_be_recorded_again(page):
    page.set_content("<p>kept</p>")
    for word in ("first", "second"):
        with replaytest.record(page.context, folder=word) as recording:
            page.evaluate(f"document.body.append('{word}')")
        page.evaluate("document.body.append('between')")
    said = texts_of(replaytest.read(recording.paths[0]))
    assert "kept" in said
    assert "second" in said


def test_recording_is_there_when_the_block_raises(page):
    recording = replaytest.record(page.context)
    with pytest.raises(ZeroDivisionError), recording:
        page.goto(PAGE)
        raise ZeroDivisionError
    assert "Hello" in texts_of(replaytest.read(recording.paths[0]))


def test_nothing_of_ours_stays_behind(page):
    with replaytest.record(page.context):
        page.goto(PAGE)
    before = type(page._impl_obj).close
    assert "instrument" not in before.__code__.co_filename


def test_page_is_refused_with_a_hint(page):
    with pytest.raises(UsageError, match=r"cannot record a Page[\s\S]*page\.context"):
        replaytest.record(page)


def test_async_twin(tmp_path):
    async def main() -> list:
        async with async_playwright() as p:
            browser = await p.chromium.launch(**launch_options())
            context = await browser.new_context()
            with (
                pytest.raises(UsageError, match="async with"),
                replaytest.record(context),
            ):
                pass
            async with replaytest.record(context) as recording:
                page = await context.new_page()
                await page.goto(PAGE)
            await browser.close()
            return recording.paths

    # In a thread: pytest-playwright's loop counts as running in this one.
    with ThreadPoolExecutor() as threads:
        [path] = threads.submit(asyncio.run, main()).result()
    assert "Hello" in texts_of(replaytest.read(path))
