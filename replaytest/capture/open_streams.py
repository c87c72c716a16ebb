"""Which streams of a context are open, as two sides that know different halves tell.

Playwright knows the request, the DevTools protocol the messages; what both have is the
page and the address. Whoever tells first makes the entry, the other one claims it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from replaytest.capture.pieces import Splitter


@dataclass(slots=True, eq=False)
class Stream:
    """One response. `request` is Playwright's, `key` the DevTools' name for it.

    `opened`: told of. `late`: it began before somebody listened.
    """

    number: int
    page: Any
    address: str
    request: Any = None
    key: str = ""
    opened: bool = False
    late: bool = False
    messages: int = 0
    splitter: Splitter | None = None
    # Why it ended ("" for well), None while it is open.
    ended: str | None = None
    # (bytes, ms since 1970) that came before those that the browser had kept; None
    # once these are there.
    early: list[tuple[bytes, float]] | None = field(default_factory=list)


class OpenStreams:
    """The open streams of one context, numbered from 1."""

    def __init__(self) -> None:
        self._all: list[Stream] = []
        self._made = 0

    def __iter__(self) -> Iterator[Stream]:
        return iter(self._all)

    def of_request(self, page: Any, address: str, request: Any) -> Stream:
        """Return the stream of a request, which may have a key already."""
        stream = self._first(page, address, lambda s: s.request in (None, request))
        stream.request = request
        return stream

    def of_key(self, page: Any, address: str, key: str) -> Stream:
        """Return the stream of a key, which may have a request already."""
        stream = self._first(page, address, lambda s: s.key in ("", key))
        stream.key = key
        return stream

    def with_key(self, page: Any, key: str) -> Stream | None:
        """Return the stream of a key of which no address was told, None if unknown.

        One that began before we listened is found if all that have no key yet are of
        one address.
        """
        for stream in self._all:
            if stream.key == key:
                return stream
        free = [s for s in self._all if s.page is page and s.request and not s.key]
        if len({each.address for each in free}) != 1:
            return None
        free[0].key, free[0].late = key, True
        return free[0]

    def drop(self, *, request: Any = None, page: Any = None, key: str = "") -> None:
        """Forget the streams of a request, of a page, or of a key without request."""
        self._all = [
            each
            for each in self._all
            if not (
                (request is not None and each.request is request)
                or (page is not None and each.page is page)
                or (key and each.key == key and each.request is None)
            )
        ]

    def _first(self, page: Any, address: str, fits: Callable[[Stream], bool]) -> Stream:
        for stream in self._all:
            if stream.page is page and stream.address == address and fits(stream):
                return stream
        self._made += 1
        made = Stream(self._made, page, address)
        self._all.append(made)
        return made
