"""A store at a URL, on fsspec's file system in memory."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import time
import uuid
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replaytest.errors import RecordingError, RecordingNotFound, UsageError
from replaytest.model import Test
from replaytest.store import remote_files, retention
from replaytest.store.entry import load, sidecar_of
from replaytest.store.folder import Store
from replaytest.store.read import read
from replaytest.store.remote import RemoteStore
from replaytest.store.remote_copy import cache_folder, is_name
from replaytest.store.remote_files import RemoteFiles, without_password
from replaytest.store.remote_upload import Uploader, upload
from tests.support.builders import STARTED_AT, click, full_snapshot, write_recording

fsspec = pytest.importorskip("fsspec")

PAYS = "tests/test_cart.py::test_pays"
DAY_MS = 24 * 3_600_000


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("REPLAYTEST_KEYS", str(tmp_path / "keys"))


@pytest.fixture
def memory():
    files = fsspec.filesystem("memory")
    yield files
    files.store.clear()
    files.pseudo_dirs[:] = [""]


@pytest.fixture
def url(memory):
    return f"memory://{uuid.uuid4().hex}/replays"


@pytest.fixture
def local(tmp_path):
    return Store.create(tmp_path / "local")


def record(store, minutes=0, *, nodeid=PAYS, outcome="failed", rows=200, **more):
    at = STARTED_AT + minutes * 60_000
    test = Test(nodeid, 1, "", "run")
    return write_recording(
        store.attempt_folder(test, at) / "session.replaytest",
        [full_snapshot(rows), click(1)],
        store=store,
        test=test,
        started_at=at,
        session=uuid.uuid4().hex,
        end={"at": at + 5, "outcome": outcome},
        **more,
    )


def sent(local, url, *paths):
    """Upload; return the store at the URL as somebody else would open it."""
    for path in paths:
        upload(path.parent, local, RemoteFiles(url))
    return RemoteStore.at(url)


def names(url):
    files = RemoteFiles(url)
    return {name for part in ("tests", "blobs") for name in files.list(part)}


def test_an_entry_there_says_what_it_says_here(local, url):
    path = record(local)
    [entry] = sent(local, url, path).entries()
    here = load(path)
    assert entry.blobs
    assert entry.path != path
    for name in entry.__slots__:
        if name != "path":
            assert getattr(entry, name) == getattr(here, name), name


def test_listing_fetches_sidecars_only(local, url):
    store = sent(local, url, record(local))
    [entry] = store.entries()
    assert not entry.path.exists()
    assert not list(store.root.glob("blobs/*/*"))


def test_what_was_fetched_reads_as_what_was_recorded(local, url):
    path = record(local)
    store = sent(local, url, path)
    entries = list(store.entries())
    store.fetch(entries)
    fetched = read(entries[0].path)
    assert list(fetched.events()) == list(read(path).events())
    assert not fetched.skipped


def test_a_second_listing_asks_for_no_sidecar_again(local, url, monkeypatch):
    sent(local, url, record(local), record(local, 1)).entries()
    asked = []
    monkeypatch.setattr(RemoteFiles, "read", lambda self, name: asked.append(name))
    assert len(list(RemoteStore.at(url).entries())) == 2
    assert asked == []


def test_what_was_written_again_there_is_fetched_again(local, url, memory):
    path = record(local)
    store = sent(local, url, path)
    store.fetch(store.entries())
    shutil.rmtree(path.parent)
    changed = record(local, outcome="passed")
    assert changed == path
    [entry] = sent(local, url, changed).entries()
    assert entry.outcome == "passed"
    store.fetch([entry])
    assert entry.path.read_bytes() == changed.read_bytes()


def test_what_is_gone_there_leaves_this_disk_at_the_next_listing(local, url, memory):
    path, other = record(local), record(local, 1)
    store = sent(local, url, path, other)
    store.fetch(store.entries())
    [_, old] = store.entries()
    (old.path.parent / "replay.html").write_text("all that it held")
    for name in RemoteFiles(url).list("tests"):
        if old.path.parent.name in name:
            RemoteFiles(url).remove(name)
    [entry] = RemoteStore.at(url).entries()
    assert load(other).session == entry.session
    assert not old.path.parent.exists()


def test_blobs_are_there_before_their_recording(local, url, monkeypatch):
    order = []
    write = RemoteFiles.write

    def noted(self, name, data):
        order.append(name.rpartition(".")[2])
        write(self, name, data)

    monkeypatch.setattr(RemoteFiles, "write", noted)
    sent(local, url, record(local))
    assert order == ["zst", "json", "replaytest"]


def test_a_blob_that_is_there_is_not_sent_again(local, url, monkeypatch):
    store = sent(local, url, record(local))
    sent_names = []
    monkeypatch.setattr(
        RemoteFiles, "write", lambda self, name, data: sent_names.append(name)
    )
    sent(local, url, record(local, 1))
    assert [name for name in sent_names if name.startswith("blobs/")] == []
    assert len(sent_names) == 2
    assert store.root == RemoteStore.at(url).root


def test_a_blob_older_than_a_day_is_sent_again_so_that_none_is_collected(
    local, url, monkeypatch
):
    sent(local, url, record(local))
    later = time.time() + 25 * 3600
    monkeypatch.setattr("replaytest.store.remote_upload.time.time", lambda: later)
    sent_names = []
    monkeypatch.setattr(
        RemoteFiles, "write", lambda self, name, data: sent_names.append(name)
    )
    sent(local, url, record(local, 1))
    assert any(name.startswith("blobs/") for name in sent_names)


def test_removing_takes_recording_sidecar_and_old_blobs_away_there(local, url):
    store = sent(local, url, record(local), record(local, 1, rows=300))
    now = int(time.time() * 1000) + 3 * DAY_MS
    [new, old] = store.entries()
    store.fetch([old])
    removed = retention.remove(store, [old], now=now)
    assert removed.recordings == (old.path,)
    assert removed.blobs == 1
    assert removed.size > old.size
    assert [entry.session for entry in store.entries()] == [new.session]
    assert not old.path.exists()
    assert len(names(url)) == 3
    store.fetch(store.entries())
    assert not read(new.path).skipped


def test_removing_the_last_one_leaves_nothing(local, url):
    store = sent(local, url, record(local))
    now = int(time.time() * 1000) + 3 * DAY_MS
    retention.remove(store, list(store.entries()), now=now)
    assert names(url) == set()


def test_a_young_blob_that_nothing_needs_stays(local, url):
    store = sent(local, url, record(local))
    now = int(time.time() * 1000) + DAY_MS
    assert retention.remove(store, list(store.entries()), now=now).blobs == 0
    assert len(names(url)) == 1


def test_gc_keeps_there_what_it_keeps_here(local, url):
    paths = [record(local, minute, outcome="passed") for minute in range(5)]
    store = sent(local, url, *paths)
    retention.apply(store, now=STARTED_AT + DAY_MS, keep_passed=3)
    kept = [load(path).session for path in reversed(paths[2:])]
    assert [entry.session for entry in store.entries()] == kept


def test_a_recording_without_a_sidecar_is_fetched_to_be_listed(local, url):
    path = record(local, seal=False)
    [entry] = sent(local, url, path).entries()
    assert entry.finished
    assert entry.session == load(path).session


def test_a_sidecar_that_says_nothing_does_not_hide_its_recording(local, url):
    path = record(local)
    store = sent(local, url, path)
    name = next(name for name in names(url) if name.endswith(".json"))
    RemoteFiles(url).write(name, b"[]")
    [entry] = store.entries()
    assert entry.damaged is None
    assert entry.session == load(path).session


@pytest.mark.parametrize("with_key", [True, False])
def test_an_encrypted_recording_needs_its_key_there_too(
    local, url, tmp_path, monkeypatch, with_key
):
    pytest.importorskip("cryptography")
    path = record(local, key_folder=tmp_path / "keys")
    store = sent(local, url, path)
    if not with_key:
        monkeypatch.setenv("REPLAYTEST_KEYS", str(tmp_path / "none"))
    [entry] = store.entries()
    assert (entry.damaged is None) == with_key
    assert (entry.test is not None) == with_key


def test_retention_at_home_leaves_the_keys_of_what_was_sent(local, url, tmp_path):
    pytest.importorskip("cryptography")
    for minute in range(4):
        record(local, minute, outcome="passed", key_folder=tmp_path / "keys")
    removed = retention.apply(local, now=STARTED_AT + DAY_MS, shred=False)
    assert len(removed.recordings) == 1
    assert removed.keys == 0
    assert len(list((tmp_path / "keys").iterdir())) == 4


def test_find_takes_the_url_of_a_recording_and_of_a_folder(local, url):
    store = sent(local, url, record(local), record(local, 1))
    [new, _] = store.entries()
    assert store.find(store.shown(new.path)) == [new]
    assert len(store.find(f"{url}/tests")) == 2
    assert store.find(str(new.path)) == [new]


def test_a_file_system_with_folders_gets_them(local, tmp_path):
    path = record(local)
    store = sent(local, f"local://{tmp_path}/there", path)
    [entry] = store.entries()
    store.fetch([entry])
    assert entry.path.read_bytes() == path.read_bytes()
    there = path.relative_to(local.root)
    assert (tmp_path / "there" / there).read_bytes() == path.read_bytes()
    retention.remove(store, [entry])
    assert not (tmp_path / "there" / there).exists()


def test_nothing_at_a_url_is_told_with_the_url(url):
    with pytest.raises(RecordingNotFound) as caught:
        RemoteStore.at(url).entries()
    assert caught.value.where == url
    assert f"--record-sessions-dir {url}" in caught.value.fix


@pytest.mark.parametrize(
    "name",
    [
        "tests/../../etc/passwd.json",
        "tests/a/./session.json",
        "tests//session.json",
        "/tests/session.replaytest",
        "tests/a\\..\\session.json",
        "tests/a\0/session.json",
        "blobs/aa/session.json",
        "tests",
        "tests/a/replay.html",
    ],
)
def test_a_name_that_a_bucket_made_up_reaches_no_path(name):
    assert not is_name(name)


@given(st.text("ab./\\:\0~", max_size=12), st.sampled_from([".json", ".replaytest"]))
def test_every_name_that_is_taken_stays_in_the_folder(middle, suffix):
    root = Path("/cache/copy")
    name = f"tests/{middle}{suffix}"
    if is_name(name):
        assert Path(os.path.normpath(root / name)) == root / name
        assert (root / name).is_relative_to(root / "tests")


def test_a_name_of_the_layout_is_one():
    assert is_name("tests/test-pays/20261121T055232.123Z-run/session-2.replaytest")


def test_the_copy_is_its_owners_and_passed_by_in_backups(local, url):
    root = sent(local, url, record(local)).root
    assert stat.S_IMODE(root.stat().st_mode) == 0o700
    assert (root / "CACHEDIR.TAG").exists()


def test_two_urls_have_two_copies(tmp_path):
    environ = {"XDG_CACHE_HOME": str(tmp_path)}
    first = cache_folder("s3://bucket/a", environ)
    assert first.parent == tmp_path / "replaytest"
    assert first == cache_folder("s3://bucket/a/", environ)
    assert first != cache_folder("s3://bucket/b", environ)


def test_a_password_in_a_url_is_shown_nowhere():
    assert without_password("ftp://ann:pw@host/x") == "ftp://host/x"


@pytest.mark.parametrize(
    ("url", "command"),
    [
        ("s3://b/x", "pip install 'replaytest[s3]'"),
        ("gs://b/x", "pip install 'replaytest[remote]' gcsfs"),
    ],
)
def test_a_missing_package_is_named_with_the_command(url, command, monkeypatch):
    for module in ("s3fs", "gcsfs"):
        monkeypatch.setitem(sys.modules, module, None)
    # fsspec remembers what it has found, and other tests have used it.
    for scheme in ("s3", "gs"):
        known = sys.modules["fsspec.registry"]._registry
        monkeypatch.delitem(known, scheme, raising=False)
    for use in (remote_files.check, RemoteFiles):
        with pytest.raises(UsageError) as caught:
            use(url)
        assert caught.value.fix == command


def test_without_fsspec_the_command_is_named_too(monkeypatch):
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(UsageError) as caught:
        RemoteFiles("memory://x")
    assert caught.value.fix == "pip install 'replaytest[remote]'"


def test_a_url_without_a_bucket_is_a_wrong_option():
    for use in (remote_files.check, RemoteFiles):
        with pytest.raises(UsageError, match="names no bucket"):
            use("s3://")


def test_a_protocol_nobody_speaks_is_a_wrong_option():
    with pytest.raises(UsageError, match="nothing here knows nosuch://"):
        remote_files.check("nosuch://x/y")


def uploaded(store, url, *paths):
    uploader = Uploader(store, url)
    uploader.start()
    for path in paths:
        uploader.submit(path.parent)
    return uploader.close(10)


def test_the_uploader_says_nothing_when_all_is_well(local, url):
    assert uploaded(local, url, record(local), record(local, 1)) == ""
    assert len(list(RemoteStore.at(url).entries())) == 2


def test_what_was_quarantined_meanwhile_is_not_sent(local, url):
    path = record(local)
    shutil.move(path.parent, local.root / "quarantine")
    assert uploaded(local, url, path) == ""
    assert names(url) == set()


def test_a_network_that_fails_is_told_once_and_not_asked_for_ever(
    local, url, monkeypatch
):
    asked = []

    def refuse(self, name, data):
        asked.append(name)
        raise RecordingError("cannot be written to: no route to host")

    monkeypatch.setattr(RemoteFiles, "write", refuse)
    paths = [record(local, minute, rows=1) for minute in range(6)]
    told = uploaded(local, url, *paths)
    assert told == (
        f"not every recording reached {url}: cannot be written to: no route to host; "
        f"all are in {local.root}"
    )
    assert len(asked) == 3
    assert all(path.exists() and sidecar_of(path).exists() for path in paths)


def test_a_back_end_with_errors_of_its_own_does_not_end_the_thread(
    local, url, monkeypatch
):
    calls = iter([1])

    def once(self, path, data, **more):
        if next(calls, None):
            raise KeyError("surprise")
        memory_pipe(self, path, data, **more)

    kind = type(fsspec.filesystem("memory"))
    memory_pipe = kind.pipe_file
    monkeypatch.setattr(kind, "pipe_file", once)
    told = uploaded(local, url, record(local, rows=1), record(local, 1, rows=1))
    assert "surprise" in told
    assert len(list(RemoteStore.at(url).entries())) == 1


def test_who_may_only_write_can_upload(local, url, monkeypatch):
    def refuse(self, path, **more):
        raise PermissionError("Forbidden")

    path = record(local)
    kind = type(fsspec.filesystem("memory"))
    with monkeypatch.context() as patch:
        patch.setattr(kind, "find", refuse)
        patch.setattr(kind, "info", refuse)
        assert uploaded(local, url, path) == ""
    assert len(names(url)) == 3


def test_a_network_that_hangs_ends_with_the_patience(local, url, monkeypatch):
    monkeypatch.setattr(RemoteFiles, "list", lambda self, folder: time.sleep(1))
    uploader = Uploader(local, url)
    uploader.start()
    assert "not done after 0 s" in uploader.close(0.05)
