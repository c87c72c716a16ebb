"""Merging: the recordings of other stores, and what they need, copied into one.

An attempt's folder keeps its place, so that two attempts at a test stand side by side.
What is there already, told by its session, is left alone: merging twice changes
nothing. As in an upload, blobs come first and the recording last, so that whoever
sees a recording finds what it needs.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import uuid4

from replaytest.errors import ReplaytestError, StoreNotWritable
from replaytest.files import REPLAY_NAME, SUFFIX
from replaytest.store import crypt
from replaytest.store.entry import Entry, beside, sidecar_of
from replaytest.store.folder import Store
from replaytest.store.read import read

PICKED = ("collections", "searches")


@dataclass(slots=True)
class Merged:
    """What became of recordings: paths in the store, and where they came from.

    `left` could not be read, with the reason; `problems` are of what was copied all the
    same; `there` counts those that the store had.
    """

    copied: list[Path] = field(default_factory=list)
    there: int = 0
    left: list[tuple[Path, str]] = field(default_factory=list)
    problems: list[tuple[Path, str]] = field(default_factory=list)


class Merger:
    """Copies into the store `into`. Several processes must not do so at once."""

    def __init__(self, into: Store) -> None:
        """Look what is there."""
        self.result = Merged()
        self._into = into
        self._known = {
            entry.session: entry for entry in into.entries() if entry.session
        }
        self._sure: set[str] = set()

    def take(self, shard: Store, on_recording: Callable[[], None]) -> None:
        """Copy what a store has; call `on_recording` for each that was looked at.

        Raises `StoreNotWritable`, and `RecordingError` when a store at a URL cannot be
        read.
        """
        folders: dict[Path, list[Entry]] = defaultdict(list)
        for entry in shard.entries():
            folders[entry.path.parent].append(entry)
        found = [each for entries in folders.values() for each in entries]
        # All at once: a network has them sooner than one by one.
        shard.fetch(each for each in found if not self._is_there(each))
        for folder, entries in sorted(folders.items()):
            try:
                self._take_attempt(shard, folder, entries, on_recording)
            except OSError as error:
                raise StoreNotWritable(
                    f"it cannot be copied: {error.strerror or error}",
                    where=str(error.filename or folder),
                    fix="make room or change the permissions, then merge again",
                ) from error
        self._take_picked(shard)

    def _take_attempt(
        self,
        shard: Store,
        folder: Path,
        entries: Sequence[Entry],
        on_recording: Callable[[], None],
    ) -> None:
        new: list[Entry] = []
        for entry in sorted(entries, key=lambda each: each.path):
            on_recording()
            if entry.path.is_symlink():
                self.result.left.append((entry.path, "a link"))
            elif self._is_there(entry):
                self.result.there += 1
            elif (why := self._unreadable(entry)) is not None:
                self.result.left.append((entry.path, why))
            else:
                new.append(entry)
        if not new:
            return
        target = self._free_folder(folder.relative_to(shard.root), new)
        target.mkdir(parents=True, exist_ok=True)
        for entry in new:
            self._copy_blobs(shard, entry)
            self._copy_recording(entry, target)
        self._copy_if_file(folder / REPLAY_NAME, target)

    def _is_there(self, entry: Entry) -> bool:
        known = self._known.get(entry.session)
        # A job that was killed, and its upload after somebody sealed it.
        return known is not None and (known.finished or not entry.finished)

    def _unreadable(self, entry: Entry) -> str | None:
        """Return why a recording cannot be read, None if it can or has no key here."""
        try:
            if crypt.session_of(entry.path) is not None:
                return None
            # The file itself: its sidecar may know nothing of what befell it.
            recording = read(entry.path)
        except ReplaytestError as error:
            return error.problem
        except OSError as error:
            return error.strerror or str(error)
        if recording.torn_at is not None:
            torn = f"torn: readable up to byte {recording.torn_at}"
            self.result.problems.append((entry.path, torn))
        return None

    def _free_folder(self, place: Path, new: Sequence[Entry]) -> Path:
        """Return where these go: their own place, unless others have their names."""
        folder = self._into.root / place
        known = self._known.get(new[0].session)
        if known is not None:
            return known.path.parent
        taken = any((folder / each.path.name).exists() for each in new)
        return (
            folder.with_name(f"{folder.name}-{new[0].session[:8]}") if taken else folder
        )

    def _copy_blobs(self, shard: Store, entry: Entry) -> None:
        missing = 0
        for digest in dict.fromkeys(entry.blobs):
            if digest in self._sure:
                continue
            target = self._into.blobs.path(digest)
            if self._into.blobs.get(digest) is not None:
                # Retention spares young ones: nothing refers to this one yet.
                os.utime(target)
            elif shard.blobs.get(digest) is not None:
                target.parent.mkdir(parents=True, exist_ok=True)
                _copy(shard.blobs.path(digest), target)
            else:
                missing += 1
                continue
            self._sure.add(digest)
        if missing:
            bodies = "1 body" if missing == 1 else f"{missing} bodies"
            self.result.problems.append((entry.path, f"{bodies} missing"))

    def _copy_recording(self, entry: Entry, folder: Path) -> None:
        target = folder / entry.path.name
        torn = any(path == entry.path for path, _ in self.result.problems)
        for each in beside(entry.path):
            # Of a damaged file it would say what is not true.
            if not (torn and each == sidecar_of(entry.path)):
                self._copy_if_file(each, folder)
        _copy(entry.path, target)
        self.result.copied.append(target)
        if entry.session:
            self._known[entry.session] = replace(entry, path=target)

    def _take_picked(self, shard: Store) -> None:
        for name in PICKED:
            for path in sorted((shard.root / name).glob("*.json")):
                target = self._into.root / name
                if not (target / path.name).exists():
                    with contextlib.suppress(OSError):
                        target.mkdir(parents=True, exist_ok=True)
                        self._copy_if_file(path, target)

    def _copy_if_file(self, path: Path, folder: Path) -> None:
        if path.is_file() and not path.is_symlink():
            _copy(path, folder / path.name)


def quarantined(shard: Store) -> int:
    """Return how many recordings a store holds back, which are not merged."""
    from replaytest.store.folder import QUARANTINE

    return sum(1 for _ in (shard.root / QUARANTINE).rglob(f"*{SUFFIX}"))


def _copy(source: Path, target: Path) -> None:
    """Copy a file that other processes see either whole or not at all."""
    temporary = target.with_name(f".{target.name}.{uuid4().hex[:8]}.tmp")
    try:
        shutil.copyfile(source, temporary)
        temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
