"""What Playwright tells of a page, as rrweb events beside those of the page itself.

Other players know the plugin events (console, network); the custom ones are ours.
Everything that a page or a test has said passes a `Masker` before it is an event.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from replaytest.model import Event, now_ms
from replaytest.rrweb import EventType

# Page (None where none is known), event.
Note = Callable[[Any, Event], None]


class Kept(Protocol):
    """A body as it is kept; `mask.kept.Kept` is one."""

    @property
    def text(self) -> str:
        """The body, or its base64."""

    @property
    def encoding(self) -> str:
        """How `text` is written: "base64", or not at all."""

    @property
    def masked(self) -> bool:
        """Whether anything of it was masked."""


class Masker(Protocol):
    """What may be said of what was said; `mask.said.Said` is one."""

    @property
    def keeps_all(self) -> bool:
        """Whether bodies of every type are kept as they are."""

    def url(self, text: str, *, page: bool = False, loaded: bool = False) -> str:
        """Return a URL without what is private in it.

        `page`: a tab's own. `loaded`: of what an element shows, which may be masked.
        """

    def text(self, text: str) -> str:
        """Return a message without what is private in it."""

    def typed(self, text: str, name: str = "") -> str:
        """Return what was entered, into something called `name`, as it may be kept."""

    def function_name(self, text: str) -> str:
        """Return the name of a function in a stack trace."""

    def file_name(self, text: str) -> str:
        """Return the name of a file, if names may be said."""

    def headers(
        self,
        headers: Mapping[str, str],
        *,
        loaded: bool = False,
        response: bool = False,
    ) -> dict[str, str]:
        """Return headers, those that may hold a secret without their values."""

    def body(
        self, data: bytes | str, content_type: str, *, request: bool
    ) -> str | None:
        """Return a body as it may be kept, None if it may not."""

    def kept(self, data: bytes, content_type: str, *, request: bool) -> Kept | None:
        """Return a body as it is where `keeps_all`, None if it may not be kept."""

    def kept_frame(self, data: bytes | str, *, sent: bool) -> Kept | None:
        """Return a message of a WebSocket in the same way."""

    def frame(self, data: bytes | str, *, sent: bool = True) -> str | None:
        """Return a message of a WebSocket as it may be kept."""

    def source(self, text: str) -> list[str] | None:
        """Return the lines of a file of Python, None if they may not be told."""

    def args(self, method: str, params: Mapping[str, Any]) -> dict[str, Any]:
        """Return the arguments of a call of Playwright's protocol."""


def custom(tag: str, payload: Mapping[str, Any], at: float | None = None) -> Event:
    """Return a custom event of now, or of `at` ms since 1970."""
    stamp = now_ms() if at is None else int(at)
    data = {"tag": tag, "payload": payload}
    return {"type": int(EventType.CUSTOM), "data": data, "timestamp": stamp}


def plugin(name: str, payload: Mapping[str, Any], at: float | None = None) -> Event:
    """Return a plugin event of now, or of `at` ms since 1970."""
    stamp = now_ms() if at is None else int(at)
    data = {"plugin": name, "payload": payload}
    return {"type": int(EventType.PLUGIN), "data": data, "timestamp": stamp}
