"""Which recorded message of a page a message of now is, where none is equal. Pure.

A page that is typed into at another pace sends other values to the same address; a
timer of it sends what it never sent then. Both are told by the parts of a message: its
kind is what the names in it are, its address the parts that it shares with others.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

Data = str | bytes | None

# What protocols put before their JSON: Socket.IO's packet type, namespace and number.
_BEFORE = re.compile(r"[\w/,:.-]{0,60}(?=[\[{])")
# Names of parts whose value says what a message is, and not what it is about.
_SAYS_KIND = frozenset(
    ("type", "t", "event", "op", "kind", "action", "method", "cmd", "command", "topic")
)
_KIND_LENGTH = 32
_LONGEST = 200_000
_MOST_PARTS, _DEEPEST = 200, 6
# From such a share of equal parts on it is the same part of a page that speaks.
SAME = 0.5
# The place of a part, and what stands there.
_Part = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Saying:
    """A message taken apart. `is_plain`: it has no parts, its kind is how it begins."""

    kind: str
    parts: frozenset[_Part] = frozenset()
    is_plain: bool = False


@lru_cache(maxsize=2000)
def saying_of(data: Data) -> Saying:
    """Take a message apart."""
    if not isinstance(data, str):
        return Saying("", is_plain=True)
    before = _BEFORE.match(data)
    if before is not None and len(data) <= _LONGEST:
        try:
            found = json.loads(data[before.end() :])
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, list | dict):
            return _saying(before[0], found)
    return Saying(re.sub(r"\d+", "0", data[:_KIND_LENGTH]), is_plain=True)


def _saying(before: str, found: Any) -> Saying:
    kind, parts = [re.sub(r"\d+$", "", before) or before], set[_Part]()
    # Socket.IO, Phoenix, WAMP: the event's name comes first, in a list.
    first = found[0] if isinstance(found, list) and found else None
    if isinstance(first, str):
        kind.append(first)
    for place, value in _walk(found):
        if place.rpartition(".")[2] in _SAYS_KIND and isinstance(value, str):
            kind.append(f"{place}={value}")
        if len(parts) < _MOST_PARTS:
            parts.add((place, json.dumps(value)))
    return Saying("|".join(kind), frozenset(parts))


def _walk(value: Any, place: str = "", deep: int = 0) -> Iterator[tuple[str, Any]]:
    if deep < _DEEPEST and isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from _walk(inner, f"{place}.{name}", deep + 1)
    elif deep < _DEEPEST and isinstance(value, list) and value:
        for number, inner in enumerate(value):
            yield from _walk(inner, f"{place}.{number}", deep + 1)
    else:
        yield place, value


class Alike:
    """Compares messages with those that were recorded, `said`.

    A part that all of a kind have tells nothing of which one it is.
    """

    def __init__(self, said: Iterable[Data]) -> None:
        self._count = Counter[str]()
        self._shared: defaultdict[str, Counter[_Part]] = defaultdict(Counter)
        for each in map(saying_of, said):
            self._count[each.kind] += 1
            self._shared[each.kind].update(each.parts)

    def score(self, data: Data, recorded: Data) -> float:
        """Return which share of what tells a recorded message is in another, too.

        It is -1 for one of another kind.
        """
        one, other = saying_of(data), saying_of(recorded)
        if one.kind != other.kind:
            return -1.0
        count, shared = self._count[other.kind], self._shared[other.kind]
        telling = {part for part in other.parts if count == 1 or shared[part] < count}
        return len(telling & one.parts) / len(telling) if telling else 1.0

    def same_address(self, data: Data, recorded: Data) -> bool:
        """Say whether two messages are of the same part of a page."""
        return self.score(data, recorded) >= SAME
