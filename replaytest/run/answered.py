"""What stubs say of what they have answered, and how well."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Protocol

from replaytest.redrive.stubs.exchange import Asked
from replaytest.redrive.stubs.keys import Tier
from replaytest.redrive.stubs.miss import Miss

_MOST_TOLD = 20
WAITS = "left waiting, as nothing was done that asks for it"


class Answered(Protocol):
    """What is told of; see `Stubs`."""

    answered: int
    is_masked: bool
    misses: list[Miss]
    weak: list[tuple[Asked, Tier]]
    repeated: list[Asked]
    masked: list[Asked]
    waiting: list[Miss]
    problems: list[str]

    @property
    def unused(self) -> list[str]:
        """What was recorded and not asked for, in words."""


def lines_of(stubs: Answered) -> list[str]:
    """Return it in lines, the numbers first; of each kind the first twenty."""
    counts = [
        f"{stubs.answered} answered from the recording",
        f"{len(stubs.misses)} not answered",
        f"{len(stubs.unused)} not asked for",
    ]
    lines = [", ".join(counts)]
    if stubs.is_masked:
        lines.append("values are masked in this recording, and in its answers")
    lines += _some("not answered", [each.words for each in stubs.misses])
    for asked, tier in stubs.weak[:_MOST_TOLD]:
        lines += _some(f"answered without comparing {tier.words}", [_words(asked)])
    lines += _some("answered once more than recorded", map(_words, stubs.repeated))
    lines += _some("answered with masked or blank", map(_words, stubs.masked))
    lines += _some(WAITS, [_words(each.asked) for each in stubs.waiting])
    lines += _some("not asked for", stubs.unused)
    return lines + stubs.problems


def _words(asked: Asked) -> str:
    return f"{asked.method} {asked.url}"


def _some(told: str, many: Iterable[str]) -> list[str]:
    return [f"{told}: {each}" for each in islice(many, _MOST_TOLD)]
