from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replaytest.errors import (
    RecordingDamaged,
    RecordingNotFound,
    RecordingTooNew,
    UsageError,
)
from replaytest.model import Gap, Tab, Test
from replaytest.store.folder import Store
from replaytest.store.lines import encode
from replaytest.store.migrate import FORMAT, STEPS, migrate
from replaytest.store.read import read
from replaytest.store.stream import LineFile
from tests.support.builders import (
    STARTED_AT,
    click,
    full_snapshot,
    header,
    line,
    write_recording,
)

HEADER = {"replaytest": 1, "session": "a" * 32, "started_at": STARTED_AT}


def file_of(path, *lines):
    file = LineFile(path)
    for content in lines:
        file.write(content if isinstance(content, bytes) else encode(content))
        file.flush()
    file.close()
    return path


values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**53), 2**53),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(max_size=20),
        st.text(min_size=20, max_size=30).map(lambda text: text * 300),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(["$blob", "$snapshot", "node", "id", "a"]), inner
        ),
    ),
    max_leaves=8,
)
events = st.fixed_dictionaries(
    {"type": st.integers(0, 9), "timestamp": st.integers(0, 2**53), "data": values}
)


@settings(max_examples=60)
@given(written=st.lists(events, max_size=5), seal=st.booleans())
def test_events_come_back_as_they_were_written(tmp_path_factory, written, seal):
    store = Store.create(tmp_path_factory.mktemp("store"))
    path = store.root / "sessions" / "a" / "session.replaytest"
    write_recording(path, written, store=store, end={"outcome": "passed"}, seal=seal)
    recording = read(path)
    assert recording.sealed == seal
    assert [event for _, event in recording.events()] == written
    some = [event for event in written if event["type"] in (3, 5)]
    assert [event for _, event in recording.events(types=(3, 5))] == some
    assert recording.event_count == len(written)
    assert not recording.skipped


@settings(max_examples=60)
@given(data=st.data(), seal=st.booleans())
def test_a_cut_recording_reads_as_a_prefix(tmp_path_factory, data, seal):
    folder = tmp_path_factory.mktemp("r")
    written = [full_snapshot(50)] + [click(number) for number in range(500)]
    # Without a time of its own the end has the clock's, and the file another size.
    end = {"at": 1}
    path = write_recording(folder / "s.replaytest", written, end=end, seal=seal)
    content = path.read_bytes()
    path.write_bytes(content[: data.draw(st.integers(0, len(content) - 1))])
    try:
        recording = read(path)
    except RecordingDamaged:
        assert path.stat().st_size < 400
        return
    found = [event for _, event in recording.events()]
    assert found == written[: len(found)]
    assert not recording.finished or found == written


@given(data=st.data(), seal=st.booleans())
def test_flipped_bytes_never_crash_a_reader(tmp_path_factory, data, seal):
    store = Store.create(tmp_path_factory.mktemp("store"))
    path = store.root / "sessions" / "a" / "session.replaytest"
    written = [full_snapshot(60, css="x" * 5000), click(1), click(2)]
    write_recording(path, written, store=store, end={}, seal=seal)
    files = [path, *(found for _, found in store.blobs)]
    target = data.draw(st.sampled_from(files))
    content = bytearray(target.read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1)):
        content[place] ^= data.draw(st.integers(1, 255))
    target.write_bytes(content)
    try:
        recording = read(path)
    except (RecordingDamaged, RecordingTooNew):
        return
    for tab, event in recording.events():
        assert type(tab) is int
        assert type(event["type"]) is int


def test_a_path_may_be_text(tmp_path):
    path = tmp_path / "one.replaytest"
    write_recording(path, [])
    assert read(str(path)).path == read(path).path == path


def test_the_records_become_values(tmp_path):
    path = file_of(
        tmp_path / "s.replaytest",
        HEADER | {"test": {"nodeid": "a.py::b", "attempt": 2, "worker": "gw1"}},
        {"record": "tab", "tab": 1, "opener": None, "at": 1},
        {"record": "tab", "tab": 2, "opener": 1, "at": 2},
        {"record": "tab-ended", "tab": 2, "at": 3, "ended": "crashed"},
        {"record": "gap", "tab": 1, "from": 4, "to": 5, "events": None, "why": "w"},
        {"record": "problem", "text": "p"},
        {"record": "end", "at": 6, "outcome": "interrupted", "failures": []},
    )
    recording = read(path)
    assert recording.test == Test("a.py::b", 2, "gw1", "")
    assert recording.tabs == (Tab(1, 1), Tab(2, 2, 1, 3, "crashed"))
    assert recording.gaps == (Gap(1, 4, 5, None, "w"),)
    assert recording.problems == ("p",)
    assert (recording.outcome, recording.ended_at) == ("interrupted", 6)
    assert recording.failures == ()
    assert not recording.skipped


def test_a_tab_without_a_record_is_known_from_its_events(tmp_path):
    path = file_of(tmp_path / "s", HEADER, line(click(7), tab=3))
    assert read(path).tabs == (Tab(3, STARTED_AT + 7),)


def test_the_tab_that_is_read_is_the_first_or_the_one_asked_for(tmp_path):
    events = [line(click(7), tab=3), line(click(8), tab=5)]
    recording = read(file_of(tmp_path / "s", HEADER, *events))
    assert [recording.chosen_tab(asked) for asked in (None, 3, 5)] == [3, 3, 5]
    with pytest.raises(UsageError, match="no tab 1; tabs: 3, 5"):
        recording.chosen_tab(1)
    empty = read(file_of(tmp_path / "empty", HEADER))
    assert empty.chosen_tab() == 1
    with pytest.raises(UsageError, match="tabs: none"):
        empty.chosen_tab(1)


def test_what_nobody_knows_is_counted_and_survived(tmp_path):
    path = file_of(
        tmp_path / "s",
        HEADER,
        b"junk\n",
        b"\n",
        b"3\n",
        b"[1,{broken\n",
        b'[1,{"type":3}]\n',
        {"record": "novelty"},
        {"record": ["list"]},
        {"no": "record"},
        {"record": "gap", "tab": 1},
        {"record": "gap", "tab": None, "from": 1, "to": 2, "why": ""},
        {"record": "tab-ended", "tab": 1, "at": 1, "ended": "exploded"},
        {"record": "end", "failures": 7},
        line(click(1)),
    )
    recording = read(path)
    assert list(recording.events()) == list(recording.events()) == [(1, click(1))]
    assert recording.skipped == {
        "line that is no JSON": 3,
        "line that is no event": 1,
        "unknown record 'novelty'": 1,
        "unknown record \"['list']\"": 1,
        "unknown record 'None'": 1,
        "gap record with missing or wrong fields": 2,
        "tab-ended record with missing or wrong fields": 1,
        "end record with missing or wrong fields": 1,
    }
    assert not recording.finished


def test_a_page_cannot_make_up_references(tmp_path):
    store = Store.create(tmp_path)
    digest = store.blobs.put(b"from another recording")
    event = {"type": 5, "timestamp": 1, "data": {"$blob": digest}}
    path = file_of(tmp_path / "s", HEADER, [1, event, "packed"])
    recording = read(path)
    assert list(recording.events()) == []
    assert recording.skipped == {"line that is no event": 1}


@pytest.mark.parametrize(
    "first",
    [
        b"",
        b"junk\n",
        b"[]\n",
        b"{}\n",
        HEADER | {"replaytest": "1"},
        HEADER | {"replaytest": True},
        HEADER | {"replaytest": 0},
        HEADER | {"session": 1},
        HEADER | {"started_at": None},
    ],
)
def test_without_a_header_a_file_is_damaged(tmp_path, first):
    path = file_of(tmp_path / "s", first)
    with pytest.raises(RecordingDamaged, match=str(path)):
        read(path)


def test_bytes_that_are_no_zstd_are_damaged(tmp_path):
    (tmp_path / "s").write_bytes(b"PK" * 100)
    with pytest.raises(RecordingDamaged):
        read(tmp_path / "s")


def test_a_later_format_is_refused_by_its_number(tmp_path):
    path = file_of(tmp_path / "s", HEADER | {"replaytest": 99})
    with pytest.raises(RecordingTooNew, match=f"format 99, .* up to {FORMAT}"):
        read(path)


def test_a_missing_file_is_not_found(tmp_path):
    with pytest.raises(RecordingNotFound):
        read(tmp_path / "none")


def test_a_folder_is_no_recording(tmp_path):
    with pytest.raises(RecordingDamaged):
        read(tmp_path)


def test_a_missing_blob_costs_its_string_only(tmp_path):
    store = Store.create(tmp_path)
    written = [{"type": 5, "timestamp": 1, "data": {"css": "x" * 9000, "a": 1}}]
    path = tmp_path / "sessions" / "a" / "session.replaytest"
    write_recording(path, written, store=store, end={})
    for _, blob in store.blobs:
        blob.unlink()
    recording = read(path)
    assert next(recording.events())[1]["data"] == {"css": "", "a": 1}
    assert recording.skipped == {"missing blob": 1}


@pytest.fixture
def with_damaged_blobs(tmp_path):
    """Return a recording of a page whose blobs are damaged, and a click."""
    store = Store.create(tmp_path)
    path = tmp_path / "sessions" / "a" / "session.replaytest"
    write_recording(path, [full_snapshot(), click(1)], store=store, end={})
    for _, blob in store.blobs:
        blob.write_bytes(b"damaged")
    return read(path)


def test_a_snapshot_without_its_blob_is_left_out_and_counted(with_damaged_blobs):
    recording = with_damaged_blobs
    assert list(recording.events()) == [(1, click(1))]
    assert recording.skipped == {"full snapshot whose blob is missing": 1}


def test_what_is_not_asked_for_is_not_opened(with_damaged_blobs):
    recording = with_damaged_blobs
    assert list(recording.events(types=(3,))) == [(1, click(1))]
    assert not recording.skipped


def test_every_format_has_a_step_to_the_next():
    assert sorted(STEPS) == list(range(1, FORMAT))


def test_the_header_of_this_format_is_kept():
    assert migrate(dict(HEADER), where="") == HEADER


def test_headers_of_the_builders_are_complete(tmp_path):
    path = write_recording(tmp_path / "s.replaytest", [], test=Test("a.py::b"))
    assert read(path).header == header(Test("a.py::b")) | {"replaytest": 1}
