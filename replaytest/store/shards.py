"""Shards: the stores that the parallel jobs of a CI left, as one gets them back.

A folder, or the folder of many that `download-artifact` makes; a zip, as GitHub
serves artifacts; a URL. They come from elsewhere: of a zip only what a store has is
unpacked, below a folder of ours, and links are not followed.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from replaytest.errors import (
    LimitExceeded,
    RecordingDamaged,
    RecordingError,
    RecordingNotFound,
)
from replaytest.files import SUFFIX
from replaytest.store.blobs import FOLDER as BLOBS
from replaytest.store.folder import QUARANTINE, SESSIONS, TESTS, Store

# A store of a day's matrix has some thousand files; a bomb has more of either.
MAX_FILES = 200_000
MAX_BYTES = 16 << 30
_FOLDERS = {TESTS, SESSIONS, BLOBS, "collections", "searches"}
_SUFFIXES = {SUFFIX, ".json", ".html", ".zst"}
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


@contextmanager
def opened(place: str, *, but: Path | None = None) -> Iterator[list[Store]]:
    """Give the stores at a folder, a zip or a URL, at least one.

    `but` is a store that is not meant, though it may lie there.

    Raises:
        RecordingNotFound: nothing is there, or no store.
        RecordingDamaged: the zip is none.
        LimitExceeded: the zip is larger than what is unpacked.
        RecordingError: a file or the network refuses.
    """
    path = Path(place)
    if _URL.match(place):
        from replaytest.store.remote import RemoteStore

        yield [RemoteStore.at(place.rstrip("/"))]
    elif path.is_dir():
        yield _stores_in(path, but)
    elif path.is_file():
        with tempfile.TemporaryDirectory(prefix="replaytest-merge-") as folder:
            _unpack(path, Path(folder))
            yield _stores_in(Path(folder), None, named=place)
    else:
        raise RecordingNotFound(
            "there is nothing here",
            where=place,
            fix="name a folder, a zip or a URL with recordings",
        )


def _stores_in(folder: Path, but: Path | None, named: str = "") -> list[Store]:
    """Return the stores in a folder: the places that recordings are below."""
    roots = dict.fromkeys(
        root
        for path in sorted(folder.rglob(f"*{SUFFIX}"))
        if (root := _root_of(path)) is not None and root.is_relative_to(folder)
    )
    found = [root for root in roots if but is None or root.resolve() != but.resolve()]
    if found or roots:
        return [Store(root) for root in found]
    try:
        return [Store.open(folder)]
    except RecordingNotFound as error:
        raise RecordingNotFound(
            "there is no recording in it",
            where=named or str(folder),
            fix="GitHub's upload-artifact leaves .replaytest out unless it has "
            "include-hidden-files: true",
        ) from error


def _root_of(path: Path) -> Path | None:
    """Return the root of the store that has a recording at `path`, None if none."""
    # A store in the default folder, .replaytest, matches the pattern too.
    if path.is_symlink() or not path.is_file():
        return None
    above = path.parents
    for depth, name in ((2, TESTS), (1, SESSIONS)):
        if len(above) > depth + 1 and above[depth].name == name:
            root = above[depth + 1]
            return None if root.name == QUARANTINE else root
    return None


def _unpack(path: Path, folder: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            wanted = [each for each in archive.infolist() if _is_wanted(each.filename)]
            _check_size(wanted, path)
            for each in wanted:
                target = folder / PurePosixPath(each.filename)
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(each) as source, target.open("wb") as out:
                    shutil.copyfileobj(source, out)
    # What zipfile raises for a member that is encrypted, torn or packed otherwise.
    except (zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError) as error:
        raise RecordingDamaged(
            f"it is no zip, or a damaged one: {error}",
            where=str(path),
            fix="download it again",
        ) from error
    except OSError as error:
        raise RecordingError(
            f"cannot be unpacked: {error.strerror or error}",
            where=str(error.filename or path),
            fix="make room, or choose another folder with TMPDIR",
        ) from error


def _is_wanted(name: str) -> bool:
    path = PurePosixPath(name)
    # Names in an archive are anybody's.
    if path.is_absolute() or ".." in path.parts or re.search(r"[\\:\x00]", name):
        return False
    return path.suffix in _SUFFIXES and not _FOLDERS.isdisjoint(path.parts[:-1])


def _check_size(members: list[zipfile.ZipInfo], path: Path) -> None:
    # zipfile reads no more of a member than it says here.
    size = sum(each.file_size for each in members)
    if len(members) > MAX_FILES or size > MAX_BYTES:
        raise LimitExceeded(
            f"it has {len(members)} files of {size >> 20} MiB, more than "
            f"{MAX_FILES} or {MAX_BYTES >> 20} MiB",
            where=str(path),
            fix="unpack it, and merge the folder",
        )
