"""What changes all by itself as long as it is there: clocks, meters, tickers.

Such a value is another at each moment, so that no page is ever as the recorded one was.
Whether one never rests is not guessed: it was seen to change at even intervals for
seconds, with nobody doing anything, and to go on until it was gone. A bar that fills
and stops has come to rest, and an answer that comes word by word is none.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise
from statistics import median

from replaytest.mirror.node import Node
from replaytest.mirror.sources import Input, MouseInteraction, Mutation
from replaytest.mirror.wire import FullSnapshot, IncrementalSnapshot
from replaytest.rrweb import NodeType
from replaytest.run.passing import TEXT

# An attribute of a node by its name, or its text (`TEXT`).
Fact = tuple[int, str]
# Milliseconds after something was done in which a change is the answer to that.
_ANSWER = 400.0
_LEAST, _LEAST_MS = 4, 3000.0
# A machine that is busy is late with a tick, and the tick after it in time.
_UNEVEN = 3.0


class Restless:
    """Watches one recorded tab; `moments` are when its steps were done, sorted."""

    def __init__(self, moments: Iterable[float]) -> None:
        self._moments = sorted(moments)
        self._used: list[float] = []
        self._parents: dict[int, int] = {}
        self._times: dict[Fact, list[float]] = defaultdict(list)
        self._last: dict[Fact, str] = {}
        self._grown: Counter[Fact] = Counter()
        self.facts: set[Fact] = set()

    def see(self, event: object, at: float) -> frozenset[Fact]:
        """Take an event, decoded, and its time in ms since 1970.

        Return the facts that it changes if it changes nothing else, or nothing.
        """
        if isinstance(event, FullSnapshot):
            self.end(at)
            self._put(event.data.node)
        elif isinstance(event, IncrementalSnapshot):
            if isinstance(event.data, Mutation):
                return self._mutation(event.data, at)
            if isinstance(event.data, Input | MouseInteraction):
                self._used.append(at)
        return frozenset()

    def end(self, at: float) -> None:
        """The page is gone: what has changed until then never rested."""
        for fact in list(self._times):
            self._over(fact, at)
        self._parents.clear()

    def _mutation(self, data: Mutation, at: float) -> frozenset[Fact]:
        changed: dict[Fact, str] = {}
        for text in data.texts:
            if text.id in self._parents:
                changed[self._parents[text.id], TEXT] = text.value or ""
        # Most scripts put a new text in the place of the old one.
        texts = {r.parent_id for r in data.removes if r.id in self._parents}
        only = all(each.id in self._parents for each in data.removes)
        for added in data.adds:
            self._put(added.node, added.parent_id)
            if added.node.kind == NodeType.TEXT and added.parent_id in texts:
                changed[added.parent_id, TEXT] = added.node.text or ""
            else:
                only = False
        for each in data.attributes:
            for name, value in each.attributes.items():
                changed[each.id, name] = str(value)
        for fact, said in changed.items():
            self._became(fact, said, at)
        for removed in data.removes:
            for name in (TEXT, "style", "class"):
                self._over((removed.id, name), at)
        return frozenset(changed) if only else frozenset()

    def _became(self, fact: Fact, said: str, at: float) -> None:
        before = self._last.get(fact, "")
        self._grown[fact] += bool(before) and said != before and said.startswith(before)
        self._last[fact] = said
        self._times[fact].append(at)

    def _put(self, node: Node, parent: int | None = None) -> None:
        if parent is not None and node.kind == NodeType.TEXT:
            self._parents[node.id] = parent
        for child in node.walk():
            for each in child.children:
                if each.kind == NodeType.TEXT:
                    self._parents[each.id] = child.id

    def _over(self, fact: Fact, at: float) -> None:
        times = self._times.pop(fact, [])
        grown = self._grown.pop(fact, 0) * 2 > len(times)
        self._last.pop(fact, None)
        if not grown and self._never_rests(times, at):
            self.facts.add(fact)

    def _never_rests(self, times: list[float], end: float) -> bool:
        free = sum(not self._is_answer(at) for at in times)
        if free < _LEAST or free * 2 < len(times) or end - times[0] < _LEAST_MS:
            return False
        gaps = [after - at for at, after in pairwise(times)]
        longest = _UNEVEN * median(gaps)
        return max(gaps) <= longest and end - times[-1] <= longest

    def _is_answer(self, at: float) -> bool:
        return any(
            place > 0 and at - done[place - 1] <= _ANSWER
            for done in (self._moments, self._used)
            for place in [bisect_left(done, at)]
        )
