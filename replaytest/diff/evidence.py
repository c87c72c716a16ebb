"""An edit, or another difference, as evidence of noise: what differed, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from replaytest.diff.edits import Edit
from replaytest.diff.item import TEXT, Item
from replaytest.diff.places import Places
from replaytest.mirror.words import words

Sort = Literal["text", "attribute", "subtree", "control", "order", "request", "error"]
SORTS: tuple[Sort, ...] = get_args(Sort)
_CONTROLS = words("button input select textarea summary option iframe")
_ROLES = words(
    """button link checkbox radio switch textbox searchbox combobox listbox option
    slider spinbutton menuitem menuitemcheckbox menuitemradio tab treeitem gridcell"""
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One difference between two runs: `sort`, and the `name` of an attribute.

    `places` are where it is in either (one if they agree); for a request they are what
    was asked for, for an error what it says. `before` and `after` are the values, None
    where there is none.
    """

    sort: Sort
    places: tuple[str, ...]
    name: str = ""
    before: str | None = None
    after: str | None = None


def evidence_of(edit: Edit, places: Places) -> Evidence | None:
    """Return what an edit is evidence of; None for what is never noise.

    That are tags that changed, and what moved to another parent. What somebody can
    click or fill in, and came or went, is a "control": what a test does it does with
    these, so that it is noise only where it came and went again (a list of hints that
    was there before one run typed on).
    """
    one, other = edit.one, edit.other
    if edit.deed in ("insert", "delete"):
        return _of_subtree(edit, places)
    if one is None or other is None or edit.deed == "rename":
        return None
    if edit.deed == "move":
        if one.parent is None or one.parent.mate is not other.parent:
            return None
        assert other.parent is not None
        return Evidence("order", _both(places.of(one.parent), places.of(other.parent)))
    where = _both(places.of(one), places.of(other))
    if edit.deed == "text" or not edit.name:
        return Evidence("text", where, "", edit.before, edit.after)
    return Evidence("attribute", where, edit.name, edit.before, edit.after)


def _of_subtree(edit: Edit, places: Places) -> Evidence | None:
    item = edit.one or edit.other
    assert item is not None
    assert item.parent is not None
    # Which child it is says nothing: what stands before it may come and go too.
    where = f"{places.of(item.parent)}/{_tag(item)}"
    said = _said(item)
    before, after = (said, None) if edit.other is None else (None, said)
    control = any(is_control(each) for each in new_in(item))
    return Evidence("control" if control else "subtree", (where,), "", before, after)


def is_control(item: Item) -> bool:
    """Say whether people can do something with an element."""
    facts = dict(item.facts)
    return (
        item.tag in _CONTROLS
        or facts.get("role") in _ROLES
        or (item.tag in ("a", "area") and "href" in facts)
        or (item.tag in ("audio", "video") and "controls" in facts)
        or facts.get("contenteditable", "false") != "false"
        or "tabindex" in facts
        or "onclick" in facts
    )


def new_in(root: Item) -> list[Item]:
    """Return an item and what is below it, without what was there all along."""
    found = [root]
    for item in found:  # it grows while it is read
        found += [child for child in item.children if child.mate is None]
    return found


def _said(root: Item) -> str:
    """Return what a subtree is, as one text: tags and what they say."""
    return " ".join(
        each.text if each.tag == TEXT else f"<{each.tag}>" for each in new_in(root)
    )


def _tag(item: Item) -> str:
    return "text()" if item.tag == TEXT else item.tag


def _both(one: str, other: str) -> tuple[str, ...]:
    return (one,) if one == other else (one, other)
