"""Media queries, answered for a screen of the mirror's size.

Source: Media Queries Level 4. Where a recording tells nothing a desktop browser is
assumed: a mouse, light colours, motion. What is not understood is not true.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable

_DESKTOP = {
    "prefers-color-scheme": "light",
    "prefers-reduced-motion": "no-preference",
    "prefers-contrast": "no-preference",
    "hover": "hover",
    "any-hover": "hover",
    "pointer": "fine",
    "any-pointer": "fine",
    "forced-colors": "none",
    "scripting": "enabled",
    "update": "fast",
}
_TRUE_ALONE = frozenset(
    ("hover", "any-hover", "pointer", "any-pointer", "color", "width")
)
_UNITS = {"px": 1.0, "em": 16.0, "rem": 16.0, "": 1.0, "cm": 96 / 2.54, "in": 96.0}
_LENGTH = re.compile(r"(-?\d*\.?\d+)([a-z]*)\Z")
_RANGE = re.compile(
    r"(?:([^<>=]+)([<>]=?|=))?\s*(width|height)\s*(?:([<>]=?|=)([^<>=]+))?"
)
_LONGEST = 4_000
_PART = re.compile(r"\([^()]*\)|[^\s()]+")
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
}


def media_matches(text: str, width: float, height: float) -> bool:
    """Say whether one of a list of media queries is true; an empty list is."""
    if len(text) > _LONGEST:
        return False
    queries = [each.strip().lower() for each in text.split(",")]
    size = {"width": width, "height": height}
    return not text.strip() or any(_query(each, size) for each in queries)


def _query(query: str, size: dict[str, float]) -> bool:
    """Answer one query; nested parentheses are not understood."""
    if re.search(r"\([^()]*\(", query):
        return False
    negated = False
    told: list[bool] = []
    either = False
    for part in _PART.findall(query):
        if part == "not":
            negated = True
        elif part == "or":
            either = True
        elif part not in ("and", "only"):
            told.append(_feature(part, size) if part[0] == "(" else _is_screen(part))
    found = any(told) if either else all(told)
    return bool(told) and found != negated


def _is_screen(kind: str) -> bool:
    return kind in ("all", "screen")


def _feature(part: str, size: dict[str, float]) -> bool:
    name, colon, value = (each.strip() for each in part.strip("()").partition(":"))
    if not colon:
        return _range(part.strip("()"), size) or name in _TRUE_ALONE
    side = name.removeprefix("min-").removeprefix("max-")
    if side in size:
        length = _length(value)
        if length is None:
            return False
        sign = ">=" if name.startswith("min-") else "<="
        return _COMPARE[sign if side != name else "="](size[side], length)
    if name == "orientation":
        tall = size["height"] >= size["width"]
        return value == ("portrait" if tall else "landscape")
    return _DESKTOP.get(name) == value


def _range(text: str, size: dict[str, float]) -> bool:
    """Answer `400px <= width < 700px`."""
    found = _RANGE.fullmatch(text.strip())
    if found is None or not (found[2] or found[4]):
        return False
    have = size[found[3]]
    sides = [(found[1], found[2], True), (found[5], found[4], False)]
    for limit, sign, before in sides:
        if sign is None:
            continue
        length = _length(limit.strip())
        if length is None:
            return False
        pair = (length, have) if before else (have, length)
        if not _COMPARE[sign](*pair):
            return False
    return True


def _length(text: str) -> float | None:
    found = _LENGTH.match(text)
    if found is None or found[2] not in _UNITS:
        return None
    return float(found[1]) * _UNITS[found[2]]
