"""The role of an element: what it says itself, or what its tag stands for."""

from __future__ import annotations

import re
from collections.abc import Callable

from replaytest.mirror.aria import Aria
from replaytest.mirror.forms import input_type, takes_several
from replaytest.mirror.node import Node
from replaytest.mirror.role_tables import (
    BY_TAG,
    GLOBAL,
    INHERITS,
    INPUTS,
    NO_LANDMARK_ROLES,
    NO_LANDMARK_TAGS,
    ROLES,
    UNNAMED,
)
from replaytest.rrweb import NodeType

NO_ROLE = ("none", "presentation")
_TYPED = ("email", "search", "tel", "text", "url")


def role_of(aria: Aria, node: Node) -> str | None:
    """Return the role of an element; None for one that has none, as a `div`."""
    known = aria.roles.get(node.id, "")
    if known == "":
        known = aria.roles[node.id] = _role(aria, node)
    return known


def explicit_role(node: Node) -> str | None:
    """Return the first valid role of the `role` attribute."""
    told = node.attributes.get("role")
    if not told:
        return None
    return next((each for each in told.lower().split() if each in ROLES), None)


def is_natively_disabled(aria: Aria, node: Node) -> bool:
    """Say whether a form control is disabled, by itself or by what it is in."""
    tags = ("button", "input", "select", "textarea", "option", "optgroup")
    if node.tag not in tags:
        return False
    if "disabled" in node.attributes:
        return True
    if node.tag == "option" and _is_in_disabled(aria, node, "optgroup"):
        return True
    return _is_in_disabled_fieldset(aria, node)


def _role(aria: Aria, node: Node) -> str | None:
    told = explicit_role(node)
    if told is None:
        return _implicit_role(aria, node)
    if told in NO_ROLE:
        implicit = _implicit_role(aria, node)
        if _contradicts_no_role(aria, node, implicit):
            return implicit
    return told


def _implicit_role(aria: Aria, node: Node) -> str | None:
    implicit = _role_of_tag(aria, node)
    if implicit is None:
        return None
    ancestor = node
    while (parent := aria.parent(ancestor)) is not None:
        if parent.tag not in INHERITS.get(ancestor.tag, ()):
            break
        told = explicit_role(parent)
        if told in NO_ROLE and not _contradicts_no_role(aria, parent, told):
            return told
        ancestor = parent
    return implicit


def _role_of_tag(aria: Aria, node: Node) -> str | None:
    if node.tag in _BY_ATTRIBUTES:
        return _BY_ATTRIBUTES[node.tag](node)
    if node.tag in _BY_PLACE:
        return _BY_PLACE[node.tag](aria, node)
    return BY_TAG.get(node.tag)


def _contradicts_no_role(aria: Aria, node: Node, role: str | None) -> bool:
    """Say whether an element has something that a presentational one cannot have."""
    return _has_global_attribute(node, role) or _is_focusable(aria, node)


def _has_global_attribute(node: Node, role: str | None) -> bool:
    names = node.attributes.keys()
    if names & GLOBAL:
        return True
    if role not in UNNAMED and ("aria-label" in names or "aria-labelledby" in names):
        return True
    return role != "generic" and "aria-roledescription" in names


def _is_focusable(aria: Aria, node: Node) -> bool:
    if is_natively_disabled(aria, node):
        return False
    if node.tag in ("button", "details", "select", "textarea") or _has_tabindex(node):
        return True
    if node.tag in ("a", "area"):
        return "href" in node.attributes
    return node.tag == "input" and "hidden" not in node.attributes


def _has_tabindex(node: Node) -> bool:
    told = node.attributes.get("tabindex")
    return told is not None and (
        not told.strip() or bool(re.fullmatch(r"[+-]?\d+(\.\d*)?", told.strip()))
    )


def _is_in_disabled(aria: Aria, node: Node, tag: str) -> bool:
    found: Node | None = node
    while found is not None:
        if found.tag == tag and "disabled" in found.attributes:
            return True
        found = aria.parent(found)
    return False


def _is_in_disabled_fieldset(aria: Aria, node: Node) -> bool:
    """Say whether the nearest disabled fieldset has `node` outside of its legend."""
    inside, found = [node], aria.parent(node)
    while found is not None:
        if found.tag == "fieldset" and "disabled" in found.attributes:
            legend = next(
                (each for each in found.children if each.tag == "legend"), None
            )
            return legend is None or all(each is not legend for each in inside)
        inside.append(found)
        found = aria.parent(found)
    return False


def _of_link(node: Node) -> str | None:
    return "link" if "href" in node.attributes else None


def _is_named(node: Node) -> bool:
    return "aria-label" in node.attributes or "aria-labelledby" in node.attributes


def _is_landmark(aria: Aria, node: Node) -> bool:
    found: Node | None = node
    while found is not None:
        told = found.attributes.get("role")
        if found.tag in NO_LANDMARK_TAGS if told is None else told in NO_LANDMARK_ROLES:
            return False
        found = aria.parent(found)
    return True


def _of_img(node: Node) -> str | None:
    attributes = node.attributes
    if attributes.get("alt") != "" or attributes.get("title"):
        return "img"
    meant = _has_global_attribute(node, None) or _has_tabindex(node)
    return "img" if meant else "presentation"


def _of_input(aria: Aria, node: Node) -> str | None:
    kind = input_type(node)
    if kind in _TYPED:
        suggestions = aria.references(node, "list")[:1]
        if suggestions and suggestions[0].tag == "datalist":
            return "combobox"
        return "searchbox" if kind == "search" else "textbox"
    return None if kind == "hidden" else INPUTS.get(kind, "textbox")


def _of_td(aria: Aria, node: Node) -> str | None:
    table = aria.closest(node, "table")
    grid = table is not None and explicit_role(table) in ("grid", "treegrid")
    return "gridcell" if grid else "cell"


def _of_th(aria: Aria, node: Node) -> str | None:
    scope = node.attributes.get("scope")
    if scope in ("col", "colgroup"):
        return "columnheader"
    if scope in ("row", "rowgroup"):
        return "rowheader"
    beside = aria.beside(node)
    if not beside:
        return None if _is_only_row(aria, node) else "columnheader"
    if len(beside) == 2 and all(each.tag == "th" for each in beside):
        return "columnheader"
    return "rowheader" if any(map(_is_data, beside)) else "columnheader"


def _is_only_row(aria: Aria, cell: Node) -> bool:
    parent = aria.parent(cell)
    table = None if parent is None else aria.closest(parent, "table")
    if parent is None or parent.tag != "tr" or table is None:
        return False
    parts = [
        table,
        *(n for n in table.children if n.tag in ("thead", "tbody", "tfoot")),
    ]
    return sum(each.tag == "tr" for part in parts for each in part.children) <= 1


def _is_data(cell: Node) -> bool:
    if cell.tag != "td":
        return False
    return bool(cell.text_content().strip()) or any(
        child.kind == NodeType.ELEMENT for child in cell.children
    )


_BY_ATTRIBUTES: dict[str, Callable[[Node], str | None]] = {
    "a": _of_link,
    "area": _of_link,
    "form": lambda node: "form" if _is_named(node) else None,
    "img": _of_img,
    "section": lambda node: "region" if _is_named(node) else None,
    "select": lambda node: "listbox" if takes_several(node) else "combobox",
}
_BY_PLACE: dict[str, Callable[[Aria, Node], str | None]] = {
    "footer": lambda aria, node: "contentinfo" if _is_landmark(aria, node) else None,
    "header": lambda aria, node: "banner" if _is_landmark(aria, node) else None,
    "input": _of_input,
    "td": _of_td,
    "th": _of_th,
}
