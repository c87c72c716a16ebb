"""Set-Cookie lines as Playwright's cookies."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

_SITES = {"lax": "Lax", "strict": "Strict", "none": "None"}
# Playwright takes -1 and positive numbers.
_GONE = 1.0
_LONGEST = 12


def cookies_of(url: str, line: str) -> list[dict[str, Any]]:
    """Return the cookie of one `Set-Cookie` line for `add_cookies`, in a list.

    RFC 6265, 5.2 and 5.3, as far as it is about what is kept. Nothing for a line that
    sets none, and for an address without a host.
    """
    first, *more = line.split(";")
    name, equals, value = (part.strip() for part in first.partition("="))
    try:
        parts = urlsplit(url)
    except ValueError:
        return []
    if not equals or not name or not parts.hostname:
        return []
    told = dict(_attribute(each) for each in more)
    path = told.get("path", "")
    here = parts.path.rpartition("/")[0] or "/"
    cookie: dict[str, Any] = {
        "name": name,
        "value": value,
        "domain": _domain(told.get("domain", ""), parts.hostname),
        "path": path if path.startswith("/") else here,
        "expires": _expires(told),
        "httpOnly": "httponly" in told,
        "secure": "secure" in told,
    }
    if site := _SITES.get(told.get("samesite", "").lower()):
        cookie["sameSite"] = site
    return [cookie]


def _attribute(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name.strip().lower(), value.strip()


def _domain(asked: str, host: str) -> str:
    # With a dot before it, it is for hosts below as well.
    return f".{asked.lstrip('.').lower()}" if asked else host


def _expires(told: dict[str, str]) -> float:
    """Return when a cookie goes, in s since 1970; -1 with the session, 1 at once."""
    age = told.get("max-age", "")
    if age.removeprefix("-").isdecimal() and len(age) < _LONGEST:
        return time.time() + int(age) if int(age) > 0 else _GONE
    try:
        return max(parsedate_to_datetime(told["expires"]).timestamp(), _GONE)
    except (KeyError, ValueError, TypeError, OverflowError):
        return -1
