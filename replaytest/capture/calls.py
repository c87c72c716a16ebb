"""Playwright's calls as events, so that what the test did stands beside the page."""

from __future__ import annotations

import linecache
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from replaytest.browser.calls import ApiCall
from replaytest.capture.notes import Masker, custom
from replaytest.model import Event
from replaytest.tags import CALL

MOST_ERROR = 2000
# Lines before and after one that calls, characters of a line, and lines in all.
AROUND = 3
MOST_WIDTH = 300
MOST_LINES = 3000


def call_event(call: ApiCall, masker: Masker) -> Event:
    """Return a call as an event at the moment when it was over."""
    told = {
        "api": call.api,
        "args": masker.args(call.method, call.params),
        "at": int(call.at),
        "duration": call.duration,
        "file": _shown(call.file),
        "line": call.line,
        "error": masker.text(call.error[:MOST_ERROR]) if call.error else None,
    }
    kept = {name: value for name, value in told.items() if value not in (None, "", {})}
    return custom(CALL, kept, call.at + call.duration)


class Sources:
    """The lines of the user's own code that call Playwright, with those around them."""

    def __init__(self) -> None:
        self._called: dict[str, set[int]] = {}

    def add(self, call: ApiCall) -> None:
        """Remember where a call was made."""
        if call.file:
            self._called.setdefault(call.file, set()).add(call.line)

    def told(self, masker: Masker) -> Iterator[dict[str, Any]]:
        """Yield {"file", "lines": {number: text}} of each file."""
        left = MOST_LINES
        for file, called in self._called.items():
            source = masker.source("".join(linecache.getlines(file))) or []
            near = {each for at in called for each in _around(at, len(source))}
            lines = {str(at): source[at - 1][:MOST_WIDTH] for at in sorted(near)[:left]}
            left -= len(lines)
            if lines:
                yield {"file": _shown(file), "lines": lines}


def _around(line: int, last: int) -> range:
    return range(max(line - AROUND, 1), min(line + AROUND, last) + 1)


@cache
def _shown(file: str) -> str:
    """Return the path of a file below the working directory as one begins there.

    Remembered: a test may go elsewhere, and a file has one name.
    """
    try:
        return Path(file).relative_to(Path.cwd()).as_posix() if file else ""
    except (OSError, ValueError):  # there is none, or it is not below
        return file
