"""From a condition to SQL over the table `sessions`, with every value a parameter."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from replaytest.mask.person import pseudonym
from replaytest.search.fields import Field
from replaytest.search.where import Condition, Has, Not, Several, Test, Value

Parameter = str | float | int
# Names of sessions in a collection, by its name. May raise `UsageError`.
Members = Callable[[str], Iterable[str]]
_TRIGRAM = 3


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL and its parameters."""

    text: str
    parameters: tuple[Parameter, ...] = ()


def prepare(connection: sqlite3.Connection) -> None:
    """Teach a connection the function `is_like(pattern, text)` of `~`."""
    connection.create_function("is_like", 2, is_like, deterministic=True)


def is_like(pattern: str, text: str | None) -> bool:
    """Say whether a text contains another, in any case; with `*`, whether it is it."""
    return text is not None and _matcher(pattern)(text)


@lru_cache(64)
def _matcher(pattern: str) -> Callable[[str], bool]:
    folded = pattern.casefold()
    if "*" not in pattern:
        return lambda text: folded in text.casefold()
    parts = re.sub(r"\*+", "*", folded).split("*")
    return lambda text: _glob(parts, text.casefold())


def _glob(parts: list[str], text: str) -> bool:
    # Not a regular expression: `*a*a*a*` would take one for ever.
    first, *middle, last = parts
    if not (text.startswith(first) and text.endswith(last)):
        return False
    place, end = len(first), len(text) - len(last)
    for part in middle:
        found = text.find(part, place, end)
        if found < 0:
            return False
        place = found + len(part)
    return place <= end


def compiled(condition: Condition, members: Members) -> Sql:
    """Return SQL that is true of the rows `s` of `sessions` that are meant."""
    if isinstance(condition, Not):
        part = compiled(condition.part, members)
        return Sql(f"NOT ({part.text})", part.parameters)
    if isinstance(condition, Several):
        parts = [compiled(each, members) for each in condition.parts]
        joined = f" {condition.joined.upper()} ".join(f"({p.text})" for p in parts)
        return Sql(joined, sum((p.parameters for p in parts), ()))
    if isinstance(condition, Has):
        return _has(condition.field)
    return _PLACES[condition.field.place](condition, members)


def matching_strings(pattern: str) -> Sql:
    """Return SQL that selects the ids of the strings that are like a pattern."""
    if "*" in pattern or len(pattern) < _TRIGRAM:
        return Sql("SELECT id FROM strings WHERE is_like(?, text)", (pattern,))
    # The index folds case as Unicode does; in quotes everything is taken as it is.
    quoted = '"' + pattern.replace('"', '""').replace("\0", "") + '"'
    return Sql("SELECT rowid FROM found WHERE found MATCH ?", (quoted,))


def event_test(
    kinds: Iterable[str], column: str, operator: str, values: tuple[Value, ...]
) -> Sql:
    """Return SQL that is true of the rows `e` of `events` with such a value."""
    chosen = tuple(kinds)
    among = f"e.kind IN ({_marks(chosen)})"
    if column == "text":
        part = _strings("e.text", operator, values)
    else:
        part = _scalar(f"e.{column}", operator, values)
    return Sql(f"{among} AND {part.text}", chosen + part.parameters)


def _has(field: Field) -> Sql:
    if field.place == "session":
        # Texts are "" and numbers 0 where there is none.
        return Sql(f"s.{field.column} NOT IN ('', 0)")
    if field.place == "event":
        kinds = _marks(field.kinds)
        text = f"SELECT session FROM events WHERE kind IN ({kinds})"  # noqa: S608
        if field.column not in ("text", "name"):
            text += f" AND {field.column} IS NOT NULL"
        return Sql(f"s.id IN ({text})", field.kinds)
    if field.place == "screen":
        return Sql("s.id IN (SELECT session FROM screen)")
    if field.place == "property":
        inside = "SELECT session FROM properties WHERE name = ?"
        return Sql(f"s.id IN ({inside})", (field.column,))
    return Sql("false")


def _session(test: Test, _: Members) -> Sql:
    values = test.values
    if test.field.name == "person" and test.operator == "=":
        # A recording has a pseudonym, who asks has the name.
        values += tuple(pseudonym(str(each)) for each in values)
    return _scalar(f"s.{test.field.column}", test.operator, values)


def _event(test: Test, _: Members) -> Sql:
    field = test.field
    part = event_test(field.kinds, field.column, test.operator, test.values)
    return Sql(
        f"s.id IN (SELECT e.session FROM events e WHERE {part.text})",  # noqa: S608
        part.parameters,
    )


def _screen(test: Test, _: Members) -> Sql:
    part = _strings("string", test.operator, test.values)
    inside = f"SELECT session FROM screen WHERE {part.text}"  # noqa: S608
    return Sql(f"s.id IN ({inside})", part.parameters)


def _property(test: Test, _: Members) -> Sql:
    column = "value" if isinstance(test.values[0], float) else "text"
    part = _scalar(column, test.operator, test.values)
    return Sql(
        f"s.id IN (SELECT session FROM properties WHERE name = ? AND {part.text})",  # noqa: S608
        (test.field.column, *part.parameters),
    )


def _collection(test: Test, members: Members) -> Sql:
    sessions = tuple(each for name in test.values for each in members(str(name)))
    return Sql(f"s.session IN ({_marks(sessions)})", sessions)


_PLACES: dict[str, Callable[[Test, Members], Sql]] = {
    "session": _session,
    "event": _event,
    "screen": _screen,
    "property": _property,
    "collection": _collection,
}


def _strings(column: str, operator: str, values: tuple[Value, ...]) -> Sql:
    """Compare a column that holds numbers of strings."""
    if operator == "~":
        found = matching_strings(str(values[0]))
        return Sql(f"{column} IN ({found.text})", found.parameters)
    texts = tuple(map(str, values))
    inside = f"SELECT id FROM strings WHERE text IN ({_marks(texts)})"  # noqa: S608
    return Sql(f"{column} IN ({inside})", texts)


def _scalar(column: str, operator: str, values: tuple[Value, ...]) -> Sql:
    first = values[0]
    if isinstance(first, tuple):
        return _moments(column, operator, values)
    if operator == "~":
        return Sql(f"is_like(?, {column})", (first,))
    plain = tuple(each for each in values if not isinstance(each, tuple))
    if operator == "=":
        return Sql(f"coalesce({column}, '') IN ({_marks(plain)})", plain)
    return Sql(f"coalesce({column} {operator} ?, 0)", (first,))


def _moments(column: str, operator: str, values: tuple[Value, ...]) -> Sql:
    """Compare with stretches of time: `<=` a day is up to its end, `>` after it."""
    spans = [each for each in values if isinstance(each, tuple)]
    start, end = spans[0]
    # A moment is a stretch without length.
    last = max(end - 1, start)
    if operator == "=":
        parts = " OR ".join(f"{column} BETWEEN ? AND ?" for _ in spans)
        bounds = tuple(each for a, b in spans for each in (a, max(b - 1, a)))
        return Sql(f"({parts})", bounds)
    return Sql(f"{column} {operator} ?", (last if operator in ("<=", ">") else start,))


def _marks(values: Iterable[object]) -> str:
    return ", ".join("?" for _ in values)
