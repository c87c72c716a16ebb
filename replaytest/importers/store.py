"""Storing what was imported: written, masked and sealed by the one writer there is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from replaytest import rrweb
from replaytest.errors import StoreNotWritable
from replaytest.importers.limits import MAX_DEPTH, MAX_EVENT, exceeded
from replaytest.importers.model import ForeignSession, ForeignTab
from replaytest.importers.normal import json_of, session_id
from replaytest.importers.own import RECORDING, REPLAY
from replaytest.model import Gap
from replaytest.store import lines
from replaytest.store.entry import load
from replaytest.store.folder import Store
from replaytest.store.write import RecordingWriter, WriterThread

# One batch: what the writer masks, compresses and flushes at once.
BATCH = 1 << 20
# Nothing may be lost to a slow disk here: nobody waits for a test to go on.
PATIENCE_S = 3600.0
OWN = (RECORDING, REPLAY)
TOO_DEEP = "an event nests deeper than recordings do"

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Imported:
    """Where a session is in the store, and how many `events` it has there.

    `was_there`: from an earlier import, which may have been of another file.
    """

    path: Path
    session: str
    was_there: bool = False
    events: int = 0


def import_session(
    session: ForeignSession,
    store: Store,
    *,
    mask: Callable[[bytes], bytes] = bytes,
    clock: Callable[[], float] = time.time,
    known: Mapping[str, Path] | None = None,
) -> Imported:
    """Write a session into the store and seal it; one that is there is left alone.

    `mask` is given all lines and returns what may be written (`Secrets.mask_lines`).
    `clock` gives seconds. `known` are the sessions of the store, if the caller has
    looked already. Raises `StoreNotWritable`, and `LimitExceeded` for an event of more
    than 255 MiB; nothing stays of a session that could not be written whole.
    """
    identity = _identity(session)
    known = sessions_of(store) if known is None else known
    if identity in known:
        there = known[identity]
        return Imported(there, identity, was_there=True, events=load(there).events)
    path = _path(session, store, identity)
    problems: list[str] = []
    thread = WriterThread(patience=PATIENCE_S)
    writer = RecordingWriter(
        path,
        _header(session, identity, int(clock() * 1000)),
        thread=thread,
        store=store,
        on_problem=problems.append,
        mask=mask,
        clock=clock,
    )
    try:
        _write(session, writer)
    except BaseException:
        writer.discard()
        raise
    finally:
        done = thread.close(PATIENCE_S)
    if problems or not done:
        raise StoreNotWritable(
            problems[0] if problems else "the disk is too slow",
            where=str(path),
            fix="choose a folder that can be written and has room, with --dir",
        )
    return Imported(path, identity, events=session.event_count)


def sessions_of(store: Store) -> dict[str, Path]:
    """Return where each session of the store is, by its id."""
    return {entry.session: entry.path for entry in store.entries() if entry.session}


def _identity(session: ForeignSession) -> str:
    own = session.id or ""
    is_ours = session.origin in OWN and len(own) == 32 and own.isalnum()
    return own if is_ours else session_id(session)


def _path(session: ForeignSession, store: Store, identity: str) -> Path:
    at = session.started_at if session.attempt_at is None else session.attempt_at
    if session.test is None:
        return store.session_folder(identity, at) / "session.replaytest"
    folder = store.attempt_folder(session.test, at)
    number = 1
    while (path := folder / f"session{_suffix(number)}.replaytest").exists():
        number += 1
    return path


def _suffix(number: int) -> str:
    return "" if number == 1 else f"-{number}"


def _header(session: ForeignSession, identity: str, now: int) -> Record:
    file = _name(session.file)
    imported: Record = {"from": session.origin, "file": file, "at": now}
    if session.id:
        imported["id"] = session.id
    if session.person is not None:
        imported["person"] = session.person
    if any(tab.name for tab in session.tabs):
        imported["windows"] = {str(tab.number): tab.name for tab in session.tabs}
    return {
        "session": identity,
        "started_at": session.started_at,
        "test": asdict(session.test) if session.test else None,
        "versions": {"replaytest": _version(), "rrweb": rrweb.VERSION},
        "imported": imported,
    }


def _name(file: str) -> str:
    # The folders are somebody's; what a member of a zip is called is not.
    outer, mark, inner = file.partition("!")
    return f"{Path(outer).name}{mark}{inner}"


def _version() -> str:
    try:
        return metadata.version("replaytest")
    except metadata.PackageNotFoundError:  # run from a checkout that is not installed
        return ""


def _write(session: ForeignSession, writer: RecordingWriter) -> None:
    gaps = list(session.gaps)
    for tab in session.tabs:
        at = tab.opened_at if tab.opened_at is not None else _start(tab, session)
        opened = {"record": "tab", "tab": tab.number, "opener": tab.opener, "at": at}
        writer.record(opened)
        for batch, events in _batches(tab, session.file, gaps):
            writer.append(batch, events=events)
        if tab.closed_at is not None and tab.ended is not None:
            ended = {"tab": tab.number, "at": tab.closed_at, "ended": tab.ended}
            writer.record({"record": "tab-ended", **ended})
    for record in _told(session, gaps):
        writer.record(record)
    failures = [
        {
            "phase": failure.phase,
            "message": failure.message,
            "traceback": failure.traceback,
            "at": failure.failed_at,
        }
        for failure in session.failures
    ]
    end = {"at": session.ended_at, "outcome": session.outcome}
    writer.finish(end | {"failures": failures})


def _start(tab: ForeignTab, session: ForeignSession) -> int:
    return int(tab.events[0]["timestamp"]) if tab.events else session.started_at


def _batches(
    tab: ForeignTab, file: str, gaps: list[Gap]
) -> Iterator[tuple[bytes, int]]:
    """Yield (lines, number of events); what cannot be a line becomes a gap."""
    batch: list[bytes] = []
    size = 0
    for number, event in enumerate(tab.events, 1):
        body = json_of(event)
        if len(body) > MAX_EVENT:
            where = f"{file}, tab {tab.number}, event {number}"
            raise exceeded(f"has an event of more than {MAX_EVENT >> 20} MiB", where)
        line = b"[%d,%b]\n" % (tab.number, body)
        if not _can_be_read(line):
            at = int(event["timestamp"])
            gaps.append(Gap(tab.number, at, at, 1, TOO_DEEP))
            continue
        batch.append(line)
        size += len(line)
        if size >= BATCH:
            yield b"".join(batch), len(batch)
            batch, size = [], 0
    if batch:
        yield b"".join(batch), len(batch)


def _can_be_read(line: bytes) -> bool:
    # So many brackets must be there before any can be nested too deeply.
    if line.count(b"[") + line.count(b"{") < MAX_DEPTH:
        return True
    try:
        return lines.event_of(lines.decode(line)) is not None
    except ValueError:
        return False


def _told(session: ForeignSession, gaps: list[Gap]) -> Iterator[Record]:
    for gap in gaps:
        yield {
            "record": "gap",
            "tab": gap.tab,
            "from": gap.from_at,
            "to": gap.to_at,
            "events": gap.events,
            "why": gap.why,
        }
    for problem in session.problems:
        yield {"record": "problem", "text": problem}
    for reason, count in session.skipped.items():
        yield {"record": "problem", "text": f"not imported: {reason} ({count})"}
