"""Pages that a tab had gone to before the recording has anything, or all, of them.

A page is recorded as soon as it is read. One that is left sooner, as a script does that
goes on at once, is known by its request only: the events still tell of the page before.
And a page can be used, or a recording end, while it still loads, or waits for an answer
that it then gives up: what comes of it comes later, or nobody knows it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import inf
from typing import Any

from replaytest.diff.model import Change
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.timeline import Timeline
from replaytest.mirror.wire import Custom, DomContentLoaded, Event, Load, Meta, Plugin
from replaytest.redrive.stubs.exchange import was_given_up
from replaytest.run.hosts import place_of
from replaytest.run.later import is_silent
from replaytest.run.passing import SOON
from replaytest.tags import NETWORK, SETTINGS

_BY_SCRIPTS = ("fetch", "xhr", "xmlhttprequest")
# Others lead elsewhere, or leave the tab where it is.
_SHOWN = {200, 201, 202, 203, 206, *range(400, 600)}


class Arrivals:
    """The documents of one tab, shown and asked for; `see` takes its events."""

    def __init__(self, line: Timeline) -> None:
        self._line = line
        self._shown: list[tuple[int, float, str]] = []  # event number, time, place
        self._asked: list[tuple[float, str]] = []
        self._reading: list[list[float]] = []  # event numbers, from and to
        self._ready = False
        self._given_up: list[tuple[float, str]] = []
        self._scripts_asked: dict[str, list[float]] = defaultdict(list)

    def see(self, event: Event | None, number: int) -> None:
        """Take an event."""
        if isinstance(event, Meta):
            place = place_of(event.data.href)
            self._shown.append((number, event.timestamp, place))
            self._has_read(number)
            if self._ready:
                self._reading.append([number, inf])
            self._ready = False
        elif isinstance(event, DomContentLoaded):
            self._ready = True
        elif isinstance(event, Load):
            self._has_read(number)
        elif isinstance(event, Custom | Plugin):
            self._told(number, event.timestamp)

    def gone_to(self, number: int, at: float) -> str:
        """Return the place a tab had gone to `at`, "" if an event before tells of it.

        `number` is that of the first event later than that, `at` in ms since 1970.
        """
        place = bisect_left(self._shown, (number,))
        since = self._shown[place - 1][1] if place else 0.0
        later = self._shown[place][2] if place < len(self._shown) else None
        asked = [to for when, to in self._asked if since < when <= at]
        if asked and asked[-1] == later:
            asked.pop()  # it came with that event
        return asked[-1] if asked else ""

    def is_unfinished(self, number: int, at: float) -> bool:
        """Say whether the page before an event, at a time, was not all there yet."""
        if any(begin < number <= end for begin, end in self._reading):
            return True
        return any(
            began <= at < min(self._asked_again(to, began), began + SOON)
            for began, to in self._given_up
        )

    def _asked_again(self, to: str, began: float) -> float:
        return min((at for at in self._scripts_asked[to] if at > began), default=inf)

    def _has_read(self, number: int) -> None:
        if self._reading:
            self._reading[-1][1] = min(self._reading[-1][1], number)

    def _told(self, number: int, at: float) -> None:
        data = self._line.event(number).get("data")
        payload = data.get("payload") if isinstance(data, dict) else None
        if not isinstance(data, dict) or not isinstance(payload, dict):
            return
        if data.get("tag") == SETTINGS and payload.get("loading") is True:
            self._reading.append([number, inf])
        if data.get("plugin") == NETWORK:
            many = payload.get("requests")
            for each in many if isinstance(many, list) else ():
                if isinstance(each, dict):
                    self._requested(each, at)

    def _requested(self, request: Mapping[str, Any], told_at: float) -> None:
        at, to = request.get("timestamp"), place_of(str(request.get("name")))
        began = at if isinstance(at, int | float) else told_at
        if _brings_page(request):
            self._asked.append((began, to))
            self._asked.sort()
        elif request.get("initiatorType") in _BY_SCRIPTS:
            self._scripts_asked[to].append(began)
            if request.get("status") is None and was_given_up(request.get("failure")):
                self._given_up.append((began, to))


def _brings_page(request: Mapping[str, Any]) -> bool:
    """Say whether a tab shows what a request was answered with."""
    headers = request.get("responseHeaders")
    kept = headers.get("content-disposition") if isinstance(headers, dict) else None
    return (
        request.get("entryType") == "navigation"
        and request.get("isMainFrame") is True
        and request.get("status") in _SHOWN
        and not str(kept or "").startswith("attachment")
    )


def lost(changes: Sequence[Change], recorded: Mirror) -> Iterator[Change]:
    """Yield those of the changes of a page that reading its rest cannot have made.

    More comes, and scripts make of it what they like, or fill an element anew; not the
    body, for then it is another page.
    """
    gone = {each.node_before for each in changes if each.kind == "delete"}
    for each in changes:
        node = recorded.get(each.node_before or 0)
        if each.kind != "delete" or node is None:
            continue
        parent = recorded.parent(node)
        beside = parent.children if parent and parent.tag != "body" else None
        if beside is None or any(n.id not in gone and not is_silent(n) for n in beside):
            yield each
