"""Pages that carry a recording: players saved as HTML, with their events inside."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from replaytest.errors import LimitExceeded
from replaytest.importers.salvage import value_at
from replaytest.importers.scan import Values, decode

# Every repetition here is possessive or bounded: pages are hostile, too.
_PAGE = re.compile(
    rb"\s*+(?:<!--(?:(?!-->).)*+-->\s*+)*+<(?:!doctype html|html|head|body|script)",
    re.IGNORECASE | re.DOTALL,
)
_JSON_SCRIPT = re.compile(
    rb"<script\s[^<>]{0,500}?application/(?:json|x-ndjson)[^<>]{0,500}>", re.IGNORECASE
)
# events: [   const events = [   "events":[   window.__EVENTS__ = [   JSON.parse("[
_NAMED = re.compile(
    rb"(?:events|snapshots|recording|replay|segments)\w{0,40}[\"']?\s{0,20}\]?"
    rb"\s{0,20}[:=(]\s{0,20}(?:JSON\.parse\(\s{0,20})?(?=[\[{\"'])",
    re.IGNORECASE,
)
_BLANK = re.compile(rb"\s*+")
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"|' + rb"'(?:[^'\\]|\\.)*+'", re.DOTALL)
_ATTRIBUTE = re.compile(rb"\sdata-[\w-]{1,100}+='([\[{][^'<>]*+)'")
_FIRST = re.compile(rb'\[\s*\{\s*"(?:type|data|timestamp|windowId)"\s*:')
# Each may be read to the end of a page that was cut.
MAX_PLACES = 64


def is_page(data: bytes) -> bool:
    """Say whether a text is HTML."""
    return _PAGE.match(data[:4096]) is not None


def candidates(data: bytes) -> Iterator[Values]:
    """Yield what may be a recording in the page, the most likely first."""
    places = 0
    seen: set[int] = set()
    for pattern in (_JSON_SCRIPT, _NAMED, _FIRST):
        for match in pattern.finditer(data):
            at = match.start() if pattern is _FIRST else match.end()
            if pattern is _JSON_SCRIPT:
                at = _BLANK.match(data, at).end()  # type: ignore[union-attr]
            if at in seen:
                continue
            seen.add(at)
            places += 1
            if places > MAX_PLACES:
                return
            yield _at(data, at)


def _at(data: bytes, at: int) -> Values:
    if data[at : at + 1] in (b"[", b"{"):
        return _value(data, at)
    match = _STRING.match(data, at)
    if match is None:
        return Values([])
    text = match[0]
    if text[:1] == b"'":
        # JavaScript's quotes: in JSON a ' is not escaped and a " is.
        inside = text[1:-1].replace(b"\\'", b"'")
        text = b'"' + re.sub(rb'(?<!\\)"', rb'\\"', inside) + b'"'
    try:
        return Values([decode(text)])
    except ValueError:
        return Values([])


def attributes(data: bytes) -> Iterator[Values]:
    """Yield what JSON there is in data- attributes, which some players read."""
    for number, match in enumerate(_ATTRIBUTE.finditer(data)):
        if number == MAX_PLACES:
            return
        text = html.unescape(match[1].decode("utf-8", "replace")).encode()
        yield _value(text, 0)


def _value(data: bytes, at: int) -> Values:
    try:
        return value_at(data, at)
    except LimitExceeded:
        return Values([])  # brackets of something else
