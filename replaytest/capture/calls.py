"""Playwright's calls as events, so that what the test did stands beside the page."""

from __future__ import annotations

from replaytest.browser.calls import ApiCall
from replaytest.capture.notes import Masker, custom
from replaytest.model import Event
from replaytest.tags import CALL

MOST_ERROR = 2000


def call_event(call: ApiCall, masker: Masker) -> Event:
    """Return a call as an event at the moment when it was over."""
    told = {
        "api": call.api,
        "args": masker.args(call.method, call.params),
        "at": int(call.at),
        "duration": call.duration,
        "file": call.file,
        "line": call.line,
        "error": masker.text(call.error[:MOST_ERROR]) if call.error else None,
    }
    kept = {name: value for name, value in told.items() if value not in (None, "", {})}
    return custom(CALL, kept, call.at + call.duration)
