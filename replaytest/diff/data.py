"""A difference as JSON, and its schema.

    {"equal": false,
     "counts": {"structure": 1, "text": 0, "state": 1, "style": 0},
     "changes": [
       {"kind": "state",            insert, delete, move, rename, text, attribute, state
                                    or style
        "severity": "state",        structure, text, state or style
        "words": "button \\"Pay\\": disabled  (in main)",   of this one alone
        "what": "button \\"Pay\\"",   the element by role and name
        "anchor": "main",           nearest landmark, heading or test id, "" for none
        "anchor_before": "",        of a move: where it was
        "name": "disabled",         of the attribute or state, "" for the others
        "before": null,             less noise; null: not there
        "after": "",
        "refers": false,            true: a generated id no longer stands for the same
        "node_before": 13,          rrweb's node ids; null: not in this page
        "node_after": 13,
        "path_before": "/html/body/main/button",      "": not in this page
        "path_after": "/html/body/main/button",
        "group": 0}],               changes of one group are one line of the words
     "groups": [
       {"words": "button \\"Pay\\": disabled  (in main)", "count": 1, "alike": true}]}

Changes are in the order of the page. Fields may be added; none of these changes its
meaning or goes away.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from replaytest.diff.model import Difference, Group
from replaytest.diff.words import line


def as_data(difference: Difference) -> dict[str, Any]:
    """Return a difference as what JSON can hold, as the module says."""
    group_of = {
        id(change): number
        for number, group in enumerate(difference.groups)
        for change in group.changes
    }
    return {
        "equal": not difference,
        "counts": difference.counts(),
        "changes": [
            {
                **asdict(change),
                "words": line(Group((change,))),
                "group": group_of[id(change)],
            }
            for change in difference.changes
        ],
        "groups": [
            {"words": line(group), "count": len(group), "alike": group.alike}
            for group in difference.groups
        ],
    }
