"""Merging the stores of shards: nothing lost, nothing twice, nothing out of place."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import replaytest
from replaytest.errors import (
    LimitExceeded,
    RecordingDamaged,
    RecordingNotFound,
)
from replaytest.model import Test
from replaytest.store import shards
from replaytest.store.folder import Store
from replaytest.store.merge import Merged, Merger
from replaytest.store.shards import opened
from tests.support.builders import STARTED_AT, click, full_snapshot, write_recording

CSS = ".long { color: red }" * 300


def record(
    store: Store,
    number: int,
    *,
    nodeid: str = "tests/test_cart.py::test_pays",
    run: str = "run",
    outcome: str | None = "failed",
    clicks: int = 3,
) -> Path:
    at = STARTED_AT + number * 1000
    test = Test(nodeid, 1, "", run)
    return write_recording(
        store.attempt_folder(test, at) / "session.replaytest",
        [full_snapshot(30, css=CSS), *map(click, range(clicks))],
        store=store,
        test=test,
        started_at=at,
        session=f"{number:08d}" * 4,
        end=None if outcome is None else {"at": at, "outcome": outcome},
    )


def merged(into: Store, *places: object) -> Merged:
    merger = Merger(into)
    for place in places:
        with opened(str(place), but=into.root) as stores:
            for shard in stores:
                merger.take(shard, lambda: None)
    return merger.result


def files_of(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def one(tmp_path):
    return Store.create(tmp_path / "one")


@pytest.fixture
def two(tmp_path):
    return Store.create(tmp_path / "two")


@pytest.fixture
def into(tmp_path):
    return Store.create(tmp_path / "all")


def test_attempts_at_one_test_from_two_shards_are_both_there(one, two, into):
    record(one, 1, run="aaaa")
    record(two, 2, run="bbbb")
    result = merged(into, one.root, two.root)
    assert len(result.copied) == 2
    assert len(into.find("test_pays")) == 2
    folders = {path.parent for path in into.recordings()}
    assert len({folder.parent for folder in folders}) == 1


def test_what_is_merged_says_the_same_without_its_shard(one, into):
    path = record(one, 1)
    (path.parent / "replay.html").write_text("<p>a page")
    before = list(replaytest.read(path).events())
    blobs = replaytest.read(path).blobs
    assert blobs
    merged(into, one.root)
    for each in one.root.rglob("*"):
        if each.is_file():
            each.unlink()
    [copy] = into.recordings()
    assert list(replaytest.read(copy).events()) == before
    assert all(into.blobs.get(digest) is not None for digest in blobs)
    assert (copy.parent / "replay.html").read_text() == "<p>a page"
    assert copy.with_suffix(".json").is_file()


def test_merging_again_changes_nothing(one, two, into):
    record(one, 1)
    record(two, 2)
    merged(into, one.root, two.root)
    before = files_of(into.root)
    result = merged(into, one.root, two.root)
    assert (result.copied, result.there) == ([], 2)
    assert files_of(into.root) == before


def test_attempts_whose_folders_have_one_name_do_not_meet(one, two, into):
    first, second = record(one, 1), record(two, 2)
    same = two.root / first.relative_to(one.root)
    same.parent.mkdir(parents=True)
    second.rename(same)
    second.with_suffix(".json").rename(same.with_suffix(".json"))
    result = merged(into, one.root, two.root)
    assert {entry.session[:8] for entry in into.entries()} == {"00000001", "00000002"}
    assert [path.parent.name.endswith("-00000002") for path in result.copied] == [
        False,
        True,
    ]
    assert merged(into, one.root, two.root).there == 2


def test_damaged_recording_is_told_and_left_out(one, into):
    good, bad = record(one, 1), record(one, 2)
    # Its sidecar still says that all is well.
    bad.write_bytes(b"not zstd at all")
    result = merged(into, one.root)
    assert [path.parent for path, _ in result.left] == [bad.parent]
    assert len(result.copied) == 1
    assert good.relative_to(one.root) in {
        path.relative_to(into.root) for path in into.recordings()
    }


def test_torn_recording_is_kept_as_far_as_it_goes(one, into):
    path = record(one, 1, clicks=4000)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) - 1000])
    result = merged(into, one.root)
    [(told, why)] = result.problems
    assert told == path
    assert "torn" in why
    [entry] = into.entries()
    assert any("torn" in problem for problem in entry.problems)


def test_unfinished_recording_gives_way_to_the_finished_one(one, two, into):
    record(one, 1, outcome=None)
    record(two, 1)
    merged(into, one.root)
    [before] = into.entries()
    assert not before.finished
    merged(into, two.root)
    [after] = into.entries()
    assert after.finished
    assert after.path == before.path
    # And never back.
    merged(into, one.root)
    assert next(into.entries()).finished


def test_missing_body_is_told(one, into):
    path = record(one, 1)
    for _, blob in one.blobs:
        blob.unlink()
    result = merged(into, one.root)
    assert result.copied
    [(told, why)] = result.problems
    assert told == path
    assert "missing" in why


def test_damaged_body_is_not_copied(one, into):
    record(one, 1)
    for _, blob in one.blobs:
        blob.write_bytes(b"something else")
    merged(into, one.root)
    assert list(into.blobs) == []


def test_encrypted_recording_is_merged_without_its_key(
    one, into, tmp_path, monkeypatch
):
    pytest.importorskip("cryptography")
    keys = tmp_path / "keys"
    test = Test("tests/test_cart.py::test_pays", 1, "", "run")
    path = write_recording(
        one.attempt_folder(test, STARTED_AT) / "session.replaytest",
        [full_snapshot(3)],
        store=one,
        test=test,
        end={"at": STARTED_AT, "outcome": "failed"},
        key_folder=keys,
    )
    monkeypatch.setenv("REPLAYTEST_KEYS", str(tmp_path / "none"))
    [copy] = merged(into, one.root).copied
    assert copy.read_bytes() == path.read_bytes()
    assert merged(into, one.root).there == 1
    monkeypatch.setenv("REPLAYTEST_KEYS", str(keys))
    [entry] = into.entries()
    assert (entry.test, entry.damaged) == (test, None)


def test_quarantine_stays_where_it_is(one, into):
    path = record(one, 1)
    away = one.root / "quarantine" / path.parent.relative_to(one.root)
    away.parent.mkdir(parents=True)
    path.parent.rename(away)
    assert merged(into, one.root).copied == []
    assert not (into.root / "quarantine").exists()


def test_links_are_not_followed(one, into, tmp_path):
    path = record(one, 1)
    secret = tmp_path / "secret"
    secret.write_text("the machine's own")
    (path.parent / "replay.html").symlink_to(secret)
    merged(into, one.root)
    assert b"the machine's own" not in b"".join(files_of(into.root).values())


def test_folder_of_many_artifacts_is_searched_for_stores(tmp_path, into):
    record(Store.create(tmp_path / "artifacts" / "shard-1"), 1)
    record(Store.create(tmp_path / "artifacts" / "shard-2" / ".replaytest"), 2)
    assert len(merged(into, tmp_path / "artifacts").copied) == 2


def test_store_merged_into_is_no_shard_of_itself(tmp_path):
    into = Store.create(tmp_path / ".replaytest")
    record(into, 1)
    result = merged(into, tmp_path)
    assert (result.copied, result.there) == ([], 0)


def zipped(store: Store, target: Path, *more: tuple[str, bytes]) -> Path:
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in (*files_of(store.root).items(), *more):
            archive.writestr(name, data)
    return target


def test_zip_of_a_store_is_a_shard(one, into, tmp_path):
    record(one, 1)
    artifact = zipped(one, tmp_path / "artifact.zip")
    result = merged(into, artifact)
    assert len(result.copied) == 1
    assert merged(into, artifact).there == 1


@pytest.mark.parametrize(
    "name",
    [
        "../tests/x/evil.json",
        "/tests/evil.json",
        "tests/../../evil.json",
        "C:\\tests\\evil.json",
        "tests/x/evil.exe",
        "elsewhere/evil.json",
    ],
)
def test_zip_writes_nothing_outside_and_nothing_strange(name):
    assert not shards._is_wanted(name)


def test_zip_with_too_much_in_it_is_refused(one, into, tmp_path, monkeypatch):
    record(one, 1)
    artifact = zipped(one, tmp_path / "a.zip", ("blobs/aa/big.zst", b"\0" * 100_000))
    monkeypatch.setattr(shards, "MAX_BYTES", 100_000)
    with pytest.raises(LimitExceeded):
        merged(into, artifact)


def test_damaged_zip_says_so(one, into, tmp_path):
    record(one, 1)
    artifact = zipped(one, tmp_path / "a.zip")
    artifact.write_bytes(artifact.read_bytes()[:-200])
    with pytest.raises(RecordingDamaged, match="zip"):
        merged(into, artifact)


def test_nothing_there_and_no_store_are_told_apart(into, tmp_path):
    with pytest.raises(RecordingNotFound, match="nothing here"):
        merged(into, tmp_path / "absent")
    (tmp_path / "empty").mkdir()
    with pytest.raises(RecordingNotFound, match="include-hidden-files"):
        merged(into, tmp_path / "empty")


def test_shard_at_a_url(one, into, monkeypatch, tmp_path):
    fsspec = pytest.importorskip("fsspec")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    record(one, 1)
    memory = fsspec.filesystem("memory")
    for name, data in files_of(one.root).items():
        memory.pipe(f"/merge-shard/{name}", data)
    try:
        result = merged(into, "memory://merge-shard")
        assert len(result.copied) == 1
        [path] = into.recordings()
        blobs = replaytest.read(path).blobs
        assert blobs
        assert all(into.blobs.get(digest) is not None for digest in blobs)
    finally:
        memory.rm("/merge-shard", recursive=True)


@settings(
    max_examples=10,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(split=st.lists(st.integers(0, 2), min_size=4, max_size=4), seed=st.randoms())
def test_how_recordings_are_split_and_in_which_order_makes_no_difference(
    tmp_path_factory, split, seed
):
    base = tmp_path_factory.mktemp("split")
    whole = Store.create(base / "whole")
    stores = [Store.create(base / f"shard-{number}") for number in range(3)]
    for number, shard in enumerate(split):
        record(stores[shard], number)
        record(whole, number)
    order = [str(store.root) for store in stores] * 2
    seed.shuffle(order)
    into = Store.create(base / "all")
    merged(into, *order)
    assert files_of(into.root) == files_of(whole.root)
