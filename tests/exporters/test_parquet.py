"""Two tables, read back by DuckDB."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime

import pytest

from replaytest.errors import StoreNotWritable, UsageError
from replaytest.exporters.flat import EVENT_COLUMNS, SESSION_COLUMNS
from replaytest.exporters.ndjson import ndjson
from replaytest.exporters.parquet import write_parquet
from replaytest.model import Test
from tests.exporters.builders import event, joined, meta, recorded
from tests.support.builders import SESSION, STARTED_AT, click

duckdb = pytest.importorskip("duckdb")

PAYS = Test("tests/test_cart.py::test_pays", 1, "gw0", "run")
OTHER = "b" * 32


@pytest.fixture
def two(tmp_path):
    typed = event(
        3, {"source": 5, "id": 8, "text": "it's\0 'ü'\n", "isChecked": False}, 9
    )
    return [
        recorded(
            tmp_path / "a.replaytest",
            [(1, meta()), (1, click(3)), (2, click(4))],
            test=PAYS,
        ),
        recorded(tmp_path / "b.replaytest", [(1, meta()), (1, typed)], session=OTHER),
    ]


@pytest.fixture
def sql(two, tmp_path):
    """Write both, and return what asks them."""
    folder = tmp_path / "tables"
    assert write_parquet(two, folder) == 2
    assert sorted(path.name for path in folder.iterdir()) == [
        "events.parquet", "sessions.parquet",
    ]  # fmt: skip

    def ask(query):
        with duckdb.connect() as connection:
            for name in ("events", "sessions"):
                connection.read_parquet(str(folder / f"{name}.parquet")).create_view(
                    name
                )
            return connection.execute(query).fetchall()

    return ask


def test_columns_and_their_types(sql):
    for table, columns in (("events", EVENT_COLUMNS), ("sessions", SESSION_COLUMNS)):
        found = sql(f"SELECT column_name, column_type FROM (DESCRIBE {table})")
        assert dict(found) == columns


def test_every_event_is_a_row_in_its_order(sql):
    rows = sql("SELECT session, tab, number, type, timestamp, since_s FROM events")
    assert rows == [
        (SESSION, 1, 0, "meta", STARTED_AT, 0.0),
        (SESSION, 1, 1, "incremental-snapshot", STARTED_AT + 3, 0.003),
        (SESSION, 2, 0, "incremental-snapshot", STARTED_AT + 4, 0.004),
        (OTHER, 1, 0, "meta", STARTED_AT, 0.0),
        (OTHER, 1, 1, "incremental-snapshot", STARTED_AT + 9, 0.009),
    ]


def test_text_comes_back_whatever_is_in_it(sql):
    assert sql("SELECT text FROM events WHERE source = 'input'") == [("it's\0 'ü'\n",)]


def test_data_is_json_for_sql(sql):
    assert (
        sql("SELECT data->>'$.width' FROM events WHERE type = 'meta'") == [("800",)] * 2
    )


def test_a_join_of_sessions_and_events(sql):
    rows = sql(
        "SELECT s.test, s.outcome, s.started_at, count(*) FILTER (action = 'click') "
        "FROM sessions s JOIN events e USING (session) GROUP BY ALL ORDER BY 4"
    )
    began = datetime(2026, 11, 21, 5, 52, 32, 123_000)
    assert rows == [
        (None, "passed", began, 0),
        (PAYS.nodeid, "passed", began, 2),
    ]


def test_no_recordings_are_empty_tables_with_columns(tmp_path):
    assert write_parquet([], tmp_path) == 0
    path = str(tmp_path / "events.parquet")
    found = duckdb.sql(f"SELECT count(*) FROM '{path}'").fetchall()
    assert found == [(0,)]
    assert duckdb.sql(f"SELECT * FROM '{path}'").columns == list(EVENT_COLUMNS)


def test_an_event_longer_than_duckdbs_own_limit(tmp_path):
    # 16 MiB, unless it is told of more.
    long = event(2, {"node": "x" * 17_000_000})
    recording = recorded(tmp_path / "s.replaytest", [(1, long), (1, click(1))])
    write_parquet([recording], tmp_path / "t")
    path = str(tmp_path / "t" / "events.parquet")
    found = duckdb.sql(f"SELECT max(length(data)) > 17_000_000, count(*) FROM '{path}'")
    assert found.fetchall() == [(True, 2)]


def test_numbers_no_column_holds_are_null(tmp_path):
    odd = event(3, {"source": 3, "id": 2**63, "x": 2**64 - 1, "y": True})
    late = {"type": 4, "data": {"href": 5}, "timestamp": 1e300}
    recording = recorded(tmp_path / "s.replaytest", [(10**12, odd), (1, late)])
    write_parquet([recording], tmp_path / "t")
    path = str(tmp_path / "t" / "events.parquet")
    rows = duckdb.sql(
        f"SELECT tab, node, x, y, href, timestamp FROM '{path}'"
    ).fetchall()
    assert rows == [
        (10**12, None, float(2**64), None, None, STARTED_AT),
        (1, None, None, None, None, None),
    ]


@pytest.mark.parametrize("name", ["it's", "a*b?[c]", "ä ö"])
def test_folders_of_any_name(two, tmp_path, name):
    folder = tmp_path / name / "deeper"
    write_parquet(two, folder)
    with duckdb.connect() as connection:
        found = connection.read_parquet(str(folder / "sessions.parquet"))
        assert len(found.fetchall()) == 2


def test_a_second_time_replaces_the_first(two, tmp_path):
    write_parquet(two, tmp_path / "t")
    write_parquet(two[:1], tmp_path / "t")
    path = str(tmp_path / "t" / "sessions.parquet")
    assert duckdb.sql(f"SELECT count(*) FROM '{path}'").fetchall() == [(1,)]


def test_what_fails_half_way_leaves_the_old_tables(two, tmp_path):
    write_parquet(two, tmp_path / "t")
    before = {path: path.read_bytes() for path in (tmp_path / "t").iterdir()}

    def broken():
        yield two[0]
        raise OSError(5, "Input/output error", "somewhere")

    with pytest.raises(OSError, match="somewhere"):
        write_parquet(broken(), tmp_path / "t")
    assert {path: path.read_bytes() for path in (tmp_path / "t").iterdir()} == before


def test_a_file_in_the_place_of_the_folder_is_no_traceback(two, tmp_path):
    (tmp_path / "t").write_text("mine")
    with pytest.raises(StoreNotWritable, match="tables could not be written"):
        write_parquet(two, tmp_path / "t")
    assert (tmp_path / "t").read_text() == "mine"


def test_without_duckdb_it_says_what_to_install(two, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(UsageError) as told:
        write_parquet(two, tmp_path / "t")
    assert told.value.fix == "pip install 'replaytest[parquet]'"
    assert not (tmp_path / "t").exists()


def test_a_duckdb_that_cannot_do_it_says_so(two, tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise duckdb.CatalogException("no function read_json\nand more")

    monkeypatch.setattr(duckdb, "connect", refuse)
    with pytest.raises(
        UsageError, match="cannot write these tables: no function"
    ) as told:
        write_parquet(two, tmp_path / "t")
    assert "replaytest[parquet]" in told.value.fix
    assert list((tmp_path / "t").iterdir()) == []


# Not ru_maxrss, which a process takes over from the one that started it.
MEMORY = """
import re, sys
from pathlib import Path
from replaytest.exporters.parquet import write_parquet
from replaytest.store.read import read

def peak():
    return int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1])

recording = read(Path(sys.argv[1]))
write_parquet([recording], Path(sys.argv[2]) / "small")
before = peak()
write_parquet([recording] * 12, Path(sys.argv[2]) / "large")
print((peak() - before) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's /proc")
def test_memory_does_not_grow_with_the_recordings(tmp_path):
    padding = "x" * 4000
    events = [(1, event(77, [padding, number], number)) for number in range(3000)]
    path = tmp_path / "s.replaytest"
    recorded(path, events)
    done = subprocess.run(
        [sys.executable, "-c", MEMORY, path, tmp_path],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env=os.environ,
    )
    # 12 MB of events at first, 144 MB then: 43 MB more, and not more with 480 MB.
    assert int(done.stdout) < 90, done.stdout


def test_ndjson_is_the_same_table(two, sql, tmp_path):
    (tmp_path / "e.ndjson").write_bytes(joined(ndjson(two)))
    with duckdb.connect() as connection:
        lines = connection.read_json(str(tmp_path / "e.ndjson"))
        assert lines.columns == list(EVENT_COLUMNS)
        assert lines.project("tab, number, type, data").fetchall() == sql(
            "SELECT tab, number, type, data FROM events"
        )
