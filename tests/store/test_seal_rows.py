"""Tables of many rows are sealed small, and read as they were."""

from __future__ import annotations

import pytest

import replaytest
from replaytest.store.blobs import Blobs
from replaytest.store.lines import encode
from replaytest.store.seal import seal
from replaytest.store.stream import LineFile
from tests.store.test_deltas import table

HEADER = {"replaytest": 1, "session": "0" * 32, "started_at": 1, "test": None}
ROWS = 3000


def recorded(path):
    file = LineFile(path)
    file.write(encode(HEADER))
    for number in range(3):
        data = table(ROWS, first=100_000 * (number + 1))
        file.write(encode([1, {"type": 3, "data": data, "timestamp": number}]))
    file.write(encode({"record": "end", "at": 9, "outcome": "passed", "failures": []}))
    file.close()
    return path


@pytest.mark.parametrize("shared", [True, False])
def test_a_table_takes_a_byte_or_two_for_each_row(tmp_path, shared):
    path = recorded(tmp_path / "s.replaytest")
    live = replaytest.read(path)
    told, lines = list(live.events()), list(live.lines())
    seal(path, Blobs(tmp_path) if shared else None)
    sealed = replaytest.read(path)
    assert list(sealed.events()) == told
    assert [sealed.unpacked(line) for line in sealed.lines()] != lines  # other order
    assert path.stat().st_size < 2 * 3 * ROWS
    assert not sealed.skipped
