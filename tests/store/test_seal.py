from __future__ import annotations

import pytest

from replaytest.errors import RecordingDamaged
from replaytest.store import pack, seal
from replaytest.store.blobs import Blobs
from replaytest.store.entry import load, sidecar_of
from replaytest.store.folder import Store
from replaytest.store.lines import encode
from replaytest.store.read import read
from replaytest.store.stream import LineFile, Lines
from replaytest.store.write import RecordingWriter, WriterThread
from tests.support.builders import click, full_snapshot, header, line, write_recording


@pytest.fixture
def store(tmp_path):
    return Store.create(tmp_path / "store")


def live(store, *lines, end=True):
    path = store.root / "sessions" / "a" / "session.replaytest"
    path.parent.mkdir()
    file = LineFile(path)
    file.write(encode({"replaytest": 1, **header()}) + b"".join(lines))
    if end:
        file.write(b'{"record":"end","at":9,"outcome":"passed"}\n')
    file.close()
    return path


def test_sealing_changes_no_event(store):
    css = ".a{color:red}" * 1000
    written = [full_snapshot(300, css=css), click(1), full_snapshot(10), click(2)]
    path = live(store, *map(line, written))
    before = path.stat().st_size
    seal.seal(path, store.blobs)
    recording = read(path)
    assert [event for _, event in recording.events()] == written
    assert len(recording.blobs) == 2
    assert path.stat().st_size < before
    assert not list(path.parent.glob(".*"))


def test_a_packed_line_has_a_third_element(store):
    path = live(store, line(full_snapshot(300)), line(click(1)))
    seal.seal(path, store.blobs)
    lines = list(Lines(path))
    assert lines[1].endswith(b',"packed"]')
    assert lines[2] + b"\n" == line(click(1))


def test_lines_without_references_keep_their_bytes(store):
    odd = b'[1, {"timestamp":1.0, "type":3,"big":123456789012345678901234567890 }]'
    deep = b'[1,{"type":5,"timestamp":1,"data":' + b"[" * 400 + b"]" * 400 + b"}]"
    long = b'[1,{"type":5,"timestamp":1,"$blob":"' + b"x" * 9000 + b'"}]'
    deep_and_long = deep.replace(b"[]", b'["' + b"x" * 9000 + b'"]')
    path = live(store, *(text + b"\n" for text in (odd, deep, long, deep_and_long)))
    seal.seal(path, store.blobs)
    assert list(Lines(path))[1:5] == [odd, deep, long, deep_and_long]


def test_a_second_seal_does_nothing(store):
    path = live(store, line(click(1)))
    seal.seal(path, store.blobs)
    before = path.stat()
    seal.seal(path, store.blobs)
    assert path.stat() == before


def test_junk_is_dropped_and_counted_in_a_problem(store):
    made_up = b'[1,{"type":3,"timestamp":1,"data":{"$blob":"x"}},"packed"]\n'
    blobs = b'{"record":"blobs","blobs":["x"]}\n'
    kept = b'{"record":"novelty","a":1}\n'
    path = live(store, b"junk\n", made_up, blobs, kept, b'["a"]\n', line(click(1)))
    seal.seal(path, store.blobs)
    recording = read(path)
    assert list(recording.events()) == [(1, click(1))]
    assert recording.problems == ("lines that were no events and are left out: 3",)
    assert recording.blobs == ()
    assert recording.skipped == {"unknown record 'novelty'": 1}


def test_the_sidecar_tells_what_the_recording_says(store):
    path = live(store, line(full_snapshot(300)), line(click(1), tab=2))
    seal.seal(path, store.blobs)
    from_sidecar = load(path)
    sidecar_of(path).unlink()
    assert load(path) == from_sidecar
    assert (from_sidecar.tabs, from_sidecar.events, from_sidecar.outcome) == (
        2,
        2,
        "passed",
    )
    assert len(from_sidecar.blobs) == 1


def test_without_a_store_nothing_goes_to_blobs(store):
    path = live(store, line(full_snapshot(300)))
    seal.seal(path, None)
    assert read(path).blobs == ()
    assert list(store.blobs) == []


@pytest.mark.parametrize("fault", ["torn", "unfinished"])
def test_what_is_not_whole_is_not_sealed(store, fault):
    path = live(store, line(click(1)), end=fault != "unfinished")
    if fault == "torn":
        path.write_bytes(path.read_bytes() + b"garbage")
    before = path.read_bytes()
    with pytest.raises(RecordingDamaged, match="unfinished"):
        seal.seal(path, store.blobs)
    assert path.read_bytes() == before
    assert [found.name for found in path.parent.iterdir()] == [path.name]


def broken_put(self, body):
    raise OSError(28, "No space left on device")


def broken_pack(event, line, put, earlier):
    event.clear()
    raise ZeroDivisionError


def broken_check(recording, events):
    raise RecordingDamaged("what was sealed does not read back")


@pytest.mark.parametrize(
    ("place", "name", "fault", "told"),
    [
        (Blobs, "put", broken_put, "No space left on device"),
        (pack, "pack", broken_pack, "ZeroDivisionError"),
        (seal, "_check", broken_check, "does not read back"),
    ],
)
def test_after_a_failed_seal_the_live_file_is_as_it_was(
    store, monkeypatch, place, name, fault, told
):
    monkeypatch.setattr(place, name, fault)
    path = store.root / "sessions" / "a" / "session.replaytest"
    thread, problems = WriterThread(), []
    writer = RecordingWriter(
        path, header(), thread=thread, store=store, on_problem=problems.append
    )
    writer.append(line(full_snapshot(300)), events=1)
    writer.finish({"outcome": "passed"})
    assert thread.close(5)
    recording = read(path)
    assert [event for _, event in recording.events()] == [full_snapshot(300)]
    assert recording.finished
    assert not recording.sealed
    assert len(problems) == 1
    assert told in problems[0]
    assert [found.name for found in path.parent.iterdir()] == [path.name]


def test_an_event_count_that_differs_is_refused(store):
    path = live(store, line(click(1)))
    with pytest.raises(RecordingDamaged, match="does not read back"):
        seal._check(read(path), 2)


def test_recordings_of_one_page_share_its_blob(store):
    for number in range(3):
        written = [full_snapshot(300, first_id=1 + 7 * number)]
        path = store.root / "sessions" / str(number) / "session.replaytest"
        write_recording(path, written, store=store, end={})
        assert [event for _, event in read(path).events()] == written
    assert len(list(store.blobs)) == 1
