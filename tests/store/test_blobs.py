from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from replaytest.store.blobs import Blobs, digest_of, write_whole

TWO_WRITERS = """
import sys
from pathlib import Path
from replaytest.store.blobs import Blobs
blobs = Blobs(Path(sys.argv[1]))
sys.stdin.readline()
for number in range(300):
    blobs.put(b"%d" % number * 2000)
"""


def test_a_body_comes_back_by_its_digest(tmp_path):
    blobs = Blobs(tmp_path)
    digest = blobs.put(b"body")
    assert digest == digest_of(b"body")
    assert blobs.path(digest) == tmp_path / "blobs" / digest[:2] / f"{digest}.zst"
    assert blobs.get(digest) == b"body"
    assert [found for found, _ in blobs] == [digest]


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", "0" * 31, "G" * 32, "0" * 32 + "\n", None, 3, []]
)
def test_what_is_no_digest_is_never_a_path(tmp_path, name):
    assert Blobs(tmp_path).get(name) is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:-3],
        lambda data: b"no zstd",
        # A frame that claims 16 exabytes must not be allocated.
        lambda data: b"\x28\xb5\x2f\xfd\xe0" + b"\xf0" * 8 + data[9:],
    ],
)
def test_a_damaged_blob_is_missing(tmp_path, damage):
    blobs = Blobs(tmp_path)
    digest = blobs.put(b"body" * 1000)
    path = blobs.path(digest)
    path.write_bytes(damage(path.read_bytes()))
    assert blobs.get(digest) is None


def test_another_blob_in_its_place_is_missing(tmp_path):
    blobs = Blobs(tmp_path)
    one, two = blobs.put(b"one"), blobs.put(b"two")
    blobs.path(one).write_bytes(blobs.path(two).read_bytes())
    assert blobs.get(one) is None


def test_a_blob_that_is_used_again_is_young_again(tmp_path):
    blobs = Blobs(tmp_path)
    path = blobs.path(blobs.put(b"body"))
    os.utime(path, (1, 1))
    blobs.put(b"body")
    assert time.time() - path.stat().st_mtime < 60


def test_a_failed_write_leaves_no_temporary_file(tmp_path):
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError, match="taken"):
        write_whole(tmp_path / "taken", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_two_processes_write_the_same_blobs_at_once(tmp_path):
    command = [sys.executable, "-c", TWO_WRITERS, str(tmp_path)]
    writers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    time.sleep(0.3)
    for writer in writers:
        _, errors = writer.communicate(b"go\n", timeout=30)
        assert errors == b""
    blobs = Blobs(tmp_path)
    assert len(list(blobs)) == 300
    assert all(blobs.get(digest) is not None for digest, _ in blobs)
    assert not list(tmp_path.rglob("*.tmp"))
