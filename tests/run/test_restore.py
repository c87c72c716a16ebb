"""A context gets what the recorded one had when it was recorded."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.async_api import async_playwright

import replaytest
from replaytest.browser.launch import launch_options
from replaytest.redrive.settings import settings_of
from replaytest.redrive.stubs.origins import Origins
from replaytest.run.cookies import cookies_of
from replaytest.run.restore import (
    context_options,
    restore,
    storage_state,
)
from replaytest.run.stored import stored_of
from tests.redrive.stubs import custom, meta
from tests.support.pages import Answer, Pages

PAGE = "<!doctype html><title>t</title><h1>Shop</h1>"
TOLD = "[localStorage.theme, localStorage.mine, sessionStorage.tab, document.cookie]"
CLEAR = {"record_storage": "values"}
SAME = Origins.of("http://shop.test", None)


@pytest.fixture(scope="module")
def site():
    with Pages({"/": Answer(PAGE), "/next": Answer(PAGE)}) as pages:
        yield pages


def tape(browser, site, **options):
    context = browser.new_context()
    page = context.new_page()
    page.goto(site.url)
    page.evaluate(
        "localStorage.theme = 'dark'; sessionStorage.tab = 'two';"
        "document.cookie = 'sid=kept-4242; path=/'"
    )
    with replaytest.record(context, folder="here", **options) as recording:
        page.reload()
        page.evaluate("localStorage.mine = 'made later'")
        page.goto(f"{site.url}/next")
    context.close()
    return replaytest.read(recording.paths[0])


def test_cookies_and_storage_are_as_they_were_at_the_start(browser, site):
    recording = tape(browser, site, mask=0)
    context = browser.new_context()
    restored = restore(context, recording)
    page = context.new_page()
    page.goto(site.url)
    assert page.evaluate(TOLD) == ["dark", None, "two", "sid=kept-4242"]
    assert restored.missing == ()
    # What the page empties stays empty.
    page.evaluate("localStorage.clear(); sessionStorage.clear()")
    page.goto(f"{site.url}/next")
    page.goto(site.url)
    assert page.evaluate(TOLD)[:3] == [None, None, None]
    context.close()
    state = storage_state(recording)
    context = browser.new_context(storage_state=state)
    page = context.new_page()
    page.goto(site.url)
    assert page.evaluate(TOLD) == ["dark", None, None, "sid=kept-4242"]
    context.close()


def test_the_site_may_be_elsewhere(browser, site):
    recording = tape(browser, site, mask=0)
    context = browser.new_context()
    restore(context, recording, base_url=site.other_url)
    page = context.new_page()
    page.goto(site.other_url)
    assert page.evaluate(TOLD) == ["dark", None, "two", "sid=kept-4242"]
    context.close()


def test_what_is_masked_is_not_restored_and_said(browser, site):
    recording = tape(browser, site)
    context = browser.new_context()
    restored = restore(context, recording)
    page = context.new_page()
    page.goto(site.url)
    assert page.evaluate(TOLD) == [None, None, None, ""]
    assert set(restored.missing) == {
        "cookies",
        f"local storage of {site.url}",
        f"session storage of {site.url}",
    }
    context.close()


def test_the_async_twin(browser, site):
    recording = tape(browser, site, mask=0)

    async def main():
        async with async_playwright() as playwright:
            chromium = await playwright.chromium.launch(**launch_options())
            context = await chromium.new_context()
            restored = await restore(context, recording)
            page = await context.new_page()
            await page.goto(site.url)
            found = await page.evaluate(TOLD)
            await chromium.close()
            return found, restored.missing

    with ThreadPoolExecutor() as threads:
        found, missing = threads.submit(asyncio.run, main()).result()
    assert found == ["dark", None, "two", "sid=kept-4242"]
    assert missing == ()


def test_settings_make_a_context_that_says_the_same(browser, site):
    options = {
        "viewport": {"width": 500, "height": 400},
        "locale": "de-AT",
        "timezone_id": "Asia/Tokyo",
        "device_scale_factor": 2,
        "color_scheme": "dark",
        "reduced_motion": "reduce",
        "has_touch": True,
        "user_agent": "Mozilla/5.0 (Phone) Chrome/99 Mobile",
        "is_mobile": True,
    }
    context = browser.new_context(**options)
    with replaytest.record(context, folder="here") as recording:
        context.new_page().goto(site.url)
    context.close()
    settings = settings_of(replaytest.read(recording.paths[0]).events())
    # A page says what it has room for: a mobile one is as wide as it likes to be.
    settings["viewport"] = options["viewport"]
    assert context_options(settings) == options
    assert context_options(settings, stubbed=True)["service_workers"] == "block"
    others = context_options(settings, engine="firefox")
    assert others.keys() == options.keys() - {"user_agent", "is_mobile"}
    assert context_options({}) == {}


def start(origin, at=0, **areas):
    return custom("replaytest/storage@1", at, when="start", origin=origin, **areas)


def test_what_a_later_page_found_was_not_there_at_the_start():
    site = "http://shop.test"
    told = [meta(f"{site}/a"), meta(f"{site}/b"), start(site, local={"a": "1"})]
    assert stored_of(told, CLEAR, SAME).local == {}
    told = [meta(f"{site}/a"), start(site, local={"a": "1"}), meta(f"{site}/b")]
    told += [start(site, local={"a": "2"}, session={"s": "later"})]
    found = stored_of(told, CLEAR, SAME)
    assert (found.local, found.session) == ({site: {"a": "1"}}, {})


def test_a_value_with_a_secret_in_it_is_not_restored():
    site = "http://shop.test"
    told = [
        meta(site),
        start(
            site, local={"a": "1", "b": "***"}, masked={"local": ["b"]}, indexedDB=["d"]
        ),
        custom(
            "replaytest/storage@1",
            when="start",
            cookies=[{"name": "sid", "value": "***", "masked": True}],
        ),
    ]
    found = stored_of(told, CLEAR, SAME)
    assert found.local == {site: {"a": "1"}}
    assert found.cookies == []
    assert found.missing == [
        f"'b' in the local storage of {site}",
        f"IndexedDB of {site}",
        "cookie 'sid'",
    ]


def test_cookies_follow_the_site():
    cookie = {"name": "a", "value": "1", "domain": "shop.test", "path": "/"}
    told = [
        custom(
            "replaytest/storage@1",
            when="start",
            cookies=[
                {**cookie, "secure": True, "sameSite": "None"},
                {**cookie, "domain": "pay.test", "secure": True},
            ],
        )
    ]
    moved = Origins.of("https://shop.test", "http://localhost:9")
    assert stored_of(told, CLEAR, moved).cookies == [
        {**cookie, "domain": "localhost", "secure": False},
        {**cookie, "domain": "pay.test", "secure": True},
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a=1", {"domain": "x.org", "path": "/b", "expires": -1}),
        ("a=1=2; Path=/; HttpOnly; SameSite=lax", {"value": "1=2", "sameSite": "Lax"}),
        ("a=; Domain=.x.org; Secure", {"domain": ".x.org", "secure": True}),
        ("a=1; Max-Age=0; Expires=Wed, 21 Oct 2065 07:28:00 GMT", {"expires": 1}),
        ("a=1; Expires=Wed, 21 Oct 2065 07:28:00 GMT", {"expires": 3023335680}),
        ("a=1; Expires=soon", {"expires": -1}),
    ],
)
def test_set_cookie_lines(line, expected):
    (cookie,) = cookies_of("https://x.org/b/c?d", line)
    assert cookie["name"] == "a"
    assert {name: cookie[name] for name in expected} == expected


def test_lines_that_set_no_cookie():
    assert cookies_of("https://x.org", "a") == []
    assert cookies_of("https://x.org", "=1") == []
    assert cookies_of("about:blank", "a=1") == []
    assert cookies_of("http://[", "a=1") == []


def test_cookies_that_a_test_adds_before_it_goes_anywhere_are_there_at_the_start(
    browser, site
):
    context = browser.new_context()
    with replaytest.record(context, folder="here", mask=0) as recording:
        context.add_cookies([{"name": "no", "value": "1", "url": site.url}])
        context.clear_cookies()
        page = context.new_page()
        login = {"name": "sid", "value": "kept-4242", "url": f"{site.url}/a/b"}
        context.add_cookies([login])
        page.goto(site.url)
        context.add_cookies([{"name": "late", "value": "1", "url": site.url}])
    context.close()
    made = replaytest.read(recording.paths[0])
    (cookie,) = storage_state(made)["cookies"]
    assert (cookie["name"], cookie["value"], cookie["path"]) == (
        *("sid", "kept-4242"),
        "/a/",
    )
