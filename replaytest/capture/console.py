"""The console, uncaught errors and downloads, as Playwright tells of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from replaytest.capture.budget import Allowance
from replaytest.capture.network import Spawn
from replaytest.capture.notes import Masker, Note, custom, plugin
from replaytest.capture.scripts import Scripts
from replaytest.capture.source_maps import Original
from replaytest.capture.stacks import (
    MOST_TEXT,
    Frame,
    error_name,
    frames_of,
    masked,
)
from replaytest.model import Event
from replaytest.tags import CONSOLE, DOWNLOAD, ERROR

# Errors that wait for their maps; of a page that throws all the time others do not.
MOST_WAITING = 100
_LEVELS = {"warning": "warn"}
_CSP = re.compile(r"Content[ -]Security[ -]Policy", re.IGNORECASE)


class Console:
    """Turns what a context says into events. Its methods are Playwright's listeners.

    An error is told when its frames have been looked up in source maps, or cannot be;
    that work is given to `spawn`. Nothing here waits.
    """

    def __init__(
        self,
        note: Note,
        masker: Callable[[], Masker],
        *,
        spawn: Spawn,
        scripts: Scripts,
        records: Callable[[Any], bool],
    ) -> None:
        """`records` says whether a page is recorded where it is now."""
        self._note = note
        self._masker = masker
        self._spawn = spawn
        self._scripts = scripts
        self._records = records
        self._waiting: dict[int, tuple[Any, Event]] = {}
        self._errors = 0
        self._allowed = Allowance()
        self._refused: Any = None

    @property
    def _mask(self) -> Masker:
        return self._masker()

    def message(self, message: Any) -> None:
        """A page wrote to its console."""
        if not self._may_tell(message.page):
            return
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
        if not self._may_tell(web_error.page):
            return
        error = web_error.error
        text = getattr(error, "stack", None) or getattr(error, "_stack", None) or ""
        frames = frames_of(text)
        message = getattr(error, "message", None) or str(error)
        name = getattr(error, "name", None) or error_name(text) or "Error"
        self._tell_error(web_error.page, "exception", name, message, frames)

    def crashed(self, page: Any) -> None:
        """The renderer of a page has crashed."""
        self._tell_error(page, "crash", "", "the renderer of this page crashed", [])

    def download(self, page: Any, download: Any) -> None:
        """A page offers a file."""
        name = self._mask.file_name(download.suggested_filename)
        told = {"url": self._mask.url(download.url), "name": name}
        self._note(page, custom(DOWNLOAD, told))

    def settle(self, page: Any = None) -> None:
        """Tell of the errors that still wait, those of one page or of all."""
        for number, (its, event) in list(self._waiting.items()):
            if page in (None, its):
                del self._waiting[number]
                self._note(its, event)
        if self._allowed.refused:
            said = f"{self._allowed.refused} messages more than are kept are not told"
            payload = {"level": "info", "trace": [], "payload": [said]}
            self._note(self._refused, plugin(CONSOLE, payload))
            self._allowed.refused = 0

    def _may_tell(self, page: Any) -> bool:
        if self._allowed.takes():
            return True
        self._refused = page
        return False

    def _tell_error(
        self,
        page: Any,
        kind: str,
        name: str,
        message: str,
        frames: list[Frame],
    ) -> None:
        mask = self._mask
        told: dict[str, Any] = {
            "kind": kind,
            "name": mask.text(name),
            "message": mask.text(message[:MOST_TEXT]),
            "stack": [masked(frame, mask) for frame in frames],
        }
        event = custom(ERROR, told)
        busy = len(self._waiting) >= MOST_WAITING
        if busy or not self._scripts.may_map(frames) or not self._records(page):
            self._note(page, event)
            return
        self._errors += 1
        self._waiting[self._errors] = page, event
        self._spawn(self._look_up(self._errors, frames, told["stack"], mask))

    async def _look_up(
        self, number: int, frames: list[Frame], told: list[Frame], mask: Masker
    ) -> None:
        try:
            found = await self._scripts.originals(frames)
        except Exception:  # noqa: BLE001 - then it is told as it is
            found = []
        if number in self._waiting:
            # Masked as the error was: the rules may be others by now.
            for frame, original in zip(told, found, strict=False):
                if original is not None:
                    frame |= dict(_told(original, mask))
            page, event = self._waiting.pop(number)
            self._note(page, event)


def _told(original: Original, mask: Masker) -> Iterator[tuple[str, Any]]:
    place: dict[str, Any] = {
        "source": mask.url(original.source),
        "line": original.line,
        "column": original.column,
    }
    if original.name:
        place["name"] = mask.function_name(original.name)
    yield "original", place
    if original.ignored:
        yield "ignored", True
