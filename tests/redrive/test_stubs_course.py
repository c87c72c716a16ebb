"""Where a page is in a conversation is told by what it says, not by how often."""

from __future__ import annotations

import pytest

from replaytest.redrive.stubs.course import Beat, Course, beat_of, is_beat
from replaytest.redrive.stubs.read import network_of
from tests.redrive.stubs import custom

SOCKET_IO = "ws://shop.test/socket.io/?EIO=4&transport=websocket"
PLAIN = "ws://shop.test/live"
CLICK, TYPE = (
    '42["event",{"id":16,"args":["true"]}]',
    '42["event",{"id":17,"args":["x"]}]',
)
ACK = '42["ack",{"next_message_id":6}]'
UUID = "3a123a29-7cb0-4744-895f-c580d7ad56b2"


def heard(said, *now, silent=(2,)):
    course = Course(enumerate(said, 1), silent)
    return [course.heard(each) for each in now]


def test_what_is_said_again_in_the_same_order_begins_each_turn():
    assert heard([CLICK, ACK, TYPE], CLICK, ACK, TYPE, TYPE) == [1, 2, 3, None]


def test_what_is_said_sooner_or_once_more_begins_nothing_of_others():
    later = ACK.replace("6", "9")
    assert heard([CLICK, ACK, TYPE], ACK, CLICK, TYPE) == [None, 1, 3]
    assert heard([CLICK, ACK, TYPE], later, CLICK, later, TYPE) == [None, 1, None, 3]


def test_what_is_not_said_any_more_is_passed_over():
    assert heard([CLICK, ACK, TYPE], CLICK, TYPE) == [1, 3]
    assert heard([CLICK, ACK, TYPE], ACK, TYPE, silent=()) == [2, 3]


def test_what_is_drawn_anew_is_the_same():
    other = UUID.replace("3", "4")
    assert heard([f"a {UUID} b", "c"], f"a {other} b", "c") == [1, 2]


def test_what_is_not_known_is_counted():
    assert heard([None, None], CLICK, ACK, TYPE) == [1, 2, None]
    assert heard(["one", "two"], "other", b"more") == [1, 2]


@pytest.mark.parametrize(
    ("data", "url", "beats"),
    [
        ("2", SOCKET_IO, True),
        ("3", SOCKET_IO, True),
        ("2", PLAIN, False),
        (CLICK, SOCKET_IO, False),
        ('{"type":"ping"}', PLAIN, True),
        ('{"type": "ping", "message": 1795298377}', PLAIN, True),
        ('[null,"7","phoenix","heartbeat",{}]', PLAIN, True),
        ('{"type":6}\x1e', PLAIN, True),
        ("pong", PLAIN, True),
        ('{"type":"chat","text":"ping"}', PLAIN, False),
        ("ping me when you are there", PLAIN, False),
        (b"ping", PLAIN, False),
        (None, PLAIN, False),
    ],
)
def test_beats_are_known_by_their_type(data, url, beats):
    assert is_beat(data, url) is beats


def test_a_servers_beat_goes_on_by_its_own_clock():
    hello = (20.0, False, '0{"sid":"a","pingInterval":4000}')
    assert beat_of([hello], SOCKET_IO) == Beat("2", 4000)
    assert beat_of([], SOCKET_IO) == Beat("2", 25_000)
    assert beat_of([hello], SOCKET_IO.replace("=4", "=3")) == Beat("3", None)
    ping = [(at, False, '{"type":"ping"}') for at in (3000.0, 6000.0, 9000.0)]
    assert beat_of(ping, PLAIN) == Beat('{"type":"ping"}', 3000)
    asked = [(1.0, True, "ping"), (2.0, False, "pong")]
    assert beat_of(asked, PLAIN) == Beat("pong", None)
    assert beat_of([(1.0, False, "hello")], PLAIN) is None


def test_beats_are_no_turns():
    def talk(kind, at, data=None):
        told = {"id": 1, "kind": kind, "url": SOCKET_IO, "data": data, "requests": 1}
        return custom("replaytest/websocket@1", at, **told)

    told = [
        *(talk("open", 0), talk("received", 5, "40"), talk("received", 9, "2")),
        *(talk("sent", 10, "3"), talk("sent", 20, CLICK), talk("received", 25, "done")),
    ]
    (found,) = network_of(told).conversations
    assert [[each.data for each in turn] for turn in found.turns] == [["40"], ["done"]]
    assert found.heard == (None, CLICK)
    assert found.course.heard(CLICK) == 1
