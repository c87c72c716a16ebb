"""States of an element as assistive technology is told them: checked, disabled, …"""

from __future__ import annotations

from dataclasses import dataclass

from replaytest.mirror.aria import Aria
from replaytest.mirror.forms import input_type
from replaytest.mirror.node import Node
from replaytest.mirror.roles import is_natively_disabled
from replaytest.mirror.words import words

_CHECKED = words("checkbox menuitemcheckbox option radio switch menuitemradio treeitem")
_DISABLED = words(
    """application button composite gridcell group input link menuitem scrollbar
    separator tab checkbox columnheader combobox grid listbox menu menubar
    menuitemcheckbox menuitemradio option radio radiogroup row rowheader searchbox
    select slider spinbutton switch tablist textbox toolbar tree treegrid treeitem"""
)
_EXPANDED = words(
    """application button checkbox combobox gridcell link listbox menuitem row rowheader
    tab treeitem columnheader menuitemcheckbox menuitemradio switch"""
)
_INVALID = words(
    """application checkbox columnheader combobox gridcell listbox radiogroup rowheader
    searchbox slider spinbutton switch textbox tree"""
)
_LEVEL = words("heading listitem row treeitem")
_SELECTED = words("gridcell option row tab rowheader columnheader treeitem")


@dataclass(frozen=True, slots=True)
class States:
    """States that apply to a role; "mixed", and for `invalid` its kind, are texts.

    `level` is 0 where there is none.
    """

    checked: bool | str = False
    disabled: bool = False
    expanded: bool = False
    invalid: bool | str = False
    level: int = 0
    pressed: bool | str = False
    selected: bool = False


def states_of(aria: Aria, node: Node, role: str) -> States:
    """Return the states of an element that has `role`."""
    return States(
        checked=_checked(aria, node) if role in _CHECKED else False,
        disabled=_disabled(aria, node) if role in _DISABLED else False,
        expanded=_is_true(node, "aria-expanded") if role in _EXPANDED else False,
        invalid=_invalid(node) if role in _INVALID else False,
        level=_level(node) if role in _LEVEL else 0,
        pressed=_three(node, "aria-pressed") if role == "button" else False,
        selected=_selected(aria, node) if role in _SELECTED else False,
    )


def _checked(aria: Aria, node: Node) -> bool | str:
    if node.tag == "input" and input_type(node) in ("checkbox", "radio"):
        return aria.mirror.checked(node)
    return _three(node, "aria-checked")


def _disabled(aria: Aria, node: Node) -> bool:
    if is_natively_disabled(aria, node):
        return True
    known = aria.disabled
    chain = []
    found: Node | None = node
    while found is not None and found.id not in known:
        chain.append(found)
        found = aria.parent(found)
    inherited = False if found is None else known[found.id]
    for each in reversed(chain):
        told = each.attributes.get("aria-disabled", "").lower()
        if told in ("true", "false"):
            inherited = told == "true"
        known[each.id] = inherited
    return inherited


def _invalid(node: Node) -> bool | str:
    told = node.attributes.get("aria-invalid", "").lower()
    if not told.strip() or told == "false":
        return False
    return told if told in ("grammar", "spelling") else True


def _level(node: Node) -> int:
    if len(node.tag) == 2 and node.tag[0] == "h" and node.tag[1] in "123456":
        return int(node.tag[1])
    told = node.attributes.get("aria-level", "").strip()
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 16 else 0


def _selected(aria: Aria, node: Node) -> bool:
    if node.tag != "option":
        return _is_true(node, "aria-selected")
    return aria.is_selected(node)


def _is_true(node: Node, attribute: str) -> bool:
    return node.attributes.get(attribute, "").lower() == "true"


def _three(node: Node, attribute: str) -> bool | str:
    told = node.attributes.get(attribute, "").lower()
    return "mixed" if told == "mixed" else told == "true"
