"""From the index to the rows of the site."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from slugify import slugify

from replaytest.errors import RecordingDamaged
from replaytest.model import now_ms
from replaytest.report.site import (
    Site,
    SiteCollection,
    SiteEvent,
    SiteField,
    SiteSession,
)
from replaytest.search import saved
from replaytest.search.compile import Sql, prepare
from replaytest.search.fields import FIELDS, Field
from replaytest.search.gather import ENCRYPTED
from replaytest.search.query import Question, condition
from replaytest.search.schema import opened
from replaytest.store.entry import load

# Every line of every screen and every request would make the page a copy of the index.
_LEFT_OUT = ("text", "request")
_COLUMNS = tuple(each.column for each in FIELDS.values() if each.place == "session")


def site_of(
    root: Path, *, title: str, where: str = "", encrypted: bool = False
) -> Site:
    """Return the site over the store at `root`, whose index is up to date.

    `where` narrows it. With `encrypted` what can be decrypted is in it too, which is
    for pages that are never written down. Raises `UsageError`, and as `opened`.
    """
    with opened(root) as connection:
        prepare(connection)
        among = condition(root, Question(where=where), now=now_ms())
        sessions = _sessions(connection, among)
        if encrypted and not where:
            sessions += _encrypted(connection, root)
    sessions.sort(key=_newest_first, reverse=True)
    return Site(
        title=title,
        fields=tuple(_field(each) for each in FIELDS.values()),
        sessions=tuple(sessions),
        collections=tuple(_collections(root)),
        searches=tuple(_searches(root)),
    )


def _newest_first(session: SiteSession) -> tuple[Any, Any]:
    return session.columns["started_at"], session.columns["path"]


def with_replays(site: Site, address: Callable[[SiteSession], str]) -> Site:
    """Return the site with the address of each session's replay page, "" for none."""
    found = tuple(replace(each, replay=address(each)) for each in site.sessions)
    return replace(site, sessions=found)


def _field(field: Field) -> SiteField:
    return SiteField(
        name=field.name,
        about=field.about,
        sort=field.sort,
        place=field.place,
        column=field.column,
        kinds=field.kinds,
        words=field.words,
        here=field.name not in _LEFT_OUT,
    )


def _sessions(connection: sqlite3.Connection, among: Sql) -> list[SiteSession]:
    wanted = f"SELECT s.id FROM sessions s WHERE {among.text}"  # noqa: S608
    connection.execute("CREATE TEMP TABLE shown (id INTEGER PRIMARY KEY)")
    try:
        connection.execute(f"INSERT INTO shown {wanted}", among.parameters)
        events = _events(connection)
        properties = _properties(connection)
        names = ", ".join(_COLUMNS)
        rows = connection.execute(
            f"SELECT id, {names} FROM sessions WHERE id IN (SELECT id FROM shown)"  # noqa: S608
        )
        return [
            SiteSession(
                dict(zip(_COLUMNS, values, strict=True)),
                events.get(number, ()),
                properties.get(number, ()),
            )
            for number, *values in rows
        ]
    finally:
        connection.execute("DROP TABLE shown")


def _events(connection: sqlite3.Connection) -> dict[int, list[SiteEvent]]:
    """Return what happened in each session; of requests their status only."""
    rows = connection.execute(
        "SELECT e.session, e.kind, e.name, t.text, e.fingerprint, NULL, count(*) "
        "FROM events e JOIN strings t ON t.id = e.text "
        "WHERE e.session IN (SELECT id FROM shown) AND e.kind != 'request' "
        "GROUP BY 1, 2, 3, 4, 5 "
        "UNION ALL SELECT session, kind, '', '', NULL, status, count(*) FROM events "
        "WHERE session IN (SELECT id FROM shown) AND kind = 'request' "
        "GROUP BY session, status"
    )
    found: dict[int, list[SiteEvent]] = defaultdict(list)
    for session, *told in rows:
        found[session].append(SiteEvent(*told))
    return found


def _properties(
    connection: sqlite3.Connection,
) -> dict[int, list[tuple[str, str, float | None]]]:
    rows = connection.execute(
        "SELECT DISTINCT session, name, text, value FROM properties "
        "WHERE session IN (SELECT id FROM shown)"
    )
    found: dict[int, list[tuple[str, str, float | None]]] = defaultdict(list)
    for session, *told in rows:
        found[session].append((told[0], told[1], told[2]))
    return found


def _encrypted(connection: sqlite3.Connection, root: Path) -> list[SiteSession]:
    """Return what can be told of encrypted recordings; those without a key only so."""
    rows = connection.execute(
        "SELECT path, size FROM sessions WHERE outcome = ?", (ENCRYPTED,)
    )
    return [_decrypted(root, path) for path, _ in rows.fetchall()]


def _decrypted(root: Path, path: str) -> SiteSession:
    entry = load(root / path)
    told: dict[str, Any] = dict.fromkeys(_COLUMNS, 0)
    told |= {each.column: "" for each in FIELDS.values() if each.sort == "text"}
    told |= {
        "path": path,
        "session": entry.session,
        "started_at": entry.started_at,
        "duration_s": max((entry.ended_at or entry.started_at) - entry.started_at, 0)
        / 1000,
        "outcome": ENCRYPTED if entry.damaged else (entry.outcome or ""),
        "damaged": entry.damaged or "",
        "tabs": entry.tabs,
        "events": entry.events,
        "gaps": entry.gaps,
    }
    if entry.test:
        test = entry.test
        told |= {"test": test.nodeid, "attempt": test.attempt}
        told |= {"worker": test.worker, "run": test.run}
    return SiteSession(told, encrypted=True)


def _collections(root: Path) -> Iterator[SiteCollection]:
    try:
        for each in saved.collections(root):
            members = {member.session: member.note for member in each.sessions}
            yield SiteCollection(each.name, slugify(each.name, max_length=100), members)
    except RecordingDamaged:
        return  # `replaytest collection` says what is wrong with it


def _searches(root: Path) -> Iterator[tuple[str, str]]:
    """Yield the saved searches that are a condition and nothing else."""
    try:
        for each in saved.searches(root):
            if each.where and not each.texts and not each.then:
                yield each.name, each.where
    except RecordingDamaged:
        return
