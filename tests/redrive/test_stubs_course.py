"""Where a page is in a conversation is told by what it says, not by how often."""

from __future__ import annotations

import json

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
    assert heard([b"one", b"two"], b"other", b"more") == [1, 2]


def event(number, *args):
    told = {"id": number, "client": UUID, "listener": f"of {number}", "args": args}
    return f'42["event",{json.dumps(told)}]'


L, LI, LIS, OTHER = event(7, "l"), event(7, "li"), event(7, "lis"), event(9, "x")


def test_what_is_said_of_something_else_takes_no_guess_away():
    acked = [ACK, event(28, "was"), event(29, "was")]
    found = guessed(acked, event(28, "is"), event(29, "is"), ACK, silent=(1, 2))
    assert found == ([None, None, 1], 3)


def guessed(said, *now, silent=()):
    """Return what each message begins, and what is begun as nothing follows."""
    course = Course(enumerate(said, 1), silent)
    found = [course.heard(each) for each in now]
    return found, course.take_guess()


def test_the_last_value_takes_the_place_of_those_before_it():
    assert guessed([CLICK, L, LI, LIS, OTHER], CLICK, LIS, OTHER) == ([1, 4, 5], None)
    found = guessed([L, LI, LIS, OTHER], LIS, silent=(1, 3))
    assert found == ([3], None), "though nothing was said to it"


def test_many_values_are_one_thing_that_was_said():
    typed = [event(7, "x" * length) for length in range(1, 13)]
    assert guessed([CLICK, *typed, OTHER], CLICK, typed[-1]) == ([1, 13], None)


def test_what_all_messages_have_tells_nothing_of_whose_they_are():
    def told(field, value):
        same = {"app": "shop", "version": 3, "user": "ada", "language": "en"}
        return json.dumps({**same, "field": field, "value": value})

    said = [told("name", "a"), told("name", "ab"), told("age", "4"), told("age", "41")]
    assert guessed(said, said[1], told("age", "5")) == ([2, None], 3)
    assert guessed(said[1:], told("age", "5")) == ([None], 2)


def test_values_in_between_begin_nothing_that_answers_the_last():
    assert guessed([CLICK, LIS, OTHER], CLICK, L, LI, LIS) == ([1, None, None, 2], None)
    assert guessed([CLICK, LI, LIS, OTHER], CLICK, L, LI) == ([1, None, 2], None)


def test_a_value_that_was_not_said_is_the_nearest_if_nothing_follows():
    other = event(9, "y")
    assert guessed([L, LI, OTHER], L, LI, other) == ([1, 2, None], 3)
    assert guessed([LIS, OTHER, event(9, "z")], other) == ([None], 2)


def test_what_a_page_has_never_said_begins_nothing():
    assert guessed([CLICK, LIS, OTHER], CLICK, ACK) == ([1, None], None)
    assert guessed([CLICK, L, LI, OTHER], CLICK, ACK, LI) == ([1, None, 3], None)


def test_what_is_said_once_more_does_not_begin_what_came_of_others():
    poll = event(1, "poll")
    found = guessed([poll, OTHER, poll, LIS], poll, poll, OTHER, poll)
    assert found == ([1, None, 2, 3], None)
    found = guessed([L, OTHER, event(9, "y")], L, event(7, "other"))
    assert found == ([1, None], None)


def test_texts_without_parts_are_counted_once_nothing_follows():
    assert guessed(["one", "two"], "other") == ([None], 1)


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
