"""The index follows the store: what is new is read, what is gone is forgotten.

Recordings are read outside of transactions and written in batches, each of them whole
or not at all; so an interrupted update goes on where it was, and two at once do work
twice at worst.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path

from replaytest.search import saved, tables
from replaytest.search.gather import DAMAGED, ENCRYPTED, refused
from replaytest.search.put import TO_FORGET, drop, id_of, meta_of, put, set_meta
from replaytest.search.readers import gathered, readers
from replaytest.search.rows import Found
from replaytest.search.schema import (
    index_path,
    opened,
    transaction,
)
from replaytest.search.walk import File, Listing, relative, walk
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
    processes: int | None = None,
    on_progress: OnProgress | None = None,
) -> Updated:
    """Bring the index of the store at `root` up to date. Raises as `schema.opened`.

    `limits` are the thresholds of the signals; with others all is read anew. If there
    is much to read, up to `processes` do, by default as many as there are cores.
    """
    limits = limits or Thresholds()
    with opened(root) as connection:
        known = _listed(connection)
        there = walk(root, known)
        stale = _to_read(known, there, anew=not _marked(connection, limits))
        gone = [path for path in known.files if path not in there.files]
        if gone:
            with transaction(connection):
                drop(connection, gone)
        if gone or _is_pending(connection):
            _finish_forgetting(connection, root)
        _mark_anew(connection, limits)
        with closing(gathered(root, stale, limits, processes or readers())) as found:
            _take(connection, found, len(stale), on_progress)
        # Not before all that is in them is known.
        _remember(connection, known.folders, there.folders)
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
                _list_again(connection, known)
                left = _still_there(connection, sessions)
            _finish_forgetting(connection, root)
            saved.forget_sessions(root, sessions - left)
    return len(known)


def _listed(connection: sqlite3.Connection) -> Listing:
    """Return the files and folders that the index knows."""
    files = connection.execute("SELECT path, size, modified FROM sessions")
    folders = connection.execute("SELECT path, changed FROM folders")
    return Listing(
        {path: (size, modified) for path, size, modified in files},
        dict(folders.fetchall()),
    )


def _to_read(known: Listing, there: Listing, *, anew: bool) -> list[File]:
    """Return the files whose recordings are not known as they are, or all."""
    stale = [
        File(path, *stamp)
        for path, stamp in there.files.items()
        if anew or known.files.get(path) != stamp
    ]
    # The newest are asked for first, and their folders are named by time.
    stale.sort(key=lambda file: file.path.rsplit("/", 2)[-2:], reverse=True)
    return stale


def _marked(connection: sqlite3.Connection, limits: Thresholds) -> bool:
    """Say whether all that is known was found with these thresholds."""
    return meta_of(connection, "made with") == mark(limits)


def mark(limits: Thresholds) -> str:
    """Return what is another text for rows made with other thresholds."""
    told = encode({"summary": SUMMARY_VERSION, "limits": asdict(limits)})
    return blake2b(told, digest_size=16).hexdigest()


def _mark_anew(connection: sqlite3.Connection, limits: Thresholds) -> None:
    """If all is to be read anew, see that it is, though this be interrupted."""
    if not _marked(connection, limits):
        with transaction(connection):
            connection.execute("UPDATE sessions SET modified = 0")
            set_meta(connection, "made with", mark(limits))


def _take(
    connection: sqlite3.Connection,
    found: Iterable[Found],
    count: int,
    on_progress: OnProgress | None,
) -> None:
    done = 0
    for batch in _batches(found):
        # Another process may have been quicker.
        _put(connection, [each for each in batch if not _is_known(connection, each)])
        done += len(batch)
        if on_progress is not None:
            on_progress(done, count)


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


def _batches(found: Iterable[Found]) -> Iterator[list[Found]]:
    """Yield what took up to 2 seconds to read, together."""
    batch: list[Found] = []
    since = time.monotonic()
    for each in found:
        batch.append(each)
        if len(batch) == BATCH or time.monotonic() - since > BATCH_S:
            yield batch
            batch, since = [], time.monotonic()
    if batch:
        yield batch


def _is_known(connection: sqlite3.Connection, found: Found) -> bool:
    row = found.session
    return (
        connection.execute(
            "SELECT 1 FROM sessions WHERE path = ? AND size = ? AND modified = ?",
            (row.path, row.size, row.modified),
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


def _remember(
    connection: sqlite3.Connection, known: dict[str, int], there: dict[str, int]
) -> None:
    new = [(path, at) for path, at in there.items() if known.get(path) != at]
    gone = [(path,) for path in known if path not in there]
    if not new and not gone:
        return
    # Where it cannot be kept, as in a store that is read-only, all is listed again.
    with contextlib.suppress(sqlite3.OperationalError), transaction(connection):
        connection.executemany("INSERT OR REPLACE INTO folders VALUES (?, ?)", new)
        connection.executemany("DELETE FROM folders WHERE path = ?", gone)


def _list_again(connection: sqlite3.Connection, paths: Iterable[str]) -> None:
    """Forget the folders of recordings; if they are still there, they are found."""
    for path in paths:
        folder = path.rpartition("/")[0]
        above = folder.rpartition("/")[0]
        connection.execute("DELETE FROM folders WHERE path = ?", (folder,))
        connection.execute("UPDATE folders SET changed = 0 WHERE path = ?", (above,))


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
