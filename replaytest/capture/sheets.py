"""Long style sheets, which a page sends once: beside its events, which name them.

A batch whose header says `"sheets": 2n` has that many more lines at its end: a name and
a style sheet in turns, each as JSON. In an event stands `replaytest-sheet:NONCE:NAME`
in the place of the text. No page knows the nonce, so none can ask for the sheet of
another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import orjson

from replaytest.capture.inbox import number_in

MARK = "replaytest-sheet:"
# Of so many, and characters in all, pages are told that they need not be sent again.
MOST_KNOWN, MOST_CHARS = 100, 64_000_000
_NAME = "[0-9a-z]{1,8}-[0-9a-z]{1,8}-[0-9a-z]{1,8}"


@dataclass(slots=True)
class Sheets:
    """What the pages of a browser have sent, as JSON by name; it forgets nothing."""

    texts: dict[str, str] = field(default_factory=dict)
    chars: int = 0

    def opened(self, batch: str, nonce: str) -> tuple[str, list[str]]:
        """Return a batch with the sheets in the place of their names.

        And the names of those that pages need not send any more, from now on.
        """
        count = number_in(batch, "sheets")
        if not count and MARK not in batch:
            return batch, []
        batch, sent = _parted(batch, count)
        marked = re.compile(f'"{MARK}{re.escape(nonce)}:({_NAME})"')
        batch = marked.sub(lambda found: self._text(found[1], sent), batch)
        return batch, [name for name in sent if self._keeps(name, sent[name])]

    def _text(self, name: str, sent: dict[str, str]) -> str:
        return sent.get(name) or self.texts.get(name, '""')

    def _keeps(self, name: str, text: str) -> bool:
        """Keep a sheet; say whether it was not there and can be."""
        full = len(self.texts) >= MOST_KNOWN or self.chars + len(text) > MOST_CHARS
        if name in self.texts or full:
            return False
        self.texts[name] = text
        self.chars += len(text)
        return True


def _parted(batch: str, count: int) -> tuple[str, dict[str, str]]:
    """Return a batch without the `count` lines of its sheets, and those."""
    if not count:
        return batch, {}
    head, line, body = batch.partition("\n")
    lines = body.rstrip("\n").rsplit("\n", count)
    events = lines[0] if len(lines) > count else ""
    told = lines[-count:]
    sent = zip(told[::2], told[1::2], strict=False)
    named = {name.strip('"'): text for name, text in sent if _is_text(text)}
    return f"{head}{line}{events}\n", named


def _is_text(line: str) -> bool:
    try:
        return isinstance(orjson.loads(line), str)
    except ValueError:
        return False
