"""Sealing: a finished recording rewritten small, its bodies shared with the others.

The live file stays as it is until a complete new one has been written, read back
and moved over it; after any failure it is still there, as readable as before.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from replaytest.errors import RecordingDamaged
from replaytest.rrweb import EventType
from replaytest.store import alike, crypt, deltas, entry, keys, lines, pack
from replaytest.store.read import Recording, read
from replaytest.store.stream import LineFile, Lines

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from replaytest.store.blobs import Blobs

# Measured, see "Live and sealed" in FORMAT.md.
SEALED_LEVEL = 9


def seal(path: Path, blobs: Blobs | None) -> None:
    """Seal the recording at `path` and write its sidecar; see `seal_stepwise`."""
    for _ in seal_stepwise(path, blobs):
        pass


def seal_stepwise(
    path: Path, blobs: Blobs | None, key_folder: Path | None = None
) -> Generator[None, None, None]:
    """Do what `seal` does, one line per step, so that other work can come between.

    Without `blobs` nothing leaves the file, nor does it of an encrypted one, whose
    key must be in `key_folder` (None: the usual one): a blob would outlive the key. A
    sealed file is left alone. Raises `RecordingError` for a file that is torn or has no
    end record (sealing would hide that), and `OSError` as the system does.
    """
    if read(path, key_folder=key_folder).sealed:
        return
    temporary = path.with_name(f".{path.name}.{uuid4().hex[:8]}.tmp")
    try:
        sealing = _Sealing(path, blobs, key_folder)
        yield from sealing.write(temporary)
        recording = read(temporary, key_folder=key_folder)
        _check(recording, sealing.events)
        # The sidecar first: whoever sees a sealed file can rely on finding one, and
        # retention on finding there which blobs are needed.
        entry.save(recording, path)
        temporary.replace(path)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def _check(recording: Recording, events: int) -> None:
    whole = recording.torn_at is None and recording.finished
    if not whole or recording.event_count != events:
        raise RecordingDamaged(
            "what was sealed does not read back",
            where=str(recording.path),
            fix="the unsealed recording is still there; please report this",
        )


class _Sealing:
    """The pass over one live file. `events` counts the events written."""

    def __init__(
        self, path: Path, blobs: Blobs | None, key_folder: Path | None
    ) -> None:
        self.events = 0
        self._source = Lines(path, key_folder)
        session = crypt.session_of(path)
        self._key = keys.load(key_folder, session, recording=path) if session else None
        self._blobs = None if session else blobs
        self._digests: dict[str, None] = {}
        self._earlier = alike.Earlier()
        self._dropped = 0
        self._end: bytes | None = None

    def write(self, target: Path) -> Iterator[None]:
        """Write the sealed file to `target`, one line per step."""
        # Live files are 5 to 20 times smaller than their lines.
        lines_size = 16 * self._source.path.stat().st_size
        file = LineFile(
            target,
            level=SEALED_LEVEL,
            expected=lines_size,
            checksum=True,
            key=self._key,
        )
        try:
            incoming = iter(self._source)
            file.write(_sealed_header(next(incoming)))
            # In a block of its own the header outlives a cut in the first events.
            file.flush()
            for line in incoming:
                file.write(self._sealed(line))
                yield
            file.write(self._last_lines())
            file.close()
        finally:
            file.abandon()

    def _sealed(self, line: bytes) -> bytes:
        """Return what stands for `line` in the sealed file, b"" for nothing."""
        if self._stays(line):
            self.events += 1
            return line + b"\n"
        try:
            value = lines.decode(line)
        except ValueError:
            value = None
        if isinstance(value, dict):
            return self._sealed_object(line, value)
        found = lines.event_of(value)
        # A packed line in a live file is made up, and would become a reference here.
        if found is None or found[2]:
            self._dropped += 1
            return b""
        self.events += 1
        return (self._packed(line, value) if self._pays(line) else b"") or line + b"\n"

    def _stays(self, line: bytes) -> bool:
        """Say whether this is an event that stays as it is, sooner."""
        if self._pays(line) and (deltas.may_pay(line) or self._may_share(line)):
            return False
        return lines.type_of(line) not in (None, EventType.FULL_SNAPSHOT)

    def _sealed_object(self, line: bytes, value: dict[str, Any]) -> bytes:
        kind = value.get("record")
        if kind == "end":
            self._end = line + b"\n"
        if kind in ("end", "blobs"):
            return b""
        return line + b"\n"

    def _pays(self, line: bytes) -> bool:
        # No shorter line can hold anything that goes to a blob, or rows that matter.
        return len(line) >= min(pack.STRING_BYTES, pack.SNAPSHOT_BYTES)

    def _may_share(self, line: bytes) -> bool:
        return self._blobs is not None and pack.may_share(line)

    def _packed(self, line: bytes, value: list[Any]) -> bytes:
        tab, event = value
        try:
            put = self._put if self._blobs is not None else None
            if pack.pack(event, line, put, self._earlier):
                return lines.encode([tab, event, lines.PACKED])
        except TypeError:
            pass  # nested deeper than orjson writes: the line stays as it came
        return b""

    def _put(self, body: bytes) -> str:
        assert self._blobs is not None
        digest = self._blobs.put(body)
        self._digests[digest] = None
        return digest

    def _last_lines(self) -> bytes:
        if self._source.torn_at is not None or self._end is None:
            raise RecordingDamaged(
                "an unfinished recording is not sealed",
                where=str(self._source.path),
                fix="read it as it is",
            )
        records: list[dict[str, Any]] = []
        if self._dropped:
            text = f"lines that were no events and are left out: {self._dropped}"
            records.append({"record": "problem", "text": text})
        if self._digests:
            records.append({"record": "blobs", "blobs": list(self._digests)})
        return b"".join(map(lines.encode, records)) + self._end


def _sealed_header(line: bytes) -> bytes:
    return lines.encode(lines.decode(line) | {"sealed": True})
