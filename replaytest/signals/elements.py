"""An element as a person would name it, and what a click on it is expected to do."""

from __future__ import annotations

from replaytest.mirror.aria import Aria, collapse
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.names import name_of
from replaytest.mirror.node import Node
from replaytest.mirror.roles import role_of
from replaytest.rrweb import NodeType
from replaytest.signals.facts import Element, Sort

NAME_LENGTH = 80

_PAGE = {"html", "body"}
_FIELDS = {"select", "textarea", "option", "label"}
_EMBEDDED = {"iframe", "video", "audio", "canvas", "embed", "object"}
_BUTTON_INPUTS = {"submit", "button", "image", "reset"}
_SENDING_INPUTS = {"submit", "image"}
# Roles of WAI-ARIA 1.2 with which an element promises to do something.
_BUTTON_ROLES = {
    "button",
    "menuitem",
    "menuitemcheckbox",
    "menuitemradio",
    "option",
    "switch",
    "tab",
    "treeitem",
    "checkbox",
    "radio",
}
_FIELD_ROLES = {"textbox", "searchbox", "combobox", "spinbutton", "slider"}


def describe(aria: Aria, node_id: int | None) -> Element:
    """Return the element that a click on a node means: the control that it is in.

    In a button it is the button. Elements that do nothing stay what they are; they are
    named by the beginning of their text.
    """
    mirror = aria.mirror
    hit = mirror.get(node_id)
    if hit is None:
        return Element(None, node_id, "gone", name="")
    found, sort = _control(mirror, hit)
    name = collapse(name_of(aria, found))
    if not name and sort == "inert":
        name = text_of(found)
    return Element(
        found.id,
        hit.id,
        sort,
        tag=found.tag,
        role=role_of(aria, found) or "",
        name=name[:NAME_LENGTH],
        form=_form(mirror, found),
        sends=_sends(found),
        leaves=sort == "link" and _leaves(found),
    )


def _control(mirror: Mirror, hit: Node) -> tuple[Node, Sort]:
    first = hit if hit.kind == NodeType.ELEMENT else mirror.parent(hit)
    if first is None or first.kind != NodeType.ELEMENT or first.tag in _PAGE:
        return first or hit, "page"
    for node in (first, *mirror.ancestors(first)):
        if node.kind != NodeType.ELEMENT:
            break  # out of the frame nobody clicked
        sort = _sort(node)
        if sort is not None:
            return node, sort
    return first, "inert"


def _sort(node: Node) -> Sort | None:
    attributes, tag = node.attributes, node.tag
    role = attributes.get("role", "")
    if (tag == "a" and "href" in attributes) or role == "link":
        return "link"
    if tag == "input":
        return "button" if attributes.get("type") in _BUTTON_INPUTS else "field"
    if tag in {"button", "summary"} or role in _BUTTON_ROLES:
        return "button"
    editable = attributes.get("contenteditable", "false") != "false"
    if tag in _FIELDS or role in _FIELD_ROLES or editable:
        return "field"
    return "embedded" if tag in _EMBEDDED else None


def _leaves(link: Node) -> bool:
    attributes = link.attributes
    scheme = attributes.get("href", "").partition(":")[0].lower()
    elsewhere = attributes.get("target", "_self") not in ("", "_self")
    return "download" in attributes or elsewhere or scheme in ("mailto", "tel", "sms")


def _sends(node: Node) -> bool:
    kind = node.attributes.get("type", "submit" if node.tag == "button" else "")
    return (node.tag == "button" and kind == "submit") or (
        node.tag == "input" and kind in _SENDING_INPUTS
    )


def _form(mirror: Mirror, node: Node) -> str:
    named = node.attributes.get("form")
    if named:
        return named
    form = next((n for n in mirror.ancestors(node) if n.tag == "form"), None)
    if form is None:
        return ""
    known = (form.attributes.get(each) for each in ("id", "name", "action"))
    return next((each for each in known if each), "form")


def text_of(node: Node) -> str:
    """Return the beginning of the text below a node."""
    parts: list[str] = []
    for each in node.walk():
        if each.kind == NodeType.TEXT and each.content.strip():
            parts.append(collapse(each.content))
            if sum(map(len, parts)) > NAME_LENGTH:
                break
    return " ".join(parts)
