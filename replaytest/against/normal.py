"""Values without what differs between two runs of the same build.

Prices, counts and names stay: they are what tests are about.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from replaytest.store.lines import encode

_LOOPBACK = re.compile(r"\b(localhost|127\.0\.0\.1|\[::1\]):\d+", re.IGNORECASE)
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_VARYING: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"\b{pattern}", re.IGNORECASE), instead)
    for pattern, instead in (
        (r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "<id>"),
        (r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?Z?)?", "<date>"),
        (r"\d{1,2}[./]\d{1,2}[./]\d{2,4}\b", "<date>"),
        (
            rf"(?:\d{{1,2}}\.? )?(?:{_MONTHS})[a-z]*\.?(?: \d{{1,2}})?,? \d{{4}}\b",
            "<date>",
        ),
        (r"\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d+)?(?: ?[AP]M\b)?", "<time>"),
        (
            r"\d+(?:[.,]\d+)? ?(?:ms|milliseconds?|s|sec(?:ond)?s?|min(?:ute)?s?)\b",
            "<duration>",
        ),
        # Hashes and ids: long, with digits and letters.
        (r"(?=[0-9a-f]*\d)(?=[0-9]*[a-f])[0-9a-f]{8,}\b", "<id>"),
        (r"(?=\w*\d\w*[a-z])(?=\w*[a-z]\w*\d)\w{12,}\b", "<id>"),
        # The number of an order, or a moment; amounts have separators or are shorter.
        (r"(?<![.,€$£])\d{6,}(?![\d.,]*\d)", "<id>"),
    )
)
# Of a call: how it is done, not what.
_MANNER = frozenset(("strict", "timeout", "isNot", "waitUntil"))
_PART_ID = re.compile(r"^(?:\d+|<id>)$")


def shape(text: str) -> str:
    """Return a text with ids, dates, times and durations replaced by their kind."""
    found = " ".join(text.split())
    if not any(sign.isdigit() for sign in found):
        return found
    found = _LOOPBACK.sub(r"\1", found)
    for pattern, instead in _VARYING:
        found = pattern.sub(instead, found)
    return found


def address(url: str) -> str:
    """Return a URL as people compare it: path and query, without host and fragment."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return shape(url)
    if parts.scheme not in ("http", "https"):
        return shape(url[:200])
    return shape(parts.path + (f"?{parts.query}" if parts.query else ""))


def endpoint(url: str) -> str:
    """Return what a request was for: path and the names of the query's parameters.

    Parts of the path that are a number or an id say which one, and not what.
    """
    try:
        parts = urlsplit(url)
        names = sorted({name for name, _ in parse_qsl(parts.query)})
    except ValueError:
        return shape(url)
    path = "/".join(_part(part) for part in parts.path.split("/"))
    host = "" if _LOOPBACK.match(parts.netloc) else parts.netloc
    return f"{host}{path}" + (f"?{'&'.join(names)}" if names else "")


def _part(part: str) -> str:
    shaped = shape(part)
    return "<id>" if _PART_ID.match(shaped) else shaped


def call_key(api: str, args: dict[str, Any]) -> str:
    """Return what is equal for two calls that ask for the same."""
    told = {name: value for name, value in args.items() if name not in _MANNER}
    # Whether it is asserted or its contrary is no manner.
    told["isNot"] = bool(args.get("isNot"))
    if isinstance(url := told.get("url"), str):
        told["url"] = address(url)
    text = encode(dict(sorted(told.items()))).decode("utf-8", "replace")
    return f"{api} {shape(text)}"
