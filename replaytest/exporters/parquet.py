"""Parquet: recordings as two tables, `sessions.parquet` and `events.parquet`.

Their columns are `flat.SESSION_COLUMNS` and `flat.EVENT_COLUMNS`, joined by `session`:

    SELECT test, count(*) AS clicks
    FROM 'events.parquet' JOIN 'sessions.parquet' USING (session, test)
    WHERE action = 'click' AND outcome = 'failed' GROUP BY test;

Rows go to a temporary file line by line and from there through DuckDB, which reads
and writes in pieces: memory grows with the longest event, not with their number.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, Any

from replaytest.errors import StoreNotWritable, UsageError
from replaytest.exporters.flat import (
    EVENT_COLUMNS,
    SESSION_COLUMNS,
    Row,
    event_rows,
    session_row,
)
from replaytest.exporters.source import OnEvent, json_of
from replaytest.store.read import Recording

SESSIONS, EVENTS = "sessions.parquet", "events.parquet"
_FIX = "pip install 'replaytest[parquet]'"
# Rows of a group are held until it is full, several times over. 480 MB of events of
# 4 kB took 332 MB of memory with groups of 8192 rows, and 182 MB with these.
_GROUP = 2048
# DuckDB reads a line whole and has to be told how long they get.
_SHORTEST_LIMIT = 1 << 20
# One thread, as each has buffers of its own. All that is needed is built in: without
# these two DuckDB would look for it on the network.
_SETTINGS = {
    "threads": 1,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


def write_parquet(
    recordings: Iterable[Recording], folder: Path, *, on_event: OnEvent | None = None
) -> int:
    """Write both tables into `folder`, which is made; return how many sessions.

    Tables that are there are replaced once both new ones are whole. Recordings are
    taken one after the other, so that an iterator may open them one by one.

    Raises:
        UsageError: the package duckdb is missing, or cannot do it.
        StoreNotWritable: the folder cannot be made or written.
        OSError: a recording went away meanwhile.
    """
    duckdb = _duckdb()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".parquet-", dir=folder) as name:
            scratch = Path(name)
            count = _write_tables(duckdb, recordings, scratch, on_event)
            for table in (SESSIONS, EVENTS):
                (scratch / table).replace(folder / table)
    except OSError as error:
        # A recording that cannot be read names itself, or nothing.
        if not _is_within(error.filename, folder):
            raise
        raise _not_writable(folder, error.strerror or str(error)) from error
    return count


def _duckdb() -> Any:
    try:
        import duckdb
    except ImportError as error:
        raise UsageError(
            "this needs the package duckdb", where="--to parquet", fix=_FIX
        ) from error
    return duckdb


def _write_tables(
    duckdb: Any,
    recordings: Iterable[Recording],
    scratch: Path,
    on_event: OnEvent | None,
) -> int:
    sessions, events = scratch / "sessions.ndjson", scratch / "events.ndjson"
    count = longest_session = longest_event = 0
    with sessions.open("wb") as about, events.open("wb") as file:
        for recording in recordings:
            count += 1
            rows = event_rows(recording, on_event)
            longest_event = max(longest_event, _write(rows, file))
            # After its events: reading them may have told more.
            row = session_row(recording)
            longest_session = max(longest_session, _write([row], about))
    try:
        _copy(duckdb, sessions, scratch / SESSIONS, SESSION_COLUMNS, longest_session)
        _copy(duckdb, events, scratch / EVENTS, EVENT_COLUMNS, longest_event)
    except duckdb.IOException as error:
        raise _not_writable(scratch.parent, str(error)) from error
    except duckdb.Error as error:
        raise UsageError(
            f"duckdb {duckdb.__version__} cannot write these tables: "
            f"{str(error).splitlines()[0]}",
            where="--to parquet",
            fix=f"{_FIX}, or upgrade duckdb",
        ) from error
    return count


def _write(rows: Iterable[Row], file: IO[bytes]) -> int:
    """Write a line for each row; return the length of the longest."""
    longest = 0
    for row in rows:
        longest = max(longest, file.write(json_of(row) + b"\n"))
    return longest


def _copy(
    duckdb: Any, source: Path, target: Path, columns: Mapping[str, str], longest: int
) -> None:
    types = ", ".join(f"{_quoted(name)}: '{kind}'" for name, kind in columns.items())
    limit = max(longest + 1, _SHORTEST_LIMIT)
    with duckdb.connect(config=_SETTINGS) as connection:
        connection.execute(
            f"COPY (SELECT * FROM read_json({_quoted(str(source))}, "  # noqa: S608
            f"format='newline_delimited', maximum_object_size={limit}, "
            f"columns={{{types}}})) "
            f"TO {_quoted(str(target))} "
            f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_GROUP})"
        )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _is_within(name: Any, folder: Path) -> bool:
    return isinstance(name, str) and Path(name).absolute().is_relative_to(
        folder.absolute()
    )


def _not_writable(folder: Path, why: str) -> StoreNotWritable:
    return StoreNotWritable(
        f"the tables could not be written: {why.splitlines()[0]}",
        where=str(folder),
        fix="choose another folder with -o",
    )
