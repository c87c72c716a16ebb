"""What comes and goes by itself: ripples, transitions, things that fade.

A recorded page is compared as it was just before a step, which may be in the midst of a
movement. A re-driven page need not be in the same one: it may be at rest already.
Whether something passes by itself is not guessed: it was seen to come and go again
between two steps, in the recording or in the run, and never to stay.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice, takewhile
from math import inf

from replaytest.mirror.node import Node
from replaytest.mirror.sources import Add, Mutation
from replaytest.mirror.wire import FullSnapshot, IncrementalSnapshot
from replaytest.mirror.words import words
from replaytest.rrweb import NodeType
from replaytest.run.labels import (
    TRANSITION,
    Labels,
    any_between,
    from_number,
    label_of,
)

_RIPPLE = re.compile(r"(?i)ripple|[-_]wave(?![a-z])")
_LEAVING = re.compile(r"(?i)(?:^|[-_])(?:leave|exit)-?(?:active|from|to)$")
# Milliseconds. What stays longer than this is part of the page, and what came longer
# ago than `YOUNG` is at rest.
LONGEST = 4000.0
YOUNG = 2000.0
# So soon after a step a movement that has begun before it is over.
SOON = 1500.0
_MOVING = frozenset(
    ("transition", "opacity", "transform", "animation", "height", "max-height")
)
_SET_TO_MOVE = re.compile(r"(?:^|;)\s*(?:opacity|transform)\s*:")
_MOST_ADDED = 5000
_OFTEN = 3
# These say or do something, however short they are there.
TELLING = words("a button input select textarea img video canvas iframe option dialog")
# The name of a text where others are those of attributes.
TEXT = "#text"
# ("element", tag and classes), ("class", name), or one of the movements that a style
# tells: of what was there or came by itself, and of what came inside of something else.
Kind = tuple[str, str]
MOVEMENT = ("style", "")
INNER = ("style", "inner")


@dataclass(slots=True)
class Life:
    """Something that came, in ms since 1970 and by number of event; and its last."""

    kind: Kind
    node: int
    born: float
    first: int
    step: int
    last: int | None = None


@dataclass(slots=True)
class Kinds:
    """Of which kind all that passes is; shared by a recording and its run."""

    passed: set[Kind] = field(default_factory=set)
    stayed: set[Kind] = field(default_factory=set)
    short: Counter[Kind] = field(default_factory=Counter)

    def pass_by(self, kind: Kind) -> bool:
        """Say whether things of this kind come and go by themselves.

        Of elements it is enough that none of several has ever stayed. Transitions and
        ripples are told by the names of their classes.
        """
        known = TRANSITION if kind[0] == "class" else _RIPPLE
        if known.search(kind[1]):
            return True
        often = kind[0] == "element" and self.short[kind] >= _OFTEN
        return (often or kind in self.passed) and kind not in self.stayed


class Lives:
    """What came and went in one tab.

    `step` is to be raised with each step, and `acted` then to be the event that
    follows; `since` is the first event after both pages were last equal. `begun`
    is the event with which the page of now has come.
    """

    def __init__(self, kinds: Kinds, *, learns_stay: bool = False) -> None:
        self.step = 0
        self.since = self.acted = self.begun = 0
        self._kinds = kinds
        self._learns_stay = learns_stay
        self._all: list[Life] = []
        self._alive: dict[tuple[Kind, int], Life] = {}
        self._of_node: dict[int, Kind] = {}
        self._classes: dict[int, frozenset[str]] = {}
        self.labels = Labels()
        self._put: dict[int, list[int]] = defaultdict(list)
        self._moved: dict[int, list[int]] = defaultdict(list)
        self._removed: dict[int, list[int]] = defaultdict(list)
        self._changed: dict[tuple[int, str], list[int]] = defaultdict(list)
        self._values: dict[tuple[int, str], list[object]] = defaultdict(list)
        self._spoke: list[int] = []

    def see(self, event: object, number: int) -> None:
        """Take an event, decoded, before or after it is applied to a mirror."""
        if isinstance(event, FullSnapshot):
            self.begun = number
            self._begin(event.data.node)
        elif isinstance(event, IncrementalSnapshot) and isinstance(
            event.data, Mutation
        ):
            self._mutation(event.data, event.timestamp, number)

    def end(self, at: float) -> None:
        """Nothing comes any more."""
        for life in self._alive.values():
            self._judge(life, at)

    def young(self, number: int, at: float) -> dict[int, set[Kind]]:
        """Return by node what has come at most `YOUNG` ago, before an event."""
        found: dict[int, set[Kind]] = defaultdict(set)
        for life in reversed(self._all):
            if life.born < at - 2 * YOUNG:
                break
            there = life.first < number and (life.last is None or life.last >= number)
            if there and life.born >= at - YOUNG:
                found[life.node].add(life.kind)
        return found

    def leavings(self, number: int) -> list[Life]:
        """Return the transitions with which something left, from an event on."""
        later = takewhile(lambda life: life.first >= number, reversed(self._all))
        return [life for life in later if is_leaving(life.kind)]

    def changed(self, node: int, name: str, number: int) -> list[int]:
        """Return the events, from one on, in which an attribute was changed."""
        return from_number(self._changed.get((node, name), []), number)

    def put(self, node: int, number: int) -> list[int]:
        """Return the events, from one on, in which a node was added."""
        return from_number(self._put.get(node, []), number)

    def moved(self, node: int, number: int, until: float = inf) -> bool:
        """Say whether a node gets to another place from event `number` on."""
        return any_between(self._moved.get(node, ()), number, until)

    def goes(self, node: int, number: int, until: int) -> bool:
        """Say whether a node is removed from event `number` on, before `until`."""
        return any_between(self._removed.get(node, ()), number, until)

    def changes(self, node: int, name: str, number: int, until: int) -> bool:
        """Say whether an attribute changes from event `number` on, before `until`."""
        return any_between(self._changed.get((node, name), ()), number, until)

    def had(self, node: int, name: str, value: str | None, number: int) -> bool:
        """Say whether an attribute became such a value, from an event on."""
        key = node, name
        first = bisect_left(self._changed.get(key, ()), number)
        return value in self._values[key][first:] if key in self._values else False

    def became(self, node: int, name: str, number: int, until: int) -> Sequence[object]:
        """Return what an attribute became from event `number` on, before `until`."""
        changed = self._changed.get((node, name), [])
        first, last = bisect_left(changed, number), bisect_left(changed, until)
        return self._values[node, name][first:last] if last > first else ()

    def speaks(self, number: int, until: int) -> bool:
        """Say whether words are put or changed from event `number` on."""
        return any_between(self._spoke, number, until)

    def _begin(self, document: Node) -> None:
        self._alive.clear()
        self._classes.clear()
        self.labels.begin(document)
        for node in document.walk():
            if node.kind == NodeType.ELEMENT and "class" in node.attributes:
                self._classes[node.id] = _names(node.attributes["class"])

    def _mutation(self, data: Mutation, at: float, number: int) -> None:
        adds = list(islice(data.each_add(), _MOST_ADDED))
        moved = {each.node.id for each in adds}
        gone = {each.id: each.parent_id for each in data.removes}
        for node, parent in gone.items():
            if node not in moved:
                self._went(node, at, number)
                self.labels.went(node, parent, number)
        telling = _telling(adds)
        if data.texts or any((each.node.text or "").strip() for each in adds):
            self._spoke.append(number)
        # What comes with something else is no thing of its own that comes and goes.
        whole = {each.node.id for each in data.adds}
        for added in adds:
            node = added.node.id
            self._moved[node].append(number)
            if node in gone:
                self.labels.moved(node, gone[node], number)
                self._retold(added.node, number)
            if node not in self._classes:
                self._added(added, at, number, told=node in telling, top=node in whole)
        for text in data.texts:
            self._changed[text.id, TEXT].append(number)
            self._values[text.id, TEXT].append(text.value)
        for each in data.attributes:
            for name, value in each.attributes.items():
                self._changed[each.id, name].append(number)
                self._values[each.id, name].append(value)
                self._became(each.id, name, value, at, number)

    def _retold(self, node: Node, number: int) -> None:
        """What moves is told as it is by then."""
        for name, value in node.attributes.items():
            self._changed[node.id, name].append(number)
            self._values[node.id, name].append(value)

    def _went(self, node: int, at: float, number: int) -> None:
        self._removed[node].append(number)
        kind = self._of_node.pop(node, None)
        if kind is not None:
            self._ended(kind, node, at, number)

    def _became(
        self, node: int, name: str, value: object, at: float, number: int
    ) -> None:
        if name == "class":
            self._named(node, str(value or ""), at, number)
            self.labels.named(node, str(value or ""))
        if name == "style" and _moves(value):
            self._came(MOVEMENT, node, at, number)

    def _added(
        self, added: Add, at: float, number: int, *, told: bool, top: bool
    ) -> None:
        node = added.node
        if node.kind != NodeType.ELEMENT:
            return
        self._put[node.id].append(number)
        self._classes[node.id] = names = _names(node.attributes.get("class", ""))
        self.labels.put(node, added.parent_id, number)
        style = node.attributes.get("style", "")
        if not top:
            if _moves(style):
                self._came(INNER, node.id, at, number)
            return
        kind = None if told else kind_of(node)
        if kind is not None:
            self._of_node[node.id] = kind
            self._came(kind, node.id, at, number)
        for name in names:
            self._came(("class", name), node.id, at, number)
        if "transition" in style:
            self._came(MOVEMENT, node.id, at, number)

    def _named(self, node: int, told: str, at: float, number: int) -> None:
        before, after = self._classes.get(node, frozenset()), _names(told)
        self._classes[node] = after
        for name in before - after:
            self._ended(("class", name), node, at, number)
        for name in after - before:
            self._came(("class", name), node, at, number)

    def _came(self, kind: Kind, node: int, at: float, number: int) -> None:
        life = Life(kind, node, at, number, self.step)
        self._alive[kind, node] = life
        self._all.append(life)

    def _ended(self, kind: Kind, node: int, at: float, number: int) -> None:
        life = self._alive.pop((kind, node), None)
        if life is None:
            return
        life.last = number
        if at - life.born <= LONGEST:
            self._kinds.short[kind] += 1
            if life.step == self.step:
                self._kinds.passed.add(kind)
        self._judge(life, at)

    def _judge(self, life: Life, at: float) -> None:
        if self._learns_stay and at - life.born > LONGEST:
            self._kinds.stayed.add(life.kind)


def is_leaving(kind: Kind) -> bool:
    """Say whether it is the class of a transition at the end of which nothing is."""
    return kind[0] == "class" and bool(_LEAVING.search(kind[1]))


def _moves(style: object) -> bool:
    """Say whether a style is of a movement.

    One told by what has changed of it, a dict, says so itself; one that is told whole,
    a text, must have a transition as well.
    """
    if isinstance(style, dict):
        return not _MOVING.isdisjoint(style)
    told = str(style or "")
    return "transition" in told and _SET_TO_MOVE.search(told) is not None


def kind_of(node: Node) -> Kind | None:
    """Return what an element is by its tag and classes, None if that says nothing."""
    label = label_of(node)
    return ("element", label) if label else None


def _telling(adds: Iterable[Add]) -> set[int]:
    """Return the ids of what comes with a text in it, or something to be used."""
    parents = {each.node.id: each.parent_id for each in adds}
    found: set[int] = set()
    for each in adds:
        node = each.node
        is_text = node.kind == NodeType.TEXT and bool((node.text or "").strip())
        if is_text or node.tag in TELLING:
            at: int | None = node.id
            while at in parents and at not in found:
                found.add(at)
                at = parents[at]
    return found


def _names(told: str) -> frozenset[str]:
    return frozenset(told.split())
