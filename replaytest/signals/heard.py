"""What custom and plugin events tell of a tab: requests, errors, logs, notes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from replaytest import tags
from replaytest.mirror.mirror import Mirror
from replaytest.signals import payloads
from replaytest.signals.facts import Noted, Stored, TabFacts

_OWN = "replaytest/"
_WINDOW = (
    tags.DIALOG,
    tags.DOWNLOAD,
    "replaytest/popup@1",
    "replaytest/file-chooser@1",
    # posthog-js, when the tab is hidden or shown again.
    "window hidden",
    "window visible",
)
_ADDRESSES = ("$url_changed", "$pageview")
_ERRORS = ("error", "assert")


class Heard:
    """Puts what events tell into a tab's facts.

    `modified` are clicks with a key held: when, and the id of what was hit.
    """

    def __init__(
        self,
        facts: TabFacts,
        mirror: Mirror,
        visited: Callable[[str, float, int], None],
    ) -> None:
        self.modified: list[tuple[float, int]] = []
        self._facts = facts
        self._mirror = mirror
        self._visited = visited

    def hear(self, line: bytes, at: float, number: int) -> None:
        """Take a custom or plugin event, given its `[tab, event]` line."""
        name, payload = payloads.payload_of(line)
        if name in (tags.NETWORK, tags.POSTHOG_NETWORK):
            self._requested(payload, at, number)
        elif name == tags.CONSOLE:
            self._logged(payload, at, number)
        elif name in _ADDRESSES:
            href = payload.get("href") if isinstance(payload, dict) else None
            self._visited(str(href or ""), at, number)
        elif name in _WINDOW:
            self._facts.effect("window", at, number)
        elif name.startswith(_OWN):
            self._of_ours(name, payload, at, number)
        else:
            self._facts.notes.append(Noted(at, number, name, payload))

    def _requested(self, payload: Any, at: float, number: int) -> None:
        for request in payloads.requests_of(payload, at, number):
            self._facts.requests.append(request)
            self._facts.effect("request", request.started_at, number)

    def _logged(self, payload: Any, at: float, number: int) -> None:
        level, _, _ = payloads.console_of(payload)
        if level in _ERRORS:
            self._facts.counts["console errors"] += 1
            error = payloads.console_error(payload, at, number, self._mirror.href)
            self._facts.errors.append(error)
        else:
            self._facts.counts["warnings" if level == "warn" else "logs"] += 1

    def _of_ours(self, name: str, payload: Any, at: float, number: int) -> None:
        facts = self._facts
        if name == tags.ERROR:
            facts.errors.append(
                payloads.error_of(payload, at, number, self._mirror.href)
            )
        elif name in (tags.SOCKET, tags.STREAM):
            facts.effect("socket", at, number)
        elif name == tags.VITALS:
            facts.vitals += payloads.vitals_of(payload, at, number)
        elif name == tags.ANNOTATION:
            told, properties = payloads.annotation_of(payload)
            if told:
                facts.notes.append(Noted(at, number, told, properties))
        elif not isinstance(payload, dict):
            return
        elif name == tags.SETTINGS:
            facts.settings = facts.settings | payload
        elif name == tags.STORAGE:
            facts.stored.append(Stored(at, number, payload))
        elif name == tags.ACTION and payload.get("modifiers"):
            self.modified.append((at, payload.get("id", -1)))
