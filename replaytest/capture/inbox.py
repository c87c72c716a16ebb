"""Batches of one context, as they arrive, become the lines of a recording, in order.

A batch is text: a header line `{"doc": str, "seq": int, "count": int, "ms"?: int}` and
`count` lines, each one rrweb event; `ms` is how long the recorder has kept the page
waiting. It is never parsed further here: the test is waiting. A page can call the
binding itself, so nothing about a batch is trusted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson

# A batch that arrives this much too early means that those before it are lost.
MOST_WAITING = 64
# Milliseconds that a batch may have taken, and whatever else is counted in its header.
_MOST = 600_000

Page = Any


class Lines(NamedTuple):
    """Events of one document, in order, and what was noticed on the way.

    `body` is one JSON event a line. `live` counts the events that something happening
    in the page has caused: those of a full snapshot taken because a recording begins
    do not count. `lost` counts batches. `opted_out`: the page wants no recording.
    """

    page: Page
    body: str = ""
    events: int = 0
    live: int = 0
    lost: int = 0
    problems: tuple[str, ...] = ()
    opted_out: bool = False

    def for_tab(self, tab: int) -> bytes:
        """Return NDJSON of `[tab, event]`."""
        if not self.body:
            return b""
        # Each line becomes `[tab,line]`; a JSON text has no raw line feed in it.
        text = f"[{tab}," + self.body.replace("\n", f"]\n[{tab},") + "]\n"
        return text.encode(errors="replace")


@dataclass(slots=True)
class _Document:
    """`page` is the one that spoke first: a document's last batches may be brought by
    the document after it, or by the opener of its popup."""

    page: Page
    expected: int = 0
    waiting: dict[int, tuple[dict[str, Any], str]] = field(default_factory=dict)


class Inbox:
    """Puts batches in order, drops what comes twice, and tells what never came.

    `lender` gives the popup of a page that sends what that could not.
    """

    def __init__(self, lender: Callable[[Page], Page] = lambda page: page) -> None:
        self._lender = lender
        self._documents: dict[str, _Document] = {}

    def accept(self, page: Page, batch: str) -> Lines:
        """Take a batch; return it, and those that waited for it."""
        head, _, body = batch.partition("\n")
        header = _header(head)
        if header is None:
            return Lines(page, problems=("sent something that is no batch",))
        if header["doc"] not in self._documents:
            owner = self._lender(page) if header.get("lent") is True else page
            self._documents[header["doc"]] = _Document(owner)
        document = self._documents[header["doc"]]
        if header["seq"] < document.expected:
            return Lines(page)
        document.waiting[header["seq"]] = header, body
        lost = _skip(document) if len(document.waiting) > MOST_WAITING else 0
        return _ready(document, lost)

    def finish(self) -> Iterator[Lines]:
        """Yield what still waits for batches that never came."""
        for document in self._documents.values():
            while document.waiting:
                yield _ready(document, _skip(document))

    def forget(self, pages: set[Page]) -> None:
        """Drop what is known of pages other than these."""
        self._documents = {
            name: document
            for name, document in self._documents.items()
            if document.page in pages
        }


def _skip(document: _Document) -> int:
    first = min(document.waiting)
    lost = first - document.expected
    document.expected = first
    return lost


def _ready(document: _Document, lost: int) -> Lines:
    bodies: list[str] = []
    problems: list[str] = []
    events = live = 0
    opted_out = False
    while document.expected in document.waiting:
        header, body = document.waiting.pop(document.expected)
        document.expected += 1
        events += header["count"]
        live += header.get("live", header["count"])
        problems += [str(text)[:500] for text in header.get("problems", ())]
        opted_out |= header.get("optedOut") is True
        bodies.append(body.rstrip("\n"))
    body = "\n".join(filter(None, bodies))
    return Lines(document.page, body, events, live, lost, tuple(problems), opted_out)


def number_in(batch: str, name: str) -> int:
    """Return what the header of a batch says of `name`, 0 for nothing sensible."""
    header = _header(batch[: batch.find("\n")])  # the rest is long: no copy of it
    found = header.get(name, 0) if header else 0
    return min(found, _MOST) if _is_number(found) else 0


def _is_number(value: Any) -> bool:
    return type(value) is int and value >= 0


def _header(line: str) -> dict[str, Any] | None:
    try:
        header = orjson.loads(line)
        valid = (
            isinstance(header["doc"], str)
            and _is_number(header["seq"])
            and _is_number(header["count"])
            and _is_number(header.get("live", 0))
            and isinstance(header.get("problems", []), list)
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return header if valid else None
