"""The accessible name of an element. Source: accname 1.2 as Playwright applies it.

Recursion goes with the nesting of the page, so it ends at `_DEEPEST`; what is deeper
does not name anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from replaytest.mirror.aria import Aria, flat, trim
from replaytest.mirror.forms import (
    options_of,
    selected_options,
)
from replaytest.mirror.native_names import native_name
from replaytest.mirror.node import Node
from replaytest.mirror.roles import NO_ROLE, role_of
from replaytest.mirror.words import words
from replaytest.rrweb import NodeType

_DEEPEST = 120
_PROHIBITED = words(
    """caption code definition deletion emphasis generic insertion mark paragraph
    presentation strong subscript suggestion superscript term time"""
)
_FROM_CONTENT = words(
    """button cell checkbox columnheader gridcell heading link menuitem menuitemcheckbox
    menuitemradio option radio row rowheader switch tab tooltip treeitem"""
)
# Inside of what is being named, these give their content too.
_INNER_CONTENT = words(
    """caption code contentinfo definition deletion emphasis insertion list listitem
    mark none paragraph presentation region row rowgroup section strong subscript
    superscript table term time"""
) | {""}
_RANGES = words("progressbar scrollbar slider spinbutton meter")


@dataclass(frozen=True, slots=True)
class _Context:
    """On which way the naming came to an element; None: not on that way.

    For the ways by reference the value is whether what was referred to is hidden:
    then hidden content counts. `target` is "self" for the element that is named,
    "descendant" inside of it.
    """

    target: str = ""
    labelled_by: bool | None = None
    label: bool | None = None
    native: bool | None = None
    depth: int = 0
    visited: set[int] = field(default_factory=set)

    def inside(self) -> _Context:
        """Return the context of what is in the element."""
        target = "descendant" if self.target == "self" else self.target
        return replace(self, target=target, depth=self.depth + 1)

    @property
    def sees_hidden(self) -> bool:
        return bool(self.labelled_by or self.label or self.native)

    @property
    def is_referred(self) -> bool:
        ways = (self.labelled_by, self.label, self.native)
        return any(way is not None for way in ways)


def name_of(aria: Aria, node: Node) -> str:
    """Return the accessible name of an element, "" for none."""
    if (role_of(aria, node) or "") in _PROHIBITED:
        return ""
    return flat(_text(aria, node, _Context(target="self")))


def _text(aria: Aria, node: Node, context: _Context) -> str:
    if node.id in context.visited or context.depth > _DEEPEST:
        return ""
    if not context.sees_hidden and aria.is_hidden(node):
        context.visited.add(node.id)
        return ""
    labels = aria.references(node, "aria-labelledby")
    if context.labelled_by is None:
        found = " ".join(_referred(aria, each, context) for each in labels)
        if found:
            return found
    return _told(aria, node, context, labels)


def _told(aria: Aria, node: Node, context: _Context, labels: list[Node]) -> str:
    """Return the name by what comes after `aria-labelledby`, in the right order."""
    role = role_of(aria, node) or ""
    inner = context.inside()
    found = _embedded_value(aria, node, role, context, labels)
    if found is not None:
        return found
    label = node.attributes.get("aria-label", "")
    if trim(label):
        context.visited.add(node.id)
        return label
    if role not in NO_ROLE:
        asked = _Asked(aria, context, inner, bool(labels))
        found = native_name(asked, node)
        if found is not None:
            return found
    if _names_from_content(node, role, context):
        context.visited.add(node.id)
        found = _content(aria, node, inner)
        if trim(found) if context.target == "self" else found:
            return found
    context.visited.add(node.id)
    if role not in NO_ROLE or node.tag in ("iframe", "frame"):
        title = node.attributes.get("title", "")
        return title if trim(title) else ""
    return ""


def _names_from_content(node: Node, role: str, context: _Context) -> bool:
    if role in _FROM_CONTENT or context.is_referred:
        return True
    if context.target == "descendant" and role in _INNER_CONTENT:
        return True
    return node.tag == "summary" and role not in NO_ROLE


def _referred(aria: Aria, node: Node, context: _Context) -> str:
    way = _Context(
        labelled_by=aria.is_hidden(node),
        depth=context.depth + 1,
        visited=context.visited,
    )
    return _text(aria, node, way)


def _embedded_value(
    aria: Aria, node: Node, role: str, context: _Context, labels: list[Node]
) -> str | None:
    """Return what a control inside of a name adds to it: its value."""
    named = context.label is not None or context.labelled_by is not None
    value = _VALUES.get(role)
    if value is None or not (named or context.target == "descendant"):
        return None
    if any(each is node for each in (*aria.labels(node), *labels)):
        return None
    context.visited.add(node.id)
    return value(aria, node, context)


def _typed_value(aria: Aria, node: Node, context: _Context) -> str:
    del context
    field_like = node.tag in ("input", "textarea")
    return aria.mirror.value(node) or "" if field_like else node.text_content()


def _range_value(aria: Aria, node: Node, context: _Context) -> str:
    del aria, context
    told = ("aria-valuetext", "aria-valuenow", "value")
    return next((node.attributes[n] for n in told if n in node.attributes), "")


def _no_value(aria: Aria, node: Node, context: _Context) -> str:
    del aria, node, context
    return ""


def _chosen_text(aria: Aria, node: Node, context: _Context) -> str:
    if node.tag == "select":
        chosen = selected_options(aria.mirror, node)
        if not chosen:
            chosen = [
                each for each in [next(options_of(node), None)] if each is not None
            ]
    else:
        is_box = role_of(aria, node) == "listbox"
        box = node if is_box else _listbox_of(aria, node)
        chosen = [] if box is None else _aria_selected(aria, box)
    if not chosen and node.tag == "input":
        return aria.mirror.value(node) or ""
    inner = context.inside()
    return " ".join(_text(aria, each, inner) for each in chosen)


def _listbox_of(aria: Aria, combobox: Node) -> Node | None:
    below = _owned(aria, combobox)
    return next((each for each in below if role_of(aria, each) == "listbox"), None)


def _aria_selected(aria: Aria, listbox: Node) -> list[Node]:
    return [
        each
        for each in _owned(aria, listbox)
        if each.attributes.get("aria-selected", "").lower() == "true"
        and role_of(aria, each) == "option"
    ]


def _owned(aria: Aria, node: Node) -> Iterable[Node]:
    """Return the elements below one, those it owns by `aria-owns` included."""
    starts = [node, *aria.references(node, "aria-owns")]
    return [
        each
        for start in starts
        for each in start.walk()
        if each.kind == NodeType.ELEMENT and each is not node
    ]


def _content(aria: Aria, node: Node, context: _Context) -> str:
    """Return the text in an element, with spaces around what is no part of a line."""
    looks = aria.looks
    parts = [looks.generated(node, "before")]
    assigned = looks.slots.assigned(node) if node.tag == "slot" else []
    if assigned:
        parts += [_part(aria, child, context) for child in assigned]
    else:
        own = [n for n in node.children if looks.slots.slot_of(n) is None]
        for child in (*own, *(node.shadow or ()), *aria.references(node, "aria-owns")):
            parts.append(_part(aria, child, context))
    parts.append(looks.generated(node, "after"))
    return "".join(parts)


def _part(aria: Aria, child: Node, context: _Context) -> str:
    if child.kind == NodeType.TEXT:
        rendered = context.sees_hidden or aria.is_text_rendered(child)
        return child.content if rendered else ""
    if child.kind != NodeType.ELEMENT:
        return ""
    text = _text(aria, child, context)
    in_line = aria.looks.look(child).display == "inline" and child.tag != "br"
    return text if in_line else f" {text} "


_VALUES: dict[str, Callable[[Aria, Node, _Context], str]] = {
    **dict.fromkeys(("textbox", "searchbox"), _typed_value),
    **dict.fromkeys(("combobox", "listbox"), _chosen_text),
    **dict.fromkeys(_RANGES, _range_value),
    "menu": _no_value,
}


class _Asked:
    """What the native ways to a name are told, and what they may ask for."""

    def __init__(
        self, aria: Aria, context: _Context, inner: _Context, labelled: bool
    ) -> None:
        self.aria = aria
        self.labelled = labelled
        self.is_labelled_by = context.labelled_by is not None
        self._context = context
        self._inner = inner

    def visit(self, node: Node) -> None:
        self._context.visited.add(node.id)

    def by_labels(self, labels: list[Node]) -> str:
        parts = []
        for label in labels:
            way = _Context(
                label=self.aria.is_hidden(label),
                depth=self._context.depth + 1,
                visited=self._context.visited,
            )
            parts.append(_text(self.aria, label, way))
        return " ".join(part for part in parts if part)

    def by_child(self, child: Node, *, referred: bool) -> str:
        hidden = self.aria.is_hidden(child)
        way = (
            replace(self._inner, labelled_by=hidden)
            if referred
            else replace(self._inner, native=hidden)
        )
        return _text(self.aria, child, way)
