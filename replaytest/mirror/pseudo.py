"""Pseudo-classes, as far as a recording tells them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from replaytest.mirror.forms import input_type, is_chosen
from replaytest.mirror.node import Node
from replaytest.mirror.selector import Test
from replaytest.mirror.words import words
from replaytest.rrweb import NodeType

if TYPE_CHECKING:
    from replaytest.mirror.match import Matcher

_FIELDS = words("button input select textarea option optgroup fieldset")


def passes_pseudo(matcher: Matcher, node: Node, test: Test) -> bool:
    """Say whether an element passes; False for what no recording tells."""
    alone = _OF_NODE.get(test.name)
    if alone is not None:
        return alone(node)
    placed = _OF_PLACE.get(test.name)
    if placed is not None:
        return placed(matcher, node)
    told = _WITH_ARGUMENT.get(test.name)
    return told is not None and told(matcher, node, test)


def _is_root(matcher: Matcher, node: Node) -> bool:
    parent = matcher.mirror.parent(node)
    return parent is None or parent.kind == NodeType.DOCUMENT


def _is_scope(matcher: Matcher, node: Node) -> bool:
    if matcher.scope is None:
        return _is_root(matcher, node)
    return node is matcher.scope


def _is_empty(node: Node) -> bool:
    return not any(
        child.kind == NodeType.ELEMENT
        or (child.kind == NodeType.TEXT and child.content)
        for child in node.children
    )


def _nth(matcher: Matcher, node: Node, test: Test) -> bool:
    row, place = matcher.row(node)
    step, offset = test.nth
    if test.name.endswith("of-type"):
        matcher.spend(len(row))
        row = [each for each in row if each.tag == node.tag]
        place = _place(row, node)
    elif test.inner:
        if not matcher.any(node, test.inner):
            return False
        row = [each for each in row if matcher.any(each, test.inner)]
        place = _place(row, node)
    number = len(row) - place if "last" in test.name else place + 1
    if not step:
        return number == offset
    return (number - offset) % step == 0 and (number - offset) // step >= 0


def _place(row: list[Node], node: Node) -> int:
    return next(n for n, each in enumerate(row) if each is node)


def _first(matcher: Matcher, node: Node) -> bool:
    return matcher.row(node)[1] == 0


def _last(matcher: Matcher, node: Node) -> bool:
    row, place = matcher.row(node)
    return place == len(row) - 1


def _first_of_type(matcher: Matcher, node: Node) -> bool:
    row, place = matcher.row(node)
    matcher.spend(place)
    return all(each.tag != node.tag for each in row[:place])


def _last_of_type(matcher: Matcher, node: Node) -> bool:
    row, place = matcher.row(node)
    matcher.spend(len(row) - place)
    return all(each.tag != node.tag for each in row[place + 1 :])


def _is_checked(matcher: Matcher, node: Node) -> bool:
    if node.tag == "option":
        return is_chosen(matcher.mirror, node)
    boxes = node.tag == "input" and input_type(node) in ("checkbox", "radio")
    return boxes and matcher.mirror.checked(node)


def _is_disabled(matcher: Matcher, node: Node) -> bool:
    if node.tag not in _FIELDS:
        return False
    if "disabled" in node.attributes:
        return True
    around = matcher.mirror.ancestors(node)
    return any(n.tag == "fieldset" and "disabled" in n.attributes for n in around)


def _is_enabled(matcher: Matcher, node: Node) -> bool:
    return node.tag in _FIELDS and not _is_disabled(matcher, node)


def _is_link(node: Node) -> bool:
    return node.tag in ("a", "area") and "href" in node.attributes


def _is_open(node: Node) -> bool:
    return node.tag in ("details", "dialog") and "open" in node.attributes


def _is_host(matcher: Matcher, node: Node, test: Test) -> bool:
    if node is not matcher.scope or node.shadow is None:
        return False
    return not test.inner or matcher.any(node, test.inner)


def _shows_placeholder(matcher: Matcher, node: Node) -> bool:
    fields = node.tag in ("input", "textarea") and "placeholder" in node.attributes
    return fields and not matcher.mirror.value(node)


_OF_NODE: dict[str, Callable[[Node], bool]] = {
    "empty": _is_empty,
    "required": lambda node: node.tag in _FIELDS and "required" in node.attributes,
    "optional": lambda node: node.tag in _FIELDS and "required" not in node.attributes,
    "any-link": _is_link,
    "link": _is_link,
    "open": _is_open,
    "modal": lambda node: node.attributes.get("rr_open_mode") == "modal",
}
_OF_PLACE: dict[str, Callable[[Matcher, Node], bool]] = {
    "root": _is_root,
    "scope": _is_scope,
    "first-child": _first,
    "last-child": _last,
    "only-child": lambda m, n: _first(m, n) and _last(m, n),
    "first-of-type": _first_of_type,
    "last-of-type": _last_of_type,
    "only-of-type": lambda m, n: _first_of_type(m, n) and _last_of_type(m, n),
    "checked": _is_checked,
    "disabled": _is_disabled,
    "enabled": _is_enabled,
    "placeholder-shown": _shows_placeholder,
    "focus": lambda m, n: n.id == m.mirror.focused,
}
_WITH_ARGUMENT: dict[str, Callable[[Matcher, Node, Test], bool]] = {
    **dict.fromkeys(
        ("nth-child", "nth-last-child", "nth-of-type", "nth-last-of-type"), _nth
    ),
    **dict.fromkeys(
        ("is", "where", "matches", "-webkit-any", "-moz-any", "slotted"),
        lambda m, n, t: m.any(n, t.inner),
    ),
    "not": lambda m, n, t: not m.any(n, t.inner),
    "has": lambda m, n, t: any(m.has(n, each) for each in t.inner),
    "host": _is_host,
}
KNOWN = frozenset((*_OF_NODE, *_OF_PLACE, *_WITH_ARGUMENT))
