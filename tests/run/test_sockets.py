"""A server's messages are said in their order, and not after what answers the page."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from math import inf

from replaytest.redrive.stubs.course import Beat
from replaytest.redrive.stubs.sockets import Conversation, Message
from replaytest.run import sockets
from replaytest.run.sockets import Talk


class Socket:
    """What `Talk` needs of Playwright's `WebSocketRoute`."""

    def __init__(self):
        self.said = []

    def on_message(self, listener):
        self.speak = listener

    def on_close(self, listener):
        self.leave = listener

    def send(self, data):
        self.said.append(data)

    async def close(self, code, reason):
        self.said.append((code, reason))


def act(socket, what):
    if what in ("speak", "leave"):
        getattr(socket, what)()
    else:
        socket.speak(what)


def heard(course, *turns, pace=1.0, beat=None, due=None, **more):
    """Return what a page hears that does (ms, what): an exchange, or of the socket.

    Or "due": so far a run had come until `due`, ms of the recording, and then to all.
    """

    async def main():
        loop = asyncio.get_running_loop()
        socket, tasks = Socket(), []

        def spawn(work):
            tasks.append(loop.create_task(work))
            return tasks[-1]

        said = Conversation(1, "", turns, beat=beat, **more)
        came = [inf if due is None else due]
        talk = Talk(socket, said, spawn, pace, lambda at: at < came[0])
        talk.begin()
        for after, what in course:
            await asyncio.sleep(after / 1000)
            if type(what) is int:
                talk.requested(what)
            elif what == "due":
                came[0] = inf
            else:
                act(socket, what)
        for _ in range(10):  # not at once: a busy machine would skip turns of the loop
            await asyncio.sleep(0.005)
        said = list(socket.said)
        for task in tasks:
            task.cancel()
        return said

    # In a thread: Playwright's sync API, of other tests, keeps a loop in this one.
    with ThreadPoolExecutor() as threads:
        return threads.submit(asyncio.run, main()).result()


HELLO = (Message(1, "hello"), Message(5, "how are you"))
LATE = (Message(1, "tick"), Message(60_000, "tock"))
ANSWER = (Message(1, "well"), Message(2, None))


def test_messages_come_in_order_and_the_end_last():
    said = heard([(20, "speak")], HELLO, ANSWER)
    assert said == ["hello", "how are you", "well", (None, None)]


def test_what_follows_a_request_of_a_later_step_is_not_said_before_that():
    turns = HELLO, (), ANSWER
    told = {"asked": (None, 7, 8), "began": (0, 100, 150)}
    early = [(20, 8)]
    assert heard(early, *turns, due=100, **told) == ["hello", "how are you"]
    asked = heard([*early, (20, 7)], *turns, due=100, **told)
    assert asked == ["hello", "how are you", "well", (None, None)]
    assert heard([(1, 8)], *turns, **told) == asked


def test_a_request_that_does_not_come_is_waited_for_from_its_step_on(monkeypatch):
    monkeypatch.setattr(sockets, "_PATIENCE_S", 0.02)
    told = {"asked": (None, 7), "began": (0, 5), "due": 5}
    assert heard([(200, "other")], HELLO, ANSWER, **told) == ["hello", "how are you"]
    said = heard([(100, "due"), (100, "other")], HELLO, ANSWER, **told)
    assert said == ["hello", "how are you", "well", (None, None)]


def test_what_waits_for_the_page_is_not_said_before_it_speaks():
    assert heard([], HELLO, ANSWER) == ["hello", "how are you"]


def test_what_is_late_is_late():
    assert heard([], LATE) == ["tick"]
    assert heard([], LATE, pace=0) == ["tick", "tock"]


def test_a_page_that_speaks_sooner_hears_the_rest_first():
    assert heard([(20, "speak")], LATE, ANSWER)[:3] == ["tick", "tock", "well"]


def test_a_page_that_says_more_than_it_did_hears_no_more():
    said = heard([(20, "speak"), (5, "speak")], HELLO, (Message(1, "well"),))
    assert said == ["hello", "how are you", "well"]


def test_nothing_is_said_to_a_page_that_has_left():
    assert heard([(20, "leave")], LATE) == ["tick"]


# The second turn came of a message of the page, the third of its exchange number 7.
COURSE = {"asked": (None, None, 7), "began": (0.0, 10.0, 20.0)}
DONE = (Message(1, "done"),)


def test_what_came_of_a_request_is_not_said_before_it_is_made():
    assert heard([(20, "speak")], HELLO, (), DONE, **COURSE) == ["hello", "how are you"]
    said = heard([(20, "speak"), (1, 8), (1, 7)], HELLO, (), DONE, **COURSE)
    assert said == ["hello", "how are you", "done"]


def test_a_request_that_comes_first_has_the_rest_said_first():
    assert heard([(1, 7)], LATE, (), DONE, **COURSE) == ["tick", "tock", "done"]
    # What the page says then is not that to which something was said.
    assert heard([(1, 7), (1, "speak"), (1, "speak")], HELLO, (), DONE, **COURSE) == [
        *("hello", "how are you", "done")
    ]


def test_a_request_that_is_not_made_does_not_silence_a_server(monkeypatch):
    monkeypatch.setattr(sockets, "_PATIENCE_S", 0.02)
    said = heard([(20, "speak"), (50, 8)], HELLO, (), DONE, **COURSE)
    assert said == ["hello", "how are you", "done"]


def test_a_beat_goes_on_however_long_a_page_is_silent():
    said = heard([(200, "leave"), (50, "speak")], HELLO, beat=Beat("ping", 30))
    assert 2 <= said.count("ping") <= 7


def test_a_beat_answers_that_of_the_page_and_is_no_turn():
    said = heard([(20, "ping"), (20, "ping")], HELLO, ANSWER, beat=Beat("pong", None))
    assert sorted(said) == ["hello", "how are you", "pong", "pong"]


def test_a_value_that_was_not_said_is_answered_once_the_page_is_silent():
    talk = {"heard": (None, '{"id":1,"v":"ab"}')}
    said = heard([(20, '{"id":1,"v":"a"}')], HELLO, ANSWER, **talk)
    assert said == ["hello", "how are you"], "it may go on to what was said"
    course = [(20, '{"id":1,"v":"a"}'), (350, '{"id":1,"v":"ab"}')]
    assert heard(course, HELLO, ANSWER, **talk)[2:] == ["well", (None, None)]


def test_a_value_is_answered_though_something_else_was_said_after_it():
    def event(number, value):
        return f'42["event",{{"id":{number},"args":"{value}"}}]'

    ack = '42["ack",{"next":6,"client":"a"}]'
    said = heard(
        [(20, event(1, "a")), (20, ack.replace("6", "9")), (350, "leave")],
        *(HELLO, ANSWER[:1], LATE, ()),
        heard=(None, event(1, "ab"), event(2, "c"), ack),
    )
    assert said == ["hello", "how are you", "well"]
