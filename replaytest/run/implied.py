"""Steps that the next one does as well, so that nobody has to do them apart."""

from __future__ import annotations

from replaytest.redrive.model import Step
from replaytest.run.recorded import Recorded

# They give the focus to what they are done to.
_FOCUSING = ("fill", "insert", "press")


def is_implied(step: Step, after: Step | None, recorded: Recorded) -> bool:
    """Say whether to do only the step after this one comes to the same.

    A field is given the focus by whoever fills it. That is told apart where the page
    was another one between the two: there it is compared, and may be waited for.
    """
    if step.kind != "focus" or step.opens or step.dialogs:
        return False
    if after is None or after.kind not in _FOCUSING or after.cause is not None:
        return False
    one, other = step.target, after.target
    if one is None or other is None or step.tab != after.tab:
        return False
    same = (one.node_id, one.hit) == (other.node_id, other.hit)
    return same and not recorded.changes(step.tab, step.first, after.first)
