"""Looking: every part of every file, and the names of files and folders."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson

from replaytest.audit.parts import Part, parts_of
from replaytest.errors import ReplaytestError
from replaytest.files import SUFFIX
from replaytest.mask.secrets import Hit, Secrets
from replaytest.store.blobs import FOLDER as BLOBS
from replaytest.store.folder import QUARANTINE
from replaytest.store.stream import Lines

NAME = "its name"
UNREADABLE = "not audited"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that must not be there; it says by which rule, and never what.

    `rule` is "secret NAME", "pattern NAME", or `UNREADABLE` with the reason as its
    `encoding`: what could not be looked into is not known to be clean. `where` is the
    event, the member of an archive, the line, or `NAME`. `blob` is the digest of the
    blob it is in. `path` and `where` may hold the secret when it is part of a name:
    print them through `Secrets.mask_text`.
    """

    path: Path
    where: str
    rule: str
    encoding: str
    blob: str = ""


def audit_file(path: Path, secrets: Secrets) -> list[Finding]:
    """Return what is in one file, and in its name."""
    return _Audit(secrets).file(path)


def audit_folder(
    root: Path, secrets: Secrets, *, on_file: Callable[[Path], None] | None = None
) -> list[Finding]:
    """Return what is in every file under `root`, and in the names there.

    A blob's findings are those of the recordings that refer to it. What is in
    quarantine already is left out, unless `root` is. `on_file` is called before each.
    """
    audit, found = _Audit(secrets), []
    for path in files_under(root):
        if on_file is not None:
            on_file(path)
        if path.parent.parent.name != BLOBS or path.stem not in audit.blobs:
            found += audit.file(path)
        found += audit.folders(path.parent, root)
    return found


def files_under(root: Path) -> list[Path]:
    """Return the files that `audit_folder` looks at: `root` itself if it is a file."""
    if not root.is_dir():
        return [root]
    found: list[Path] = []
    for folder, folders, files in os.walk(root):
        if Path(folder) == root:
            folders[:] = [name for name in folders if name != QUARANTINE]
        found += [Path(folder, name) for name in files]
    # Recordings first: a blob is named for the first of them that refers to it.
    return sorted(found, key=lambda path: (BLOBS in path.parts, path))


class _Audit:
    """One pass: a blob that many recordings refer to is searched once."""

    def __init__(self, secrets: Secrets) -> None:
        self.blobs: dict[str, dict[tuple[str, bool], list[Hit]]] = {}
        self._secrets = secrets
        self._at = {level: secrets.at_level(level) for level in (0, 1)}
        self._named: set[Path] = set()

    def file(self, path: Path) -> list[Finding]:
        secrets, found = self._secrets_of(path), list[Finding]()
        for part in parts_of(path):
            found += self._in(part, path, secrets)
        return [*self._in_name(path), *dict.fromkeys(found)]

    def folders(self, folder: Path, root: Path) -> Iterator[Finding]:
        """Yield what is in the names of `folder` and those above, up to `root`."""
        while folder not in self._named and root in folder.parents:
            self._named.add(folder)
            yield from self._in_name(folder)
            folder = folder.parent

    def _secrets_of(self, path: Path) -> Secrets:
        """Return what to look for in a file: at level 0 test data is meant to be there.

        What stands beside recordings (their replay) is made of them.
        """
        beside = path.parent.glob(f"*{SUFFIX}")
        recordings = [path] if path.suffix == SUFFIX else list(beside)
        if not recordings:
            return self._secrets
        return self._at[0 if any(map(_tells_test_data, recordings)) else 1]

    def _in_name(self, path: Path) -> Iterator[Finding]:
        for hit in self._secrets.find_in_name(path.name):
            yield Finding(path, NAME, hit.rule, hit.encoding)

    def _in(self, part: Part, path: Path, secrets: Secrets) -> Iterator[Finding]:
        if part.problem:
            yield Finding(path, part.where, UNREADABLE, part.problem, part.blob)
        for hit in self._hits(part, secrets):
            where = part.where
            if not where.startswith(("event", "header", "line")):
                line = part.data.count(b"\n", 0, hit.offset) + 1
                where = f"{where}, line {line}" if where else f"line {line}"
            yield Finding(path, where, hit.rule, hit.encoding, part.blob)
        if "member " in part.where:
            for hit in self._secrets.find_in_name(part.where):
                yield Finding(path, part.where, hit.rule, hit.encoding)

    def _hits(self, part: Part, secrets: Secrets) -> list[Hit]:
        if not part.blob:
            return secrets.find(part.data, patterns=part.is_text)
        # Before the comma stands the event, behind it which part of the blob it is.
        known = self.blobs.setdefault(part.blob, {})
        inside = part.where.partition(", ")[2], secrets is self._at[0]
        if inside not in known:
            known[inside] = secrets.find(part.data, patterns=part.is_text)
        return known[inside]


def _tells_test_data(path: Path) -> bool:
    """Say whether a recording says that it is of mask level 0."""
    try:
        told = orjson.loads(next(iter(Lines(path)), b"{}")).get("mask")
    except (ReplaytestError, OSError, ValueError, AttributeError):
        return False
    level = told.get("level") if isinstance(told, dict) else None
    return type(level) is int and level == 0
