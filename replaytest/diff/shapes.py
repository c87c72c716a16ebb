"""What values of one place have in common: a text with its varying numbers left open.

"Tide 3.2 m" and "Tide 3.4 m" have the shape "Tide <number> m". Only what was seen to
vary is left open, and only numbers and ids are: another word is another shape.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from replaytest.diff.noise import CLOSE, OPEN

NUMBER, ID, ANY = (f"{OPEN}{each}{CLOSE}" for each in ("number", "id", "any"))
# With more shapes than that a text may be anything.
MOST = 8
# Values are compared up to here.
LONGEST = 400
_TOKEN = re.compile(
    rf"(?P<noise>{OPEN}[^{CLOSE}]*{CLOSE})"
    r"|(?P<id>(?=[a-zA-Z-]*\d)(?=[\d-]*[a-zA-Z])[0-9a-zA-Z-]{6,})"
    r"|(?P<number>\d+(?:[.,:]\d+)*)|(?P<word>[^\W\d_]+)|(?P<other>\s+|.)",
    re.DOTALL,
)
Shape = str | None
Tokens = tuple[tuple[str, str], ...]


def shapes_of(one: Shape, other: Shape) -> tuple[Shape, ...]:
    """Return the shapes of two values that are noise to each other; None is nothing."""
    if one is None or other is None:
        return (one and one[:LONGEST], other and other[:LONGEST])
    left, right = _tokens(one[:LONGEST]), _tokens(other[:LONGEST])
    if len(left) != len(right):
        return one[:LONGEST], other[:LONGEST]
    pairs = list(zip(left, right, strict=True))
    opened = [[_opened(a, b) for a, b in pair] for pair in (pairs, _turned(pairs))]
    return tuple(dict.fromkeys("".join(parts) for parts in opened))


def joined(
    known: Iterable[Shape], new: Iterable[Shape], *, may_be_any: bool
) -> tuple[Shape, ...]:
    """Return shapes with new ones, each only if no other one covers it.

    Beyond `MOST` they become one that fits all texts, or stay as they are.
    """
    found = list(known)
    for shape in new:
        if not any(fits(each, shape) for each in found):
            found = [each for each in found if not fits(shape, each)] + [shape]
    if len(found) <= MOST:
        return tuple(found)
    if not may_be_any:
        return tuple(found[:MOST])
    return (ANY, *([None] if None in found else []))


def fits(shape: Shape, value: Shape) -> bool:
    """Say whether a value, or a narrower shape, is of this shape."""
    if shape is None or value is None:
        return shape is value
    value = value[:LONGEST]
    if shape in (ANY, value):
        return True
    left, right = _tokens(shape), _tokens(value)
    return len(left) == len(right) and all(map(_is_like, left, right))


def _is_like(shape: tuple[str, str], value: tuple[str, str]) -> bool:
    if shape[1] == NUMBER:
        return value[0] == "number" or value[1] == NUMBER
    if shape[1] == ID:
        return value[0] in ("id", "number") or value[1] in (NUMBER, ID)
    return shape == value


def _opened(one: tuple[str, str], other: tuple[str, str]) -> str:
    if one == other or not {one[0], other[0]} <= {"id", "number"}:
        return one[1]
    return NUMBER if one[0] == other[0] == "number" else ID


def _turned(
    pairs: list[tuple[tuple[str, str], tuple[str, str]]],
) -> list[tuple[tuple[str, str], tuple[str, str]]]:
    return [(b, a) for a, b in pairs]


@lru_cache(4096)
def _tokens(value: str) -> Tokens:
    return tuple((each.lastgroup or "", each[0]) for each in _TOKEN.finditer(value))
