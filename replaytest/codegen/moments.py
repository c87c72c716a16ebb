"""The recorded pages between the steps of a plan."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from replaytest.codegen.look import Look
from replaytest.mirror.sources import Mutation
from replaytest.mirror.timeline import Timeline
from replaytest.mirror.wire import Event, IncrementalSnapshot
from replaytest.redrive.model import Step
from replaytest.rrweb import EventType

# A text that changed that often after one step, or with no step near, is restless.
_OFTEN, _ALONE = 3, 2
_LONG_AFTER_MS = 1500
_LASTING_MS = 800
Timelines = Mapping[int, Timeline]
# The number of an event, and what it has written where.
Written = tuple[int, list[tuple[int, str]]]
# When, in ms since 1970, and what.
Said = tuple[float, str]


class Moments:
    """Recorded tabs before and after steps, asked for in the order of the plan.

    A mirror shows one moment, so that each side has timelines of its own.
    """

    def __init__(
        self, before: Timelines, after: Timelines, steps: Sequence[Step]
    ) -> None:
        self._before = before
        self._after = after
        self._acted = sorted({t for step in steps for t in (step.at, step.until)})
        self._known: dict[int, list[Written]] = {}

    def before(self, tab: int, step: Step) -> Look:
        """Return a tab as it was when a step began."""
        line = self._before[tab]
        return Look(line.seek_position(self.position(tab, step)))

    def last(self, tab: int) -> Look:
        """Return a tab as it was last asked for, before a step."""
        return Look(self._before[tab].mirror)

    def at(self, step: Step) -> Look:
        """Return the step's tab with all that the step's own events have made."""
        return Look(self._before[step.tab].seek_position(step.last + 1))

    def knows(self, step: Step, node_id: int) -> bool:
        """Say whether a node was in the step's tab before it."""
        mirror = self._before[step.tab].seek_position(step.first)
        return mirror.get(node_id) is not None

    def after(self, tab: int, following: Step | None) -> Look:
        """Return a tab as it was when the following step began, None for the end."""
        line = self._after[tab]
        return Look(line.seek_position(self.position(tab, following)))

    def position(self, tab: int, step: Step | None) -> int:
        """Return how many events of a tab came before a step, None for the end."""
        line = self._before[tab]
        if step is None:
            return len(line)
        return step.first if step.tab == tab else bisect_left(line.stamps, step.at)

    def mutated(self, tab: int, first: int, last: int) -> bool:
        """Say whether a page was changed between two of its events."""
        return bool(self._written(tab, first, last + 1))

    def restless(self, tab: int, step: Step, following: Step | None) -> set[int]:
        """Return the texts, or what they are in, that change by themselves.

        They do where they change often after one step, or long after any. A text that
        only grows, such as an answer that streams in, is not one of them.
        """
        start, end = self.position(tab, step), self.position(tab, following)
        written = self._written(tab, 0, len(self._before[tab]))
        often = self._told(tab, (each for each in written if start <= each[0] < end))
        alone = self._told(tab, (e for e in written if self._is_alone(tab, e[0])))
        return {
            node
            for told, least in ((often, _OFTEN), (alone, _ALONE))
            for node, texts in told.items()
            if len(texts) >= least and _lasts(texts) and not _only_grows(texts)
        }

    def _told(self, tab: int, written: Iterable[Written]) -> dict[int, list[Said]]:
        stamps = self._before[tab].stamps
        found: dict[int, list[Said]] = {}
        for number, texts in written:
            for node, text in texts:
                found.setdefault(node, []).append((stamps[number], text))
        return found

    def _is_alone(self, tab: int, number: int) -> bool:
        """Say whether nothing was done just before an event."""
        at = self._before[tab].stamps[number]
        place = bisect_right(self._acted, at)
        return place == 0 or at - self._acted[place - 1] > _LONG_AFTER_MS

    def payloads(
        self, tab: int, tag: str, step: Step, following: Step | None
    ) -> list[dict[str, object]]:
        """Return what events of a tag say that came after a step."""
        line = self._before[tab]
        found = []
        for number in range(step.first, self.position(tab, following)):
            event = line.event(number)
            data = event.get("data")
            if event.get("type") == EventType.CUSTOM and isinstance(data, dict):
                payload = data.get("payload")
                if data.get("tag") == tag and isinstance(payload, dict):
                    found.append(payload)
        return found

    def _written(self, tab: int, start: int, end: int) -> list[Written]:
        if tab not in self._known:
            events = self._before[tab].decoded()
            self._known[tab] = [(n, _texts(event)) for n, event in events if _is(event)]
        return [each for each in self._known[tab] if start <= each[0] < end]


def _is(event: Event | None) -> bool:
    return isinstance(event, IncrementalSnapshot) and isinstance(event.data, Mutation)


def _texts(event: Event | None) -> list[tuple[int, str]]:
    """Return what a mutation writes, by text node or by what a new text is in."""
    if not isinstance(event, IncrementalSnapshot):
        return []
    mutation = event.data
    if not isinstance(mutation, Mutation):
        return []
    found = [(text.id, text.value or "") for text in mutation.texts]
    news = (add for add in mutation.each_add() if add.node.text)
    return found + [(add.parent_id, add.node.text or "") for add in news]


def _lasts(texts: list[Said]) -> bool:
    """Say whether changes went on for a while: in a moment a page is only made."""
    return texts[-1][0] - texts[0][0] >= _LASTING_MS


def _only_grows(texts: list[Said]) -> bool:
    return all(later[1].startswith(earlier[1]) for earlier, later in pairwise(texts))
