"""Writing: events go into a file while the test goes on.

The calls of `RecordingWriter` belong to the user's test: they only put things into
the writer thread's queue, touch no disk, decode no JSON and never raise. What goes
wrong is told once, in one sentence, to `on_problem`, and the recording stops there.
"""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

from replaytest.errors import ReplaytestError
from replaytest.store import keys
from replaytest.store.entry import beside
from replaytest.store.folder import Store, remove_empty_folders
from replaytest.store.lines import encode, tab_of
from replaytest.store.migrate import FORMAT
from replaytest.store.seal import seal_stepwise
from replaytest.store.stream import LineFile
from replaytest.store.thread import WriterThread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

__all__ = ["RecordingWriter", "WriterThread"]

QUEUE_FULL = "the disk was too slow for the events: some are missing"


class RecordingWriter:
    """One recording being written. Use each from one thread at a time."""

    def __init__(
        self,
        path: Path,
        header: Mapping[str, Any],
        *,
        thread: WriterThread,
        store: Store | None,
        on_problem: Callable[[str], None],
        mask: Callable[[bytes], bytes] = bytes,
        clock: Callable[[], float] = time.time,
        key_folder: Path | None = None,
    ) -> None:
        """Queue the making of `path`, its folders and its header line.

        `header` has `session` and `started_at`, see FORMAT.md; the format version is
        added. With a `store`, long bodies go to its blobs once it is finished.
        `on_problem` may be called from the writer thread. `mask` is given all lines,
        there too, and returns what may be written. `clock` gives seconds.
        With a `key_folder` the recording is encrypted, its key is made there, and
        nothing of it goes to blobs; if that cannot be, nothing is written at all.
        """
        self.path = path
        self._key_folder = key_folder
        self._key: keys.Key | None = None
        self._thread = thread
        self._store = store
        self._on_problem = on_problem
        self._mask = mask
        self._clock = clock
        self._file: LineFile | None = None
        self._made_below: Path | None = None
        self._told: set[str] = set()
        self._failed = self._finished = self._discarded = False
        self._heard_at = self._now()
        # Only sealing may say "sealed", and the version is what a reader looks for.
        known = {k: v for k, v in header.items() if k not in ("replaytest", "sealed")}
        self._session = str(known.get("session"))
        self._put_down({"replaytest": FORMAT, **known}, self._create)

    def append(self, lines: bytes, *, events: int) -> None:
        """Queue whole NDJSON lines, one `[tab, event]` each, `events` in number.

        When the queue stays full they are dropped, and the recording has a gap.
        """
        if self._failed or self._finished or not lines:
            return
        if not lines.endswith(b"\n"):
            lines += b"\n"
        if not self._queue(partial(self._write, lines), size=len(lines)):
            self._lose(lines, events)
        self._heard_at = self._now()

    def record(self, record: Mapping[str, Any]) -> None:
        """Queue one line that is not an event: an object with a `record` key."""
        if not (self._failed or self._finished):
            self._put_down(record, self._write)

    def finish(self, end: Mapping[str, Any]) -> None:
        """Queue the end record, closing, and then sealing. Later calls do nothing.

        `end` may have `at`, `outcome` and `failures`; `at` is now unless given.
        """
        if self._finished:
            return
        self.record({"record": "end", "at": self._now(), **end})
        self._finished = True
        self._queue(self._close)

    def discard(self) -> None:
        """Queue the removal of all that this writer made, except blobs."""
        self._finished = self._discarded = True
        self._queue(self._remove, even_failed=True)

    def _now(self) -> int:
        return int(self._clock() * 1000)

    def _put_down(
        self, value: Mapping[str, Any], write: Callable[[bytes], None]
    ) -> None:
        try:
            line = encode(dict(value))
        except TypeError as error:
            self._tell(f"a record of {self.path} cannot be written: {error}")
            return
        self._queue(partial(write, line))

    def _queue(
        self, work: Callable[[], None], *, size: int = 0, even_failed: bool = False
    ) -> bool:
        job = partial(self._do, work, even_failed=even_failed)
        try:
            taken = self._thread.submit(job, size=size)
        except (RuntimeError, MemoryError) as error:
            # No thread can be started while the interpreter is shutting down.
            self._fail(error)
            return False
        if not taken and self._thread.closed:
            self._failed = True
            self._tell(f"recording {self.path} stops: the writer is closed")
        return taken

    def _lose(self, lost: bytes, events: int) -> None:
        if self._failed:
            return
        text = f"{QUEUE_FULL} ({self.path})"
        if text not in self._told:
            self.record({"record": "problem", "text": QUEUE_FULL})
        self._tell(text)
        tabs = Counter(filter(None, map(tab_of, lost.splitlines())))
        for tab, count in tabs.items():
            gap = {"record": "gap", "tab": tab, "from": self._heard_at}
            number = events if len(tabs) == 1 else count
            rest = {"to": self._now(), "events": number, "why": QUEUE_FULL}
            self.record(gap | rest)

    def _tell(self, text: str) -> None:
        if text in self._told:
            return
        self._told.add(text)
        # A reporter that fails must not fail the test that it reports about.
        with contextlib.suppress(Exception):
            self._on_problem(text)

    # From here on: in the writer thread.

    def _do(self, work: Callable[[], None], *, even_failed: bool) -> None:
        if self._failed and not even_failed:
            return
        try:
            work()
        except Exception as error:  # noqa: BLE001  (a recorder never fails a test)
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        self._failed = True
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.abandon()
        self._tell(f"recording {self.path} stops: {_reason(error)}")

    def _create(self, header: bytes) -> None:
        parents = self.path.absolute().parents
        self._made_below = next((p for p in parents if p.is_dir()), None)
        if self._key_folder:
            root = self._store.root if self._store else None
            self._key = keys.create(self._key_folder, self._session, root)
        try:
            self._open()
        except BaseException:
            self._shred()  # no file of ours needs it
            raise
        self._write(header)

    def _open(self) -> None:
        for patience in (2, 1, 0):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._file = LineFile(self.path, key=self._key)
                break
            except FileNotFoundError:
                # Another process found the folder empty and removed it just now.
                if not patience:
                    raise

    def _shred(self) -> None:
        if self._key and self._key_folder:
            keys.shred(self._key_folder, self._key.session)

    def _write(self, lines: bytes) -> None:
        assert self._file is not None
        self._file.write(self._mask(lines))
        self._file.flush()

    def _close(self) -> None:
        assert self._file is not None
        self._file.close()
        self._thread.submit_later(self._seal())

    def _seal(self) -> Iterator[None]:
        blobs = self._store.blobs if self._store else None
        steps = seal_stepwise(self.path, blobs, self._key_folder)
        try:
            while not self._discarded:
                try:
                    next(steps)
                except StopIteration:
                    return
                yield
        except Exception as error:  # noqa: BLE001  (a recorder never fails a test)
            self._tell(f"recording {self.path} stays unsealed: {_reason(error)}")
        finally:
            steps.close()
            if self._discarded:
                self._do(self._remove, even_failed=True)

    def _remove(self) -> None:
        if self._file is not None:
            self._file.abandon()
        self._shred()
        for path in (self.path, *beside(self.path)):
            path.unlink(missing_ok=True)
        stop = self._store.own_folder_of(self.path) if self._store else self._made_below
        if stop is not None:
            remove_empty_folders(self.path.parent, stop)


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    if isinstance(error, ReplaytestError):
        return error.problem
    return f"{type(error).__name__}: {error}"
