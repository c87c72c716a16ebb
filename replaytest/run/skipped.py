"""What the recorded page showed for a moment, and the live one has gone past.

An application that is busy says so: a bar, a class, a button that cannot be used. Where
its answer comes sooner, no page is ever drawn with that. So what came of the last steps
and soon was gone again need not be there, if the answer is: words have changed since
those steps, and differ nowhere.
"""

from __future__ import annotations

from replaytest.diff.model import Change
from replaytest.mirror.node import Node
from replaytest.run.later import is_silent
from replaytest.run.passing import Lives

# The events in which the last steps were done, before which pages are compared, and
# the first that is too late.
Moments = tuple[int, int, int]


def is_skipped(
    change: Change, before: Node | None, after: Node | None, lives: Lives, at: Moments
) -> bool:
    """Say whether the recorded page was otherwise for a moment only.

    `before` and `after` are the nodes of a change in the recorded and the live page.
    """
    acted, number, until = at
    if before is None or not lives.speaks(acted, number):
        return False
    if change.kind == "delete":
        came = any(each < number for each in lives.put(before.id, acted))
        goes = lives.goes(before.id, number, until)
        return came and goes and is_silent(before)
    if after is None or not change.name or change.kind in ("insert", "move"):
        return False
    name = change.name
    value = after.attributes.get(name)
    return lives.changes(before.id, name, acted, number) and value in lives.became(
        before.id, name, number, until
    )
