"""Pushed bodies are given whole, to their own request, or not at all. No browser."""

from __future__ import annotations

import base64
from types import SimpleNamespace

import pytest

from replaytest.capture.pushed import MOST_HELD, Pushed
from replaytest.capture.requests import MOST_KEPT

URL = "http://shop.test/order"
PAGE = object()


class Devtools:
    """A session, and what it says of requests that were sent at 1,000,000 ms."""

    def __init__(self, buffered=b"", knows=True):
        self.buffered, self.knows = buffered, knows
        self.listeners = {}
        self.ended = False
        self.pushed = Pushed(at_once, self.connect, lambda listener: listener)
        self.pushed.listen(PAGE)

    async def connect(self, _page):
        return self

    def on(self, event, listener):
        self.listeners[event.removeprefix("Network.")] = listener

    async def send(self, method, _params):
        if method == "Network.streamResourceContent" and not self.knows:
            raise RuntimeError("Request has already finished loading")
        return {"bufferedData": base64.b64encode(self.buffered).decode()}

    async def detach(self):
        self.ended = True

    def say(self, event, key="1", **told):
        self.listeners[event]({"requestId": key, **told})

    def send_request(self, key="1", kind="Fetch", url=URL):
        asked = {"method": "POST", "url": url}
        self.say(
            "requestWillBeSent",
            key,
            type=kind,
            request=asked,
            wallTime=1000,
            timestamp=5,
        )

    def head(self, key="1", after_ms=0.0, kind="application/json"):
        timing = {"requestTime": 5 + after_ms / 1000}
        self.say("responseReceived", key, response={"mimeType": kind, "timing": timing})

    def data(self, data, key="1", *, told=True):
        more = {"data": base64.b64encode(data).decode()} if told else {}
        self.say("dataReceived", key, dataLength=len(data), **more)

    def answer(self, data, key="1", after_ms=0.0):
        self.send_request(key)
        self.head(key, after_ms)
        self.data(data, key)
        self.say("loadingFinished", key)

    def take(self, after_ms=0.0, page=PAGE):
        timing = {"startTime": 1_000_000 + after_ms}
        return self.pushed.take(
            page, SimpleNamespace(method="POST", url=URL, timing=timing)
        )


def at_once(work):
    with pytest.raises(StopIteration):
        work.send(None)


def test_a_body_is_given_once():
    devtools = Devtools()
    devtools.answer(b"paid")
    assert devtools.take(page=object()) is None
    assert devtools.take() == b"paid"
    assert devtools.take() is None


def test_two_answers_of_one_address_are_told_apart():
    devtools = Devtools()
    devtools.answer(b"first", "1", after_ms=0)
    devtools.answer(b"second", "2", after_ms=40)
    assert devtools.take(after_ms=40.1) == b"second"
    assert devtools.take(after_ms=-0.1) == b"first"


def test_a_part_is_no_body():
    devtools = Devtools()
    devtools.send_request()
    devtools.head()
    devtools.data(b"begin", told=False)
    devtools.data(b"end")
    devtools.say("loadingFinished")
    assert devtools.take() is None


def test_what_came_before_the_browser_began_to_push_is_there():
    devtools = Devtools(buffered=b"begin ")
    devtools.send_request()
    devtools.head()
    devtools.data(b"begin ", told=False)
    devtools.data(b"end")
    devtools.say("loadingFinished")
    assert devtools.take() == b"begin end"


@pytest.mark.parametrize("end", ["loadingFailed", "nothing", "too large", "stream"])
def test_there_is_none(end):
    devtools = Devtools()
    devtools.send_request()
    devtools.head(kind="text/event-stream" if end == "stream" else "text/plain")
    devtools.data(b"x" * (MOST_KEPT + 1 if end == "too large" else 1))
    if end != "nothing":
        devtools.say("loadingFailed" if end == "loadingFailed" else "loadingFinished")
    assert devtools.take() is None


def test_of_a_request_that_was_over_too_soon_there_is_none():
    devtools = Devtools(knows=False)
    devtools.send_request()
    devtools.head()
    devtools.data(b"paid", told=False)
    devtools.say("loadingFinished")
    assert devtools.take() is None


def test_what_nobody_takes_goes_first():
    devtools = Devtools()
    for number in range(MOST_HELD // MOST_KEPT + 2):
        devtools.answer(b"x" * MOST_KEPT, str(number), after_ms=10 * number)
    assert devtools.take(after_ms=0) is None
    assert devtools.take(after_ms=10) is not None


def test_sessions_end():
    devtools = Devtools()
    at_once(devtools.pushed.release())
    assert devtools.ended
