"""What a feature weighs, and from where on a likeness is believed. Data only.

Source of the weights: Similo (Nass, Alégroth, Feldt, Leotta, Ricca: "Similarity-based
Web Element Localization for Robust Test Automation", ACM TOSEM 32(3), 2023) has 1.5 for
tag, name, id, text and neighbouring texts and 0.5 for all else. The other weights, the
margin over rivals and the gate were found with tests/benchmarks/locate.py on its 22
calibration pages (2026-11; 1,030 targets for each kind of edit, and 1,228 on the 27
pages that were held out). % missed / % wrong, calibration | held out:

    unchanged     0.0 / 0.00   |   0.0 / 0.00
    light         4.3 / 0.29   |   2.8 / 0.16   edits to 7 % of everything
    heavy        16.6 / 0.58   |  16.3 / 0.00   to 25 %
    gone, light         0.00   |         0.08   the target is removed besides
    gone, heavy         0.29   |         0.24
    replaced            0.18   |         0.00   a control of other names in its place

With a margin of 0.15 instead of 0.25, after heavy edits 1.4 % fewer are missed and
0.1 % more are wrong. Numbers of position are no feature: with them, targets that are
gone were three times as often taken for what came in their place.
"""

from __future__ import annotations

from dataclasses import dataclass

WEIGHTS: dict[str, float] = {
    "testid": 2.0,
    "id": 1.5,
    "name": 1.5,
    "label": 1.5,
    "text": 1.5,
    "row": 1.5,
    "beside": 1.5,
    "placeholder": 1.0,
    "tag": 1.0,
    "anchors": 1.0,
    "heading": 1.0,
    "title": 0.7,
    "alt": 0.7,
    "role": 0.5,
    "type": 0.5,
    "value": 0.5,
    "classes": 0.5,
    "href": 1.0,
    "src": 0.5,
    "others": 0.5,
    "path": 0.5,
    "box": 0.3,
    # The shape of a masked text: the same text has the same, many others have it too.
    "shape": 0.5,
}
# Of a text's weight, at most this much when it is alike and not equal.
ALIKE = 0.8


@dataclass(frozen=True, slots=True)
class Gate:
    """What it takes to be believed: all of these at least.

    `score` is how alike the two are, `margin` how much of what tells them from others
    agrees, `own` how alike what names them is (the best of it), 0 to 1 each.
    """

    score: float
    margin: float
    own: float


# A control that nothing names as before may be another one in the same place: Delete
# where Edit was. So it is never taken for its surroundings alone, as a heading is.
GATES = (Gate(score=0.5, margin=0.25, own=0.45),)
GATES_OF_NO_CONTROL = (*GATES, Gate(score=0.75, margin=0.5, own=0.0))
# A key that names one element on both pages needs this much beside it.
KEY_SCORE, KEY_MARGIN = 0.3, 0.1

# From here on behind another recorded element, a candidate is the counterpart of that.
CLAIMED = 0.25
# Elements that differ by less than this are not told apart by it.
HARDLY = 0.05
# How many other candidates are compared with the best.
COMPETITORS = 10

# What names an element by itself.
OWN = (
    *("testid", "id", "name", "label", "text", "shape", "placeholder", "title", "alt"),
    *("href", "src", "value"),
)

# How many are looked at closely, of the live page and of the recorded one.
CANDIDATES = 60
RIVALS = 100
