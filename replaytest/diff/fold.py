"""Alike changes as one: rows of a list, a class everywhere, a new order."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator

from replaytest.diff.model import Change, Group

# From so many on, changes of one attribute or text in rows are one, whatever they say.
MANY = 4
_NUMBER = re.compile(r"\[\d+\]")


def fold(changes: Iterable[Change]) -> Iterator[Group]:
    """Yield the changes in groups, in the order of what is first in each."""
    changes = list(changes)
    wraps = _wraps(changes)
    wrapped = {id(move) for move in wraps.values()}
    rows: dict[Hashable, list[Change]] = {}
    for change in changes:
        if id(change) not in wrapped:
            name = id(change) if id(change) in wraps else _row(change)
            rows.setdefault(name, []).append(change)
    for row in rows.values():
        if move := wraps.get(id(row[0])):
            yield Group((row[0], move))
            continue
        told = {_says(change) for change in row}
        if len(told) == 1:
            yield Group(tuple(row))
        elif len(row) >= MANY:
            yield Group(tuple(row), alike=False)
        else:
            for says in dict.fromkeys(map(_says, row)):
                yield Group(tuple(each for each in row if _says(each) == says))


def tokens(change: Change) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the classes that went away and those that came."""
    before, after = (
        set((text or "").split()) for text in (change.before, change.after)
    )
    return tuple(sorted(before - after)), tuple(sorted(after - before))


def _wraps(changes: list[Change]) -> dict[int, Change]:
    """Return the move of what was wrapped, by the id of the insert of its wrapper."""
    inserts = {each.path_after: each for each in changes if each.kind == "insert"}
    found: dict[int, list[Change]] = {}
    for move in changes:
        wrapper = inserts.get(parent(move.path_after)) if move.kind == "move" else None
        if wrapper is not None:
            found.setdefault(id(wrapper), []).append(move)
    return {
        number: moves[0]
        for number, moves in found.items()
        if len(moves) == 1 and _is_around(moves[0])
    }


def _is_around(move: Change) -> bool:
    """Say whether something moved one level down, and nowhere else."""
    before, after = parent(move.path_before), parent(parent(move.path_after))
    return _NUMBER.sub("", before) == _NUMBER.sub("", after)


def _row(change: Change) -> Hashable:
    """Return what changes of one row have in common."""
    if change.name == "class" and not change.refers:
        return "class", tokens(change)
    if change.kind == "move":
        return "move", parent(change.path_before), parent(change.path_after)
    return change.kind, change.name, change.refers, _NUMBER.sub("", change.path)


def _says(change: Change) -> Hashable:
    if change.name == "class" and not change.refers:
        return tokens(change)
    if change.kind in ("insert", "delete", "move"):
        return change.what
    return change.before, change.after


def parent(path: str) -> str:
    """Return the path of what something is in."""
    return path.rpartition("/")[0]
