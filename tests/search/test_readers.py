"""Several processes read as one does, and none is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from replaytest.search import readers
from replaytest.search.gather import gather
from replaytest.search.index import update
from replaytest.search.readers import gathered
from replaytest.search.schema import opened
from replaytest.search.walk import File, walk
from replaytest.signals.thresholds import Thresholds
from replaytest.store.folder import Store
from tests.signals.build import shop, thrown
from tests.support.builders import STARTED_AT, write_recording

LIMITS = Thresholds()


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """A store of 12 recordings, one of which is none."""
    store = Store.create(tmp_path_factory.mktemp("readers") / "store")
    for number in range(12):
        folder = store.session_folder(f"{number:032x}", STARTED_AT + number)
        write_recording(
            folder / "session.replaytest",
            [*shop(), thrown(1000, f"error {number}")],
            store=store,
            session=f"{number:032x}",
        )
    broken = store.root / "sessions" / "broken" / "session.replaytest"
    broken.parent.mkdir()
    broken.write_bytes(b"nothing of ours")
    return store.root


@pytest.fixture
def at_once(monkeypatch):
    """Let the readers start after the first recording, and read two at a time."""
    monkeypatch.setattr(readers, "TRIAL_S", 0)
    monkeypatch.setattr(readers, "WORTH_S", 0)
    monkeypatch.setattr(readers, "LARGEST", 2)


def files(root: Path) -> list[File]:
    return [File(path, *stamp) for path, stamp in sorted(walk(root).files.items())]


def rows(root: Path) -> list[object]:
    with opened(root) as connection:
        return [
            connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
            for table in ("sessions", "events", "strings", "screen", "properties")
        ]


def test_several_readers_make_the_index_that_one_makes(root, at_once, monkeypatch):
    started = []
    popen = subprocess.Popen
    monkeypatch.setattr(
        subprocess, "Popen", lambda *a, **k: started.append(a) or popen(*a, **k)
    )
    found = []
    for processes in (1, 2):
        (root / "index" / "search.sqlite3").unlink(missing_ok=True)
        updated = update(root, processes=processes)
        assert (updated.read, updated.damaged) == (13, 1)
        found.append(rows(root))
    assert found[0] == found[1]
    assert len(started) == 2


def test_little_to_read_starts_no_process(root, monkeypatch):
    monkeypatch.setattr(readers, "_by_others", lambda *_: pytest.fail("started"))
    assert len(list(gathered(root, files(root), LIMITS, 8))) == 13


def test_who_stops_early_leaves_no_reader(root, at_once, monkeypatch):
    started = []
    popen = subprocess.Popen

    def starts(*what, **more):
        started.append(popen(*what, **more))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", starts)
    with closing(gathered(root, files(root), LIMITS, 2)) as found:
        next(found)
        next(found)
        assert [each.poll() for each in started] == [None, None]
    assert all(each.returncode is not None for each in started)


def test_when_a_reader_is_killed_the_rest_is_read_here(root, at_once, monkeypatch):
    asked = readers._asked

    def answers_once(reader, what):
        found = asked(reader, what)
        reader.kill()
        return found

    monkeypatch.setattr(readers, "_asked", answers_once)
    wanted = files(root)
    found = list(gathered(root, wanted, LIMITS, 2))
    assert found == [gather(root, file, LIMITS) for file in wanted]


def test_without_processes_all_is_read_here(root, at_once, monkeypatch):
    def refuses(*_, **__):
        raise OSError("no processes here")

    monkeypatch.setattr(subprocess, "Popen", refuses)
    assert len(list(gathered(root, files(root), LIMITS, 2))) == 13


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs /proc")
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
def test_a_reader_outlives_nobody(root, tmp_path, end):
    program = f"""
import sys, time
from pathlib import Path
from replaytest.search import readers
readers.TRIAL_S = readers.WORTH_S = 0
from replaytest.search.walk import File, walk
from replaytest.signals.thresholds import Thresholds
root = Path({str(root)!r})
files = [File(path, *stamp) for path, stamp in walk(root).files.items()] * 50
for place, _ in enumerate(readers.gathered(root, files, Thresholds(), 2)):
    if place == 1:
        print("begun", flush=True)
        time.sleep(30)
"""
    env = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    running = subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=env,
    )
    assert running.stdout is not None
    assert running.stdout.readline() == b"begun\n"
    begun = children(running.pid)
    assert len(begun) == 2
    running.send_signal(end)
    running.communicate(timeout=10)
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{pid}/cmdline").exists() for pid in begun):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def children(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = path.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(told[1]) == pid:
            found.append(int(path.parent.name))
    return found
