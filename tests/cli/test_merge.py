"""`replaytest merge`: shards into one store, and what it says about it."""

from __future__ import annotations

import sqlite3

import pytest

from replaytest.search.schema import index_path
from replaytest.store.folder import Store

SESSIONS = ("1" * 32, "2" * 32)


@pytest.fixture
def shards(here, record) -> list[str]:
    """Two stores with an attempt each at the same test."""
    for number, session in enumerate(SESSIONS):
        store = Store.create(here / f"shard-{number}")
        record(number, session=session, into=store)
    return ["shard-0", "shard-1"]


def test_shards_become_one_store_that_the_other_commands_read(run, shards):
    result = run("merge", *shards, "-o", "all")
    assert result.code == 0
    assert len(result.out.splitlines()) == 2
    assert "all: 2 copied, 0 there already" in result.err
    listed = run("ls", "--dir", "all", "--json").json
    assert {each["session"] for each in listed} == set(SESSIONS)


def test_index_knows_what_was_merged(run, shards, here):
    run("merge", *shards, "-o", "all")
    connection = sqlite3.connect(index_path(here / "all"))
    try:
        [[count]] = connection.execute("SELECT count(*) FROM sessions")
    finally:
        connection.close()
    assert count == 2


def test_index_is_left_to_the_first_search_if_asked(run, shards, here):
    assert run("merge", *shards, "-o", "all", "--no-index").code == 0
    assert not index_path(here / "all").exists()
    found = run("search", "--where", "outcome = failed", "--dir", "all", "--json")
    assert found.code == 0


def test_merging_again_copies_nothing(run, shards):
    run("merge", *shards, "-o", "all")
    result = run("merge", *shards, "-o", "all")
    assert (result.code, result.out) == (0, "")
    assert "0 copied, 2 there already" in result.err


def test_without_a_target_it_is_the_store_of_the_other_commands(run, shards, here):
    run("merge", *shards)
    assert len(list(Store(here / ".replaytest").recordings())) == 2


def test_damaged_recording_is_told_and_the_rest_merged(run, shards, here):
    [bad] = Store(here / "shard-0").recordings()
    bad.write_bytes(b"nothing of ours")
    result = run("merge", *shards, "-o", "all")
    assert result.code == 0
    assert f"left out: {bad.relative_to(here)}" in result.err
    assert "1 copied, 0 there already, 1 left out" in result.err


def test_nothing_readable_is_exit_3(run, shards, here):
    for path in here.rglob("shard-*/**/session.replaytest"):
        path.write_bytes(b"nothing of ours")
    assert run("merge", *shards, "-o", "all").code == 3


def test_shard_that_is_not_there_does_not_stop_the_others(run, shards):
    result = run("merge", "absent", *shards, "-o", "all")
    assert result.code == 0
    assert "[RT103]" in result.err
    assert "absent" in result.err
    assert "2 copied" in result.err
    assert run("merge", "absent", "-o", "other").code == 3


def test_empty_store_is_no_failure(run, here):
    Store.create(here / "shard")
    assert run("merge", "shard", "-o", "all").code == 0


def test_json_tells_all(run, shards, here):
    [bad] = Store(here / "shard-0").recordings()
    bad.write_bytes(b"nothing of ours")
    told = run("merge", *shards, "absent", "-o", "all", "--json").json
    [path] = Store(here / "all").recordings()
    assert told["copied"] == [str(path.relative_to(here))]
    assert told["there"] == 0
    assert [each["path"] for each in told["left"]] == [str(bad.relative_to(here))]
    assert told["failed"] == [{"shard": "absent", "why": "there is nothing here"}]
    assert told["quarantined"] == 0


def test_url_as_target_is_a_usage_error(run, shards):
    result = run("merge", *shards, "-o", "s3://bucket/x")
    assert result.code == 2
    assert "[RT001]" in result.err
