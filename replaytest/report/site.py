"""The site over a store: one HTML file that lists, filters and groups its sessions.

It holds the index's rows as JSON and needs nothing else: it opens from file://, and
links to replay pages beside it by relative addresses. Every text is in the page once,
in `strings`; sessions are columns of numbers, so that 10,000 of them stay a few MB.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from replaytest.report import encode
from replaytest.report.page import bundle, head

VERSION = 1
Value = str | float | int | None


@dataclass(frozen=True, slots=True)
class SiteField:
    """A field of the filter. `here` says whether the page has what it asks for.

    `column` and `kinds` name what is compared, as in the index: of sessions, or of
    events of these kinds. `words` are the only values there are.
    """

    name: str
    about: str
    sort: str
    place: str
    column: str
    kinds: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    here: bool = True


@dataclass(frozen=True, slots=True)
class SiteEvent:
    """What happened in a session `count` times, told without its moments."""

    kind: str
    name: str
    text: str
    fingerprint: str | None = None
    status: int | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class SiteSession:
    """A row of the site. `columns` has a value for the column of each field.

    `properties` are names, texts and, for numbers, values. `replay` is the relative
    address of its page, "" for none; `encrypted` ones are in no page on a disk.
    """

    columns: Mapping[str, Value]
    events: Sequence[SiteEvent] = ()
    properties: Sequence[tuple[str, str, float | None]] = ()
    replay: str = ""
    encrypted: bool = False


@dataclass(frozen=True, slots=True)
class SiteCollection:
    """Sessions picked by hand: their ids, and why. `file` is its name as a file's."""

    name: str
    file: str
    sessions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Site:
    """What the page shows. `live` says that whoever serves it tells of changes."""

    title: str
    fields: Sequence[SiteField]
    sessions: Sequence[SiteSession]
    collections: Sequence[SiteCollection] = ()
    searches: Sequence[tuple[str, str]] = ()
    live: bool = False


def site_page(site: Site) -> bytes:
    """Return the page. Raises `BundleMissing`."""
    code, css = bundle("site")
    allowed = ["connect-src 'self'"] if site.live else []
    return "".join(
        (
            head(site.title, code, css, allowed),
            "<noscript>This page needs JavaScript to list the sessions.</noscript>\n",
            '<script type="application/json" id="data">',
            encode.json_for_script(packed(site)),
            f"</script>\n<script>{code}</script>\n</body>\n</html>\n",
        )
    ).encode()


def packed(site: Site) -> dict[str, Any]:
    """Return the site as its page reads it; `web/src/site/data.ts` names the parts."""
    numbers = _Numbers()
    columns = [f.column for f in site.fields if f.place == "session"]
    events = _Numbers()
    rows = [_events(each.events, events) for each in site.sessions]
    return {
        "version": VERSION,
        "title": site.title,
        "live": site.live,
        "fields": [asdict(each) for each in site.fields],
        "columns": {
            name: [numbers.told(each.columns.get(name)) for each in site.sessions]
            for name in columns
        },
        "texts": [f.column for f in site.fields if _is_text(f)],
        "eventsOf": rows,
        "events": [
            [*(numbers.of(text) for text in told[:3]), numbers.told(told[3]), told[4]]
            for told in events.all
        ],
        "properties": [
            [[numbers.of(name), numbers.of(text), value] for name, text, value in each]
            for each in (session.properties for session in site.sessions)
        ],
        "replays": [each.replay for each in site.sessions],
        "encrypted": [n for n, each in enumerate(site.sessions) if each.encrypted],
        "collections": [
            {"name": each.name, "file": each.file, "sessions": dict(each.sessions)}
            for each in site.collections
        ],
        "searches": [list(each) for each in site.searches],
        "strings": numbers.all,
    }


def _is_text(field: SiteField) -> bool:
    return field.place == "session" and field.sort == "text"


class _Numbers:
    """Numbers of texts, or of other values, in the order in which they came."""

    def __init__(self) -> None:
        self.all: list[Any] = []
        self._known: dict[Any, int] = {}

    def of(self, value: Any) -> int:
        number = self._known.get(value)
        if number is None:
            number = self._known[value] = len(self.all)
            self.all.append(value)
        return number

    def told(self, value: Value) -> float | None:
        """Return a number as it is, and of a text its number."""
        return self.of(value) if isinstance(value, str) else value


def _events(events: Iterable[SiteEvent], numbers: _Numbers) -> list[int]:
    """Return numbers of events and counts in turn."""
    found = []
    for each in events:
        key = (each.kind, each.name, each.text, each.fingerprint, each.status)
        found += [numbers.of(key), each.count]
    return found
