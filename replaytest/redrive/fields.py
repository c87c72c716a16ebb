"""What kind of thing a value is given to, and what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from replaytest.mask.sensitive import kind_of_field
from replaytest.mirror.forms import input_type, option_value, options_of
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.mirror.words import words
from replaytest.redrive.kinds import is_editable
from replaytest.redrive.surroundings import Surroundings
from replaytest.rrweb import NodeType

Sort = Literal["text", "set", "tick", "files", "choice", "rich", "press", ""]

_SET = words("range date month week time datetime-local color")
_PRESSED = words("button submit reset image")
_SENSITIVE = words("password email tel")
_NAMES = ("autocomplete", "name", "id", "aria-label", "placeholder")
_BLOCKS = words(
    """address article blockquote dd div dl dt figure footer form h1 h2 h3 h4 h5 h6
    header hr li main nav ol p pre section table td th tr ul"""
)
_MOST_TEXT = 100_000
_SHAPE = re.compile(r"[xX0*]")
_OTHER = re.compile(r"[^\W_xX0]")


def sort_of(mirror: Mirror, node: Node | None) -> Sort:
    """Return how an element takes a value; "press" is a button or a link."""
    if node is None:
        return ""
    if node.tag == "input":
        return _input_sort(input_type(node))
    if node.tag == "textarea":
        return "text"
    if node.tag == "select":
        return "choice"
    if host_of(mirror, node) is not None:
        return "rich"
    return "press" if node.tag in ("button", "summary", "a") else ""


def _input_sort(kind: str) -> Sort:
    if kind in ("checkbox", "radio"):
        return "tick"
    if kind == "file":
        return "files"
    if kind in _PRESSED:
        return "press"
    return "set" if kind in _SET else "text"


def host_of(mirror: Mirror, node: Node) -> Node | None:
    """Return the outermost element that makes a node editable, None for none."""
    found: Node | None = None
    for each in (node, *mirror.ancestors(node)):
        if each.kind != NodeType.ELEMENT:
            break
        if "contenteditable" in each.attributes:
            if not is_editable(each):
                break
            found = each
    return found


def is_inside(mirror: Mirror, node_id: int, outer: int) -> bool:
    """Say whether a node is another one or lies in it."""
    node = mirror.get(node_id)
    if node_id == outer:
        return True
    return node is not None and any(each.id == outer for each in mirror.ancestors(node))


def enclosing(mirror: Mirror, node_id: int, tag: str) -> Node | None:
    """Return a node itself or the nearest around it that has this tag."""
    node = mirror.get(node_id)
    if node is None:
        return None
    return next((e for e in (node, *mirror.ancestors(node)) if e.tag == tag), None)


def is_secret(node: Node) -> bool:
    """Say whether a field is one for passwords."""
    return input_type(node) == "password" or "data-rr-is-password" in node.attributes


def is_sensitive(mirror: Mirror, field: Node) -> bool:
    """Say whether a field is one that our recorder masks at every level."""
    has = field.attributes
    if input_type(field) in _SENSITIVE or is_secret(field):
        return True
    names = [has.get(name, "") for name in _NAMES]
    return any(map(kind_of_field, filter(None, names))) or bool(
        kind_of_field(Surroundings(mirror).label(field))
    )


def looks_masked(value: str, level: int) -> bool:
    """Say whether a value is but the shape of one, in a recording of this mask level.

    Asterisks are what every recorder masks by. Of a recording that masks values, one
    of nothing but x, X, 0 and * (and what is no letter and no digit) is a shape too.
    """
    if not _SHAPE.search(value):
        return False
    if not value.strip("*"):
        return True
    return level >= 1 and not _OTHER.search(value)


def label_of(select: Node, value: str) -> tuple[str, tuple[int, ...]]:
    """Return the label of the option that has a value, and its place from 0.

    The value and no place if none has it.
    """
    for place, option in enumerate(options_of(select)):
        if option_value(option) == value:
            label = option.attributes.get("label") or option.text_content()
            return " ".join(label.split()), (place,)
    return value, ()


def rich_text(host: Node) -> str:
    """Return the text of an editable element, lines as they are shown."""
    parts: list[str] = []
    size = 0
    for part in _pieces(host):
        if part == "\n" and (not parts or parts[-1] == "\n"):
            continue
        parts.append(part)
        size += len(part)
        if size > _MOST_TEXT:
            break
    return "".join(parts).replace("\xa0", " ").strip("\n")


def _pieces(host: Node) -> Iterator[str]:
    stack: list[Node | str] = list(reversed(host.children))
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            yield node
        elif node.kind in (NodeType.TEXT, NodeType.CDATA):
            if node.content:
                yield node.content
        elif node.tag == "br":
            yield "\n"
        elif node.tag in _BLOCKS:
            yield "\n"
            stack.append("\n")
            stack += reversed(node.children)
        else:
            stack += reversed(node.children)


def inserted(before: str, after: str) -> str | None:
    """Return what was put into a text at one place, None if that is not how it grew."""
    if not before.strip() or len(after) <= len(before):
        return None
    head = 0
    while head < len(before) and before[head] == after[head]:
        head += 1
    tail = len(before) - head
    if tail and after[-tail:] != before[head:]:
        return None
    return after[head : len(after) - tail]
