"""Where rrweb's player 2.1.6 is known to show what the page did not: one line each.

A difference is the player's only if the events say so; everything else counts against
the mirror.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from replaytest.model import Event
from tests.support.compare_player import Difference

_MUTATION, _MEDIA, _ADOPTED = 0, 7, 15


def reason(difference: Difference, events: Sequence[Event]) -> str | None:
    """Return why the player shows something else, None if nothing says so."""
    for why, holds in _KNOWN.items():
        if holds(difference, events):
            return why
    return None


def _sent_twice(difference: Difference, events: Sequence[Event]) -> bool:
    """A frame's document, empty at first and then whole: the player keeps the first.

    It takes a document with the id and the mode of one it has for the same.
    """
    if difference.what != "children" or difference.player != []:
        return False
    place = difference.path.rpartition("/")[2]
    if not place.startswith("document#"):
        return False
    sent = Counter(add["node"]["id"] for add in _adds(events))
    return sent[_last_id(difference.path)] > 1


def _adopted_early(difference: Difference, events: Sequence[Event]) -> bool:
    """Sheets adopted by a shadow root before it is attached: the player drops them.

    PostHog's fork of the player waits for it.
    """
    if difference.what != "adopted sheets" or difference.player != []:
        return False
    host = _last_id(difference.path)
    for event in events:
        if event["timestamp"] > difference.at:
            return False
        data = event["data"]
        if data.get("source") == _ADOPTED and data.get("id") == host:
            return True
        if any(_attaches(add, host) for add in _adds([event])):
            return False
    return False


def _made_to_loop(difference: Difference, events: Sequence[Event]) -> bool:
    """A media event that says nothing of loops: the player lets what has none loop."""
    if (difference.what, difference.mirror) != ("attribute loop", None):
        return False
    told = [event["data"] for event in events if event["data"].get("source") == _MEDIA]
    about = [data for data in told if data["id"] == _last_id(difference.path)]
    return bool(about) and all("loop" not in data for data in about)


_KNOWN: dict[str, Callable[[Difference, Sequence[Event]], bool]] = {
    "document sent twice": _sent_twice,
    "adopted before attached": _adopted_early,
    "loops by itself": _made_to_loop,
}


def _attaches(add: dict[str, Any], host: int) -> bool:
    node = add["node"]
    inside = add["parentId"] == host and node.get("isShadow")
    return bool(inside or (node["id"] == host and node.get("isShadowHost")))


def _adds(events: Sequence[Event]) -> Iterator[dict[str, Any]]:
    for event in events:
        data = event.get("data")
        if isinstance(data, dict) and data.get("source") == _MUTATION:
            yield from data.get("adds", ())


def _last_id(path: str) -> int:
    return int(path.rpartition("#")[2])
