"""Summaries beside their recordings: `session.summary.json`, made once.

It is made anew when the recording's bytes, the thresholds or the version of summaries
are other ones; what a scanner saw, when its version is. It holds nothing that could not
be worked out again: it may be deleted. Of an encrypted recording none is written, since
it would be readable when the key is gone; nor of one that is still being written.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec

from replaytest.signals.thresholds import Thresholds
from replaytest.store.blobs import write_whole
from replaytest.store.crypt import session_of as encrypted_session_of
from replaytest.store.lines import encode
from replaytest.store.read import Recording, read
from replaytest.summary.make import summary_of
from replaytest.summary.model import VERSION, Observation, Summary
from replaytest.summary.opening import session_of
from replaytest.summary.scanners import Scanner, observe, registered

NAME = ".summary.json"


class Seen(msgspec.Struct):
    """What one version of a scanner saw."""

    version: int
    found: list[Observation]


class Stored(msgspec.Struct):
    """The file. `recording` is the digest of the recording's bytes."""

    version: int
    recording: str
    thresholds: dict[str, float]
    summary: Summary
    observations: dict[str, Seen]


def summary_path(recording: Path) -> Path:
    """Return where the summary of the recording at `recording` lies."""
    return recording.with_suffix(NAME)


def load_or_make(
    path: Path,
    *,
    limits: Thresholds | None = None,
    scanners: Sequence[Scanner] | None = None,
) -> Summary:
    """Return the summary of the recording at `path`, stored or made and stored.

    `scanners` are all that are registered unless given. Raises `RecordingError` as
    `store.read` does; that a summary cannot be stored is no error.
    """
    limits = limits or Thresholds()
    failed: dict[str, str] = {}
    if scanners is None:
        scanners, failed = registered()
    mark = _mark(path)
    known = _load(summary_path(path))
    if known is not None and not _is_fresh(known, mark, limits):
        known = None
    wanted = {each.name: each.version for each in scanners}
    seen = {} if known is None else known.observations
    missing = [each for each in scanners if _version(seen, each.name) != each.version]
    if known is None or missing:
        known, more = _made(path, known, missing, limits, mark)
        failed |= more
    kept = [known.observations[name] for name in wanted if name in known.observations]
    return replace(
        known.summary,
        observations=tuple(each for seen in kept for each in seen.found),
        failed_scanners=failed,
    )


def stored(path: Path) -> Summary | None:
    """Return the summary in a file, None if it is none of this version."""
    known = _load(path)
    return known.summary if known and known.version == VERSION else None


def _made(
    path: Path,
    known: Stored | None,
    scanners: Sequence[Scanner],
    limits: Thresholds,
    mark: str,
) -> tuple[Stored, dict[str, str]]:
    recording = read(path)
    session = session_of(recording)
    if known is None:
        summary = summary_of(recording, session, limits)
        known = Stored(VERSION, mark, asdict(limits), summary, {})
    seen, failed = observe(session, scanners)
    versions = {each.name: each.version for each in scanners}
    for name, found in seen.items():
        known.observations[name] = Seen(versions[name], found)
    if _may_be_stored(recording):
        # A store may be read-only; the summary is there all the same.
        with contextlib.suppress(OSError, TypeError):
            write_whole(summary_path(path), encode(_json(known)))
    return known, failed


def _json(known: Stored) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(known)
    return found


def _may_be_stored(recording: Recording) -> bool:
    return recording.finished and encrypted_session_of(recording.path) is None


def _is_fresh(known: Stored, mark: str, limits: Thresholds) -> bool:
    return (known.version, known.recording, known.thresholds) == (
        VERSION,
        mark,
        asdict(limits),
    )


def _version(seen: dict[str, Seen], name: str) -> int | None:
    return seen[name].version if name in seen else None


def _load(path: Path) -> Stored | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Stored)
    except (OSError, msgspec.MsgspecError, RecursionError, ValueError):
        return None


def _mark(path: Path) -> str:
    """Return the digest of a recording's bytes, "" if `read` has to say why not."""
    digest = blake2b(digest_size=16)
    try:
        with path.open("rb") as file:
            for part in iter(partial(file.read, 1 << 20), b""):
                digest.update(part)
    except OSError:
        return ""
    return digest.hexdigest()
