"""Names that HTML gives by itself: labels, alt, legends, captions, placeholders."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from replaytest.mirror.aria import Aria, trim
from replaytest.mirror.forms import input_type
from replaytest.mirror.node import Node

_WITH_PLACEHOLDER = ("text", "password", "number", "search", "tel", "email", "url")


class Asked(Protocol):
    """The naming that asks.

    `labelled`: the element has an `aria-labelledby`, which goes before most of these.
    `is_labelled_by`: the naming came to the element by one.
    """

    aria: Aria
    labelled: bool
    is_labelled_by: bool

    def visit(self, node: Node) -> None:
        """Take an element as done: it gives its name once."""

    def by_labels(self, labels: list[Node]) -> str:
        """Return the name that `label` elements give."""

    def by_child(self, child: Node, *, referred: bool) -> str:
        """Return the text of a child that names its parent."""


def native_name(asked: Asked, node: Node) -> str | None:
    """Return the name that the element's tag gives it, None if that gives none."""
    if node.is_svg:
        return _of_svg(asked, node)
    if node.tag == "input" and input_type(node) in _BUTTONS:
        asked.visit(node)
        return _BUTTONS[input_type(node)](asked, node)
    if node.tag in ("img", "area"):
        asked.visit(node)
        return _first(node, "alt") or node.attributes.get("title", "")
    if node.tag == "table":
        return _of_table(asked, node)
    rule = None if asked.labelled else _RULES.get(node.tag)
    if rule is None:
        return None
    asked.visit(node)
    return rule(asked, node)


def _of_svg(asked: Asked, node: Node) -> str | None:
    asked.visit(node)
    title = _child(node, "title")
    if title is not None and title.is_svg:
        return asked.by_child(title, referred=True)
    if node.tag == "a":
        told = node.attributes.get("xlink:title", "")
        return told if trim(told) else None
    return None


def _of_push_button(asked: Asked, node: Node) -> str:
    value = asked.aria.mirror.value(node) or ""
    if trim(value):
        return value
    default = {"submit": "Submit", "reset": "Reset"}.get(input_type(node))
    return default or node.attributes.get("title", "")


def _of_file(asked: Asked, node: Node) -> str:
    labels = asked.aria.labels(node)
    if labels and not asked.is_labelled_by:
        return asked.by_labels(labels)
    return "Choose File"


def _of_image_button(asked: Asked, node: Node) -> str:
    labels = asked.aria.labels(node)
    if labels and not asked.is_labelled_by:
        return asked.by_labels(labels)
    return _first(node, "alt", "title") or "Submit"


def _of_button(asked: Asked, node: Node) -> str | None:
    labels = asked.aria.labels(node)
    return asked.by_labels(labels) if labels else None


def _of_output(asked: Asked, node: Node) -> str:
    labels = asked.aria.labels(node)
    return asked.by_labels(labels) if labels else node.attributes.get("title", "")


def _of_field(asked: Asked, node: Node) -> str:
    labels = asked.aria.labels(node)
    if labels:
        return asked.by_labels(labels)
    title = node.attributes.get("title", "")
    typed = node.tag == "input" and input_type(node) in _WITH_PLACEHOLDER
    if (typed or node.tag == "textarea") and not title:
        return node.attributes.get("placeholder", "")
    return title


def _of_fieldset(asked: Asked, node: Node) -> str:
    return _by_child_or_title(asked, node, "legend")


def _of_figure(asked: Asked, node: Node) -> str:
    return _by_child_or_title(asked, node, "figcaption")


def _of_table(asked: Asked, node: Node) -> str | None:
    asked.visit(node)
    caption = _child(node, "caption")
    if caption is not None:
        return asked.by_child(caption, referred=False)
    return node.attributes.get("summary") or None


def _by_child_or_title(asked: Asked, node: Node, tag: str) -> str:
    child = _child(node, tag)
    if child is not None:
        return asked.by_child(child, referred=False)
    return node.attributes.get("title", "")


def _child(node: Node, tag: str) -> Node | None:
    return next((each for each in node.children if each.tag == tag), None)


def _first(node: Node, *names: str) -> str:
    told = (node.attributes.get(name, "") for name in names)
    return next((each for each in told if trim(each)), "")


_BUTTONS: dict[str, Callable[[Asked, Node], str]] = {
    "button": _of_push_button,
    "submit": _of_push_button,
    "reset": _of_push_button,
    "file": _of_file,
    "image": _of_image_button,
}
_RULES: dict[str, Callable[[Asked, Node], str | None]] = {
    "button": _of_button,
    "output": _of_output,
    "textarea": _of_field,
    "select": _of_field,
    "input": _of_field,
    "meter": _of_field,
    "progress": _of_field,
    "fieldset": _of_fieldset,
    "figure": _of_figure,
}
