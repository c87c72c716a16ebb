"""Which page is meant: a URL or a path, against the addresses in a recording."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from replaytest.errors import RecordingError, UsageError

MOST_LISTED = 10


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page. What is None may be anything; `*` in the others stands for any text."""

    path: re.Pattern[str]
    host: str | None = None
    query: re.Pattern[str] | None = None
    fragment: re.Pattern[str] | None = None

    def fits(self, url: str) -> bool:
        """Say whether a recorded address is of this page."""
        parts = _parts(url)
        if parts is None or (self.host and parts.netloc.lower() != self.host):
            return False
        pairs = (
            (self.path, _path(parts)),
            (self.query, parts.query),
            (self.fragment, parts.fragment),
        )
        return all(wanted is None or wanted.fullmatch(told) for wanted, told in pairs)


def wanted_page(text: str) -> Wanted:
    """Return what `/cart`, `https://shop.test/cart` or `/orders/*` means.

    A host, a query and a fragment count if they are said; a slash at the end does not.
    Raises `UsageError` if it is no address.
    """
    parts = _parts(text.strip())
    if parts is None or not text.strip():
        raise UsageError(
            "this is no address of a page",
            where=f"--page {text}",
            fix="a URL, or its path such as /cart",
        )
    if not parts.scheme and not parts.path.startswith("/"):
        parts = parts._replace(path=f"/{parts.path}")
    return Wanted(
        _pattern(_path(parts)),
        parts.netloc.lower() or None,
        _pattern(parts.query) if "?" in text else None,
        _pattern(parts.fragment) if "#" in text else None,
    )


def page_of(url: str) -> str:
    """Return the page of an address as `wanted_page` takes it: its path, if it has one.

    Test servers have another port each time.
    """
    parts = _parts(url)
    if parts is None or parts.scheme not in ("http", "https", "file"):
        return url.partition("#")[0].partition("?")[0]
    return parts.path.rstrip("/") or "/"


def not_visited(page: str, visits: Counter[str]) -> RecordingError:
    """Return the error for a page nobody was on; `visits` are of those there are."""
    listed = [f"{url} ({count})" for url, count in visits.most_common(MOST_LISTED)]
    more = len(visits) - len(listed)
    fix = f"pages there are, with visits: {', '.join(listed)}" if listed else ""
    return RecordingError(
        "no session visited this page",
        where=f"--page {page}",
        fix=fix + (f", and {more} more" if more > 0 else ""),
    )


def _parts(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:
        return None


def _path(parts: SplitResult) -> str:
    return unquote(parts.path).rstrip("/") or "/"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, text.split("*"))), re.DOTALL)
