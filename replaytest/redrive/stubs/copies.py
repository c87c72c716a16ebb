"""Bodies that a browser no longer had, from another answer that was the same file.

What it takes from a cache it may not have when it is asked for: the second page of an
application has its fonts from the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from replaytest.redrive.stubs.exchange import Exchange, header

_OK = 200
# Their addresses name one file, as far as a run of a few seconds is concerned.
_FILES = frozenset(("font", "image", "img", "script", "stylesheet", "media"))
_VALIDATORS = ("etag", "last-modified", "content-length")


def completed(exchanges: Iterable[Exchange]) -> Iterator[Exchange]:
    """Yield exchanges, those of a file without body with that of the same file."""
    listed = list(exchanges)
    bodies = {each.asked.url: each for each in listed if _is_file(each) and each.body}
    for each in listed:
        other = bodies.get(each.asked.url)
        if each.body is None and other and _is_file(each) and _is_same(each, other):
            yield replace(
                each,
                body=other.body,
                is_text=other.is_text,
                omitted="",
                masked=other.masked,
            )
        else:
            yield each


def _is_file(exchange: Exchange) -> bool:
    asked = exchange.asked
    return asked.method == "GET" and asked.kind in _FILES and exchange.status == _OK


def _is_same(one: Exchange, other: Exchange) -> bool:
    """Say whether nothing that two answers tell of their file is different."""
    told = (
        (header(one.headers, name), header(other.headers, name)) for name in _VALIDATORS
    )
    return all(a == b for a, b in told if a and b)
