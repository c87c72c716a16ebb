"""What a dialog has hidden behind it from screen readers, in larger or smaller parts.

Libraries mark all that is there when a dialog opens and not in it: as wholes, but
around what is to be heard all the same (`aria-live`) in parts. Where one more such
place was there by then, other elements are marked. What comes later is not.
"""

from __future__ import annotations

from itertools import chain

from replaytest.diff.model import Change
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node

# The second is the `aria-hidden` package's own, which Radix and others hide with.
_HIDES, _MARK = "aria-hidden", "data-aria-hidden"
_DIALOGS = ("dialog", "alertdialog")


def is_hidden_otherwise(
    change: Change, before: Node, after: Node, recorded: Mirror, live: Mirror
) -> bool:
    """Say whether what only one page marks as hidden is behind a dialog in both."""
    if change.name not in (_HIDES, _MARK):
        return False
    if _is_marked(before) == _is_marked(after):
        return False
    other, mirror = (after, live) if _is_marked(before) else (before, recorded)
    return _is_behind(other, mirror) and not any(map(_is_dialog, other.walk()))


def _is_behind(node: Node, mirror: Mirror) -> bool:
    parent = mirror.parent(node)
    beside = parent.children if parent else ()
    return any(map(_is_marked, chain(mirror.ancestors(node), beside, node.walk())))


def _is_dialog(node: Node) -> bool:
    return node.tag == "dialog" or node.attributes.get("role") in _DIALOGS


def _is_marked(node: Node) -> bool:
    return _MARK in node.attributes and node.attributes.get(_HIDES) == "true"
