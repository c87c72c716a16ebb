"""Which store, and which recordings of it."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from replaytest.config import DEFAULT_DIR, ENVIRONMENT

if TYPE_CHECKING:
    from replaytest.store.folder import Entry

VARIABLE = f"{ENVIRONMENT}RECORD_SESSIONS_DIR"
WHAT = (
    "path of a .replaytest file or of a folder, session id or its first 6 or more "
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
        help=f"the store (default: ${VARIABLE}, else {DEFAULT_DIR} here or in the "
        "nearest parent folder that has one)",
    )


def store_root(chosen: str | None, *, environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of the store, whether it is there or not."""
    if chosen:
        return Path(chosen)
    # pytest takes the variable from its rootdir on, which may be above.
    name = environ.get(VARIABLE) or DEFAULT_DIR
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / name).is_dir():
            return Path(name) if folder == here else folder / name
    return Path(name)


def find(options: argparse.Namespace) -> list[Entry]:
    """Return the recordings that WHAT names, newest first, at least one.

    Raises `RecordingNotFound`. A path needs no store around it.
    """
    from replaytest.store.folder import Store

    root = store_root(options.dir)
    if os.path.exists(options.what):  # noqa: PTH110 - pathlib's raises for long names
        return Store(root).find(options.what)
    return Store.open(root).find(options.what)


def newest_attempt(options: argparse.Namespace) -> Attempt:
    """Return the newest attempt that WHAT names, with all its sessions.

    Raises:
        RecordingNotFound: there is none.
        RecordingDamaged: nothing of what there is can be read.
        RecordingTooNew: the same, for files of a later replaytest.
    """
    from replaytest.store.entry import SUFFIX, load
    from replaytest.store.read import read

    found = find(options)
    first = next((entry for entry in found if entry.damaged is None), None)
    if first is None:
        read(found[0].path)  # raises, and says why
        first = load(found[0].path)  # it was being written a moment ago
    beside = [
        load(path)
        for path in sorted(first.path.parent.glob(f"*{SUFFIX}"), key=_in_order)
    ]
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
