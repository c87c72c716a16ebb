"""One recording as a file that needs no store around it: its bodies are in it again.

For what is kept in git: a baseline lies beside tests, where there are no blobs.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from replaytest.errors import RecordingDamaged, StoreNotWritable, UsageError
from replaytest.store import crypt, lines, pack
from replaytest.store.read import Recording, blobs_for, read
from replaytest.store.seal import SEALED_LEVEL
from replaytest.store.stream import LineFile, Lines

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from replaytest.model import Outcome


def write_alone(
    recording: Recording, target: Path, *, outcome: Outcome | None = None
) -> None:
    """Write a recording to `target`, which is replaced at once or stays as it is.

    With `outcome` it says that it ended so. Events stay as they are.

    Raises:
        RecordingDamaged: it is torn or unfinished, or a body that it needs is missing.
        UsageError: it is encrypted, which the file would not be.
        StoreNotWritable: the file cannot be written.
    """
    _check(recording)
    temporary = target.with_name(f".{target.name}.{uuid4().hex[:8]}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _write(recording, temporary, outcome)
        after = read(temporary)
        if after.torn_at is not None or after.event_count != recording.event_count:
            raise RecordingDamaged(
                "what was written does not read back",
                where=str(target),
                fix="it is as it was; please report this",
            )
        temporary.replace(target)
    except OSError as error:
        raise StoreNotWritable(
            f"it cannot be written: {error.strerror or error}",
            where=str(target),
            fix="check the path and its permissions",
        ) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def _check(recording: Recording) -> None:
    where = str(recording.path)
    if crypt.session_of(recording.path) is not None:
        raise UsageError(
            "this recording is encrypted, and the file would not be",
            where=where,
            fix="record the test without --record-sessions-encrypt",
        )
    if recording.torn_at is not None or not recording.finished:
        raise RecordingDamaged(
            "this recording is not whole", where=where, fix="record it again"
        )


def _write(recording: Recording, target: Path, outcome: Outcome | None) -> None:
    file = LineFile(
        target,
        level=SEALED_LEVEL,
        expected=16 * recording.path.stat().st_size,
        checksum=True,
    )
    blobs = blobs_for(recording.path)
    try:
        # Reading has migrated the header; in a block of its own it outlives a cut.
        file.write(lines.encode(recording.header | {"sealed": True}))
        file.flush()
        for line in islice(Lines(recording.path), 1, None):
            file.write(_line(line, blobs.get, recording, outcome))
        file.close()
    finally:
        file.abandon()


def _line(
    line: bytes, get: pack.Get, recording: Recording, outcome: Outcome | None
) -> bytes:
    """Return what stands for a line, b"" for nothing."""
    try:
        value: Any = lines.decode(line)
    except ValueError:
        return line + b"\n"
    if isinstance(value, dict):
        return _record(line, value, outcome)
    found = lines.event_of(value)
    if found is None or not found[2] or not recording.sealed:
        return line + b"\n"
    tab, event, _ = found
    missing: Counter[str] = Counter()
    try:
        pack.unpack(event, get, _counting(missing))
    except pack.MissingSnapshot:
        missing["blob"] += 1
    if missing:
        raise RecordingDamaged(
            "bodies of this recording are missing from its store",
            where=str(recording.path),
            fix="record it again",
        )
    return lines.encode([tab, event])


def _counting(missing: Counter[str]) -> Callable[[], None]:
    return lambda: missing.update(["blob"])


def _record(line: bytes, value: dict[str, Any], outcome: Outcome | None) -> bytes:
    if value.get("record") == "blobs":
        return b""
    if value.get("record") == "end" and outcome is not None:
        return lines.encode(value | {"outcome": outcome})
    return line + b"\n"
