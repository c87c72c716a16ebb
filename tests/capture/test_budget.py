from __future__ import annotations

import pytest

from replaytest.capture import budget
from replaytest.capture.attach import Feed
from replaytest.capture.budget import Budget

PAGE, OTHER = object(), object()


@pytest.fixture(autouse=True)
def limits(monkeypatch):
    monkeypatch.setattr(budget, "MOST_AT_ONCE", 1000)
    monkeypatch.setattr(budget, "RATE", 10)
    monkeypatch.setattr(budget, "MOST_LATE", 50)
    monkeypatch.setattr(budget, "MOST", 5000)
    monkeypatch.setattr(budget, "MOST_MS_AT_ONCE", 400)
    monkeypatch.setattr(budget, "MS_RATE", 200)


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_a_page_within_its_budget_never_rests(clock):
    spent = Budget(clock, most=10**9)
    for _ in range(1000):
        assert spent.takes(PAGE, 10)
        assert not spent.rests(PAGE)
        clock.now += 1


def test_what_was_sent_is_kept_and_then_the_page_rests_alone(clock):
    spent = Budget(clock)
    assert spent.takes(PAGE, 1001)
    assert spent.rests(PAGE)
    assert spent.takes(OTHER, 10)
    assert not spent.rests(OTHER)


def test_a_page_that_is_kept_waiting_for_too_long_rests(clock):
    spent = Budget(clock, most=10**9)
    for _ in range(100):
        assert spent.takes(PAGE, 1, ms=199)
        assert not spent.rests(PAGE)
        clock.now += 1
    assert spent.takes(PAGE, 1, ms=350)
    assert not spent.rests(PAGE)
    assert spent.takes(PAGE, 1, ms=100)
    assert spent.rests(PAGE)


def test_of_what_comes_during_a_rest_only_some_is_kept(clock):
    spent = Budget(clock)
    spent.takes(PAGE, 1001)
    assert [spent.takes(PAGE, 25) for _ in range(4)] == [True, True, False, False]


def test_a_rest_is_over_once_and_after_its_time(clock):
    spent = Budget(clock)
    spent.takes(PAGE, 1001)
    assert spent.rested() == []
    clock.now += budget.REST_S
    assert spent.rested() == [PAGE]
    assert spent.rested() == []
    assert not spent.rests(PAGE)


def test_a_context_that_has_sent_all_it_may_rests_for_good(clock):
    spent = Budget(clock, most=500)
    spent.takes(PAGE, 501)
    clock.now += 1e6
    assert spent.rests(PAGE)
    assert spent.rested() == []


def test_a_new_recording_begins_without_a_rest(clock):
    spent = Budget(clock, most=500)
    spent.takes(PAGE, 501)
    assert spent.begin() == [PAGE]
    assert spent.takes(PAGE, 900)
    assert not spent.rests(PAGE)


def test_a_feed_stops_a_page_that_tells_too_much_and_says_so_once():
    feed, heard, told = Feed(), [], []

    def accept(_source, batch):
        heard.append(len(batch))

    feed.accepts.append(accept)
    feed.rests[accept] = lambda page, begins: told.append((page, begins))
    answers = [feed({"page": PAGE}, "x" * size) for size in (900, 200, 20, 90)]
    assert answers == ["", "stop", "stop", "stop"]
    assert heard == [900, 200, 20]
    assert told == [(PAGE, True)]
    assert feed.begin() == [PAGE]
    assert told == [(PAGE, True), (PAGE, False)]
    assert feed({"page": PAGE}, "x") == ""


@pytest.mark.parametrize(
    ("ms", "answers"),
    [(399, ["", "stop"]), (401, ["stop", "stop"]), (0, ["", ""]), (-1e9, ["", ""])],
)
def test_a_feed_goes_by_what_batches_say_of_the_time_they_took(ms, answers):
    feed = Feed()
    feed.accepts.append(lambda *_: None)
    head = f'{{"doc":"d","seq":0,"count":0,"ms":{ms}}}\n'
    assert [feed({"page": PAGE}, head) for _ in range(2)] == answers
