"""Source maps, version 3: from a place in a script to the one where it was written.

The format is ECMA-426, https://tc39.es/ecma426/. Read are regular and index maps;
`sourcesContent` never. No library fits: `symbolic` (Sentry's) is 19 MB of machine code
for each platform, `sourcemap` has been left alone since 2017 and knows no index maps.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

import orjson

# Half a million are read in about half a second, by a thread beside the test's.
MOST_SEGMENTS = 1_500_000
MOST_LENGTH = 1000
_DIGITS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}
# No field is larger than 32 bits, which are 7 digits.
_LONGEST = 5 * 7
_NONE = -1


class BadMap(ValueError):
    """This is no source map, or one that is too large."""


@dataclass(frozen=True, slots=True)
class Original:
    """Where code was written. `line` and `column` count from 1, as in stack traces.

    `name` is that of the identifier at this place, "" for none. `ignored` code is said
    by the map to be somebody else's: a framework's.
    """

    source: str
    line: int
    column: int
    name: str = ""
    ignored: bool = False


class SourceMap:
    """A map that has been read; `find` never raises."""

    def __init__(
        self, sections: list[tuple[int, int, _Section]], debug_id: str
    ) -> None:
        self._sections = sections
        self._starts = [(line, column) for line, column, _ in sections]
        self.debug_id = debug_id

    @classmethod
    def parse(cls, data: bytes) -> SourceMap:
        """Read a map.

        Raises:
            BadMap: `data` is none.
        """
        # Servers put a line before JSON that keeps it from being run as a script.
        if data.startswith(b")]}"):
            data = data.partition(b"\n")[2]
        try:
            told = orjson.loads(data)
        except ValueError as error:
            raise BadMap(str(error)) from error
        if not isinstance(told, dict):
            raise BadMap("no table")
        debug_id = told.get("debugId") or told.get("debug_id")
        return cls(_sections(told), _text(debug_id))

    def find(self, line: int, column: int) -> Original | None:
        """Return where the code at a place of the script comes from; both from 1."""
        return self._at(line - 1, column - 1, exactly=False)

    def name_at(self, line: int, column: int) -> str:
        """Return what the identifier that begins at a place was called, or ""."""
        found = self._at(line - 1, column - 1, exactly=True)
        return found.name if found else ""

    def _at(self, line: int, column: int, *, exactly: bool) -> Original | None:
        number = bisect_right(self._starts, (line, column)) - 1
        if number < 0:
            return None
        first, start, section = self._sections[number]
        shift = start if line == first else 0
        return section.at(line - first, column - shift, exactly=exactly)


class _Section:
    """A regular map: `columns` and the other arrays have an item for each segment."""

    def __init__(self, told: dict[str, Any]) -> None:
        mappings = told.get("mappings")
        if not isinstance(mappings, str):
            raise BadMap("no mappings")
        root = _text(told.get("sourceRoot"))
        self._sources = [_joined(root, _text(each)) for each in _list(told, "sources")]
        self._names = _list(told, "names")
        both = _list(told, "ignoreList") or _list(told, "x_google_ignoreList")
        self._ignored = {each for each in both if isinstance(each, int)}
        self._starts = array("i")  # of the lines of the script, in the arrays
        self._columns, self._of, self._lines, self._places, self._named = (
            array("i") for _ in range(5)
        )
        try:
            self._decode(mappings.encode("ascii"))
        except (KeyError, OverflowError, UnicodeError) as error:
            raise BadMap("wrong mappings") from error

    def at(self, line: int, column: int, *, exactly: bool) -> Original | None:
        if not 0 <= line < len(self._starts) - 1:
            return None
        first, end = self._starts[line], self._starts[line + 1]
        number = bisect_right(self._columns, column, first, end) - 1
        if number < first or (exactly and self._columns[number] != column):
            return None
        source, name = self._of[number], self._named[number]
        known = 0 <= source < len(self._sources) and self._sources[source]
        if not known or min(self._lines[number], self._places[number]) < 0:
            return None
        return Original(
            known,
            self._lines[number] + 1,
            self._places[number] + 1,
            _text(self._names[name]) if 0 <= name < len(self._names) else "",
            source in self._ignored,
        )

    def _decode(self, mappings: bytes) -> None:
        if mappings.count(b",") + mappings.count(b";") > MOST_SEGMENTS:
            raise BadMap("too large")
        # Most segments are like others: to look one up is quicker than to read it.
        known: dict[bytes, tuple[int, ...]] = {}
        columns, of, lines, places, named = (
            *(self._columns, self._of, self._lines),
            *(self._places, self._named),
        )
        source = line = place = name = 0
        for text in mappings.split(b";"):
            self._starts.append(len(columns))
            column, ordered = 0, True
            for segment in text.split(b",") if text else ():
                fields = known.get(segment)
                if fields is None:
                    fields = known[segment] = _fields(segment)
                column += fields[0]
                ordered = ordered and fields[0] >= 0
                columns.append(column)
                if len(fields) == 1:
                    of.append(_NONE)
                else:
                    source += fields[1]
                    line += fields[2]
                    place += fields[3]
                    of.append(source)
                if len(fields) == 5:
                    name += fields[4]
                    named.append(name)
                else:
                    named.append(_NONE)
                lines.append(line)
                places.append(place)
            if not ordered:
                self._order(self._starts[-1])
        self._starts.append(len(columns))

    def _order(self, first: int) -> None:
        """Put the segments from `first` on in the order of their columns."""
        numbers = sorted(
            range(first, len(self._columns)), key=self._columns.__getitem__
        )
        for each in (self._of, self._lines, self._places, self._named, self._columns):
            each[first:] = array("i", [each[number] for number in numbers])


def _fields(segment: bytes) -> tuple[int, ...]:
    """Return the 1, 4 or 5 numbers of a segment, which are Base64 VLQ."""
    if len(segment) > _LONGEST:
        raise BadMap("a segment is too long")
    found, value, shift = [], 0, 0
    for byte in segment:
        digit = _VALUES[byte]
        value |= (digit & 31) << shift
        shift += 5
        if not digit & 32:
            found.append(-(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    if shift or len(found) not in (1, 4, 5):
        raise BadMap("a segment is cut off")
    return tuple(found)


def _sections(told: dict[str, Any]) -> list[tuple[int, int, _Section]]:
    if "sections" not in told:
        return [(0, 0, _Section(told))]
    found: list[tuple[int, int, _Section]] = []
    for each in _list(told, "sections"):
        inner = each.get("map") if isinstance(each, dict) else None
        offset = each.get("offset") if isinstance(inner, dict) else None
        # One that is elsewhere (`url`) is left out, and so is its part of the script.
        if isinstance(inner, dict) and isinstance(offset, dict):
            line, column = offset.get("line"), offset.get("column")
            if not (type(line) is int and type(column) is int):
                raise BadMap("a section without a place")
            found.append((line, column, _Section(inner)))
    return sorted(found, key=lambda each: each[:2])


def _joined(root: str, source: str) -> str:
    if not root or not source or source.startswith("/") or "://" in source:
        return source
    return f"{root.rstrip('/')}/{source}"[:MOST_LENGTH]


def _list(told: dict[str, Any], name: str) -> list[Any]:
    found = told.get(name)
    return found if isinstance(found, list) else []


def _text(value: Any) -> str:
    return value[:MOST_LENGTH] if isinstance(value, str) else ""
