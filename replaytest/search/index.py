"""The index follows the store: what is new is read, what is gone is forgotten.

Recordings are read outside of transactions and written in batches, each of them whole
or not at all; so an interrupted update goes on where it was, and two at once do work
twice at worst.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path

from replaytest.search import saved, tables
from replaytest.search.gather import DAMAGED, ENCRYPTED, gather, refused
from replaytest.search.put import TO_FORGET, drop, id_of, meta_of, put, set_meta
from replaytest.search.rows import Found
from replaytest.search.schema import (
    index_path,
    opened,
    transaction,
)
from replaytest.search.walk import File, relative, walk
from replaytest.signals.thresholds import Thresholds
from replaytest.store.lines import encode
from replaytest.summary.model import VERSION as SUMMARY_VERSION

BATCH, BATCH_S = 256, 2.0
OnProgress = Callable[[int, int], None]
"""Called with how many recordings were read, and how many there are to read."""


@dataclass(frozen=True, slots=True)
class Updated:
    """What an update did, and how many recordings the index now has of each sort."""

    read: int
    forgotten: int
    sessions: int
    damaged: int
    encrypted: int


def update(
    root: Path,
    *,
    limits: Thresholds | None = None,
    on_progress: OnProgress | None = None,
) -> Updated:
    """Bring the index of the store at `root` up to date. Raises as `schema.opened`.

    `limits` are the thresholds of the signals; with others all is read anew.
    """
    limits = limits or Thresholds()
    with opened(root) as connection:
        stale, gone = _differences(connection, root, limits)
        if gone:
            with transaction(connection):
                drop(connection, gone)
        if gone or _is_pending(connection):
            _finish_forgetting(connection, root)
        _read(connection, root, stale, limits, on_progress)
        counts = dict(
            connection.execute("SELECT outcome, count(*) FROM sessions GROUP BY 1")
        )
    return Updated(
        read=len(stale),
        forgotten=len(gone),
        sessions=sum(counts.values()),
        damaged=counts.get(DAMAGED, 0),
        encrypted=counts.get(ENCRYPTED, 0),
    )


def forget(root: Path, paths: Iterable[Path]) -> int:
    """Remove recordings from the index of the store at `root`; return how many.

    For whoever removes recordings: what they said is then nowhere under `index/`, nor
    their sessions in a collection. Paths that are not in the store are passed over.
    Raises as `schema.opened`.
    """
    if not index_path(root).exists():
        return 0
    inside = [path for path in paths if path.absolute().is_relative_to(root.absolute())]
    wanted = [relative(root, path) for path in inside]
    with opened(root) as connection:
        known = [path for path in wanted if id_of(connection, path) is not None]
        if known:
            sessions = _sessions_at(connection, known)
            with transaction(connection):
                drop(connection, known)
                left = _still_there(connection, sessions)
            _finish_forgetting(connection, root)
            saved.forget_sessions(root, sessions - left)
    return len(known)


def _differences(
    connection: sqlite3.Connection, root: Path, limits: Thresholds
) -> tuple[list[File], list[str]]:
    """Return which files are to be read, and which paths are gone."""
    files = {each.path: each for each in walk(root)}
    known = {
        path: (size, modified)
        for path, size, modified in connection.execute(
            "SELECT path, size, modified FROM sessions"
        )
    }
    if _marked(connection, limits):
        stale = [
            file
            for path, file in files.items()
            if known.get(path) != (file.size, file.modified)
        ]
    else:
        stale = list(files.values())
    # The newest are asked for first, and their folders are named by time.
    stale.sort(key=lambda file: file.path.rsplit("/", 2)[-2:], reverse=True)
    return stale, [path for path in known if path not in files]


def _marked(connection: sqlite3.Connection, limits: Thresholds) -> bool:
    """Say whether all that is known was found with these thresholds."""
    return meta_of(connection, "made with") == mark(limits)


def mark(limits: Thresholds) -> str:
    """Return what is another text for rows made with other thresholds."""
    told = encode({"summary": SUMMARY_VERSION, "limits": asdict(limits)})
    return blake2b(told, digest_size=16).hexdigest()


def _read(
    connection: sqlite3.Connection,
    root: Path,
    stale: list[File],
    limits: Thresholds,
    on_progress: OnProgress | None,
) -> None:
    anew = not _marked(connection, limits)
    if anew and stale:
        # Not to be taken for up to date if this is interrupted.
        with transaction(connection):
            connection.execute("UPDATE sessions SET modified = 0")
            set_meta(connection, "made with", mark(limits))
    done = 0
    for batch in _batches(stale):
        fresh = [file for file in batch if not _is_known(connection, file)]
        _put(connection, [gather(root, file, limits) for file in fresh])
        done += len(batch)
        if on_progress is not None:
            on_progress(done, len(stale))
    if anew and not stale:
        set_meta(connection, "made with", mark(limits))


def _put(connection: sqlite3.Connection, found: list[Found]) -> None:
    try:
        put(connection, found)
    except (OverflowError, UnicodeError) as error:
        # A number or a text that no database takes: one recording's fault.
        if len(found) == 1:
            put(connection, [refused(found[0], error)])
            return
        for each in found:
            _put(connection, [each])


def _batches(files: list[File]) -> Iterator[list[File]]:
    """Yield files in parts that take some 2 seconds, as far as the last tells."""
    place, count = 0, 16
    while place < len(files):
        started = time.monotonic()
        yield files[place : place + count]
        place += count
        took = max(time.monotonic() - started, 0.001)
        count = max(1, min(BATCH, int(count * BATCH_S / took)))


def _is_known(connection: sqlite3.Connection, file: File) -> bool:
    return (
        connection.execute(
            "SELECT 1 FROM sessions WHERE path = ? AND size = ? AND modified = ?",
            (file.path, file.size, file.modified),
        ).fetchone()
        is not None
    )


def _sessions_at(connection: sqlite3.Connection, paths: Iterable[str]) -> set[str]:
    found = set()
    for path in paths:
        row = connection.execute(
            "SELECT session FROM sessions WHERE path = ?", (path,)
        ).fetchone()
        found.add(str(row[0]))
    return found


def _still_there(connection: sqlite3.Connection, sessions: set[str]) -> set[str]:
    # The same session twice: an import beside its original.
    return {
        each
        for each in sessions
        if connection.execute(
            "SELECT 1 FROM sessions WHERE session = ?", (each,)
        ).fetchone()
    }


def _is_pending(connection: sqlite3.Connection) -> bool:
    return meta_of(connection, TO_FORGET) == "1"


def _finish_forgetting(connection: sqlite3.Connection, root: Path) -> None:
    """Remove the last traces of what was dropped.

    FTS5 keeps the trigrams of what was deleted until its segments are merged.
    """
    with transaction(connection):
        connection.execute("INSERT INTO found (found) VALUES ('optimize')")
        set_meta(connection, TO_FORGET, "0")
    tables.remove_stale(connection, root)
