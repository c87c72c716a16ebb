from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replaytest.errors import RecordingError, RecordingTooNew, UsageError
from replaytest.model import Test
from replaytest.store import crypt, keys, seal
from replaytest.store.entry import load, sidecar_of
from replaytest.store.folder import Store
from replaytest.store.read import read
from replaytest.store.stream import LineFile, Lines
from replaytest.store.write import RecordingWriter, WriterThread
from tests.support.builders import SESSION, click, full_snapshot, header, line
from tests.support.builders import write_recording as write_encrypted
from tests.support.encrypted import leaks

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "fixtures" / "formats" / "encrypted"
MARKER = "canary-7f3a-4b1e-of-anna"
SECRET = bytes(range(32))
OTHER = "f" * 32


@pytest.fixture
def key_folder(tmp_path, monkeypatch):
    folder = tmp_path / "keys"
    monkeypatch.setenv(keys.VARIABLE, str(folder))
    return folder


@pytest.fixture
def store(tmp_path):
    return Store.create(tmp_path / "store")


@pytest.fixture
def path(store):
    return store.root / "sessions" / "a" / "session.replaytest"


def marked(number=1):
    data = {"tag": "note", "payload": {"text": f"{MARKER} {number}"}}
    return {"type": 5, "data": data, "timestamp": number}


def events_of(path, key_folder=None):
    return [event for _, event in read(path, key_folder=key_folder).events()]


@pytest.mark.parametrize("sealed", [True, False])
def test_events_come_back(path, store, key_folder, sealed):
    css = ".a{color:red}" * 1000
    written = [full_snapshot(300, css=css), click(1), full_snapshot(10), marked()]
    write_encrypted(
        path, written, key_folder=key_folder, store=store, end={}, seal=sealed
    )
    recording = read(path)
    assert events_of(path) == written
    assert (recording.sealed, recording.finished) == (sealed, True)
    assert recording.torn_at is None
    assert recording.session == SESSION == crypt.session_of(path)
    assert (recording.blobs, list(store.blobs)) == ((), [])


def test_a_batch_larger_than_a_chunk(path, key_folder):
    noise = {"type": 5, "timestamp": 1, "data": os.urandom(2 * crypt.CHUNK).hex()}
    write_encrypted(path, [click(1), noise, click(2)], key_folder=key_folder, end={})
    assert events_of(path) == [click(1), noise, click(2)]


def test_the_key_lies_apart_for_its_owner_only(path, store, key_folder):
    write_encrypted(path, [], key_folder=key_folder, store=store, end={})
    [file] = key_folder.iterdir()
    assert file == keys.path_of(key_folder, SESSION)
    if os.name == "posix":
        assert file.stat().st_mode & 0o777 == 0o600
        assert key_folder.stat().st_mode & 0o777 == 0o700
    told = orjson.loads(file.read_bytes())
    assert told["store"] == str(store.root)
    assert len(bytes.fromhex(told["key"])) == 32
    assert told["key"] not in repr(keys.load(key_folder, SESSION, recording=path))


@pytest.mark.parametrize("sealed", [True, False])
def test_without_its_key_a_recording_is_gone(path, store, key_folder, sealed):
    test = Test(f"tests/test_{MARKER}.py::test", 1, "", "run")
    write_encrypted(
        path,
        [click(1)],
        key_folder=key_folder,
        store=store,
        test=test,
        end={"outcome": "failed"},
        seal=sealed,
    )
    assert (load(path).test, load(path).outcome) == (test, "failed")
    assert keys.shred(key_folder, SESSION)
    assert not keys.shred(key_folder, SESSION)
    with pytest.raises(RecordingError) as caught:
        read(path)
    assert caught.value.code == "RT105"
    assert str(keys.path_of(key_folder, SESSION)) in caught.value.fix
    entry = load(path)
    assert "encrypted, and its key is missing" in entry.damaged
    assert (entry.session, entry.test, entry.outcome) == (SESSION, None, None)


def test_the_sidecar_of_another_recording_is_not_taken(store, key_folder):
    paths = []
    for session, outcome in ((SESSION, "passed"), (OTHER, "failed")):
        path = store.root / "sessions" / session / "session.replaytest"
        end = {"outcome": outcome}
        write_encrypted(path, [], key_folder=key_folder, session=session, end=end)
        paths.append(path)
    first, second = paths
    sidecar_of(second).write_bytes(sidecar_of(first).read_bytes())
    assert load(second).outcome == "failed"
    value = orjson.loads(sidecar_of(first).read_bytes()) | {"session": OTHER}
    sidecar_of(second).write_bytes(orjson.dumps(value))
    assert load(second).outcome == "failed"


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Return {sealed: bytes} of a recording of `WRITTEN`, and the folder of its key."""
    made, folder = {}, tmp_path_factory.mktemp("keys")
    for sealed in (True, False):
        keys.shred(folder, SESSION)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(keys.secrets, "token_bytes", lambda count: SECRET)
            path = tmp_path_factory.mktemp("whole") / "session.replaytest"
            end = {"at": 1, "outcome": "passed"}
            write_encrypted(path, WRITTEN, key_folder=folder, end=end, seal=sealed)
        made[sealed] = path.read_bytes()
    return made, folder


WRITTEN = [full_snapshot(30), *map(click, range(12))]


@settings(max_examples=150)
@given(sealed=st.booleans(), where=st.floats(0, 1, exclude_max=True))
def test_any_prefix_decodes_to_a_prefix(tmp_path_factory, whole, sealed, where):
    data, folder = whole[0][sealed], whole[1]
    path = tmp_path_factory.mktemp("cut") / "s.replaytest"
    path.write_bytes(data[: int(where * len(data))])
    try:
        recording = read(path, key_folder=folder)
    except RecordingError:
        assert path.stat().st_size < 400  # not even the header is there
        return
    found = [event for _, event in recording.events()]
    assert found == WRITTEN[: len(found)]
    assert recording.torn_at is None or recording.torn_at <= path.stat().st_size
    if sealed:
        # Even a cut between two chunks.
        assert recording.torn_at is not None


@settings(max_examples=300)
@given(sealed=st.booleans(), where=st.floats(0, 1, exclude_max=True))
def test_any_flipped_bit_is_detected(tmp_path_factory, whole, sealed, where):
    data, folder = bytearray(whole[0][sealed]), whole[1]
    place, bit = divmod(int(where * len(data) * 8), 8)
    data[place] ^= 1 << bit
    path = tmp_path_factory.mktemp("flip") / "s.replaytest"
    path.write_bytes(data)
    try:
        recording = read(path, key_folder=folder)
    except RecordingError:
        assert place < 400
        return
    assert recording.torn_at is not None
    assert recording.torn_at <= place
    found = [event for _, event in recording.events()]
    assert found == WRITTEN[: len(found)]
    if not sealed:  # one batch to a chunk: all before the damaged one are read
        ends = chunk_ends(whole[0][sealed])
        # The header is the first, then the events.
        due = sum(end <= place for end in ends) - 1
        assert len(found) == min(due, len(WRITTEN))


def chunk_ends(data):
    """Return where each chunk of an encrypted file ends."""
    at, ends = 41, []
    while at < len(data):
        at += 4 + (int.from_bytes(data[at : at + 4], "little") & ~(1 << 31)) + 16
        ends.append(at)
    return ends


def chunks(data):
    ends = chunk_ends(data)
    return [data[a:b] for a, b in zip([41, *ends], ends, strict=False)]


@pytest.mark.parametrize("change", ["swap", "drop", "repeat", "append", "foreign"])
def test_chunks_stay_in_their_order_and_file(tmp_path, whole, change):
    data, folder = whole[0][False], whole[1]
    parts = chunks(data)
    foreign = chunks(whole[0][True])  # the same key, another salt
    changed = {
        "swap": [*parts[:3], parts[4], parts[3], *parts[5:]],
        "drop": parts[:3] + parts[4:],
        "repeat": [*parts[:3], parts[2], *parts[3:]],
        "append": [*parts, parts[-1]],
        "foreign": [*parts[:3], foreign[-1]],
    }[change]
    path = tmp_path / "s.replaytest"
    path.write_bytes(data[:41] + b"".join(changed))
    recording = read(path, key_folder=folder)
    good = len(parts) if change == "append" else 3
    assert recording.torn_at == 41 + sum(map(len, parts[:good]))
    assert len(list(recording.events())) == min(good - 1, len(WRITTEN))


def test_two_files_of_one_key_share_no_stream(tmp_path):
    key = keys.Key(SESSION, SECRET)
    first, second = (crypt.encrypt(b"\0" * 64, key, crypt.RECORDING) for _ in "ab")
    assert first[45:] != second[45:]
    with pytest.raises(ValueError, match="damaged"):
        crypt.decrypt(first, key, crypt.SIDECAR)
    assert crypt.decrypt(first, key, crypt.RECORDING) == b"\0" * 64


def test_another_key_reads_nothing(path, key_folder):
    write_encrypted(path, [click(1)], key_folder=key_folder, end={})
    file = keys.path_of(key_folder, SESSION)
    told = orjson.loads(file.read_bytes()) | {"key": "00" * 32}
    file.write_bytes(orjson.dumps(told))
    with pytest.raises(RecordingError, match="header cannot be read"):
        read(path)
    file.write_text("{}")
    with pytest.raises(RecordingError, match="key file is damaged"):
        read(path)


def test_a_later_way_of_encryption_is_refused_by_name(path, key_folder):
    write_encrypted(path, [], key_folder=key_folder, end={})
    path.write_bytes(crypt.MAGIC + b"\x02" + path.read_bytes()[9:])
    with pytest.raises(RecordingTooNew):
        read(path)


def test_nothing_readable_while_writing_and_sealing(
    path, store, key_folder, tmp_path, monkeypatch
):
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    looked = []

    def look():
        looked.append(leaks(MARKER, tmp_path))

    check = seal._check

    def look_and_check(recording, events):
        look()  # the sealed file lies beside the live one now
        assert len(list(path.parent.glob(".*.tmp"))) == 1
        check(recording, events)

    monkeypatch.setattr(seal, "_check", look_and_check)
    thread = WriterThread()
    writer = RecordingWriter(
        path,
        header(Test(f"test_{MARKER}", 1, "", "run"), browser={"name": MARKER}),
        thread=thread,
        store=store,
        on_problem=lambda text: pytest.fail(text),
        key_folder=key_folder,
    )
    for number in range(20):
        writer.append(line(marked(number)), events=1)
        writer.append(line(full_snapshot(60, css=MARKER * 1000)), events=1)
        assert thread.drain(5)
        look()
    writer.finish({"outcome": "failed"})
    assert thread.close(10)
    look()
    assert looked == [[]] * 22
    assert MARKER in str(list(read(path).events()))
    # The search does find what is there to be found.
    (tmp_path / "plain").write_text(MARKER)
    assert leaks(MARKER, tmp_path) == [tmp_path / "plain"]


KILLED = """
import sys, time
from pathlib import Path
from replaytest.store.folder import Store
from replaytest.store.write import RecordingWriter, WriterThread
from tests.store.test_crypt import marked
from tests.support.builders import header, line
root = Path(sys.argv[1])
writer = RecordingWriter(
    root / "store" / "sessions" / "a" / "session.replaytest", header(),
    thread=WriterThread(), store=Store.create(root / "store"), on_problem=print,
    key_folder=root / "keys",
)
number = 0
while True:
    writer.append(line(marked(number)), events=1)
    print(number, time.time(), flush=True)
    number += 1
    time.sleep(0.001)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_kill_leaves_what_came_before_it_and_nothing_readable(tmp_path):
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(scratch)}
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, text=True
    )
    with process:
        rows = [process.stdout.readline() for _ in range(150)]
        during = leaks(MARKER, tmp_path)
        rows += [process.stdout.readline() for _ in range(150)]
        process.send_signal(signal.SIGKILL)
        killed_at = time.time()
        process.wait(10)
    assert during == leaks(MARKER, tmp_path) == []
    due = sum(float(row.split()[1]) < killed_at - 0.3 for row in rows)
    path = tmp_path / "store" / "sessions" / "a" / "session.replaytest"
    found = [event["timestamp"] for event in events_of(path, tmp_path / "keys")]
    assert due > 0
    assert len(found) >= due
    assert found == list(range(len(found)))
    assert not read(path, key_folder=tmp_path / "keys").finished


def recorder(path, store, key_folder, **more):
    thread, problems = WriterThread(), []
    writer = RecordingWriter(
        path,
        header(**more),
        thread=thread,
        store=store,
        on_problem=problems.append,
        key_folder=key_folder,
    )
    return writer, thread, problems


def test_discarding_destroys_the_key(path, store, key_folder):
    writer, thread, problems = recorder(path, store, key_folder)
    assert thread.drain(5)
    assert list(key_folder.iterdir())
    writer.discard()
    assert thread.close(5)
    assert (problems, list(key_folder.iterdir()), path.exists()) == ([], [], False)


def test_a_path_that_is_taken_keeps_its_own_key_and_no_other(path, store, key_folder):
    write_encrypted(path, [click(1)], key_folder=key_folder, store=store, end={})
    _, thread, problems = recorder(path, store, key_folder, session=OTHER)
    assert thread.close(5)
    assert len(problems) == 1
    assert [file.stem for file in key_folder.iterdir()] == [SESSION]
    assert events_of(path) == [click(1)]


@pytest.mark.parametrize("fault", ["inside", "file", "session", "uninstalled"])
def test_what_cannot_be_encrypted_is_not_written(
    path, store, key_folder, fault, monkeypatch
):
    session = SESSION
    if fault == "inside":
        key_folder = store.root / "keys"
    elif fault == "file":
        key_folder.write_text("")
    elif fault == "session":
        session = "../../x"
    else:
        monkeypatch.setitem(sys.modules, "cryptography", None)
        with pytest.raises(UsageError, match="need the package cryptography"):
            crypt.check()
    writer, thread, problems = recorder(path, store, key_folder, session=session)
    writer.append(line(marked()), events=1)
    writer.finish({})
    assert thread.close(5)
    assert len(problems) == 1
    assert not path.exists()
    assert leaks(MARKER, store.root.parent) == []


def test_without_the_package_an_entry_says_so(path, key_folder, monkeypatch):
    write_encrypted(path, [], key_folder=key_folder, end={})
    monkeypatch.setitem(sys.modules, "cryptography", None)
    assert "replaytest[encrypt]" in load(path).damaged
    with pytest.raises(UsageError):
        read(path)


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"REPLAYTEST_KEYS": "k", "XDG_STATE_HOME": "/s"}, "k"),
        ({"XDG_STATE_HOME": "/s"}, "/s/replaytest/keys"),
        ({"XDG_STATE_HOME": "relative"}, "/h/.local/state/replaytest/keys"),
        ({}, "/h/.local/state/replaytest/keys"),
    ],
)
def test_where_keys_lie(environ, expected, monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: Path("/h"))
    assert keys.key_folder(environ) == Path(expected)


@pytest.mark.parametrize("name", ["1.replaytest", "1-live.replaytest"])
def test_golden_files_read_as_they_were_given(name, monkeypatch):
    monkeypatch.setenv(keys.VARIABLE, str(GOLDEN / "keys"))
    expected = orjson.loads((GOLDEN.parent / "1.expected.json").read_bytes())["events"]
    recording = read(GOLDEN / name)
    assert [[tab, event] for tab, event in recording.events()] == expected
    assert (recording.torn_at, recording.blobs) == (None, ())
    assert recording.test.nodeid == "tests/test_cart.py::test_pays[chromium]"
    entry = load(GOLDEN / name)
    assert (entry.tabs, entry.events, entry.gaps) == (2, 6, 1)
    assert entry.outcome == (None if "live" in name else "failed")


def test_an_encrypted_line_file_ends_with_its_last_chunk(tmp_path):
    key = keys.create(tmp_path / "keys", SESSION, None)
    file = LineFile(tmp_path / "f", key=key)
    file.write(b"one\n")
    file.flush()
    file.close()
    lines = Lines(tmp_path / "f", tmp_path / "keys")
    assert (list(lines), lines.torn_at, lines.cut_at) == ([b"one"], None, None)
