"""The console, uncaught errors, dialogs and downloads, as Playwright tells of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from replaytest.capture.notes import Masker, Note, custom, plugin
from replaytest.tags import CONSOLE, DIALOG, DOWNLOAD, ERROR

# PostHog's limit for one argument; a page can log a megabyte at a time.
MOST_TEXT = 2000
MOST_FRAMES = 50
_LEVELS = {"warning": "warn"}
_CSP = re.compile(r"Content[ -]Security[ -]Policy", re.IGNORECASE)
# Chromium's and Firefox's forms: `at name (url:1:2)`, `at url:1:2`, `name@url:1:2`.
_FRAME = re.compile(
    r"^\s*(?:at\s+)?(?:(?P<name>[^@()\n]*?)\s*[@(])?"
    r"(?P<url>[a-z][\w+.-]*:\S*?|<anonymous>):(?P<line>\d+):(?P<column>\d+)\)?$"
)


class Console:
    """Turns what a context says into events. Its methods are Playwright's listeners."""

    def __init__(self, note: Note, masker: Callable[[], Masker]) -> None:
        self._note = note
        self._masker = masker

    @property
    def _mask(self) -> Masker:
        return self._masker()

    def message(self, message: Any) -> None:
        """A page wrote to its console."""
        text = message.text[:MOST_TEXT]
        place = message.location or {}
        level = _LEVELS.get(message.type, message.type)
        if level == "error" and _CSP.search(text):
            self._tell_error(message.page, "csp", "", text, [])
        where = place.get("url") or ""
        # Then it is the address of what an element could not load.
        loaded = text.startswith("Failed to load resource")
        trace = (
            f"{self._mask.url(where, loaded=loaded)}:{place.get('lineNumber', 0) + 1}"
        )
        payload = {
            "level": level,
            "trace": [f"{trace}:{place.get('columnNumber', 0) + 1}"] if where else [],
            "payload": [self._mask.text(text)],
        }
        self._note(message.page, plugin(CONSOLE, payload))

    def error(self, web_error: Any) -> None:
        """A page has an exception or a rejection that nobody caught."""
        error = web_error.error
        text = getattr(error, "stack", None) or getattr(error, "_stack", None) or ""
        frames = frames_of(text)
        message = getattr(error, "message", None) or str(error)
        name = getattr(error, "name", None) or _name_in(text) or "Error"
        self._tell_error(web_error.page, "exception", name, message, frames)

    def crashed(self, page: Any) -> None:
        """The renderer of a page has crashed."""
        self._tell_error(page, "crash", "", "the renderer of this page crashed", [])

    def dialog(self, dialog: Any) -> None:
        """A dialog has been answered."""
        told = {"type": dialog.type, "message": self._mask.text(dialog.message)}
        self._note(dialog.page, custom(DIALOG, told))

    def download(self, page: Any, download: Any) -> None:
        """A page offers a file."""
        name = self._mask.file_name(download.suggested_filename)
        told = {"url": self._mask.url(download.url), "name": name}
        self._note(page, custom(DOWNLOAD, told))

    def _tell_error(
        self,
        page: Any,
        kind: str,
        name: str,
        message: str,
        frames: list[dict[str, Any]],
    ) -> None:
        told = {
            "kind": kind,
            "name": self._mask.text(name),
            "message": self._mask.text(message[:MOST_TEXT]),
            "stack": [
                frame | {"url": self._mask.url(frame["url"])} for frame in frames
            ],
        }
        self._note(page, custom(ERROR, told))

    def _frame(self, frame: dict[str, Any]) -> dict[str, Any]:
        name = self._mask.function_name(frame["function"])
        return frame | {"function": name, "url": self._mask.url(frame["url"])}


# Code made from text says where it was made before it says where it is.
_EVAL = re.compile(r"eval at [^\n]{0,500}, (?=<anonymous>)")


def frames_of(stack: str) -> list[dict[str, Any]]:
    """Return the frames of a JavaScript stack trace, the innermost first."""
    found = []
    for line in stack.splitlines()[:MOST_FRAMES]:
        # Lines are short in truth; a page can make up others.
        match = _FRAME.match(_EVAL.sub("", line)) if len(line) < MOST_TEXT else None
        if match:
            found.append(
                {
                    "function": (match["name"] or "").strip(),
                    "url": match["url"],
                    "line": int(match["line"][:9]),
                    "column": int(match["column"][:9]),
                }
            )
    return found


def _name_in(stack: str) -> str:
    """Return the error's type, which stands first in Chromium's stack traces."""
    match = re.match(r"([A-Z][A-Za-z]{0,60}(?:Error|Exception))\b", stack)
    return match[1] if match else ""
