"""With the server off, a page is answered as it was when it was recorded."""

from __future__ import annotations

import asyncio
import socket
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.async_api import async_playwright
from playwright.sync_api import Error

import replaytest
from replaytest.browser.launch import launch_options
from replaytest.errors import UsageError
from tests.run.offline import PIXEL, speaking, tape

GET = "path => fetch(path).then(answer => answer.text())"
POST = "body => fetch('/cart/lines', {method: 'POST', body}).then(a => a.text())"
MUG = '{"product":1,"add":1}'


def is_off(url):
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", int(url.rpartition(":")[2]))) != 0


def cart(page, url):
    """Return what the cart holds before and after something is put into it."""
    page.goto(f"{url}/cart")
    before = page.evaluate(GET, "/cart")
    page.evaluate(POST, MUG)
    return ["Tide Mug" in before, "Tide Mug" in page.evaluate(GET, "/cart")]


def test_get_put_get_and_the_har_of_playwright_beside_it(
    browser, taped, offline, tmp_path
):
    har = tmp_path / "cart.har"
    path, url = taped(cart, record_har_path=har)
    assert is_off(url)
    page, stubs = offline(path)
    assert cart(page, url) == [False, True]
    assert stubs.misses == []
    assert stubs.unused == []
    # Playwright's own answers with the first match for ever.
    context = browser.new_context()
    context.route_from_har(har)
    assert cart(context.new_page(), url) == [False, False]
    context.close()


def log_in(page, url):
    page.goto(f"{url}/account")
    page.get_by_label("Email").fill("ada@example.com")
    page.get_by_label("Password").fill("correct-horse")
    page.locator("main button").click()
    page.wait_for_url("**/account")
    heading = page.locator("h1").inner_text()
    length = page.evaluate("history.length")
    page.go_back()
    return heading, length, page.url.removeprefix(url), page.locator("h1").inner_text()


def test_a_login_with_its_redirects_and_cookies(taped, offline):
    seen = []
    path, url = taped(lambda *args: seen.append(log_in(*args)))
    page, stubs = offline(path)
    assert [log_in(page, url)] == seen
    assert seen[0][:2] == ("Hello, Ada Lovelace", 3)
    assert stubs.misses == []
    names = {each["name"] for each in page.context.cookies()}
    assert names == {"harbor_session"}


def test_the_site_may_be_elsewhere_than_it_was(taped, offline):
    path, url = taped(log_in)
    page, stubs = offline(path, base_url="http://localhost:9")
    assert log_in(page, "http://localhost:9")[0] == "Hello, Ada Lovelace"
    assert stubs.misses == []
    assert page.context.cookies("http://localhost:9/")
    # The old address is still known, as absolute links in scripts may name it.
    page.goto(f"{url}/login")


def ask(page, url):
    page.goto(f"{url}/chat")
    page.get_by_label("Your question").fill("the mug")
    page.get_by_role("button", name="Send").click()
    page.wait_for_function("!document.querySelector('.busy')")
    return page.locator(".bubble").last.inner_text()


def test_server_sent_events(taped, offline):
    path, url = taped(ask)
    page, stubs = offline(path)
    assert ask(page, url).endswith("a street away.")
    assert stubs.misses == []


def watch(page, url):
    page.goto(f"{url}/stock")
    page.wait_for_function("+document.getElementById('updates').textContent >= 3")
    page.locator("#light.on").wait_for()
    return page.locator("tbody").inner_text()


REFUSED = """() => new Promise((done) => {
  const url = location.origin.replace("http", "ws") + "/other";
  new WebSocket(url).onclose = () => done();
})"""


def test_a_websocket(taped, offline):
    seen = []
    path, url = taped(lambda *args: seen.append(watch(*args)))
    page, stubs = offline(path)
    assert [watch(page, url)] == seen
    assert stubs.misses == []
    page.evaluate(REFUSED)
    (miss,) = stubs.misses
    assert miss.asked.url.endswith("/other")


TALK = """async (url) => {
  const said = [];
  const socket = new WebSocket(url);
  socket.binaryType = "arraybuffer";
  socket.onmessage = ({ data }) =>
    said.push(typeof data === "string" ? data : [...new Uint8Array(data)]);
  const closed = new Promise((done) => (socket.onclose = done));
  await new Promise((done) => (socket.onopen = done));
  for (const [at, word] of ["a", "b", new Uint8Array([1, 255])].entries()) {
    socket.send(word);
    while (said.length < at + 2) await new Promise(requestAnimationFrame);
  }
  await closed;
  return said;
}"""


def test_a_websocket_that_answers_and_closes(browser, plain, offline):
    def visit(page, url):
        page.goto(url)
        return page.evaluate(TALK, f"ws://127.0.0.1:{port}/")

    seen = []
    with speaking() as port:
        path = tape(browser, lambda *args: seen.append(visit(*args)), plain.url)
    page, stubs = offline(path)
    assert [visit(page, plain.url)] == seen == [["hello", "a!", "b!", [1, 255, 33]]]
    assert stubs.misses == stubs.problems == []


READ = """async (path) => {
  const answer = await fetch(path);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  return [answer.status, answer.headers.get("content-type"), [...bytes]];
}"""


def test_bytes_status_and_the_end_of_redirects(browser, plain, offline):
    def visit(page, url):
        page.goto(url)
        return [page.evaluate(READ, each) for each in ("/pixel.png", "/away", "/gone")]

    seen = []
    path = tape(browser, lambda *args: seen.append(visit(*args)), plain.url)
    before = len(plain.asked)
    page, stubs = offline(path)
    assert [visit(page, plain.url)] == seen
    assert seen[0][0] == [200, "image/png", list(PIXEL)]
    assert stubs.misses == stubs.unused == []
    assert len(plain.asked) == before  # it was there, and not asked


def be_sent_on(page, url):
    """Return where the ways of coming to a redirect lead, and what they leave behind."""

    def told(page):
        page.locator("h1").wait_for()
        text = page.locator("body").inner_text()
        return page.url.removeprefix(url), text, page.evaluate("history.length")

    page.goto(f"{url}/far")
    seen = [told(page)]
    for way in ("text=here", "button"):
        page.goto(f"{url}/links")
        page.click(way)
        page.wait_for_url("**/done**")
        seen.append(told(page))
    page.go_back()
    seen.append(page.url.removeprefix(url))
    page.evaluate("location.replace('/far')")
    page.wait_for_url("**/done**")
    seen.append(told(page))
    page.goto(f"{url}/links")
    with page.expect_popup() as popup:
        page.click("text=there")
    seen.append(told(popup.value))
    page.goto(f"{url}/frame")
    page.frame_locator("iframe").locator("h1").wait_for()
    seen.append(page.frames[1].url.removeprefix(url))
    page.goto(f"{url}/forget")
    return [*seen, told(page)]


def test_redirects_of_documents_lead_to_the_same_address_and_history(
    browser, plain, offline
):
    seen = []
    path = tape(browser, lambda *args: seen.append(be_sent_on(*args)), plain.url)
    before = len(plain.asked)
    page, stubs = offline(path)
    with replaytest.record(page.context, folder="there", mask=0) as recording:
        assert [be_sent_on(page, plain.url)] == seen
    assert seen[0][0] == ("/done?x=1#part", "done\nseen=1", 2)
    assert seen[0][-1][:2] == ("/done", "done")
    assert stubs.misses == []
    assert len(plain.asked) == before
    # The page in between is no page to anybody.
    assert pages_of(recording.paths[0]) == pages_of(path)


def pages_of(path):
    """Return the documents of each tab; those of two come to the file in any order."""
    found = defaultdict(list)
    for tab, event in replaytest.read(path).events():
        if event["type"] == 4:
            found[tab].append(event["data"]["href"])
    return found


def test_what_is_missing_fails_and_is_told(browser, plain, offline):
    path = tape(browser, lambda page, url: page.goto(url), plain.url)
    page, stubs = offline(path)
    page.goto(plain.url)
    assert page.evaluate("fetch('/end').catch(error => error.name)") == "TypeError"
    with pytest.raises(Error, match="ERR_BLOCKED_BY_CLIENT"):
        page.goto(f"{plain.url}/end?page=2")
    assert [each.why for each in stubs.misses] == ["unknown", "unknown"]
    assert "2 not answered" in stubs.report()
    assert "/end?page=2: " in stubs.report()


def test_what_is_missing_may_go_to_the_server(browser, plain, offline):
    path = tape(browser, lambda page, url: page.goto(url), plain.url)
    plain.asked.clear()
    page, stubs = offline(path, missing="live")
    page.goto(plain.url)
    assert page.evaluate(GET, "/end") == "the end"
    assert plain.asked == ["/end"]
    assert [each.asked.url for each in stubs.misses] == [f"{plain.url}/end"]


def test_only_some_kinds_may_be_answered(browser, plain, offline):
    def visit(page, url):
        page.goto(url)
        page.evaluate(GET, "/end")

    path = tape(browser, visit, plain.url)
    plain.asked.clear()
    page, stubs = offline(path, kinds=["fetch"])
    visit(page, plain.url)
    assert plain.asked == ["/"]
    assert stubs.misses == []


def test_a_masked_recording_says_so(browser, plain, offline):
    def visit(page, url):
        page.goto(url)
        page.evaluate(GET, "/end")

    path = tape(browser, visit, plain.url, mask=1)
    page, stubs = offline(path, missing="live")
    visit(page, plain.url)
    assert "values are masked in this recording" in stubs.report()
    # Level 1 keeps no documents.
    assert [each.why for each in stubs.misses] == ["no body"]


def test_stubs_are_no_calls_of_the_test(browser, plain):
    path = tape(browser, lambda page, url: page.goto(url), plain.url)
    context = browser.new_context()
    replaytest.stub(context, path)
    with replaytest.record(context, folder="there", mask=0) as recording:
        context.new_page().goto(plain.url)
    context.close()
    calls = [
        event["data"]["payload"]["api"]
        for _, event in replaytest.read(recording.paths[0]).events()
        if event["data"].get("tag") == "replaytest/call@1"
    ]
    assert not any("route" in each.lower() for each in calls), calls


def test_the_async_twin(browser, taped, tmp_path):
    path, url = taped(lambda page, url: page.goto(f"{url}/login"))

    async def main():
        async with async_playwright() as playwright:
            chromium = await playwright.chromium.launch(**launch_options())
            context = await chromium.new_context()
            stubs = await replaytest.stub(context, path)
            page = await context.new_page()
            await page.goto(f"{url}/login")
            heading = await page.locator("h1").inner_text()
            await chromium.close()
            return heading, stubs

    with ThreadPoolExecutor() as threads:
        heading, stubs = threads.submit(asyncio.run, main()).result()
    assert heading == "Log in"
    assert stubs.misses == stubs.problems == []


@pytest.mark.parametrize(
    "options", [{"missing": "ignore"}, {"base_url": "example.org"}]
)
def test_what_cannot_be_is_refused(browser, plain, offline, options):
    path = tape(browser, lambda page, url: page.goto(url), plain.url)
    with pytest.raises(UsageError):
        offline(path, **options)
    with pytest.raises(UsageError, match="one context"):
        replaytest.stub(browser, path)
