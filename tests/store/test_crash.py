"""What the operating system does to a recording: kills, full disks, locked folders."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from replaytest.store.folder import Store
from replaytest.store.read import read
from replaytest.store.write import RecordingWriter, WriterThread
from tests.support.builders import click, header, line

ROOT = Path(__file__).parents[2]

KILLED = """
import sys, time
from pathlib import Path
from replaytest.store.write import RecordingWriter, WriterThread
from tests.support.builders import click, header, line
writer = RecordingWriter(
    Path(sys.argv[1]), header(), thread=WriterThread(), store=None, on_problem=print
)
number = 0
while True:
    writer.append(line(click(number)), events=1)
    print(number, time.time(), flush=True)
    number += 1
    time.sleep(0.001)
"""

LIMITED = """
import json, os, resource, signal, sys
from pathlib import Path
from replaytest.store.write import RecordingWriter, WriterThread
from tests.support.builders import click, header, line
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
problems, thread = [], WriterThread()
writer = RecordingWriter(
    Path(sys.argv[1]), header(), thread=thread, store=None, on_problem=problems.append
)
for number in range(300):
    writer.append(line(click(number * number)), events=1)
writer.finish({"outcome": "passed"})
assert thread.close(10)
print(json.dumps(problems))
"""


def python(program, *arguments, **options):
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, text=True, **options
    )


def numbers(path):
    return [event["data"]["id"] for _, event in read(path).events()]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_what_came_before_a_kill_is_on_disk(tmp_path):
    path = tmp_path / "session.replaytest"
    process = python(KILLED, path)
    with process:
        rows = [process.stdout.readline() for _ in range(600)]
        process.send_signal(signal.SIGKILL)
        killed_at = time.time()
        process.wait(10)
    assert process.returncode == -signal.SIGKILL
    times = [float(row.split()[1]) for row in rows]
    due = sum(at < killed_at - 0.3 for at in times)
    assert due > 100
    found = numbers(path)
    assert found == list(range(len(found)))
    assert len(found) >= due
    recording = read(path)
    assert not recording.finished


@pytest.mark.skipif(os.name == "nt", reason="Windows has no file size limit")
def test_a_file_size_limit_stops_the_recording_and_is_told_once(tmp_path):
    path = tmp_path / "session.replaytest"
    process = python(LIMITED, path)
    told, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert told.count(str(path)) == 1
    assert "File too large" in told
    assert path.stat().st_size <= 3000
    recording = read(path)
    # The half block that fitted is cut off again.
    assert recording.torn_at is None
    assert len(numbers(path)) > 10
    assert not recording.finished


@pytest.fixture
def tiny_disk(tmp_path):
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    try:
        made = subprocess.run(mount, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no mount command here")
    if made.returncode:
        pytest.skip(f"no tmpfs can be mounted: {made.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_stops_the_recording_and_is_told_once(tiny_disk):
    path = tiny_disk / "tests" / "session.replaytest"
    thread, problems = WriterThread(), []
    writer = RecordingWriter(
        path,
        header(),
        thread=thread,
        store=Store(tiny_disk),
        on_problem=problems.append,
    )
    for number in range(300):
        noise = {"type": 5, "timestamp": 1, "data": os.urandom(500).hex()}
        writer.append(line(click(number)) + line(noise), events=2)
    writer.finish({"outcome": "passed"})
    assert thread.close(10)
    assert len(problems) == 1
    assert "No space left on device" in problems[0]
    assert str(path) in problems[0]
    recording = read(path)
    assert recording.torn_at is None
    assert sum(1 for _ in recording.events()) > 50


def test_a_disk_that_fills_while_sealing_keeps_the_live_file(tiny_disk):
    path = tiny_disk / "session.replaytest"
    thread, problems = WriterThread(), []
    writer = RecordingWriter(
        path,
        header(),
        thread=thread,
        store=Store.create(tiny_disk),
        on_problem=problems.append,
    )
    noise = {"type": 5, "timestamp": 1, "data": os.urandom(15_000).hex()}
    for _ in range(3):
        writer.append(line(noise | {"data": os.urandom(7000).hex()}), events=1)
    writer.append(line(noise), events=1)
    writer.finish({"outcome": "passed"})
    assert thread.close(10)
    recording = read(path)
    assert recording.finished
    assert not recording.sealed
    assert len(list(recording.events())) == 4
    assert len(problems) == 1
    assert "stays unsealed: No space left on device" in problems[0]


def test_a_read_only_folder_is_told_once_with_its_path(tmp_path):
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o500)
    if os.access(folder, os.W_OK):
        # Root may write anywhere but here.
        folder = Path("/proc/replaytest")
        if not Path("/proc/self").exists():
            pytest.skip("the superuser may write everywhere")
    thread, problems = WriterThread(), []
    writer = RecordingWriter(
        folder / "tests" / "session.replaytest",
        header(),
        thread=thread,
        store=None,
        on_problem=problems.append,
    )
    writer.append(line(click(1)), events=1)
    writer.record({"record": "problem", "text": "p"})
    writer.finish({})
    writer.discard()
    assert thread.close(5)
    assert len(problems) == 1
    assert str(folder) in problems[0]
