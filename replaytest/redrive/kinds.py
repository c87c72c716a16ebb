"""What can be used, and how; and the control that a hit means."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.mirror.role_tables import BY_TAG, INPUTS, ROLES
from replaytest.mirror.words import words
from replaytest.rrweb import NodeType

_ELEMENT = int(NodeType.ELEMENT)
_PRESSED = words(
    """button link menuitem menuitemcheckbox menuitemradio option switch tab treeitem
    checkbox radio"""
)
_TYPED = words("textbox searchbox combobox spinbutton")
_TICKED = words("checkbox radio switch menuitemcheckbox menuitemradio")
_CHOSEN = words("combobox listbox slider")
_TYPED_TAGS = words("input textarea")
_TAGS = words("button input select textarea option label summary")
CONTROLS = ("press", "type", "tick", "choose")
_EMBEDDED = words("iframe video audio canvas embed object")
_NOT_SHOWN = words("head meta link script style title base template noscript")
_PAGE = words("html body")


def role(node: Node) -> str:
    """Return the role of an element by its own attributes and tag, "" for none.

    Unlike `mirror.roles.role_of` it does not look around or at style sheets: thousands
    of candidates are asked, and both pages are asked the same.
    """
    return _used(_asked(node))[0]


def group(node: Node) -> str:
    """Return the way in which an element is used; its counterpart is used that way.

    Builds make links of buttons and tabs of links, so these are one: `press`. What is
    no control has the group of its tag.
    """
    return _used(_asked(node))[1]


def is_editable(node: Node) -> bool:
    """Say whether an element is itself made editable."""
    return node.attributes.get("contenteditable", "false").lower() != "false"


def is_control(node: Node) -> bool:
    """Say whether an element is made to be used."""
    if node.tag in _TAGS or node.tag in _EMBEDDED or is_editable(node):
        return True
    return group(node) in CONTROLS


def is_page(node: Node) -> bool:
    """Say whether an element is the page itself: what is clicked beside everything."""
    return node.tag in _PAGE


def control_of(mirror: Mirror, hit: Node) -> Node | None:
    """Return the control that a hit means, the element itself if it is in none.

    What is clicked in a button is the button. None for what is no element of a page.
    """
    if hit.kind == NodeType.DOCUMENT:
        hit = next((each for each in hit.children if each.tag == "html"), hit)
    first = hit if hit.kind == NodeType.ELEMENT else mirror.parent(hit)
    if first is None or first.kind != NodeType.ELEMENT or first.tag in _NOT_SHOWN:
        return None
    for node in (first, *mirror.ancestors(first)):
        if node.kind != NodeType.ELEMENT:
            break  # out of the frame nobody clicked
        if is_control(node):
            return node
    return first


def is_candidate(node: Node) -> bool:
    """Say whether an element could be a target at all."""
    return node.kind == _ELEMENT and node.tag not in _NOT_SHOWN


class _Asked(NamedTuple):
    """What role and group of an element depend on."""

    tag: str
    role: str = ""
    type: str = ""
    has_href: bool = False
    takes_several: bool = False
    is_editable: bool = False


def _asked(node: Node) -> _Asked:
    has = node.attributes
    if not has:
        return _Asked(node.tag)
    return _Asked(
        node.tag,
        has.get("role", ""),
        has.get("type", ""),
        "href" in has,
        "multiple" in has or has.get("size", "1") not in ("", "0", "1"),
        "contenteditable" in has and is_editable(node),
    )


# A page has few kinds of elements and many of each.
@lru_cache(maxsize=1024)
def _used(asked: _Asked) -> tuple[str, str]:
    """Return role and group."""
    said = asked.role.lower().split()
    role = next((each for each in said if each in ROLES), None)
    if role is None:
        role = _native_role(asked)
    return role, _group(asked, role)


def _native_role(asked: _Asked) -> str:
    if asked.tag == "input":
        kind = asked.type.lower()
        return "searchbox" if kind == "search" else INPUTS.get(kind, "textbox")
    if asked.tag in ("a", "area"):
        return "link" if asked.has_href else ""
    if asked.tag == "select":
        return "listbox" if asked.takes_several else "combobox"
    return "button" if asked.tag == "summary" else BY_TAG.get(asked.tag, "")


def _group(asked: _Asked, role: str) -> str:
    if role in _TICKED:
        return "tick"
    if asked.is_editable or (role in _TYPED and role != "combobox"):
        return "type"
    if role in _CHOSEN:
        typed = role == "combobox" and asked.tag in _TYPED_TAGS
        return "type" if typed else "choose"
    return "press" if role in _PRESSED else asked.tag
