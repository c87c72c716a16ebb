"""ffmpeg: how it is found and called, with one that only writes down what it hears."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from replaytest.errors import StoreNotWritable, UsageError
from replaytest.exporters import film_ffmpeg
from replaytest.exporters.film_ffmpeg import encode, find_ffmpeg, need_ffmpeg

WRITES = """
import json, sys
data = sys.stdin.buffer.read()
told = json.dumps({"words": sys.argv[1:], "bytes": len(data)})
open(sys.argv[-1].removeprefix("file:"), "w").write(told)
"""
FAILS = "import sys; print(\"one\\nUnknown encoder 'libx264'\", file=sys.stderr); sys.exit(1)"
STOPS = "import sys, os; os.close(0); sys.exit(3)"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="scripts with #! are of POSIX")


@pytest.fixture
def ffmpeg(tmp_path, monkeypatch):
    """Put a program called ffmpeg on PATH, and nothing else."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def ffmpeg_(code: str) -> str:
        program = folder / "ffmpeg"
        program.write_text(f"#!{sys.executable}\n{code}")
        program.chmod(0o755)
        return str(program)

    return ffmpeg_


@pytest.fixture
def no_package(monkeypatch):
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)


@pytest.mark.parametrize(
    ("suffix", "codec"), [(".mp4", "libx264"), (".webm", "libvpx-vp9")]
)
def test_each_picture_is_given_for_its_number_of_frames(
    tmp_path, ffmpeg, suffix, codec
):
    target = tmp_path / f"film{suffix}"
    size = encode([(b"abc", 4), (b"de", 1)], target, fps=24, ffmpeg=ffmpeg(WRITES))
    told = json.loads(target.read_text())
    assert told["bytes"] == 4 * 3 + 2
    assert size == target.stat().st_size
    words = " ".join(told["words"])
    assert "-f image2pipe -c:v mjpeg -framerate 24 -i pipe:0" in words
    assert f"-c:v {codec}" in words
    assert f"-f {suffix[1:]}" in words
    assert sorted(tmp_path.iterdir()) == [tmp_path / "bin", target]


def test_it_is_found_on_path_or_as_a_package(ffmpeg, monkeypatch, no_package, tmp_path):
    assert find_ffmpeg() is None
    program = ffmpeg(WRITES)
    assert find_ffmpeg() == program
    Path(program).unlink()
    package = type(sys)("imageio_ffmpeg")
    package.get_ffmpeg_exe = lambda: "/opt/ffmpeg"  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", package)
    assert find_ffmpeg() == "/opt/ffmpeg"


def test_without_one_it_is_said_what_does_without(ffmpeg, no_package):
    with pytest.raises(UsageError, match=r"\.mp4 needs ffmpeg") as caught:
        need_ffmpeg(Path("film.mp4"))
    assert "imageio-ffmpeg" in caught.value.fix
    assert ".gif and .webp do without" in caught.value.fix


@pytest.mark.parametrize(
    ("code", "problem"), [(FAILS, "Unknown encoder 'libx264'"), (STOPS, "exit code 3")]
)
def test_its_failure_is_told_and_leaves_what_was_there(tmp_path, ffmpeg, code, problem):
    target = tmp_path / "film.mp4"
    target.write_text("the film of yesterday")
    with pytest.raises(UsageError, match=problem):
        # More than a pipe holds.
        encode([(b"x" * 100_000, 20)], target, fps=24, ffmpeg=ffmpeg(code))
    assert target.read_text() == "the film of yesterday"
    assert sorted(tmp_path.iterdir()) == [tmp_path / "bin", target]


def test_pictures_that_fail_leave_nothing(tmp_path, ffmpeg):
    def pictures():
        yield b"abc", 1
        raise RecordingError

    class RecordingError(Exception):
        pass

    with pytest.raises(RecordingError):
        encode(pictures(), tmp_path / "film.mp4", fps=24, ffmpeg=ffmpeg(WRITES))
    assert list(tmp_path.iterdir()) == [tmp_path / "bin"]


def test_a_folder_that_is_not_there_cannot_be_written_to(tmp_path, ffmpeg):
    with pytest.raises(StoreNotWritable):
        encode([], tmp_path / "no" / "film.mp4", fps=24, ffmpeg=ffmpeg(WRITES))


def test_a_name_with_a_dash_is_no_option():
    words = film_ffmpeg.command("ffmpeg", Path("-y.mp4"), fps=8, suffix=".mp4")
    assert words[-1] == "file:-y.mp4"
