"""JSON rewritten in place: its strings one by one, everything else byte for byte.

A line is never decoded and dumped as a whole: that would cost the numbers' spelling,
refuse half surrogate pairs, and stop at some depth of nesting. It is cut into tokens
instead, and only a string that changes is written anew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

import orjson

_STRING = rb'("[^"\\]*+(?:\\.[^"\\]*+)*+")([ \t\r\n]*+:[ \t\r\n]*+)?'
_TOKEN = re.compile(rb"(?s:" + _STRING + rb")|(-?\d[\d.eE+-]*+)")
_ONLY_STRINGS = re.compile(rb"(?s:" + _STRING + rb")")


class Token(NamedTuple):
    """A string (with its quotes) or a number of a JSON text; bytes `start` to `end`.

    `key` is the raw key that a value of an object stands under, b"" for items of
    arrays and for keys themselves.
    """

    start: int
    end: int
    raw: bytes
    is_key: bool
    key: bytes

    @property
    def is_number(self) -> bool:
        """Whether it is a number, and not a string."""
        return self.raw[:1] != b'"'


def tokens(line: bytes, *, numbers: bool) -> Iterator[Token]:
    """Yield the strings of a JSON text, and its numbers if they are wanted."""
    key, behind = b"", -1
    for match in (_TOKEN if numbers else _ONLY_STRINGS).finditer(line):
        raw, colon = match[1] or match[0], match[2]
        above = key if match.start() == behind else b""
        if colon is not None:
            key, behind = raw, match.end()
        end = match.start() + len(raw)
        yield Token(match.start(), end, raw, colon is not None, above)


def is_json(data: bytes) -> bool:
    """Say whether `data` is one JSON text, as any of our readers takes it."""
    try:
        orjson.loads(data)
    except orjson.JSONDecodeError:
        return _is_odd_json(data)
    return True


def _is_odd_json(data: bytes) -> bool:
    # Half a surrogate pair (\ud83d alone) and great depth: pages send both.
    if data.lstrip()[:1] not in (b"[", b"{", b'"'):
        return False
    try:
        # As text, because from bytes it would take UTF-16 as well.
        json.loads(data.decode())
    except RecursionError:
        return True
    except ValueError:
        return False
    return True


def decoded(raw: bytes) -> str | None:
    """Return the text of a string token, None if it is none after all."""
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError:
        try:
            # Half a surrogate pair, or UTF-8 that is none.
            found = json.loads(raw.decode("utf-8", "surrogateescape"), strict=False)
        except ValueError:
            return None
    return found if isinstance(found, str) else None


def encoded(text: str) -> bytes:
    """Return a string token of `text`."""
    try:
        return orjson.dumps(text)
    except TypeError:  # a half surrogate pair has no UTF-8
        return json.dumps(text).encode()
