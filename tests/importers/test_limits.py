"""Files made to hurt: each ends in LimitExceeded, soon."""

from __future__ import annotations

import gzip
import zlib

import pytest
import zstandard

from replaytest.errors import LimitExceeded, NotARecording, RecordingError
from replaytest.importers import limits
from replaytest.importers.inflate import is_snappy, unsnappy
from replaytest.importers.limits import Budget
from replaytest.importers.read import read_foreign
from tests.importers.builders import AT, dumped, ndjson, stream, windowed, zipped


def refused(data: bytes) -> LimitExceeded:
    with pytest.raises(LimitExceeded) as caught:
        read_foreign(data, "bomb.json")
    assert "bomb.json" in caught.value.where
    return caught.value


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 200_000,
        b'{"a":' * 200_000,
        b"[" * 2000 + b"]" * 2000,
        b'{"events":' * 2000 + b"[]" + b"}" * 2000,
    ],
)
def test_deep_nesting_is_refused_without_recursion(data):
    assert "nests deeper than 1024 levels" in refused(data).problem


def zeros(megabytes: int, compress) -> bytes:
    packer = compress()
    pieces = [packer.compress(b" " * (1 << 20)) for _ in range(megabytes)]
    return b"".join([*pieces, packer.flush()])


@pytest.mark.parametrize(
    "compress",
    [
        lambda: zlib.compressobj(9, zlib.DEFLATED, 31),
        lambda: zlib.compressobj(9),
        lambda: zstandard.ZstdCompressor().compressobj(),
    ],
)
def test_a_bomb_is_refused_by_its_ratio(compress):
    assert "250 times its size" in refused(zeros(70, compress)).problem


def test_a_bomb_inside_a_zip_is_refused(monkeypatch):
    monkeypatch.setattr(limits, "FREE_TEXT", 1 << 20)
    refused(zipped({"a.json": b" " * (2 << 20)}))


def test_a_bomb_in_the_parts_of_events_is_refused(monkeypatch):
    monkeypatch.setattr(limits, "MAX_TEXT", 1 << 20)
    part = gzip.compress(b"[" + b" " * (1 << 19) + b"]").decode("latin-1")
    event = {
        "type": 3,
        "data": {"source": 0, "adds": part},
        "timestamp": AT,
        "cv": "2024-10",
    }
    refused(ndjson([event] * 3))


def test_a_file_of_more_than_a_gigabyte_is_refused(monkeypatch):
    monkeypatch.setattr(limits, "MAX_FILE", 100)
    assert "has more than" in refused(dumped(stream())).problem


def test_layers_in_layers_are_refused():
    data = dumped(stream())
    for _ in range(6):
        data = gzip.compress(data)
    assert "layers" in refused(data).problem


def test_a_thousand_tabs_are_read_and_no_more():
    events = [windowed([stream()[3]], number)[0] for number in range(limits.MAX_TABS)]
    [session] = read_foreign(dumped(events), "x")
    assert len(session.tabs) == limits.MAX_TABS
    assert "windows" in refused(dumped([*events, *windowed(stream(), "a")])).problem


def test_a_zip_of_too_many_files_is_refused(monkeypatch):
    monkeypatch.setattr("replaytest.importers.unwrap.MAX_MEMBERS", 2)
    refused(zipped({"a": b"1", "b": b"2", "c": b"3"}))


def test_a_zip_that_needs_a_password_or_is_cut_is_refused_plainly():
    data = zipped({"a.json": dumped(stream())})
    with pytest.raises(RecordingError, match="zip"):
        read_foreign(data[:-10], "x")


def test_a_snappy_block_that_promises_gigabytes_is_not_believed():
    block = b"\xff\xff\xff\xff\x0f" + b"\x00["
    data = len(block).to_bytes(4, "big") + block
    assert not is_snappy(data)
    assert unsnappy(data, Budget("x", len(data))) == (b"", False)
    with pytest.raises(NotARecording):
        read_foreign(data, "x")


def test_gaps_of_one_tab_do_not_grow_without_end(monkeypatch):
    monkeypatch.setattr("replaytest.importers.normal.MAX_GAPS", 3)
    lines = ndjson(stream()).splitlines()
    [session] = read_foreign(b"\n{\n".join(lines), "x")
    assert len(session.gaps) == 3
    assert session.gaps[-1].to_at == AT + 70


def test_many_damaged_places_are_read_in_linear_time():
    event = dumped(stream()[3])
    events = (event + b',{"type":,},') * 20_000
    [session] = read_foreign(b"[" + events + event, "x")
    assert session.skipped["damaged: an event could not be read"] == 20_000


def test_a_file_without_a_name_in_a_zip_is_a_file():
    [session] = read_foreign(zipped({"": dumped(stream())}), "a.zip")
    assert session.file == "a.zip!"
