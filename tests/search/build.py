"""Indexes written by hand: a few sessions with a few events."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from replaytest.search.put import put
from replaytest.search.query import Question, search
from replaytest.search.rows import EventRow, Found, Seen, SessionRow
from replaytest.search.schema import opened
from tests.support.builders import STARTED_AT

NOW = STARTED_AT + 3_600_000


def event(
    kind: str, since: int, text: str = "", name: str = "", **more: Any
) -> EventRow:
    """An event `since` ms after the start of its session."""
    return EventRow(kind, STARTED_AT + since, 1, since, text, name, **more)


def session(
    name: str,
    *events: EventRow,
    screen: Iterable[str] = (),
    **more: Any,
) -> Found:
    """A session whose id is `name`; lines are seen after half a second."""
    more.setdefault("started_at", STARTED_AT)
    row = SessionRow(f"sessions/{name}/session.replaytest", 1, 1, session=name, **more)
    seen = tuple(Seen(text, STARTED_AT + 500, 1) for text in screen)
    return Found(row, events, seen)


def index(root: Path, *found: Found) -> Path:
    """Put sessions into the index of a store at `root`."""
    with opened(root) as connection:
        put(connection, found)
    return root


def meant(root: Path, where: str = "", **more: Any) -> set[str]:
    """Return the ids of the sessions that a question finds."""
    with opened(root) as connection:
        asked = Question(where=where, **more)
        total, hits = search(connection, root, asked, now=NOW)
    assert total == len(hits)
    return {hit.entry.session for hit in hits}
