"""Recordings of several tabs, and the network events that recorders write."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from replaytest.model import Event, Test
from replaytest.store.read import Recording, read
from replaytest.store.write import RecordingWriter, WriterThread
from tests.support.builders import SESSION, STARTED_AT, header, line

HREF = "http://shop.test/cart?id=1"


def recorded(
    path: Path,
    events: Iterable[tuple[int, Event]],
    *,
    test: Test | None = None,
    session: str = SESSION,
    **more: Any,
) -> Recording:
    """Write (tab, event) pairs as the writer does and open the result."""
    thread = WriterThread()
    first = header(test, session=session, **more)
    writer = RecordingWriter(
        path, first, thread=thread, store=None, on_problem=pytest.fail
    )
    for tab, event in events:
        writer.append(line(event, tab), events=1)
    writer.finish({"record": "end", "at": STARTED_AT + 60_000, "outcome": "passed"})
    assert thread.close(30)
    return read(path)


def event(kind: int, data: Any, at: float = 0) -> Event:
    return {"type": kind, "data": data, "timestamp": STARTED_AT + at}


def meta(at: float = 0, href: str = HREF) -> Event:
    return event(4, {"href": href, "width": 800, "height": 600}, at)


def custom(tag: str, payload: Any, at: float = 0) -> Event:
    return event(5, {"tag": tag, "payload": payload}, at)


def network(
    requests: list[Any], at: float = 0, plugin: str = "rrweb/network@1"
) -> Event:
    return event(6, {"plugin": plugin, "payload": {"requests": requests}}, at)


def joined(pieces: Iterable[bytes]) -> bytes:
    return b"".join(pieces)
