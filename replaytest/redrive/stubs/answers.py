"""Which recorded answer is next.

Equal requests are answered in the order in which they were recorded, each exchange
once. Then:

- A request that changes something (POST, PUT, PATCH, DELETE, no query of GraphQL)
  begins an epoch. What only asks is answered from the epoch that the page is in now:
  after the PUT, GET gives what was read after the PUT, however often it was asked for
  before, and before the PUT never what was read after it.
- If its epoch has no such request the newest one before it counts, which is what a
  server would still say; if there is none before, the first one after.
- What only asks may be asked again: the last answer of the epoch is given again. PUT
  is too, as it does the same again, and what was answered alike each time, twice or
  more: pages save and look up as people type, and more often at another pace. Other
  requests are answered as often as recorded.

Concurrent requests that only ask may come in any order within an epoch.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from replaytest.redrive.stubs.exchange import Asked, Exchange, is_safe
from replaytest.redrive.stubs.keys import MASKED_TIERS, TIERS, Key, Tier
from replaytest.redrive.stubs.miss import Miss, unknown

# RFC 9110, 9.2.2; a second DELETE finds nothing to delete.
_REPEATABLE = {"PUT"}


@dataclass(frozen=True, slots=True)
class Found:
    """The exchange that answers a request, by which tier; `again` if not for once."""

    exchange: Exchange
    tier: Tier
    again: bool = False


class Answers:
    """The exchanges of one recording, and which of them have been given.

    `masked` says that the recording's values are, so that shapes are compared as well.
    """

    def __init__(self, exchanges: Iterable[Exchange], *, masked: bool = False) -> None:
        self.exchanges = tuple(exchanges)
        self._tiers = (*TIERS, *(MASKED_TIERS if masked else ()))
        self._queues = [_queues(tier, self.exchanges) for tier in self._tiers]
        self._epochs = _epochs(self.exchanges)
        self._by_number = {each.number: each for each in self.exchanges}
        self._given: set[int] = set()
        self._epoch = 0

    @property
    def unused(self) -> list[Exchange]:
        """The exchanges that nobody has asked for, in order."""
        return [each for each in self.exchanges if each.number not in self._given]

    def find(self, asked: Asked) -> Found | Miss:
        """Return what answers a request, and count it as given."""
        used_up = None
        for tier, queues in zip(self._tiers, self._queues, strict=True):
            key = tier.key(asked)
            queue = queues.get(key, ()) if key is not None else ()
            found = self._next(asked, queue)
            if found is not None:
                again = found.number in self._given
                self._give(found)
                return Found(found, tier, again)
            used_up = used_up or next(iter(queue), None)
        if used_up is not None:
            return Miss(asked, "used up", used_up)
        return unknown(asked, self.exchanges)

    def hop(self, exchange: Exchange) -> Exchange | None:
        """Return where a redirect led to next, None if that was not recorded."""
        to = exchange.redirect
        return None if to is None else self._by_number[to]

    def follow(self, exchange: Exchange) -> tuple[Exchange, ...]:
        """Return where redirects lead from an exchange, and count it as given."""
        way: list[Exchange] = []
        # Numbers grow on the way, so it ends.
        while (found := self.hop(way[-1] if way else exchange)) is not None:
            way.append(found)
        self.give(way)
        return tuple(way)

    def give(self, exchanges: Iterable[Exchange]) -> None:
        """Count exchanges as given."""
        for each in exchanges:
            self._give(each)

    def latest(self, exchange: Exchange) -> Exchange | None:
        """Return the exchange that holds the body which a 304 says is known."""
        same = self._queues[0].get(self._tiers[0].key(exchange.asked) or (), ())
        earlier = (each for each in reversed(same) if each.number < exchange.number)
        return next((each for each in earlier if each.status == 200), None)

    def _next(self, asked: Asked, queue: Sequence[Exchange]) -> Exchange | None:
        if not queue:
            return None
        if is_safe(asked):
            queue = self._of_epoch(queue)
        new = next((each for each in queue if each.number not in self._given), None)
        if new is None and (is_safe(asked) or asked.method in _REPEATABLE):
            return queue[-1]
        if new is None and len(queue) > 1 and len({_said(each) for each in queue}) == 1:
            return queue[-1]
        return new

    def _of_epoch(self, queue: Sequence[Exchange]) -> Sequence[Exchange]:
        epochs = [self._epochs[each.number] for each in queue]
        now = max((each for each in epochs if each <= self._epoch), default=epochs[0])
        return [each for each in queue if self._epochs[each.number] == now]

    def _give(self, exchange: Exchange) -> None:
        self._given.add(exchange.number)
        if exchange.changes:
            self._epoch = max(self._epoch, self._epochs[exchange.number] + 1)


def _said(exchange: Exchange) -> tuple[object, ...]:
    return exchange.status, exchange.body, exchange.failure, exchange.redirect


def _queues(tier: Tier, exchanges: Iterable[Exchange]) -> dict[Key, list[Exchange]]:
    queues: defaultdict[Key, list[Exchange]] = defaultdict(list)
    for each in exchanges:
        key = tier.key(each.asked) if tier.among(each) else None
        if key is not None:
            queues[key].append(each)
    return queues


def _epochs(exchanges: Iterable[Exchange]) -> dict[int, int]:
    """Return for each exchange how many before it have changed something."""
    epochs, count = {}, 0
    for each in exchanges:
        epochs[each.number] = count
        count += each.changes
    return epochs
