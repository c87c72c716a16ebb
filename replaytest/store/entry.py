"""Entries: what a list of recordings shows of each, without opening them all.

A sealed recording `session.replaytest` has its entry beside it in `session.json`,
the sidecar. For every other recording the entry is taken from the file itself. The
sidecar of an encrypted recording is encrypted too, with the same key. Loading never
raises: what is broken is an entry that says so.
"""

from __future__ import annotations

import base64
import contextlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import orjson

from replaytest.errors import ReplaytestError
from replaytest.store import crypt, keys, lines
from replaytest.store.blobs import write_whole
from replaytest.store.migrate import FORMAT
from replaytest.store.read import Recording, outcome_of, read, test_of

if TYPE_CHECKING:
    from pathlib import Path

    from replaytest.model import Outcome, Test

ENCRYPTED = "encrypted"


@dataclass(frozen=True, slots=True)
class Entry:
    """One recording of a store. Times are ms since 1970, `size` is bytes on disk.

    `tabs`, `events` and `gaps` are counts. `blobs` are the digests it refers to.
    `damaged` says why a recording cannot be read; the other fields then hold what
    is known, with the file's own time for `started_at`, and "" for the session unless
    only the key is missing.
    """

    path: Path
    session: str
    test: Test | None
    started_at: int
    ended_at: int | None
    outcome: Outcome | None
    tabs: int
    events: int
    gaps: int
    size: int
    finished: bool
    blobs: tuple[str, ...]
    problems: tuple[str, ...]
    damaged: str | None


def sidecar_of(path: Path) -> Path:
    """Return where the entry of the recording at `path` lies."""
    return path.with_suffix(".json")


def beside(path: Path) -> tuple[Path, ...]:
    """Return the files that are made from a recording and leave with it."""
    return sidecar_of(path), path.with_suffix(".summary.json")


def load(path: Path) -> Entry:
    """Return the entry of the recording at `path`, from its sidecar if there is one."""
    try:
        value = orjson.loads(sidecar_of(path).read_bytes())
        if ENCRYPTED in value:
            value = _decrypted(path, value)
        return from_sidecar(path, value, path.stat().st_size)
    except (OSError, ValueError, KeyError, TypeError, ReplaytestError):
        return _from_file(path)


def save(recording: Recording, path: Path) -> None:
    """Write the sidecar of the recording at `path`, which `recording` was read from.

    Raises `OSError` as the system does, and `KeyMissing` if it is encrypted and its key
    has been removed since.
    """
    entry = asdict(entry_of(recording, 0))
    for name in ("path", "size", "damaged"):
        del entry[name]
    text = lines.encode({"replaytest": FORMAT, **entry})
    session = crypt.session_of(recording.path)
    if session is not None:
        key = keys.load(recording.key_folder, session, recording=path)
        text = _encrypted(text, key)
    write_whole(sidecar_of(path), text)


def entry_of(recording: Recording, size: int) -> Entry:
    """Return the entry of a recording that was read."""
    return Entry(
        path=recording.path,
        session=recording.session,
        test=recording.test,
        started_at=recording.started_at,
        ended_at=recording.ended_at,
        outcome=recording.outcome,
        tabs=len(recording.tabs),
        events=recording.event_count,
        gaps=len(recording.gaps),
        size=size,
        finished=recording.finished,
        blobs=recording.blobs,
        problems=recording.problems + _tear(recording),
        damaged=None,
    )


def _tear(recording: Recording) -> tuple[str, ...]:
    if recording.torn_at is None:
        return ()
    return (f"torn at byte {recording.torn_at}: readable up to there",)


def _encrypted(text: bytes, key: keys.Key) -> bytes:
    body = base64.b64encode(crypt.encrypt(text, key, crypt.SIDECAR)).decode()
    told = {"replaytest": FORMAT, "session": key.session, ENCRYPTED: body}
    return lines.encode(told)


def _decrypted(path: Path, value: dict[str, Any]) -> dict[str, Any]:
    """Return what an encrypted sidecar holds. Raises `KeyMissing`, `ValueError`."""
    session = crypt.session_of(path)
    if session is None or value["session"] != session:
        raise ValueError("the sidecar of another recording")
    key = keys.load(None, session, recording=path)
    data = crypt.decrypt(base64.b64decode(value[ENCRYPTED]), key, crypt.SIDECAR)
    found: dict[str, Any] = orjson.loads(data)
    return found


def from_sidecar(path: Path, value: dict[str, Any], size: int) -> Entry:
    """Return the entry that a sidecar holds, of a recording with `size` bytes.

    The recording itself need not be there. Raises `ValueError`, `LookupError` and
    `TypeError` for what is no sidecar of this format.
    """
    if value["replaytest"] != FORMAT:
        raise ValueError("a sidecar of another format")
    return Entry(
        path=path,
        session=str(value["session"]),
        test=test_of(value["test"]),
        started_at=int(value["started_at"]),
        ended_at=lines.milliseconds(value["ended_at"]),
        outcome=outcome_of(value["outcome"]),
        tabs=int(value["tabs"]),
        events=int(value["events"]),
        gaps=int(value["gaps"]),
        size=size,
        finished=bool(value["finished"]),
        blobs=tuple(map(str, value["blobs"])),
        problems=tuple(map(str, value["problems"])),
        damaged=None,
    )


def _from_file(path: Path) -> Entry:
    try:
        recording = read(path)
        return entry_of(recording, path.stat().st_size)
    except (ReplaytestError, OSError) as error:
        return _damaged(path, str(error))


def _damaged(path: Path, why: str) -> Entry:
    try:
        size, at = path.stat().st_size, int(path.stat().st_mtime * 1000)
    except OSError:
        size, at = 0, 0
    session = None
    with contextlib.suppress(OSError):
        session = crypt.session_of(path)
    return Entry(
        path=path,
        session=session or "",
        test=None,
        started_at=at,
        ended_at=None,
        outcome=None,
        tabs=0,
        events=0,
        gaps=0,
        size=size,
        finished=False,
        blobs=(),
        problems=(),
        damaged=why,
    )
