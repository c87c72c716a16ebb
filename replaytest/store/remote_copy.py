"""The local copy of a remote store: what was fetched of it, in a cache folder.

`$XDG_CACHE_HOME/replaytest/<hash of the URL>/` has the layout of a store, and
`remote.json`, which says of every file here which version of it was fetched. What
the remote store no longer has is removed here at the next listing.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import orjson

from replaytest.errors import StoreNotWritable, UsageError
from replaytest.files import REPLAY_NAME, SUFFIX
from replaytest.store.blobs import FOLDER as BLOBS
from replaytest.store.blobs import is_digest, write_whole
from replaytest.store.remote_files import RemoteFiles, Stat, all_at_once

INDEX = "remote.json"
TESTS, SESSIONS = "tests", "sessions"
SIDECAR, BLOB = ".json", ".zst"


class Copy:
    """Fetches into `root` what is asked for, once per version."""

    def __init__(self, root: Path, files: RemoteFiles) -> None:
        self.root = root
        self._files = files
        self._tags = self._load()
        self._known: dict[str, Stat] = {}

    def listing(self) -> dict[str, Stat]:
        """Return the recordings and sidecars there are now, by name.

        Raises `RecordingNotFound`.
        """
        found: dict[str, Stat] = {}
        for each in all_at_once(self._files.list, (TESTS, SESSIONS)):
            found.update((name, stat) for name, stat in each.items() if is_name(name))
        self._known = found
        self._forget_others(found)
        return found

    def blobs(self) -> dict[str, Stat]:
        """Return the blobs there are now, by digest. Raises `RecordingNotFound`."""
        found = self._files.list(BLOBS)
        blobs = {name: stat for name, stat in found.items() if digest_in(name)}
        self._known.update(blobs)
        return {str(digest_in(name)): stat for name, stat in blobs.items()}

    def recordings_in(self, folder: str) -> list[str]:
        """Return the names of the recordings in `folder`, as last listed."""
        return [
            name
            for name in self._known
            if name.endswith(SUFFIX) and name.rpartition("/")[0] == folder
        ]

    def size(self, name: str) -> int:
        """Return the bytes of a file, as the last listing has it."""
        return self._known[name].size if name in self._known else 0

    def has(self, name: str) -> bool:
        """Say whether the file is here, in the version of the last listing."""
        # A stale file went with the listing, and a blob never changes.
        current = name in self._tags or digest_in(name) is not None
        return current and self.path(name).is_file()

    def fetch(self, names: Iterable[str]) -> None:
        """Bring files here that are not here yet. What is gone meanwhile is left out.

        Raises `RecordingError` when the network refuses, `StoreNotWritable` when this
        disk does.
        """
        wanted = [name for name in names if not self.has(name)]
        try:
            all_at_once(self._fetch, wanted)
        finally:
            if wanted:
                self._save()

    def forget(self, names: Iterable[str]) -> None:
        """Remove files here, not there, and with a sidecar the blobs it refers to.

        Other recordings may refer to them too: then they are fetched again.
        """
        for name in names:
            for blob in self._blobs_of(name):
                self._unlink(blob)
            self._tags.pop(name, None)
            self._unlink(name)
        self._save()

    def path(self, name: str) -> Path:
        """Return where a file lies here, or would."""
        return self.root.joinpath(*name.split("/"))

    def _fetch(self, name: str) -> None:
        data = self._files.read(name)
        if data is None:
            return
        path = self.path(name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, data)
        except OSError as error:
            raise StoreNotWritable(
                f"what was fetched cannot be kept: {error.strerror or error}",
                where=str(path),
                fix="choose another folder with XDG_CACHE_HOME",
            ) from error
        if is_name(name) and name in self._known:
            self._tags[name] = self._known[name].tag

    def _forget_others(self, there: Mapping[str, Stat]) -> None:
        stale = [
            name
            for name, tag in self._tags.items()
            if name not in there or there[name].tag != tag
        ]
        if stale:
            self.forget(stale)

    def _blobs_of(self, name: str) -> list[str]:
        if not name.endswith(SIDECAR):
            return []
        try:
            found = orjson.loads(self.path(name).read_bytes())["blobs"]
            return [blob_name(digest) for digest in found if is_digest(digest)]
        except (OSError, ValueError, LookupError, TypeError):
            return []

    def _unlink(self, name: str) -> None:
        path = self.path(name)
        beside = [path.with_name(REPLAY_NAME)] if name.endswith(SUFFIX) else []
        # A page made of a recording shows all that it held.
        for each in (path, *beside):
            with contextlib.suppress(OSError):
                each.unlink()
        for folder in list(path.parents)[:2]:
            with contextlib.suppress(OSError):
                folder.rmdir()

    def _load(self) -> dict[str, str]:
        try:
            value = orjson.loads((self.root / INDEX).read_bytes())
            tags = {str(k): str(v) for k, v in value["tags"].items()}
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            tags = {}
        return {name: tag for name, tag in tags.items() if is_name(name)}

    def _save(self) -> None:
        told = {"url": self._files.shown, "tags": self._tags}
        # Without it everything is fetched again, and nothing is wrong.
        with contextlib.suppress(OSError):
            write_whole(self.root / INDEX, orjson.dumps(told))


def is_name(name: str) -> bool:
    """Say whether this names a recording or a sidecar, and is safe in a path."""
    first, *rest = name.split("/")
    return (
        first in (TESTS, SESSIONS)
        and bool(rest)
        and not {"", ".", ".."}.intersection(rest)
        and not set("\\:\0").intersection(name)
        and name.endswith((SUFFIX, SIDECAR))
    )


def blob_name(digest: str) -> str:
    """Return the name of a blob. Only for digests."""
    return f"{BLOBS}/{digest[:2]}/{digest}{BLOB}"


def digest_in(name: str) -> str | None:
    """Return the digest that the name of a blob has, None if it is no blob's."""
    digest = name.rpartition("/")[2].removesuffix(BLOB)
    return digest if is_digest(digest) and name == blob_name(digest) else None


def cache_folder(url: str, environ: Mapping[str, str] | None = None) -> Path:
    """Return the folder for the copy of `url`; it is not made.

    XDG Base Directory Specification 0.8: relative values are ignored. Raises
    `UsageError` when there is neither a variable nor a home.
    """
    environ = os.environ if environ is None else environ
    cache = Path(environ.get("XDG_CACHE_HOME") or "")
    if not cache.is_absolute():
        try:
            cache = Path.home() / ".cache"
        except RuntimeError as error:
            raise UsageError(
                "this user has no home, so there is no place for a cache",
                where="the copy of a remote store",
                fix="set XDG_CACHE_HOME to a folder",
            ) from error
    digest = hashlib.blake2b(url.rstrip("/").encode(), digest_size=8).hexdigest()
    return cache / "replaytest" / digest
