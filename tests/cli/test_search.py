"""`replaytest search`, `funnel`, `sql`, `collection`, and `ls --where`."""

from __future__ import annotations

import json

import pytest

from tests.signals.build import click, custom, reacts, shop, thrown

A, B = "aa" * 16, "bb" * 16


@pytest.fixture
def two(record):
    """Two sessions: one breaks after a click, the other goes through."""
    broken = [*shop(), *click(1000), reacts(1100), thrown(2000, "boom")]
    fine = [*shop(), *click(1000), custom(2000, "paid", {"plan": "pro"})]
    return [
        record(0, session=A, events=broken, outcome="failed", nodeid="t.py::test_a"),
        record(1, session=B, events=fine, outcome="passed", nodeid="t.py::test_b"),
    ]


def test_ls_lists_only_what_is_meant(run, two):
    result = run("ls", "--where", "signal = exception and outcome = failed")
    assert result.code == 0
    assert "test_a" in result.out
    assert "test_b" not in result.out
    found = run("ls", "--where", "event = paid", "--json").json
    assert [each["session"] for each in found] == [B]
    assert set(found[0]) == set(run("ls", "--json").json[0])


def test_ls_shows_the_same_with_and_without_a_condition(run, two):
    assert run("ls", "--where", "session").out == run("ls").out
    assert run("ls", "test_a", "--where", "session").out == run("ls", "test_a").out
    assert run("ls", "--failed", "--where", "session").out == run("ls", "--failed").out


def test_a_wrong_condition_is_two_lines(run, two):
    result = run("ls", "--where", "signl = x")
    assert (result.code, result.out) == (2, "")
    assert result.err == (
        "[RT001] there is no field 'signl' (character 1)\nhint: did you mean 'signal'?\n"
    )


def test_a_text_is_found_with_the_moment(run, two):
    result = run("search", "AT 1100")
    assert result.code == 0
    assert "at 1100" in result.out
    assert "1.9 s" in result.out
    assert "test_b" not in result.out
    assert run("search", "nowhere to be seen").err == "no session is like that\n"


def test_a_sequence_is_found_with_its_steps(run, two):
    steps = ("--then", "click:pay", "--then", "error within 5s", "--then", "not event")
    assert 'click button "Pay" > error TypeError: boom' in run("search", *steps).out
    found = run("search", *steps, "--json").json
    assert found["total"] == 1
    (only,) = found["sessions"]
    assert only["session"] == A
    assert [each["since_s"] for each in only["moments"]] == [0.877, 1.877]


def test_what_is_not_shown_is_counted(run, two):
    result = run("search", "--where", "session", "--limit", "1")
    assert "test_b" in result.out
    assert "test_a" not in result.out
    assert result.err == "2 sessions, the newest 1 are shown: --limit 2\n"


def test_nothing_to_search_for_is_a_mistake(run, two):
    assert run("search").code == 2
    assert run("search", "").code == 2


def test_a_search_is_saved_and_asked_again(run, two):
    assert run("search", "--where", "error ~ boom", "--save", "broken").code == 0
    assert [e["session"] for e in run("ls", "--saved", "broken", "--json").json] == [A]
    both = ("--saved", "broken", "--where", "outcome = passed")
    assert run("search", *both, "--json").json["total"] == 0
    assert run("search", "--list").out == "broken: --where 'error ~ boom'\n"
    assert "did you mean 'broken'" in run("ls", "--saved", "brokn").err
    assert run("search", "--unsave", "broken").code == 0
    assert run("search", "--list").out == ""


def test_a_search_that_is_wrong_is_not_saved(run, two):
    assert run("search", "--where", "signl", "--save", "x").code == 2
    assert run("search", "--list").out == ""


def test_a_funnel_counts(run, two):
    result = run("funnel", "page:/cart", "click:pay", "event:paid")
    rows = [line.split() for line in result.out.splitlines()]
    assert rows[1][:4] == ["1", "page:/cart", "2", "100.0%"]
    assert rows[3] == ["3", "event:paid", "1", "50.0%", "1", "50.0%", "1.0", "s"]
    assert "test_a" in run("funnel", "page:/cart", "event:paid", "--lost", "2").out
    stages = run("funnel", "page:/cart", "event:paid", "--json").json
    assert [each["sessions"] for each in stages] == [2, 1]
    assert [each["session"] for each in stages[1]["lost"]] == [A]
    assert run("funnel", "page", "--lost", "3").code == 2
    assert run("funnel", "nopage").code == 2


def test_sql_answers(run, two):
    pytest.importorskip("duckdb")
    result = run("sql", "select session, text from errors")
    assert result.out.splitlines()[1].split() == [A, "TypeError:", "boom"]
    lines = run("sql", "select count(*) as n from sessions", "--json").out
    assert json.loads(lines) == {"n": 2}
    odd = "select [1.5::decimal(3,1)] a, timestamp '2026-11-21 10:00' b, 2::hugeint c"
    told = json.loads(run("sql", odd, "--json").out)
    assert told == {"a": ["1.5"], "b": "2026-11-21T10:00:00", "c": 2}
    wrong = run("sql", "selct 1")
    assert (wrong.code, wrong.out) == (2, "")


def test_a_collection_keeps_sessions_together(run, two):
    assert run("collection", "odd ones", "--add", "test_a", "--note", "why").code == 0
    assert run("collection").out == "odd ones: 1\n"
    assert "why" in run("collection", "odd ones").out
    assert "test_a" in run("ls", "--where", "collection = 'odd ones'").out
    assert run("collection", "odd ones", "--remove", "test_a").code == 0
    assert run("collection", "odd ones").out == ""
    assert run("collection", "odd ones", "--delete").code == 0
    assert run("collection", "odd ones").code == 2
    assert run("collection", "--add", "test_a").code == 2


def test_a_removed_session_is_nowhere_any_more(run, two, here):
    run("search", "--where", "session")
    run("collection", "odd", "--add", "test_a", "test_b")
    assert run("rm", "test_a", "--yes").code == 0
    files = [p for p in (here / ".replaytest").rglob("*") if p.is_file()]
    assert not any(A.encode() in path.read_bytes() for path in files)
    assert run("collection", "odd", "--json").json[0]["session"] == B


def test_without_a_store_there_is_nothing_to_search(run, here):
    for words in (
        ("search", "x"),
        ("sql", "select 1"),
        ("funnel", "page"),
        ("ls", "--where", "url"),
        ("collection",),
    ):
        result = run(*words)
        assert result.code == 3, words
        assert "there is no store here" in result.err


def test_a_name_in_a_session_cannot_steer_the_terminal(run, record):
    record(session=A, events=[*shop(), custom(10, "\x1b[31mred", None)])
    out = run("search", "--then", "event:red").out
    assert "red" in out
    assert "\x1b" not in out


def test_the_fields_can_be_listed(run, here):
    out = run("search", "--fields").out
    assert "signal" in out
    assert "property.NAME" in out
