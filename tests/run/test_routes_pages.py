"""What a page has beside its answers, with the server off: files, workers, messages."""

from __future__ import annotations

import asyncio
import gc
import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from playwright.async_api import async_playwright

import replaytest
from replaytest.browser.launch import launch_options
from tests.run.offline import PRICES, speaking, tape


def take_file(page, url):
    page.goto(url)
    page.set_content(f"<a href='{url}/prices.csv'>prices</a>")
    with page.expect_download() as download:
        page.click("a")
    return download.value.suggested_filename, download.value.path().read_bytes()


def test_a_download(browser, plain, offline):
    seen = []
    path = tape(browser, lambda *args: seen.append(take_file(*args)), plain.url)
    before = len(plain.asked)
    page, stubs = offline(path)
    assert [take_file(page, plain.url)] == seen == [("prices.csv", PRICES)]
    assert stubs.misses == stubs.unused == []
    assert len(plain.asked) == before


REGISTER = """async () => {
  const container = navigator.serviceWorker;
  const before = await container.getRegistrations();
  const registration = await container.register("/worker.js");
  registration.active.postMessage("hello");
  registration.addEventListener("updatefound", () => {});
  const ready = await container.ready;
  return [before.length, registration.scope, registration.active.scriptURL,
    ready === registration, container.controller, await registration.update() === ready,
    (await container.getRegistration("/some/page")) === registration,
    registration instanceof ServiceWorkerRegistration, await registration.unregister(),
    await container.getRegistrations()];
}"""


@pytest.mark.parametrize("policy", ["block", "allow"])
def test_a_service_worker_is_there_and_silent(browser, plain, policy):
    path = tape(browser, lambda page, url: page.goto(url), plain.url)
    context = browser.new_context(service_workers=policy)
    stubs = replaytest.stub(context, path)
    page = context.new_page()
    said = []
    page.on("console", lambda each: said.append(each.text))
    page.goto(plain.url)
    found = page.evaluate(REGISTER)
    script = f"{plain.url}/worker.js"
    assert found == [0, f"{plain.url}/", script, True, None, True, True, True, True, []]
    assert stubs.misses == said == []
    context.close()


UPLOAD = """url => new Promise(done => {
  const said = [], asking = new XMLHttpRequest(), body = new FormData();
  body.append("file", new File(["high, low"], "tides.txt"));
  for (const kind of ["progress", "load"])
    asking.upload.addEventListener(kind, (event) =>
      said.push([kind, event.loaded >= 9 && event.loaded === event.total]));
  asking.onloadend = () => done([...said, asking.responseText]);
  asking.open("POST", url + "/end");
  asking.send(body);
})"""


def test_a_page_hears_that_its_file_was_sent(browser, plain, offline):
    def send(page, url):
        page.goto(url)
        return page.evaluate(UPLOAD, url)

    seen = []
    path = tape(browser, lambda *args: seen.append(send(*args)), plain.url)
    assert seen[-1][-3:] == [["progress", True], ["load", True], "the end"]
    page, stubs = offline(path)
    assert send(page, plain.url) == seen[-1][-3:]
    assert stubs.misses == []


ASK = """url => {
  self.said = "nothing";
  fetch(url + "/saved", { method: "POST" }).then(
    () => { said = "saved"; }, () => { said = "failed"; });
}"""


def test_what_is_asked_after_the_end_of_a_recording_is_left_waiting(
    browser, plain, offline
):
    path = tape(browser, lambda page, url: page.goto(url), plain.url)
    page, stubs = offline(path)
    page.goto(plain.url)
    stubs.progress = SimpleNamespace(is_unseen=lambda changes: changes)
    page.evaluate(ASK, plain.url)
    page.wait_for_timeout(100)
    assert page.evaluate("said") == "nothing"
    assert stubs.misses == []
    assert f"POST {plain.url}/saved" in stubs.report()
    stubs.progress = SimpleNamespace(is_unseen=lambda changes: not changes)
    page.evaluate(ASK, plain.url)
    page.wait_for_function("said === 'failed'")
    assert [each.asked.method for each in stubs.misses] == ["POST"]


WAIT_FOR = "many => self.said.length >= many"
OPEN = """url => {
  self.said = [];
  new WebSocket(url).onmessage = ({ data }) => said.push(data);
}"""


def test_a_websocket_that_tells_what_a_request_has_done(browser, plain, offline):
    asked = threading.Event()

    def speak(connection):
        connection.send("hello")
        asked.wait(5)
        connection.send("done")

    def visit(page, url, wait=0):
        page.goto(url)
        page.evaluate(OPEN, f"ws://127.0.0.1:{port}/")
        page.wait_for_function(WAIT_FOR, arg=1)
        page.wait_for_timeout(wait)
        said = [page.evaluate("said.length")]
        page.evaluate("fetch('/end', { method: 'POST' }).then((a) => a.text())")
        asked.set()
        page.wait_for_function(WAIT_FOR, arg=2)
        return [*said, page.evaluate("said")]

    seen = []
    with speaking(speak) as port:
        path = tape(browser, lambda *args: seen.append(visit(*args)), plain.url)
    page, stubs = offline(path)
    # Longer than it took then.
    assert [visit(page, plain.url, 500)] == seen == [[1, ["hello", "done"]]]
    assert stubs.misses == stubs.problems == []


def test_nothing_of_it_waits_when_the_browser_has_gone(browser, plain):
    def visit(page, url):
        page.goto(f"{url}/far")
        page.evaluate(f"void new WebSocket('ws://127.0.0.1:{port}/')")
        page.wait_for_timeout(100)

    with speaking() as port:
        path = tape(browser, visit, plain.url)
    said = []

    async def main():
        asyncio.get_running_loop().set_exception_handler(
            lambda _, told: said.append(told["message"])
        )
        async with async_playwright() as playwright:
            chromium = await playwright.chromium.launch(**launch_options())
            context = await chromium.new_context()
            stubs = await replaytest.stub(context, path)
            stubs.pace = 1000.0
            page = await context.new_page()
            await page.goto(f"{plain.url}/far")
            await page.locator("h1").wait_for()
            await page.evaluate(f"void new WebSocket('ws://127.0.0.1:{port}/')")
            await asyncio.sleep(0.05)
            await chromium.close()
            await asyncio.sleep(0)
        waiting = [t for t in asyncio.all_tasks() if t is not asyncio.current_task()]
        gc.collect()
        return stubs, waiting

    with ThreadPoolExecutor() as threads:
        stubs, waiting = threads.submit(asyncio.run, main()).result()
    assert stubs.misses == stubs.problems == []
    assert stubs.answered == 3
    assert said == waiting == []
