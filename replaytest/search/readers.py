"""Recordings read one after another, or by several processes if that is quicker.

What they say is the same, in the same order, either way; only one process writes the
index. A reader is an interpreter of its own that is told over its standard input what
to read, and ends when that ends, so it outlives nobody. multiprocessing would run the
caller's script again in each, and leave them behind when the caller is killed.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import time
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO

from replaytest.search.gather import gather
from replaytest.search.rows import Found
from replaytest.search.walk import File
from replaytest.signals.thresholds import Thresholds

MOST = 8
"""Readers at most: putting rows in takes a tenth of reading them, and is not shared.

Each holds some 100 MB.
"""
# Starting one takes most of a second of its core, for imports.
TRIAL_S, WORTH_S = 0.5, 3.0
PART_S, LARGEST = 0.25, 64
AHEAD = 3
"""Parts asked for, for each reader, so that none waits for the writer."""
_PROGRAM = "from replaytest.search.readers import serve; serve()"
_Reader = subprocess.Popen[bytes]


def readers() -> int:
    """Return how many processes may read at once: as many as there are cores."""
    if hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count() or 1
    return min(cores, MOST)


def gathered(
    root: Path, files: Sequence[File], limits: Thresholds, processes: int
) -> Generator[Found, None, None]:
    """Yield the rows of recordings of the store at `root`, in the order of `files`.

    The first are read here. When that has taken half a second, and the rest would take
    more than 3 at that pace, the rest is read by `processes` others. Who stops before
    the end closes this, which waits for them to end.
    """
    took = 0.0
    for place, file in enumerate(files):
        left = len(files) - place
        if processes > 1 and took > TRIAL_S and took / place * left > WORTH_S:
            yield from _shared(root, files[place:], limits, processes, took / place)
            return
        since = time.monotonic()
        found = gather(root, file, limits)
        took += time.monotonic() - since
        yield found


def _shared(
    root: Path, files: Sequence[File], limits: Thresholds, processes: int, pace_s: float
) -> Iterator[Found]:
    size = max(1, min(LARGEST, int(PART_S / pace_s)))
    done = 0
    try:
        for part in _by_others(root, files, limits, processes, size):
            done += len(part)
            yield from part
    except (OSError, EOFError, pickle.UnpicklingError):
        # One could not be started, or was killed: the rest is read here.
        for file in files[done:]:
            yield gather(root, file, limits)


def _by_others(
    root: Path, files: Sequence[File], limits: Thresholds, processes: int, size: int
) -> Iterator[list[Found]]:
    from concurrent.futures import ThreadPoolExecutor
    from queue import SimpleQueue

    with _started(processes) as started, ThreadPoolExecutor(processes) as pool:
        idle: SimpleQueue[_Reader] = SimpleQueue()
        for reader in started:
            idle.put(reader)

        def read(part: Sequence[File]) -> list[Found]:
            reader = idle.get()
            try:
                return _asked(reader, (root, part, limits))
            finally:
                idle.put(reader)

        parts = (files[at : at + size] for at in range(0, len(files), size))
        waiting = deque(
            pool.submit(read, part) for part in islice(parts, processes * AHEAD)
        )
        try:
            while waiting:
                yield waiting.popleft().result()
                waiting.extend(pool.submit(read, part) for part in islice(parts, 1))
        finally:
            for future in waiting:
                future.cancel()
            for reader in started:
                reader.kill()  # wherever it is: it only reads


@contextlib.contextmanager
def _started(count: int) -> Iterator[list[_Reader]]:
    """Start readers; in the end none is left."""
    # Where this process found its packages; -P: not what lies in the current folder.
    paths = os.pathsep.join(path for path in sys.path if path)
    command = [sys.executable, "-P", "-c", _PROGRAM]
    found: list[_Reader] = []
    try:
        for _ in range(count):
            found.append(  # noqa: PERF401 - those before one that fails are to be ended
                subprocess.Popen(
                    command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env=os.environ | {"PYTHONPATH": paths},
                )
            )
        yield found
    finally:
        for reader in found:
            reader.kill()
            # Closes the pipes; what it was not told any more cannot be flushed.
            with contextlib.suppress(OSError), reader:
                pass


def _asked(
    reader: _Reader, what: tuple[Path, Sequence[File], Thresholds]
) -> list[Found]:
    assert reader.stdin is not None
    assert reader.stdout is not None
    _tell(reader.stdin, what)
    found: list[Found] = pickle.load(reader.stdout)  # noqa: S301 - a child of ours
    return found


def _tell(file: IO[bytes], what: object) -> None:
    pickle.dump(what, file, pickle.HIGHEST_PROTOCOL)
    file.flush()


def serve() -> None:
    """Be a reader: read what standard input asks for, up to its end."""
    import signal

    # Ctrl-C is for the process that asks, and it ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    out, sys.stdout = sys.stdout.buffer, sys.stderr
    while True:
        try:
            root, part, limits = pickle.load(sys.stdin.buffer)  # noqa: S301
            _tell(out, [gather(root, file, limits) for file in part])
        except (EOFError, OSError):
            return  # whoever asked is gone
