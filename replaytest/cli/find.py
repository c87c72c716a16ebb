"""Which store, and which recordings of it."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from replaytest.config import DEFAULT_DIR, ENVIRONMENT, place
from replaytest.errors import UsageError

if TYPE_CHECKING:
    from replaytest.store.folder import Entry, Store

VARIABLE = f"{ENVIRONMENT}RECORD_SESSIONS_DIR"
WHAT = (
    "path of a .replaytest file or of a folder (or its URL in the store), session id "
    "or its first 6 or more "
    "characters, node id of a test or part of one"
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """The sessions of one attempt at a test, first to last; `asked` were named."""

    sessions: tuple[Entry, ...]
    asked: tuple[Entry, ...]
    damaged: tuple[Entry, ...]

    @property
    def paths(self) -> list[Path]:
        """The recordings, in the order in which their contexts came to life."""
        return [entry.path for entry in self.sessions]


def add_dir(parser: argparse.ArgumentParser) -> None:
    """Add `--dir`."""
    parser.add_argument(
        "--dir",
        metavar="DIR",
        help=f"the store, a folder or a URL such as s3://bucket/folder (default: "
        f"${VARIABLE}, else {DEFAULT_DIR} here or in the nearest parent folder that "
        "has one)",
    )


def store_root(chosen: str | None, *, environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of the store, whether it is there or not.

    Raises `UsageError` for a URL: see `open_store`.
    """
    if url := remote_url(chosen, environ=environ):
        raise UsageError(
            "this works on a folder only",
            where=url,
            fix="export what is needed, or name a folder with --dir",
        )
    if chosen:
        return place(chosen)[0]
    # pytest takes the variable from its rootdir on, which may be above.
    name = str(place(environ.get(VARIABLE) or DEFAULT_DIR)[0])
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / name).is_dir():
            return Path(name) if folder == here else folder / name
    return Path(name)


def remote_url(chosen: str | None, *, environ: Mapping[str, str] = os.environ) -> str:
    """Return the URL of the store, "" if it is a folder."""
    return place(chosen or environ.get(VARIABLE) or DEFAULT_DIR)[1]


def open_store(chosen: str | None) -> Store:
    """Return the store, in a folder or at a URL.

    Entries of one at a URL are for `Store.fetch` before their files are read. Raises
    `RecordingNotFound`, and `UsageError` when a package for the URL is missing.
    """
    if url := remote_url(chosen):
        from replaytest.store.remote import RemoteStore

        return RemoteStore.at(url)
    from replaytest.store.folder import Store

    return Store.open(store_root(chosen))


def find(options: argparse.Namespace) -> list[Entry]:
    """Return the recordings that WHAT names, newest first, at least one.

    Raises `RecordingNotFound`. A path needs no store around it.
    """
    return find_in_store(options)[1]


def find_in_store(options: argparse.Namespace) -> tuple[Store, list[Entry]]:
    """Do what `find` does; return the store too."""
    from replaytest.store.folder import Store

    # Not pathlib's, which raises for long names.
    if not remote_url(options.dir) and os.path.exists(options.what):  # noqa: PTH110
        store = Store(store_root(options.dir))
    else:
        store = open_store(_store_of(options.what) or options.dir)
    return store, store.find(options.what)


def _store_of(what: str) -> str:
    """Return the URL of the store that a recording's URL is in, "" if it is none."""
    # The layout's own folder is the last of these names.
    found = re.match(r"([^:/]+://[^/]+.*)/(?:tests|sessions)(?:/|$)", what)
    return place(found[1])[1] if found else ""


def newest_attempt(options: argparse.Namespace) -> Attempt:
    """Return the newest attempt that WHAT names, with all its sessions, to be read.

    Raises:
        RecordingNotFound: there is none.
        RecordingError: it cannot be fetched from where it is.
        RecordingDamaged: nothing of what there is can be read.
        RecordingTooNew: the same, for files of a later replaytest.
    """
    from replaytest.store.entry import load
    from replaytest.store.read import read

    store, found = find_in_store(options)
    first = next((entry for entry in found if entry.damaged is None), None)
    if first is None:
        read(found[0].path)  # raises, and says why
        first = load(found[0].path)  # it was being written a moment ago
    beside = sorted(
        store.attempt(first.path.parent), key=lambda entry: _in_order(entry.path)
    )
    named = {entry.path.absolute() for entry in found}
    sessions = tuple(
        entry for entry in beside if entry.damaged is None and entry.test == first.test
    )
    return Attempt(
        sessions=sessions,
        asked=tuple(entry for entry in sessions if entry.path.absolute() in named),
        damaged=tuple(entry for entry in beside if entry.damaged is not None),
    )


def _in_order(path: Path) -> tuple[str, int]:
    # session, session-2, session-10: neither text nor bytes sort them so.
    name, number = re.fullmatch(r"(.*?)(?:-(\d{1,9}))?", path.stem, re.DOTALL).groups()  # type: ignore[union-attr]
    return name, int(number or 1)
