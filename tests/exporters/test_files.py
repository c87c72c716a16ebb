"""Where an export goes: whole or not at all, and not over a recording."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from replaytest.errors import StoreNotWritable, UsageError
from replaytest.exporters.files import check_target, write_pieces


def test_writes_all_and_leaves_nothing_else(tmp_path):
    assert write_pieces(tmp_path / "a", [b"one", b"", b"two"]) == 6
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_bytes() == b"onetwo"


def test_an_export_that_fails_leaves_what_was_there(tmp_path):
    (tmp_path / "a").write_bytes(b"before")

    def pieces():
        yield b"half"
        raise OSError(5, "Input/output error", "the recording")

    with pytest.raises(OSError, match="the recording"):
        write_pieces(tmp_path / "a", pieces())
    assert (tmp_path / "a").read_bytes() == b"before"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(StoreNotWritable, match="could not be written"):
        write_pieces(tmp_path, [b"x"])
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told_by_the_name_that_was_given(tmp_path):
    with pytest.raises(StoreNotWritable) as told:
        write_pieces(tmp_path / "no" / "a", [b"x"])
    assert told.value.where == str(tmp_path / "no" / "a")


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "a").write_bytes(b"before")
    (tmp_path / "link").symlink_to("a")
    write_pieces(tmp_path / "link", [b"after"])
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "a").read_bytes() == b"after"


@pytest.mark.skipif(os.name == "nt", reason="no /dev/null there")
def test_a_device_stays_a_device():
    null = Path(os.devnull)
    assert write_pieces(null, [b"x"]) == 1
    assert null.is_char_device()


@pytest.mark.skipif(os.name == "nt", reason="no full device there")
def test_a_full_disk_is_no_traceback():
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no /dev/full")
    with pytest.raises(StoreNotWritable, match="No space left"):
        write_pieces(full, [b"x"])


@pytest.mark.parametrize("name", ["s.replaytest", "x/../s.replaytest", "link"])
def test_a_recording_is_never_written_over(tmp_path, name):
    recording = tmp_path / "s.replaytest"
    recording.write_bytes(b"mine")
    (tmp_path / "x").mkdir()
    (tmp_path / "link").symlink_to(recording)
    with pytest.raises(UsageError, match="overwrite the recording") as told:
        check_target(tmp_path / name, [tmp_path / "other", recording], suffix=".har")
    assert told.value.fix == "-o FILE.har"
    check_target(tmp_path / "s.har", [recording], suffix=".har")
