"""What Playwright tells of a page stands in its recording, masked."""

from __future__ import annotations

import pytest

import replaytest
from tests.support.pages import Answer, Pages

PAGE = "<!doctype html><title>t</title><h1>Shop</h1><button>go</button>"
SECRET = "planted-4242"
EVENTS = ("console", "weberror", "dialogclosed", "response", "requestfinished")


@pytest.fixture
def site():
    answers = {
        "/": Answer(PAGE),
        "/ok": Answer(
            '{"price": 12, "password": "planted-4242"}', kind="application/json"
        ),
        "/broken": Answer('{"error": "no"}', kind="application/json", status=500),
        "/away": Answer("", status=302, headers={"Location": "/ok"}),
        "/big": Answer("x" * 300_000, kind="text/plain"),
        "/file": Answer(
            "data",
            headers={"Content-Disposition": "attachment; filename=planted-4242.txt"},
        ),
        "/style.css": Answer("p { top: 0 }", kind="text/css"),
    }
    with Pages(answers) as pages:
        yield pages


@pytest.fixture
def record(context, site):
    """Do something on a page of the site; return the events of its recording."""

    def run(work, **options):
        with replaytest.record(context, folder="here", **options) as recording:
            page = context.new_page()
            page.goto(f"{site.url}/?token={SECRET}")
            work(page)
            page.wait_for_timeout(100)
        found = replaytest.read(recording.paths[0])
        assert not found.problems
        return [event for _, event in found.events()]

    return run


def requests_of(events):
    """Return what is told of each request, by the last part of its path."""
    told = {}
    for event in events:
        if event["data"].get("plugin") == "rrweb/network@1":
            (request,) = event["data"]["payload"]["requests"]
            told[request["name"].partition("?")[0].rpartition("/")[2]] = request
    return told


def customs_of(events, tag):
    return [e["data"]["payload"] for e in events if e["data"].get("tag") == tag]


def console_of(events):
    return [
        (e["data"]["payload"]["level"], *e["data"]["payload"]["payload"])
        for e in events
        if e["data"].get("plugin") == "rrweb/console@1"
    ]


def test_requests_with_their_timing_status_and_bodies(record, site):
    def work(page):
        page.evaluate(
            f"""async () => {{
              await fetch('/broken').then(r => r.text());
              await fetch('/away?to=ok').then(r => r.text());
              await fetch('/big').then(r => r.text());
              await fetch('http://127.0.0.1:9/refused').catch(() => 0);
              await fetch('/ok', {{method: 'POST', body: JSON.stringify({{card: '{SECRET}'}}),
                headers: {{'content-type': 'application/json', authorization: '{SECRET}'}}}}).then(r => r.text());
            }}"""
        )

    events = record(work)
    told = requests_of(events)
    assert set(told) >= {"", "ok", "broken", "away", "big", "refused"}
    assert told[""]["entryType"] == "navigation"
    assert told[""]["status"] == 200
    assert told["broken"]["status"] == 500
    assert told["broken"]["responseBody"]
    assert told["big"]["bodyOmitted"] == "too large"
    assert told["refused"]["failure"]
    assert "status" not in told["refused"]
    assert "redirectedFrom" not in told["away"]
    assert told["away"]["status"] == 302
    for request in told.values():
        assert request["duration"] >= 0
        assert request["timestamp"] > 1_700_000_000_000
    assert SECRET not in str(events)
    # What we ask for ourselves is no call of the test.
    calls = {call["api"] for call in customs_of(events, "replaytest/call@1")}
    assert not any("body" in api for api in calls), calls


def test_a_request_of_a_popup_is_in_its_tab(context, site):
    with replaytest.record(context, folder="here") as recording:
        page = context.new_page()
        page.goto(site.url)
        with page.expect_popup() as popup:
            page.evaluate("open('/?popup')")
        popup.value.evaluate("fetch('/ok').then(r => r.text())")
        popup.value.wait_for_timeout(100)
    events = list(replaytest.read(recording.paths[0]).events())
    tabs = {tab for tab, e in events if e["type"] == 6 and "/ok" in str(e["data"])}
    assert tabs == {2}


def test_console_errors_and_rejections(record):
    def work(page):
        page.evaluate("console.log('said', {a: 1}); console.warn('careful')")
        page.evaluate("setTimeout(function pay() { throw new TypeError('no price') })")
        page.evaluate("Promise.reject(new RangeError('too far')); 0")
        page.wait_for_timeout(50)

    events = record(work)
    assert ("log", "said {a: 1}") in console_of(events)
    assert ("warn", "careful") in console_of(events)
    errors = {e["name"]: e for e in customs_of(events, "replaytest/error@1")}
    assert errors["TypeError"]["message"] == "no price"
    assert errors["TypeError"]["stack"][0]["function"].startswith("pay")
    assert errors["RangeError"]["kind"] == "exception"


def test_a_blocked_script_is_a_violation_of_the_policy(context):
    policy = {"Content-Security-Policy": "script-src 'self'"}
    page_text = PAGE + "<script>1</script>"
    with (
        Pages({"/": Answer(page_text, headers=policy)}) as pages,
        replaytest.record(context, folder="here") as recording,
    ):
        context.new_page().goto(pages.url)
    events = [e for _, e in replaytest.read(recording.paths[0]).events()]
    (error,) = customs_of(events, "replaytest/error@1")
    assert error["kind"] == "csp"


def test_dialogs_are_told_and_answered_as_without_recording(record):
    answers = []
    events = record(lambda page: answers.append(page.evaluate("confirm('Really?')")))
    assert answers == [False]
    told = customs_of(events, "replaytest/dialog@1")
    assert [(d["type"], d["message"]) for d in told] == [("confirm", "Really?")]


def test_downloads(record, site):
    def work(page):
        with page.expect_download():
            page.evaluate("location.href = '/file'")

    events = record(work)
    (told,) = customs_of(events, "replaytest/download@1")
    assert told["url"].endswith("/file")
    assert SECRET not in str(events)


def test_calls_of_the_test_with_their_line_and_error(record):
    def work(page):
        page.locator("button").click()
        page.locator("h1").text_content()
        with pytest.raises(Exception, match="Timeout"):
            page.locator("#missing").fill(SECRET, timeout=50)

    events = record(work)
    calls = customs_of(events, "replaytest/call@1")
    apis = [call["api"] for call in calls]
    assert apis == [
        "BrowserContext.new_page",
        "Page.goto",
        "Locator.click",
        "Locator.text_content",
        "Locator.fill",
        "Page.wait_for_timeout",
    ]
    assert calls[1]["line"] > 0
    assert calls[1]["file"].endswith("test_channels.py")
    assert calls[2]["args"]["selector"] == "button"
    assert "Timeout 50ms" in calls[4]["error"]
    assert all(call["duration"] >= 0 for call in calls)
    assert SECRET not in str(events)


def test_assertions_are_calls(record):
    from playwright.sync_api import expect

    events = record(lambda page: expect(page.locator("h1")).to_have_text("Shop"))
    apis = [call["api"] for call in customs_of(events, "replaytest/call@1")]
    assert any("to_have_text" in api for api in apis)


def test_the_lines_that_call_are_told_with_those_around_them(record):
    def work(page):
        page.locator("h1").click(timeout=4321)

    events = record(work)
    (source,) = customs_of(events, "replaytest/source@1")
    assert source["file"] == __file__
    (click,) = (
        call
        for call in customs_of(events, "replaytest/call@1")
        if call["api"] == "Locator.click"
    )
    assert source["lines"][str(click["line"])].endswith(".click(timeout=4321)")
    assert source["lines"][str(click["line"] - 1)] == "    def work(page):"


def test_failed_assertions_are_failed_calls(record):
    from playwright.sync_api import expect

    def work(page):
        heading, missing = page.locator("h1"), page.locator("#missing")
        expect(missing).not_to_be_visible()
        for asserted in (
            lambda: expect(heading).to_have_text("Other", timeout=60),
            lambda: expect(heading).not_to_have_text("Shop", timeout=60),
            lambda: expect(missing).to_be_visible(timeout=60),
        ):
            with pytest.raises(AssertionError):
                asserted()

    calls = customs_of(record(work), "replaytest/call@1")
    errors = [call.get("error") for call in calls if "Assertions" in call["api"]]
    assert errors == [None, *3 * ["the assertion failed"]]


def test_pages_that_are_left_out_are_left_out_here_too(record):
    events = record(
        lambda page: page.evaluate("console.log('hidden'); fetch('/ok')"),
        mask={"block_urls": ["*never*"], "only_urls": ["*127.0.0.1*"]},
    )
    assert any("hidden" in str(each) for each in console_of(events))


@pytest.mark.parametrize(("level", "plan"), [(1, "pro"), (2, "xxx")])
def test_what_the_page_says_of_itself(record, level, plan):
    events = record(
        lambda page: page.evaluate(
            """replaytest.annotate('checkout_started',
              {cart: 149.99, plan: 'pro', by: 'ada@lovelace.test', odd: {}})"""
        ),
        mask=level,
    )
    (told,) = customs_of(events, "replaytest/annotation@1")
    assert told["name"] == "checkout_started"
    assert told["properties"]["cart"] == 149.99
    assert told["properties"]["plan"] == plan
    assert "ada" not in str(told)


def test_after_the_block_nothing_is_listened_to(context, site, recwarn):
    before = {name: context._impl_obj.listener_count(name) for name in EVENTS}
    with replaytest.record(context, folder="here"):
        page = context.new_page()
        page.goto(site.url)
    page.evaluate("console.log('later'); fetch('/ok').then(r => r.text())")
    page.wait_for_timeout(50)
    assert {n: context._impl_obj.listener_count(n) for n in EVENTS} == before
    assert not recwarn.list


@pytest.fixture
def echo():
    """Serve a WebSocket that says what it is told; the port."""
    import asyncio
    import threading

    import websockets

    ready = threading.Event()
    place: list[int] = []

    async def serve():
        async def echo(socket):
            async for message in socket:
                await socket.send(f"re: {message}")

        async with websockets.serve(echo, "127.0.0.1", 0) as server:
            place.append(server.sockets[0].getsockname()[1])
            ready.set()
            await asyncio.sleep(20)

    loop = asyncio.new_event_loop()
    task = loop.create_task(serve())
    thread = threading.Thread(target=lambda: _until_cancelled(loop, task))
    thread.start()
    assert ready.wait(10)
    yield place[0]
    loop.call_soon_threadsafe(task.cancel)
    thread.join()


TALK = """(port) => new Promise((done) => {
  window.socket = new WebSocket(`ws://127.0.0.1:${port}/live`);
  socket.onopen = () => socket.send('{"typed": "planted-4242"}');
  socket.onmessage = done;
})"""


def test_websockets(context, site, echo):
    with replaytest.record(context, folder="here") as recording:
        page = context.new_page()
        page.goto(site.url)
        page.evaluate(TALK, echo)
        page.evaluate("socket.close()")
        page.wait_for_timeout(50)
        page.evaluate(TALK, echo)
    events = [e for _, e in replaytest.read(recording.paths[0]).events()]
    told = customs_of(events, "replaytest/websocket@1")
    assert [(each["id"], each["kind"]) for each in told] == [
        *((1, kind) for kind in ("open", "sent", "received", "close")),
        *((2, kind) for kind in ("open", "sent", "received")),
    ]
    assert SECRET not in str(told[1])


def test_a_socket_that_lives_on_after_the_block_is_left_alone(page, site, echo, caplog):
    heard = []

    def hear(socket):
        # Playwright cannot wrap a method of a built-in type.
        socket.on("framereceived", lambda text: heard.append(text))

    page.on("websocket", hear)
    page.goto(site.url)
    with replaytest.record(page.context, folder="here"):
        page.evaluate(TALK, echo)
    page.evaluate("new Promise((d) => { socket.onmessage = d; socket.send('later') })")
    page.wait_for_timeout(20)
    assert heard[-1] == "re: later"
    assert not caplog.records


def _until_cancelled(loop, task):
    import asyncio
    import contextlib

    with contextlib.suppress(asyncio.CancelledError):
        loop.run_until_complete(task)
    loop.close()
