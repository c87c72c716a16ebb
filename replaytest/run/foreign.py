"""Recordings that others made: how a run of one is masked, and compared with it.

Theirs were masked by other rules than ours, or by none. A run never writes down what
stands in fields of secrets, whatever the recording shows of them: so there both pages
are compared without these values.
"""

from __future__ import annotations

from collections.abc import Callable

from replaytest.mask.rules import Rules
from replaytest.mask.sensitive import SECRET
from replaytest.mirror.forms import input_type
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.mirror.sources import Input
from replaytest.mirror.words import words
from replaytest.redrive.fields import is_sensitive
from replaytest.redrive.model import Plan, Step
from replaytest.signals.facts import Session
from replaytest.store.read import Recording

Hide = Callable[[Mirror], None]

# Their value is what they are, no text that somebody gives.
_OTHERS = words("checkbox radio button submit reset image file hidden")


def is_foreign(recording: Recording) -> bool:
    """Say whether somebody else's recorder made it, by rules that are not known."""
    return not recording.header.get("mask")


def rules_of(recording: Recording, planned: Callable[[], Plan]) -> Rules:
    """Return the rules to record a run by: those of its recording, if it tells them.

    Of another's the page shows texts as they are; values too, if one was not masked,
    for which the plan is needed.
    """
    where = str(recording.path)
    told = recording.header.get("mask") or {"level": int(are_masked(planned()))}
    return Rules.parse(told, where=where)


def are_masked(plan: Plan) -> bool:
    """Say whether all that was typed is masked, not but secrets."""
    given = [
        each
        for each in plan.steps
        if each.kind in ("fill", "insert") and each.value and not _is_password(each)
    ]
    return bool(given) and all(each.masked for each in given)


def _is_password(step: Step) -> bool:
    target = step.target
    return target is not None and target.features.type == "password"


def hiding(recording: Recording, plan: Plan) -> Hide | None:
    """Return what hides the values that cannot be compared; None: there are none."""
    if not is_foreign(recording):
        return None
    return hide_values if are_masked(plan) else hide_secrets


def heard_of(recording: Recording, session: Session) -> frozenset[str]:
    """Return of which failures it would tell: "request", "console", "exception".

    Others record what a page asks for and says only where they were told to.
    """
    kinds = {"request", "console", "exception"}
    if is_foreign(recording):
        if not any(tab.requests for tab in session.tabs):
            kinds.discard("request")
        if not any(tab.errors for tab in session.tabs):
            kinds -= {"console", "exception"}
    return frozenset(kinds)


def hide_secrets(mirror: Mirror) -> None:
    """Replace the values of fields for passwords, cards, mail and phone by one mask."""
    _hide(mirror, lambda node: is_sensitive(mirror, node))


def hide_values(mirror: Mirror) -> None:
    """Replace the values of all fields of text by one mask."""
    _hide(mirror, lambda _: True)


def _hide(mirror: Mirror, is_hidden: Callable[[Node], bool]) -> None:
    for node in list(mirror.nodes.values()):
        text = node.tag == "textarea" or (
            node.tag == "input" and input_type(node) not in _OTHERS
        )
        if not text or mirror.value(node) in (None, "", SECRET) or not is_hidden(node):
            continue
        mirror.touch(node)
        mirror.inputs[node.id] = Input(id=node.id, text=SECRET)
