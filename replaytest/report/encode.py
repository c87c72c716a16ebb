"""Text going into another language: one function per language, named for it.

Recordings, test ids and tracebacks are untrusted: whatever they hold, it stays text.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Iterable, Iterator
from typing import Any

import orjson


def json_for_script(value: Any) -> str:
    """Return JSON that may stand inside a <script> element, whatever it holds."""
    text = orjson.dumps(_sayable(value)).decode()
    text = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def text_for_html(value: str) -> str:
    """Return HTML that shows this text, in an element or in a quoted attribute."""
    return html.escape(_sayable(value), quote=True)


def code_for_script(code: str) -> str:
    """Return our own JavaScript such that no HTML parser leaves the <script> early.

    The three marks occur in a bundle inside strings and regular expressions only,
    where an escape means the same.
    """
    code = code.replace("<!--", "\\x3c!--").replace("-->", "--\\x3e")
    for end in ("script", "SCRIPT", "Script"):
        code = code.replace(f"</{end}", f"\\x3c/{end}")
        code = code.replace(f"<{end}", f"\\x3c{end}")
    return code


def css_for_style(css: str) -> str:
    """Return our own CSS such that no HTML parser leaves the <style> early."""
    return css.replace("</", "<\\/")


def csp_hash(code: str) -> str:
    """Return the source expression that lets exactly this inline script run."""
    digest = hashlib.sha256(code.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def base64_of(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield base64 of the joined chunks; only the last piece is padded."""
    rest = b""
    for chunk in chunks:
        whole = rest + chunk
        cut = len(whole) - len(whole) % 3
        rest = whole[cut:]
        if cut:
            yield base64.b64encode(whole[:cut])
    if rest:
        yield base64.b64encode(rest)


class _Mark(str):
    """A piece of JSON that is written already."""

    __slots__ = ()


def deep_json(value: Any) -> str:
    """Return JSON in ASCII, however deep, and whatever the strings hold."""
    pieces: list[str] = []
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, _Mark):
            pieces.append(item)
        elif isinstance(item, dict):
            pieces.append("{")
            waiting.append(_Mark("}"))
            for number, (key, inner) in reversed(list(enumerate(item.items()))):
                comma = "," if number else ""
                waiting += [inner, _Mark(f"{comma}{json.dumps(str(key))}:")]
        elif isinstance(item, list | tuple):
            pieces.append("[")
            waiting.append(_Mark("]"))
            for number, inner in reversed(list(enumerate(item))):
                waiting += [inner, _Mark("," if number else "")]
        else:
            pieces.append(json.dumps(item))
    return "".join(pieces)


def _sayable(value: Any) -> Any:
    # pytest shows what a test compared, and that may hold lone surrogates: no UTF-8.
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_sayable(key): _sayable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_sayable(item) for item in value]
    return value
