"""The tables of `replaytest sql`."""

from __future__ import annotations

import sys

import pytest

from replaytest.errors import UsageError
from replaytest.search import tables
from replaytest.search.put import put
from replaytest.search.schema import opened
from tests.search.build import event, index, session


@pytest.fixture
def root(tmp_path):
    return index(
        tmp_path,
        session(
            "a",
            event("page", 0, "http://shop.test/", page="http://shop.test/"),
            event(
                "request",
                100,
                "http://shop.test/api",
                "GET",
                status=500,
                duration_ms=12.5,
            ),
            event(
                "error", 1500, 'bad "quotes"\nand lines', "TypeError", fingerprint="f1"
            ),
            event(
                "annotation", 2000, "", "paid", properties=(("plan", "pro"), ("n", 3.0))
            ),
            outcome="failed",
            test="t::x",
        ),
        session("b", outcome="passed"),
        session("hidden", outcome="encrypted"),
    )


def ask(root, statement):
    with opened(root) as connection:
        return tables.query(connection, root, statement)


def test_sessions_events_requests_and_errors_are_there(root):
    pytest.importorskip("duckdb")
    assert ask(root, "select session, test, outcome from sessions order by 1")[1] == [
        ("a", "t::x", "failed"),
        ("b", None, "passed"),
    ]
    assert ask(
        root, "select method, url, status, duration_ms, since_s from requests"
    ) == (
        ["method", "url", "status", "duration_ms", "since_s"],
        [("GET", "http://shop.test/api", 500, 12.5, 0.1)],
    )
    assert ask(root, "select text, fingerprint from errors")[1] == [
        ('bad "quotes"\nand lines', "f1")
    ]
    assert ask(root, "select properties->>'plan' from events where name = 'paid'")[
        1
    ] == [("pro",)]
    assert ask(
        root,
        "select epoch_ms(happened_at) - epoch_ms(started_at) from events join sessions using (session) order by 1",
    )[1][-1] == (2000,)


def test_an_empty_store_has_empty_tables(tmp_path):
    pytest.importorskip("duckdb")
    index(tmp_path)
    assert ask(tmp_path, "select count(*) from events")[1] == [(0,)]


def test_only_parts_that_changed_are_written_again(root, monkeypatch):
    pytest.importorskip("duckdb")
    ask(root, "select 1")
    before = {path: path.stat().st_mtime_ns for path in root.glob("index/sql/*")}
    assert len(before) == 2
    monkeypatch.setattr(tables, "_write", None)
    ask(root, "select 1")
    monkeypatch.undo()
    with opened(root) as connection:
        put(connection, [session("c")])
    assert ask(root, "select count(*) from sessions")[1] == [(3,)]
    after = set(root.glob("index/sql/*"))
    assert len(after) == 2
    assert not after & set(before)


def test_a_wrong_statement_says_what_is_there(root):
    pytest.importorskip("duckdb")
    with pytest.raises(UsageError, match="foo") as caught:
        ask(root, "select foo from sessions")
    assert "sessions, events, requests, errors" in caught.value.fix


def test_without_duckdb_it_says_how_to_get_it(root, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(UsageError) as caught:
        ask(root, "select 1")
    assert caught.value.fix == "pip install 'replaytest[parquet]'"
