"""Writing the index: the rows of recordings put in and taken out.

All of it happens in transactions, so that a session is there whole or not at all.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import astuple

from replaytest.search import tables
from replaytest.search.rows import EventRow, Found
from replaytest.search.schema import SESSION_COLUMNS, transaction

TO_FORGET = "to forget"


def put(connection: sqlite3.Connection, found: Sequence[Found]) -> None:
    """Write the rows of recordings, in place of what was known of them, at once."""
    with transaction(connection):
        known = [
            each.session.path
            for each in found
            if id_of(connection, each.session.path) is not None
        ]
        drop(connection, known)
        _Writer(connection).write(found)


class _Writer:
    """Writes rows within one transaction: numbers of strings hold only there."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._numbers: dict[str, int] = {}

    def write(self, found: Iterable[Found]) -> None:
        for each in found:
            number = self._session(each)
            self._events(number, each.events)
            rows = [(number, self._string(s.text), s.at, s.tab) for s in each.screen]
            self._many("INSERT OR IGNORE INTO screen VALUES (?, ?, ?, ?)", rows)

    def _session(self, found: Found) -> int:
        values = astuple(found.session)
        names = ", ".join(SESSION_COLUMNS)
        marks = ", ".join("?" * len(values))
        row = self._connection.execute(
            f"INSERT INTO sessions ({names}) VALUES ({marks})",  # noqa: S608
            values,
        )
        number = int(row.lastrowid or 0)
        _touch(self._connection, [number])
        return number

    def _events(self, session: int, events: Sequence[EventRow]) -> None:
        rows, properties = [], []
        for number, each in enumerate(events):
            text, page = self._string(each.text), self._string(each.page)
            rows.append(
                (
                    *(session, number, each.kind, each.name, each.at, each.tab),
                    *(each.event, text, page, each.status, each.duration_ms),
                    each.fingerprint or None,
                )
            )
            for name, value in each.properties:
                is_text = isinstance(value, str)
                text_value = value if is_text else f"{value:.15g}"
                number_value = None if is_text else value
                properties.append((session, number, name, text_value, number_value))
        self._many(f"INSERT INTO events VALUES ({', '.join('?' * 12)})", rows)  # noqa: S608
        self._many(
            "INSERT OR IGNORE INTO properties VALUES (?, ?, ?, ?, ?)", properties
        )

    def _string(self, text: str) -> int:
        known = self._numbers.get(text)
        if known is None:
            known = self._numbers[text] = self._new_string(text)
        return known

    def _new_string(self, text: str) -> int:
        found = self._connection.execute(
            "SELECT id FROM strings WHERE text = ?", (text,)
        ).fetchone()
        if found is not None:
            return int(found[0])
        row = self._connection.execute("INSERT INTO strings (text) VALUES (?)", (text,))
        number = int(row.lastrowid or 0)
        self._connection.execute(
            "INSERT INTO found (rowid, text) VALUES (?, ?)", (number, text)
        )
        return number

    def _many(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        if rows:
            self._connection.executemany(statement, rows)


def drop(connection: sqlite3.Connection, paths: Iterable[str]) -> None:
    """Remove all rows of these recordings, and the strings only they held."""
    numbers = [
        number for path in paths if (number := id_of(connection, path)) is not None
    ]
    if not numbers:
        return
    connection.execute("CREATE TEMP TABLE going (id INTEGER PRIMARY KEY)")
    connection.execute("CREATE TEMP TABLE maybe (id INTEGER PRIMARY KEY)")
    connection.executemany("INSERT INTO going VALUES (?)", [(n,) for n in numbers])
    for column, table in (("text", "events"), ("page", "events"), ("string", "screen")):
        connection.execute(
            f"INSERT OR IGNORE INTO maybe SELECT {column} FROM {table} "  # noqa: S608
            "WHERE session IN (SELECT id FROM going)"
        )
    for table in ("events", "screen", "properties"):
        connection.execute(
            f"DELETE FROM {table} WHERE session IN (SELECT id FROM going)"  # noqa: S608
        )
    connection.execute("DELETE FROM sessions WHERE id IN (SELECT id FROM going)")
    connection.execute(
        "DELETE FROM maybe WHERE id IN (SELECT id FROM maybe WHERE "
        "EXISTS (SELECT 1 FROM events WHERE text = maybe.id) "
        "OR EXISTS (SELECT 1 FROM events WHERE page = maybe.id) "
        "OR EXISTS (SELECT 1 FROM screen WHERE string = maybe.id))"
    )
    connection.execute(
        "INSERT INTO found (found, rowid, text) "
        "SELECT 'delete', id, text FROM strings WHERE id IN (SELECT id FROM maybe)"
    )
    connection.execute("DELETE FROM strings WHERE id IN (SELECT id FROM maybe)")
    connection.execute("DROP TABLE going")
    connection.execute("DROP TABLE maybe")
    _touch(connection, numbers)
    set_meta(connection, TO_FORGET, "1")


def id_of(connection: sqlite3.Connection, path: str) -> int | None:
    found = connection.execute(
        "SELECT id FROM sessions WHERE path = ?", (path,)
    ).fetchone()
    return None if found is None else int(found[0])


def meta_of(connection: sqlite3.Connection, key: str) -> str:
    found = connection.execute(
        "SELECT value FROM meta WHERE key = ?", (key,)
    ).fetchone()
    return str(found[0]) if found else ""


def set_meta(connection: sqlite3.Connection, key: str, value: str) -> None:
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def _touch(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Note that the tables for `sql` are out of date where these sessions are."""
    blocks = {(number // tables.BLOCK,) for number in numbers}
    connection.executemany(
        # Not counted: an index that was made anew would come to the same numbers.
        "INSERT OR REPLACE INTO blocks VALUES (?, random() & 0x7fffffffffff)",
        blocks,
    )
