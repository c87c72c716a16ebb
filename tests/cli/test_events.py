"""`events`, and `export --to rrweb`: both read one recording, event by event."""

from __future__ import annotations

import json

import pytest

from replaytest.cli.describe import labels, summary
from replaytest.store.folder import Store
from replaytest.store.write import RecordingWriter, WriterThread
from tests.cli.conftest import META
from tests.support.builders import STARTED_AT, click, full_snapshot, header, line


@pytest.fixture
def two_tabs(store: Store):
    """Return a recording whose two tabs have 3 and 1 events, one of them late."""
    thread = WriterThread()
    path = store.root / "sessions" / "a" / "session.replaytest"
    writer = RecordingWriter(
        path, header(), thread=thread, store=store, on_problem=pytest.fail
    )
    for tab, event in ((1, META), (1, click(9)), (2, click(5)), (1, click(4))):
        writer.append(line(event, tab), events=1)
    writer.finish({})
    assert thread.close(30)
    return path


def test_one_line_an_event(run, record):
    record()
    result = run("events", "test_pays")
    assert (result.code, result.err) == (0, "")
    assert [row.split(maxsplit=4) for row in result.out.splitlines()] == [
        ["0", "0.000", "1", "meta", "800x600 http://shop.test/"],
        ["1", "0.000", "1", "full-snapshot", "13 nodes"],
        ["2", "0.001", "1", "mouse-interaction", "click on node 1 at (1, 10)"],
    ]


def test_json_is_ndjson_of_tab_and_event(run, two_tabs):
    rows = [
        json.loads(row) for row in run("events", two_tabs, "--json").out.splitlines()
    ]
    assert rows == [[1, META], [1, click(9)], [2, click(5)], [1, click(4)]]


def test_numbers_are_in_order_of_time_and_for_each_tab(run, two_tabs):
    rows = [row.split()[:3] for row in run("events", two_tabs).out.splitlines()]
    assert [(number, tab) for number, _, tab in rows] == [
        ("0", "1"),
        ("2", "1"),
        ("0", "2"),
        ("1", "1"),
    ]


def test_tab(run, two_tabs):
    assert len(run("events", two_tabs, "--tab", 2).out.splitlines()) == 1


@pytest.mark.parametrize("verb", [("events",), ("export", "--to", "rrweb")])
def test_a_tab_that_is_not_there_names_those_that_are(run, two_tabs, verb):
    result = run(*verb, two_tabs, "--tab", 7)
    assert (result.code, result.out) == (2, "")
    assert "there is no tab 7; tabs: 1, 2" in result.err


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("meta", 1),
        ("META", 1),
        ("4", 1),
        ("3", 3),
        ("incremental_snapshot", 3),
        ("mouse-interaction", 3),
        ("scroll", 0),
        ("99", 0),
    ],
)
def test_type(run, two_tabs, name, count):
    result = run("events", two_tabs, "--type", name)
    assert (result.code, len(result.out.splitlines())) == (0, count)


def test_an_unknown_type_is_2_and_names_those_there_are(run, two_tabs):
    result = run("events", two_tabs, "--type", "clicks")
    assert (result.code, result.out) == (2, "")
    assert "there is no type 'clicks'" in result.err
    assert "mouse-interaction" in result.err


def test_the_first_of_several_sessions_and_says_so(run, record):
    record(file="session-2", session="2" * 32, events=[click(1)])
    record()
    result = run("events", "test_pays")
    assert len(result.out.splitlines()) == 3
    assert "session-2.replaytest" in result.err
    other = run("events", "222222")
    assert (len(other.out.splitlines()), other.err) == (1, "")


def test_a_torn_recording_gives_what_it_has(run, record):
    path = record(outcome="unfinished")
    path.write_bytes(path.read_bytes()[:-3])
    result = run("events", path)
    assert result.code == 0
    assert result.out
    assert "torn at byte" in result.err


@pytest.mark.parametrize("words", [("events",), ("export", "--to", "rrweb")])
def test_not_found_is_3(run, record, words):
    record()
    assert run(*words, "nothing-like-it").code == 3


@pytest.mark.parametrize(
    ("event", "name", "text"),
    [
        ({"type": 5, "data": {"tag": "paid", "payload": {"a": 1}}}, "custom", 'paid {"a":1}'),
        ({"type": 6, "data": {"plugin": "p@1", "payload": []}}, "plugin", "p@1 []"),
        ({"type": 77, "data": 1}, "77", ""),
        ({"type": 3, "data": {"source": 88}}, "source-88", ""),
        ({"type": 3, "data": {"source": [1]}}, "source-[1]", ""),
        ({"type": 3, "data": None}, "incremental-snapshot", ""),
        ({"type": 3}, "incremental-snapshot", ""),
        ({"type": 4, "data": []}, "meta", ""),
        ({"type": 2, "data": {"node": {"childNodes": [1]}}}, "full-snapshot", ""),
        ({"type": 3, "data": {"source": 1, "positions": []}}, "mouse-move", ""),
        ({"type": 3, "data": {"source": 5, "id": 3, "text": "a\x1b"}}, "input",
         'node 3 "a\\u001b"'),
        ({"type": 3, "data": {"source": 0, "adds": [1], "removes": []}}, "mutation",
         "1 added"),
        ({"type": 3, "data": {"source": 2, "type": 40, "id": 1}}, "mouse-interaction",
         "40 on node 1"),
    ],
)  # fmt: skip
def test_summaries(event, name, text):
    assert (labels(event)[0], summary(event)) == (name, text)


def test_a_summary_is_short_and_printable():
    event = {"type": 5, "data": {"tag": "a\n\x1b[2J" * 99, "payload": None}}
    assert len(summary(event)) == 120
    assert summary(event).isprintable()


def test_rrweb_is_one_tabs_events_in_order_of_time(run, two_tabs):
    result = run("export", two_tabs, "--to", "rrweb", "-o", "-")
    assert result.code == 0
    assert json.loads(result.out) == [META, click(4), click(9)]
    assert "tab 1 has no full snapshot" in result.err


def test_rrweb_into_a_file(run, record, here):
    record()
    result = run("export", "test_pays", "--to", "rrweb")
    assert (result.code, result.err) == (0, "")
    assert result.out == "rrweb-01234567-tab-1.json\n"
    events = json.loads((here / result.out.strip()).read_text("utf-8"))
    assert events == [META, full_snapshot(2), click(1)]


def test_rrweb_of_a_session_named_like_a_path(run, record):
    record(session="../../../etc/x")
    assert run("export", "test_pays", "--to", "rrweb").out == "rrweb-etcx-tab-1.json\n"


def test_rrweb_of_nothing_is_3(run, record):
    record(events=[])
    result = run("export", "test_pays", "--to", "rrweb", "-o", "-")
    assert (result.code, result.out) == (3, "")


def test_rrweb_that_cannot_be_written_is_3(run, record, here):
    record()
    result = run("export", "test_pays", "--to", "rrweb", "-o", here)
    assert (result.code, result.out) == (3, "")
    assert result.err.startswith("[RT104] the events could not be written")


def test_export_needs_a_form(run, record):
    record()
    assert run("export", "test_pays").code == 2
    assert run("export", "test_pays", "--to", "tape").code == 2


@pytest.mark.parametrize(
    "verb", [("events", "--json"), ("export", "--to", "rrweb", "-o-")]
)
def test_pages_nested_deeper_than_orjson_writes(run, record, verb):
    deep: dict = {}
    for _ in range(150):
        deep = {"childNodes": [deep]}
    text = json.dumps({"type": 2, "data": {"node": deep}, "timestamp": STARTED_AT})
    path = record(events=[META], outcome="unfinished")
    _append(path, f"[1,{text}]\n".encode())
    result = run(*verb, path)
    assert result.code == 0
    assert result.out.count("childNodes") == 150
    assert "149" not in run("events", path, "--type", "meta").out


def _append(path, content):
    from replaytest.store.stream import LineFile

    path.unlink()
    file = LineFile(path)
    named = {"replaytest": 1, "session": "a" * 32, "started_at": STARTED_AT}
    file.write(json.dumps(named).encode() + b"\n" + content)
    file.flush()
    file.close()
