"""Rows of numbers, told by what changes from one to the next.

A table of ten thousand rows comes and goes in rows of node ids, each a step further
than the last: as differences nearly all of them are alike, and take zstd a sixth of the
bytes. `shorten` and `lengthen` are each other's inverse for every event that is JSON.
Both work inside the event they are given.

In `data.trees` the list `rows` becomes `$rows`: of each row its fourth number (the
shape) as it is, of the others the difference to the last row of equal shape and length,
the first one's as they are. In `data` the list `removes`, if it holds nothing but
`{"parentId", "id"}`, becomes `$removes`: rows of these two in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from operator import add, itemgetter, sub
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from replaytest.model import Event

ROWS, REMOVES = "$rows", "$removes"
LEAST_ROWS = 16
_SHAPE = 3
# Differences of larger ones may be none that JSON has exactly.
_LARGEST = 2**52
_REMOVED = itemgetter("parentId", "id")

Row = list[int]


def may_pay(line: bytes) -> bool:
    """Say whether a line of JSON may hold such rows; it is not decoded."""
    return b'"rows":[[' in line or b'"removes":[{' in line


def shorten(event: Event) -> bool:
    """Replace in `event` what pays; return whether anything was."""
    data = event.get("data")
    if not isinstance(data, dict):
        return False
    trees, removes = data.get("trees"), data.get("removes")
    done = False
    if isinstance(trees, dict):
        rows = trees.get("rows")
        if isinstance(rows, list) and _pays(rows, _SHAPE + 1):
            trees[ROWS] = list(_differences(rows))
            del trees["rows"]
            done = True
    removed = _removed(removes)
    if _pays(removed, 2):
        data[REMOVES] = list(_differences(removed))
        del data["removes"]
        done = True
    return done


def lengthen(event: Event) -> None:
    """Put back into `event` what `shorten` took out of it.

    Raises `TypeError`, `ValueError` or `LookupError` for what that does not write.
    """
    data = event.get("data")
    if not isinstance(data, dict):
        return
    trees = data.get("trees")
    if isinstance(trees, dict) and ROWS in trees:
        trees["rows"] = list(_sums(trees.pop(ROWS)))
    if REMOVES in data:
        data["removes"] = [
            {"parentId": parent, "id": number}
            for parent, number in _sums(data.pop(REMOVES))
        ]


def _removed(removes: Any) -> list[Row]:
    if not isinstance(removes, list) or len(removes) < LEAST_ROWS:
        return []
    if set(map(type, removes)) != {dict} or set(map(len, removes)) != {2}:
        return []
    try:
        return list(map(list, map(_REMOVED, removes)))
    except KeyError:
        return []


def _pays(rows: list[Any], width: int) -> bool:
    if len(rows) < LEAST_ROWS or set(map(type, rows)) != {list}:
        return False
    if min(map(len, rows)) < width or set(map(type, chain(*rows))) != {int}:
        return False
    largest: int = max(map(max, rows))
    return largest <= _LARGEST and min(map(min, rows)) >= -_LARGEST


def _differences(rows: Iterable[Row]) -> Iterator[Row]:
    return _told_by(rows, sub, sums=False)


def _sums(rows: Iterable[Row]) -> Iterator[Row]:
    return _told_by(rows, add, sums=True)


def _told_by(
    rows: Iterable[Row], by: Callable[[int, int], int], *, sums: bool
) -> Iterator[Row]:
    """Yield what `by` makes of each row and the one before it of its length and shape.

    The first of a kind, and every shape, is yielded as it is.
    """
    before: dict[tuple[int, ...], Row] = {}
    for row in rows:
        kind = (len(row), *row[_SHAPE : _SHAPE + 1])
        last, told = before.get(kind), row
        if last is not None:
            told = list(map(by, row, last))
            told[_SHAPE : _SHAPE + 1] = kind[1:]
        yield told
        before[kind] = told if sums else row
