"""WebSockets of a recording: who spoke when, and what the server says next.

A server's message comes after as many of the page's as it came after then, and after as
long. What a page changes by a request is such a message as well: many servers answer it
over a WebSocket. A message that was not recorded is left out, and counted.
"""

from __future__ import annotations

import base64
import binascii
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from replaytest.redrive.stubs.alike import Data
from replaytest.redrive.stubs.course import Beat, Course, Said, beat_of, is_beat
from replaytest.redrive.stubs.exchange import Asked, Exchange
from replaytest.redrive.stubs.keys import MASKED_TIERS, TIERS

# ms. A WebSocket that closes as near to a change of documents was closed by it.
_WITH_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Told:
    """An event of a WebSocket. `at` is ms since 1970."""

    tab: int
    at: float
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """What a server says, `after` ms after the turn began; None ends the talk."""

    after: float
    data: str | bytes | None


@dataclass(frozen=True, slots=True)
class Conversation:
    """One WebSocket, in turns; each but the first begins with something of the page.

    `asked[n]` is the number of the exchange that turn n begins with, None where that is
    a message; `began[n]` is when it did, in ms since the first. Empty: all messages.
    `heard[n]` is that message, None for unknown: then it is only counted. `at` is when
    the first turn began, in ms since 1970.
    """

    number: int
    url: str
    turns: tuple[tuple[Message, ...], ...]
    left_out: int = 0
    asked: tuple[int | None, ...] = ()
    began: tuple[float, ...] = ()
    heard: tuple[Data, ...] = ()
    beat: Beat | None = None
    at: float = 0.0

    @property
    def course(self) -> Course:
        """What follows a page through it."""
        asked = self.asked or (None,) * len(self.turns)
        heard = self.heard or (None,) * len(self.turns)
        numbers = range(1, len(self.turns))
        return Course(
            [(each, heard[each]) for each in numbers if asked[each] is None],
            silent={each for each in numbers if not self.turns[each]},
        )

    @classmethod
    def of(
        cls,
        number: int,
        told: list[Told],
        leaves: Iterable[float] = (),
        changes: Iterable[Exchange] = (),
    ) -> Conversation:
        """Return what events tell of one.

        `leaves` are when its page was left, `changes` the exchanges that may have
        changed something, in order. They begin turns where messages tell how many
        requests had gone out before: times of two sources are not in order.
        """
        turns, began, left_out = [list[Message]()], told[0].at, 0
        asked, begins = list[int | None]([None]), [began]
        heard = list[Data]([None])
        url = str(told[0].payload.get("url") or "")
        said = _said(told)
        before = _requests(told[0])
        open_ones = deque(each for each in changes if each.nth > before)
        for each in told:
            while open_ones and open_ones[0].nth <= _requests(each):
                exchange = open_ones.popleft()
                began = min(max(exchange.at, began), each.at)
                turns.append([])
                asked.append(exchange.number)
                begins.append(began)
                heard.append(None)
            kind, after = each.payload.get("kind"), each.at - began
            data = _data(each.payload)
            if is_beat(data, url):
                continue
            if kind == "sent":
                turns.append([])
                began = each.at
                asked.append(None)
                begins.append(began)
                heard.append(data if _requests(each) else None)
            elif kind == "received":
                if data is None:
                    left_out += 1
                else:
                    turns[-1].append(Message(after, data))
            elif kind == "close" and not any(
                abs(at - each.at) < _WITH_PAGE for at in leaves if at > told[0].at
            ):
                turns[-1].append(Message(after, None))
        return cls(
            *(number, url, tuple(map(tuple, turns)), left_out, tuple(asked)),
            began=tuple(each - begins[0] for each in begins),
            heard=tuple(heard),
            beat=beat_of(said, url),
            at=begins[0],
        )


class Conversations:
    """The conversations of one recording, each for one WebSocket of now."""

    def __init__(self, all_of_them: Iterable[Conversation], *, masked: bool) -> None:
        self.all = tuple(all_of_them)
        self._tiers = (*TIERS, *(MASKED_TIERS if masked else ()))
        self._given: set[int] = set()

    @property
    def unused(self) -> list[Conversation]:
        """Those that nobody has asked for."""
        return [each for each in self.all if each.number not in self._given]

    def find(self, url: str) -> Conversation | None:
        """Return the next one with this address, None if there is none (any more)."""
        asked = Asked("GET", url, kind="websocket")
        for tier in self._tiers:
            queues = defaultdict(list)
            for each in self.unused:
                queues[tier.key(Asked("GET", each.url, kind="websocket"))].append(each)
            key = tier.key(asked)
            if key is not None and queues[key]:
                found: Conversation = queues[key][0]
                self._given.add(found.number)
                return found
        return None


def _said(told: list[Told]) -> list[Said]:
    return [
        (each.at - told[0].at, kind == "sent", _data(each.payload))
        for each in told
        if (kind := each.payload.get("kind")) in ("sent", "received")
    ]


def _requests(told: Told) -> int:
    """Return how many requests had gone out, 0 for unknown."""
    count = told.payload.get("requests")
    return count if type(count) is int else 0


def _data(payload: Mapping[str, Any]) -> str | bytes | None:
    data = payload.get("data")
    if not isinstance(data, str):
        return None
    if payload.get("encoding") != "base64":
        return data
    try:
        return base64.b64decode(data)
    except (binascii.Error, ValueError):
        return None
