"""Uploading: sealed recordings copied to a URL while the tests go on.

A thread of its own, so that a slow network delays neither tests nor writing. Blobs go
first, then sidecar, then recording: whoever sees a recording there finds what it
needs. Nothing here raises into a test; what fails is told once, when all is over, and
the local files stay whatever happens.
"""

from __future__ import annotations

import queue
import threading
import time
from pathlib import Path

from replaytest.errors import RecordingError, ReplaytestError
from replaytest.files import SUFFIX
from replaytest.store import crypt
from replaytest.store.blobs import is_digest
from replaytest.store.entry import load, sidecar_of
from replaytest.store.folder import Store
from replaytest.store.remote_copy import blob_name
from replaytest.store.remote_files import RemoteFiles, all_at_once

# Half of what retention spares (RemoteStore.blob_grace_ms): a blob this young outlives
# by far the seconds until the recording that needs it has arrived.
FRESH_MS = 24 * 3_600_000
# A network that failed so often in a row is not asked again in this run.
PATIENCE = 3


class Uploader:
    """Copies attempts of `store` to `url`, in the order in which they are submitted."""

    def __init__(self, store: Store, url: str) -> None:
        """Start nothing yet. Raises `UsageError` when a package is missing."""
        self._store = store
        self._files = RemoteFiles(url)
        self._folders: queue.SimpleQueue[Path | None] = queue.SimpleQueue()
        self._sure: set[str] = set()
        self._problem = ""
        self._failed = 0
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Connect in the background, before tests change the environment."""
        self._thread = threading.Thread(
            target=self._run, name="replaytest-uploader", daemon=True
        )
        self._thread.start()

    def submit(self, folder: Path) -> None:
        """Queue what is in the folder of an attempt. Never raises, never waits."""
        self._folders.put(folder)

    def close(self, timeout: float) -> str:
        """Wait up to `timeout` seconds; return what went wrong, "" for nothing."""
        self._folders.put(None)
        if self._thread is not None:
            self._thread.join(timeout)
            if self._thread.is_alive():
                self._problem = f"not done after {timeout:.0f} s"
        if not self._problem:
            return ""
        return (
            f"not every recording reached {self._files.shown}: {self._problem}; "
            f"all are in {self._store.root}"
        )

    def _run(self) -> None:
        self._connect()
        while (folder := self._folders.get()) is not None:
            if self._failed < PATIENCE:
                self._try(folder)
        self._files.close()

    def _connect(self) -> None:
        try:
            # A missing bucket is found now, and what a client needs is read now.
            self._files.list("sessions")
        except ReplaytestError as error:
            # Who may write need not be allowed to list.
            if not isinstance(error.__cause__, PermissionError):
                self._problem, self._failed = error.problem, PATIENCE

    def _try(self, folder: Path) -> None:
        try:
            upload(folder, self._store, self._files, sure=self._sure)
            self._failed = 0
        except ReplaytestError as error:
            self._problem = error.problem
            self._failed += 1
        # The last place before a thread that dies without a word.
        except Exception as error:  # noqa: BLE001
            self._problem = f"{type(error).__name__}: {error}"
            self._failed += 1


def upload(
    folder: Path, store: Store, files: RemoteFiles, *, sure: set[str] | None = None
) -> int:
    """Copy the recordings in `folder` of `store`; return their number.

    `sure` are digests that are known to be there, and is added to. A folder that is
    gone (in quarantine, say) has none. Raises `RecordingError`.
    """
    sure = set() if sure is None else sure
    paths = sorted(folder.glob(f"*{SUFFIX}"))
    for path in paths:
        digests = _blobs_of(path) - sure
        all_at_once(lambda digest: _put_blob(digest, store, files), digests)
        sure |= digests
        for each in (sidecar_of(path), path):
            _put(each, store, files)
    return len(paths)


def _blobs_of(path: Path) -> set[str]:
    if crypt.session_of(path) is not None:
        return set()  # an encrypted one refers to none
    return set(filter(is_digest, load(path).blobs))


def _put_blob(digest: str, store: Store, files: RemoteFiles) -> None:
    stat = files.stat(blob_name(digest))
    now = time.time() * 1000
    if stat and stat.modified is not None and now - stat.modified < FRESH_MS:
        return
    _put(store.blobs.path(digest), store, files)


def _put(path: Path, store: Store, files: RemoteFiles) -> None:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return  # unsealed, and so without a sidecar; or retention was here
    except OSError as error:
        raise RecordingError(
            f"{path.name} cannot be read: {error.strerror}",
            where=str(path),
            fix="check its permissions",
        ) from error
    name = path.absolute().relative_to(store.root.absolute()).as_posix()
    files.write(name, data)
