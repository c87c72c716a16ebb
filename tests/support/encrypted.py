"""Encrypted recordings made by the real writer, and a search for what leaked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from replaytest.model import Event, Test
from replaytest.store.folder import Store
from replaytest.store.write import RecordingWriter, WriterThread
from tests.support.builders import SESSION, STARTED_AT, header, line


def write_encrypted(
    path: Path,
    events: Iterable[Event],
    *,
    key_folder: Path,
    store: Store | None = None,
    test: Test | None = None,
    started_at: int = STARTED_AT,
    session: str = SESSION,
    end: Mapping[str, Any] | None = None,
    seal: bool = True,
) -> Path:
    """Write events as tab 1, one batch each; with `end` finish, and `seal`."""
    thread, problems = WriterThread(), []
    writer = RecordingWriter(
        path,
        header(test, started_at=started_at, session=session),
        thread=thread,
        store=store,
        on_problem=problems.append,
        key_folder=key_folder,
    )
    for event in events:
        writer.append(line(event), events=1)
    if end is not None:
        if not seal:
            writer._seal = lambda: iter(())  # type: ignore[method-assign]
        writer.finish(end)
    assert thread.close(30)
    assert problems == []
    if writer._file is not None:
        writer._file.abandon()
    return path


def leaks(marker: str, *folders: Path) -> list[Path]:
    """Return the files below `folders` that hold `marker` or its UTF-16 or hex."""
    forms = [
        marker.encode(),
        marker.encode("utf-16-le"),
        marker.encode().hex().encode(),
    ]
    found = []
    for folder in folders:
        for path in folder.rglob("*"):
            try:
                data = path.read_bytes() if path.is_file() else b""
            except FileNotFoundError:
                continue  # a temporary file, renamed a moment ago
            if any(form in data for form in forms):
                found.append(path)
    return found
