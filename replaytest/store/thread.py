"""The writer thread: everything the store does to a disk while tests run.

One per process. Writing comes before sealing: a seal in progress is left alone after
each of its steps as soon as there is something to write, so that what a test records
is on disk at once even while the recording before it is being compressed.

Once woken it waits a little for more to do: each change between the threads costs the
test 0.2 ms (2026-11), more than the writing of a line.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator

QUEUE_BYTES = 64 << 20
PATIENCE_S = 2.0
# A killed process loses what came within this time; with more bytes nothing waits.
CALM_S = 0.025
CALM_BYTES = 1 << 20

Job = Callable[[], None]


class WriterThread:
    """A daemon thread with a queue bounded by bytes, started by its first job.

    Jobs must not raise. They run in the order they came, one at a time.
    """

    def __init__(
        self, *, limit: int = QUEUE_BYTES, patience: float = PATIENCE_S
    ) -> None:
        """Hold at most `limit` bytes; wait up to `patience` seconds for room."""
        self._limit = limit
        self._patience = patience
        self._jobs: deque[tuple[Job, int]] = deque()
        self._later: deque[Iterator[None]] = deque()
        self._bytes = 0
        self._busy = False
        self._stuck = False
        self._closed = False
        lock = threading.RLock()
        self._changed = threading.Condition(lock)
        self._hurried = threading.Condition(lock)
        self._hurries = False
        self._rests = True
        self._thread: threading.Thread | None = None

    @property
    def closed(self) -> bool:
        """Whether jobs are refused for good."""
        return self._closed

    def submit(self, job: Job, *, size: int = 0) -> bool:
        """Queue `job`, which holds `size` bytes; return whether it was taken.

        It is refused after `close`, and when there is no room for so many bytes
        within the patience. While the disk stays stuck, later jobs are refused
        without waiting again: a test must not be slowed down at every step.
        """
        with self._changed:
            if not self._has_room(size):
                wait = 0.0 if self._stuck or self._is_current() else self._patience
                self._stuck = not self._changed.wait_for(
                    lambda: self._closed or self._has_room(size), wait
                )
            if self._closed or not self._has_room(size):
                return False
            self._jobs.append((job, size))
            self._bytes += size
            self._start()
            if self._bytes > CALM_BYTES:
                self._hurry()
            self._changed.notify_all()
            return True

    def submit_later(self, steps: Iterator[None]) -> None:
        """Queue work to be done stepwise whenever there is nothing to write."""
        with self._changed:
            self._later.append(steps)
            self._start()
            self._changed.notify_all()

    def drain(self, timeout: float) -> bool:
        """Wait up to `timeout` seconds until all is done, seals too; say if it is."""
        with self._changed:
            if not self._is_idle():
                self._hurry()
            return self._changed.wait_for(self._is_idle, timeout)

    def close(self, timeout: float) -> bool:
        """Take no more, drain and end the thread; say whether all was done.

        What is not done when `timeout` seconds are over goes on while the process
        lives. Recordings that were not sealed by then stay readable.
        """
        deadline = time.monotonic() + timeout
        with self._changed:
            self._closed = True
            self._hurry()
            self._changed.notify_all()
            done = self._changed.wait_for(self._is_idle, timeout)
        if done and self._thread is not None and not self._is_current():
            self._thread.join(max(0.0, deadline - time.monotonic()))
        return done

    def _has_room(self, size: int) -> bool:
        # One batch may be larger than the whole queue.
        return size == 0 or self._bytes == 0 or self._bytes + size <= self._limit

    def _has_work(self) -> bool:
        return bool(self._closed or self._jobs or self._later)

    def _is_idle(self) -> bool:
        return not (self._jobs or self._later or self._busy)

    def _hurry(self) -> None:
        self._hurries = True
        self._hurried.notify_all()

    def _is_current(self) -> bool:
        return threading.current_thread() is self._thread

    def _start(self) -> None:
        # After a fork the child has the object but not the thread.
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(
                target=self._run, name="replaytest-writer", daemon=True
            )
            self._thread.start()

    def _run(self) -> None:
        while (work := self._next()) is not None:
            job, size = work
            job()
            with self._changed:
                self._busy = False
                self._bytes -= size
                self._stuck = False
                if not self._has_work():
                    self._rests, self._hurries = True, False
                self._changed.notify_all()

    def _next(self) -> tuple[Job, int] | None:
        with self._changed:
            if self._rests:
                self._changed.wait_for(self._has_work)
                self._hurried.wait_for(lambda: self._hurries, CALM_S)
                self._rests = False
            if self._jobs:
                work = self._jobs.popleft()
            elif self._later:
                work = (self._step, 0)
            else:
                return None
            self._busy = True
            return work

    def _step(self) -> None:
        """Do steps of the first stepwise work until it ends or a job comes."""
        steps = self._later[0]
        while not self._jobs:
            try:
                next(steps)
            except StopIteration:
                with self._changed:
                    self._later.popleft()
                return
