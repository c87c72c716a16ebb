"""The store: a folder of recordings, and how one is found in it.

`<root>/tests/<test>/<attempt>/session.replaytest`, `<root>/sessions/<session>/` for
recordings without a test, `<root>/blobs/` for what they share. The folder ignores
itself in git and tells backup programs to pass it by.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from replaytest.errors import RecordingNotFound, StoreNotWritable
from replaytest.files import SUFFIX
from replaytest.store.blobs import FOLDER as BLOBS
from replaytest.store.blobs import HOUR_MS, Blobs
from replaytest.store.entry import Entry, load
from replaytest.store.names import attempt_folder_name, test_folder_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from replaytest.model import Test

__all__ = ["Entry", "Store"]

TESTS, SESSIONS = "tests", "sessions"
# Recordings that must not be passed on; see audit/quarantine.py.
QUARANTINE = "quarantine"
_OUT = ((QUARANTINE, TESTS), (QUARANTINE, SESSIONS))
# https://bford.info/cachedir/
_CACHEDIR_TAG = (
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# This folder was made by replaytest; what is in it can be recorded again.\n"
)


@dataclass(frozen=True, slots=True)
class Store:
    """The recordings under `root`. Make one with `create` or `open`."""

    root: Path

    @classmethod
    def create(cls, root: Path) -> Store:
        """Make the folders that are not there yet.

        Several processes may do so at once. Raises `StoreNotWritable`.
        """
        try:
            for name in (TESTS, SESSIONS, BLOBS):
                (root / name).mkdir(parents=True, exist_ok=True)
            _write_if_absent(root / ".gitignore", "*\n")
            _write_if_absent(root / "CACHEDIR.TAG", _CACHEDIR_TAG)
        except OSError as error:
            raise StoreNotWritable(
                f"cannot make the store: {error.strerror}",
                where=str(error.filename or root),
                fix="choose a writable folder with --record-sessions-dir",
            ) from error
        return cls(root)

    @classmethod
    def open(cls, root: Path) -> Store:
        """Return the store that is at `root`. Raises `RecordingNotFound`."""
        if not any((root / name).is_dir() for name in (TESTS, SESSIONS, BLOBS)):
            raise RecordingNotFound(
                "there is no store here",
                where=str(root),
                fix="record one: pytest --record-sessions",
            )
        return cls(root)

    @property
    def blobs(self) -> Blobs:
        """What the recordings share."""
        return Blobs(self.root)

    @property
    def place(self) -> str:
        """Where the store is, as a person names it."""
        return str(self.root)

    @property
    def blob_grace_ms(self) -> int:
        """How long a blob stays that nothing needs: somebody may just begin to."""
        return HOUR_MS

    def attempt_folder(self, test: Test, started_at: int) -> Path:
        """Return the folder for the recordings of one attempt; it is not made."""
        name = test_folder_name(test.nodeid, test.attempt)
        return self.root / TESTS / name / attempt_folder_name(started_at, test.run)

    def session_folder(self, session: str, started_at: int) -> Path:
        """Return the folder for a recording without a test; it is not made."""
        return self.root / SESSIONS / attempt_folder_name(started_at, session)

    def own_folder_of(self, path: Path) -> Path | None:
        """Return the store's own folder that `path` is in, None if it is in none."""
        for name in (TESTS, SESSIONS):
            if (self.root / name).absolute() in path.absolute().parents:
                return self.root / name
        return None

    def shown(self, path: Path) -> str | None:  # noqa: ARG002 - of a URL it has one
        """Return the address of a recording, None if its path says it all."""
        return None

    def recordings(self) -> Iterator[Path]:
        """Yield the path of every recording, in no order."""
        return recordings_under(self.root)

    def entries(self) -> Iterator[Entry]:
        """Yield every recording, newest first. Broken ones say so; none raises."""
        return iter(newest_first([load(path) for path in self.recordings()]))

    def at_path(self, what: str) -> list[Entry]:
        """Return the recording at a path, or those in a folder, newest first."""
        return _at_path(Path(what))

    def attempt(self, folder: Path) -> list[Entry]:
        """Return the recordings in one folder, to be read. May raise as `fetch`."""
        return [load(path) for path in folder.glob(f"*{SUFFIX}")]

    def fetch(self, entries: Iterable[Entry]) -> None:
        """See that these can be read. In a folder they can."""

    def remove_files(
        self, paths: Iterable[Path], unlink: Callable[[Path], int | None]
    ) -> dict[Path, int]:
        """Remove files; return the bytes of each that was there and is gone.

        `unlink` removes one on this disk, and returns its bytes or None.
        """
        freed = {path: unlink(path) for path in paths}
        return {path: size for path, size in freed.items() if size is not None}

    def blob_files(self) -> Iterator[tuple[str, Path, int | None]]:
        """Yield (digest, path, when it was written or wanted) of every blob."""
        for digest, path in self.blobs:
            yield digest, path, _modified(path)

    def find(self, what: str) -> list[Entry]:
        """Return the recordings that `what` names, newest first, at least one.

        In this order: a path to a recording or to a folder that holds some, a session
        id or its first 6 or more characters, a node id, a part of node ids in any
        case. Raises `RecordingNotFound`, with the nearest names in its fix.
        """
        if what and (found := self.at_path(what)):
            return found
        entries = list(self.entries())
        for matches in (_by_session, _by_nodeid, _by_part):
            if found := [entry for entry in entries if matches(entry, what)]:
                return found
        raise RecordingNotFound(
            f"no recording has the path, session id or test {what!r}",
            where=self.place,
            fix=_nearest(entries, what),
        )


def recordings_under(root: Path) -> Iterator[Path]:
    """Yield the path of every recording of the store at `root`, in no order."""
    for name in (TESTS, SESSIONS):
        yield from (root / name).rglob(f"*{SUFFIX}")


def newest_first(entries: list[Entry]) -> list[Entry]:
    """Return the entries as lists show them."""
    return sorted(entries, key=lambda e: (e.started_at, str(e.path)), reverse=True)


def _at_path(path: Path) -> list[Entry]:
    if path.suffix == SUFFIX and path.is_file():
        return [load(path)]
    if path.is_dir():
        return newest_first(
            [
                load(found)
                for found in path.rglob(f"*{SUFFIX}")
                # A store in the default folder, .replaytest, is no recording.
                if found.is_file() and not _is_quarantined(found.relative_to(path))
            ]
        )
    return []


def _is_quarantined(path: Path) -> bool:
    return any(part in zip(path.parts, path.parts[1:], strict=False) for part in _OUT)


def _by_session(entry: Entry, what: str) -> bool:
    return len(what) >= 6 and entry.session.startswith(what)


def _by_nodeid(entry: Entry, what: str) -> bool:
    return entry.test is not None and entry.test.nodeid == what


def _by_part(entry: Entry, what: str) -> bool:
    return (
        bool(what)
        and entry.test is not None
        and what.casefold() in entry.test.nodeid.casefold()
    )


def _nearest(entries: list[Entry], what: str) -> str:
    """Return one line that names what the person may have meant."""
    names = {entry.test.nodeid for entry in entries if entry.test is not None}
    # People type the function's name; the path before it would drown the likeness.
    short = {re.split(r"::|/", name.split("[")[0])[-1]: name for name in sorted(names)}
    near = difflib.get_close_matches(what, [*names, *short], n=3, cutoff=0.5)
    if near:
        found = dict.fromkeys(short.get(name, name) for name in near)
        return "did you mean " + " or ".join(found) + "?"
    if not entries:
        return "the store is empty; record with: pytest --record-sessions"
    return "list them with: replaytest ls"


def _modified(path: Path) -> int | None:
    try:
        return int(path.stat().st_mtime * 1000)
    except OSError:
        return None


def _write_if_absent(path: Path, text: str) -> None:
    if not path.exists():
        path.write_text(text, encoding="utf-8")


def remove_empty_folders(folder: Path, stop: Path) -> None:
    """Remove `folder` if it is empty, then its parents, up to but without `stop`."""
    folder, stop = folder.absolute(), stop.absolute()
    while stop in folder.parents:
        try:
            folder.rmdir()
        except OSError:
            return  # not empty, or another process was quicker
        folder = folder.parent
