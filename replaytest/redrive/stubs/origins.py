"""The recorded site's origin, and that of the site which is driven now.

Only these two are exchanged for each other; other origins are the same in both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_SOCKETS = {"http": "ws", "https": "wss"}
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Origins:
    """Both as `https://host:port`, without a slash; "" for unknown."""

    recorded: str = ""
    live: str = ""

    @classmethod
    def of(cls, recorded: str, base_url: str | None) -> Origins:
        """Return the origins of two addresses; without a `base_url` they are one."""
        was = origin_of(recorded)
        return cls(was, origin_of(base_url) if base_url else was)

    @property
    def differ(self) -> bool:
        """Whether there is anything to exchange."""
        return bool(self.recorded and self.live) and self.recorded != self.live

    def to_recorded(self, url: str) -> str:
        """Return an address of now as the recording would have it."""
        return _moved(url, self.live, self.recorded) if self.differ else url

    def to_live(self, url: str) -> str:
        """Return a recorded address as it is now."""
        return _moved(url, self.recorded, self.live) if self.differ else url

    def text(self, text: str) -> str:
        """Return a text, such as a page, with its addresses as they are now."""
        if not self.differ:
            return text
        for was, now in zip(_forms(self.recorded), _forms(self.live), strict=True):
            text = _replaced(_replaced(text, was, now), _escaped(was), _escaped(now))
        return text


def origin_of(url: str) -> str:
    """Return scheme, host and port of an address, "" where it has none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in _PORTS or not parts.hostname:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    known = port is None or port == _PORTS[parts.scheme]
    return f"{parts.scheme}://{host}" + ("" if known else f":{port}")


def written_origin(url: str) -> str:
    """Return scheme and host of an address as they are written, "" for none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else ""


def _moved(url: str, before: str, after: str) -> str:
    for was, now in zip(_forms(before), _forms(after), strict=True):
        if url == was or url.startswith((f"{was}/", f"{was}?", f"{was}#")):
            return now + url[len(was) :]
    return url


def _replaced(text: str, was: str, now: str) -> str:
    # Not the beginning of a longer host, or port.
    return re.sub(re.escape(was) + r"(?![\w:-]|\.\w)", lambda _: now, text)


def _forms(origin: str) -> tuple[str, str]:
    """Return an origin for requests, and for WebSockets."""
    scheme, _, rest = origin.partition("://")
    return origin, f"{_SOCKETS[scheme]}://{rest}"


def _escaped(text: str) -> str:
    # As JSON in pages and PHP's write it.
    return text.replace("/", "\\/")
