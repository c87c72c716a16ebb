"""WebSockets of a recording: who spoke when, and what the server says next.

A server's message comes after as many of the page's as it came after then, and after as
long. A message that was not recorded is left out, and counted.
"""

from __future__ import annotations

import base64
import binascii
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from replaytest.redrive.stubs.exchange import Asked
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
    """One WebSocket. `turns[n]` is said after n messages of the page."""

    number: int
    url: str
    turns: tuple[tuple[Message, ...], ...]
    left_out: int = 0

    @classmethod
    def of(
        cls, number: int, told: list[Told], leaves: Iterable[float] = ()
    ) -> Conversation:
        """Return what events tell of one; `leaves` are when its page was left."""
        turns, began, left_out = [list[Message]()], told[0].at, 0
        for each in told:
            kind, after = each.payload.get("kind"), each.at - began
            if kind == "sent":
                turns.append([])
                began = each.at
            elif kind == "received":
                data = _data(each.payload)
                if data is None:
                    left_out += 1
                else:
                    turns[-1].append(Message(after, data))
            elif kind == "close" and not any(
                abs(at - each.at) < _WITH_PAGE for at in leaves if at > told[0].at
            ):
                turns[-1].append(Message(after, None))
        url = str(told[0].payload.get("url") or "")
        return cls(number, url, tuple(map(tuple, turns)), left_out)


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
