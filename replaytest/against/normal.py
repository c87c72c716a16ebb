"""Values without what differs between two runs of the same build.

Prices, counts and names stay: they are what tests are about.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from replaytest.diff.noise import Noise, placeholder
from replaytest.diff.rules import RULES, NoiseRule
from replaytest.store.lines import encode

_LOOPBACK = re.compile(r"\b(localhost|127\.0\.0\.1|\[::1\]):\d+", re.IGNORECASE)
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
# More is noise here than in `diff`, where somebody asks: a pass and a failure may be
# days apart, and a difference that is none costs more than one that is not told.
VARYING = tuple(
    NoiseRule(name, ("text", "value"), rf"(?i:\b{pattern})", reason)
    for name, pattern, reason in (
        (
            "id",
            r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b",
            "made at random for each object",
        ),
        (
            "date",
            r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?Z?)?",
            "the day of the run",
        ),
        ("date", r"\d{1,2}[./]\d{1,2}[./]\d{2,4}\b", "the day of the run"),
        (
            "date",
            rf"(?:\d{{1,2}}\.? )?(?:{_MONTHS})[a-z]*\.?(?: \d{{1,2}})?,? \d{{4}}\b",
            "the day of the run",
        ),
        (
            "time",
            r"\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d+)?(?: ?[AP]M\b)?",
            "the time of day of the run",
        ),
        (
            "duration",
            r"\d+(?:[.,]\d+)? ?(?:ms|milliseconds?|s|sec(?:ond)?s?|min(?:ute)?s?)\b",
            "how long it took this time",
        ),
        (
            "id",
            r"(?=[0-9a-f]*\d)(?=[0-9]*[a-f])[0-9a-f]{8,}\b",
            "a hash: long, with digits and letters",
        ),
        (
            "id",
            r"(?=\w*\d\w*[a-z])(?=\w*[a-z]\w*\d)\w{12,}\b",
            "long, with digits and letters",
        ),
        (
            "id",
            r"(?<![.,€$£])\d{6,}(?![\d.,]*\d)",
            "the number of an order, or a moment; amounts have separators",
        ),
    )
)
_PATTERNS = tuple((rule.compiled(), placeholder(rule.name)) for rule in VARYING)
# Of a call: how it is done, not what.
_MANNER = frozenset(("strict", "timeout", "isNot", "waitUntil"))
_ID = placeholder("id")


def with_varying(noise: Noise | None = None) -> Noise:
    """Return rules for pages of two attempts: those given, or diff's own, and more."""
    return Noise((*(RULES if noise is None else noise.rules), *VARYING))


def shape(text: str) -> str:
    """Return a text with ids, dates, times and durations replaced by their kind."""
    found = " ".join(text.split())
    if not any(sign.isdigit() for sign in found):
        return found
    found = _LOOPBACK.sub(r"\1", found)
    for pattern, instead in _PATTERNS:
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
    return _ID if shaped.isdecimal() else shaped


def call_key(api: str, args: dict[str, Any]) -> str:
    """Return what is equal for two calls that ask for the same."""
    told = {name: value for name, value in args.items() if name not in _MANNER}
    # Whether it is asserted or its contrary is no manner.
    told["isNot"] = bool(args.get("isNot"))
    if isinstance(url := told.get("url"), str):
        told["url"] = address(url)
    text = encode(dict(sorted(told.items()))).decode("utf-8", "replace")
    return f"{api} {shape(text)}"
