"""A store in S3: a real client, and a server on this machine."""

from __future__ import annotations

import socket
import time
import uuid

import pytest

from replaytest.errors import RecordingNotFound, StoreNotWritable
from replaytest.model import Test
from replaytest.store import retention
from replaytest.store.folder import Store
from replaytest.store.read import read
from replaytest.store.remote import RemoteStore
from replaytest.store.remote_files import RemoteFiles
from replaytest.store.remote_upload import Uploader, upload
from tests.support.builders import STARTED_AT, click, full_snapshot, write_recording

pytest_plugins = ["tests.support.s3"]


@pytest.fixture
def local(tmp_path):
    return Store.create(tmp_path / "local")


def record(store, minutes=0):
    at = STARTED_AT + minutes * 60_000
    test = Test("tests/test_cart.py::test_pays", 1, "", "run")
    return write_recording(
        store.attempt_folder(test, at) / "session.replaytest",
        [full_snapshot(), click(1)],
        store=store,
        test=test,
        started_at=at,
        session=uuid.uuid4().hex,
        end={"at": at + 5, "outcome": "failed"},
    )


def test_what_was_sent_is_listed_fetched_read_and_removed(local, url):
    paths = [record(local), record(local, 1)]
    uploader = Uploader(local, url)
    uploader.start()
    for path in paths:
        uploader.submit(path.parent)
    assert uploader.close(30) == ""

    store = RemoteStore.at(url)
    new, old = store.entries()
    assert not new.path.exists()
    store.fetch([new])
    assert list(read(new.path).events()) == list(read(paths[1]).events())
    assert not read(new.path).skipped

    now = int(time.time() * 1000) + 3 * 24 * 3_600_000
    removed = retention.remove(store, [new, old], now=now)
    assert removed.recordings == (new.path, old.path)
    assert removed.blobs == 1
    assert RemoteFiles(url).list("") == {}


def test_a_name_with_signs_survives(local, url):
    at = STARTED_AT
    folder = local.root / "tests" / "a+b c%20ü" / "x"
    write_recording(
        folder / "session.replaytest",
        [click(1)],
        store=local,
        started_at=at,
        end={"at": at, "outcome": "passed"},
    )
    upload(folder, local, RemoteFiles(url))
    store = RemoteStore.at(url)
    [entry] = store.entries()
    store.fetch([entry])
    assert read(entry.path).finished


def test_a_missing_bucket_is_told_in_one_line(local, url):
    missing = "s3://no-such-bucket-here/x"
    with pytest.raises(RecordingNotFound) as caught:
        RemoteStore.at(missing).entries()
    assert caught.value.where == missing
    assert "no such bucket" in caught.value.problem
    with pytest.raises(StoreNotWritable, match="no such bucket"):
        upload(record(local).parent, local, RemoteFiles(missing))
    uploader = Uploader(local, missing)
    uploader.start()
    assert "no such bucket" in uploader.close(30)


def test_missing_credentials_are_told_as_such(url, monkeypatch, tmp_path):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(RecordingNotFound, match="no credentials") as caught:
        RemoteStore.at(url).entries()
    assert "AWS_PROFILE" in caught.value.fix


def test_a_server_that_is_not_there_is_told_and_soon(url, monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
    began = time.monotonic()
    with pytest.raises(RecordingNotFound, match="cannot be listed") as caught:
        RemoteStore.at(url).entries()
    assert "\n" not in caught.value.problem
    assert "AWS_ENDPOINT_URL" in caught.value.fix
    assert time.monotonic() - began < 30
