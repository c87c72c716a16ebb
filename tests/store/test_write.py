from __future__ import annotations

import threading
import time

import pytest

from replaytest.model import Test
from replaytest.store import write
from replaytest.store.folder import Store
from replaytest.store.read import read
from replaytest.store.write import RecordingWriter, WriterThread
from tests.support.builders import STARTED_AT, click, header, line

TEST = Test("tests/test_cart.py::test_pays", 1, "gw0", "0123456789")


@pytest.fixture
def thread():
    thread = WriterThread(patience=0.05)
    yield thread
    assert thread.close(10)


@pytest.fixture
def problems():
    return []


@pytest.fixture
def writer(tmp_path, thread, problems):
    store = Store.create(tmp_path / "store")
    path = store.attempt_folder(TEST, STARTED_AT) / "session.replaytest"
    return RecordingWriter(
        path, header(TEST), thread=thread, store=store, on_problem=problems.append
    )


def test_what_was_appended_is_readable_while_the_test_goes_on(writer, thread):
    writer.append(line(click(1)), events=1)
    assert thread.drain(5)
    recording = read(writer.path)
    assert list(recording.events()) == [(1, click(1))]
    assert not recording.finished
    assert recording.torn_at is None


def test_a_finished_recording_has_all_it_was_given(writer, thread, problems):
    writer.record({"record": "tab", "tab": 1, "opener": None, "at": STARTED_AT})
    writer.append(line(click(1)) + line(click(2), tab=2), events=2)
    failure = {"phase": "call", "message": "no", "traceback": "tb", "at": 3}
    writer.finish({"at": 9, "outcome": "failed", "failures": [failure]})
    assert thread.drain(5)
    recording = read(writer.path)
    assert (recording.outcome, recording.ended_at) == ("failed", 9)
    assert [failure.message for failure in recording.failures] == ["no"]
    assert [tab.number for tab in recording.tabs] == [1, 2]
    assert list(recording.events(tab=2)) == [(2, click(2))]
    assert recording.sealed
    assert problems == []


def test_after_the_end_nothing_more_is_written(writer, thread):
    writer.finish({"outcome": "passed"})
    writer.append(line(click(1)), events=1)
    writer.record({"record": "problem", "text": "late"})
    writer.finish({"outcome": "failed"})
    assert thread.drain(5)
    recording = read(writer.path)
    assert recording.outcome == "passed"
    assert list(recording.events()) == []
    assert recording.problems == ()


def test_lines_without_a_newline_do_not_run_together(writer, thread):
    for number in range(3):
        writer.append(line(click(number)).rstrip(b"\n"), events=1)
    writer.append(b"", events=0)
    assert thread.drain(5)
    assert len(list(read(writer.path).events())) == 3


def test_a_header_cannot_claim_to_be_sealed(tmp_path, thread):
    first = header(sealed=True, replaytest=99)
    path = tmp_path / "session.replaytest"
    RecordingWriter(path, first, thread=thread, store=None, on_problem=print)
    assert thread.drain(5)
    assert not read(path).sealed


def test_a_record_that_cannot_be_json_is_told_and_left_out(writer, thread, problems):
    loop = []
    loop.append(loop)
    writer.record({"record": "problem", "text": loop})
    writer.append(line(click(1)), events=1)
    assert thread.drain(5)
    assert len(problems) == 1
    assert len(list(read(writer.path).events())) == 1


def test_calls_do_nothing_to_the_disk_themselves(writer, thread, tmp_path):
    gate = threading.Event()
    other = WriterThread()
    other.submit(lambda: gate.wait(10))
    path = tmp_path / "new" / "session.replaytest"
    late = RecordingWriter(path, header(), thread=other, store=None, on_problem=print)
    late.append(line(click(1)), events=1)
    late.finish({})
    assert not path.parent.exists()
    gate.set()
    assert other.close(5)
    assert read(path).finished


def test_a_batch_dropped_by_a_full_queue_is_a_gap(tmp_path, problems):
    thread = WriterThread(limit=1000, patience=0.01)
    clock = iter(range(100, 1000))
    path = tmp_path / "session.replaytest"
    writer = RecordingWriter(
        path,
        header(),
        thread=thread,
        store=None,
        on_problem=problems.append,
        clock=lambda: next(clock),
    )
    assert thread.drain(5)
    gate, started = threading.Event(), threading.Event()
    thread.submit(lambda: (started.set(), gate.wait(10)))
    assert started.wait(5)
    writer.append(line(click(1)) * 9, events=9)
    writer.append(line(click(2)) * 5 + line(click(3), tab=2) * 4, events=9)
    writer.append(line(click(4)) * 9, events=9)
    gate.set()
    writer.finish({})
    assert thread.close(5)
    recording = read(path)
    assert len(list(recording.events())) == 9
    assert [(gap.tab, gap.events) for gap in recording.gaps] == [(1, 5), (2, 4), (1, 9)]
    assert all(gap.from_at < gap.to_at for gap in recording.gaps)
    assert recording.problems == (write.QUEUE_FULL,)
    assert len(problems) == 1


def test_a_closed_thread_is_told_once(tmp_path, problems):
    thread = WriterThread()
    thread.close(1)
    writer = RecordingWriter(
        tmp_path / "s.replaytest",
        header(),
        thread=thread,
        store=None,
        on_problem=problems.append,
    )
    writer.append(line(click(1)), events=1)
    writer.finish({})
    writer.discard()
    assert len(problems) == 1
    assert "the writer is closed" in problems[0]


def test_a_thread_that_cannot_start_is_told_once(tmp_path, problems, monkeypatch):
    def refuse(self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    thread = WriterThread()
    writer = RecordingWriter(
        tmp_path / "s.replaytest",
        header(),
        thread=thread,
        store=None,
        on_problem=problems.append,
    )
    writer.append(line(click(1)), events=1)
    writer.finish({})
    assert len(problems) == 1
    assert "can't start new thread" in problems[0]


def test_a_reporter_that_fails_does_not_fail_the_test(tmp_path, thread):
    def fail(text):
        raise ZeroDivisionError(text)

    (tmp_path / "s.replaytest").write_bytes(b"mine")
    writer = RecordingWriter(
        tmp_path / "s.replaytest", header(), thread=thread, store=None, on_problem=fail
    )
    assert thread.drain(5)
    writer.append(line(click(1)), events=1)
    assert (tmp_path / "s.replaytest").read_bytes() == b"mine"


def test_a_discarded_recording_leaves_no_folder(writer, thread, problems):
    writer.append(line(click(1)), events=1)
    writer.discard()
    assert thread.drain(5)
    assert list((writer._store.root / "tests").iterdir()) == []
    assert problems == []


@pytest.mark.parametrize("wait", [True, False], ids=["sealed", "sealing"])
def test_a_finished_recording_can_be_discarded(writer, thread, problems, wait):
    writer.append(line(click(1)) * 1000, events=1000)
    writer.finish({"outcome": "passed"})
    if wait:
        assert thread.drain(5)
        assert writer.path.exists()
    writer.discard()
    assert thread.drain(5)
    assert list((writer._store.root / "tests").iterdir()) == []
    assert problems == []


def test_discarding_while_sealing_leaves_nothing(writer, thread, problems):
    writer.append(line(click(1)) * 10, events=10)
    writer.finish({})
    assert thread.drain(5)
    # The same seal again, stopped in the middle by hand.
    writer.path.unlink()
    writer._create(b'{"replaytest":1,"session":"a","started_at":1}\n')
    writer._write(line(click(1)) * 10)
    writer._file.close()
    steps = writer._seal()
    next(steps)
    assert list(writer.path.parent.glob(".*.tmp"))
    writer.discard()
    assert thread.drain(5)
    assert list(steps) == []
    assert list((writer._store.root / "tests").iterdir()) == []


def test_discarding_spares_what_others_put_there(writer, thread):
    assert thread.drain(5)
    other = writer.path.with_name("screenshot.png")
    other.write_bytes(b"png")
    writer.discard()
    assert thread.drain(5)
    assert list(writer.path.parent.iterdir()) == [other]


def test_without_a_store_discarding_stops_at_what_was_there(tmp_path, thread):
    path = tmp_path / "a" / "b" / "session.replaytest"
    (tmp_path / "a").mkdir()
    writer = RecordingWriter(
        path, header(), thread=thread, store=None, on_problem=print
    )
    writer.discard()
    assert thread.drain(5)
    assert list(tmp_path.iterdir()) == [tmp_path / "a"]
    assert list((tmp_path / "a").iterdir()) == []


def test_a_folder_removed_by_another_process_is_made_again(
    tmp_path, thread, monkeypatch, problems
):
    made = write.LineFile
    removed = []

    def remove_first(path, **options):
        if not removed:
            path.parent.rmdir()
            removed.append(path)
        return made(path, **options)

    monkeypatch.setattr(write, "LineFile", remove_first)
    path = tmp_path / "a" / "session.replaytest"
    RecordingWriter(
        path, header(), thread=thread, store=None, on_problem=problems.append
    )
    assert thread.drain(5)
    assert path.exists()
    assert problems == []


def test_events_are_on_disk_while_another_recording_is_sealed(
    tmp_path, thread, monkeypatch
):
    def endless(path, blobs, key_folder):
        while not seen:
            time.sleep(0.001)
            yield

    seen = []
    monkeypatch.setattr(write, "seal_stepwise", endless)
    first, second = (
        RecordingWriter(
            tmp_path / f"{name}.replaytest",
            header(),
            thread=thread,
            store=None,
            on_problem=print,
        )
        for name in "ab"
    )
    first.finish({})
    time.sleep(0.05)
    second.append(line(click(1)), events=1)
    deadline = time.monotonic() + 5
    while not (second.path.exists() and read(second.path).event_count):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    seen.append(True)


def test_a_removal_that_fails_while_sealing_leaves_the_thread_alive(
    writer, thread, problems, monkeypatch
):
    def locked(folder, stop):
        raise PermissionError(13, "Permission denied")

    assert thread.drain(5)
    monkeypatch.setattr(write, "remove_empty_folders", locked)
    writer.finish({})
    writer.discard()
    assert thread.drain(5)
    assert thread.submit(lambda: None)
    assert thread.drain(5)
    assert len(problems) == 1
