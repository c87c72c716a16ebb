"""Cleans what a visitor wrote as HTML: a few plain tags, no attributes, no scripts."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser

_KEPT = {"b", "i", "strong", "em", "p", "div", "br", "ul", "ol", "li"}
_DROPPED = {"script", "style"}


class _Cleaner(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._inside_dropped = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._inside_dropped += tag in _DROPPED
        if tag in _KEPT:
            self.parts.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        self._inside_dropped -= tag in _DROPPED
        if tag in _KEPT:
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self._inside_dropped <= 0:
            self.parts.append(escape(data))


def clean(html: str) -> str:
    """Return `html` with nothing in it but plain tags and text."""
    cleaner = _Cleaner()
    cleaner.feed(html)
    cleaner.close()
    return "".join(cleaner.parts)
