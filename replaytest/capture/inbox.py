"""Batches of one tab, as they arrive, become the lines of a recording, in order.

A batch is text: a header line `{"doc": str, "seq": int, "count": int}` and `count`
lines, each one rrweb event. It is never parsed further here: the test is waiting. A
page can call the binding itself, so nothing about a batch is trusted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson

# A batch that arrives this much too early means that those before it are lost.
MOST_WAITING = 64


class Lines(NamedTuple):
    """NDJSON of `[tab, event]`, and what was noticed on the way.

    `live` counts the events that something happening in the page has caused: those of
    a full snapshot taken because a recording begins do not count.
    """

    text: bytes
    events: int
    live: int
    lost: int
    problems: tuple[str, ...]


NOTHING = Lines(b"", 0, 0, 0, ())


@dataclass(slots=True)
class _Document:
    expected: int = 0
    waiting: dict[int, tuple[dict[str, Any], str]] = field(default_factory=dict)


class Inbox:
    """The batches of one page; `accept` returns what can be written now.

    `tab` is the page's number in the recording that is being written: a page that
    lives longer than a test gets a new one with the next recording.
    """

    def __init__(self, tab: int) -> None:
        self.tab = tab
        self._documents: dict[str, _Document] = {}

    def accept(self, batch: str) -> Lines:
        """Take a batch; return it, and those that waited for it, as lines."""
        head, _, body = batch.partition("\n")
        header = _header(head)
        if header is None:
            return NOTHING._replace(problems=("a page sent a batch that is none",))
        document = self._documents.setdefault(header["doc"], _Document())
        document.waiting[header["seq"]] = header, body
        lost = 0
        if len(document.waiting) > MOST_WAITING:
            lost = self._skip(document)
        return self._ready(document, lost)

    def finish(self) -> Lines:
        """Return what still waits for batches that never came."""
        parts = []
        for document in self._documents.values():
            while document.waiting:
                parts.append(self._ready(document, self._skip(document)))
        return Lines(
            b"".join(part.text for part in parts),
            sum(part.events for part in parts),
            sum(part.live for part in parts),
            sum(part.lost for part in parts),
            tuple(problem for part in parts for problem in part.problems),
        )

    def _skip(self, document: _Document) -> int:
        first = min(document.waiting)
        lost = max(0, first - document.expected)
        document.expected = first
        return lost

    def _ready(self, document: _Document, lost: int) -> Lines:
        bodies, events, live, problems = [], 0, 0, []
        while document.expected in document.waiting:
            header, body = document.waiting.pop(document.expected)
            document.expected += 1
            events += header["count"]
            live += header.get("live", header["count"])
            problems += [str(text)[:500] for text in header.get("problems", ())]
            bodies.append(self._lines(body))
        return Lines(
            "".join(bodies).encode(errors="replace"),
            events,
            live,
            lost,
            tuple(problems),
        )

    def _lines(self, body: str) -> str:
        # Each line becomes `[tab,line]`; a JSON text has no raw line feed in it.
        body = body.rstrip("\n")
        if not body:
            return ""
        return f"[{self.tab}," + body.replace("\n", f"]\n[{self.tab},") + "]\n"


def _header(line: str) -> dict[str, Any] | None:
    try:
        header = orjson.loads(line)
        valid = (
            isinstance(header["doc"], str)
            and isinstance(header["seq"], int)
            and isinstance(header["count"], int)
            and isinstance(header.get("live", 0), int)
            and isinstance(header.get("problems", []), list)
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return header if valid else None
