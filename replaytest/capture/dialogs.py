"""Dialogs of the browser, each with how it was answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from replaytest.browser.calls import ANSWER
from replaytest.capture.notes import Masker, Note, custom
from replaytest.tags import DIALOG


class Dialogs:
    """Turns dialogs into events. `closed` is Playwright's listener."""

    def __init__(self, note: Note, masker: Callable[[], Masker]) -> None:
        self._note = note
        self._masker = masker

    def closed(self, dialog: Any) -> None:
        """A dialog has been answered."""
        mask = self._masker()
        told: dict[str, Any] = {
            "type": dialog.type,
            "message": mask.text(dialog.message),
        }
        accepted, text = answer_to(dialog)
        if accepted is not None:
            told["accepted"] = accepted
        if text is not None and dialog.type == "prompt":
            told["text"] = mask.typed(text, dialog.message)
        self._note(dialog.page, custom(DIALOG, told))


def answer_to(dialog: Any) -> tuple[bool | None, str | None]:
    """Return whether a dialog was accepted, and what was entered; None for unknown.

    Playwright itself answers those that nobody listens for, in server/dialog.ts: a page
    may be left, all else is dismissed. One that has listeners and no answer of theirs
    was answered by a person, or its page is closing.
    """
    answer: tuple[bool, str | None] | None = getattr(dialog, ANSWER, None)
    if answer is not None:
        return answer
    page = dialog.page
    if page is None or page.listeners("dialog") or page.context.listeners("dialog"):
        return None, None
    return dialog.type == "beforeunload", None
