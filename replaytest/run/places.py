"""Where scripts have put things, by inline styles: what of it nobody sees."""

from __future__ import annotations

import re
from itertools import islice

from replaytest.diff.model import Change
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.mirror.style import declarations, longhands
from replaytest.mirror.words import words

_PLACES = words(
    """top right bottom left transform translate width height min-width max-width
    margin-top margin-right margin-bottom margin-left z-index transform-origin"""
)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
# CSS pixels. What is measured while something moves is not measured exactly.
_NEAR = 2.0
_POPOVER = re.compile(r"(?i)popper|popover|tooltip|dropdown|menu")
_UP = 12


def is_hidden(node: Node) -> bool:
    """Say whether an inline style takes an element from the page."""
    return _of(node.attributes.get("style", "")).get("display") == "none"


def is_in_closed_popover(node: Node | None, mirror: Mirror) -> bool:
    """Say whether an element is in a popover that is hidden from everybody.

    What such ones hold depends on when they were closed; opened, they are filled anew.
    """
    if node is None:
        return False
    return any(
        is_hidden(each)
        and each.attributes.get("aria-hidden") == "true"
        and bool(_POPOVER.search(each.attributes.get("class", "")))
        for each in islice(mirror.ancestors(node), _UP)
    )


def is_faded(node: Node) -> bool:
    """Say whether an inline style has an element be, or become, transparent."""
    return _of(node.attributes.get("style", "")).get("opacity") in ("0", "0.0")


def is_of_place(change: Change) -> bool:
    """Say whether two styles differ in nothing but where something is."""
    return change.name == "style" and _differing(change) <= _PLACES


def is_near(change: Change) -> bool:
    """Say whether two styles differ in places alone, and those by a pixel or two."""
    if not is_of_place(change):
        return False
    before, after = _of(change.before), _of(change.after)
    return all(
        _are_near(before.get(name, ""), after.get(name, ""))
        for name in _differing(change)
    )


def _are_near(one: str, other: str) -> bool:
    if "px" not in one or _NUMBER.sub("0", one) != _NUMBER.sub("0", other):
        return False
    pairs = zip(_NUMBER.findall(one), _NUMBER.findall(other), strict=True)
    return all(abs(float(a) - float(b)) <= _NEAR for a, b in pairs)


def _differing(change: Change) -> set[str]:
    before, after = _of(change.before), _of(change.after)
    return {n for n in {**before, **after} if before.get(n) != after.get(n)}


def _of(style: str | None) -> dict[str, str]:
    return longhands(declarations(style or ""))
