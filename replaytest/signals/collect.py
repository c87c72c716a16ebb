"""From events to facts: one pass over each tab, with the page beside it.

Every event is decoded once. The mirror is kept so that what was clicked can be said in
words; to a node that is gone a word can be put no more.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from typing import Any

from replaytest.mirror import sources, wire
from replaytest.mirror.aria import Aria
from replaytest.mirror.decode import event_of_line
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.steps import Step, steps_of
from replaytest.mirror.timeline import event_numbers, event_type
from replaytest.rrweb import EventType, Interaction
from replaytest.signals import payloads
from replaytest.signals.elements import describe
from replaytest.signals.facts import (
    Click,
    Deed,
    Element,
    TabFacts,
    Visit,
)
from replaytest.signals.heard import Heard
from replaytest.signals.watch import BlankWatch, InsertionWatch

# A press and the click it ends in; more apart, they are two things.
PRESS_MS = 1000
MODIFIED_MS = 50
_DRAWINGS = (
    sources.CanvasMutation,
    sources.StyleSheetRule,
    sources.StyleDeclaration,
    sources.AdoptedStyleSheet,
    sources.MediaInteraction,
)
# PostHog, session-recording ingestion: segmentation.ts and rrweb-types.ts.
_ACTIVE = (
    sources.MouseMove,
    sources.MouseInteraction,
    sources.Scroll,
    sources.ViewportResize,
    sources.Input,
    sources.TouchMove,
    sources.MediaInteraction,
    sources.Drag,
)
_MOUSE_ACTIVITY = (sources.MouseInteraction, sources.MouseMove, sources.TouchMove)
# What pages, and browsers of them, say.
_SAYING = (EventType.CUSTOM, EventType.PLUGIN)
_CLICK_TYPES = (
    Interaction.CLICK,
    Interaction.CONTEXT_MENU,
    Interaction.DOUBLE_CLICK,
    Interaction.TOUCH_END,
)


_PRESSES = (Interaction.MOUSE_DOWN, Interaction.TOUCH_START)
_RELEASES = (Interaction.MOUSE_UP, Interaction.TOUCH_END)


def collect(
    lines: Iterable[bytes],
    *,
    number: int = 1,
    until: float = 0,
    unpack: Callable[[bytes], bytes | None] = bytes,
) -> TabFacts:
    """Return the facts of a tab, given its `[tab, event]` lines in any order.

    The tab was watched `until` then (ms since 1970), or to its last event if that is
    later. `unpack` opens lines that are packed.
    """
    return _Pass(number, _in_order(lines, unpack), until).run()


def listen(
    lines: Iterable[bytes],
    *,
    number: int = 1,
    unpack: Callable[[bytes], bytes | None] = bytes,
) -> TabFacts:
    """Return what a tab said of requests, errors and the like, as `collect` does.

    Its pages are not built, which takes most of the time.
    """
    facts = TabFacts(number)
    heard = Heard(facts, Mirror(), lambda *_: None)
    for event, line in enumerate(_in_order(lines, unpack, _SAYING)):
        said = event_of_line(line, facts.skipped) if line else None
        if isinstance(said, wire.Custom | wire.Plugin):
            heard.hear(line, said.timestamp, event)
    facts.requests.sort(key=lambda request: request.at)
    return facts


def _in_order(
    lines: Iterable[bytes],
    unpack: Callable[[bytes], bytes | None],
    types: Container[int | None] = (),
) -> list[bytes]:
    """Return the lines that are events, each at its number in the tab.

    With `types` lines of others are empty, and nothing that is packed there is opened.
    """
    told = list(lines)
    order = [n for n in enumerate(event_numbers(told)) if n[1] is not None]
    order.sort(key=lambda each: each[1] or 0)
    found = (told[place] for place, _ in order)
    return [
        _plain(line, unpack) if not types or event_type(line) in types else b""
        for line in found
    ]


def _plain(line: bytes, unpack: Callable[[bytes], bytes | None]) -> bytes:
    return (unpack(line) or b"") if line.endswith(b'"packed"]') else line


class _Pass:
    """One pass over one tab."""

    def __init__(self, number: int, lines: list[bytes], until: float) -> None:
        self.facts = TabFacts(number, until=until)
        self.mirror = Mirror()
        self._lines = lines
        self._blank = BlankWatch(self.mirror)
        self._inserted = InsertionWatch(self.mirror)
        self._steps = {step.event: step for step in steps_of(lines)}
        self._pressed: tuple[float, int] | None = None
        self._held_since: float | None = None
        self._acted_at: float | None = None
        self._heard = Heard(self.facts, self.mirror, self._visited)
        # Good until the page changes. Making one looks the whole page through, and
        # typing hits one field often.
        self._aria: Aria | None = None
        self._known: dict[int | None, Element] = {}

    def run(self) -> TabFacts:
        facts = self.facts
        for number, line in enumerate(self._lines):
            event = event_of_line(line, facts.skipped) if line else None
            if event is None:
                continue
            at = event.timestamp
            facts.opened_at = facts.opened_at or at
            facts.until = max(facts.until, at)
            self._blank.look(at)
            step = self._steps.get(number)
            if step is not None and step.node_id is not None:
                self._deed(step)
            self._event(event, at, number, line)
            if step is not None and step.node_id is None:
                self._deed(step)
        self._finish()
        return facts

    def _finish(self) -> None:
        facts = self.facts
        self._blank.gone(facts.until)
        facts.blanks = self._blank.found
        facts.moves.sort()
        for times in facts.effects.values():
            times.sort()
        facts.requests.sort(key=lambda request: request.at)
        facts.clicks = [self._with_keys(click) for click in facts.clicks]

    def _with_keys(self, click: Click) -> Click:
        held = any(
            hit == click.element.hit and abs(at - click.at) <= MODIFIED_MS
            for at, hit in self._heard.modified
        )
        if not held:
            return click
        told = {name: getattr(click, name) for name in Click.__slots__}
        return Click(**told | {"modified": True})

    def _deed(self, step: Step) -> None:
        element = self._element(step.node_id) if step.node_id is not None else None
        if element is None or element.sort != "gone":
            self._acted_at = step.at
        self.facts.deeds.append(Deed(step, element, self.mirror.href))

    def _forget(self) -> None:
        self._aria = None
        self._known.clear()

    def _element(self, node_id: int | None) -> Element:
        if node_id not in self._known:
            self._aria = self._aria or Aria(self.mirror)
            self._known[node_id] = describe(self._aria, node_id)
        return self._known[node_id]

    def _event(self, event: wire.Event, at: float, number: int, line: bytes) -> None:
        if isinstance(event, wire.IncrementalSnapshot):
            self._incremental(event.data, at, number)
            self.mirror.apply_decoded(event)
        elif isinstance(event, wire.Custom | wire.Plugin):
            self._heard.hear(line, at, number)
        else:
            self._page(event, at, number)

    def _page(self, event: wire.Event, at: float, number: int) -> None:
        self._forget()
        if isinstance(event, wire.DomContentLoaded):
            # A form that comes back at its own address: the same URL, and no checkout.
            self.facts.effect("visit", at, number)
        if isinstance(event, wire.Meta):
            self._blank.look(at, now=True)
            self._visited(event.data.href, at, number)
            if event.data.width and event.data.height:
                self.facts.viewport = (event.data.width, event.data.height)
        self.mirror.apply_decoded(event)
        if isinstance(event, wire.FullSnapshot):
            self._inserted.forget()
            self._blank.changed(at, number)

    def _visited(self, url: str, at: float, number: int) -> None:
        visits = self.facts.visits
        # A checkout repeats the address of a page that stays.
        if not url or (visits and visits[-1].url == url):
            return
        self._blank.gone(at)
        visits.append(Visit(at, number, url))
        self.facts.effect("visit", at, number)

    def _incremental(self, data: Any, at: float, number: int) -> None:
        facts = self.facts
        if isinstance(data, _ACTIVE):
            facts.user_events.append(at)
        if isinstance(data, _MOUSE_ACTIVITY):
            facts.counts["mouse activity"] += 1
        found = _INCREMENTAL.get(type(data))
        if found is not None:
            found(self, data, at, number)
        elif isinstance(data, _DRAWINGS):
            self.facts.effect("drawing", at, number)

    def _mutated(self, data: sources.Mutation, at: float, number: int) -> None:
        self._forget()
        self.facts.effect("mutation", at, number)
        self._inserted.mutated(data, at, number, self._acted_at)
        self._blank.changed(at, number)

    def _moved(self, data: sources.MouseMove, at: float, number: int) -> None:
        offsets = payloads.offsets_of(self._lines[number], len(data.positions))
        for each, offset in zip(data.positions, offsets, strict=True):
            self.facts.moves.append((at + offset, each.x, each.y, number))

    def _scrolled(self, _: sources.Scroll, at: float, number: int) -> None:
        self.facts.effect("scroll", at, number)

    def _typed(self, _: sources.Input, at: float, number: int) -> None:
        self.facts.counts["key presses"] += 1
        self.facts.effect("input", at, number)

    def _selected(self, data: sources.Selection, at: float, number: int) -> None:
        empty = all(
            each.start == each.end and each.start_offset == each.end_offset
            for each in data.ranges
        )
        self.facts.effect("selection", at, number)
        if not empty:
            self.facts.selected.append(at)

    def _interacted(
        self, data: sources.MouseInteraction, at: float, number: int
    ) -> None:
        if data.type in _CLICK_TYPES:
            self.facts.counts["clicks"] += 1
        if data.type == Interaction.CLICK:
            self._clicked(data, at, number)
        elif data.type in _PRESSES:
            self._pressed, self._held_since = (at, number), at
        elif (
            data.type in (Interaction.MOUSE_UP, Interaction.TOUCH_END)
            and self._held_since is not None
        ):
            self.facts.holds.append((self._held_since, at))
            self._held_since = None
        elif (
            data.type == Interaction.FOCUS
            and data.id is not None
            and self._held_since is None
        ):
            # With a button down it is the press that moves the focus, and no script.
            self.facts.focused.append((at, number, data.id))

    def _clicked(self, data: sources.MouseInteraction, at: float, number: int) -> None:
        began = (at, number)
        if self._pressed is not None and at - self._pressed[0] <= PRESS_MS:
            began = self._pressed
        self._pressed = None
        element = self._element(data.id)
        self.facts.clicks.append(
            Click(
                at,
                number,
                element,
                self.mirror.href,
                data.x,
                data.y,
                *began,
                inserted=self._inserted.before(element.node_id, at),
            )
        )


_INCREMENTAL: dict[type[Any], Callable[[_Pass, Any, float, int], None]] = {
    sources.Mutation: _Pass._mutated,  # noqa: SLF001
    sources.MouseMove: _Pass._moved,  # noqa: SLF001
    sources.Scroll: _Pass._scrolled,  # noqa: SLF001
    sources.Input: _Pass._typed,  # noqa: SLF001
    sources.Selection: _Pass._selected,  # noqa: SLF001
    sources.MouseInteraction: _Pass._interacted,  # noqa: SLF001
}
