"""Questions to the index: which sessions, and where in them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from replaytest.errors import UsageError
from replaytest.model import Test
from replaytest.search import saved
from replaytest.search.compile import (
    Parameter,
    Sql,
    compiled,
    matching_strings,
    prepare,
)
from replaytest.search.gather import DAMAGED, ENCRYPTED, UNFINISHED
from replaytest.search.sequence import Position, follow, places_of, whole
from replaytest.search.steps import SCREEN, Chain, chain_of, parse_step
from replaytest.search.where import parse
from replaytest.store.folder import Entry
from replaytest.store.read import outcome_of

_READABLE = Sql(f"s.outcome != '{ENCRYPTED}'")
# Parameters of one statement; SQLite takes 32,766 and more.
_MOST = 5000


@dataclass(frozen=True, slots=True)
class Moment:
    """Where in a session something is: `since_s` after its start, in which tab."""

    since_s: float
    tab: int
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A session that is meant, and the moments that make it so."""

    entry: Entry
    moments: tuple[Moment, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What to look for: all of it must hold.

    `texts` were each on the screen at some time, `then` are the steps of a sequence.
    """

    texts: tuple[str, ...] = ()
    where: str = ""
    then: tuple[str, ...] = ()


def condition(root: Path, question: Question, *, now: int) -> Sql:
    """Return the condition on sessions `s` of a question, but for its sequence.

    Raises `UsageError` for what cannot be understood.
    """
    parts = [_READABLE]
    if question.where:
        members = partial(_members, root)
        parts.append(compiled(parse(question.where, now=now), members))
    for text in question.texts:
        if not text.strip():
            raise UsageError("the text is empty", where="search", fix="give a word")
        strings = matching_strings(" ".join(text.split()))
        inside = f"SELECT session FROM screen WHERE string IN ({strings.text})"  # noqa: S608
        parts.append(Sql(f"s.id IN ({inside})", strings.parameters))
    text = " AND ".join(f"({each.text})" for each in parts)
    return Sql(text, sum((each.parameters for each in parts), ()))


def _members(root: Path, name: str) -> Iterable[str]:
    return [each.session for each in saved.collection(root, name).sessions]


def search(
    connection: sqlite3.Connection,
    root: Path,
    question: Question,
    *,
    now: int,
    limit: int | None = None,
) -> tuple[int, list[Hit]]:
    """Return how many sessions are meant, and the newest `limit` of them.

    Raises `UsageError` for a question that cannot be understood.
    """
    prepare(connection)
    among = condition(root, question, now=now)
    if question.then:
        return _sequence(connection, root, question, among, limit)
    total = connection.execute(
        f"SELECT count(*) FROM sessions s WHERE {among.text}",  # noqa: S608
        among.parameters,
    ).fetchone()[0]
    rows = _rows(connection, among, limit)
    found = [
        Hit(entry_of(root, row), tuple(_seen(connection, row, question.texts)))
        for row in rows
    ]
    return total, found


def entries_of(
    connection: sqlite3.Connection, root: Path, numbers: Sequence[int]
) -> list[Entry]:
    """Return the entries of rows of `sessions`, in this order."""
    found: dict[int, Entry] = {}
    for start in range(0, len(numbers), _MOST):
        part = tuple(numbers[start : start + _MOST])
        marks = ", ".join("?" for _ in part)
        for row in _rows(connection, Sql(f"s.id IN ({marks})", part), None):
            found[row["id"]] = entry_of(root, row)
    return [found[number] for number in numbers if number in found]


def entry_of(root: Path, row: sqlite3.Row) -> Entry:
    """Return the entry of a row of `sessions`, without its blobs."""
    word = row["outcome"]
    test = None
    if row["test"]:
        test = Test(row["test"], row["attempt"], row["worker"], row["run"])
    return Entry(
        path=root / row["path"],
        session=row["session"],
        test=test,
        started_at=row["started_at"],
        ended_at=row["ended_at"],
        outcome=outcome_of(word),
        tabs=row["tabs"],
        events=row["events"],
        gaps=row["gaps"],
        size=row["size"],
        finished=word not in (UNFINISHED, DAMAGED),
        blobs=(),
        problems=tuple(orjson.loads(row["problems"])),
        damaged=row["damaged"] or None,
    )


def _rows(
    connection: sqlite3.Connection, among: Sql, limit: int | None
) -> list[sqlite3.Row]:
    cursor = connection.cursor()
    cursor.row_factory = sqlite3.Row
    text = (
        f"SELECT s.* FROM sessions s WHERE {among.text} "  # noqa: S608
        "ORDER BY s.started_at DESC, s.path DESC LIMIT ?"
    )
    cursor.execute(text, (*among.parameters, -1 if limit is None else limit))
    return cursor.fetchall()


def _seen(
    connection: sqlite3.Connection, row: sqlite3.Row, texts: Iterable[str]
) -> Iterator[Moment]:
    """Yield where each text was first seen in a session."""
    for text in texts:
        strings = matching_strings(" ".join(text.split()))
        found = connection.execute(
            "SELECT c.at, c.tab, t.text FROM screen c "  # noqa: S608
            "JOIN strings t ON t.id = c.string "
            f"WHERE c.session = ? AND c.string IN ({strings.text}) "
            "ORDER BY c.at LIMIT 1",
            (row["id"], *strings.parameters),
        ).fetchone()
        if found:
            yield Moment(_since(row["started_at"], found[0]), found[1], found[2])


def _sequence(
    connection: sqlite3.Connection,
    root: Path,
    question: Question,
    among: Sql,
    limit: int | None,
) -> tuple[int, list[Hit]]:
    chain = chain_of(map(parse_step, question.then))
    is_all = not question.where and not question.texts
    places = places_of(connection, chain, _READABLE if is_all else among)
    met = {}
    for session in places[chain.links[0].step]:
        reached = follow(chain, places, session)
        if len(reached) == len(chain.links):
            met[session] = whole(reached)
    order = connection.execute(
        "SELECT id FROM sessions ORDER BY started_at DESC, path DESC"
    )
    newest = [number for (number,) in order if number in met]
    shown = newest[:limit]
    entries = entries_of(connection, root, shown)
    found = [
        Hit(entry, tuple(_told(connection, chain, entry, number, met[number])))
        for number, entry in zip(shown, entries, strict=True)
    ]
    return len(newest), found


def _told(
    connection: sqlite3.Connection,
    chain: Chain,
    entry: Entry,
    session: int,
    positions: Sequence[Position],
) -> Iterator[Moment]:
    for link, (at, number) in zip(chain.links, positions, strict=True):
        step = link.step
        tab, text = 0, step.said
        if step.kind != SCREEN:
            tab, kind, name, said = _event(connection, (session, number))
            text = f"{kind} {said or name}"
            if kind in ("signal", "annotation", "press"):
                text = f"{kind} {name}: {said}" if said else f"{kind} {name}"
        yield Moment(_since(entry.started_at, at), tab, text)


def _event(connection: sqlite3.Connection, key: tuple[Parameter, ...]) -> Any:
    return connection.execute(
        "SELECT e.tab, e.kind, e.name, t.text FROM events e "
        "JOIN strings t ON t.id = e.text WHERE e.session = ? AND e.number = ?",
        key,
    ).fetchone()


def _since(started_at: int, at: int) -> float:
    return round((at - started_at) / 1000, 3)
