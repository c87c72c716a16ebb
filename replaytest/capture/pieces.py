"""The messages in a body that arrives bit by bit. Pure; bounded however long it is."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

EVENTS = "text/event-stream"
# Each line is a message: newline-delimited JSON under its several names.
_LINES = (
    *("application/x-ndjson", "application/ndjson", "application/stream+json"),
    *("application/jsonl", "application/x-jsonlines", "application/json-seq"),
)
_BLANK_LINE = re.compile(r"\r\n\r\n|\n\n|\r\r")
_LINE_END = re.compile(r"\n")
_LONGEST_END = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """A message; `event` is its name, "" outside of event streams.

    `data` is None where it was longer than it may be; `size` is in characters.
    """

    event: str
    data: str | None
    size: int


def is_stream(content_type: str) -> bool:
    """Say whether a body of this type consists of messages."""
    return bare(content_type) in (EVENTS, *_LINES)


def bare(content_type: str) -> str:
    """Return a content type without its parameters, in lower case."""
    return content_type.partition(";")[0].strip().lower()


class Splitter:
    """Cuts the bytes of one body into messages, each of at most `most` characters."""

    def __init__(self, content_type: str, most: int) -> None:
        self._events = bare(content_type) == EVENTS
        self._end = _BLANK_LINE if self._events else _LINE_END
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._most = most
        self._held = ""
        self._left_out = 0  # characters of the message that is too long already

    def feed(self, data: bytes) -> Iterator[Piece]:
        """Yield the messages that `data` completes."""
        seen = max(0, len(self._held) - _LONGEST_END)
        text = self._held + self._decode(data)
        start = 0
        while found := self._end.search(text, max(seen, start)):
            yield from self._piece(text[start : found.start()])
            start = found.end()
        self._hold(text[start:])

    def rest(self) -> Iterator[Piece]:
        """Yield what stands behind the last end; events without an end are none."""
        text, self._held = self._held, ""
        if not self._events:
            yield from self._piece(text)

    def _hold(self, text: str) -> None:
        if len(text) > self._most or self._left_out:
            # The end of a message may be half here.
            self._left_out += max(0, len(text) - _LONGEST_END)
            text = text[-_LONGEST_END:]
        self._held = text

    def _piece(self, text: str) -> Iterator[Piece]:
        size, self._left_out = self._left_out + len(text), 0
        if size > self._most:
            yield Piece("", None, size)
        elif not self._events and (text := text.strip("\r\x1e ")):
            yield Piece("", text, size)
        elif self._events and (found := event_of(text)):
            yield Piece(*found, size)


def block_of(event: str, data: str) -> str:
    """Return an event as a text/event-stream writes it."""
    lines = [f"event: {event}"] if event else []
    return "\n".join([*lines, *(f"data: {line}" for line in data.split("\n"))]) + "\n\n"


def event_of(block: str) -> tuple[str, str] | None:
    """Return the name and the data of an event, None if it has none.

    HTML standard, 9.2.6: without data nothing is dispatched.
    """
    event, data = "", list[str]()
    for line in re.split(r"\r\n|\n|\r", block.removeprefix("\ufeff")):
        name, _, value = line.partition(":")
        if name == "data":
            data.append(value.removeprefix(" "))
        elif name == "event":
            event = value.removeprefix(" ")
    return (event, "\n".join(data)) if data else None
