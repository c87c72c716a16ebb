"""Finding the last pass of a test, beside the recordings of its failure."""

from __future__ import annotations

import re
from pathlib import Path

from replaytest.files import SUFFIX
from replaytest.store import crypt
from replaytest.store.entry import Entry, load
from replaytest.store.folder import QUARANTINE, TESTS, newest_first
from replaytest.store.names import test_folder_name
from replaytest.store.read import Recording


def last_pass(failed: Recording) -> list[Path]:
    """Return the recordings of the newest attempt that passed before this one.

    It is one of the same test with the same parameters, which a node id holds, browser
    included where pytest-playwright chose it. Looked for in the store that holds the
    recording; [] if there is none. An encrypted one would stay readable in the page,
    so it is no candidate.
    """
    if failed.test is None:
        return []
    root = _root_of(failed.path)
    if root is None or root.name == QUARANTINE:
        return []
    folders = _folders(root, failed.test.nodeid)
    entries = [load(path) for folder in folders for path in folder.glob(f"*/*{SUFFIX}")]
    fitting = [entry for entry in entries if _fits(entry, failed)]
    for newest in newest_first(fitting):
        found = sorted(
            (entry for entry in fitting if entry.path.parent == newest.path.parent),
            key=lambda entry: _in_order(entry.path),
        )
        if not any(crypt.session_of(entry.path) for entry in found):
            return [entry.path for entry in found]
    return []


def _root_of(path: Path) -> Path | None:
    """Return the store whose layout a recording lies in: tests/NAME/ATTEMPT/FILE."""
    parents = path.absolute().parents
    inside = len(parents) > 3 and parents[2].name == TESTS
    return parents[3] if inside else None


def _folders(root: Path, nodeid: str) -> list[Path]:
    """Return the folders of a test, of all its attempts in a run."""
    name = test_folder_name(nodeid)
    retries = [test_folder_name(nodeid, attempt) for attempt in range(2, 11)]
    return [root / TESTS / each for each in (name, *retries)]


def _fits(entry: Entry, failed: Recording) -> bool:
    return (
        entry.damaged is None
        and entry.finished
        and entry.outcome == "passed"
        and entry.started_at < failed.started_at
        and entry.test is not None
        and failed.test is not None
        and entry.test.nodeid == failed.test.nodeid
    )


def _in_order(path: Path) -> tuple[str, int]:
    # session, session-2, session-10.
    found = re.fullmatch(r"(.*?)(?:-(\d{1,9}))?", path.stem, re.DOTALL)
    assert found is not None  # it matches whatever there is
    return found[1], int(found[2] or 1)
