"""Rewriting: a recording of an older format, written again in the current one.

Readers migrate on the fly, so nothing has to be rewritten to be read; it is for
stores that other tools read too, and for the day an old step is dropped. Only the
header changes, all other lines stay byte for byte, as does whether it is sealed.
"""

from __future__ import annotations

import contextlib
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from replaytest.errors import RecordingDamaged
from replaytest.store import crypt, entry, keys, lines, migrate
from replaytest.store.read import Recording, read
from replaytest.store.seal import SEALED_LEVEL
from replaytest.store.stream import LIVE_LEVEL, LineFile, Lines

if TYPE_CHECKING:
    from pathlib import Path


def is_current(path: Path, *, key_folder: Path | None = None) -> bool:
    """Say whether the file has the format that is written today.

    Raises `RecordingDamaged`, `RecordingTooNew`, `KeyMissing`, and `OSError` as the
    system does.
    """
    header = _header(path, key_folder)
    migrate.migrate(header, where=str(path))
    return bool(header["replaytest"] == migrate.FORMAT)


def rewrite(path: Path, *, key_folder: Path | None = None) -> None:
    """Write the recording and its sidecar in the current format.

    The file stays as it is until the new one has been read back; so it does after any
    error. Raises what `is_current` raises, and `RecordingDamaged` for a file without
    an end or with a tear: it may be written to, and rewriting would hide the tear.
    """
    before = read(path, key_folder=key_folder)
    if before.torn_at is not None or not before.finished:
        raise RecordingDamaged(
            "an unfinished recording is not rewritten",
            where=str(path),
            fix="read it as it is",
        )
    temporary = path.with_name(f".{path.name}.{uuid4().hex[:8]}.tmp")
    try:
        _write(before, temporary, key_folder)
        after = read(temporary, key_folder=key_folder)
        if _gist(before) != _gist(after):
            raise RecordingDamaged(
                "what was rewritten does not read back",
                where=str(path),
                fix="the recording is still there as it was; please report this",
            )
        entry.save(after, path)
        temporary.replace(path)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def _write(before: Recording, target: Path, key_folder: Path | None) -> None:
    session = crypt.session_of(before.path)
    file = LineFile(
        target,
        level=SEALED_LEVEL if before.sealed else LIVE_LEVEL,
        expected=16 * before.path.stat().st_size,
        checksum=before.sealed,
        key=keys.load(key_folder, session, recording=before.path) if session else None,
    )
    try:
        # Reading has migrated the header; in a block of its own it outlives a cut.
        file.write(lines.encode(before.header))
        file.flush()
        for line in islice(Lines(before.path, key_folder), 1, None):
            file.write(line + b"\n")
        file.close()
    finally:
        file.abandon()


def _header(path: Path, key_folder: Path | None) -> dict[str, Any]:
    try:
        header = lines.decode(next(iter(Lines(path, key_folder)), b""))
    except ValueError:
        header = None
    if not isinstance(header, dict):
        raise RecordingDamaged(
            "the header cannot be read", where=str(path), fix="remove the file"
        )
    return header


def _gist(recording: Recording) -> tuple[object, ...]:
    return (
        recording.header,
        recording.event_count,
        recording.tabs,
        recording.gaps,
        recording.blobs,
        recording.end,
        recording.torn_at,
    )
