from __future__ import annotations

import threading
import time

import pytest

from replaytest.store.thread import WriterThread


@pytest.fixture
def blocked():
    """Return a function that makes a thread whose first job waits for the event."""
    events = []

    def make(**options):
        thread, event = WriterThread(**options), threading.Event()
        events.append(event)
        started = threading.Event()
        thread.submit(lambda: (started.set(), event.wait(10)))
        assert started.wait(5)
        return thread, event

    yield make
    for event in events:
        event.set()


def test_no_thread_runs_before_the_first_job():
    before = threading.active_count()
    thread = WriterThread()
    assert threading.active_count() == before
    assert thread.drain(0)
    assert thread.close(0)


def test_jobs_run_in_the_order_they_came():
    thread, done = WriterThread(), []
    for number in range(100):
        thread.submit(lambda number=number: done.append(number))
    assert thread.close(5)
    assert done == list(range(100))


def test_a_closed_thread_takes_nothing():
    thread = WriterThread()
    thread.close(1)
    assert thread.closed
    assert not thread.submit(lambda: None)


def test_a_full_queue_waits_then_refuses_and_waits_no_second_time(blocked):
    thread, _ = blocked(limit=100, patience=0.2)
    assert thread.submit(lambda: None, size=90)
    begin = time.monotonic()
    assert not thread.submit(lambda: None, size=90)
    assert time.monotonic() - begin >= 0.2
    begin = time.monotonic()
    for _ in range(10):
        assert not thread.submit(lambda: None, size=90)
    assert time.monotonic() - begin < 1


def test_jobs_without_bytes_are_taken_by_a_full_queue(blocked):
    thread, _ = blocked(limit=100, patience=0)
    thread.submit(lambda: None, size=100)
    assert thread.submit(lambda: None)


def test_a_job_larger_than_the_queue_is_taken_when_it_is_empty():
    thread = WriterThread(limit=10, patience=0)
    assert thread.submit(lambda: None, size=1000)
    assert thread.close(5)


def test_room_that_comes_in_time_is_used(blocked):
    thread, event = blocked(limit=100, patience=5)
    thread.submit(lambda: None, size=100)
    threading.Timer(0.05, event.set).start()
    assert thread.submit(lambda: None, size=100)
    assert thread.close(5)


def test_drain_gives_up_after_its_timeout(blocked):
    thread, _ = blocked()
    assert not thread.drain(0.01)
    assert not thread.close(0.01)


def test_jobs_come_between_the_steps_of_later_work():
    thread, done = WriterThread(), []

    def steps():
        done.append("begun")
        thread.submit(lambda: done.append("job"))
        yield
        done.append("ended")

    thread.submit_later(steps())
    assert thread.drain(5)
    assert done == ["begun", "job", "ended"]
    assert thread.close(5)


def test_a_job_that_queues_when_full_does_not_wait_for_itself():
    thread, taken = WriterThread(limit=10, patience=5), []

    def job():
        taken.append(thread.submit(lambda: None, size=10))

    begin = time.monotonic()
    thread.submit(job, size=10)
    assert thread.drain(4)
    assert taken == [False]
    assert time.monotonic() - begin < 3
    assert thread.close(5)


def test_what_comes_soon_is_done_together(monkeypatch):
    monkeypatch.setattr("replaytest.store.thread.CALM_S", 60)
    thread, done = WriterThread(), []
    for number in range(3):
        thread.submit(lambda number=number: done.append(number))
        time.sleep(0.01)
    assert done == []
    assert thread.drain(5)
    assert done == [0, 1, 2]
    thread.close(5)


def test_much_is_not_waited_with(monkeypatch):
    monkeypatch.setattr("replaytest.store.thread.CALM_S", 60)
    thread, done = WriterThread(), threading.Event()
    thread.submit(done.set, size=2 << 20)
    assert done.wait(5)
    for finish in (thread.drain, thread.close):
        done.clear()
        thread.submit(done.set)
        assert finish(5)
        assert done.is_set()
