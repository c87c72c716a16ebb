"""Inline styles and the text of `style` elements, where events change parts of them."""

from __future__ import annotations

import re
from typing import Any

from replaytest.mirror.node import Node
from replaytest.rrweb import NodeType

# Puts the texts of one `style` element apart. Source: `rrweb-snapshot` 2.0 and later.
_SPLIT = "/* rr_split */"
# What a script sets as one, rrweb tells of in parts once a part has changed.
_SIDES = ("top", "right", "bottom", "left")
_LONGHANDS: dict[str, tuple[str, ...]] = {
    "inset": _SIDES,
    "margin": tuple(f"margin-{side}" for side in _SIDES),
    "padding": tuple(f"padding-{side}" for side in _SIDES),
    "overflow": ("overflow-x", "overflow-y"),
    "gap": ("row-gap", "column-gap"),
}
_IMPORTANT = " !important"
_MARK = re.compile(r"[;\"'()\\]")


def changed_style(text: str, changes: dict[str, Any]) -> str:
    """Return the style attribute `text` after rrweb's changes of single properties.

    A change is the new value, `[value, priority]`, or false for a removed property.
    """
    known = longhands(declarations(text))
    for name, value in changes.items():
        if isinstance(value, str) and value:
            known[name] = value
        elif isinstance(value, list) and value and isinstance(value[0], str):
            known[name] = with_priority(value[0], value[1] if len(value) > 1 else "")
        elif isinstance(value, int | float) and not isinstance(value, bool):
            known[name] = str(value)
        else:
            known.pop(name, None)
    return " ".join(f"{name}: {value};" for name, value in known.items())


def with_priority(value: str, priority: Any) -> str:
    """Return `value` as it stands in a declaration."""
    return f"{value} !{priority}" if priority and isinstance(priority, str) else value


def declarations(text: str) -> dict[str, str]:
    """Return the declarations of a style attribute or of a rule's body, in order."""
    found = {}
    for part in _parts(text):
        name, colon, value = part.partition(":")
        if colon and name.strip():
            found[name.strip()] = value.strip()
    return found


def longhands(told: dict[str, str]) -> dict[str, str]:
    """Return declarations with those of several sides as one for each, in order.

    "inset: 0px auto" is top, right, bottom, left; the names are in lower case.
    """
    if not any(name in _LONGHANDS for name in told):
        return told
    found = {}
    for name, value in told.items():
        plain = value.removesuffix(_IMPORTANT)
        parts, names = plain.split(), _LONGHANDS.get(name, ())
        if not names or "(" in value or not 1 <= len(parts) <= len(names):
            found[name] = value
            continue
        more = _IMPORTANT if plain != value else ""
        for at, each in enumerate(names):
            # A side that is not told is as the opposite one, or as the only one.
            part = at if at < len(parts) else at - 2
            found.pop(each, None)
            found[each] = parts[part if 0 <= part < len(parts) else 0] + more
    return found


def _parts(text: str) -> list[str]:
    """Split at the semicolons that end a declaration, in one pass."""
    if '"' not in text and "'" not in text and "(" not in text and "\\" not in text:
        return text.split(";")
    parts, begin, depth, quote, skipped = [], 0, 0, "", -1
    for mark in _MARK.finditer(text):
        at, sign = mark.start(), mark.group()
        if at == skipped:
            continue
        if sign == "\\":
            skipped = at + 1
        elif quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign == "(":
            depth += 1
        elif sign == ")":
            depth = max(0, depth - 1)
        elif not depth:
            parts.append(text[begin:at])
            begin = at + 1
    parts.append(text[begin:])
    return parts


def css_text(node: Node) -> str:
    """Return the text of a `style`, or of a `link` whose sheet was recorded."""
    whole = node.attributes.get("_cssText")
    if whole is not None:
        return whole.replace(_SPLIT, "")
    return "".join(
        child.content for child in node.children if child.kind == NodeType.TEXT
    )


def split_style(style: Node) -> None:
    """Give the texts of a `style` element what they hold, so that one can change.

    Recorders since 2.0 send the texts empty and the sheet as `_cssText`.
    """
    texts = [child for child in style.children if child.kind == NodeType.TEXT]
    whole = style.attributes.get("_cssText")
    if whole is None or not texts:
        return
    del style.attributes["_cssText"]
    parts = whole.split(_SPLIT)
    parts[len(texts) - 1 :] = ["".join(parts[len(texts) - 1 :])]
    for text, part in zip(texts, parts, strict=False):
        text.text = part


def adopt_text(style: Node, text: Node) -> None:
    """Give the first text of a `style` what came as `_cssText` before it was there.

    So rrweb 2.1 tells of each `style` that a script adds: the element, then its text.
    """
    whole = style.attributes.pop("_cssText", None)
    if whole is not None:
        text.text = text.content or whole.replace(_SPLIT, "")
