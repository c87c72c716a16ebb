"""Text as it may stand in HTML, each by where it stands.

Source: "Serializing HTML fragments" of the HTML standard. Where the standard would
write what a parser reads back as something else, as in a comment that holds `-->`, the
text is changed instead.
"""

from __future__ import annotations

import re

from replaytest.mirror.node import Node

_TO_ESCAPE = re.compile('[&<>"\xa0\r\0]')
_TEXT = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        "\xa0": "&nbsp;",
        "\r": "&#13;",
        "\0": "\ufffd",
    }
)
_ATTRIBUTE = _TEXT | {ord('"'): "&quot;"}
_OPENS_MARKUP = re.compile(r"<(?=[a-zA-Z/!?])")
_DASHES = re.compile("-(?=-)")
_SURROGATE = re.compile("[\ud800-\udfff]")


def escape_text(text: str) -> str:
    """Return text as it stands between tags."""
    return text.translate(_TEXT) if _TO_ESCAPE.search(text) else text


def escape_attribute(text: str) -> str:
    """Return text as it stands between double quotes in a tag."""
    return text.translate(_ATTRIBUTE) if _TO_ESCAPE.search(text) else text


def css_for_style(css: str, *, svg: bool = False) -> str:
    r"""Return a sheet as it may stand in a `style` element.

    `\3c ` is `<` in strings and URLs, which is where sheets have it before a letter.
    """
    text = _OPENS_MARKUP.sub(r"\\3c ", css).replace("\0", "\ufffd")
    # In SVG, text is text: references are read there.
    return text.replace("&", "&amp;") if svg else text


def comment(text: str) -> str:
    """Return a comment, its text changed where it would end too early."""
    if text.startswith((">", "->")):
        text = " " + text
    text = _DASHES.sub("- ", text).replace("<!-", "<! -").replace("\0", "\ufffd")
    return f"<!--{text} -->" if text.endswith("-") else f"<!--{text}-->"


def doctype(node: Node) -> str:
    """Return a doctype node as text."""
    parts = [f"<!DOCTYPE {re.sub(r'[^a-zA-Z0-9:._-]', '', node.name or '') or 'html'}"]
    public, system = node.public_id or "", node.system_id or ""
    if public:
        parts.append(f'PUBLIC "{_quotable(public)}"')
    elif system:
        parts.append("SYSTEM")
    if system:
        parts.append(f'"{_quotable(system)}"')
    return " ".join(parts) + ">"


def encodable(text: str) -> str:
    """Return text that is valid Unicode: streams may hold halves of characters."""
    return _SURROGATE.sub("\ufffd", text)


def _quotable(text: str) -> str:
    return re.sub(r'["<>\x00-\x1f]', "", text)
