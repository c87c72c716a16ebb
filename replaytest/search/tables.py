"""The tables of `replaytest sql`: sessions, events, requests, errors, in DuckDB.

DuckDB reads no SQLite file without an extension that it would fetch from the network.
So the index is copied to Parquet, in parts of 4,096 sessions, `<root>/index/sql/`; only
parts that have changed since are written again, and none outlives a removed session.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import orjson

from replaytest.errors import UsageError
from replaytest.search.schema import FOLDER
from replaytest.store.blobs import HOUR_MS

BLOCK = 4096
"""Sessions of a part, by the numbers of their rows."""

_SCRATCH = ".sql-"
OnProgress = Callable[[int, int], None]
SESSIONS = {
    "session": "VARCHAR",
    "test": "VARCHAR",
    "attempt": "BIGINT",
    "worker": "VARCHAR",
    "run": "VARCHAR",
    "outcome": "VARCHAR",
    "started_at": "TIMESTAMP",
    "ended_at": "TIMESTAMP",
    "duration_s": "DOUBLE",
    "active_s": "DOUBLE",
    "tabs": "BIGINT",
    "events": "BIGINT",
    "gaps": "BIGINT",
    "requests": "BIGINT",
    "failed_requests": "BIGINT",
    "errors": "BIGINT",
    "signals": "BIGINT",
    "clicks": "BIGINT",
    "key_presses": "BIGINT",
    "activity": "DOUBLE",
    "score": "BIGINT",
    "person": "VARCHAR",
    "browser": "VARCHAR",
    "viewport": "VARCHAR",
    "locale": "VARCHAR",
    "damaged": "VARCHAR",
    "path": "VARCHAR",
}
"""The columns of `sessions`. Times are UTC; null is what is not known."""

EVENTS = {
    "session": "VARCHAR",
    "test": "VARCHAR",
    "path": "VARCHAR",
    "kind": "VARCHAR",
    "name": "VARCHAR",
    "text": "VARCHAR",
    "page": "VARCHAR",
    "happened_at": "TIMESTAMP",
    "since_s": "DOUBLE",
    "tab": "BIGINT",
    "event": "BIGINT",
    "status": "BIGINT",
    "duration_ms": "DOUBLE",
    "fingerprint": "VARCHAR",
    "properties": "JSON",
}
"""The columns of `events`; see `rows.EventRow`. `since_s`: since the session began."""

_TABLES = {"sessions": SESSIONS, "events": EVENTS}
_VIEWS = """
CREATE VIEW requests AS SELECT session, test, path, name AS method, text AS url, page,
    happened_at, since_s, tab, event, status, duration_ms
    FROM events WHERE kind = 'request';
CREATE VIEW errors AS SELECT session, test, path, kind, name, text, page,
    happened_at, since_s, tab, event, fingerprint
    FROM events WHERE kind IN ('error', 'console', 'failure');
"""
_FIX = "pip install 'replaytest[parquet]'"
# All that is needed is built in: DuckDB would look for the rest on the network.
_SETTINGS = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
_EVENT_QUERY = """
SELECT s.session, nullif(s.test, ''), s.path, e.kind, e.name, t.text,
    nullif(p.text, ''), e.at, round((e.at - s.started_at) / 1000.0, 3), e.tab,
    e.event, e.status, e.duration_ms, e.fingerprint,
    (SELECT json_group_object(name, coalesce(value, text)) FROM properties
        WHERE e.kind = 'annotation' AND session = e.session AND number = e.number)
FROM events e JOIN sessions s ON s.id = e.session JOIN strings t ON t.id = e.text
    LEFT JOIN strings p ON p.id = e.page
WHERE e.session >= ? AND e.session < ?
"""


def query(
    connection: sqlite3.Connection,
    root: Path,
    statement: str,
    *,
    on_progress: OnProgress | None = None,
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the columns and rows that a statement gives.

    `on_progress` is told how many parts of the tables are written, and of how many.
    Raises `UsageError`: the package duckdb is missing, or the statement is wrong.
    """
    duckdb = _duckdb()
    parts = _written(connection, root, on_progress or _nothing)
    with duckdb.connect(config=_SETTINGS) as found:
        for table, columns in _TABLES.items():
            found.execute(_view(table, columns, parts[table]))
        found.execute(_VIEWS)
        try:
            result = found.execute(statement)
            names = [each[0] for each in result.description or ()]
            rows: list[tuple[Any, ...]] = result.fetchall() if names else []
        except duckdb.Error as error:
            first, *more = str(error).splitlines()
            raise UsageError(
                first,
                where="sql",
                fix=next(
                    (each.strip() for each in more if "Did you mean" in each),
                    "tables: sessions, events, requests, errors "
                    "(`replaytest sql 'describe events'`)",
                ),
            ) from error
    return names, rows


def remove_stale(connection: sqlite3.Connection, root: Path) -> None:
    """Remove the parts that hold other sessions than the index now does."""
    wanted = {
        _name(table, block, changed)
        for block, changed in connection.execute("SELECT block, changed FROM blocks")
        for table in _TABLES
    }
    for path in _folder(root).glob("*.parquet"):
        if path.name not in wanted:
            with contextlib.suppress(OSError):
                path.unlink()
    for path in _folder(root).glob(f"{_SCRATCH}*"):
        # Of a process that was killed; a younger one may still be at it.
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > HOUR_MS / 1000:
                shutil.rmtree(path)


def _duckdb() -> Any:
    try:
        import duckdb
    except ImportError as error:
        raise UsageError(
            "this needs the package duckdb", where="sql", fix=_FIX
        ) from error
    return duckdb


def _folder(root: Path) -> Path:
    return root / FOLDER / "sql"


def _name(table: str, block: int, changed: int) -> str:
    return f"{table}-{block}-{changed}.parquet"


def _nothing(_done: int, _count: int) -> None: ...


def _written(
    connection: sqlite3.Connection, root: Path, on_progress: OnProgress
) -> dict[str, list[Path]]:
    """Write the parts that are missing; return the paths of all, by table."""
    folder = _folder(root)
    folder.mkdir(parents=True, exist_ok=True)
    remove_stale(connection, root)
    parts: dict[str, list[Path]] = {table: [] for table in _TABLES}
    # One state of the index for both tables, whoever writes meanwhile.
    connection.execute("BEGIN")
    try:
        rows = connection.execute("SELECT block, changed FROM blocks ORDER BY 1")
        blocks = rows.fetchall()
        for done, (block, changed) in enumerate(blocks):
            on_progress(done, len(blocks))
            for table in _TABLES:
                path = folder / _name(table, block, changed)
                if not path.exists():
                    _write(connection, table, block, path)
                parts[table].append(path)
    finally:
        connection.execute("COMMIT")
    return parts


def _write(connection: sqlite3.Connection, table: str, block: int, path: Path) -> None:
    duckdb = _duckdb()
    columns = _TABLES[table]
    between = (block * BLOCK, (block + 1) * BLOCK)
    rows = connection.execute(
        _EVENT_QUERY if table == "events" else _session_query(), between
    )
    names = list(columns)
    with tempfile.TemporaryDirectory(prefix=_SCRATCH, dir=path.parent) as scratch:
        lines, whole = Path(scratch) / "rows.ndjson", Path(scratch) / "whole.parquet"
        with lines.open("wb") as file:
            for row in rows:
                file.write(orjson.dumps(dict(zip(names, row, strict=True))) + b"\n")
        with duckdb.connect(config=_SETTINGS) as found:
            found.execute(
                f"COPY (SELECT * REPLACE ({_replaced(columns)}) FROM read_json("  # noqa: S608
                f"{_quoted(str(lines))}, format='newline_delimited', "
                f"columns={{{_plain(columns)}}})) "
                f"TO {_quoted(str(whole))} (FORMAT parquet, COMPRESSION zstd)"
            )
        whole.replace(path)


def _session_query() -> str:
    names = ", ".join(
        f"nullif({name}, '')" if kind == "VARCHAR" else name
        for name, kind in SESSIONS.items()
    )
    return (
        f"SELECT {names} FROM sessions "  # noqa: S608
        "WHERE outcome != 'encrypted' AND id >= ? AND id < ?"
    )


def _plain(columns: Mapping[str, str]) -> str:
    """Return the columns as the rows have them: times as ms, JSON as text."""
    known = {"TIMESTAMP": "BIGINT", "JSON": "VARCHAR"}
    return ", ".join(
        f"{_quoted(name)}: '{known.get(kind, kind)}'" for name, kind in columns.items()
    )


def _replaced(columns: Mapping[str, str]) -> str:
    return ", ".join(
        f"make_timestamp_ms({name}) AS {name}"
        for name, kind in columns.items()
        if kind == "TIMESTAMP"
    )


def _view(table: str, columns: Mapping[str, str], parts: list[Path]) -> str:
    if not parts:
        empty = ", ".join(f"NULL::{kind} AS {name}" for name, kind in columns.items())
        return f"CREATE VIEW {table} AS SELECT {empty} WHERE false"
    names = ", ".join(_quoted(str(path)) for path in parts)
    return f"CREATE VIEW {table} AS SELECT * FROM read_parquet([{names}])"  # noqa: S608


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
