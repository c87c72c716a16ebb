"""Events as strangers send them: whole streams, and how they are damaged.

`damaged` is the same for Hypothesis and for the fuzzer; `faults_of` is what must hold of
a mirror whatever it was given.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from replaytest.mirror.html import html
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.mirror.outline import outline
from tests.mirror.events import add, change, document, element, event, mutation, text

Path = tuple[Any, Any]  # a list or dict, and the place or key in it

STRANGE: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    -2,
    1,
    2,
    3,
    4,
    5,
    7,
    20,
    21,
    30,
    2**31,
    2**53,
    2**64,
    -(2**63) - 1,
    10**40,
    1.5,
    1e308,
    float("nan"),
    float("inf"),
    "",
    "NaN",
    "20",
    "\ud83d",
    "\x00",
    "a" * 5000,
    [],
    {},
    [[]],
    [1, [2, [3]]],
    {"id": 4},
    {"type": 2, "id": 20, "tagName": "p", "childNodes": [{"type": 3, "id": 4}]},
)


def whole_page() -> list[Any]:
    """Every kind of node, and every source that changes something."""
    frame = document(41, element(42, "html", element(43, "body", text(44, "inside"))))
    frame["childNodes"][0]["rootId"] = 41
    host = element(30, "x-host", element(31, "b"), text(32, "light"))
    host["isShadowHost"] = True
    host["childNodes"][0]["isShadow"] = True
    style = element(20, "style", text(21, ""), text(22, ""))
    style["attributes"]["_cssText"] = (
        "a{color:red}/* rr_split */@media print{b{top:1px}}"
    )
    page = document(
        1,
        {"type": 1, "id": 5, "name": "html", "publicId": "", "systemId": ""},
        element(
            2,
            "html",
            element(3, "head", style),
            element(
                4,
                "body",
                host,
                element(40, "iframe"),
                element(50, "input", type="checkbox", checked=True, size=3),
                element(51, "video", rr_mediaState="paused"),
                {"type": 5, "id": 52, "textContent": "comment"},
                element(53, "svg", element(54, "path", d="M0 0"), isSVG=True),
            ),
        ),
    )
    inserted = {"rule": "i{left:0}", "index": 0}
    return [
        event(4, href="http://127.0.0.1/", width=800, height=600),
        event(2, node=page, initialOffset={"left": 0, "top": 10}),
        mutation(1, adds=[add(frame, parent=40)]),
        mutation(
            2,
            adds=[
                add(element(60, "ul"), before=40),
                add(element(61, "li"), parent=60),
                add(text(62, "one"), parent=61),
                add(element(63, "li"), parent=60, before=61),
            ],
        ),
        mutation(
            3, removes=[{"id": 61, "parentId": 60}], adds=[add(element(61, "li"))]
        ),
        mutation(4, texts=[{"id": 32, "value": "later"}, {"id": 21, "value": "b{}"}]),
        mutation(
            5,
            attributes=[
                {"id": 60, "attributes": {"class": "x", "title": None, "hidden": True}},
                {
                    "id": 60,
                    "attributes": {"style": {"top": "1px", "left": ["2px", "x"]}},
                },
                {"id": 60, "attributes": {"style": {"top": False}}},
            ],
        ),
        mutation(6, adds=[add(element(70), previousId=-1, before=-1)]),
        mutation(7, adds=[add(element(71), previousId=70)]),
        change(1, 8, positions=[{"x": 1, "y": 2, "id": 4, "timeOffset": -10}]),
        change(2, 9, type=5, id=50, x=3, y=4),
        change(3, 10, id=60, x=0, y=30),
        change(4, 11, width=400, height=300),
        change(5, 12, id=50, text="on", isChecked=False),
        change(7, 13, id=51, type=0, currentTime=1.5, volume=0.5, muted=False),
        change(8, 14, id=20, adds=[inserted], removes=[{"index": [1, 0]}]),
        change(13, 15, id=20, index=[0], set={"property": "left", "value": "3px"}),
        change(
            15, 16, id=1, styleIds=[1], styles=[{"styleId": 1, "rules": [inserted]}]
        ),
        change(8, 17, styleId=1, replaceSync="u{top:0}"),
        change(9, 18, id=60, type=0, property="fillRect", args=[0, 0, 1, 1]),
        change(10, 19, family="F", fontSource="url(x)", buffer=False),
        change(14, 20, ranges=[{"start": 32, "end": 62, "startOffset": 0}]),
        change(16, 21, define={"name": "x-host"}),
        event(5, 22, tag="note", payload={"any": "thing"}),
    ]


def damaged(events: list[Any], chance: Random) -> list[Any]:
    """Return a copy of a stream in which one to six things are not as they were."""
    made = copy.deepcopy(events)
    for _ in range(chance.randint(1, 6)):
        chance.choice(_DAMAGES)(made, chance)
    return made


def _drop(events: list[Any], chance: Random) -> None:
    if events:
        del events[chance.randrange(len(events))]


def _double(events: list[Any], chance: Random) -> None:
    if events:
        again = copy.deepcopy(chance.choice(events))
        events.insert(chance.randint(0, len(events)), again)


def _swap(events: list[Any], chance: Random) -> None:
    if events:
        a, b = (chance.randrange(len(events)) for _ in "ab")
        events[a], events[b] = events[b], events[a]


def _set(events: list[Any], chance: Random) -> None:
    """Put something strange, or a part of elsewhere, in the place of a value."""
    places = list(_places(events))
    if places:
        holder, key = chance.choice(places)
        if chance.random() < 0.7:
            holder[key] = copy.deepcopy(chance.choice(STRANGE))
        else:
            other, there = chance.choice(places)
            holder[key] = copy.deepcopy(other[there])


def _lose(events: list[Any], chance: Random) -> None:
    places = list(_places(events))
    if places:
        holder, key = chance.choice(places)
        del holder[key]


def _confuse_ids(events: list[Any], chance: Random) -> None:
    """Let one id, of a node or of a reference, be that of another."""
    names = ("id", "parentId", "nextId", "previousId", "rootId", "styleId")
    places = [(h, k) for h, k in _places(events) if k in names]
    if places:
        for _ in range(chance.randint(1, 4)):
            holder, key = chance.choice(places)
            other, there = chance.choice(places)
            holder[key] = copy.deepcopy(other[there])


_DAMAGES: tuple[Callable[[list[Any], Random], None], ...] = (
    _drop,
    _double,
    _swap,
    _set,
    _set,
    _lose,
    _confuse_ids,
    _confuse_ids,
)


def _places(root: Any) -> Iterator[Path]:
    """Yield every place of a value in nested lists and dicts."""
    stack = [root]
    while stack:
        holder = stack.pop()
        keys = list(holder) if isinstance(holder, dict) else range(len(holder))
        for key in keys:
            yield holder, key
            if isinstance(holder[key], list | dict):
                stack.append(holder[key])


def line_of(value: Any) -> bytes:
    """Return one line of a recording; JSON as Python writes it, NaN and all."""
    return json.dumps([1, value]).encode()


def faults_of(mirror: Mirror) -> list[str]:
    """Return what is wrong with the tree of a mirror: nothing, whatever came in."""
    faults = []
    seen = set()
    for node, parent in _placed(mirror):
        if node.id in seen:
            return [f"node {node.id} is in two places"]
        seen.add(node.id)
        if mirror.nodes.get(node.id) is not node:
            faults.append(f"node {node.id} is not known by its id")
        if mirror.parent(node) is not parent:
            faults.append(f"the parent of node {node.id} is not the one it is in")
    faults += _endless(mirror)
    return faults


def _endless(mirror: Mirror) -> list[str]:
    """Return whose chain of ancestors has no end, climbing each chain once."""
    ends: set[int] = set()
    for node in mirror.nodes.values():
        climbed = [node.id]
        for above in mirror.ancestors(node):
            if above.id in ends:
                break
            if len(climbed) > len(mirror.nodes):
                return [f"node {node.id} is above itself"]
            climbed.append(above.id)
        ends.update(climbed)
    return []


def _placed(mirror: Mirror) -> Iterator[tuple[Node, Node | None]]:
    """Yield every node and what it is in; a node that is in two places twice."""
    stack: list[tuple[Node, Node | None]] = []
    if mirror.document is not None:
        stack.append((mirror.document, None))
    while stack:
        node, parent = stack.pop()
        yield node, parent
        stack += [(child, node) for child in node.all_children()]


def read_all(mirror: Mirror) -> None:
    """Ask a mirror everything it answers."""
    for node in list(mirror.document.walk()) if mirror.document else ():
        mirror.value(node)
        mirror.checked(node)
        mirror.scroll(node)
        mirror.adopted_css(node)
        mirror.owner_document(node)
        if node.tag in ("style", "link"):
            mirror.css(node)
    html(mirror)
    outline(mirror)
