"""Golden: what version 1 wrote must be read by every later version."""

from __future__ import annotations

import re
from pathlib import Path

import orjson
import pytest

from replaytest.model import Failure, Gap, Tab, Test
from replaytest.store import migrate, pack, seal
from replaytest.store.entry import load
from replaytest.store.read import read

ROOT = Path(__file__).parents[2]
FORMATS = ROOT / "fixtures" / "formats"
AT = 1_795_240_352_123
BOTH = pytest.mark.parametrize("name", ["1.replaytest", "1-live.replaytest"])


@BOTH
def test_events_of_format_1_read_as_they_were_given(name):
    expected = orjson.loads((FORMATS / "1.expected.json").read_bytes())["events"]
    recording = read(FORMATS / name)
    assert [[tab, event] for tab, event in recording.events()] == expected
    assert recording.event_count == 6


@BOTH
def test_the_rest_of_format_1_reads_as_it_was_given(name):
    recording = read(FORMATS / name)
    nodeid = "tests/test_cart.py::test_pays[chromium]"
    assert recording.test == Test(nodeid, 2, "gw1", "5f0c2a917be34d1c")
    assert recording.started_at == AT
    assert recording.header["versions"]["rrweb"] == "2.1.6"
    assert recording.tabs == (
        Tab(1, AT),
        Tab(2, AT + 9, 1, AT + 950, "crashed"),
    )
    assert recording.gaps == (Gap(2, AT + 11, AT + 900, None, "over the budget"),)
    assert recording.problems[0] == "one invented problem"
    assert recording.skipped["unknown record 'invented-later'"] == 1
    assert recording.torn_at is None


def test_the_end_of_format_1_is_only_in_the_finished_file():
    live, sealed = (read(FORMATS / f"1{kind}.replaytest") for kind in ("-live", ""))
    assert (live.finished, live.sealed, live.outcome) == (False, False, None)
    assert (sealed.finished, sealed.sealed, sealed.outcome) == (True, True, "failed")
    failure = Failure(
        "call",
        "AssertionError: no total",
        "tests/test_cart.py:9: AssertionError",
        AT + 990,
    )
    assert sealed.failures == (failure,)
    assert len(sealed.blobs) == 2


def test_the_sidecar_of_format_1_says_what_the_file_says():
    entry = load(FORMATS / "1.replaytest")
    assert (entry.tabs, entry.events, entry.gaps) == (2, 6, 1)
    assert (entry.outcome, entry.ended_at) == ("failed", AT + 1000)
    assert entry.blobs == read(FORMATS / "1.replaytest").blobs


def test_every_format_has_a_fixture():
    for number in range(1, migrate.FORMAT + 1):
        assert (FORMATS / f"{number}.replaytest").is_file()


def test_the_document_names_this_format_and_these_limits():
    text = (ROOT / "replaytest" / "store" / "FORMAT.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| \d{4}-\d\d-\d\d \|", text, re.MULTILINE)
    assert [int(row) for row in rows] == list(range(1, migrate.FORMAT + 1))
    assert f"{pack.STRING_BYTES} bytes" in text
    assert f"{pack.SNAPSHOT_BYTES} bytes" in text
    assert f"level {seal.SEALED_LEVEL}" in text
