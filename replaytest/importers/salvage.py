"""JSON that may be cut or damaged: every value that is whole, in linear time.

A text that is fine is decoded at once. Otherwise it is walked from the outside: what
decodes is taken whole, what does not is opened, a few levels deep, and what stays is
LOST. So a cut array gives all events before the cut, and one broken event costs itself.
"""

from __future__ import annotations

import re
from typing import Any

import orjson

from replaytest.errors import LimitExceeded
from replaytest.importers.limits import MAX_EVENT, exceeded
from replaytest.importers.scan import LOST, OPEN, Values, decode, end_of

_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_SCALAR = re.compile(rb'[^\s,:"\[\]{}]++')
_BLANK = re.compile(rb"[\s\x1e\x00]*+")
_QUOTE = ord('"')
# Wrappers around a list of events are opened, and so is the list: at most so deep.
SPINE = 5


def values_of(data: bytes, where: str) -> Values:
    """Return the JSON values of a text: one document, one per line, or in a row.

    Raises `LimitExceeded`, with `where` as the file's name.
    """
    try:
        return Values([orjson.loads(data)])
    except orjson.JSONDecodeError:
        pass
    try:
        if _is_by_lines(data):
            return _by_lines(data)
        return _documents(data)
    except LimitExceeded as error:
        raise exceeded(error.problem, where) from error


def value_at(data: bytes, start: int) -> Values:
    """Return the one value that begins at `start`. Raises `LimitExceeded`."""
    salvage = _Salvage(data)
    value, _ = salvage.value(start, 0)
    found = [] if value is LOST else [value]
    return Values(found, torn_at=salvage.torn_at, whole=salvage.whole)


def _is_by_lines(data: bytes) -> bool:
    """Say whether the first line is a value of its own, or the second and third are."""
    head: list[bytes] = []
    at = 0
    while len(head) < 3 and at < len(data):
        end = data.find(b"\n", at)
        end = len(data) if end < 0 else end
        if end - at > MAX_EVENT:
            return False
        if line := data[at:end].strip():
            head.append(line)
        at = end + 1
    if len(head) < 2:
        return False
    good = [_line(line) is not LOST for line in head]
    return good[0] or (len(good) == 3 and good[1] and good[2])


def _line(line: bytes) -> Any:
    if line[:1] not in (b"[", b"{", b'"'):
        return LOST
    try:
        return decode(line)
    except ValueError:
        return LOST


def _by_lines(data: bytes) -> Values:
    found: list[Any] = []
    whole, at, torn_at = True, 0, None
    while at < len(data):
        end = data.find(b"\n", at)
        last = end < 0
        end = len(data) if last else end
        line = data[at:end].strip(b" \t\r\x1e\x00,")
        if line:
            value = _line(line)
            if value is LOST:
                whole = False
                # A line may be a list of events, of which some are whole.
                part = _documents(line)
                found += part.found or [LOST]
                torn_at = at if last else None
            else:
                found.append(value)
        at = end + 1
    return Values(found, torn_at=torn_at, lines=True, whole=whole)


def _documents(data: bytes) -> Values:
    salvage = _Salvage(data)
    found: list[Any] = []
    at = salvage.skip(0)
    while at < len(data) and salvage.torn_at is None:
        if data[at] not in b'[{"':
            if not found:
                break  # no JSON at all
            salvage.whole = False
            at = salvage.skip(_after_junk(data, at))
            continue
        value, at = salvage.value(at, 0)
        found.append(value)
        at = salvage.skip(at)
    return Values(found, torn_at=salvage.torn_at, whole=salvage.whole)


def _after_junk(data: bytes, at: int) -> int:
    match = _SCALAR.match(data, at)
    return match.end() if match else at + 1


class _Salvage:
    """The walk over one damaged text."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.torn_at: int | None = None
        self.whole = True

    def skip(self, at: int) -> int:
        match = _BLANK.match(self._data, at)
        assert match is not None
        return match.end()

    def value(self, at: int, level: int) -> tuple[Any, int]:
        """Return (value or LOST, the offset behind it)."""
        data = self._data
        if at >= len(data):
            return self._torn(at)
        if data[at] not in OPEN:
            return self._flat(at)
        end = end_of(data, at)
        if end is not None:
            try:
                return decode(data[at:end]), end
            except ValueError:
                self.whole = False
        if level < SPINE:
            walk = self._array if data[at] == ord("[") else self._object
            value, _ = walk(at, level)
        else:
            value = LOST
        if end is None:
            if self.torn_at is None:
                self._torn(at)
            return value, len(data)
        # What is inside was wrong, where it ends was not.
        self.torn_at = None
        return value, end

    def _torn(self, at: int) -> tuple[Any, int]:
        self.whole = False
        self.torn_at = at
        return LOST, len(self._data)

    def _flat(self, at: int) -> tuple[Any, int]:
        match = (_STRING if self._data[at] == _QUOTE else _SCALAR).match(self._data, at)
        if match is None:
            return self._torn(at)
        try:
            return decode(match[0]), match.end()
        except ValueError:
            self.whole = False
            return LOST, match.end()

    def _array(self, at: int, level: int) -> tuple[Any, int]:
        found: list[Any] = []
        at = self.skip(at + 1)
        while at < len(self._data) and self._data[at] != ord("]"):
            value, at = self.value(at, level + 1)
            found.append(value)
            at = self._comma(at)
            if self.torn_at is not None:
                break
        return found, at + 1

    def _object(self, at: int, level: int) -> tuple[Any, int]:
        found: dict[str, Any] = {}
        at = self.skip(at + 1)
        while at < len(self._data) and self._data[at] != ord("}"):
            key, at = self._flat(at)
            at = self.skip(at)
            if self._data[at : at + 1] != b":" or not isinstance(key, str):
                self._torn(at)
                break
            value, at = self.value(self.skip(at + 1), level + 1)
            if value is not LOST:
                found[key] = value
            at = self._comma(at)
            if self.torn_at is not None:
                break
        # Half an event, or half a node, is none.
        is_part = not found or type(found.get("type")) is int
        return (LOST if is_part else found), at + 1

    def _comma(self, at: int) -> int:
        at = self.skip(at)
        if self._data[at : at + 1] == b",":
            return self.skip(at + 1)
        if self.torn_at is None and self._data[at : at + 1] not in (b"]", b"}"):
            self._torn(at)
        return at
