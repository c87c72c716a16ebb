"""HAR 1.2: the requests of a recording, for a browser's network panel.

A page for each document of each tab, an entry for each request. Source:
http://www.softwareishard.com/blog/har-12-spec/. What recorders in pages tell is less
than what browsers know: sizes of headers are never there, methods and bodies often
not. `har_entry.py` says how that is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from replaytest.exporters.har_entry import UNKNOWN, Message, entry_of, moment
from replaytest.exporters.network import Request, requests_of
from replaytest.exporters.source import OnEvent, array_of, events_of, json_of
from replaytest.model import Event
from replaytest.rrweb import EventType
from replaytest.store.read import Recording
from replaytest.tags import STREAM


@dataclass(slots=True)
class _Page:
    """A document. Times are ms since 1970; `navigated` is when it was asked for."""

    id: str
    href: str
    seen_at: float
    parsed_at: float | None = None
    loaded_at: float | None = None
    navigated: float | None = None

    def as_har(self) -> dict[str, Any]:
        start = self.seen_at if self.navigated is None else self.navigated
        return {
            "startedDateTime": moment(start),
            "id": self.id,
            "title": self.href,
            "pageTimings": {
                "onContentLoad": self._since(self.parsed_at),
                "onLoad": self._since(self.loaded_at),
            },
        }

    def _since(self, at: float | None) -> float:
        # Only the navigation's own entry says when the page began.
        if at is None or self.navigated is None or at < self.navigated:
            return UNKNOWN
        return round(at - self.navigated, 3)


class _Tab:
    """The documents of one tab, as its events tell of them."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.pages: list[_Page] = []
        self._parsed_at: float | None = None
        # By the number of a stream, until its request is told: that comes last.
        self._messages: dict[int, list[Message]] = {}

    def feed(self, event: Event) -> None:
        kind, at = event["type"], event["timestamp"]
        if kind == EventType.DOM_CONTENT_LOADED:
            self._parsed_at = at
        elif kind == EventType.LOAD and self.pages and not self._parsed_at:
            self.pages[-1].loaded_at = at
        elif kind == EventType.META:
            self._meta(event)
        elif kind == EventType.CUSTOM:
            self._streamed(event)

    def messages_of(self, request: Request) -> list[Message]:
        """Return what came over the stream of a request, and keep it no longer."""
        return self._messages.pop(request.stream, []) if request.stream else []

    def _streamed(self, event: Event) -> None:
        data = event.get("data")
        if not isinstance(data, dict) or data.get("tag") != STREAM:
            return
        payload = data.get("payload")
        told = payload if isinstance(payload, dict) else {}
        number = told.get("id")
        if type(number) is int and told.get("kind") == "message":
            message = {
                "time": event["timestamp"] / 1000,
                "eventName": str(told.get("event") or "message"),
                "eventId": "",
                "data": str(told.get("data") or ""),
            }
            self._messages.setdefault(number, []).append(message)

    def _meta(self, event: Event) -> None:
        data = event.get("data")
        href = data.get("href") if isinstance(data, dict) else None
        href = href if isinstance(href, str) else "about:blank"
        is_new = not self.pages or self.pages[-1].href != href
        # A Meta also stands before each later full snapshot of the same document.
        if is_new or self._parsed_at is not None:
            name = f"tab_{self.number}_page_{len(self.pages) + 1}"
            page = _Page(name, href, event["timestamp"], self._parsed_at)
            self.pages.append(page)
        self._parsed_at = None

    def page_of(self, request: Request) -> str | None:
        if not self.pages:
            return None
        page = self.pages[-1]
        if request.is_navigation and page.navigated is None:
            page.navigated = request.started_at
        return page.id


def har_json(
    recording: Recording,
    *,
    on_event: OnEvent | None = None,
    on_problem: Callable[[str], object] | None = None,
) -> Iterator[bytes]:
    """Yield a HAR. Without network events it is valid, and `on_problem` hears of it.

    Entries are in order of time, and held in memory as JSON until all are sorted. A
    request that was told of before any page has no `pageref`. Raises `OSError` if the
    file went away meanwhile.
    """
    tabs: dict[int, _Tab] = {}
    entries: list[tuple[float, bytes]] = []
    for number, event in events_of(recording, on_event):
        tab = tabs.setdefault(number, _Tab(number))
        tab.feed(event)
        for request in requests_of(event):
            messages = tab.messages_of(request)
            entry = entry_of(request, tab.page_of(request), messages)
            entries.append((request.started_at, json_of(entry)))
    if not entries and on_problem is not None:
        on_problem("no requests were recorded in it: the HAR has no entries")
    entries.sort(key=lambda each: each[0])
    yield b'{"log":{"version":"1.2","creator":' + json_of(_creator())
    if browser := _browser(recording):
        yield b',"browser":' + json_of(browser)
    yield b',"pages":'
    pages = (page.as_har() for number in sorted(tabs) for page in tabs[number].pages)
    yield from array_of(json_of(page) for page in pages)
    yield b',"entries":'
    yield from array_of(entry for _, entry in entries)
    yield b"}}\n"


def _creator() -> dict[str, str]:
    try:
        return {"name": "replaytest", "version": version("replaytest")}
    except PackageNotFoundError:
        return {"name": "replaytest", "version": ""}


def _browser(recording: Recording) -> dict[str, str] | None:
    known = recording.header.get("browser")
    if not isinstance(known, dict) or not known.get("name"):
        return None
    return {"name": str(known["name"]), "version": str(known.get("version") or "")}
