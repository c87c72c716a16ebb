"""A store at a URL, read through a local copy of what is asked for.

Entries come from the sidecars alone. A recording and its blobs are fetched when
`fetch` is called for it; from then on it is a file like any other. Nothing is
written there but by `remote_upload`, nothing removed but by `remove_files`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson

from replaytest.errors import RecordingNotFound, StoreNotWritable
from replaytest.files import SUFFIX
from replaytest.store.blobs import is_digest
from replaytest.store.entry import (
    ENCRYPTED,
    Entry,
    from_sidecar,
    load,
    sidecar_of,
)
from replaytest.store.folder import Store, newest_first
from replaytest.store.migrate import FORMAT
from replaytest.store.remote_copy import Copy, blob_name, cache_folder
from replaytest.store.remote_files import RemoteFiles, all_at_once

DAY_MS = 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class RemoteStore(Store):
    """The recordings at a URL. `root` is the folder of the local copy."""

    files: RemoteFiles
    copy: Copy

    @classmethod
    def at(cls, url: str) -> RemoteStore:
        """Return the store at `url`; nothing is asked of the network yet.

        Raises `UsageError` when a package is missing, `StoreNotWritable` when there
        is no place for the copy.
        """
        files = RemoteFiles(url)
        root = cache_folder(url)
        try:
            root.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StoreNotWritable(
                f"cannot make the local copy: {error.strerror}",
                where=str(error.filename or root),
                fix="choose another folder with XDG_CACHE_HOME",
            ) from error
        Store.create(root)
        return cls(root, files, Copy(root, files))

    @property
    def place(self) -> str:
        """The URL, without a password."""
        return self.files.shown

    @property
    def blob_grace_ms(self) -> int:
        """How long a blob stays that nothing needs.

        An upload counts on blobs that are younger than half of this, and writes the
        others again; see remote_upload.py.
        """
        return 2 * DAY_MS

    def shown(self, path: Path) -> str | None:
        """Return the URL of a recording."""
        return f"{self.place}/{self._name(path)}"

    def recordings(self) -> Iterator[Path]:
        """Yield the path of every recording; its sidecar is here, else the file."""
        yield from (self.copy.path(name) for name in self._listed())

    def entries(self) -> Iterator[Entry]:
        """Yield every recording, newest first. Broken ones say so.

        Raises `RecordingNotFound` when nothing is there or it cannot be listed, and
        `RecordingError` when the network fails meanwhile.
        """
        found = [self._entry(path) for path in self.recordings()]
        if not found:
            raise RecordingNotFound(
                "there is no store here, or nothing in it",
                where=self.place,
                fix="record: pytest --record-sessions "
                f"--record-sessions-dir {self.place}",
            )
        return iter(newest_first(found))

    def at_path(self, what: str) -> list[Entry]:
        """Return the recordings at or below a URL, or a path in the local copy."""
        name = self._name_of(what)
        if name is None:
            return []
        return [
            entry
            for entry in self.entries()
            if self._name(entry.path) == name
            or self._name(entry.path).startswith(f"{name}/")
        ]

    def attempt(self, folder: Path) -> list[Entry]:
        """Return the recordings in one folder, fetched. Raises `RecordingError`."""
        names = self.copy.recordings_in(self._name(folder))
        self.fetch([self._entry(self.copy.path(name)) for name in names])
        return [load(self.copy.path(name)) for name in names]

    def fetch(self, entries: Iterable[Entry]) -> None:
        """Bring recordings and their blobs here. Raises `RecordingError`."""
        entries = list(entries)
        self.copy.fetch(self._name(entry.path) for entry in entries)
        digests = {digest for entry in entries for digest in entry.blobs}
        self.copy.fetch(blob_name(each) for each in sorted(digests) if is_digest(each))

    def remove_files(
        self,
        paths: Iterable[Path],
        unlink: Callable[[Path], int | None],  # noqa: ARG002 - the copy has its own
    ) -> dict[Path, int]:
        """Remove files there and here; return the bytes of each.

        Raises `StoreNotWritable` when that is refused.
        """
        names = {self._name(path): path for path in paths}
        all_at_once(self.files.remove, names)
        freed = {path: self.copy.size(name) for name, path in names.items()}
        self.copy.forget(names)
        return freed

    def blob_files(self) -> Iterator[tuple[str, Path, int | None]]:
        """Yield (digest, path, when it was written) of every blob there."""
        for digest, stat in sorted(self.copy.blobs().items()):
            yield digest, self.copy.path(blob_name(digest)), stat.modified

    def _listed(self) -> list[str]:
        """Return the names of the recordings, having fetched what tells of them."""
        there = self.copy.listing()
        found = [name for name in there if name.endswith(SUFFIX)]
        beside = {name: f"{name.removesuffix(SUFFIX)}.json" for name in found}
        self.copy.fetch(
            beside[name] if beside[name] in there else name for name in found
        )
        # What the sidecar does not tell, the file itself has to.
        self.copy.fetch(name for name in found if not self._tells(beside[name]))
        return found

    def _tells(self, sidecar: str) -> bool:
        try:
            value = orjson.loads(self.copy.path(sidecar).read_bytes())
            return ENCRYPTED not in value and value["replaytest"] == FORMAT
        except (OSError, ValueError, LookupError, TypeError):
            return False

    def _entry(self, path: Path) -> Entry:
        if self.copy.has(self._name(path)):
            return load(path)
        try:
            value = orjson.loads(sidecar_of(path).read_bytes())
            return from_sidecar(path, value, self.copy.size(self._name(path)))
        except (OSError, ValueError, LookupError, TypeError):
            self.copy.fetch([self._name(path)])
            return load(path)

    def _name(self, path: Path) -> str:
        return path.absolute().relative_to(self.root.absolute()).as_posix()

    def _name_of(self, what: str) -> str | None:
        for start in (f"{self.files.url}/", f"{self.place}/"):
            if what.startswith(start):
                return what.removeprefix(start).rstrip("/")
        path = Path(what)
        if path.absolute().is_relative_to(self.root.absolute()):
            return self._name(path)
        return None
