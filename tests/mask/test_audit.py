"""replaytest.audit: every place of a file in which a secret can be."""

from __future__ import annotations

import base64
import gzip
import io
import json
import os
import zipfile

import orjson
import pytest
import zstandard

from replaytest.audit import Finding, audit_file, audit_folder, quarantine
from replaytest.audit.scan import NAME, UNREADABLE
from replaytest.errors import KeyMissing, UsageError
from replaytest.mask.rules import Rules
from replaytest.mask.secrets import Secrets
from replaytest.model import Test
from replaytest.replay import write_replay_of
from replaytest.store.blobs import digest_of
from replaytest.store.folder import Store
from replaytest.store.read import read
from tests.support import builders
from tests.support.builders import STARTED_AT, click, full_snapshot, write_recording

SECRET = "hunter2/pass!"


@pytest.fixture
def secrets():
    return Secrets.of(Rules(), {"PW": SECRET}, ["PW"])


@pytest.fixture
def store(tmp_path):
    return Store.create(tmp_path / ".replaytest")


def text_event(text: str) -> dict:
    data = {"source": 0, "texts": [{"id": 3, "value": text}]}
    return {"type": 3, "data": data, "timestamp": STARTED_AT}


def record(store, *events, name="test_pays", run="run", seal=True):
    test = Test(f"tests/test_cart.py::{name}", 1, "", run)
    return write_recording(
        store.attempt_folder(test, STARTED_AT) / "session.replaytest",
        [full_snapshot(2), *events],
        store=store,
        test=test,
        end={"outcome": "passed"},
        seal=seal,
    )


def zipped(name: str, body: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, body)
    return made.getvalue()


def rules_in(findings) -> set[str]:
    return {finding.rule for finding in findings}


@pytest.mark.parametrize("seal", [True, False])
def test_a_clean_store_has_no_finding(store, secrets, seal):
    path = record(store, click(1), text_event("Ann pays"), seal=seal)
    write_replay_of([path], path.with_name("replay.html"))
    path.with_name("shot.png").write_bytes(b"\x89PNG" + os.urandom(20000))
    assert audit_folder(store.root, secrets) == []


def test_an_event_is_named_by_its_number(store, secrets):
    path = record(store, click(1), text_event(f"pw {SECRET}"))
    assert audit_file(path, secrets) == [
        Finding(path, "event 3", "secret PW", "plain"),
    ]


def test_a_pattern_in_an_event(store, secrets):
    path = record(store, text_event("mail joe@shop.test"))
    assert [f.rule for f in audit_file(path, secrets)] == ["pattern email"]


def test_the_header_and_the_end_are_looked_at(store, secrets):
    path = write_recording(
        store.root / "tests" / "a" / "b" / "session.replaytest",
        [click(1)],
        end={
            "failures": [{"phase": "call", "message": SECRET, "traceback": "", "at": 1}]
        },
        test=Test(f"test_x[{SECRET}]"),
        store=store,
    )
    wheres = {finding.where for finding in audit_file(path, secrets)}
    assert wheres == {"header", "line 3"}


def test_blobs_are_looked_at_once_and_named_by_the_event(store, secrets):
    css = f"a{{content:'{SECRET}'}}" + "b{}" * 2000
    first = record(store, full_snapshot(300, css=css), run="one")
    second = record(store, full_snapshot(300, css=css), run="two")
    found = audit_folder(store.root, secrets)
    assert {finding.path for finding in found} == {first, second}
    assert {finding.blob for finding in found} == {digest_of(css.encode())}
    assert all(finding.where.startswith("event 2, blob ") for finding in found)


def test_what_a_page_has_more_than_one_before_is_looked_at(store, secrets):
    page, other = full_snapshot(300), full_snapshot(301)
    other["data"]["node"]["childNodes"][0]["attributes"]["title"] = SECRET
    path = record(store, page, other)
    assert len(read(path).blobs) == 1
    [found] = audit_file(path, secrets)
    assert (found.where, found.blob) == ("event 3", "")


def test_adopted_sheets_are_looked_at(store, secrets):
    rules = [{"index": n, "rule": f".a{n} {{ color: red; }}"} for n in range(300)]
    rules[7]["rule"] = f"a {{ content: '{SECRET}' }}"
    data = {"source": 15, "id": 1, "styleIds": [1]}
    data["styles"] = [{"styleId": 1, "rules": rules}]
    path = record(store, {"type": 3, "data": data, "timestamp": STARTED_AT})
    [found] = audit_file(path, secrets)
    assert found.blob == digest_of(orjson.dumps(rules))


def test_a_blob_that_nothing_refers_to_is_a_file(store, secrets):
    digest = store.blobs.put(SECRET.encode() * 10)
    [*found] = audit_folder(store.root, secrets)
    assert {finding.path for finding in found} == {store.blobs.path(digest)}


def test_what_is_behind_a_tear_is_looked_at_as_bytes(store, secrets):
    path = record(store, click(1))
    path.write_bytes(path.read_bytes() + b"torn " + SECRET.encode())
    [found] = audit_file(path, secrets)
    assert found.where.startswith("after the tear")


def test_a_replay_is_laid_open(store, secrets):
    path = record(store, click(1), text_event(SECRET))
    page = path.with_name("replay.html")
    write_replay_of([path], page)
    [found] = audit_file(page, secrets)
    assert (found.rule, found.encoding) == ("secret PW", "plain")
    assert found.where.startswith("base64 at byte ")
    assert found.where.endswith("zstd, line 3")


BODY = json.dumps({"pw": SECRET, "mail": "joe@shop.test"}).encode()


@pytest.mark.parametrize(
    "body",
    [
        BODY,
        b"<p>" + BODY,
        gzip.compress(BODY, mtime=0),
        gzip.compress(b"x", mtime=0) + gzip.compress(BODY),
        zstandard.compress(BODY),
        zipped("a/b.json", BODY),
        zipped("inner.zip", zipped("b.json", gzip.compress(BODY, mtime=0))),
        b'<img src="data:x;base64,'
        + base64.b64encode(gzip.compress(BODY, mtime=0))
        + b'">',
        b'{"a":"data:;base64,' + base64.b64encode(BODY).replace(b"/", b"\\/") + b'"}',
    ],
    ids=[
        "json",
        "text",
        "gzip",
        "gzips",
        "zstd",
        "zip",
        "zip in zip",
        "data",
        "json data",
    ],
)
def test_attachments_are_laid_open(tmp_path, secrets, body):
    path = tmp_path / "attachment.bin"
    path.write_bytes(body)
    assert rules_in(audit_file(path, secrets)) == {"secret PW", "pattern email"}


def test_patterns_are_not_looked_for_in_what_is_no_text(tmp_path, secrets):
    path = tmp_path / "font.woff"
    path.write_bytes(b"\x00\xff joe@shop.test " + SECRET.encode())
    assert rules_in(audit_file(path, secrets)) == {"secret PW"}


@pytest.mark.parametrize(
    "name", [f"x-{SECRET.replace('/', '_')}.txt", "hunter2-pass.txt"]
)
def test_names_are_looked_at(tmp_path, name):
    secrets = Secrets.of(Rules(), {"PW": SECRET.replace("/", "_")}, ["PW"])
    folder = tmp_path / "root" / name
    folder.mkdir(parents=True)
    (folder / "clean.txt").write_text("")
    (folder / name).write_text("")
    found = audit_folder(tmp_path / "root", secrets)
    assert {(f.path, f.where) for f in found} == {(folder, NAME), (folder / name, NAME)}


def test_names_in_an_archive_are_looked_at(tmp_path, secrets):
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(SECRET, b""))
    assert "secret PW" in rules_in(audit_file(path, secrets))


@pytest.mark.parametrize(
    "body",
    [
        b"PK\x03\x04 no archive",
        gzip.compress(b"a" * 99, mtime=0)[:12] + b"\xff" * 9,
        b"\x28\xb5\x2f\xfdxx",
    ],
)
def test_what_cannot_be_opened_is_not_taken_for_clean(tmp_path, secrets, body):
    path = tmp_path / "broken"
    path.write_bytes(body)
    assert UNREADABLE in rules_in(audit_file(path, secrets))


def test_a_file_that_went_away_is_not_taken_for_clean(tmp_path, secrets):
    assert rules_in(audit_file(tmp_path / "gone.txt", secrets)) == {UNREADABLE}


def test_a_bomb_is_not_unpacked(tmp_path, secrets, monkeypatch):
    monkeypatch.setattr("replaytest.audit.parts.MOST", 1000)
    for name, body in (
        ("a.gz", gzip.compress(bytes(5000))),
        ("a.zst", zstandard.compress(bytes(5000))),
        ("a.zip", zipped("a", bytes(5000))),
    ):
        path = tmp_path / name
        path.write_bytes(body)
        assert rules_in(audit_file(path, secrets)) == {UNREADABLE}


def test_quarantine_takes_the_attempt_out_of_sight(store, secrets):
    css = f"a{{content:'{SECRET}'}}" + "b{}" * 2000
    path = record(store, full_snapshot(300, css=css))
    clean = record(store, click(1), name="test_clean")
    path.with_name("shot.png").write_bytes(b"")
    findings = audit_file(path, secrets)
    target = quarantine(path, findings, store)

    assert target.parts[-4:-2] == ("quarantine", "tests")
    assert {each.name for each in target.iterdir()} == {
        "session.replaytest",
        "session.json",
        "shot.png",
        "quarantined.json",
    }
    assert not path.parent.parent.exists()
    assert [entry.path for entry in store.entries()] == [clean]
    assert [entry.path for entry in store.find(str(store.root))] == [clean]
    assert [entry.path for entry in store.find(str(store.root.parent))] == [clean]
    assert audit_folder(store.root, secrets) == []
    # It still reads whole, for whoever looks into it.
    moved = read(target / "session.replaytest")
    assert len(list(moved.events())) == 2
    assert moved.skipped.total() == 0


def test_the_note_says_no_value(store, secrets):
    path = record(store, text_event(SECRET))
    named = path.with_name("hunter2-pass")
    named.write_text(SECRET)
    archive = path.with_name("a.zip")
    archive.write_bytes(zipped(SECRET, SECRET.encode()))
    findings = [f for each in (path, named, archive) for f in audit_file(each, secrets)]
    note = (quarantine(path, findings, store) / "quarantined.json").read_text()
    assert "hunter2" not in note
    told = json.loads(note)["findings"]
    assert {
        "file": "session.replaytest",
        "where": "event 2",
        "rule": "secret PW",
        "encoding": "plain",
    } in told
    assert {
        "file": None,
        "where": NAME,
        "rule": "secret PW",
        "encoding": "simplified",
    } in told


def test_only_attempts_of_the_store_can_be_quarantined(store, tmp_path):
    for path in (tmp_path / "a.txt", store.root / "blobs", store.root / "tests"):
        with pytest.raises(UsageError, match="only a recording of the store"):
            quarantine(path, [], store)


def test_two_attempts_of_one_name_are_both_kept(store, secrets):
    paths = []
    for _ in range(2):
        path = record(store, text_event(SECRET))
        paths.append(quarantine(path, audit_file(path, secrets), store))
    assert paths[1].name == f"{paths[0].name}-2"


def test_a_recording_without_its_key_is_not_taken_for_clean(
    store, secrets, monkeypatch
):
    def missing(*_):
        raise KeyMissing("encrypted, and its key is missing")

    path = record(store, click(1))
    monkeypatch.setattr("replaytest.store.crypt.opened", missing)
    [found] = audit_file(path, secrets)
    assert (found.rule, found.where) == (UNREADABLE, "")
    assert "key is missing" in found.encoding


@pytest.mark.parametrize("rules", [0, 1])
def test_test_data_is_no_finding_where_a_recording_says_level_0(
    store, rules, monkeypatch
):
    header, folders = builders.header, []
    for level in (0, 1):
        told = {"mask": {"level": level}}
        monkeypatch.setattr(
            builders, "header", lambda *a, told=told, **k: header(*a, **k) | told
        )
        path = record(store, text_event("mail joe@shop.test"), run=f"run{level}")
        write_replay_of([path], path.with_name("replay.html"))
        folders.append(path.parent)
    found = audit_folder(store.root, Secrets.of(Rules(level=rules), {}))
    assert rules_in(found) == {"pattern email"}
    assert {finding.path.parent for finding in found} == {folders[1]}
