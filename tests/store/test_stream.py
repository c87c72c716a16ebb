from __future__ import annotations

import shutil
import subprocess

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from replaytest.store import stream
from replaytest.store.stream import LineFile, Lines

texts = st.lists(st.binary(max_size=300).map(lambda b: b.replace(b"\n", b"")))


def write(path, batches, *, close=True, **options):
    file = LineFile(path, **options)
    ends = []
    for batch in batches:
        file.write(b"".join(text + b"\n" for text in batch))
        file.flush()
        ends.append(path.stat().st_size)
    if close:
        file.close()
    file.abandon()
    return ends


@given(batches=st.lists(texts, max_size=5), close=st.booleans())
def test_lines_come_back_as_they_were_written(tmp_path_factory, batches, close):
    path = tmp_path_factory.mktemp("s") / "f"
    write(path, batches, close=close)
    lines = Lines(path)
    assert list(lines) == [text for batch in batches for text in batch]
    assert lines.torn_at is None
    assert list(lines) == [text for batch in batches for text in batch]


def test_any_cut_reads_every_batch_before_it(tmp_path):
    batches = [[f"{n} some words {n * n}".encode()] * 3 for n in range(12)]
    ends = write(tmp_path / "whole", batches)
    data = (tmp_path / "whole").read_bytes()
    cut = tmp_path / "cut"
    for size in range(len(data)):
        cut.write_bytes(data[:size])
        lines = Lines(cut)
        whole = sum(end <= size for end in ends)
        assert list(lines) == [text for batch in batches[:whole] for text in batch]
        # 6 bytes are the frame's header: nothing is missing after it.
        assert (lines.torn_at is None) == (size in (0, 6, *ends))


def test_a_tear_is_told_by_its_offset(tmp_path):
    first, second = write(tmp_path / "f", [[b"one"], [b"two"]])
    data = (tmp_path / "f").read_bytes()
    (tmp_path / "f").write_bytes(data[: second - 1])
    lines = Lines(tmp_path / "f")
    assert list(lines) == [b"one"]
    assert lines.torn_at == first


def test_a_batch_longer_than_a_block_that_is_cut_gives_no_half_line(tmp_path):
    long = bytes(range(33, 127)) * 5000
    write(tmp_path / "f", [[b"one"], [long]])
    data = (tmp_path / "f").read_bytes()
    for size in range(40, len(data), 97):
        (tmp_path / "f").write_bytes(data[:size])
        lines = Lines(tmp_path / "f")
        assert list(lines) in ([b"one"], [b"one", long])


@given(data=st.data())
def test_no_flipped_byte_makes_reading_raise(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("s") / "f"
    write(path, [[b"abc" * 40], [b"abd" * 50, b"x"]], checksum=data.draw(st.booleans()))
    content = bytearray(path.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)
    for _ in Lines(path):
        pass


def test_a_checksum_that_does_not_fit_is_a_tear(tmp_path):
    write(tmp_path / "f", [[b"one"], [b"two"]], checksum=True)
    content = bytearray((tmp_path / "f").read_bytes())
    content[-1] ^= 1
    (tmp_path / "f").write_bytes(content)
    lines = Lines(tmp_path / "f")
    assert list(lines)[:1] == [b"one"]
    assert lines.torn_at is not None


def test_frames_after_the_first_are_read_too(tmp_path):
    pack = zstandard.ZstdCompressor().compress
    (tmp_path / "f").write_bytes(pack(b"one\ntw") + pack(b"o\nthree\n"))
    assert list(Lines(tmp_path / "f")) == [b"one", b"two", b"three"]


def test_garbage_after_the_end_is_a_tear(tmp_path):
    write(tmp_path / "f", [[b"one"]])
    size = (tmp_path / "f").stat().st_size
    with (tmp_path / "f").open("ab") as file:
        file.write(b"garbage")
    lines = Lines(tmp_path / "f")
    assert list(lines) == [b"one"]
    assert lines.torn_at == size


def test_an_endless_line_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(stream, "MAX_LINE", 1 << 20)
    write(tmp_path / "f", [[b"one"], [b" " * (10 << 20)], [b"two"]])
    lines = Lines(tmp_path / "f")
    assert list(lines) == [b"one"]
    assert lines.torn_at is not None


def test_an_existing_file_is_never_overwritten(tmp_path):
    (tmp_path / "f").write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        LineFile(tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == b"mine"


@pytest.mark.skipif(
    not (shutil.which("zstd") and shutil.which("jq")), reason="needs zstd and jq"
)
@pytest.mark.parametrize("close", [True, False], ids=["closed", "live"])
def test_the_shell_reads_it_with_zstd_and_jq(tmp_path, close):
    path = tmp_path / "session.replaytest"
    write(path, [[b'{"replaytest":1}'], [b'[1,{"type":4}]']], close=close)
    command = f"zstd -dc '{path}' 2>/dev/null | jq -c 'select(type == \"array\")'"
    shown = subprocess.run(command, shell=True, capture_output=True, check=False)
    assert shown.stdout == b'[1,{"type":4}]\n'
