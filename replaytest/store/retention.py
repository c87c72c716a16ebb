"""Retention: which recordings stay, and the blobs that nothing needs any more.

Removes recordings, their keys and sidecars, blobs, and folders left empty; a file
that the store did not write is never touched. Safe beside processes that are writing.
"""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from replaytest.errors import RecordingError, RecordingTooNew, UsageError
from replaytest.files import SUFFIX
from replaytest.store import crypt, keys
from replaytest.store.blobs import HOUR_MS
from replaytest.store.entry import Entry, beside, sidecar_of
from replaytest.store.folder import Store, remove_empty_folders
from replaytest.store.read import read

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

DAY_MS = 24 * HOUR_MS


@dataclass(frozen=True, slots=True)
class Removed:
    """What was removed: recordings, how many blobs and keys, and bytes without keys."""

    recordings: tuple[Path, ...] = ()
    blobs: int = 0
    size: int = 0
    keys: int = 0


@dataclass(frozen=True, slots=True)
class _Attempt:
    entries: tuple[Entry, ...]

    @property
    def started_at(self) -> int:
        return min(entry.started_at for entry in self.entries)

    @property
    def finished(self) -> bool:
        return all(entry.finished for entry in self.entries)

    @property
    def failed(self) -> bool:
        # Without an end the worker died, which is worth as much as a failure.
        return not self.finished or any(e.outcome == "failed" for e in self.entries)


def apply(
    store: Store,
    *,
    now: int,
    keep_passed: int = 3,
    failed_days: int = 30,
    shred: bool = True,
) -> Removed:
    """Remove what is not worth keeping. `now` is ms since 1970.

    Of each node id the newest `keep_passed` attempts stay that passed (or were
    skipped or interrupted), and the failed ones of the last `failed_days` days. What
    is unfinished and younger than a day stays, and so do recordings without a test
    and those that cannot be read. Blobs: see `collect`. What cannot be removed stays.
    Without `shred` keys stay: there are copies elsewhere that are still wanted.
    """
    going: list[Entry] = []
    for attempts in _attempts(store.entries()).values():
        passed = [attempt for attempt in attempts if not attempt.failed]
        old = [
            attempt
            for attempt in attempts
            if attempt.failed
            and now - attempt.started_at > failed_days * DAY_MS
            and (attempt.finished or now - attempt.started_at > DAY_MS)
        ]
        for attempt in [*passed[keep_passed:], *old]:
            going.extend(attempt.entries)
    return remove(store, going, now=now, shred=shred)


def remove(
    store: Store,
    entries: Iterable[Entry],
    *,
    now: int | None = None,
    shred: bool = True,
) -> Removed:
    """Remove these recordings, then the blobs that only they needed.

    Of an encrypted one the key goes first (from the usual folder): what then happens
    to the file, or to copies of it, does not matter. Raises `UsageError` for a
    recording outside the store, before anything is removed, and `StoreNotWritable`
    when a remote store refuses.
    """
    chosen = list(entries)
    for entry in chosen:
        if store.own_folder_of(entry.path) is None:
            raise UsageError(
                f"recording {str(entry.path)!r} is not in this store",
                where=store.place,
                fix="remove it as a file",
            )
    shredded = sum(_shred(entry.path) for entry in chosen) if shred else 0
    freed = store.remove_files([entry.path for entry in chosen], _unlink)
    gone = tuple(entry.path for entry in chosen if entry.path in freed)
    derived = [each for path in gone for each in beside(path)]
    more_freed = store.remove_files(derived, _unlink)
    for path in gone:
        stop = store.own_folder_of(path)
        assert stop is not None
        remove_empty_folders(path.parent, stop)
    size = sum(freed.values()) + sum(more_freed.values())
    blobs, more = collect(store, now=int(time.time() * 1000) if now is None else now)
    return Removed(gone, blobs, size + more, shredded)


def collect(store: Store, *, now: int) -> tuple[int, int]:
    """Remove blobs no recording refers to; return their number and bytes.

    Blobs younger than an hour (two days at a URL) stay: another process may have
    written, or counted on, one for a recording that is not there yet. Nothing is
    removed while the store has a recording of a later format, whose blobs we cannot
    know.
    """
    needed = _needed(store)
    if needed is None:
        return 0, 0
    unneeded = [
        path
        for digest, path, wanted_at in store.blob_files()
        if digest not in needed
        and wanted_at is not None
        and now - wanted_at > store.blob_grace_ms
    ]
    freed = store.remove_files(unneeded, _unlink)
    for path in freed:
        remove_empty_folders(path.parent, store.blobs.folder)
    return len(freed), sum(freed.values())


def collect_keys(store: Store, *, now: int, key_folder: Path | None = None) -> int:
    """Remove the keys made for this store whose recordings are gone; return how many.

    Anywhere under the store counts, quarantine too; a recording moved out of it loses
    its key. Keys younger than an hour stay: a key is made before its file.
    """
    try:
        folder = key_folder or keys.key_folder()
    except UsageError:
        return 0  # without a place for keys there are none
    waiting = [
        session
        for session, path in keys.keys_for(folder, store.root)
        if _is_old(path, now)
    ]
    if not waiting:
        return 0
    try:
        there = {crypt.session_of(path) for path in store.root.rglob(f"*{SUFFIX}")}
    except OSError:
        return 0  # what cannot be read may need any of them
    return sum(keys.shred(folder, each) for each in waiting if each not in there)


def _shred(path: Path) -> bool:
    session = _session_of(path)
    return session is not None and keys.shred(keys.key_folder(), session)


def _session_of(path: Path) -> str | None:
    try:
        return crypt.session_of(path)
    except OSError:
        return None


def _attempts(entries: Iterable[Entry]) -> dict[str, list[_Attempt]]:
    """Group by node id; entries in one folder are one attempt. Newest first."""
    folders: dict[tuple[str, Path], list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.test is not None and entry.damaged is None:
            folders[entry.test.nodeid, entry.path.parent].append(entry)
    groups: dict[str, list[_Attempt]] = defaultdict(list)
    for (nodeid, _), found in folders.items():
        groups[nodeid].append(_Attempt(tuple(found)))
    for attempts in groups.values():
        attempts.sort(key=lambda attempt: attempt.started_at, reverse=True)
    return groups


def _needed(store: Store) -> set[str] | None:
    """Return the digests that recordings refer to, None if that cannot be known."""
    needed: set[str] = set()
    for path in store.recordings():
        try:
            needed.update(_blobs_of(path))
        except RecordingTooNew:
            return None
        except RecordingError:
            continue  # without a header it was never sealed, and has no blobs
    return needed


def _blobs_of(path: Path) -> list[str]:
    if _session_of(path):
        return []  # encrypted ones share nothing
    # Not through an entry: a sidecar of a later format still lists its blobs here.
    try:
        return [str(d) for d in orjson.loads(sidecar_of(path).read_bytes())["blobs"]]
    except (OSError, ValueError, LookupError, TypeError):
        return list(read(path).blobs)


def _is_old(path: Path, now: int) -> bool:
    try:
        return now - path.stat().st_mtime * 1000 > HOUR_MS
    except OSError:
        return False


def _unlink(path: Path) -> int | None:
    """Remove a file; return its bytes, None if it was not there or cannot go."""
    try:
        size = path.stat().st_size
        path.unlink()
    except OSError:
        return None
    return size
