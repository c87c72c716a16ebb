"""Recordings that others made: how a run of one is masked, and compared with it.

Theirs were masked by other rules than ours, or by none. A run never writes down what
stands in fields of secrets, whatever the recording shows of them: so there both pages
are compared without these values.
"""

from __future__ import annotations

from collections.abc import Callable

from replaytest.mask.rules import Rules
from replaytest.mask.sensitive import SECRET, kind_of_field
from replaytest.mirror.forms import input_type
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.mirror.sources import Input
from replaytest.mirror.words import words
from replaytest.redrive.model import Plan
from replaytest.redrive.surroundings import Surroundings
from replaytest.store.read import Recording

Hide = Callable[[Mirror], None]

_NAMES = ("autocomplete", "name", "id", "aria-label", "placeholder")
_TYPES = words("password email tel")
# Their value is what they are, no text that somebody gives.
_OTHERS = words("checkbox radio button submit reset image file hidden")


def is_foreign(recording: Recording) -> bool:
    """Say whether somebody else's recorder made it, by rules that are not known."""
    return not recording.header.get("mask")


def rules_of(recording: Recording, plan: Plan) -> Rules:
    """Return the rules to record a run by: those of its recording, if it tells them.

    Of another's the page shows texts as they are; values too, if one was not masked.
    """
    where = str(recording.path)
    told = recording.header.get("mask") or {"level": int(are_masked(plan))}
    return Rules.parse(told, where=where)


def are_masked(plan: Plan) -> bool:
    """Say whether all that was typed is masked, not but secrets."""
    given = [each for each in plan.steps if each.kind in ("fill", "insert")]
    return bool(given) and all(each.masked or not each.value for each in given)


def hiding(recording: Recording, plan: Plan) -> Hide | None:
    """Return what hides the values that cannot be compared; None: there are none."""
    if not is_foreign(recording):
        return None
    return hide_values if are_masked(plan) else hide_secrets


def hide_secrets(mirror: Mirror) -> None:
    """Replace the values of fields for passwords, cards, mail and phone by one mask."""
    around = Surroundings(mirror)
    _hide(mirror, lambda node: is_sensitive(around, node))


def hide_values(mirror: Mirror) -> None:
    """Replace the values of all fields of text by one mask."""
    _hide(mirror, lambda _: True)


def is_sensitive(around: Surroundings, field: Node) -> bool:
    """Say whether our recorder would mask a field at every level."""
    has = field.attributes
    if input_type(field) in _TYPES or "data-rr-is-password" in has:
        return True
    names = [*(has.get(name, "") for name in _NAMES), around.label(field)]
    return any(kind_of_field(name) for name in names if name)


def _hide(mirror: Mirror, is_hidden: Callable[[Node], bool]) -> None:
    for node in list(mirror.nodes.values()):
        text = node.tag == "textarea" or (
            node.tag == "input" and input_type(node) not in _OTHERS
        )
        if not text or not mirror.value(node) or not is_hidden(node):
            continue
        mirror.inputs[node.id] = Input(id=node.id, text=SECRET)
