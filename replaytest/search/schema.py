"""The index: one SQLite file, `<root>/index/search.sqlite3`.

Every text is in `strings` once, however many sessions hold it, and `found` finds the
strings in which some characters follow each other (FTS5, trigrams). `events` are the
notable events, numbered by time within their session; `screen` says which lines were
seen in which session; `blocks` says when the tables for `sql` are out of date, and
`folders` which folders of the store need not be listed again.

Rollback journal, no WAL: the WAL would keep what was removed, and does not work on
network file systems. `secure_delete` overwrites what is removed.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import fields
from pathlib import Path

from replaytest.errors import (
    RecordingDamaged,
    RecordingError,
    StoreNotWritable,
    UsageError,
)
from replaytest.search.rows import SessionRow

FOLDER, NAME = "index", "search.sqlite3"
# Of this layout and of what `gather` puts there; another number rebuilds.
VERSION = 2
WAIT_S = 30
_TYPES = {"str": "TEXT", "int": "INTEGER", "float": "REAL", "int | None": "INTEGER"}
SESSION_COLUMNS = {each.name: _TYPES[str(each.type)] for each in fields(SessionRow)}
_SESSIONS = ", ".join(f"{name} {kind}" for name, kind in SESSION_COLUMNS.items())
_LAYOUT = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE sessions (id INTEGER PRIMARY KEY AUTOINCREMENT, {_SESSIONS});
CREATE UNIQUE INDEX sessions_path ON sessions (path);
CREATE INDEX sessions_started ON sessions (started_at);
CREATE TABLE strings (id INTEGER PRIMARY KEY, text TEXT UNIQUE);
CREATE VIRTUAL TABLE found USING fts5 (
    text, content='strings', content_rowid='id', tokenize='trigram'
);
CREATE TABLE events (
    session INTEGER, number INTEGER, kind TEXT, name TEXT, at INTEGER, tab INTEGER,
    event INTEGER, text INTEGER, page INTEGER, status INTEGER, duration_ms REAL,
    fingerprint TEXT, PRIMARY KEY (session, number)
) WITHOUT ROWID;
CREATE INDEX events_text ON events (text, kind);
CREATE INDEX events_kind ON events (kind, name);
CREATE INDEX events_page ON events (page);
CREATE INDEX events_status ON events (status) WHERE status IS NOT NULL;
CREATE INDEX events_print ON events (fingerprint) WHERE fingerprint IS NOT NULL;
CREATE TABLE screen (
    session INTEGER, string INTEGER, at INTEGER, tab INTEGER,
    PRIMARY KEY (session, string)
) WITHOUT ROWID;
CREATE INDEX screen_string ON screen (string);
CREATE TABLE properties (
    session INTEGER, number INTEGER, name TEXT, text TEXT, value REAL,
    PRIMARY KEY (session, number, name, text)
) WITHOUT ROWID;
CREATE INDEX properties_name ON properties (name, text);
CREATE TABLE folders (path TEXT PRIMARY KEY, changed INTEGER) WITHOUT ROWID;
CREATE TABLE blocks (block INTEGER PRIMARY KEY, changed INTEGER);
"""


def index_path(root: Path) -> Path:
    """Return where the index of the store at `root` lies."""
    return root / FOLDER / NAME


@contextmanager
def opened(root: Path) -> Iterator[sqlite3.Connection]:
    """Open the index of the store at `root`, which is made if it is not there.

    Transactions are the caller's. One of another version is emptied.

    Raises:
        StoreNotWritable: the store is read-only or full.
        RecordingDamaged: the index was damaged; it is removed, to be made anew.
        RecordingError: other processes kept it for half a minute.
        UsageError: this Python's SQLite cannot search texts.
    """
    path = index_path(root)
    try:
        path.parent.mkdir(exist_ok=True)
        with closing(_connect(path)) as connection:
            yield connection
    except sqlite3.Error as error:
        raise _typed(error, path) from error
    except OSError as error:
        raise _read_only(path, error.strerror or str(error)) from error


def _connect(path: Path) -> sqlite3.Connection:
    try:
        return _prepared(path)
    except sqlite3.DatabaseError as error:
        if not _is_damaged(error):
            raise
    # Half a file after a power cut: it can be made again, so nobody has to be asked.
    path.unlink(missing_ok=True)
    return _prepared(path)


def _prepared(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=WAIT_S, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = TRUNCATE")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA cache_size = -65536")
        if _version(connection) != VERSION:
            _make(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _make(connection: sqlite3.Connection) -> None:
    with transaction(connection):
        if _version(connection) == VERSION:
            return  # another process was quicker
        # Virtual tables first: their shadow tables go with them.
        for kind in ("sql LIKE 'CREATE VIRTUAL%'", "name NOT LIKE 'sqlite_%'"):
            rows = connection.execute(
                f"SELECT name FROM sqlite_master WHERE type = 'table' AND {kind}"  # noqa: S608
            ).fetchall()
            for (name,) in rows:
                quoted = name.replace('"', '""')
                connection.execute(f'DROP TABLE IF EXISTS "{quoted}"')
        # Not executescript, which commits first.
        for statement in _LAYOUT.split(";\n"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Do what follows at once or not at all, with nobody else writing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def _is_damaged(error: sqlite3.Error) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)


def _typed(error: sqlite3.Error, path: Path) -> Exception:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if _is_damaged(error):
        with contextlib.suppress(OSError):
            path.unlink()
        return RecordingDamaged(
            "the index was damaged", where=str(path), fix="again: it is made anew"
        )
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return RecordingError(
            "the index is being written by another process",
            where=str(path),
            fix="try again in a moment",
        )
    if code in (
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_PERM,
    ):
        return _read_only(path, str(error))
    if "fts5" in str(error) or "tokenizer" in str(error):
        return UsageError(
            f"SQLite {sqlite3.sqlite_version} of this Python cannot search texts",
            where=str(path),
            fix="use a Python whose SQLite is 3.34 or later and has FTS5",
        )
    return error


def _read_only(path: Path, why: str) -> StoreNotWritable:
    return StoreNotWritable(
        f"the index cannot be written: {why}",
        where=str(path),
        fix="make the store writable, or search a copy of it",
    )
