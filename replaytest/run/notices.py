"""Notices that are there for a while and then go by themselves: toasts, snackbars.

A run is not as fast as its recording was: a notice may be over before the step at which
the recorded page still has it. The live page has had it then, with the same words, and
for no shorter time than it was ever seen to last in the recording.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from itertools import islice, pairwise

from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.mirror.sources import MouseInteraction, Mutation
from replaytest.mirror.wire import FullSnapshot, IncrementalSnapshot
from replaytest.redrive.plain import class_stems
from replaytest.rrweb import Interaction, NodeType
from replaytest.run.near import inside, outward

_LIVE_ROLES = frozenset(("alert", "status", "log"))
# Components that float above a page. What they are called is all that tells; some of
# these words say it only of what is read out as it comes.
_FLOATING = re.compile(r"(?i)toast|snack-?bar|notif(?:y|ication)|growl|flash-?message")
_MESSAGE = re.compile(r"(?i)(?<![a-z])(?:message|notice)(?![a-z])")
# Milliseconds. Nobody reads what is there for less.
_LEAST = 1000.0
# A page answers within this; what goes then need not have gone by itself.
_ANSWER = 150.0
# Timers are late on a machine that is busy, and a recording may have been made on one.
_SHARE = 0.85
_UP = 4
_MOST_WORDS = 300


@dataclass(frozen=True, slots=True)
class Gone:
    """An element that left a live page after `ms`; `alone` with nothing else at all."""

    tag: str
    names: frozenset[str]
    words: str
    ms: float
    alone: bool


class Spans:
    """How long the elements of one tab were there. `last` is when it was last seen."""

    def __init__(self) -> None:
        self.gone: list[Gone] = []
        self._born: dict[int, list[tuple[int, float]]] = defaultdict(list)
        self._ended: dict[int, list[tuple[int, float]]] = defaultdict(list)
        # What it said before it was emptied, which some are before they go.
        self._said: dict[int, str] = {}
        self.last = 0.0
        self._times: dict[int, float] = {}
        self._used: list[float] = []
        # Steps done on a live page, and when they were in the recording.
        self.steps: list[tuple[float, float]] = []

    def see(self, event: object, number: int, mirror: Mirror | None = None) -> None:
        """Take an event, decoded; of a live page before its mirror takes it."""
        if isinstance(event, FullSnapshot):
            self._begin(number, event.timestamp)
        if not isinstance(event, IncrementalSnapshot):
            return
        self.last = max(self.last, event.timestamp)
        if _is_use(event.data):
            self.use(event.timestamp)
        elif isinstance(event.data, Mutation):
            self._mutation(event.data, number, event.timestamp, mirror)

    def _begin(self, number: int, at: float) -> None:
        """Another page: what was there is gone, and ids may come again."""
        for node, births in self._born.items():
            if len(births) > len(self._ended[node]):
                self._ended[node].append((number, at))
        self._said.clear()

    def use(self, at: float) -> None:
        """Something was done then, in ms since 1970: of keys no event tells."""
        self._used.append(at)

    def longest_rest(self, since: float) -> float:
        """Return for how many ms at most the page was left alone from a time on."""
        used = sorted(at for at in self._used if since <= at <= self.last)
        times = [since, *used, max(self.last, since)]
        return max(after - at for at, after in pairwise(times))

    def time_of(self, number: int) -> float:
        """Return when an event changed the page, in ms since 1970."""
        return self._times.get(number, 0.0)

    def used_before(self, at: float) -> float:
        """Return when the page was last used until then, 0 for never."""
        return max((used for used in self._used if used <= at), default=0.0)

    def _mutation(
        self, data: Mutation, number: int, at: float, mirror: Mirror | None
    ) -> None:
        self._times[number] = at
        adds = list(data.each_add())
        put = {each.node.id for each in adds}
        went = [each.id for each in data.removes if each.id not in put]
        came = any(each.node.kind == NodeType.ELEMENT for each in adds)
        answers = at - self.used_before(at) <= _ANSWER
        alone = len(went) == 1 and not came and not answers
        if mirror is not None:
            self._listen(data, mirror)
        for node in went:
            if mirror is not None:
                self._tell(mirror.get(node), at, alone=alone)
            if len(self._born.get(node, ())) > len(self._ended[node]):
                self._ended[node].append((number, at))
        gone = set(went)
        for each in adds:
            if each.node.kind == NodeType.ELEMENT and each.node.id not in gone:
                births = self._born[each.node.id]
                if not births or len(births) == len(self._ended[each.node.id]):
                    births.append((number, at))

    def _listen(self, data: Mutation, mirror: Mirror) -> None:
        """Remember what an element has said that is about to say something else."""
        ids = [each.id for each in data.texts] + [each.id for each in data.removes]
        for node in map(mirror.get, ids):
            if node is None or node.kind != NodeType.TEXT:
                continue
            for around in islice(mirror.ancestors(node), _UP):
                if around.id in self._born and (words := words_in(around)):
                    self._said[around.id] = words

    def _tell(self, node: Node | None, at: float, *, alone: bool) -> None:
        births = None if node is None else self._born.get(node.id)
        if node is None or not births:
            return
        if words := words_in(node) or self._said.get(node.id, ""):
            ms = at - births[-1][1]
            self.gone.append(Gone(node.tag, _names(node), words, ms, alone))

    def lasted(self, node: int, number: int) -> float | None:
        """Return for how many ms a node that is there before an event was seen.

        None for one that was there from the start, and may be a part of the page.
        """
        births = self._born.get(node, [])
        place = bisect_left(births, (number, 0.0))
        if not place:
            return None
        ends = self._ended.get(node, [])
        over = bisect_right(ends, (number - 1, float("inf")))
        end = ends[over][1] if over < len(ends) else self.last
        return end - births[place - 1][1]


def _is_use(data: object) -> bool:
    focus = (Interaction.FOCUS, Interaction.BLUR)
    return isinstance(data, MouseInteraction) and data.type not in focus


def is_over(
    node: Node, number: int, mirror: Mirror, recorded: Spans, live: Spans
) -> bool:
    """Say whether an element is of a notice that the live page has had.

    `node` is in the recorded page, `mirror`, before event `number`.
    """
    for each in outward(node, mirror):
        lasted = recorded.lasted(each.id, number)
        floats = _floats(each)
        if lasted is None or not (floats or _is_said(each, mirror)):
            continue
        # What leaves has other classes, of transitions, than it had before.
        names, words = _names(each), words_in(each)
        least = max(lasted * _SHARE, _LEAST)
        if any(
            gone.tag == each.tag
            and gone.words == words
            and bool(gone.names & names)
            and gone.ms >= least
            and (floats or gone.alone)
            for gone in live.gone
        ):
            return True
    return False


def words_in(node: Node) -> str:
    """Return what an element says, cut; "" for nothing."""
    texts = (each.text or "" for each in inside(node) if each.kind == NodeType.TEXT)
    return " ".join(" ".join(texts).split())[:_MOST_WORDS]


def _names(node: Node) -> frozenset[str]:
    return class_stems(node.attributes.get("class", ""))


def _floats(node: Node) -> bool:
    for each in islice(inside(node), _UP):
        names, role = each.attributes.get("class", ""), each.attributes.get("role")
        if _FLOATING.search(names) or (role in _LIVE_ROLES and _MESSAGE.search(names)):
            return True
    return False


def _is_said(node: Node, mirror: Mirror) -> bool:
    """Say whether assistive technology reads it out as it comes."""
    return any(
        each.attributes.get("role") in _LIVE_ROLES
        or each.attributes.get("aria-live", "off") != "off"
        for each in (*outward(node, mirror), *inside(node))
    )
