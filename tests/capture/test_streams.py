"""Messages of a stream as they may be kept: masked, counted, bounded. No browser."""

from __future__ import annotations

import base64
import json
from types import SimpleNamespace

import pytest

from replaytest.capture.streams import MOST_FRAMES, Streams
from replaytest.mask.rules import Rules
from replaytest.mask.said import Said
from replaytest.mask.secrets import Secrets

URL = "http://shop.test/live"
MARK = "Zq4242planted"


def at_once(work):
    """Run what waits for nothing, also where an event loop runs already."""
    with pytest.raises(StopIteration):
        work.send(None)


class Thing(SimpleNamespace):
    """As Playwright's objects: equal to nothing but itself."""

    __hash__ = object.__hash__
    __eq__ = object.__eq__


class Devtools:
    """A session as `Streams` wants it, and a page that has asked for one stream."""

    def __init__(self, rules=None, kind="text/event-stream", buffered=b"", kept=True):
        self.told = []
        self.kind, self.buffered, self.kept = kind, buffered, kept
        self.listeners = {}
        rules = rules or Rules()
        said = Said(rules, Secrets.of(rules, {}))
        self.page = Thing(url="http://shop.test/")
        self.request = Thing(
            url=URL, resource_type="eventsource", timing={}, headers={}
        )
        self.streams = Streams(
            lambda page, event: self.told.append(event["data"]["payload"]),
            lambda: said,
            at_once,
            self.connect,
        )

    async def connect(self, page):
        return self

    def on(self, event, listener):
        self.listeners[event.removeprefix("Network.")] = listener

    async def send(self, method, params):
        if method == "Network.streamResourceContent":
            if not self.kept:
                raise RuntimeError("Request with the provided ID does not exist")
            return {"bufferedData": base64.b64encode(self.buffered).decode()}
        return {}

    async def detach(self):
        pass

    def say(self, event, **told):
        self.listeners[event]({"requestId": "1", "timestamp": 1.0, **told})

    def open(self):
        """Let the stream begin, on both sides."""
        self.streams.requested(self.page, self.request)
        of = "EventSource" if self.kind == "text/event-stream" else "Fetch"
        response = {"url": URL, "mimeType": self.kind}
        self.say("responseReceived", response=response, type=of)
        head = SimpleNamespace(headers={"content-type": self.kind})
        self.streams.responded(self.page, self.request, head)
        return self

    def event(self, data, name="message"):
        self.say("eventSourceMessageReceived", eventName=name, eventId="", data=data)

    def bytes(self, data):
        self.say("dataReceived", data=base64.b64encode(data).decode())

    @property
    def messages(self):
        return [each for each in self.told if each["kind"] == "message"]


@pytest.mark.parametrize(
    ("level", "data", "stays"),
    [
        (1, f'{{"pin": "{MARK}"}}', False),
        (1, f'{{"a": "Bearer {MARK}"}}', False),
        (1, f'{{"user": {{"a": "{MARK}"}}}}', False),
        (1, f'{{"next": "/a?token={MARK}"}}', False),
        (1, f'{{"word": "{MARK}"}}', True),
        (2, f'{{"word": "{MARK}"}}', False),
        (2, f"it is {MARK}", False),
        (3, f"it is\n{MARK}", False),
    ],
)
def test_canaries_in_messages(level, data, stays):
    for kind in ("text/event-stream", "application/x-ndjson"):
        devtools = Devtools(Rules(level=level), kind).open()
        if kind == "text/event-stream":
            devtools.event(data)
        else:
            devtools.bytes(data.replace("\n", " ").encode() + b"\n")
        [message] = devtools.messages
        assert (MARK in json.dumps(message)) is stays
        assert message["bytes"] >= len(MARK)


def test_an_address_and_a_failure_are_masked():
    devtools = Devtools()
    devtools.request.url = f"{URL}?token={MARK}"
    devtools.open()
    assert devtools.told
    assert MARK not in json.dumps(devtools.told)


def test_an_id_of_an_event_is_never_kept():
    devtools = Devtools(kind="application/x-ndjson").open()
    devtools.kind = "text/event-stream"
    devtools.say(
        "eventSourceMessageReceived", eventName="a", eventId=MARK, data="shown"
    )
    assert devtools.messages[0]["data"] == "shown"
    assert MARK not in json.dumps(devtools.told)


def test_without_bodies_a_message_is_its_size():
    devtools = Devtools(Rules(bodies="none")).open()
    devtools.event("seven €")
    assert devtools.messages == [{"id": 1, "kind": "message", "url": URL, "bytes": 9}]


def test_what_the_browser_had_kept_comes_first():
    devtools = Devtools(kind="application/x-ndjson", buffered=b'{"a":1}\n{"a"').open()
    devtools.bytes(b":2}\n")
    devtools.bytes(b'{"a":3}')
    devtools.streams.over(devtools.request)
    assert [each["data"] for each in devtools.messages] == [
        *('{"a":1}', '{"a":2}', '{"a":3}')
    ]
    assert devtools.told[-1]["kind"] == "close"


def test_a_browser_that_has_kept_nothing_still_tells_of_open_and_close():
    devtools = Devtools(kind="application/x-ndjson", kept=False).open()
    devtools.streams.over(devtools.request)
    assert [each["kind"] for each in devtools.told] == ["open", "close"]


def test_an_end_that_the_page_wanted_is_no_error():
    for failure, kinds in {
        "net::ERR_ABORTED": ["open", "close"],
        "NS_BINDING_ABORTED": ["open", "close"],
        "net::ERR_INCOMPLETE_CHUNKED_ENCODING": ["open", "error", "close"],
    }.items():
        devtools = Devtools().open()
        devtools.streams.over(devtools.request, failure)
        assert [each["kind"] for each in devtools.told] == kinds


def test_a_stream_without_end_is_told_up_to_a_bound():
    devtools = Devtools(Rules(bodies="none")).open()
    for _ in range(MOST_FRAMES + 50):
        devtools.event("a")
    assert len(devtools.messages) == MOST_FRAMES - 1
    assert [each["kind"] for each in devtools.told].count("error") == 1


def test_a_message_that_is_too_long_is_left_out():
    devtools = Devtools().open()
    devtools.event("a" * 300_000)
    assert devtools.messages == [
        {"id": 1, "kind": "message", "url": URL, "bytes": 300_000}
    ]


def test_messages_of_two_streams_that_began_unheard_are_not_mixed_up():
    devtools = Devtools()
    other = Thing(url=f"{URL}/2", resource_type="eventsource")
    devtools.streams.requested(devtools.page, devtools.request)
    devtools.streams.requested(devtools.page, other)
    devtools.event("whose?")
    assert devtools.told == []


def test_a_message_that_comes_first_says_that_others_may_be_missing():
    devtools = Devtools()
    devtools.streams.requested(devtools.page, devtools.request)
    devtools.event("one")
    devtools.event("two")
    assert [each["kind"] for each in devtools.told] == ["open", "message", "message"]
    assert ["late" in each for each in devtools.told] == [False, True, False]


def test_a_page_without_streams_asks_for_no_session():
    devtools = Devtools()
    devtools.request.resource_type = "fetch"
    devtools.request.is_navigation_request = lambda: False
    devtools.streams.requested(devtools.page, devtools.request)
    head = SimpleNamespace(headers={"content-type": "application/json"})
    devtools.streams.responded(devtools.page, devtools.request, head)
    assert devtools.listeners == {}
