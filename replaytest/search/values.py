"""Values of the where language: durations, moments, numbers."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_LONG = {
    "sec": "s",
    "second": "s",
    "min": "m",
    "minute": "m",
    "hour": "h",
    "day": "d",
    "week": "w",
}
_DURATION = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)\s*([a-z]*)")
_AGO = re.compile(r"-\s*(.+)|(.+?)\s+ago")


def duration_of(text: str) -> float | None:
    """Return the seconds of `30s`, `2 minutes`, `1.5h`; a bare number is seconds."""
    found = _DURATION.fullmatch(text.strip().lower())
    if found is None:
        return None
    unit = found[2] or "s"
    unit = unit if unit in _UNITS else _LONG.get(unit.removesuffix("s"), "")
    return float(found[1]) * _UNITS[unit] if unit else None


def number_of(text: str) -> float | None:
    """Return a number, None if it is none."""
    found = re.fullmatch(r"-?\d{1,15}(?:\.\d{1,9})?", text.strip())
    return float(found[0]) if found else None


def moment_of(text: str, now: int) -> tuple[int, int] | None:
    """Return from when up to when a text means, in ms since 1970, None if nothing.

    A date is its whole day, a time to the minute its minute; both are local. `-2d`,
    `2 days ago` are counted back from `now` and are one moment, as is `now`.
    """
    known = text.strip().lower()
    if known == "now":
        return now, now
    ago = _AGO.fullmatch(known)
    if ago is not None:
        seconds = duration_of(ago[1] or ago[2])
        at = None if seconds is None else now - round(seconds * 1000)
        return None if at is None else (at, at)
    try:
        return _named_day(known, now) or _stamp(text.strip())
    except (ValueError, OverflowError, OSError):
        return None


def _named_day(text: str, now: int) -> tuple[int, int] | None:
    days = {"today": 0, "yesterday": 1}.get(text)
    if days is None:
        return None
    return _day(datetime.fromtimestamp(now / 1000).date() - timedelta(days))


def _stamp(text: str) -> tuple[int, int]:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return _day(date.fromisoformat(text))
    found = datetime.fromisoformat(text)
    at = round(found.timestamp() * 1000)
    return at, at + (60_000 if re.search(r"[T ]\d{2}:\d{2}$", text) else 1000)


def _day(day: date) -> tuple[int, int]:
    after = day + timedelta(1)
    start, end = (datetime(d.year, d.month, d.day).timestamp() for d in (day, after))
    return round(start * 1000), round(end * 1000)
