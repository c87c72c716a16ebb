"""State of form controls, as the properties of their elements would tell it."""

from __future__ import annotations

from collections.abc import Iterator

from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.mirror.words import words

# Source: the states of the type attribute in the HTML standard.
_TYPES = words(
    """hidden text search tel url email password date month week time datetime-local
    number range color checkbox radio file submit image reset button"""
)


def input_type(node: Node) -> str:
    """Return the type of an `input` as its property says it: `text` for an unknown."""
    told = node.attributes.get("type", "").lower()
    return told if told in _TYPES else "text"


def option_value(option: Node) -> str:
    """Return what an option stands for: its attribute, or else its text."""
    value = option.attributes.get("value")
    return " ".join(option.text_content().split()) if value is None else value


def is_chosen(mirror: Mirror, option: Node) -> bool:
    """Say whether the recording has an option as selected.

    After an input event of its select that is the option of that value; rrweb reports
    one value even of selects that take several.
    """
    select = next((n for n in _outward(mirror, option) if n.tag == "select"), None)
    known = None if select is None else mirror.inputs.get(select.id)
    if known is None:
        return "selected" in option.attributes
    return option_value(option) == (known.text or "")


def options_of(select: Node) -> Iterator[Node]:
    """Yield the options of a select in document order."""
    return (each for each in select.walk() if each.tag == "option")


def takes_several(select: Node) -> bool:
    """Say whether a select is a list box: `multiple`, or more than one row."""
    return "multiple" in select.attributes or _size(select) > 1


def selected_options(mirror: Mirror, select: Node) -> list[Node]:
    """Return the selected options as a browser has them.

    A select of one row always has one: the last that is chosen, or else the first
    that is not disabled.
    """
    options = list(options_of(select))
    chosen = [each for each in options if is_chosen(mirror, each)]
    if "multiple" in select.attributes:
        return chosen
    if chosen:
        return chosen[-1:]
    if _size(select) > 1:
        return []
    free = (each for each in options if not _is_disabled(mirror, each))
    return [found for found in [next(free, None)] if found is not None]


def _is_disabled(mirror: Mirror, option: Node) -> bool:
    parent = mirror.parent(option)
    return "disabled" in option.attributes or (
        parent is not None
        and parent.tag == "optgroup"
        and "disabled" in parent.attributes
    )


def _outward(mirror: Mirror, option: Node) -> Iterator[Node]:
    # A select's content may be wrapped, though not deeply except by an attacker.
    for count, node in enumerate(mirror.ancestors(option)):
        if count > 8:
            return
        yield node


def _size(select: Node) -> int:
    text = select.attributes.get("size", "").strip()
    return int(text) if text.isdecimal() and len(text) < 10 else 0
