"""`--dir URL`: every verb that works there, on fsspec's file system in memory."""

from __future__ import annotations

import sys
import uuid
from pathlib import Path

import pytest

from replaytest.api import record as record_block
from replaytest.config import place
from replaytest.errors import UsageError
from replaytest.store.remote import RemoteStore
from replaytest.store.remote_files import RemoteFiles
from replaytest.store.remote_upload import upload
from tests.support.builders import STARTED_AT

fsspec = pytest.importorskip("fsspec")


@pytest.fixture
def url(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    yield f"memory://{uuid.uuid4().hex}/replays"
    fsspec.filesystem("memory").store.clear()


@pytest.fixture
def send(record, store, url):
    """Record here, and upload."""

    def send_(minutes=0, **more):
        path = record(minutes, session=uuid.uuid4().hex, **more)
        upload(path.parent, store, RemoteFiles(url))
        return path

    return send_


def recordings(url):
    return [name for name in RemoteFiles(url).list("tests") if name.endswith("test")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("s3://bucket/a/", (Path(".replaytest"), "s3://bucket/a")),
        ("gs://bucket", (Path(".replaytest"), "gs://bucket")),
        ("file:///tmp/a%20b", (Path("/tmp/a b"), "")),
        ("some/folder", (Path("some/folder"), "")),
        ("C://folder", (Path("C://folder"), "")),
        ("a:b", (Path("a:b"), "")),
    ],
)
def test_a_url_is_told_from_a_folder(text, expected):
    assert place(text) == expected


def test_a_block_is_not_recorded_to_a_url():
    with pytest.raises(UsageError, match="recorded to this disk"):
        record_block(None, folder="s3://bucket/x")


def test_ls_shows_urls_that_show_and_events_take(run, send, url):
    send(nodeid="tests/test_a.py::test_one")
    send(1, nodeid="tests/test_b.py::test_two", outcome="passed")
    listed = run("ls", "--dir", url)
    assert listed.code == 0
    newest, _ = run("ls", "--json", "--dir", url).json
    assert newest["path"].startswith(f"{url}/tests/tests-test-b-py-test-two/")
    assert newest["path"] in listed.out
    assert "test_one" not in run("ls", "--json", "two", "--dir", url).out
    assert "test_two" not in run("ls", "--failed", "--dir", url).out
    assert "http://shop.test/" in run("events", newest["path"]).out
    shown = run("show", newest["path"], "--no-open", "--json").json
    assert shown["test"] == "tests/test_b.py::test_two"


def test_the_variable_may_be_a_url(run, send, url, monkeypatch):
    send()
    monkeypatch.setenv("REPLAYTEST_RECORD_SESSIONS_DIR", url)
    assert len(run("ls", "--json").json) == 1


def test_all_sessions_of_an_attempt_are_in_its_page(run, send, url):
    send(file="session")
    send(file="session-2")
    told = run("show", "test_pays", "--dir", url, "--no-open", "--json").json
    paths = [Path(path) for path in told["recordings"]]
    names = [path.name for path in paths]
    assert names == ["session.replaytest", "session-2.replaytest"]
    assert all(path.exists() for path in paths)


def test_an_unknown_test_is_told_with_the_nearest_and_the_url(run, send, url):
    send()
    result = run("show", "test_paid", "--dir", url, "--no-open")
    assert result.code == 3
    assert f"({url})" in result.err
    assert "did you mean tests/test_cart.py::test_pays?" in result.err


def test_nothing_there_is_told(run, url):
    result = run("ls", "--dir", url)
    assert result.code == 3
    assert f"there is no store here, or nothing in it ({url})" in result.err


def test_a_missing_package_is_told_with_the_command(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "fsspec", None)
    result = run("ls", "--dir", "s3://bucket/x")
    assert result.code == 2
    assert "hint: pip install 'replaytest[s3]'" in result.err


def test_rm_removes_there(run, send, url):
    send()
    send(1)
    newest, oldest = run("ls", "--json", "--dir", url).json
    removed = run("rm", oldest["path"], "--dir", url, "--yes", "--json")
    assert removed.code == 0
    assert removed.json["recordings"] == [oldest["path"]]
    assert removed.json["size"] > oldest["size"]
    assert [each["path"] for each in run("ls", "--json", "--dir", url).json] == [
        newest["path"]
    ]
    assert len(recordings(url)) == 1


def test_rm_of_the_last_one_is_fine(run, send, url):
    send()
    assert run("rm", "test_pays", "--dir", url, "--yes").code == 0
    assert recordings(url) == []


def test_rm_finds_a_person_there(run, send, url):
    payload = {"tag": "identify", "payload": {"person": "anna@example.com"}}
    event = {"type": 5, "data": payload, "timestamp": STARTED_AT}
    send(events=[event])
    send(1)
    asked = run("rm", "--person", "anna@example.com", "--dir", url, "--yes")
    assert asked.code == 0
    assert "removed 1 recording" in asked.err
    assert len(recordings(url)) == 1


def test_rm_without_permission_is_told_and_nothing_is_gone(run, send, url, monkeypatch):
    send()

    def refuse(self, path):
        raise PermissionError("Access Denied")

    monkeypatch.setattr(type(fsspec.filesystem("memory")), "rm_file", refuse)
    result = run("rm", "test_pays", "--dir", url, "--yes")
    assert result.code == 3
    assert "cannot be removed: no permission (Access Denied)" in result.err
    assert len(run("ls", "--json", "--dir", url).json) == 1


def test_gc_keeps_the_newest_there(run, send, url):
    for minute in range(3):
        send(minute, outcome="passed")
    assert run("gc", "--keep-passed", 1, "--dir", url).code == 0
    assert len(recordings(url)) == 1


def test_audit_searches_all_of_it(run, send, url, monkeypatch):
    monkeypatch.setenv("API_TOKEN", "t0psecret-value-of-a-token")
    data = {"tag": "note", "payload": {"said": "t0psecret-value-of-a-token"}}
    send(events=[{"type": 5, "data": data, "timestamp": STARTED_AT}])
    send(1, nodeid="tests/test_clean.py::test_clean")
    result = run("audit", "--secret", "API_TOKEN", "--json", "--dir", url)
    assert result.code == 1
    assert {each["rule"] for each in result.json["findings"]} == {"secret API_TOKEN"}
    assert result.json["files"] >= 4


def test_quarantine_is_refused_before_anything_is_fetched(run, send, url):
    send()
    result = run("audit", "--quarantine", "--dir", url)
    assert result.code == 2
    assert "this works on a folder only" in result.err
    assert not list(RemoteStore.at(url).root.rglob("*.replaytest"))


def test_doctor_says_whether_it_can_be_listed(run, send, url, monkeypatch):
    assert run("doctor", "--json", "--dir", url).json["store"] == {
        "path": url,
        "exists": False,
        "writable": None,
        "problem": None,
    }
    send()
    assert f"{url}: recordings are there" in run("doctor", "--dir", url).out
    monkeypatch.setitem(sys.modules, "fsspec", None)
    broken = run("doctor", "--dir", url)
    assert "pip install 'replaytest[remote]'" in broken.out
