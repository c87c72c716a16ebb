"""Quarantine: an attempt's folder leaves the store, with a note of what was found.

What is in `<store>/quarantine` is listed, replayed and collected by nothing. It is
still on the disk, for whoever has to find out how it came there.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from replaytest.audit.scan import NAME, Finding
from replaytest.errors import RecordingError, StoreNotWritable, UsageError
from replaytest.files import SUFFIX
from replaytest.store.blobs import Blobs, write_whole
from replaytest.store.folder import (
    QUARANTINE,
    TESTS,
    Store,
    remove_empty_folders,
)
from replaytest.store.lines import encode
from replaytest.store.read import read

NOTE = "quarantined.json"


def quarantine(path: Path, findings: Sequence[Finding], store: Store) -> Path:
    """Move the attempt that `path` belongs to out of sight; return its new folder.

    `path` is a recording, its folder, or any file in that. The blobs it needs are
    copied with it, and those in which something was found leave the store: other
    recordings that refer to them show nothing in their place.

    Raises:
        UsageError: `path` is in no attempt of this store.
        StoreNotWritable: the folder cannot be moved.
    """
    folder = attempt_of(path, store)
    if folder is None:
        raise UsageError(
            "only a recording of the store can be quarantined",
            where=str(path),
            fix="remove the file",
        )
    stop = store.own_folder_of(folder)
    assert stop is not None
    target = _free(store.root / QUARANTINE / folder.relative_to(store.root.absolute()))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _copy_blobs(folder, store)
        folder.rename(target)
        write_whole(target / NOTE, encode(_note(findings, folder)))
        for digest in {finding.blob for finding in findings} - {""}:
            store.blobs.path(digest).unlink(missing_ok=True)
    except OSError as error:
        raise StoreNotWritable(
            f"the recording cannot be quarantined: {error.strerror or error}",
            where=str(error.filename or folder),
            fix=f"remove {folder}",
        ) from error
    remove_empty_folders(folder.parent, stop)
    return target


def attempt_of(path: Path, store: Store) -> Path | None:
    """Return the folder of the attempt that `path` is, or is in."""
    own = store.own_folder_of(path)
    if own is None:
        return None
    parts = path.absolute().relative_to(own.absolute()).parts
    depth = 2 if own.name == TESTS else 1
    return own.absolute().joinpath(*parts[:depth]) if len(parts) >= depth else None


def _free(target: Path) -> Path:
    number, free = 1, target
    while free.exists():
        number += 1
        free = target.with_name(f"{target.name}-{number}")
    return free


def _copy_blobs(folder: Path, store: Store) -> None:
    kept = Blobs(store.root / QUARANTINE)
    for path in folder.rglob(f"*{SUFFIX}"):
        # One that cannot be read was never sealed, and has no blobs.
        with contextlib.suppress(RecordingError):
            for digest in read(path).blobs:
                _copy(store.blobs.path(digest), kept.path(digest))


def _copy(blob: Path, target: Path) -> None:
    if blob.is_file() and not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(blob, target)


def _note(findings: Iterable[Finding], folder: Path) -> dict[str, object]:
    findings = list(findings)
    # The note may be shown to anybody: a name that holds a secret is left out.
    named = {finding.path for finding in findings if finding.where == NAME}
    return {
        "quarantined": 1,
        "findings": [
            {
                "file": None if finding.path in named else _below(finding.path, folder),
                "where": _without_members(finding.where),
                "rule": finding.rule,
                "encoding": finding.encoding,
            }
            for finding in findings
        ],
    }


def _below(path: Path, folder: Path) -> str:
    absolute = path.absolute()
    inside = absolute.is_relative_to(folder) and absolute != folder
    return str(absolute.relative_to(folder)) if inside else path.name


def _without_members(where: str) -> str:
    # Names in an archive are anybody's, and were not looked at one by one.
    before, member, _ = where.partition("member ")
    return f"{before}a member" if member else where
